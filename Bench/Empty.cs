using System.Diagnostics;

namespace OcppLab.Bench;

/// <summary>A service without chargers: what it costs to have it.</summary>
static class Empty
{
    static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    public static async Task<Report> RunAsync(Options options)
    {
        var report = new Report("empty, a service without chargers");
        await using var rig = await Rig.StartAsync(options, withCsms: false);
        report.Add("ready after the process's start", (DateTimeOffset.UtcNow - rig.Service.StartedAt).TotalSeconds, "s");
        report.Add("processor in the first minute", await WatchAsync(rig, Settling, options.Cancelled), "% of a core");
        report.Add("processor after it", await WatchAsync(rig, TimeSpan.FromSeconds(options.Seconds), options.Cancelled), "% of a core", 0.5);
        report.Add("memory", rig.Service.ResidentBytes / 1e6, "MB", 150);
        return report;
    }

    static async Task<double?> WatchAsync(Rig rig, TimeSpan time, CancellationToken cancelled)
    {
        var (cpu, started) = (rig.Service.Cpu, Stopwatch.GetTimestamp());
        await Task.Delay(time, cancelled);
        return (rig.Service.Cpu - cpu) / Stopwatch.GetElapsedTime(started) * 100;
    }
}
