using System.Diagnostics.Metrics;
using OcppLab.Inventory;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>What a silo measures of its chargers and its storage. No label tells one charger from another.</summary>
sealed class SiloMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "OcppLab.Silo";

    static readonly double[] CallSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    static readonly double[] WriteSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
    static readonly int[] GroupSizes = [1, 2, 5, 10, 20, 50, 100, 200, 512];

    static readonly object[] Versions = [.. Enum.GetValues<OcppVersion>().Select(version => version.Name())];
    static readonly object[] Directions = ["to_csms", "to_charger"];
    static readonly object[] CallOutcomes = ["result", "call_error", "invalid_result", "timed_out", "connection_lost"];

    /// <summary>What a session can come to.</summary>
    static readonly CommandOutcome[] OutcomesOfSessions =
        [.. Enum.GetValues<CommandOutcome>().Except([CommandOutcome.Applied, CommandOutcome.Answered])];

    static readonly object[] SessionOutcomes = [.. OutcomesOfSessions.Select(Outcomes.WordOf)];
    static readonly object[] StopReasons = [.. Enum.GetNames<StopReason>()];

    /// <summary>The words for the states that a charger's connection can be in by its own account.</summary>
    static readonly object[] ConnectionStates = ["detached", "off", "connecting", "connected", "accepted", "disconnected"];

    readonly Meter meter;
    readonly Histogram<double> callDuration;
    readonly Histogram<double> writeDuration;
    readonly Histogram<int> writeGroupSize;
    readonly long[] frames = new long[Versions.Length * Directions.Length];
    readonly long[] connections = new long[Versions.Length * ConnectionStates.Length];
    readonly long[] transactions = new long[Versions.Length];
    readonly long[] sessions = new long[Versions.Length * SessionOutcomes.Length];
    readonly long[] stopped = new long[Versions.Length * StopReasons.Length];
    readonly long[] reconnects = new long[Versions.Length];
    readonly long[] connectionsLost = new long[Versions.Length];
    readonly long[] connectionsNotMade = new long[Versions.Length];
    long wakeUps;
    long stateWrites;
    long failedWrites;
    long failedReads;

    /// <summary>The instruments of a meter of their own.</summary>
    public SiloMetrics(IMeterFactory meters)
    {
        meter = meters.Create(MeterName);
        callDuration = meter.CreateHistogram(
            "ocpplab.ocpp.call.duration", "s", "Time from an OCPP request to its answer, or until none was waited for any more.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = CallSeconds });
        meter.CreateObservableCounter(
            "ocpplab.ocpp.frames", () => Each(frames, "direction", Directions), "{frame}", "OCPP-J messages sent and received.");
        meter.CreateObservableUpDownCounter(
            "ocpplab.connections", () => Each(connections, "state", ConnectionStates), "{charger}", "Chargers active on the silo, by the state of their connection.");
        meter.CreateObservableCounter(
            "ocpplab.reconnects", () => Each(reconnects), "{connection}", "Connections that a charger opened again after one before.");
        meter.CreateObservableCounter(
            "ocpplab.connection.failures",
            () => Each(connectionsLost, "kind", "lost").Concat(Each(connectionsNotMade, "kind", "not_made")),
            "{connection}", "Connections that were lost though the charger wanted them, or could not be made.");
        meter.CreateObservableUpDownCounter(
            "ocpplab.sessions.active", () => Each(transactions), "{session}", "Transactions that run.");
        meter.CreateObservableCounter(
            "ocpplab.sessions", () => Each(sessions, "outcome", SessionOutcomes),
            "{session}", "Sessions by what they have come to; one counts under each outcome that it has had.");
        meter.CreateObservableCounter(
            "ocpplab.sessions.stopped", () => Each(stopped, "stop_reason", StopReasons), "{session}", "Transactions that are over, by why.");
        meter.CreateObservableCounter(
            "ocpplab.wake_ups", () => Volatile.Read(ref wakeUps), "{wake_up}", "Chargers woken as something was due.");
        meter.CreateObservableCounter(
            "ocpplab.state_writes", () => Volatile.Read(ref stateWrites), "{write}", "Writes of chargers' states and of commands that are durable.");
        writeDuration = meter.CreateHistogram(
            "ocpplab.state_write.duration", "s", "Time that a group of writes took, to its commit.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = WriteSeconds });
        writeGroupSize = meter.CreateHistogram(
            "ocpplab.state_write.group_size", "{write}", "Writes that were committed together.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = GroupSizes });
        meter.CreateObservableCounter(
            "ocpplab.storage.failures",
            () => (Measurement<long>[])
            [
                new(Volatile.Read(ref failedWrites), new KeyValuePair<string, object?>("operation", "write")),
                new(Volatile.Read(ref failedReads), new KeyValuePair<string, object?>("operation", "read")),
            ],
            "{operation}", "Groups of writes and reads of chargers' states that the database failed.");
    }

    /// <summary>Tells how large the write-ahead log of the storage is, in bytes.</summary>
    public void ObserveWriteAheadLog(Func<long> bytes) => meter.CreateObservableUpDownCounter(
        "ocpplab.write_ahead_log.size", bytes, "By", "Size of SQLite's write-ahead log.");

    /// <summary>Tells how many chargers that are to run are known not to.</summary>
    public void ObserveDueNotAwake(Func<long> chargers) => meter.CreateObservableUpDownCounter(
        "ocpplab.chargers.due_not_awake", chargers, "{charger}", "Chargers that are to run and were found not to, until they are brought back.");

    /// <summary>A charger is counted as something else than before.</summary>
    /// <param name="before">What it was counted as; null for not at all.</param>
    /// <param name="now">What it is counted as; null for not at all.</param>
    public void ChargerChanged(CountedCharger? before, CountedCharger? now)
    {
        Add(before, -1);
        Add(now, 1);

        void Add(CountedCharger? counted, int sign)
        {
            if (counted is var (version, connection, running))
            {
                Interlocked.Add(ref connections[((int)version * ConnectionStates.Length) + (int)connection], sign);
                Interlocked.Add(ref transactions[(int)version], sign * running);
            }
        }
    }

    /// <summary>A session has come to something.</summary>
    public void SessionChanged(OcppVersion version, SessionChanged session)
    {
        // The CSMS's answer to a transaction's start is news only where it confirms it.
        if (session.Confirmed && session.Outcome != CommandOutcome.Started)
        {
            return;
        }

        var outcome = Array.IndexOf(OutcomesOfSessions, session.Outcome);
        Interlocked.Increment(ref sessions[((int)version * SessionOutcomes.Length) + outcome]);
        if (session.StopReason is { } reason)
        {
            Interlocked.Increment(ref stopped[((int)version * StopReasons.Length) + (int)reason]);
        }
    }

    /// <summary>A frame was sent or came.</summary>
    public void Frame(OcppVersion version, MessageDirection direction) =>
        Interlocked.Increment(ref frames[((int)version * Directions.Length) + (int)direction]);

    /// <summary>A request has come to its end.</summary>
    public void Ended(in EndedCall call)
    {
        if (callDuration.Enabled)
        {
            callDuration.Record(
                call.Duration.TotalSeconds,
                new("direction", Directions[(int)call.Direction]),
                new("action", call.Action),
                new("ocpp_version", Versions[(int)call.Version]),
                new("outcome", CallOutcomes[(int)call.Outcome]));
        }
    }

    /// <summary>A charger's connection is open again.</summary>
    public void Reconnected(OcppVersion version) => Interlocked.Increment(ref reconnects[(int)version]);

    /// <summary>A charger's connection was lost, or could not be made.</summary>
    public void ConnectionFailed(OcppVersion version, bool wasOpen) =>
        Interlocked.Increment(ref (wasOpen ? connectionsLost : connectionsNotMade)[(int)version]);

    /// <summary>A charger was woken as something was due.</summary>
    public void WokeUp() => Interlocked.Increment(ref wakeUps);

    /// <summary>A group of writes was committed.</summary>
    public void Written(int count, TimeSpan duration)
    {
        Interlocked.Add(ref stateWrites, count);
        writeGroupSize.Record(count);
        writeDuration.Record(duration.TotalSeconds);
    }

    /// <summary>The database failed a group of writes.</summary>
    public void WriteFailed() => Interlocked.Increment(ref failedWrites);

    /// <summary>The database failed a group of reads.</summary>
    public void ReadFailed() => Interlocked.Increment(ref failedReads);

    /// <summary>Counts for each version and each value of a label.</summary>
    static IEnumerable<Measurement<long>> Each(long[] counts, string label, params object[] values) => counts.Select((_, i) => new Measurement<long>(
        Volatile.Read(ref counts[i]),
        new KeyValuePair<string, object?>("ocpp_version", Versions[i / values.Length]),
        new KeyValuePair<string, object?>(label, values[i % values.Length])));

    /// <summary>Counts for each version.</summary>
    static IEnumerable<Measurement<long>> Each(long[] counts) => counts.Select((_, i) => new Measurement<long>(
        Volatile.Read(ref counts[i]), new KeyValuePair<string, object?>("ocpp_version", Versions[i])));
}

/// <summary>What a charger that is active on the silo is counted as.</summary>
/// <param name="Version">Its OCPP version.</param>
/// <param name="Connection">The state of its connection.</param>
/// <param name="RunningTransactions">How many transactions it has.</param>
readonly record struct CountedCharger(OcppVersion Version, ConnectionState Connection, int RunningTransactions);
