using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using OcppLab.Api;
using OcppLab.Grains;

namespace OcppLab.Tests.Monitoring;

/// <summary>Metrics for what is made without a host, which nobody reads, and the figures of a silo.</summary>
static class TestMetrics
{
    static readonly IMeterFactory Meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    public static SiloMetrics Silo => new(Meters);

    public static FrontDoorMetrics FrontDoor { get; } = new(Meters);

    /// <summary>What an instrument of a silo's shows now, over all labels or those with a value.</summary>
    public static long Sum(IMeterFactory meters, string instrument, string? label = null, string? value = null)
    {
        using var collector = new MetricCollector<long>(meters, SiloMetrics.MeterName, instrument);
        collector.RecordObservableInstruments();
        return collector.GetMeasurementSnapshot().Where(one => label is null || (string?)one.Tags[label] == value).Sum(one => one.Value);
    }
}
