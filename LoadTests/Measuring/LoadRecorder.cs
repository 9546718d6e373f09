using System.Collections.Concurrent;
using OcppLab.Inventory;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.LoadTests;

/// <summary>Counts what happens to a load test's chargers on one silo, from all of their turns. What was counted is taken out every
/// interval; it does not grow with their number or its length.</summary>
/// <param name="loadTestId">The load test.</param>
sealed class LoadRecorder(string loadTestId)
{
    readonly ConcurrentDictionary<string, ActionRecorder> actions = new(StringComparer.Ordinal);
    readonly TimeRecorder[] times = [.. Enum.GetValues<LoadTime>().Select(_ => new TimeRecorder())];
    readonly long[] counters = new long[Enum.GetValues<LoadCounter>().Length];
    readonly Lock gate = new();
    readonly ConcurrentQueue<EndedSession> endedSessions = new();
    Measurements rare = new();
    List<GivenTransactionId> transactionIds = [];
    long connected;
    long active;

    /// <summary>How many of the chargers on the silo the CSMS has accepted.</summary>
    public long Connected => Interlocked.Read(ref connected);

    /// <summary>How many sessions are under way there.</summary>
    public long Active => Interlocked.Read(ref active);

    /// <summary>A charger's request has come to its end.</summary>
    public void Ended(in EndedCall call)
    {
        if (call.Direction == MessageDirection.ToCsms)
        {
            var action = actions.GetOrAdd(call.Action, static _ => new());
            action.Record(call);
            if (call.ErrorCode is { } code)
            {
                lock (gate)
                {
                    rare.Of(call.Action).AddCallErrors(code, 1);
                }
            }
        }
    }

    /// <summary>Counts something.</summary>
    public void Count(LoadCounter counter, long count = 1) => Interlocked.Add(ref counters[(int)counter], count);

    /// <summary>Counts a time.</summary>
    public void Record(LoadTime time, TimeSpan length) => times[(int)time].Record(length);

    /// <summary>A charger's connection is open.</summary>
    public void Opened(TimeSpan duration, bool isReconnect)
    {
        Record(LoadTime.Connect, duration);
        Count(LoadCounter.Opened);
        if (isReconnect)
        {
            Count(LoadCounter.Reconnects);
        }
    }

    /// <summary>A charger's connection was lost, or could not be made.</summary>
    public void ConnectionFailed(bool wasOpen, string reason)
    {
        Count(wasOpen ? LoadCounter.Lost : LoadCounter.NotMade);
        if (!wasOpen && LocalAddresses.AreExhausted(reason))
        {
            Count(LoadCounter.NotMadeHere);
        }
    }

    /// <summary>A charger counts as something else than before.</summary>
    public void ChargerChanged((bool IsAccepted, int Running)? before, (bool IsAccepted, int Running)? now)
    {
        Interlocked.Add(ref connected, (now?.IsAccepted == true ? 1 : 0) - (before?.IsAccepted == true ? 1 : 0));
        Interlocked.Add(ref active, (now?.Running ?? 0) - (before?.Running ?? 0));
    }

    /// <summary>The CSMS went against the specification.</summary>
    /// <param name="finding">How.</param>
    public void Found(CsmsFinding finding)
    {
        lock (gate)
        {
            rare[LoadCounter.Violations] += finding.Count;
            rare.Add(finding);
        }
    }

    /// <summary>A CSMS has given a transaction its id (1.6).</summary>
    public void Given(GivenTransactionId transactionId)
    {
        lock (gate)
        {
            transactionIds.Add(transactionId);
        }
    }

    /// <summary>A session has come to something.</summary>
    /// <param name="session">What.</param>
    /// <param name="wasRefused">Whether the CSMS has refused its start, so that its end is that of no session.</param>
    public void SessionChanged(SessionChanged session, bool wasRefused = false)
    {
        if (session.CommandId is null)
        {
            CountOfCsms(session);
        }
        else if (LoadCommandId.TryParse(session.CommandId, loadTestId, out var command))
        {
            CountOfPlan(session, command, wasRefused);
        }
    }

    void CountOfCsms(SessionChanged session)
    {
        if (session is { Confirmed: true, Reason: null, HasTransaction: true })
        {
            Count(LoadCounter.StartedByCsms);
        }
        else if (session is { Confirmed: false, Outcome: CommandOutcome.Stopped })
        {
            Count(LoadCounter.Stopped);
        }
    }

    void CountOfPlan(SessionChanged session, in LoadCommandId command, bool wasRefused)
    {
        // A charger without a CSMS has nobody to confirm a start.
        var isStarted = session.Outcome == CommandOutcome.Started || (session.Confirmed && session.Outcome == CommandOutcome.Stopped);
        if (session.HasTransaction && !session.Confirmed && session.StoppedAt is null)
        {
            Count(LoadCounter.Authorized);
        }

        if (isStarted && session.Reason is null)
        {
            Count(LoadCounter.Started);
            Record(LoadTime.SessionStart, session.At - command.IntendedAt);
        }
        else if (session.Confirmed)
        {
            CountFailed(Outcomes.WordOf(CommandOutcome.Refused), session.Reason ?? "");
        }

        if (session.StoppedAt is null || session.Confirmed)
        {
            return;
        }

        if (session.Outcome == CommandOutcome.Stopped)
        {
            Count(LoadCounter.Stopped, wasRefused ? 0 : 1);
        }
        else
        {
            CountFailed(Outcomes.WordOf(session.Outcome), session.Reason ?? "", isCancelled: session.Outcome == CommandOutcome.Cancelled);
        }

        endedSessions.Enqueue(new(command.Shard, command.Number));
    }

    /// <summary>A session failed before its start.</summary>
    /// <param name="outcome">What it came to.</param>
    /// <param name="reason">Why.</param>
    /// <param name="isCancelled">Whether the load test itself came in between, by its end or an event: that is no failure, and is told with them.</param>
    public void CountFailed(string outcome, string reason, bool isCancelled = false)
    {
        lock (gate)
        {
            rare[LoadCounter.Failed] += isCancelled ? 0 : 1;
            rare.AddFailure(outcome, reason, 1);
        }
    }

    /// <summary>The sessions that have ended since the last time; one caller at a time.</summary>
    public List<EndedSession> TakeEndedSessions()
    {
        var ended = new List<EndedSession>();
        while (endedSessions.TryDequeue(out var session))
        {
            ended.Add(session);
        }

        return ended;
    }

    /// <summary>Takes out what was counted since the last time; one caller at a time.</summary>
    /// <returns>It, and the transaction ids that the CSMS has given out (1.6).</returns>
    public (Measurements Measurements, GivenTransactionId[] TransactionIds) Take()
    {
        Measurements taken;
        GivenTransactionId[] ids;
        lock (gate)
        {
            (taken, rare) = (rare, new());
            (ids, transactionIds) = ([.. transactionIds], []);
        }

        foreach (var (action, recorder) in actions)
        {
            recorder.MoveTo(taken.Of(action));
        }

        foreach (var time in Enum.GetValues<LoadTime>())
        {
            times[(int)time].MoveTo(taken[time]);
        }

        foreach (var counter in Enum.GetValues<LoadCounter>())
        {
            taken[counter] += Interlocked.Exchange(ref counters[(int)counter], 0);
        }

        return (taken, ids);
    }

    /// <summary>Counts the requests with one action.</summary>
    sealed class ActionRecorder
    {
        readonly TimeRecorder response = new();
        readonly TimeRecorder answer = new();
        readonly long[] outcomes = new long[Enum.GetValues<CallOutcome>().Length];

        public void Record(in EndedCall call)
        {
            Interlocked.Increment(ref outcomes[(int)call.Outcome]);
            if (call.Outcome != CallOutcome.ConnectionLost)
            {
                answer.Record(call.Duration);
                response.Record(call.Waited + call.Duration);
            }
        }

        public void MoveTo(ActionMeasurements measurements)
        {
            response.MoveTo(measurements.Response);
            answer.MoveTo(measurements.Answer);
            for (var i = 0; i < outcomes.Length; i++)
            {
                measurements.Outcomes[i] += Interlocked.Exchange(ref outcomes[i], 0);
            }
        }
    }
}

/// <summary>A session of a load test that has ended, as its shard knows it.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Number">The session's number there.</param>
readonly record struct EndedSession(int Shard, int Number);

/// <summary>The id of a command that a load test gives. It tells whose it is and for when the plan intended it, so that whoever hears of the
/// command's outcome knows.</summary>
/// <param name="Shard">The shard that gave it.</param>
/// <param name="Number">The session's number there.</param>
/// <param name="IntendedAt">For when the plan intended it.</param>
readonly record struct LoadCommandId(int Shard, int Number, DateTimeOffset IntendedAt)
{
    /// <summary>The id's text.</summary>
    public string Of(string loadTestId) => $"{loadTestId}.{Shard}.{Number}.{IntendedAt.ToUnixTimeMilliseconds()}";

    /// <summary>Reads an id.</summary>
    /// <param name="text">The id.</param>
    /// <param name="loadTestId">The load test that it is to be of.</param>
    /// <param name="id">What it says.</param>
    /// <returns>Whether it is the id of one of the load test's commands.</returns>
    public static bool TryParse(string text, string loadTestId, out LoadCommandId id)
    {
        id = default;
        if (text.Length <= loadTestId.Length || !text.StartsWith(loadTestId, StringComparison.Ordinal) || text[loadTestId.Length] != '.')
        {
            return false;
        }

        Span<Range> parts = stackalloc Range[4];
        var rest = text.AsSpan(loadTestId.Length + 1);
        if (rest.Split(parts, '.') != 3 || !int.TryParse(rest[parts[0]], out var shard) || !int.TryParse(rest[parts[1]], out var number)
            || !long.TryParse(rest[parts[2]], out var milliseconds))
        {
            return false;
        }

        id = new(shard, number, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
        return true;
    }
}
