namespace OcppLab.Bench;

/// <summary>The service is killed while detached chargers charge, and started again when their sessions' time is over: all of
/// them come back by themselves, catch up, and their sessions are stored as over.</summary>
static class Revive
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task<Report> RunAsync(Options options)
    {
        var count = options.Chargers ?? 10_000;

        // Long enough that the last session is stored as running before the first one is over.
        var session = TimeSpan.FromSeconds(Math.Max(15, count / 1_000));
        var report = new Report($"revive, {count:#,0} detached chargers, killed while they charge, median of {options.Rounds}");
        await using var rig = await Rig.StartAsync(options, withCsms: false);
        var location = await rig.Gateway.CreateLocationAsync("revive");
        await rig.Gateway.CreateChargersAsync(location, "R-", count, wsUrl: null);

        var ready = new List<double>();
        var back = new List<double>();
        var cpu = new List<double>();
        for (var round = 0; round < options.Rounds; round++)
        {
            await rig.Gateway.StartSessionsAsync(location, count, session);
            await rig.Gateway.SessionsAsync(location, running: true, count, session);
            rig.KillService();
            await Task.Delay(session, options.Cancelled);
            rig.StartService();
            await rig.Gateway.ReadyAsync(Limit);
            ready.Add((DateTimeOffset.UtcNow - rig.Service.StartedAt).TotalSeconds);
            await rig.Gateway.SessionsAsync(location, running: false, (round + 1L) * count, Limit);
            back.Add((DateTimeOffset.UtcNow - rig.Service.StartedAt).TotalSeconds);
            cpu.Add(rig.Service.Cpu!.Value.TotalSeconds);
        }

        report.Add("front door ready after the process's start", ready, "s");
        report.Add("all back, their sessions stored as over", back, "s");
        report.Add("processor until then", cpu, "s");
        return report;
    }
}
