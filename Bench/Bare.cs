using System.Diagnostics;
using System.Text.Json;
using System.Text.Unicode;

namespace OcppLab.Bench;

/// <summary>The yardstick: as many bare WebSockets that send a MeterValues of the same size every
/// 5 s and read the answer, with no charger behind them; each kind in a process.</summary>
static class Bare
{
    const int WarmUpSockets = 100;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>The first argument of the process that holds the sockets.</summary>
    public const string ClientRole = "bare-client";

    public static async Task<Report> RunAsync(Options options)
    {
        var count = options.Chargers ?? 5_000;
        var report = new Report($"bare, {count:#,0} WebSockets of each kind, one MeterValues each every {Interval.TotalSeconds} s");
        await using var rig = await Rig.StartCsmsAloneAsync(options);
        // All kinds at the same time: what else the machine does costs each of them the same.
        var kinds = Enum.GetValues<BareKind>();
        var outputs = await Task.WhenAll(kinds.Select(kind => ChildProcess.OutputAsync(
            "OcppLab.Bench", options.Cancelled, ClientRole, kind.ToString(), rig.Csms.WsUrl, count.ToString(), options.Seconds.ToString())));
        foreach (var (kind, output) in kinds.Zip(outputs))
        {
            var costs = JsonSerializer.Deserialize<Costs>(output)!;
            report.Add($"{kind}: memory per idle connection", costs.BytesPerConnection / 1024, "KiB");
            report.Add($"{kind}: processor per message sent and answered", costs.MicrosecondsPerMessage, "µs");
        }

        return report;
    }

    /// <summary>Holds the sockets, measures, and prints the <see cref="Costs"/>.</summary>
    public static async Task ClientAsync(BareKind kind, string wsUrl, int count, int seconds)
    {
        var sockets = BareSockets.Of(kind, wsUrl);
        await sockets.OpenAsync(Names(kind, 0, WarmUpSockets));
        await ExchangeAsync(sockets, WarmUpSockets, 10 * WarmUpSockets, Interval / 10);
        var before = await ResidentBytesAsync();

        await sockets.OpenAsync(Names(kind, WarmUpSockets, count));
        var open = WarmUpSockets + count;
        // A charger that idles has booted: what the first message leaves behind belongs to its connection.
        await ExchangeAsync(sockets, open, open, Interval);
        var idle = await ResidentBytesAsync();

        var messages = (long)(open * (seconds / Interval.TotalSeconds));
        var cpu = Environment.CpuUsage.TotalTime;
        await ExchangeAsync(sockets, open, messages, Interval);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        Console.WriteLine(JsonSerializer.Serialize(new Costs((double)(idle - before) / count, cpu.TotalMicroseconds / messages)));
    }

    /// <summary>Sends messages in turn on each of the sockets, evenly over the interval, and waits for the answers.</summary>
    static async Task ExchangeAsync(BareSockets sockets, int open, long messages, TimeSpan interval)
    {
        const int Together = 10;
        var buffer = new byte[1024];
        var (received, started) = (sockets.Received, Stopwatch.GetTimestamp());
        for (var sent = 0L; sent < messages; sent++)
        {
            if (sent % Together == 0 && interval * ((double)sent / open) - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } early)
            {
                await Task.Delay(early);
            }

            await sockets.SendAsync((int)(sent % open), buffer.AsMemory(0, Write(buffer, sent)));
        }

        var waiting = Stopwatch.GetTimestamp();
        while (sockets.Received - received < messages)
        {
            if (Stopwatch.GetElapsedTime(waiting) > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"{messages - (sockets.Received - received)} messages were not answered");
            }

            await Task.Delay(10);
        }
    }

    static async Task<long> ResidentBytesAsync()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        return Environment.WorkingSet;
    }

    static List<string> Names(BareKind kind, int first, int count) => [.. Enumerable.Range(first, count).Select(i => $"{kind}-{i}")];

    static int Write(Span<byte> buffer, long number)
    {
        Utf8.TryWrite(
            buffer,
            $$"""
            [2,"{{number}}","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ}}","sampledValue":[{"value":"{{number}}","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","location":"Outlet","unit":"Wh"},{"value":"150000","context":"Sample.Periodic","measurand":"Power.Active.Import","location":"Outlet","unit":"W"},{"value":"375.0","context":"Sample.Periodic","measurand":"Current.Import","location":"Outlet","unit":"A"},{"value":"400.0","context":"Sample.Periodic","measurand":"Voltage","location":"Outlet","unit":"V"},{"value":"41.5","context":"Sample.Periodic","measurand":"SoC","location":"EV","unit":"Percent"}]}]}]
            """,
            out var written);
        return written;
    }

    /// <summary>What the sockets of a process cost it.</summary>
    /// <param name="BytesPerConnection">Resident memory per idle connection, after a full collection.</param>
    /// <param name="MicrosecondsPerMessage">Processor time per message sent and answered.</param>
    sealed record Costs(double BytesPerConnection, double MicrosecondsPerMessage);
}
