using System.Diagnostics;

namespace OcppLab.Bench;

/// <summary>Chargers boot, idle, start a session each and send meter values; the CSMS is a process of its own.</summary>
static class Connected
{
    public static async Task<Report> RunAsync(Options options)
    {
        var count = options.Chargers ?? 10_000;
        var report = new Report($"connected, {count:#,0} chargers with two connectors, sample interval 10 s");
        using var rig = await Rig.StartAsync(withCsms: false);
        var csms = rig.Csms;
        var before = rig.Api.ResidentBytes;
        report.Add("memory before the first charger", before / 1e6, "MB");
        var location = await rig.Gateway.CreateLocationAsync("connected");
        var created = await rig.Gateway.CreateChargersAsync(location, "CP-", count, csms.WsUrl);
        report.Add("created by one bulk request", created.TotalSeconds, "s", count == 10_000 ? 2 : null);

        // The chargers have not reached their CSMS yet: all of them boot when it is there and the process starts again.
        rig.KillApi();
        await rig.StartCsmsAsync();
        rig.StartApi();
        var booted = await csms.UntilAsync(s => s.Count("BootNotification") >= count, TimeSpan.FromMinutes(2));
        report.Add("all booted after the process's start", (booted.LastBootAt!.Value - rig.Api.StartedAt).TotalSeconds, "s", count == 10_000 ? 4 : null);
        await rig.Gateway.ReadyAsync(TimeSpan.FromSeconds(60));
        return await SteadyAsync(rig, csms, report, location, before, count, options.Seconds);
    }

    static async Task<Report> SteadyAsync(
        Rig rig, CsmsUnderTest csms, Report report, string location, long before, int count, int seconds)
    {
        await Task.Delay(TimeSpan.FromSeconds(5));
        report.Add("memory per idle charger", (rig.Api.ResidentBytes - before) / 1024.0 / count, "KiB", 28);
        var idle = await WatchAsync(rig, csms, TimeSpan.FromSeconds(10));
        report.Add("idle: processor", idle.Cores * 100, "% of a core");

        var queued = await rig.Gateway.StartSessionsAsync(location, count);
        await csms.UntilAsync(s => s.Transactions.Started >= count, TimeSpan.FromMinutes(2));
        report.Add("start-session on all: the 202", queued.TotalMilliseconds, "ms");

        await Task.Delay(TimeSpan.FromSeconds(12));
        var charging = await WatchAsync(rig, csms, TimeSpan.FromSeconds(seconds));
        report.Add("charging: messages sent and answered", charging.MessagesPerSecond, "1/s");
        report.Add("charging: processor per message sent and answered", charging.MicrosecondsPerMessage, "µs", 45);
        report.Add("charging: the CSMS's own processor per message", charging.CsmsMicrosecondsPerMessage, "µs");
        report.Add("memory per charging charger", (rig.Api.ResidentBytes - before) / 1024.0 / count, "KiB", 28);
        report.Add("memory in all", rig.Api.ResidentBytes / 1e6, "MB");

        await rig.Gateway.StopSessionsAsync(location, count);
        var end = await csms.UntilAsync(s => s.Transactions.Stopped >= count, TimeSpan.FromMinutes(2));
        report.Add("schema violations", end.Violations, "", 0);
        return report;
    }

    static async Task<Watched> WatchAsync(Rig rig, CsmsUnderTest csms, TimeSpan time)
    {
        var (stats, cpu, started) = (await csms.StatsAsync(), rig.Api.Cpu, Stopwatch.GetTimestamp());
        await Task.Delay(time);
        var (statsAfter, cpuAfter, elapsed) = (await csms.StatsAsync(), rig.Api.Cpu, Stopwatch.GetElapsedTime(started));
        var messages = Math.Max(1, statsAfter.Messages() - stats.Messages());
        return new(
            (cpuAfter - cpu) / elapsed,
            messages / elapsed.TotalSeconds,
            (cpuAfter - cpu).TotalMicroseconds / messages,
            (statsAfter.CpuMs - stats.CpuMs) * 1000 / messages);
    }

    sealed record Watched(double Cores, double MessagesPerSecond, double MicrosecondsPerMessage, double CsmsMicrosecondsPerMessage);
}
