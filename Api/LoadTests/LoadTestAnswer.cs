using OcppLab.LoadTests;
using OcppLab.Ocpp;

namespace OcppLab.Api;

/// <summary>Load tests as they are answered: on the way, and as a report.</summary>
static class LoadTestAnswer
{
    static readonly Answer<TimeSpread> Spread = new Answer<TimeSpread>("LoadTestSpread", "How times are spread, in milliseconds; all 0 where there are none.")
        .Count("count", "How many there are.", spread => spread.Count)
        .Number("mean_ms", "Their mean.", spread => Rounded(spread.MeanMs))
        .Number("p50_ms", "Half of them are at most this.", spread => Rounded(spread.P50Ms))
        .Number("p90_ms", "90 % of them are.", spread => Rounded(spread.P90Ms))
        .Number("p95_ms", "95 % of them are.", spread => Rounded(spread.P95Ms))
        .Number("p99_ms", "99 % of them are.", spread => Rounded(spread.P99Ms))
        .Number("p999_ms", "99.9 % of them are.", spread => Rounded(spread.P999Ms))
        .Number("max_ms", "All of them are.", spread => Rounded(spread.MaxMs));

    static readonly Answer<PlaceInPlan> Place = new Answer<PlaceInPlan>("LoadTestPlace", "The stage that a load test is in.")
        .Int("number", "Its number, from 1.", place => place.Number)
        .Int("of", "How many stages there are.", place => place.Of)
        .Text("name", "Its name, or its kind where it has none.", place => place.Name);

    static readonly Answer<ActionResult> Action = new Answer<ActionResult>("LoadTestAction", "What became of the chargers' requests with one OCPP action.")
        .Text("action", "The action.", action => action.Action)
        .Count("count", "How many were sent and have come to an end.", action => action.Count)
        .Count("results", "How many were answered with a CALLRESULT that fits the specification.", action => action.Results)
        .Counts("call_errors", "How many were answered with a CALLERROR, by its code.", action => action.CallErrors)
        .Count("invalid_results", "How many answers did not fit the specification.", action => action.InvalidResults)
        .Count("timed_out", "How many were not answered in time.", action => action.TimedOut)
        .Count("connections_lost", "How many lost their connection before the answer.", action => action.ConnectionsLost)
        .Number("error_rate_percent", "The share that has no result, in percent.", action => Rounded(action.ErrorRatePercent))
        .Object(
            "response",
            "From when each request was due, to its answer: a charger makes no request before the one before is answered, and that waiting is part of it.",
            Spread, action => action.Response)
        .Object("answer", "From when each request was sent, to its answer.", Spread, action => action.Answer);

    static readonly Answer<ConnectionResult> Connections = new Answer<ConnectionResult>("LoadTestConnections", "What became of the chargers' connections.")
        .Count("connected", "How many chargers the CSMS has accepted now.", connections => connections.Connected)
        .Count("most_connected", "The most there were at once.", connections => connections.MostConnected)
        .Count("opened", "How many connections were opened.", connections => connections.Opened)
        .Count("reconnects", "How many of them by a charger that had one before.", connections => connections.Reconnects)
        .Count("lost", "How many were lost though the charger wanted them.", connections => connections.Lost)
        .Count("not_made", "How many could not be made.", connections => connections.NotMade)
        .Object("connect", "From an attempt to connect to the open WebSocket.", Spread, connections => connections.Connect)
        .Object("boot", "From the first attempt to connect to the CSMS's acceptance of the BootNotification.", Spread, connections => connections.Boot);

    static readonly Answer<SessionFailure> Failure = new Answer<SessionFailure>("LoadTestSessionFailure", "Why sessions failed.")
        .Text("outcome", "What they came to, in the words of the outcomes of commands.", failure => failure.Outcome)
        .Text("reason", "Why, in the CSMS's own words or in a sentence; empty for nothing to add.", failure => failure.Reason)
        .Count("count", "How many.", failure => failure.Count);

    static readonly Answer<SessionResult> Sessions = new Answer<SessionResult>("LoadTestSessions", "The sessions, from the plan to the stop.")
        .Count("planned", "How many the plan wanted to begin.", sessions => sessions.Planned)
        .Count("no_charger_free", "How many of them no charger was free for.", sessions => sessions.NoChargerFree)
        .Count("requested", "How many were given to a charger.", sessions => sessions.Requested)
        .Count("left_to_csms", "How many vehicles only plugged in, for the CSMS to start the session.", sessions => sessions.LeftToCsms)
        .Count("authorized", "How many may charge.", sessions => sessions.Authorized)
        .Count("started", "How many the CSMS has confirmed the start of.", sessions => sessions.Started)
        .Count("started_by_csms", "How many were started by the CSMS.", sessions => sessions.StartedByCsms)
        .Count("stopped", "How many are over.", sessions => sessions.Stopped)
        .Count("failed", "How many failed before their start.", sessions => sessions.Failed)
        .List("failures", "Why those that failed did, and those that an event or the end cancelled, which are not among `failed`; most frequent first.", Failure, sessions => sessions.Failures)
        .Count("active", "How many are under way.", sessions => sessions.Active)
        .Count("most_active", "The most there were at once.", sessions => sessions.MostActive)
        .Number(
            "started_percent", "The share of those whose start is decided that the CSMS confirmed, in percent; 100 where there are none.",
            sessions => Rounded(sessions.StartedPercent))
        .Object("start", "From when the plan intended a session, to the CSMS's confirmation of its start.", Spread, sessions => sessions.Start);

    static readonly Answer<CsmsFinding> Finding = new Answer<CsmsFinding>("LoadTestFinding", "Something that the CSMS did against the specification.")
        .Word("kind", "What.", Words.Each<CsmsFindingKind>(), finding => Words.Of(finding.Kind))
        .Text("action", "The OCPP action; empty where there is none.", finding => finding.Action)
        .Text("detail", "What is wrong, in a sentence.", finding => finding.Detail)
        .Count("count", "How often.", finding => finding.Count)
        .Text("identity", "A charger that it happened to.", finding => finding.Identity)
        .Time("at", "When it did.", finding => finding.At)
        .Text("frame", "The frame, cut off where it is long; empty where there is none.", finding => finding.Frame);

    static readonly Answer<SimulatorResult> Simulator = new Answer<SimulatorResult>("LoadTestSimulator", "Whether the simulator kept up with the plan.")
        .Bool("was_bottleneck", "Whether it did not, so that the verdict can't be `passed`.", simulator => simulator.WasBottleneck)
        .Texts("reasons", "Why it did not, in sentences.", simulator => simulator.Reasons)
        .Int("silos", "How many silos took part.", simulator => simulator.Silos)
        .Number("processor_percent", "The mean share of its processors that the busiest silo used, in percent.", simulator => Rounded(simulator.ProcessorPercent))
        .Number("busy_percent", "The share of the time in which a silo used nearly all of its processors, in percent.", simulator => Rounded(simulator.BusyPercent))
        .Object("turns_late", "From when a charger's turn was due, to it.", Spread, simulator => simulator.TurnsLate)
        .Object("commands_late", "From when the plan intended a command, to the charger's answer to it.", Spread, simulator => simulator.CommandsLate);

    static readonly Answer<MeasurementGap> Gap = new Answer<MeasurementGap>("LoadTestGap", "What was not measured.")
        .Text("silo", "The silo that had measured it.", gap => gap.Silo)
        .Time("from", "Since when.", gap => gap.From)
        .Time("to", "Until when.", gap => gap.To)
        .Text("reason", "Why, in a sentence.", gap => gap.Reason);

    static readonly Answer<ThresholdResult> Threshold = new Answer<ThresholdResult>("LoadTestThresholdResult", "A threshold and its value.")
        .Text("threshold", "The threshold.", threshold => threshold.Text)
        .NumberOrNull("value", "The value in its unit; null where nothing was measured.", threshold => threshold.Value is { } value ? Rounded(value) : null)
        .Word("unit", "The unit; empty for none.", ["ms", "%", ""], threshold => threshold.Unit)
        .Bool("holds", "Whether it holds; where nothing was measured it does not.", threshold => threshold.Holds)
        .Bool("aborts", "Whether the load test ends when it does not hold.", threshold => threshold.Aborts);

    static readonly Answer<ActionPoint> ActionInPoint = new Answer<ActionPoint>(
            "LoadTestPointAction", "What became of the requests with one OCPP action in a stretch of time.")
        .Text("action", "The action.", action => action.Action)
        .Count("failed", "How many failed.", action => action.Failed)
        .Object("response", "From when each request was due, to its answer.", Spread, action => action.Response);

    static readonly Answer<LoadPoint> Point = new Answer<LoadPoint>("LoadTestPoint", "What was measured in a stretch of time.")
        .Number("at_seconds", "Its beginning, in seconds from the start of the first stage.", point => point.At.TotalSeconds)
        .Number("length_seconds", "How long it is, in seconds: as `point_seconds` has it, or more where it was measured late.", point => point.Length.TotalSeconds)
        .Int("stage", "The number of its stage, from 1; one more than there are after the last.", point => point.Stage + 1)
        .Count("connected", "How many chargers the CSMS had accepted, at its end.", point => point.Connected)
        .Count("active_sessions", "How many sessions were under way, at its end.", point => point.ActiveSessions)
        .Count("requested", "How many sessions were given to chargers.", point => point.Requested)
        .Count("started", "How many the CSMS confirmed the start of.", point => point.Started)
        .Count("stopped", "How many ended.", point => point.Stopped)
        .Count("failed", "How many failed before their start.", point => point.Failed)
        .Count("opened", "How many connections were opened.", point => point.Opened)
        .Count("lost", "How many were lost or could not be made.", point => point.Lost)
        .Count("violations", "How many times the CSMS went against the specification.", point => point.Violations)
        .Number("processor_percent", "The share of its processors that the busiest silo used, in percent.", point => Rounded(point.ProcessorPercent))
        .Number("turns_late_p99_ms", "99 % of the chargers' turns were late by at most this, in milliseconds.", point => Rounded(point.TurnsLateP99Ms))
        .List("actions", "The actions that were sent.", ActionInPoint, point => point.Actions);

    /// <summary>A load test as it stands.</summary>
    public static readonly Answer<LoadTestResult> Result = Described("LoadTest", "A load test as it stands; it changes every five seconds.");

    /// <summary>The same with the plan and the values over time.</summary>
    public static readonly Answer<LoadTestResult> Report = Described("LoadTestReport", "A load test with its plan and its values over time.")
        .Written("plan", "The plan, with the defaults of what it leaves out. An authorization key is not shown.", LoadTestBody.Shape, (json, result) => LoadTestPlanWriter.Write(json, result.Plan))
        .Number("point_seconds", "How long one of `points` is to be, in seconds.", result => result.PointLength.TotalSeconds)
        .List("points", "The values over time, oldest first.", Point, result => result.Points);

    /// <summary>A load test that begins.</summary>
    public static readonly Answer<BegunLoadTest> Begun = new Answer<BegunLoadTest>("LoadTestBegun", "A load test that begins, or ends.")
        .Text("load_test_id", "Its id.", begun => begun.Id)
        .Word("status", "How far it is.", Words.Each<LoadTestStatus>(), begun => Words.Of(begun.Status))
        .Text("status_url", "Where to ask how far it is.", begun => StatusUrl(begun.Id))
        .Text("report_url", "Where its report is.", begun => ReportUrl(begun.Id));

    /// <summary>Where to ask how far a load test is.</summary>
    public static string StatusUrl(string id) => $"/ocpp/load-tests/{id}";

    /// <summary>Where its report is.</summary>
    public static string ReportUrl(string id) => $"{StatusUrl(id)}/report";

    static Answer<LoadTestResult> Described(string name, string description) => new Answer<LoadTestResult>(name, description)
        .Text("load_test_id", "Its id.", result => result.Id)
        .Text("name", "Its plan's name.", result => result.Plan.Name)
        .Word("status", "How far it is.", Words.Each<LoadTestStatus>(), result => Words.Of(result.Status))
        .WordOrNull("verdict", "What it has come to; null while it is not finished.", Words.Each<Verdict>(), result => result.Verdict is { } verdict ? Words.Of(verdict) : null)
        .Texts("reasons", "Why, in sentences, for a verdict other than `passed`.", result => result.Reasons)
        .Time("created_at", "When it was asked for.", result => result.CreatedAt)
        .TimeOrNull("started_at", "When its first stage began; null before.", result => result.StartedAt)
        .TimeOrNull("finished_at", "When it was over; null before.", result => result.FinishedAt)
        .Number("elapsed_seconds", "How long its stages have run.", result => Rounded(result.Elapsed.TotalSeconds))
        .Number("planned_seconds", "How long they take.", result => result.Plan.Duration.TotalSeconds)
        .ObjectOrNull("stage", "The stage that it is in; null while none runs.", Place, PlaceInPlan.In)
        .Int("chargers", "How many chargers it has.", result => result.Chargers)
        .List("actions", "Each action that was sent, in order of its name.", Action, result => result.Actions)
        .Object("connections", "The chargers' connections.", Connections, result => result.Connections)
        .Object("sessions", "The sessions, from the plan to the stop.", Sessions, result => result.Sessions)
        .Count("csms_violations", "How many times the CSMS went against the specification.", result => result.CsmsViolations)
        .List("findings", "What it did, most frequent first.", Finding, result => result.Findings)
        .Object("simulator", "Whether the simulator kept up.", Simulator, result => result.Simulator)
        .List("gaps", "What was not measured, as a silo was gone.", Gap, result => result.Gaps)
        .List("thresholds", "The plan's thresholds and their values.", Threshold, result => result.Thresholds)
        .Text("report_url", "Where its report is.", result => ReportUrl(result.Id));

    static double Rounded(double number) => Math.Round(number, 4);
}

/// <summary>A load test that begins.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">How far it is.</param>
sealed record BegunLoadTest(string Id, LoadTestStatus Status);

/// <summary>The stage that a load test is in.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Of">How many stages there are.</param>
/// <param name="Name">Its name, or its kind.</param>
sealed record PlaceInPlan(int Number, int Of, string Name)
{
    /// <summary>Where a load test is; null while no stage runs.</summary>
    public static PlaceInPlan? In(LoadTestResult result)
    {
        if (result.Status != LoadTestStatus.Running)
        {
            return null;
        }

        var stages = result.Plan.Stages;
        var (index, end) = (0, stages[0].Duration);
        while (index < stages.Count - 1 && result.Elapsed >= end)
        {
            end += stages[++index].Duration;
        }

        return new(index + 1, stages.Count, stages[index].Name ?? Words.Of(stages[index].Kind));
    }
}
