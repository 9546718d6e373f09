using System.Text.Json.Serialization;
using OcppLab.Ocpp;

namespace OcppLab.LoadTests;

/// <summary>How far a load test is.</summary>
public enum LoadTestStatus
{
    /// <summary>Its chargers are made or looked up.</summary>
    [JsonStringEnumMemberName("preparing")]
    Preparing,
    /// <summary>Its stages run.</summary>
    [JsonStringEnumMemberName("running")]
    Running,
    /// <summary>Its sessions are stopped, and chargers made for it removed.</summary>
    [JsonStringEnumMemberName("stopping")]
    Stopping,
    /// <summary>It is over.</summary>
    [JsonStringEnumMemberName("finished")]
    Finished,
}

/// <summary>What a load test has come to.</summary>
public enum Verdict
{
    /// <summary>All thresholds hold.</summary>
    [JsonStringEnumMemberName("passed")]
    Passed,
    /// <summary>A threshold does not hold.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
    /// <summary>All thresholds hold, but the simulator could not make the load that was planned.</summary>
    [JsonStringEnumMemberName("inconclusive")]
    Inconclusive,
    /// <summary>A user stopped it before its end.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,
    /// <summary>It could not be carried out.</summary>
    [JsonStringEnumMemberName("error")]
    Error,
}

/// <summary>A load test as it stands: what was measured, and what it has come to.</summary>
public sealed record LoadTestResult
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its plan.</summary>
    public required LoadTestPlan Plan { get; init; }

    /// <summary>How far it is.</summary>
    public required LoadTestStatus Status { get; init; }

    /// <summary>What it has come to; null while it is not finished.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Why, in sentences: for a verdict other than passed.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first stage began; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was over; null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How long its stages have run.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>How many chargers it has.</summary>
    public int Chargers { get; init; }

    /// <summary>Each action that was sent, in order of its name.</summary>
    public IReadOnlyList<ActionResult> Actions { get; init; } = [];

    /// <summary>The chargers' connections.</summary>
    public ConnectionResult Connections { get; init; } = new();

    /// <summary>The sessions that were begun, and what became of them.</summary>
    public SessionResult Sessions { get; init; } = new();

    /// <summary>What the CSMS did against the specification, most frequent first.</summary>
    public IReadOnlyList<CsmsFinding> Findings { get; init; } = [];

    /// <summary>How many times it did, all findings together.</summary>
    public long CsmsViolations { get; init; }

    /// <summary>Whether the simulator kept up.</summary>
    public SimulatorResult Simulator { get; init; } = new();

    /// <summary>What was not measured, as a silo was gone.</summary>
    public IReadOnlyList<MeasurementGap> Gaps { get; init; } = [];

    /// <summary>The plan's thresholds and their values.</summary>
    public IReadOnlyList<ThresholdResult> Thresholds { get; init; } = [];

    /// <summary>The values over time, oldest first.</summary>
    public IReadOnlyList<LoadPoint> Points { get; init; } = [];

    /// <summary>How long one of <see cref="Points"/> is to take.</summary>
    public TimeSpan PointLength { get; init; }
}

/// <summary>How values that were measured in time are spread.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="MeanMs">Their mean in milliseconds.</param>
/// <param name="P50Ms">Half of them are at most this many milliseconds.</param>
/// <param name="P90Ms">90 % of them are.</param>
/// <param name="P95Ms">95 % of them are.</param>
/// <param name="P99Ms">99 % of them are.</param>
/// <param name="P999Ms">99.9 % of them are.</param>
/// <param name="MaxMs">All of them are.</param>
public readonly record struct TimeSpread(
    [property: JsonPropertyName("n")] long Count,
    [property: JsonPropertyName("mean")] double MeanMs,
    [property: JsonPropertyName("p50")] double P50Ms,
    [property: JsonPropertyName("p90")] double P90Ms,
    [property: JsonPropertyName("p95")] double P95Ms,
    [property: JsonPropertyName("p99")] double P99Ms,
    [property: JsonPropertyName("p999")] double P999Ms,
    [property: JsonPropertyName("max")] double MaxMs);

/// <summary>What became of the requests with one action.</summary>
/// <param name="Action">The action.</param>
/// <param name="Count">How many were sent and have come to an end.</param>
/// <param name="Results">How many were answered with a CALLRESULT that fits the specification.</param>
/// <param name="CallErrors">How many were answered with a CALLERROR, by its code.</param>
/// <param name="InvalidResults">How many answers did not fit the specification.</param>
/// <param name="TimedOut">How many were not answered in time.</param>
/// <param name="ConnectionsLost">How many lost their connection before the answer.</param>
/// <param name="Response">From when the request was due, to its answer; a charger waits with the next one until the one before is answered.</param>
/// <param name="Answer">From when the request was sent, to its answer.</param>
public sealed record ActionResult(
    string Action, long Count, long Results, IReadOnlyDictionary<string, long> CallErrors, long InvalidResults, long TimedOut, long ConnectionsLost,
    TimeSpread Response, TimeSpread Answer)
{
    /// <summary>How many failed.</summary>
    public long Failed => Count - Results;

    /// <summary>The share that failed, in percent.</summary>
    public double ErrorRatePercent => Count == 0 ? 0 : 100.0 * Failed / Count;
}

/// <summary>What became of the chargers' connections.</summary>
public sealed record ConnectionResult
{
    /// <summary>How many chargers are accepted by the CSMS now.</summary>
    public long Connected { get; init; }

    /// <summary>The most there were at once.</summary>
    public long MostConnected { get; init; }

    /// <summary>How many connections were opened.</summary>
    public long Opened { get; init; }

    /// <summary>How many of them by a charger that had one before.</summary>
    public long Reconnects { get; init; }

    /// <summary>How many were lost though the charger wanted them.</summary>
    public long Lost { get; init; }

    /// <summary>How many could not be made.</summary>
    public long NotMade { get; init; }

    /// <summary>From an attempt to connect to the open WebSocket.</summary>
    public TimeSpread Connect { get; init; }

    /// <summary>From the first attempt to connect to the CSMS's acceptance of the BootNotification.</summary>
    public TimeSpread Boot { get; init; }
}

/// <summary>The sessions of a load test, from the plan to the stop.</summary>
public sealed record SessionResult
{
    /// <summary>How many the plan wanted to begin.</summary>
    public long Planned { get; init; }

    /// <summary>How many of them no charger was free for.</summary>
    public long NoChargerFree { get; init; }

    /// <summary>How many were given to a charger; those whose vehicle only plugs in among them.</summary>
    public long Requested { get; init; }

    /// <summary>How many vehicles only plugged in, for the CSMS to start the session.</summary>
    public long LeftToCsms { get; init; }

    /// <summary>How many may charge.</summary>
    public long Authorized { get; init; }

    /// <summary>How many the CSMS has confirmed the start of.</summary>
    public long Started { get; init; }

    /// <summary>How many were started by the CSMS.</summary>
    public long StartedByCsms { get; init; }

    /// <summary>How many are over.</summary>
    public long Stopped { get; init; }

    /// <summary>How many failed before their start.</summary>
    public long Failed { get; init; }

    /// <summary>Why those that failed did, and those that an event or the end of the load test cancelled, most frequent first.</summary>
    public IReadOnlyList<SessionFailure> Failures { get; init; } = [];

    /// <summary>How many are under way.</summary>
    public long Active { get; init; }

    /// <summary>The most there were at once.</summary>
    public long MostActive { get; init; }

    /// <summary>From when the plan intended the session, to the CSMS's confirmation of its start; the driver's pace is part of it.</summary>
    public TimeSpread Start { get; init; }

    /// <summary>The share of those whose start is decided that the CSMS confirmed, in percent; 100 where there are none.</summary>
    public double StartedPercent => Started + Failed == 0 ? 100 : 100.0 * Started / (Started + Failed);
}

/// <summary>Why sessions failed.</summary>
/// <param name="Outcome">What they came to, in the words of the outcomes of commands: refused, timed_out, …</param>
/// <param name="Reason">Why, in the CSMS's own words or in a sentence; empty for nothing to add.</param>
/// <param name="Count">How many.</param>
public sealed record SessionFailure(
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("count")] long Count);

/// <summary>Something that the CSMS did against the specification.</summary>
/// <param name="Kind">What.</param>
/// <param name="Action">The action; empty where there is none.</param>
/// <param name="Detail">What is wrong, such as the field's name; empty for nothing to add.</param>
/// <param name="Count">How often.</param>
/// <param name="Identity">A charger it happened to.</param>
/// <param name="At">When it did.</param>
/// <param name="Frame">The frame, cut off where it is long; empty where there is none.</param>
public sealed record CsmsFinding(
    [property: JsonPropertyName("kind")] CsmsFindingKind Kind,
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("detail")] string Detail,
    [property: JsonPropertyName("count")] long Count,
    [property: JsonPropertyName("identity")] string Identity,
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("frame")] string Frame);

/// <summary>Whether the simulator kept up with the plan.</summary>
public sealed record SimulatorResult
{
    /// <summary>Whether it did not.</summary>
    public bool WasBottleneck => Reasons.Count > 0;

    /// <summary>Why it did not, in sentences.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The silos that took part.</summary>
    public int Silos { get; init; }

    /// <summary>The mean share of its processors that the busiest silo used, in percent.</summary>
    public double ProcessorPercent { get; init; }

    /// <summary>The share of the intervals in which a silo used nearly all of its processors, in percent.</summary>
    public double BusyPercent { get; init; }

    /// <summary>From when a charger's turn was due, to it.</summary>
    public TimeSpread TurnsLate { get; init; }

    /// <summary>From when the plan intended a command, to the charger's answer to it.</summary>
    public TimeSpread CommandsLate { get; init; }
}

/// <summary>What was not measured.</summary>
/// <param name="Silo">The silo.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record MeasurementGap(
    [property: JsonPropertyName("silo")] string Silo,
    [property: JsonPropertyName("from")] DateTimeOffset From,
    [property: JsonPropertyName("to")] DateTimeOffset To,
    [property: JsonPropertyName("reason")] string Reason);

/// <summary>A threshold and its value.</summary>
/// <param name="Text">The threshold.</param>
/// <param name="Value">The value in its unit; null where nothing was measured, so that it can't be told.</param>
/// <param name="Unit">The unit: <c>ms</c>, <c>%</c> or empty.</param>
/// <param name="Holds">Whether it holds. Where nothing was measured it does not.</param>
/// <param name="Aborts">Whether the load test ends when it does not hold.</param>
public sealed record ThresholdResult(string Text, double? Value, string Unit, bool Holds, bool Aborts);

/// <summary>What was measured in one stretch of time.</summary>
public sealed record LoadPoint
{
    /// <summary>Its beginning, from the start of the first stage.</summary>
    [JsonPropertyName("at")]
    public TimeSpan At { get; init; }

    /// <summary>How long it is: <see cref="LoadTestResult.PointLength"/>, or more where it was measured late.</summary>
    [JsonPropertyName("length")]
    public TimeSpan Length { get; init; }

    /// <summary>The stage, from 0; as many as the plan has after the last.</summary>
    [JsonPropertyName("stage")]
    public int Stage { get; init; }

    /// <summary>How many chargers the CSMS had accepted, at its end.</summary>
    [JsonPropertyName("connected")]
    public long Connected { get; init; }

    /// <summary>How many sessions were under way, at its end.</summary>
    [JsonPropertyName("activeSessions")]
    public long ActiveSessions { get; init; }

    /// <summary>How many sessions were given to chargers.</summary>
    [JsonPropertyName("requested")]
    public long Requested { get; init; }

    /// <summary>How many the CSMS confirmed the start of.</summary>
    [JsonPropertyName("started")]
    public long Started { get; init; }

    /// <summary>How many ended.</summary>
    [JsonPropertyName("stopped")]
    public long Stopped { get; init; }

    /// <summary>How many failed before their start.</summary>
    [JsonPropertyName("failed")]
    public long Failed { get; init; }

    /// <summary>How many connections were opened.</summary>
    [JsonPropertyName("opened")]
    public long Opened { get; init; }

    /// <summary>How many were lost or could not be made.</summary>
    [JsonPropertyName("lost")]
    public long Lost { get; init; }

    /// <summary>How many times the CSMS went against the specification.</summary>
    [JsonPropertyName("violations")]
    public long Violations { get; init; }

    /// <summary>The share of its processors that the busiest silo used, in percent.</summary>
    [JsonPropertyName("processor")]
    public double ProcessorPercent { get; init; }

    /// <summary>How late turns were: 99 % of them at most this many milliseconds.</summary>
    [JsonPropertyName("late99")]
    public double TurnsLateP99Ms { get; init; }

    /// <summary>The actions that were sent.</summary>
    [JsonPropertyName("actions")]
    public IReadOnlyList<ActionPoint> Actions { get; init; } = [];
}

/// <summary>What became of the requests with one action in one stretch of time.</summary>
/// <param name="Action">The action.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="Response">From when they were due, to their answers; how many there are is all that have come to an end.</param>
public sealed record ActionPoint(
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("failed")] long Failed,
    [property: JsonPropertyName("response")] TimeSpread Response);
