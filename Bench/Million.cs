using System.Diagnostics;

namespace OcppLab.Bench;

/// <summary>A cluster with a million detached chargers, of which a tenth have sessions: what it takes to create, keep and start them,
/// and to have them back when a silo is killed.</summary>
static class Million
{
    const int Location = 100_000;
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(25);
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<Report> RunAsync(Options options)
    {
        var count = options.Chargers ?? 1_000_000;
        var running = options.Sessions ?? Math.Min(100_000, count / 10);
        var report = new Report($"million, {count:#,0} detached chargers, {running:#,0} sessions, {options.Silos} silos, PostgreSQL");
        await using var cluster = await BenchCluster.StartAsync(options);
        await Task.Delay(Rest, options.Cancelled);
        await MeasureAsync("empty");

        // The first locations hold those that are to run.
        var locations = new List<(string Id, int Size)>();
        var creating = Stopwatch.StartNew();
        for (var left = count; left > 0; left -= locations[^1].Size)
        {
            var toRun = running - locations.Sum(location => location.Size);
            var size = Math.Min(toRun > 0 ? toRun : left, Location);
            var id = await cluster.Gateway.CreateLocationAsync($"million {locations.Count}");
            await cluster.Gateway.CreateChargersAsync(id, $"M{locations.Count}-", size, wsUrl: null);
            locations.Add((id, size));
        }

        report.Add("created by bulk requests", creating.Elapsed.TotalSeconds, "s", note: $"{count / creating.Elapsed.TotalSeconds:#,0} a second");
        await Task.Delay(Rest, options.Cancelled);
        await MeasureAsync("created, idle");

        var cpu = Cpu();
        var starting = Stopwatch.StartNew();
        var started = 0;
        foreach (var (id, size) in locations.TakeWhile(_ => started < running))
        {
            var answered = await cluster.Gateway.StartSessionsAsync(id, size);
            report.Add($"start-session on {size:#,0}: the 202", answered.TotalSeconds, "s");
            await cluster.Gateway.SessionsAsync(id, running: true, size, Limit);
            started += size;
        }

        report.Add($"{running:#,0} sessions stored as running", starting.Elapsed.TotalSeconds, "s");
        report.Add("… processor of the silos per session", (Cpu() - cpu).TotalMicroseconds / running, "µs");
        await Task.Delay(Rest, options.Cancelled);
        await MeasureAsync("running");
        var (before, watched) = (Cpu(), Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds), options.Cancelled);
        report.Add($"{running:#,0} running sessions: processor of the silos", (Cpu() - before) / Stopwatch.GetElapsedTime(watched) * 100, "% of a core");

        var killed = DateTimeOffset.UtcNow;
        cluster.KillSilo();
        cpu = Cpu();
        await cluster.UntilAsync(async () => await cluster.ActiveSilosAsync() < options.Silos, Limit, "the killed silo was not declared dead");
        report.Add("a silo killed: declared dead", (DateTimeOffset.UtcNow - killed).TotalSeconds, "s");
        await cluster.UntilAsync(async () => await cluster.ActiveChargersAsync() >= running, Limit, "not all were active again");
        report.Add("… all that run are active again", (DateTimeOffset.UtcNow - killed).TotalSeconds, "s");
        report.Add("… processor of the others per charger", (Cpu() - cpu).TotalMicroseconds / (running / options.Silos), "µs");
        await Task.Delay(Rest, options.Cancelled);
        await MeasureAsync("after the kill");

        started = 0;
        foreach (var (id, size) in locations.TakeWhile(_ => started < running))
        {
            report.Add($"stop-session on {size:#,0}: the 202", (await cluster.Gateway.StopSessionsAsync(id, size)).TotalSeconds, "s");
            await cluster.Gateway.SessionsAsync(id, running: false, size, Limit);
            started += size;
        }

        report.Add("sessions lost", running - started, "", 0);
        await MeasureAsync("all over");
        return report;

        TimeSpan Cpu() => cluster.Silos.Aggregate(TimeSpan.Zero, (sum, silo) => sum + silo.Cpu);

        async Task MeasureAsync(string when)
        {
            var memory = cluster.Silos.Select(silo => silo.ResidentBytes / 1e6).ToList();
            report.Add($"{when}: memory of a silo", memory, "MB");
            report.Add($"{when}: active chargers", await cluster.ActiveChargersAsync(), "");
            report.Add($"{when}: database on the disk", await cluster.DatabaseBytesAsync() / 1e6, "MB");
        }
    }
}
