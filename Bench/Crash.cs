namespace OcppLab.Bench;

/// <summary>The service is killed right after the 202 for its locations, started again, and killed once more while all charge and
/// send meter values each second: what became of each session, as the CSMS saw it. Half of the chargers speak 2.0.1.</summary>
static class Crash
{
    static readonly TimeSpan SessionLength = TimeSpan.FromSeconds(40);
    static readonly TimeSpan ChargingTime = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task<Report> RunAsync(Options options)
    {
        var half = (options.Chargers ?? 1_000) / 2;
        var count = 2 * half;
        var report = new Report($"crash, start-session on {count:#,0} chargers, the process killed right after the 202 and again while all charge");
        await using var rig = await Rig.StartAsync(options, withCsms: true);
        var old = await rig.Gateway.CreateLocationAsync("crash 1.6");
        var current = await rig.Gateway.CreateLocationAsync("crash 2.0.1");
        await rig.Gateway.CreateChargersAsync(old, "CP-", half, rig.Csms.WsUrl);
        await rig.Gateway.CreateChargersAsync(current, "CQ-", half, rig.Csms.WsUrl, Gateway.V201);
        await rig.Csms.UntilAsync(s => s.Count("BootNotification") >= count, Limit);
        await rig.Gateway.SetSampleIntervalAsync(old, half, Gateway.V16, TimeSpan.FromSeconds(1));
        await rig.Gateway.SetSampleIntervalAsync(current, half, Gateway.V201, TimeSpan.FromSeconds(1));

        await rig.Gateway.StartSessionsAsync(old, half, SessionLength);
        await rig.Gateway.StartSessionsAsync(current, half, SessionLength);
        rig.KillService();
        report.Add("transactions the CSMS had seen at the kill", (await rig.Csms.StatsAsync()).Transactions.Started, "");
        rig.StartService();
        await rig.Csms.UntilAsync(s => s.Transactions.Started >= count, Limit);
        await Task.Delay(ChargingTime, options.Cancelled);
        rig.KillService();
        await Task.Delay(ChargingTime, options.Cancelled);
        rig.StartService();
        await rig.Csms.UntilAsync(s => s.Transactions.Stopped >= count, SessionLength + Limit);
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
