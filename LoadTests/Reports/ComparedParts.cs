using System.Text.Json.Serialization;
using OcppLab.Ocpp;

namespace OcppLab.LoadTests;

/// <summary>One of the load tests that are compared.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Verdict">What it has come to; null while it is not finished.</param>
/// <param name="Reasons">Why, in sentences.</param>
/// <param name="StartedAt">When its first stage began; null before.</param>
/// <param name="FinishedAt">When it was over; null before.</param>
/// <param name="ElapsedSeconds">How long its stages have run.</param>
/// <param name="Chargers">How many chargers it has.</param>
public sealed record ComparedRun(
    [property: JsonPropertyName("load_test_id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("status")] LoadTestStatus Status,
    [property: JsonPropertyName("verdict")] Verdict? Verdict,
    [property: JsonPropertyName("reasons")] IReadOnlyList<string> Reasons,
    [property: JsonPropertyName("started_at")] DateTimeOffset? StartedAt,
    [property: JsonPropertyName("finished_at")] DateTimeOffset? FinishedAt,
    [property: JsonPropertyName("elapsed_seconds")] double ElapsedSeconds,
    [property: JsonPropertyName("chargers")] int Chargers)
{
    internal static ComparedRun Of(LoadTestResult result) => new(
        result.Id, result.Plan.Name, result.Status, result.Verdict, result.Reasons, result.StartedAt, result.FinishedAt, result.Elapsed.TotalSeconds, result.Chargers);
}

/// <summary>A threshold's value in one load test.</summary>
/// <param name="Value">The value in its unit; null where nothing was measured.</param>
/// <param name="Unit">The unit: <c>ms</c>, <c>%</c> or empty.</param>
/// <param name="Holds">Whether it holds.</param>
public sealed record ThresholdValue(
    [property: JsonPropertyName("value")] double? Value,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("holds")] bool Holds)
{
    internal static ThresholdValue? Of(ThresholdResult? threshold) => threshold is null ? null : new(threshold.Value, threshold.Unit, threshold.Holds);
}

/// <summary>A threshold in two load tests.</summary>
/// <param name="Text">The threshold.</param>
/// <param name="Before">Its value in the one; null where that does not have it.</param>
/// <param name="After">Its value in the other; null where that does not have it.</param>
public sealed record ComparedThreshold(
    [property: JsonPropertyName("threshold")] string Text,
    [property: JsonPropertyName("before")] ThresholdValue? Before,
    [property: JsonPropertyName("after")] ThresholdValue? After);

/// <summary>An action in two load tests; times are from when a request was due, to its answer.</summary>
/// <param name="Action">The action.</param>
/// <param name="Count">How many requests came to an end.</param>
/// <param name="P50Ms">Half of them took at most this many milliseconds.</param>
/// <param name="P95Ms">95 % of them did.</param>
/// <param name="P99Ms">99 % of them did.</param>
/// <param name="ErrorRatePercent">The share that failed, in percent.</param>
public sealed record ComparedAction(
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("count")] ComparedValue Count,
    [property: JsonPropertyName("p50_ms")] ComparedValue P50Ms,
    [property: JsonPropertyName("p95_ms")] ComparedValue P95Ms,
    [property: JsonPropertyName("p99_ms")] ComparedValue P99Ms,
    [property: JsonPropertyName("error_rate_percent")] ComparedValue ErrorRatePercent)
{
    internal static ComparedAction Of(string action, ActionResult? before, ActionResult? after)
    {
        var (was, became) = (before?.Response ?? default, after?.Response ?? default);
        return new(
            action,
            ComparedValue.OfCounts(before?.Count ?? 0, after?.Count ?? 0),
            ComparedValue.OfSpreads(was, became, spread => spread.P50Ms, 0.5),
            ComparedValue.OfSpreads(was, became, spread => spread.P95Ms, 0.05),
            ComparedValue.OfSpreads(was, became, spread => spread.P99Ms, 0.01),
            ComparedValue.OfShares(before is { Count: > 0 } ? before.ErrorRatePercent : null, after is { Count: > 0 } ? after.ErrorRatePercent : null));
    }
}

/// <summary>The sessions of two load tests.</summary>
/// <param name="Planned">How many the plan wanted to begin.</param>
/// <param name="Requested">How many were given to a charger.</param>
/// <param name="Authorized">How many might charge.</param>
/// <param name="Started">How many the CSMS confirmed the start of.</param>
/// <param name="Stopped">How many were over.</param>
/// <param name="Failed">How many failed before their start.</param>
/// <param name="StartedPercent">The share of those whose start was decided that the CSMS confirmed.</param>
/// <param name="StartP95Ms">The p95 from when the plan intended a session, to the CSMS's confirmation of its start.</param>
public sealed record ComparedSessions(
    [property: JsonPropertyName("planned")] ComparedValue Planned,
    [property: JsonPropertyName("requested")] ComparedValue Requested,
    [property: JsonPropertyName("authorized")] ComparedValue Authorized,
    [property: JsonPropertyName("started")] ComparedValue Started,
    [property: JsonPropertyName("stopped")] ComparedValue Stopped,
    [property: JsonPropertyName("failed")] ComparedValue Failed,
    [property: JsonPropertyName("started_percent")] ComparedValue StartedPercent,
    [property: JsonPropertyName("start_p95_ms")] ComparedValue StartP95Ms)
{
    internal static ComparedSessions Of(SessionResult before, SessionResult after) => new(
        ComparedValue.OfCounts(before.Planned, after.Planned),
        ComparedValue.OfCounts(before.Requested, after.Requested),
        ComparedValue.OfCounts(before.Authorized, after.Authorized),
        ComparedValue.OfCounts(before.Started, after.Started),
        ComparedValue.OfCounts(before.Stopped, after.Stopped),
        ComparedValue.OfCounts(before.Failed, after.Failed),
        ComparedValue.OfShares(Decided(before), Decided(after)),
        ComparedValue.OfSpreads(before.Start, after.Start, spread => spread.P95Ms, 0.05));

    static double? Decided(SessionResult sessions) => sessions.Started + sessions.Failed == 0 ? null : sessions.StartedPercent;
}

/// <summary>The connections of two load tests.</summary>
/// <param name="MostConnected">The most chargers that were accepted at once.</param>
/// <param name="Reconnects">How many connections were opened by a charger that had one before.</param>
/// <param name="Lost">How many were lost though the charger wanted them.</param>
/// <param name="NotMade">How many could not be made.</param>
/// <param name="ConnectP95Ms">The p95 from an attempt to connect to the open WebSocket.</param>
/// <param name="BootP95Ms">The p95 from the first attempt to the CSMS's acceptance of the BootNotification.</param>
public sealed record ComparedConnections(
    [property: JsonPropertyName("most_connected")] ComparedValue MostConnected,
    [property: JsonPropertyName("reconnects")] ComparedValue Reconnects,
    [property: JsonPropertyName("lost")] ComparedValue Lost,
    [property: JsonPropertyName("not_made")] ComparedValue NotMade,
    [property: JsonPropertyName("connect_p95_ms")] ComparedValue ConnectP95Ms,
    [property: JsonPropertyName("boot_p95_ms")] ComparedValue BootP95Ms)
{
    internal static ComparedConnections Of(ConnectionResult before, ConnectionResult after) => new(
        ComparedValue.OfCounts(before.MostConnected, after.MostConnected),
        ComparedValue.OfCounts(before.Reconnects, after.Reconnects),
        ComparedValue.OfCounts(before.Lost, after.Lost),
        ComparedValue.OfCounts(before.NotMade, after.NotMade),
        ComparedValue.OfSpreads(before.Connect, after.Connect, spread => spread.P95Ms, 0.05),
        ComparedValue.OfSpreads(before.Boot, after.Boot, spread => spread.P95Ms, 0.05));
}

/// <summary>A finding in two load tests.</summary>
/// <param name="Kind">What the CSMS did.</param>
/// <param name="Action">The action; empty where there is none.</param>
/// <param name="Detail">What is wrong; empty for nothing to add.</param>
/// <param name="Before">How often in the one.</param>
/// <param name="After">How often in the other.</param>
public sealed record ComparedFinding(
    [property: JsonPropertyName("kind")] CsmsFindingKind Kind,
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("detail")] string Detail,
    [property: JsonPropertyName("before")] long Before,
    [property: JsonPropertyName("after")] long After);
