using System.Diagnostics;

namespace OcppLab.Bench;

/// <summary>Chargers without a CSMS: what one costs in memory from a thousand to a million, and what running sessions cost.</summary>
static class Detached
{
    const int Batch = 100_000;

    public static async Task<Report> RunAsync(Options options)
    {
        var count = options.Chargers ?? (options.Url is null ? 1_000_000 : 10_000);
        var report = new Report($"detached, {count:#,0} chargers with two connectors");
        await using var rig = await Rig.StartAsync(options, withCsms: false);
        var before = rig.Service.ResidentBytes;
        report.Add("memory before the first charger", before / 1e6, "MB");
        var locations = new List<(string Id, int Size)>();
        var total = 0;
        foreach (var size in Sizes(count))
        {
            var location = await rig.Gateway.CreateLocationAsync($"detached {locations.Count}");
            var (cpu, started) = (rig.Service.Cpu, Stopwatch.GetTimestamp());
            await rig.Gateway.CreateChargersAsync(location, $"D{locations.Count}-", size, wsUrl: null);
            locations.Add((location, size));
            total += size;
            if (total is 1_000 or 10_000 or 100_000 || total == count)
            {
                report.Add($"creating: processor per charger, up to {total:#,0}", (rig.Service.Cpu - cpu)?.TotalMicroseconds / size, "µs");
                await Task.Delay(TimeSpan.FromSeconds(3), options.Cancelled);
                report.Add($"memory per charger, of {total:#,0}", (rig.Service.ResidentBytes - before) / 1024.0 / total, "KiB", total == count && options.Url is null ? 2.5 : null);
            }
        }

        if (rig.CanRestart)
        {
            rig.KillService();
            rig.StartService();
            await rig.Gateway.ReadyAsync(TimeSpan.FromMinutes(5));
            report.Add("ready after a restart", (DateTimeOffset.UtcNow - rig.Service.StartedAt).TotalSeconds, "s");
            await Task.Delay(TimeSpan.FromSeconds(3), options.Cancelled);
            if (options.Url is null)
            {
                report.Add("memory per charger after a restart", (rig.Service.ResidentBytes - before) / 1024.0 / total, "KiB", 2.5);
            }
        }

        var running = 0;
        var (active, all) = locations[0];
        foreach (var (id, size) in locations.OrderBy(l => l.Size))
        {
            if (running >= 100_000)
            {
                break;
            }

            var answered = await rig.Gateway.StartSessionsAsync(id, size);
            running += size;
            (active, all) = (id, size);
            report.Add($"start-session on {size:#,0}: the 202", answered.TotalMilliseconds, "ms");
            var stored = await rig.Gateway.SessionsAsync(id, running: true, size, TimeSpan.FromMinutes(2));
            report.Add("… the last session stored", (answered + stored).TotalMilliseconds, "ms");
        }

        await Task.Delay(TimeSpan.FromSeconds(12), options.Cancelled);
        var (cpuBefore, watched) = (rig.Service.Cpu, Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds), options.Cancelled);
        var cores = (rig.Service.Cpu - cpuBefore) / Stopwatch.GetElapsedTime(watched);
        report.Add($"{running:#,0} running sessions: processor", cores * 100, "% of a core", 25);
        report.Add($"memory per charger with {running:#,0} running sessions", (rig.Service.ResidentBytes - before) / 1024.0 / total, "KiB", options.Url is null ? null : 6);

        report.Add($"stop-session on {all:#,0}, all active: the 202", (await rig.Gateway.StopSessionsAsync(active, all)).TotalMilliseconds, "ms");
        await rig.Gateway.SessionsAsync(active, running: false, all, TimeSpan.FromMinutes(2));
        report.Add($"start-session on {all:#,0}, all active: the 202", (await rig.Gateway.StartSessionsAsync(active, all)).TotalMilliseconds, "ms");
        return report;
    }

    // 1,000, then 9,000, then 90,000, then batches: the points at which the cost per charger is read.
    static IEnumerable<int> Sizes(int count)
    {
        var total = 0;
        foreach (var point in (int[])[1_000, 10_000, 100_000])
        {
            if (point <= count)
            {
                yield return point - total;
                total = point;
            }
        }

        for (; total < count; total += Batch)
        {
            yield return Math.Min(Batch, count - total);
        }
    }
}
