namespace OcppLab.Bench;

/// <summary>The first start-session of a fresh process on a location of connected chargers, beside the next one: how long until
/// the 202, and until the CSMS has the last StartTransaction. The chargers are there before; the process is killed and
/// started again for each round.</summary>
static class Cold
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task<Report> RunAsync(Options options)
    {
        int[] sizes = options.Chargers is { } n ? [n] : [1_000, 10_000];
        var report = new Report($"cold, the first start-session of a process, then the next, median of {options.Rounds} processes{(options.Foreign ? ", a foreign CSMS" : "")}");
        foreach (var size in sizes)
        {
            await using var rig = await Rig.StartAsync(options, withCsms: true);
            var location = await rig.Gateway.CreateLocationAsync("cold");
            await rig.Gateway.CreateChargersAsync(location, "CP-", size, rig.Csms.WsUrl, options.OcppVersion);
            await rig.Csms.UntilAsync(s => s.Count("BootNotification") >= size, Limit);
            await MeasureAsync(rig, report, location, size, options);
        }

        return report;
    }

    static async Task MeasureAsync(Rig rig, Report report, string location, int size, Options options)
    {
        var (ready, connected) = (new List<double>(), new List<double>());
        var answered = new[] { new List<double>(), new List<double>() };
        var last = new[] { new List<double>(), new List<double>() };
        for (int round = 0, total = 0; round < options.Rounds; round++)
        {
            rig.KillService();
            await rig.Csms.UntilAsync(s => s.Connected == 0, Limit);
            rig.StartService();
            await rig.Gateway.ReadyAsync(Limit);
            ready.Add((DateTimeOffset.UtcNow - rig.Service.StartedAt).TotalSeconds);
            await rig.Csms.UntilAsync(s => s.Connected == size, Limit);
            connected.Add((DateTimeOffset.UtcNow - rig.Service.StartedAt).TotalSeconds);
            for (var command = 0; command < 2; command++)
            {
                await Task.Delay(TimeSpan.FromSeconds(3), options.Cancelled);
                var started = DateTimeOffset.UtcNow;
                answered[command].Add((await rig.Gateway.StartSessionsAsync(location, size)).TotalMilliseconds);
                total += size;
                var seen = await rig.Csms.UntilAsync(s => s.Transactions.Started >= total, Limit);
                last[command].Add((seen.Transactions.LastStartAt!.Value - started).TotalMilliseconds);
                await rig.Gateway.StopSessionsAsync(location, size);
                await rig.Csms.UntilAsync(s => s.Transactions.Stopped >= total, Limit);
            }
        }

        report.Add($"{size:#,0} chargers: ready after the process's start", ready, "s");
        report.Add($"{size:#,0} chargers: all connected after the process's start", connected, "s");
        report.Add($"{size:#,0} chargers: the first 202", answered[0], "ms");
        report.Add($"{size:#,0} chargers: the first command's last StartTransaction", last[0], "ms");
        report.Add($"{size:#,0} chargers: the second 202", answered[1], "ms");
        report.Add($"{size:#,0} chargers: the second command's last StartTransaction", last[1], "ms");
    }
}
