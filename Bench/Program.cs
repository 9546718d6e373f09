using Npgsql;
using OcppLab.Bench;

if (args is [Bare.ClientRole, var kind, var wsUrl, var count, var seconds])
{
    await Bare.ClientAsync(Enum.Parse<BareKind>(kind), wsUrl, int.Parse(count), int.Parse(seconds));
    return 0;
}

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupt.Cancel();
};
try
{
    var options = Options.Parse(args, interrupt.Token);
    var report = options.Scenario switch
    {
        "connected" => await Connected.RunAsync(options),
        "fanout" => await Fanout.RunAsync(options),
        "cold" => await Cold.RunAsync(options),
        "detached" => await Detached.RunAsync(options),
        "revive" => await Revive.RunAsync(options),
        "empty" => await Empty.RunAsync(options),
        "crash" => await Crash.RunAsync(options),
        "metrics" => await Metrics.RunAsync(options),
        "million" => await Million.RunAsync(options),
        _ => await Bare.RunAsync(options),
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
catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
{
    return 130;
}
catch (Exception e) when (e is HttpRequestException or TimeoutException or InvalidOperationException or NpgsqlException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
