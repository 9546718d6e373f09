using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace OcppLab.Bench;

/// <summary>The yardstick: as many bare .NET ClientWebSockets, in a process of their own, that send a MeterValues of the
/// same size every 10 s and read the answer, with no charger behind them.</summary>
static class Bare
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public static async Task<Report> RunAsync(Options options)
    {
        var count = options.Chargers ?? 10_000;
        var report = new Report($"bare, {count:#,0} ClientWebSockets, one MeterValues each every 10 s");
        await using var rig = await Rig.StartAsync(options, withCsms: true);
        var csms = rig.Csms;
        using var client = ChildProcess.Start("OcppLab.Bench", new Dictionary<string, string>(), ClientRole, csms.WsUrl, count.ToString());
        await csms.UntilAsync(s => s.Connected >= 1, TimeSpan.FromMinutes(1));
        var before = client.ResidentBytes;
        await csms.UntilAsync(s => s.Connected >= count, TimeSpan.FromMinutes(2));
        await Task.Delay(Interval * 1.5, options.Cancelled);

        var (stats, cpu) = (await csms.StatsAsync(), client.Cpu);
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds), options.Cancelled);
        var (statsAfter, cpuAfter) = (await csms.StatsAsync(), client.Cpu);
        report.Add("memory per connection", (client.ResidentBytes - before) / 1024.0 / count, "KiB");
        report.Add("processor per message sent and answered", (cpuAfter - cpu).TotalMicroseconds / (statsAfter.Messages() - stats.Messages()), "µs");
        return report;
    }

    /// <summary>The first argument of the process that holds the sockets.</summary>
    public const string ClientRole = "bare-client";

    /// <summary>Holds the sockets until killed.</summary>
    public static async Task ClientAsync(string wsUrl, int count)
    {
        using var connecting = new SemaphoreSlim(200);
        var sockets = await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            await connecting.WaitAsync();
            try
            {
                var socket = new ClientWebSocket();
                socket.Options.AddSubProtocol("ocpp1.6");
                socket.Options.KeepAliveInterval = TimeSpan.Zero;
                await socket.ConnectAsync(new Uri($"{wsUrl}/BARE-{i}"), CancellationToken.None);
                return socket;
            }
            finally
            {
                connecting.Release();
            }
        }));
        foreach (var socket in sockets)
        {
            _ = ReadAsync(socket);
        }

        var started = Stopwatch.GetTimestamp();
        for (var sent = 0L; ; sent++)
        {
            if (sent % 100 == 0 && Interval * ((double)sent / count) - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } early)
            {
                await Task.Delay(early);
            }

            await sockets[sent % count].SendAsync(Frame(sent), WebSocketMessageType.Text, true, CancellationToken.None);
        }
    }

    static async Task ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[512];
        while (true)
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        }
    }

    static byte[] Frame(long number) => Encoding.UTF8.GetBytes(
        $$"""
        [2,"{{number}}","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ}}","sampledValue":[{"value":"{{number}}","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","location":"Outlet","unit":"Wh"},{"value":"150000","context":"Sample.Periodic","measurand":"Power.Active.Import","location":"Outlet","unit":"W"},{"value":"375.0","context":"Sample.Periodic","measurand":"Current.Import","location":"Outlet","unit":"A"},{"value":"400.0","context":"Sample.Periodic","measurand":"Voltage","location":"Outlet","unit":"V"},{"value":"41.5","context":"Sample.Periodic","measurand":"SoC","location":"EV","unit":"Percent"}]}]}]
        """);
}
