using System.Text.Json.Serialization;
using OcppLab.Ocpp;

namespace OcppLab.LoadTests;

/// <summary>What is counted.</summary>
enum LoadCounter
{
    /// <summary>Connections that were opened.</summary>
    Opened,
    /// <summary>Those of them by a charger that had one before.</summary>
    Reconnects,
    /// <summary>Connections that were lost though the charger wanted them.</summary>
    Lost,
    /// <summary>Connections that could not be made.</summary>
    NotMade,
    /// <summary>Those of them that the simulator's own machine did not allow.</summary>
    NotMadeHere,
    /// <summary>Sessions that the plan wanted to begin.</summary>
    Planned,
    /// <summary>Those of them that no charger was free for.</summary>
    NoChargerFree,
    /// <summary>For how many seconds together sessions were planned to be under way, where the plan says how many are.</summary>
    PlannedSessionSeconds,
    /// <summary>For how many of them no charger was free.</summary>
    MissingSessionSeconds,
    /// <summary>Sessions that were given to a charger.</summary>
    Requested,
    /// <summary>Those of them whose vehicle only plugs in.</summary>
    LeftToCsms,
    /// <summary>Sessions that may charge.</summary>
    Authorized,
    /// <summary>Sessions whose start the CSMS has confirmed.</summary>
    Started,
    /// <summary>Sessions that the CSMS has started.</summary>
    StartedByCsms,
    /// <summary>Sessions that are over.</summary>
    Stopped,
    /// <summary>Sessions that failed before their start.</summary>
    Failed,
    /// <summary>Ends of transactions that the CSMS is to be told.</summary>
    StopsToTell,
    /// <summary>Ends of transactions that it has answered.</summary>
    StopsAnswered,
    /// <summary>What the CSMS did against the specification.</summary>
    Violations,
}

/// <summary>Times that belong to no action.</summary>
enum LoadTime
{
    /// <summary>From an attempt to connect to the open WebSocket.</summary>
    Connect,
    /// <summary>From the first attempt to connect to the accepted boot.</summary>
    Boot,
    /// <summary>From when the plan intended a session to the confirmation of its start.</summary>
    SessionStart,
    /// <summary>From when a charger's turn was due, to it.</summary>
    TurnLate,
    /// <summary>From when the plan intended a command, to the charger's answer.</summary>
    CommandLate,
}

/// <summary>What was measured, on one silo or on all, in an interval or in all of a load test. Not for several threads.</summary>
sealed class Measurements
{
    /// <summary>So many findings are told apart; there is no end of what a broken CSMS may do.</summary>
    public const int MostFindings = 200;

    /// <summary>So many reasons of failed sessions are told apart.</summary>
    public const int MostFailures = 100;

    readonly TimeHistogram[] times = [.. Enum.GetValues<LoadTime>().Select(_ => new TimeHistogram())];
    readonly long[] counters = new long[Enum.GetValues<LoadCounter>().Length];
    readonly Dictionary<(string Outcome, string Reason), long> failures = [];
    readonly Dictionary<(CsmsFindingKind Kind, string Action, string Detail), CsmsFinding> findings = [];

    /// <summary>What became of the requests, by action.</summary>
    public SortedDictionary<string, ActionMeasurements> Actions { get; } = new(StringComparer.Ordinal);

    /// <summary>Why sessions failed.</summary>
    public IReadOnlyDictionary<(string Outcome, string Reason), long> Failures => failures;

    /// <summary>What the CSMS did against the specification.</summary>
    public IReadOnlyCollection<CsmsFinding> Findings => findings.Values;

    /// <summary>Counts nothing any more.</summary>
    public void Clear()
    {
        Array.Clear(counters);
        Array.ForEach(times, histogram => histogram.Clear());
        Actions.Clear();
        failures.Clear();
        findings.Clear();
    }

    /// <summary>A count.</summary>
    public ref long this[LoadCounter counter] => ref counters[(int)counter];

    /// <summary>Times.</summary>
    public TimeHistogram this[LoadTime time] => times[(int)time];

    /// <summary>What became of the requests with an action.</summary>
    public ActionMeasurements Of(string action)
    {
        if (!Actions.TryGetValue(action, out var measurements))
        {
            Actions.Add(action, measurements = new());
        }

        return measurements;
    }

    /// <summary>Counts why sessions failed.</summary>
    public void AddFailure(string outcome, string reason, long count)
    {
        var key = failures.Count < MostFailures || failures.ContainsKey((outcome, reason)) ? (outcome, reason) : (outcome, "other reasons");
        failures[key] = failures.GetValueOrDefault(key) + count;
    }

    /// <summary>Counts a finding. The first example of it stays.</summary>
    public void Add(CsmsFinding finding)
    {
        var key = (finding.Kind, finding.Action, finding.Detail);
        if (findings.TryGetValue(key, out var known))
        {
            findings[key] = known with { Count = known.Count + finding.Count };
        }
        else if (findings.Count < MostFindings)
        {
            findings[key] = finding;
        }
    }

    /// <summary>Counts what was measured elsewhere.</summary>
    public void Add(Measurements other)
    {
        for (var i = 0; i < times.Length; i++)
        {
            times[i].Add(other.times[i]);
        }

        for (var i = 0; i < counters.Length; i++)
        {
            counters[i] += other.counters[i];
        }

        foreach (var (action, measurements) in other.Actions)
        {
            Of(action).Add(measurements);
        }

        foreach (var ((outcome, reason), count) in other.failures)
        {
            AddFailure(outcome, reason, count);
        }

        foreach (var finding in other.findings.Values)
        {
            Add(finding);
        }
    }

    /// <summary>It as it is stored and crosses calls.</summary>
    public MeasurementsData ToData() => new()
    {
        Times = Enum.GetValues<LoadTime>().Where(time => this[time].Count > 0).ToDictionary(time => time.ToString(), time => this[time].ToBytes()),
        Counters = Enum.GetValues<LoadCounter>().Where(counter => this[counter] != 0).ToDictionary(counter => counter.ToString(), counter => this[counter]),
        Actions = Actions.ToDictionary(action => action.Key, action => action.Value.ToData()),
        Failures = [.. failures.Select(failure => new SessionFailure(failure.Key.Outcome, failure.Key.Reason, failure.Value))],
        Findings = [.. findings.Values],
    };

    /// <summary>Reads what <see cref="ToData"/> has made. What a newer program has counted besides is left out.</summary>
    public static Measurements Of(MeasurementsData data)
    {
        var measurements = new Measurements();
        foreach (var (name, bytes) in data.Times)
        {
            if (Enum.TryParse<LoadTime>(name, out var time))
            {
                measurements[time].Add(TimeHistogram.Of(bytes));
            }
        }

        foreach (var (name, count) in data.Counters)
        {
            if (Enum.TryParse<LoadCounter>(name, out var counter))
            {
                measurements[counter] += count;
            }
        }

        foreach (var (action, data1) in data.Actions)
        {
            measurements.Of(action).Add(ActionMeasurements.Of(data1));
        }

        foreach (var failure in data.Failures)
        {
            measurements.AddFailure(failure.Outcome, failure.Reason, failure.Count);
        }

        foreach (var finding in data.Findings)
        {
            measurements.Add(finding);
        }

        return measurements;
    }
}

/// <summary>What became of the requests with one action.</summary>
sealed class ActionMeasurements
{
    readonly SortedDictionary<string, long> callErrors = new(StringComparer.Ordinal);

    /// <summary>From when they were due, to their answers.</summary>
    public TimeHistogram Response { get; } = new();

    /// <summary>From when they were sent, to their answers.</summary>
    public TimeHistogram Answer { get; } = new();

    /// <summary>How many of them ended in each way.</summary>
    public long[] Outcomes { get; } = new long[Enum.GetValues<CallOutcome>().Length];

    /// <summary>CALLERRORs by their codes.</summary>
    public IReadOnlyDictionary<string, long> CallErrors => callErrors;

    /// <summary>How many there are.</summary>
    public long Count => Outcomes.Sum();

    /// <summary>How many failed.</summary>
    public long Failed => Count - Outcomes[(int)CallOutcome.Result];

    /// <summary>Counts CALLERRORs.</summary>
    public void AddCallErrors(string code, long count)
    {
        const int mostCodes = 40;
        var key = callErrors.Count < mostCodes || callErrors.ContainsKey(code) ? code : "other codes";
        callErrors[key] = callErrors.GetValueOrDefault(key) + count;
    }

    /// <summary>Counts what was measured elsewhere.</summary>
    public void Add(ActionMeasurements other)
    {
        Response.Add(other.Response);
        Answer.Add(other.Answer);
        for (var i = 0; i < Outcomes.Length; i++)
        {
            Outcomes[i] += other.Outcomes[i];
        }

        foreach (var (code, count) in other.callErrors)
        {
            AddCallErrors(code, count);
        }
    }

    /// <summary>It in a result.</summary>
    public ActionResult ToResult(string action) => new(
        action, Count, Outcomes[(int)CallOutcome.Result], callErrors, Outcomes[(int)CallOutcome.InvalidResult], Outcomes[(int)CallOutcome.TimedOut],
        Outcomes[(int)CallOutcome.ConnectionLost], Response.ToSpread(), Answer.ToSpread());

    /// <summary>It as it is stored and crosses calls.</summary>
    public ActionData ToData() => new(Response.ToBytes(), Answer.ToBytes(), Outcomes, new(callErrors));

    /// <summary>Reads what <see cref="ToData"/> has made.</summary>
    public static ActionMeasurements Of(ActionData data)
    {
        var measurements = new ActionMeasurements();
        measurements.Response.Add(TimeHistogram.Of(data.Response));
        measurements.Answer.Add(TimeHistogram.Of(data.Answer));
        data.Outcomes.AsSpan(0, Math.Min(data.Outcomes.Length, measurements.Outcomes.Length)).CopyTo(measurements.Outcomes);
        foreach (var (code, count) in data.CallErrors)
        {
            measurements.AddCallErrors(code, count);
        }

        return measurements;
    }
}

/// <summary><see cref="Measurements"/> as they are stored and cross calls.</summary>
sealed record MeasurementsData
{
    [JsonPropertyName("times")]
    public Dictionary<string, byte[]> Times { get; init; } = [];

    [JsonPropertyName("counters")]
    public Dictionary<string, long> Counters { get; init; } = [];

    [JsonPropertyName("actions")]
    public Dictionary<string, ActionData> Actions { get; init; } = [];

    [JsonPropertyName("failures")]
    public IReadOnlyList<SessionFailure> Failures { get; init; } = [];

    [JsonPropertyName("findings")]
    public IReadOnlyList<CsmsFinding> Findings { get; init; } = [];
}

/// <summary><see cref="ActionMeasurements"/> as they are stored and cross calls.</summary>
sealed record ActionData(
    [property: JsonPropertyName("response")] byte[] Response,
    [property: JsonPropertyName("answer")] byte[] Answer,
    [property: JsonPropertyName("outcomes")] long[] Outcomes,
    [property: JsonPropertyName("callErrors")] Dictionary<string, long> CallErrors);
