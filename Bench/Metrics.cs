using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.LoadTests;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Bench;

/// <summary>What counting costs for each message that is sent and answered, apart from everything else: its two frames, how it ended, and
/// the wake-up before it; with nobody who reads metrics, and as the service has them. And what measuring it costs in a load test.</summary>
static class Metrics
{
    const int Messages = 2_000_000;

    static readonly EndedCall[] Calls =
    [
        .. from version in Enum.GetValues<OcppVersion>()
           from action in (string[])["StatusNotification", "Authorize", "Heartbeat", "MeterValues"]
           select new EndedCall(MessageDirection.ToCsms, version, action, CallOutcome.Result, TimeSpan.FromMilliseconds(3)),
    ];

    public static async Task<Report> RunAsync(Options options)
    {
        var report = new Report($"metrics, {Messages:#,0} messages on each thread, five rounds");
        foreach (var on in (bool[])[false, true])
        {
            var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0", $"--Metrics:Enabled={on}"]);
            builder.Logging.ClearProviders();
            builder.AddMonitoring();
            await using var app = builder.Build();
            await app.StartAsync(options.Cancelled);
            var metrics = new SiloMetrics(app.Services.GetRequiredService<IMeterFactory>());
            Measure(report, on ? "read" : "not read", first => Count(metrics, first));
        }

        var recorder = new LoadRecorder("bench");
        Measure(report, "load test", first => Count(recorder, first));
        MeasureIntervals(report, recorder);
        return report;
    }

    static void Measure(Report report, string name, Action<int> count)
    {
        foreach (var threads in (int[])[1, Environment.ProcessorCount])
        {
            Measure(report, $"{name}, {threads} threads", threads, count);
        }
    }

    static void Measure(Report report, string name, int threads, Action<int> count)
    {
        count(0);
        var (microseconds, bytes) = (new List<double>(), 0.0);
        for (var round = 0; round < 5; round++)
        {
            var (allocated, cpu) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime);
            Parallel.For(0, threads, new() { MaxDegreeOfParallelism = threads }, count);
            microseconds.Add((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Messages / threads);
            bytes = (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / Messages / threads;
        }

        report.Add($"{name}: processor per message", microseconds, "µs", 1);
        report.Add($"{name}: allocated per message", Math.Round(bytes, 2), "bytes", 0);
    }

    static void Count(SiloMetrics metrics, int first)
    {
        for (var i = first; i < first + Messages; i++)
        {
            ref readonly var call = ref Calls[i % Calls.Length];
            metrics.WokeUp();
            metrics.Frame(call.Version, MessageDirection.ToCsms);
            metrics.Frame(call.Version, MessageDirection.ToCharger);
            metrics.Ended(call);
        }
    }

    static void Count(LoadRecorder recorder, int first)
    {
        for (var i = first; i < first + Messages; i++)
        {
            recorder.Ended(Calls[i % Calls.Length]);
            recorder.Record(LoadTime.TurnLate, TimeSpan.FromMicroseconds(i % 1000));
        }
    }

    /// <summary>A silo hands on what it has measured: messages with times of all lengths, in an interval after another.</summary>
    static void MeasureIntervals(Report report, LoadRecorder recorder)
    {
        const int Intervals = 1000;
        var total = new Measurements();
        var (handOn, count, resident) = (new List<double>(), new List<double>(), 0L);
        var random = new Random(1);
        for (var interval = 0; interval < Intervals; interval++)
        {
            for (var i = 0; i < 5_000; i++)
            {
                recorder.Ended(Calls[i % Calls.Length] with { Duration = TimeSpan.FromMilliseconds(Math.Exp(random.NextDouble() * 9)) });
            }

            var cpu = Environment.CpuUsage.TotalTime;
            var data = recorder.Take().Measurements.ToData();
            handOn.Add((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
            cpu = Environment.CpuUsage.TotalTime;
            total.Add(Measurements.Of(data));
            count.Add((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
            if (interval == Intervals / 10)
            {
                resident = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - resident;
        GC.KeepAlive(total);
        report.Add("load test, an interval of 5,000 messages: processor to take it out", handOn, "ms");
        report.Add("load test, an interval of 5,000 messages: processor to count it in", count, "ms");
        report.Add($"load test, {Intervals * 9 / 10} intervals more: memory", grown / 1024.0, "KiB");
    }
}
