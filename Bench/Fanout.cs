namespace OcppLab.Bench;

/// <summary>start-session on one location: how long until the 202, and until the CSMS has the last StartTransaction.</summary>
static class Fanout
{
    const int Rounds = 5;

    public static async Task<Report> RunAsync(Options options)
    {
        int[] sizes = options.Chargers is { } n ? [n] : [1_000, 10_000];
        var report = new Report("fanout, start-session on a location of connected chargers, median of 5");
        foreach (var size in sizes)
        {
            using var rig = await Rig.StartAsync(withCsms: true);
            var csms = rig.Csms;
            var location = await rig.Gateway.CreateLocationAsync("fanout");
            await rig.Gateway.CreateChargersAsync(location, "CP-", size, csms.WsUrl);
            await csms.UntilAsync(s => s.Count("BootNotification") >= size, TimeSpan.FromMinutes(2));

            var answered = new List<double>();
            var last = new List<double>();
            var cpu = new List<double>();
            var csmsCpu = new List<double>();
            for (var round = 1; round <= Rounds; round++)
            {
                await Task.Delay(TimeSpan.FromSeconds(3));
                var (cpuBefore, csmsBefore) = (rig.Api.Cpu, (await csms.StatsAsync()).CpuMs);
                var started = DateTimeOffset.UtcNow;
                answered.Add((await rig.Gateway.StartSessionsAsync(location, size)).TotalMilliseconds);
                var total = size * round;
                var seen = await csms.UntilAsync(s => s.Transactions.Started >= total, TimeSpan.FromMinutes(2));
                last.Add((seen.Transactions.LastStartAt!.Value - started).TotalMilliseconds);
                cpu.Add((rig.Api.Cpu - cpuBefore).TotalMilliseconds);
                csmsCpu.Add(seen.CpuMs - csmsBefore);
                await Task.Delay(TimeSpan.FromSeconds(2));
                await rig.Gateway.StopSessionsAsync(location, size);
                await csms.UntilAsync(s => s.Transactions.Stopped >= total, TimeSpan.FromMinutes(2));
            }
            report.Add($"{size:#,0} chargers: the 202", Median(answered), "ms", size switch { 1_000 => 30, 10_000 => 250, _ => null }, Spread(answered));
            report.Add($"{size:#,0} chargers: the last StartTransaction", Median(last), "ms", size switch { 1_000 => 150, 10_000 => 1_500, _ => null }, Spread(last));
            report.Add($"{size:#,0} chargers: processor until then", Median(cpu), "ms", null, $"{Spread(cpu)}, and the CSMS {Median(csmsCpu):0} ms");
        }
        return report;
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    static string Spread(List<double> values) => $"{values.Min():0}–{values.Max():0}";
}
