using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OcppLab.Api;

/// <summary>Metrics and traces of a process, by OpenTelemetry.</summary>
public static class Monitoring
{
    /// <summary>Of how many requests one is traced where nothing else is set.</summary>
    const double TracedShare = 0.01;

    /// <summary>How many series an instrument has at most. Each that may be takes memory, whether or not it is, and there are a hundred
    /// instruments.</summary>
    const int MostSeries = 100;

    /// <summary>How many those have whose labels have many values: OCPP's actions, commands, routes.</summary>
    const int MostSeriesOfMany = 1000;

    static readonly string[] OfMany =
    [
        "ocpplab.ocpp.call.duration", "ocpplab.commands", "ocpplab.command.duration", "http.server.request.duration", "aspnetcore.routing.match_attempts",
    ];

    /// <summary>Adds what the settings ask for.</summary>
    /// <exception cref="SettingsException">One does not fit.</exception>
    /// <returns>The settings.</returns>
    public static MonitoringSettings AddMonitoring(this IHostApplicationBuilder builder)
    {
        var settings = MonitoringSettings.From(builder.Configuration);
        builder.Services.AddSingleton(settings);
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource =>
            resource.AddService("ocpplab").AddEnvironmentVariableDetector());
        if (settings.ServesMetrics || settings.ExportsMetrics)
        {
            telemetry.WithMetrics(metrics => AddMetrics(metrics, settings));
        }

        if (settings.ExportsTraces)
        {
            telemetry.WithTracing(traces => AddTraces(traces, settings));
        }

        return settings;
    }

    static void AddMetrics(MeterProviderBuilder metrics, MonitoringSettings settings)
    {
        metrics.AddMeter("OcppLab.*", "Microsoft.Orleans", "Microsoft.AspNetCore.*", "Npgsql", "System.Runtime");
        metrics.AddView(instrument => new MetricStreamConfiguration
        {
            CardinalityLimit = OfMany.Contains(instrument.Name) ? MostSeriesOfMany : MostSeries,
        });
        if (settings.ServesMetrics)
        {
            metrics.AddPrometheusExporter();
        }

        if (settings.ExportsMetrics)
        {
            metrics.AddOtlpExporter();
        }
    }

    static void AddTraces(TracerProviderBuilder traces, MonitoringSettings settings)
    {
        if (!settings.HasSampler)
        {
            traces.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(TracedShare)));
        }

        traces.AddAspNetCoreInstrumentation().AddSource("Microsoft.Orleans.Application", "OcppLab.*", "Npgsql").AddOtlpExporter();
    }
}
