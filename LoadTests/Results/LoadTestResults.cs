using System.Text.Json;
using OcppLab.Inventory;
using OcppLab.Ocpp.Messages;
using OcppLab.Simulation;

namespace OcppLab.LoadTests;

/// <summary>Puts together what a load test has come to, from what is stored of it.</summary>
public static class LoadTestResults
{
    /// <summary>Late is what is more than this behind its time.</summary>
    internal static readonly TimeSpan LateTurn = TimeSpan.FromSeconds(0.5);

    /// <summary>Busy is a silo from this share of its processors on, in percent.</summary>
    internal const double BusyPercent = 90;

    /// <summary>The simulator was the bottleneck where more than this share of the intervals was busy or late, in percent.</summary>
    const double TooManyPercent = 5;

    /// <summary>The plan had too few chargers where more than this share of its sessions found none, in percent.</summary>
    const double NoChargerPercent = 1;

    /// <summary>So many points there are at most, but for those after the last stage.</summary>
    const int MostPoints = 720;

    /// <summary>How often silos hand on what they have measured.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a point of a plan's result takes: as many intervals as keep their number low.</summary>
    public static TimeSpan PointLength(LoadTestPlan plan) =>
        Interval * Math.Max(1, Math.Ceiling(plan.Duration / (Interval * MostPoints)));

    /// <summary>A plan as it is stored.</summary>
    public static string Write(LoadTestPlan plan) => JsonSerializer.Serialize(plan, LoadTestPlanJson.Default.LoadTestPlan);

    /// <summary>A stored plan.</summary>
    public static LoadTestPlan ReadPlan(string json) => JsonSerializer.Deserialize(json, LoadTestPlanJson.Default.LoadTestPlan)!;

    /// <summary>The word for how far a load test is.</summary>
    public static string WordOf(LoadTestStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>How far a load test is.</summary>
    public static LoadTestStatus StatusOf(LoadTestRow row) => Enum.Parse<LoadTestStatus>(row.Status, ignoreCase: true);

    /// <summary>The word for a verdict.</summary>
    public static string WordOf(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    /// <summary>Whether chargers of some version send a request with an action.</summary>
    public static bool IsSentByChargers(string action) =>
        Enum.GetValues<OcppVersion>().Any(version => version.Messages().Find(action) is { } operation && operation.Sender != Sender.Csms);

    /// <summary>What a load test has come to so far.</summary>
    /// <param name="row">It as it is stored.</param>
    /// <param name="points">What was measured in each stretch of time; null to leave that out.</param>
    public static LoadTestResult Of(LoadTestRow row, IReadOnlyList<string>? points = null)
    {
        var progress = row.Progress is null ? new() : JsonSerializer.Deserialize(row.Progress, LoadProgressJson.Default.LoadProgress)!;
        var plan = ReadPlan(row.Plan);
        var total = Measurements.Of(progress.Total);
        var result = new LoadTestResult
        {
            Id = row.Id,
            Plan = plan,
            Status = StatusOf(row),
            Verdict = row.Verdict is null ? null : Enum.Parse<Verdict>(row.Verdict, ignoreCase: true),
            CreatedAt = row.CreatedAt,
            StartedAt = row.StartedAt,
            FinishedAt = row.FinishedAt,
            Elapsed = progress.Elapsed,
            Chargers = progress.Chargers,
            Actions = [.. total.Actions.Select(action => action.Value.ToResult(action.Key))],
            Connections = ConnectionsOf(progress, total),
            Sessions = SessionsOf(progress, total),
            Findings = [.. total.Findings.OrderByDescending(finding => finding.Count)],
            CsmsViolations = total[LoadCounter.Violations],
            Simulator = SimulatorOf(progress, total),
            Gaps = progress.Gaps,
            Points = [.. (points ?? []).Select(point => JsonSerializer.Deserialize(point, LoadProgressJson.Default.LoadPoint)!)],
            PointLength = PointLength(plan),
        };
        result = result with { Thresholds = [.. plan.Thresholds.Select(rule => Threshold.Parse(rule.Text, IsSentByChargers).Evaluate(result, rule.Abort))] };
        return result with { Reasons = [.. ReasonsOf(result, progress)] };
    }

    /// <summary>What a load test that is over comes to.</summary>
    internal static Verdict VerdictOf(LoadTestResult result, LoadProgress progress) =>
        progress.EndVerdict ?? (result.Thresholds.Any(threshold => !threshold.Holds) ? Verdict.Failed
        : result.Simulator.WasBottleneck ? Verdict.Inconclusive
        : Verdict.Passed);

    static IEnumerable<string> ReasonsOf(LoadTestResult result, LoadProgress progress)
    {
        if (progress.EndReason is { } reason)
        {
            yield return reason;
        }

        if (result.Status == LoadTestStatus.Finished)
        {
            foreach (var threshold in result.Thresholds.Where(threshold => !threshold.Holds))
            {
                yield return threshold.Value is { } value
                    ? FormattableString.Invariant($"{threshold.Text} does not hold: it is {value:0.###}{threshold.Unit}.")
                    : $"{threshold.Text} can't be told: nothing was measured.";
            }
        }

        foreach (var bottleneck in result.Simulator.Reasons)
        {
            yield return bottleneck;
        }
    }

    static ConnectionResult ConnectionsOf(LoadProgress progress, Measurements total) => new()
    {
        Connected = progress.Connected,
        MostConnected = progress.MostConnected,
        Opened = total[LoadCounter.Opened],
        Reconnects = total[LoadCounter.Reconnects],
        Lost = total[LoadCounter.Lost],
        NotMade = total[LoadCounter.NotMade],
        Connect = total[LoadTime.Connect].ToSpread(),
        Boot = total[LoadTime.Boot].ToSpread(),
    };

    static SessionResult SessionsOf(LoadProgress progress, Measurements total) => new()
    {
        Planned = total[LoadCounter.Planned],
        NoChargerFree = total[LoadCounter.NoChargerFree],
        Requested = total[LoadCounter.Requested],
        LeftToCsms = total[LoadCounter.LeftToCsms],
        Authorized = total[LoadCounter.Authorized],
        Started = total[LoadCounter.Started],
        StartedByCsms = total[LoadCounter.StartedByCsms],
        Stopped = total[LoadCounter.Stopped],
        Failed = total[LoadCounter.Failed],
        Failures =
        [
            .. total.Failures.OrderByDescending(failure => failure.Value)
                .Select(failure => new SessionFailure(failure.Key.Outcome, failure.Key.Reason, failure.Value)),
        ],
        Active = progress.Active,
        MostActive = progress.MostActive,
        Start = total[LoadTime.SessionStart].ToSpread(),
    };

    static SimulatorResult SimulatorOf(LoadProgress progress, Measurements total)
    {
        var (turns, commands) = (total[LoadTime.TurnLate].ToSpread(), total[LoadTime.CommandLate].ToSpread());
        var busyPercent = progress.Intervals == 0 ? 0 : 100.0 * progress.BusyIntervals / progress.Intervals;
        var latePercent = progress.Intervals == 0 ? 0 : 100.0 * progress.LateIntervals / progress.Intervals;
        var reasons = new List<string>();
        if (busyPercent > TooManyPercent && progress.BusyIntervals > 1)
        {
            reasons.Add(FormattableString.Invariant($"A silo used {BusyPercent} % of its processors or more in {busyPercent:0} % of the time: more silos, or fewer chargers, are needed."));
        }

        if (latePercent > TooManyPercent && progress.LateIntervals > 1)
        {
            reasons.Add(FormattableString.Invariant(
                $"The simulator was late in {latePercent:0} % of the time (99 % of turns within {turns.P99Ms:0} ms, of commands within {commands.P99Ms:0} ms): what it measured includes its own delay."));
        }

        if (total[LoadCounter.NotMadeHere] is > 0 and var refused)
        {
            reasons.Add($"A silo's machine did not allow {refused} attempts to connect: it needs more open files (ulimit -n) or addresses (Connections:LocalAddresses).");
        }

        if (total[LoadCounter.NoChargerFree] > total[LoadCounter.Planned] * NoChargerPercent / 100)
        {
            reasons.Add($"No charger was free for {total[LoadCounter.NoChargerFree]} of {total[LoadCounter.Planned]} sessions: the plan needs more chargers, or shorter sessions.");
        }

        var (wanted, missing) = (total[LoadCounter.PlannedSessionSeconds], total[LoadCounter.MissingSessionSeconds]);
        if (missing > wanted * NoChargerPercent / 100)
        {
            reasons.Add(FormattableString.Invariant(
                $"{100.0 * missing / wanted:0.#} % of the sessions that the plan wants to be under way were not, as no charger was free: it needs more of them."));
        }

        return new()
        {
            Reasons = reasons,
            Silos = progress.Silos.Count,
            ProcessorPercent = progress.Silos.Values.Where(silo => silo.Intervals > 0)
                .Select(silo => silo.ProcessorPercentSum / silo.Intervals).DefaultIfEmpty().Max(),
            BusyPercent = busyPercent,
            TurnsLate = turns,
            CommandsLate = commands,
        };
    }
}
