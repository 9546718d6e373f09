using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Bench;

/// <summary>What counting costs for each message that is sent and answered, apart from everything else: its two frames, how it ended, and
/// the wake-up before it; with nobody who reads metrics, and as the service has them.</summary>
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
            foreach (var threads in (int[])[1, Environment.ProcessorCount])
            {
                Measure(report, metrics, $"{(on ? "read" : "not read")}, {threads} threads", threads);
            }
        }

        return report;
    }

    static void Measure(Report report, SiloMetrics metrics, string name, int threads)
    {
        Count(metrics, 0);
        var (microseconds, bytes) = (new List<double>(), 0.0);
        for (var round = 0; round < 5; round++)
        {
            var (allocated, cpu) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime);
            Parallel.For(0, threads, new() { MaxDegreeOfParallelism = threads }, first => Count(metrics, first));
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
}
