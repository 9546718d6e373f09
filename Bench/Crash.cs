namespace OcppLab.Bench;

/// <summary>The service is killed right after the 202 for a location and started again: what became of each session, as the
/// CSMS saw it.</summary>
static class Crash
{
    static readonly TimeSpan SessionLength = TimeSpan.FromSeconds(20);

    public static async Task<Report> RunAsync(Options options)
    {
        var count = options.Chargers ?? 1_000;
        var report = new Report($"crash, start-session on {count:#,0} chargers, the process killed right after the 202");
        await using var rig = await Rig.StartAsync(options, withCsms: true);
        var location = await rig.Gateway.CreateLocationAsync("crash");
        await rig.Gateway.CreateChargersAsync(location, "CP-", count, rig.Csms.WsUrl);
        await rig.Csms.UntilAsync(s => s.Count("BootNotification") >= count, TimeSpan.FromMinutes(2));

        await rig.Gateway.StartSessionsAsync(location, count, SessionLength);
        rig.KillService();
        report.Add("transactions the CSMS had seen at the kill", (await rig.Csms.StatsAsync()).Transactions.Started, "");
        rig.StartService();
        await rig.Csms.UntilAsync(s => s.Transactions.Stopped >= count, SessionLength + TimeSpan.FromMinutes(2));
        await Task.Delay(TimeSpan.FromSeconds(5), options.Cancelled);
        var seen = (await rig.Csms.StatsAsync()).Transactions;
        report.Add("sessions started", seen.Started, "", count);
        report.Add("sessions stopped", seen.Stopped, "", count);
        report.Add("sessions lost", count - seen.Stopped, "", 0);
        report.Add("sequence numbers missing", seen.MissingEvents, "", 0);
        report.Add("told twice under another message id", seen.DoubledStarts + seen.DoubledStops + seen.DoubledEvents + seen.UnknownStops, "", 0);
        report.Add("message ids used for something else", seen.ChangedRepeats, "", 0);
        report.Add("starts repeated under their message id", seen.RepeatedStarts, "");
        report.Add("stops repeated under their message id", seen.RepeatedStops, "");
        report.Add("meter values repeated under their message id", seen.RepeatedEvents, "");
        return report;
    }
}
