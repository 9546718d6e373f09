using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OcppLab.LoadTests;

namespace OcppLab.Grains;

/// <summary>The load tests that chargers on a silo are part of.</summary>
sealed partial class SiloLoadTests(ChargerClock clock, IGrainFactory grains, ILogger<SiloLoadTests> logger) : IDisposable
{
    /// <summary>How often shards are told which of their sessions have ended.</summary>
    static readonly TimeSpan EndedInterval = TimeSpan.FromSeconds(0.5);

    /// <summary>What nobody has asked for so long is not counted any more: whoever was to end it could not.</summary>
    static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    readonly ConcurrentDictionary<string, Running> running = [];

    /// <summary>The recorder of a load test; null where it is not counted for here.</summary>
    public LoadRecorder? Find(string loadTestId) => running.GetValueOrDefault(loadTestId)?.Recorder;

    /// <summary>The recorder of the load test that a charger is part of; null for none.</summary>
    public LoadRecorder? RecorderOf(string locationId, string chargerId)
    {
        Running? latest = null;
        foreach (var (_, loadTest) in running)
        {
            if (loadTest.Has(locationId, chargerId) && !(latest?.Spec.CreatedAt > loadTest.Spec.CreatedAt))
            {
                latest = loadTest;
            }
        }

        return latest?.Recorder;
    }

    /// <summary>Begins to count for a load test.</summary>
    /// <returns>Whether it is a new one.</returns>
    public bool Begin(LoadTestOnSilo loadTest)
    {
        var added = new Running(loadTest, clock.Now);
        if (!running.TryAdd(loadTest.LoadTestId, added))
        {
            return false;
        }

        added.Timer = clock.CreateTimer(_ => TellEnded(added), null);
        added.Timer.Change(EndedInterval, EndedInterval);
        return true;
    }

    /// <summary>What was counted since the interval before, as JSON; the same again until the caller has counted it. Null where nothing is
    /// counted for the load test.</summary>
    public byte[]? Collect(string loadTestId, int counted) => running.GetValueOrDefault(loadTestId)?.Collect(counted, clock.Now);

    /// <summary>Counts no more.</summary>
    /// <returns>Whether it did.</returns>
    public bool End(string loadTestId)
    {
        if (!running.TryRemove(loadTestId, out var ended))
        {
            return false;
        }

        ended.Timer?.Dispose();
        return true;
    }

    void TellEnded(Running loadTest)
    {
        var id = loadTest.Spec.LoadTestId;
        if (loadTest.IsForgotten(clock.Now))
        {
            End(id);
        }

        foreach (var shard in loadTest.TakeEnded().GroupBy(session => session.Shard, session => session.Number))
        {
            _ = TellAsync(grains.GetGrain<ILoadShardGrain>(LoadShardGrain.KeyOf(id, shard.Key)), [.. shard]);
        }

        async Task TellAsync(ILoadShardGrain shard, int[] sessions)
        {
            try
            {
                await shard.EndedAsync(sessions);
            }
            catch (Exception failure)
            {
                // A shard that comes back after a crash looks at its chargers itself.
                LogNotTold(sessions.Length, id, failure.Message);
            }
        }
    }

    void IDisposable.Dispose()
    {
        foreach (var (_, loadTest) in running)
        {
            loadTest.Timer?.Dispose();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The end of {Count} sessions of load test {LoadTestId} can't be told to the shard that began them: {Reason}")]
    partial void LogNotTold(int count, string loadTestId, string reason);

    /// <summary>A load test that is counted for.</summary>
    sealed class Running(LoadTestOnSilo spec, DateTimeOffset since)
    {
        readonly Lock gate = new();
        readonly HashSet<string>? chargerIds = spec.ChargerIds?.ToHashSet(StringComparer.Ordinal);
        DateTimeOffset from = since;
        DateTimeOffset asked = since;
        TimeSpan processorTime = Environment.CpuUsage.TotalTime;
        SiloInterval? pending;

        public LoadTestOnSilo Spec => spec;

        public LoadRecorder Recorder { get; } = new(spec.LoadTestId);

        public ITimer? Timer { get; set; }

        public bool Has(string locationId, string chargerId) =>
            spec.LocationId == locationId && (chargerIds is null || chargerIds.Contains(chargerId));

        public bool IsForgotten(DateTimeOffset now)
        {
            lock (gate)
            {
                return now - asked > Forgotten;
            }
        }

        public List<EndedSession> TakeEnded()
        {
            lock (gate)
            {
                return Recorder.TakeEndedSessions();
            }
        }

        public byte[] Collect(int counted, DateTimeOffset now)
        {
            lock (gate)
            {
                asked = now;
                if (pending is null || counted >= pending.Number)
                {
                    var (measurements, transactionIds) = Recorder.Take();
                    var used = Environment.CpuUsage.TotalTime;
                    pending = new()
                    {
                        Number = Math.Max(counted, pending?.Number ?? 0) + 1,
                        From = from,
                        To = now,
                        Data = measurements.ToData(),
                        Connected = Recorder.Connected,
                        Active = Recorder.Active,
                        ProcessorPercent = now > from ? Math.Min(100, 100 * (used - processorTime) / (now - from) / Environment.ProcessorCount) : 0,
                        TransactionIds = transactionIds,
                    };
                    (from, processorTime) = (now, used);
                }

                return JsonSerializer.SerializeToUtf8Bytes(pending, LoadProgressJson.Default.SiloInterval);
            }
        }
    }
}
