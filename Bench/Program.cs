using OcppLab.Bench;

if (args is [Bare.ClientRole, var wsUrl, var count])
{
    await Bare.ClientAsync(wsUrl, int.Parse(count));
    return 0;
}
try
{
    var options = Options.Parse(args);
    var report = options.Scenario switch
    {
        "connected" => await Connected.RunAsync(options),
        "fanout" => await Fanout.RunAsync(options),
        "detached" => await Detached.RunAsync(options),
        "crash" => await Crash.RunAsync(options),
        "bare" => await Bare.RunAsync(options),
        _ => throw new FormatException($"unknown scenario '{options.Scenario}'"),
    };
    report.Print(options.Json);
    return 0;
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine(Options.Usage);
    return 2;
}
