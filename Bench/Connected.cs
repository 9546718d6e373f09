using System.Diagnostics;

namespace OcppLab.Bench;

/// <summary>Chargers boot, idle, start a session each and send meter values: all at about the same time, as after one command to all of
/// them, and then each in its own time, as where sessions begin when vehicles come. The CSMS is a process of its own.</summary>
static class Connected
{
    static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LeastPace = TimeSpan.FromMilliseconds(4);

    public static async Task<Report> RunAsync(Options options)
    {
        var count = options.Chargers ?? 10_000;
        var restarts = options.Url is null;
        var report = new Report($"connected, {count:#,0} chargers of {options.OcppVersion} with two connectors, sample interval {options.Interval.TotalSeconds:0} s");
        await using var rig = await Rig.StartAsync(options, withCsms: !restarts);
        var csms = rig.Csms;
        var before = rig.Service.ResidentBytes;
        report.Add("memory before the first charger", before / 1e6, "MB");
        var location = await rig.Gateway.CreateLocationAsync("connected");
        var requested = DateTimeOffset.UtcNow;
        var created = await rig.Gateway.CreateChargersAsync(location, "CP-", count, csms.WsUrl, options.OcppVersion);
        report.Add("created by one bulk request", created.TotalSeconds, "s", restarts && count == 10_000 ? 2 : null);

        // The chargers have not reached their CSMS yet: all of them boot when it is there and the process starts again.
        if (restarts)
        {
            rig.KillService();
            await rig.StartCsmsAsync();
            rig.StartService();
        }

        var booted = await csms.UntilAsync(s => s.Count("BootNotification") >= count, TimeSpan.FromMinutes(2));
        var bootedAt = booted.LastBootAt!.Value;
        if (restarts)
        {
            report.Add("all booted after the process's start", (bootedAt - rig.Service.StartedAt).TotalSeconds, "s", count == 10_000 ? 4 : null);
        }
        else
        {
            report.Add("all booted after the bulk request", (bootedAt - requested).TotalSeconds, "s");
        }

        await rig.Gateway.ReadyAsync(TimeSpan.FromSeconds(60));
        return await SteadyAsync(rig, csms, report, location, before, count, options);
    }

    static async Task<Report> SteadyAsync(
        Rig rig, CsmsUnderTest csms, Report report, string location, long? before, int count, Options options)
    {
        await Task.Delay(TimeSpan.FromSeconds(5), options.Cancelled);
        report.Add("memory per idle charger", (rig.Service.ResidentBytes - before) / 1024.0 / count, "KiB", 28);
        report.Add("memory in all, idle", rig.Service.ResidentBytes / 1e6, "MB");
        var idle = await WatchAsync(rig, csms, TimeSpan.FromSeconds(10), options.Cancelled);
        report.Add("idle: processor", idle.Cores * 100, "% of a core");

        if (options.Interval != DefaultInterval)
        {
            await rig.Gateway.SetSampleIntervalAsync(location, count, options.OcppVersion, options.Interval);
        }

        var queued = await rig.Gateway.StartSessionsAsync(location, count);
        await csms.UntilAsync(s => s.Transactions.Started >= count, TimeSpan.FromMinutes(2));
        report.Add("start-session on all: the 202", queued.TotalMilliseconds, "ms");
        await ChargingAsync(rig, csms, report, "in bursts", options);
        report.Add("memory per charging charger", (rig.Service.ResidentBytes - before) / 1024.0 / count, "KiB", 28);
        report.Add("memory in all, charging", rig.Service.ResidentBytes / 1e6, "MB");
        await rig.Gateway.StopSessionsAsync(location, count);
        await csms.UntilAsync(s => s.Transactions.Stopped >= count, TimeSpan.FromMinutes(2));

        await StartOneByOneAsync(rig, count, options);
        await csms.UntilAsync(s => s.Transactions.Started >= 2 * count, TimeSpan.FromMinutes(2));
        await ChargingAsync(rig, csms, report, "spread", options);
        await rig.Gateway.StopSessionsAsync(location, count);
        var end = await csms.UntilAsync(s => s.Transactions.Stopped >= 2 * count, TimeSpan.FromMinutes(2));
        report.Add("schema violations", end.Violations, "", 0);
        return report;
    }

    /// <summary>Starts the sessions at an even pace over whole sample intervals, so that at any time as many samples are due as at
    /// any other.</summary>
    static async Task StartOneByOneAsync(Rig rig, int count, Options options)
    {
        var intervals = Math.Ceiling(count * LeastPace / options.Interval);
        var started = Stopwatch.GetTimestamp();
        var commands = new List<Task>(count);
        for (var i = 0; i < count; i++)
        {
            var wait = options.Interval * (intervals * i / count) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, options.Cancelled);
            }

            commands.Add(rig.Gateway.StartSessionAsync(rig.Gateway.Created[i]));
        }

        await Task.WhenAll(commands);
    }

    static async Task ChargingAsync(Rig rig, CsmsUnderTest csms, Report report, string arrival, Options options)
    {
        await Task.Delay(TimeSpan.FromSeconds(12), options.Cancelled);
        var charging = await WatchAsync(rig, csms, TimeSpan.FromSeconds(options.Seconds), options.Cancelled);
        report.Add($"charging, {arrival}: messages sent and answered", charging.MessagesPerSecond, "1/s");
        report.Add(
            $"charging, {arrival}: processor per message sent and answered", charging.MicrosecondsPerMessage, "µs",
            options.Url is not null ? null : arrival == "spread" ? 60 : 35);
        report.Add($"charging, {arrival}: the CSMS's own processor per message", charging.CsmsMicrosecondsPerMessage, "µs");
    }

    static async Task<Watched> WatchAsync(Rig rig, CsmsUnderTest csms, TimeSpan time, CancellationToken cancelled)
    {
        var (stats, cpu, started) = (await csms.StatsAsync(), rig.Service.Cpu, Stopwatch.GetTimestamp());
        await Task.Delay(time, cancelled);
        var (statsAfter, cpuAfter, elapsed) = (await csms.StatsAsync(), rig.Service.Cpu, Stopwatch.GetElapsedTime(started));
        var messages = Math.Max(1, statsAfter.Messages() - stats.Messages());
        return new(
            (cpuAfter - cpu) / elapsed,
            messages / elapsed.TotalSeconds,
            (cpuAfter - cpu)?.TotalMicroseconds / messages,
            (statsAfter.CpuMs - stats.CpuMs) * 1000 / messages);
    }

    sealed record Watched(double? Cores, double MessagesPerSecond, double? MicrosecondsPerMessage, double CsmsMicrosecondsPerMessage);
}
