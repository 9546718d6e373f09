using System.CommandLine;
using System.Text;

namespace OcppLab.Cli;

/// <summary><c>load-test</c>: runs a load test and tells its verdict by the exit code.</summary>
sealed class LoadTestCommand
{
    const string BuiltInCsms = "builtin-csms";

    readonly Argument<string> plan = new("plan") { Description = "The plan: a file in YAML or JSON, or - for the standard input.", HelpName = "PLAN" };

    readonly ReportFiles reports = new();

    readonly Option<string?> compareWith = new("--compare-with")
    {
        Description = "Compare with this earlier load test, in the summary and in the reports.",
        HelpName = "ID",
    };

    readonly Option<string?> wsUrl = new("--ws-url")
    {
        Description = $"Where the chargers that the plan makes connect, instead of the template's ws_url; with --local also {BuiltInCsms}.",
        HelpName = "URL",
    };

    readonly Option<bool> detach = new("--detach") { Description = "Print the load test's id and leave; it goes on at the service." };

    readonly Option<bool> local = new("--local")
    {
        Description = "Run it without a service: in a silo of its own, within this process, whose data are deleted at the end. A template"
            + $" without ws_url, or with {BuiltInCsms}, connects to the CSMS that is built in.",
    };

    readonly Terminal terminal;
    readonly ServiceOptions service;

    LoadTestCommand(Terminal terminal, ServiceOptions service) => (this.terminal, this.service) = (terminal, service);

    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal, ServiceOptions service)
    {
        var made = new LoadTestCommand(terminal, service);
        var command = new Command("load-test", "Runs a load test and says by the exit code what it has come to. Ctrl-C stops it in order, a second one leaves at once.")
        {
            made.plan,
        };
        foreach (var option in (Option[])[.. made.reports.Options, made.compareWith, made.wsUrl, made.detach, made.local])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) => (int)await made.RunAsync(parsed));
        return command;
    }

    async Task<ExitCode> RunAsync(ParseResult parsed)
    {
        Check(parsed);
        var file = await PlanFile.ReadAsync(parsed.GetValue(plan)!, terminal, terminal.Interrupts.First);
        if (!parsed.GetValue(local))
        {
            if (parsed.GetValue(wsUrl) is { } csms)
            {
                file = file.WithWsUrl((_, _) => csms);
            }

            using var client = service.Connect(parsed);
            return await RunAsync(parsed, client, file);
        }

        service.ApplyColors(parsed);
        return await RunLocallyAsync(parsed, file);
    }

    void Check(ParseResult parsed)
    {
        var isLocal = parsed.GetValue(local);
        var files = reports.Options.Any(option => parsed.GetValue(option) is not null);
        var mistake = isLocal && parsed.GetValue(detach) ? "--detach can't be given with --local: the load test ends with this process."
            : isLocal && parsed.GetValue(compareWith) is not null ? "--compare-with can't be given with --local, which keeps no load tests."
            : isLocal && service.NamesService(parsed) ? "--local runs without a service: --url, --token, --token-file and --organization can't be given."
            : parsed.GetValue(detach) && files ? "--detach leaves before there is a report: --report, --junit and --json-report can't be given."
            : !isLocal && parsed.GetValue(wsUrl) == BuiltInCsms ? $"--ws-url {BuiltInCsms} is for --local; give the CSMS's address."
            : null;
        if (mistake is not null)
        {
            throw new CliException(ExitCode.Usage, mistake);
        }

        reports.Check(parsed, terminal);
    }

    async Task<ExitCode> RunLocallyAsync(ParseResult parsed, PlanFile file)
    {
        // Before a silo is started in vain.
        file.WithWsUrl((_, before) => before);
        await using var silo = await LocalSilo.StartAsync(terminal);
        using var client = new ServiceClient(silo.Address, silo.Token, null, terminal);
        var wanted = parsed.GetValue(wsUrl);
        return await RunAsync(parsed, client, file.WithWsUrl((isGiven, before) =>
            (wanted ?? (isGiven ? before : BuiltInCsms)) is var url && url == BuiltInCsms ? silo.CsmsUrl : url));
    }

    async Task<ExitCode> RunAsync(ParseResult parsed, ServiceClient client, PlanFile file)
    {
        var other = parsed.GetValue(compareWith);
        var before = other is null ? null : await LoadTestRun.FindAsync(client, other, terminal.Interrupts.First);
        LoadTestRun run;
        byte[] taken;
        try
        {
            (run, taken) = await LoadTestRun.BeginAsync(client, file, terminal);
        }
        catch (OperationCanceledException) when (terminal.Interrupts.Second.IsCancellationRequested)
        {
            return Left(parsed, LoadTestRun.LeftBeginning(client));
        }

        if (parsed.GetValue(detach))
        {
            await terminal.Out.WriteLineAsync(service.Json(parsed) ? Encoding.UTF8.GetString(taken) : run.Id);
            return ExitCode.Done;
        }

        try
        {
            var (end, answer) = await LoadTestProgress.ShowAsync(terminal, run.UntilEndAsync);
            var (written, allWritten) = await reports.WriteAsync(parsed, terminal, run, other);
            if (service.Json(parsed))
            {
                await terminal.Out.WriteLineAsync(Encoding.UTF8.GetString(answer));
            }
            else
            {
                new Summary(terminal.Results()).Print(end, before);
                var places = parsed.GetValue(local) ? written : [.. written, run.ReportAddress.ToString()];
                await terminal.Out.WriteLineAsync(places.Count > 0 ? $"Report: {string.Join(", ", places)}" : "No report was kept; --report FILE.html writes one.");
            }

            var code = ExitCodes.OfVerdict(end.Verdict);
            return code == ExitCode.Done && !allWritten ? ExitCode.Failed : code;
        }
        catch (OperationCanceledException) when (terminal.Interrupts.Second.IsCancellationRequested)
        {
            // A silo of this process ends with it, and the load test too.
            return Left(parsed, parsed.GetValue(local) ? "" : await run.LeaveAsync());
        }
    }

    ExitCode Left(ParseResult parsed, string atService)
    {
        terminal.Say(parsed.GetValue(local) ? "Left before its end." : atService);
        return ExitCode.Stopped;
    }
}
