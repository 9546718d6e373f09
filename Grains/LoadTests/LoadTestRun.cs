using System.Text.Json;
using OcppLab.Inventory;
using OcppLab.LoadTests;
using OcppLab.Ocpp;

namespace OcppLab.Grains;

/// <summary>What is known of a load test that is carried out: it grows with what the silos hand on, and is stored after each round.</summary>
sealed class LoadTestRun
{
    readonly Measurements total;
    readonly Measurements point;
    readonly Dictionary<string, TransactionIdSet> transactionIds = [];
    readonly TimeSpan pointLength;
    LoadTestPointRow? completed;

    /// <summary>A load test as it was stored last.</summary>
    public LoadTestRun(LoadTestRow row)
    {
        Row = row;
        Plan = LoadTestResults.ReadPlan(row.Plan);
        Progress = row.Progress is null ? new() : JsonSerializer.Deserialize(row.Progress, LoadProgressJson.Default.LoadProgress)!;
        total = Measurements.Of(Progress.Total);
        point = Measurements.Of(Progress.Point);
        pointLength = LoadTestResults.PointLength(Plan);
    }

    /// <summary>Its row, as it is to be stored.</summary>
    public LoadTestRow Row { get; private set; }

    /// <summary>Its plan.</summary>
    public LoadTestPlan Plan { get; }

    /// <summary>How far it is.</summary>
    public LoadProgress Progress { get; }

    /// <summary>How far it is, in a word.</summary>
    public LoadTestStatus Status => LoadTestResults.StatusOf(Row);

    /// <summary>The chargers' silos that are asked for what they have measured.</summary>
    public IEnumerable<string> Silos => Progress.Silos.Where(silo => !silo.Value.IsGone).Select(silo => silo.Key);

    /// <summary>The number of the last interval of a silo that is counted.</summary>
    public int CountedOf(string silo) => Progress.Silos.GetValueOrDefault(silo)?.Number ?? 0;

    /// <summary>Goes on to another status.</summary>
    public void Become(LoadTestStatus status) => Row = Row with { Status = LoadTestResults.WordOf(status) };

    /// <summary>The first stage begins.</summary>
    public void Start(DateTimeOffset at, int chargers)
    {
        Progress.Chargers = chargers;
        Row = Row with { StartedAt = at };
        Become(LoadTestStatus.Running);
    }

    /// <summary>It ends before its time, or could not be carried out.</summary>
    public void EndEarly(Verdict verdict, string reason) => (Progress.EndVerdict, Progress.EndReason) = (verdict, reason);

    /// <summary>Silos are there, or are not any more.</summary>
    /// <returns>Whether any has gone, or come.</returns>
    public bool Found(IReadOnlyCollection<string> active, DateTimeOffset now)
    {
        var changed = false;
        foreach (var (silo, known) in Progress.Silos)
        {
            if (!known.IsGone && !active.Contains(silo))
            {
                known.IsGone = changed = true;
                Progress.Gaps.Add(new(silo, known.To, now, "The silo is gone; what its chargers did since it was last asked is not counted."));
            }
        }

        foreach (var silo in active)
        {
            changed |= Progress.Silos.TryAdd(silo, new() { To = now });
        }

        return changed;
    }

    /// <summary>Counts what the silos have handed on, an interval each.</summary>
    public void Add(IReadOnlyList<(string Silo, SiloInterval Interval)> intervals)
    {
        if (intervals.Count == 0)
        {
            return;
        }

        var (whole, busy, late, connected, active) = (false, false, false, 0L, 0L);
        foreach (var (silo, interval) in intervals)
        {
            connected += interval.Connected;
            active += interval.Active;
            var known = Progress.Silos[silo];
            if (interval.Number <= known.Number)
            {
                continue;
            }

            (known.Number, known.To) = (interval.Number, interval.To);
            var measurements = Measurements.Of(interval.Data);
            foreach (var (csms, identity, id) in interval.TransactionIds)
            {
                if (IsDoubled(csms, id))
                {
                    Add(measurements, new(CsmsFindingKind.DoubledTransactionId, "StartTransaction", "", 1, identity, interval.To, $"{{\"transactionId\":{id}}}"));
                }
            }

            if (interval.To - interval.From >= LoadTestResults.Interval / 2)
            {
                whole = true;
                known.Intervals++;
                known.ProcessorPercentSum += interval.ProcessorPercent;
                Progress.PointProcessorPercent = Math.Max(Progress.PointProcessorPercent, interval.ProcessorPercent);
                busy |= interval.ProcessorPercent >= LoadTestResults.BusyPercent;
                late |= IsLate(measurements[LoadTime.TurnLate]) || IsLate(measurements[LoadTime.CommandLate]);
            }

            total.Add(measurements);
            point.Add(measurements);
        }

        (Progress.Connected, Progress.Active) = (connected, active);
        Progress.MostConnected = Math.Max(Progress.MostConnected, connected);
        Progress.MostActive = Math.Max(Progress.MostActive, active);
        Progress.Intervals += whole ? 1 : 0;
        Progress.BusyIntervals += busy ? 1 : 0;
        Progress.LateIntervals += late ? 1 : 0;
    }

    /// <summary>Completes the point that time has gone by, and makes everything ready to be stored.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isLast">Whether nothing more is measured.</param>
    public (LoadTestRow Row, LoadTestPointRow? Point) ToRows(DateTimeOffset now, bool isLast)
    {
        completed = null;
        if (Row.StartedAt is { } startedAt)
        {
            if (Status == LoadTestStatus.Running)
            {
                Progress.Elapsed = Clamp(now - startedAt, Plan.Duration);
            }

            // A round may come late; what it brings belongs to the stretch before it.
            var number = (int)((now - startedAt + (LoadTestResults.Interval / 2)) / pointLength);
            if (number > Progress.PointNumber || isLast)
            {
                var next = Math.Max(number, Progress.PointNumber + 1);
                var end = isLast ? now - startedAt : next * pointLength;
                completed = new(Progress.PointNumber, JsonSerializer.Serialize(PointNow(end), LoadProgressJson.Default.LoadPoint));
                point.Clear();
                Progress.PointNumber = next;
                Progress.PointProcessorPercent = 0;
            }
        }

        (Progress.Total, Progress.Point) = (total.ToData(), point.ToData());
        Row = Row with { Progress = JsonSerializer.Serialize(Progress, LoadProgressJson.Default.LoadProgress) };
        return (Row, completed);
    }

    /// <summary>The threshold that ends the load test now; null for none.</summary>
    public ThresholdResult? Aborting(DateTimeOffset now)
    {
        if (!Plan.Thresholds.Any(rule => rule.Abort && now - Row.StartedAt >= rule.After))
        {
            return null;
        }

        var result = LoadTestResults.Of(Row);
        return result.Thresholds.Zip(Plan.Thresholds).FirstOrDefault(both =>
            both.Second.Abort && now - Row.StartedAt >= both.Second.After && both.First is { Holds: false, Value: not null }).First;
    }

    /// <summary>Whether the CSMS has answered the ends of all transactions that it was told, as far as was measured.</summary>
    public bool IsStopAnswered => total[LoadCounter.StopsToTell] <= total[LoadCounter.StopsAnswered];

    /// <summary>It is over.</summary>
    public void Finish(DateTimeOffset now)
    {
        // Where something was not measured, the answers may have been part of it.
        if (Progress.Gaps.Count == 0 && total[LoadCounter.StopsToTell] - total[LoadCounter.StopsAnswered] is > 0 and var unanswered)
        {
            Add(total, new(CsmsFindingKind.UnansweredStop, "", "", unanswered, "", now, ""));
        }

        var (row, _) = ToRows(now, isLast: false);
        Row = row with { Status = LoadTestResults.WordOf(LoadTestStatus.Finished), FinishedAt = now };
        Row = Row with { Verdict = LoadTestResults.WordOf(LoadTestResults.VerdictOf(LoadTestResults.Of(Row), Progress)) };
    }

    static void Add(Measurements measurements, CsmsFinding finding)
    {
        measurements.Add(finding);
        measurements[LoadCounter.Violations] += finding.Count;
    }

    bool IsDoubled(string csms, int id)
    {
        if (!transactionIds.TryGetValue(csms, out var given))
        {
            // So many of them are told apart.
            const int mostCsms = 16;
            if (transactionIds.Count == mostCsms)
            {
                return false;
            }

            transactionIds.Add(csms, given = new());
        }

        return !given.Add(id);
    }

    static bool IsLate(TimeHistogram times) => times.ToSpread().P99Ms > LoadTestResults.LateTurn.TotalMilliseconds;

    static TimeSpan Clamp(TimeSpan time, TimeSpan most) => time < TimeSpan.Zero ? TimeSpan.Zero : time < most ? time : most;

    LoadPoint PointNow(TimeSpan until)
    {
        var at = Progress.PointNumber * pointLength;
        var (stage, end) = (0, TimeSpan.Zero);
        while (stage < Plan.Stages.Count && (end += Plan.Stages[stage].Duration) <= at)
        {
            stage++;
        }

        return new()
        {
            At = at,
            Length = until > at ? until - at : TimeSpan.Zero,
            Stage = stage,
            Connected = Progress.Connected,
            ActiveSessions = Progress.Active,
            Requested = point[LoadCounter.Requested],
            Started = point[LoadCounter.Started],
            Stopped = point[LoadCounter.Stopped],
            Failed = point[LoadCounter.Failed],
            Opened = point[LoadCounter.Opened],
            Lost = point[LoadCounter.Lost] + point[LoadCounter.NotMade],
            Violations = point[LoadCounter.Violations],
            ProcessorPercent = Progress.PointProcessorPercent,
            TurnsLateP99Ms = point[LoadTime.TurnLate].ToSpread().P99Ms,
            Actions = [.. point.Actions.Where(action => action.Value.Count > 0).Select(action => new ActionPoint(action.Key, action.Value.Failed, action.Value.Response.ToSpread()))],
        };
    }
}
