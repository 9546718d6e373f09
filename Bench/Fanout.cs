using System.Diagnostics;

namespace OcppLab.Bench;

/// <summary>start-session on one location: how long until the 202, and until the CSMS has the last StartTransaction; of detached
/// chargers until the last session is stored.</summary>
static class Fanout
{
    const int Rounds = 5;
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task<Report> RunAsync(Options options)
    {
        int[] sizes = options.Chargers is { } n ? [n] : [1_000, 10_000];
        var connected = options.Url is null || options.Csms is not null || options.Foreign;
        var report = new Report($"fanout, start-session on a location of {(connected ? "connected" : "detached")} chargers, median of {Rounds}{(options.Foreign ? ", a foreign CSMS" : "")}");
        foreach (var size in sizes)
        {
            await using var rig = await Rig.StartAsync(options, withCsms: connected);
            var location = await rig.Gateway.CreateLocationAsync("fanout");
            await rig.Gateway.CreateChargersAsync(location, "CP-", size, connected ? rig.Csms.WsUrl : null, options.OcppVersion);
            await (connected
                ? ConnectedAsync(rig, report, location, size, options)
                : DetachedAsync(rig, report, location, size, options.Cancelled));
        }

        return report;
    }

    static async Task ConnectedAsync(Rig rig, Report report, string location, int size, Options options)
    {
        await rig.Csms.UntilAsync(s => s.Count("BootNotification") >= size, Limit);
        var (answered, last, cpu, csmsCpu) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 1; round <= Rounds; round++)
        {
            await Task.Delay(TimeSpan.FromSeconds(3), options.Cancelled);
            var (cpuBefore, csmsBefore) = (rig.Service.Cpu, (await rig.Csms.StatsAsync()).CpuMs);
            var started = DateTimeOffset.UtcNow;
            answered.Add((await rig.Gateway.StartSessionsAsync(location, size)).TotalMilliseconds);
            var total = size * round;
            var seen = await rig.Csms.UntilAsync(s => s.Transactions.Started >= total, Limit);
            last.Add((seen.Transactions.LastStartAt!.Value - started).TotalMilliseconds);
            if (rig.Service.Cpu - cpuBefore is { } used)
            {
                cpu.Add(used.TotalMilliseconds);
            }

            csmsCpu.Add(seen.CpuMs - csmsBefore);
            await Task.Delay(TimeSpan.FromSeconds(2), options.Cancelled);
            await rig.Gateway.StopSessionsAsync(location, size);
            await rig.Csms.UntilAsync(s => s.Transactions.Stopped >= total, Limit);
        }

        report.Add($"{size:#,0} chargers: the 202", answered, "ms", Bound(30, 250));
        report.Add($"{size:#,0} chargers: the last StartTransaction", last, "ms", Bound(150, 1_500));
        report.Add($"{size:#,0} chargers: processor until then", cpu, "ms");
        report.Add($"{size:#,0} chargers: the CSMS's own processor until then", csmsCpu, "ms");

        double? Bound(double ofThousand, double ofTenThousand) =>
            options.Url is not null ? null : size switch { 1_000 => ofThousand, 10_000 => ofTenThousand, _ => null };
    }

    static async Task DetachedAsync(Rig rig, Report report, string location, int size, CancellationToken cancelled)
    {
        var (answered, rate, cpu) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            await Task.Delay(TimeSpan.FromSeconds(3), cancelled);
            var (cpuBefore, started) = (rig.Service.Cpu, Stopwatch.GetTimestamp());
            var answer = (await rig.Gateway.StartSessionsAsync(location, size)).TotalMilliseconds;
            await rig.Gateway.SessionsAsync(location, running: true, size, Limit);
            var stored = Stopwatch.GetElapsedTime(started);
            if (round == 0)
            {
                report.Add($"{size:#,0} chargers: the first 202", answer, "ms");
            }
            else
            {
                answered.Add(answer);
                rate.Add(size / stored.TotalSeconds);
                if (rig.Service.Cpu - cpuBefore is { } used)
                {
                    cpu.Add(used.TotalMicroseconds / size);
                }
            }

            await rig.Gateway.StopSessionsAsync(location, size);
            await rig.Gateway.SessionsAsync(location, running: true, 0, Limit);
        }

        report.Add($"{size:#,0} chargers: the 202", answered, "ms", size == 10_000 ? 300 : null);
        report.Add($"{size:#,0} chargers: sessions started and stored", rate, "1/s");
        report.Add($"{size:#,0} chargers: processor per session started and stored", cpu, "µs");
    }
}
