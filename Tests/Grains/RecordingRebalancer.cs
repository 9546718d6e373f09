using System.Collections.Concurrent;
using Orleans.Placement.Rebalancing;

#pragma warning disable ORLEANSEXP002 // Experimental: the rebalancer.

namespace OcppLab.Tests.Grains;

/// <summary>A rebalancer that only keeps when it was told to rest, and for how long.</summary>
sealed class RecordingRebalancer(TimeProvider time) : IActivationRebalancer
{
    public ConcurrentQueue<(DateTimeOffset From, DateTimeOffset To)> Rests { get; } = [];

    public Task SuspendRebalancing(TimeSpan? duration = null)
    {
        Rests.Enqueue((time.GetUtcNow(), time.GetUtcNow() + duration!.Value));
        return Task.CompletedTask;
    }

    public ValueTask<RebalancingReport> GetRebalancingReport(bool force = false) => throw new NotSupportedException();

    public Task ResumeRebalancing() => throw new NotSupportedException();

    public void SubscribeToReports(IActivationRebalancerReportListener listener) => throw new NotSupportedException();

    public void UnsubscribeFromReports(IActivationRebalancerReportListener listener) => throw new NotSupportedException();
}
