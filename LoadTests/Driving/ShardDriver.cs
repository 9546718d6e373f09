using OcppLab.Simulation;

namespace OcppLab.LoadTests;

/// <summary>Decides what is to happen when at some of a load test's chargers, so that all shards together come to what the plan says.
/// It knows no clock and gives no command itself.</summary>
sealed partial class ShardDriver
{
    /// <summary>How many connectors are tried for one session, where chargers refuse it.</summary>
    const int MostAttempts = 3;

    readonly LoadTestPlan plan;
    readonly int shard;
    readonly int shards;
    readonly SessionChoice choice;
    readonly EventSchedule events;
    readonly LoadCurve connected;
    readonly LoadCurve level;
    readonly LoadCurve rate;
    readonly ConnectorPool pool;
    readonly Dictionary<int, Session> sessions = [];
    readonly Queue<int> oldest = new();
    readonly PriorityQueue<int, TimeSpan> unplugging = new();
    readonly PriorityQueue<LoadAction, TimeSpan> retrying = new();
    readonly List<int> again = [];
    readonly List<LoadAction> actions = [];
    TimeSpan last = TimeSpan.FromTicks(-1);
    TimeSpan? nextArrival;
    long arrival;
    int number;
    int on;
    long reached;
    double wantedSeconds;
    double missingSeconds;
    bool stopped;

    /// <summary>A shard before its first stage, or where it is taken up again.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="shard">Which of the shards it is, from 0.</param>
    /// <param name="shards">How many there are.</param>
    /// <param name="connectors">How many connectors each of its chargers has.</param>
    /// <param name="from">The time; zero at the start.</param>
    public ShardDriver(LoadTestPlan plan, int shard, int shards, IReadOnlyList<int> connectors, TimeSpan from)
    {
        (this.plan, this.shard, this.shards) = (plan, shard, shards);
        choice = new(plan);
        events = new(plan, shard, connectors.Count, from);
        connected = new(plan.Stages, stage => stage.Connected);
        level = new(plan.Stages, stage => stage.ActiveSessions);
        rate = new(plan.Stages, stage => stage.SessionsPerSecond);
        pool = new(connectors);
        on = connected.IsUsed ? 0 : connectors.Count;
        for (var charger = 0; charger < on; charger++)
        {
            pool.Add(charger);
        }

        // After a crash what was intended until then has been, or is lost.
        if (from > TimeSpan.Zero)
        {
            (last, reached) = (from, ShareOf(level.At(from)));
        }

        arrival = shard;
        while ((nextArrival = ArrivalTime()) < from)
        {
            arrival += shards;
        }
    }

    /// <summary>Which chargers a shard has: its part of their number, as it has its part of every other number of the plan.</summary>
    /// <param name="shard">Which of the shards it is, from 0.</param>
    /// <param name="shards">How many there are.</param>
    /// <param name="chargers">How many chargers all have.</param>
    /// <returns>The first of them, from 0, and how many.</returns>
    public static (int First, int Count) ChargersOf(int shard, int shards, int chargers) =>
        ((shard * (chargers / shards)) + Math.Min(shard, chargers % shards), ShareOf(chargers, shard, shards));

    /// <summary>How many sessions are under way, as far as it knows.</summary>
    public int Sessions => sessions.Count;

    /// <summary>What the plan has wanted so far.</summary>
    public WantedSessions Wanted { get; private set; }

    /// <summary>Whether it begins nothing any more.</summary>
    public bool IsStopped => stopped;

    /// <summary>When something is next due whose time is known; null for nothing.</summary>
    public TimeSpan? NextDue => Earlier(
        retrying.TryPeek(out _, out var retry) ? retry : null,
        stopped ? null : Earlier(nextArrival, Earlier(events.NextDue, unplugging.TryPeek(out _, out var unplug) ? unplug : null)));

    /// <summary>What is to be done now.</summary>
    /// <param name="now">The time, from the start of the first stage; it never goes back.</param>
    public IReadOnlyList<LoadAction> Advance(TimeSpan now)
    {
        actions.Clear();
        while (retrying.TryPeek(out _, out var at) && at <= now)
        {
            actions.Add(retrying.Dequeue());
        }

        if (!stopped && now >= TimeSpan.Zero)
        {
            pool.Advance(now);
            Switch(now);
            Strike(now);
            Begin(now);
            Arrive(now);
            Level(now);
            Unplug(now);
            last = now;
        }

        return actions;
    }

    /// <summary>A charger has begun a session.</summary>
    /// <param name="session">The session's number.</param>
    public void Given(int session)
    {
        if (sessions.TryGetValue(session, out var known))
        {
            known.IsGiven = true;
        }
    }

    /// <summary>A charger has refused a session: another connector is tried.</summary>
    /// <param name="session">The session's number.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether another is tried; otherwise the session has failed.</returns>
    public bool Refused(int session, TimeSpan now)
    {
        if (!sessions.TryGetValue(session, out var known))
        {
            return false;
        }

        pool.Rest(known.Place, now);
        if (known.Attempts == MostAttempts || stopped)
        {
            sessions.Remove(session);
            return false;
        }

        again.Add(session);
        return true;
    }

    /// <summary>Whether a charger has got a command can't be told: the same is given to it once more.</summary>
    /// <param name="action">What was to be done.</param>
    /// <param name="at">When to do it again.</param>
    public void Retry(LoadAction action, TimeSpan at) => retrying.Enqueue(action, at);

    /// <summary>A session has ended.</summary>
    public void Ended(int session)
    {
        if (sessions.Remove(session, out var known))
        {
            pool.Release(known.Place);
            while (oldest.TryPeek(out var first) && !sessions.ContainsKey(first))
            {
                oldest.Dequeue();
            }
        }
    }

    /// <summary>Ends what runs, and begins nothing any more.</summary>
    /// <param name="now">The time.</param>
    /// <returns>What is to be done for it.</returns>
    public IReadOnlyList<LoadAction> Stop(TimeSpan now)
    {
        actions.Clear();
        stopped = true;
        foreach (var (_, session) in sessions)
        {
            Stop(session, now);
        }

        actions.AddRange(events.Clear(now));
        return actions;
    }

    /// <summary>Switches chargers on and off, as the plan has it.</summary>
    void Switch(TimeSpan now)
    {
        if (!connected.IsUsed)
        {
            return;
        }

        var desired = Math.Min(ShareOf(connected.At(now)), pool.Chargers);
        SwitchOffAtFirst(desired, now);
        for (; on < desired; on++)
        {
            actions.Add(new(on, connected.Reached(GlobalLevel(on), last, now), new StartCharger()));
            pool.Add(on);
        }

        while (on > desired)
        {
            actions.Add(new(--on, now, new StopCharger()));
        }
    }

    /// <summary>Begins what was refused elsewhere.</summary>
    void Begin(TimeSpan now)
    {
        foreach (var id in again)
        {
            if (sessions.Remove(id, out var session) && !TryBegin(id, session.Global, session.Intended, session.Attempts + 1, now))
            {
                Wanted = Wanted with { NoChargerFree = Wanted.NoChargerFree + 1 };
            }
        }

        again.Clear();
    }

    /// <summary>Begins the sessions of the open model.</summary>
    void Arrive(TimeSpan now)
    {
        while (nextArrival is { } intended && intended <= now)
        {
            var isBegun = TryBegin(number++, arrival, intended, attempts: 1, now);
            Wanted = Wanted with { Planned = Wanted.Planned + 1, NoChargerFree = Wanted.NoChargerFree + (isBegun ? 0 : 1) };
            arrival += shards;
            nextArrival = ArrivalTime();
        }
    }

    /// <summary>Begins and ends sessions of the closed model.</summary>
    void Level(TimeSpan now)
    {
        if (!level.IsUsed)
        {
            return;
        }

        var desired = ShareOf(level.At(now));
        var isShort = false;
        while (sessions.Count < desired && !isShort)
        {
            // What the curve has newly come to was intended when it did, what takes another's place now.
            var intended = sessions.Count >= reached ? level.Reached(GlobalLevel(sessions.Count), last, now) : now;
            if (TryBegin(number, GlobalNumber(number), intended, attempts: 1, now))
            {
                number++;
                Wanted = Wanted with { Planned = Wanted.Planned + 1 };
            }
            else
            {
                isShort = true;
            }
        }

        Miss(desired, isShort ? desired - sessions.Count : 0, now);
        reached = Math.Max(desired, sessions.Count);
        for (var more = sessions.Values.Count(session => !session.IsStopping) - desired; more > 0 && oldest.TryDequeue(out var id);)
        {
            if (sessions.TryGetValue(id, out var session) && !session.IsStopping)
            {
                Stop(session, now);
                more--;
            }
        }
    }

    /// <summary>Counts for how long how many sessions were missing that the plan wants to be under way.</summary>
    void Miss(int wanted, int missing, TimeSpan now)
    {
        var seconds = Math.Max(0, (now - last).TotalSeconds);
        wantedSeconds += wanted * seconds;
        missingSeconds += missing * seconds;
        Wanted = Wanted with { SessionSeconds = (long)wantedSeconds, MissingSessionSeconds = (long)missingSeconds };
    }

    /// <summary>Vehicles that only plugged in leave.</summary>
    void Unplug(TimeSpan now)
    {
        while (unplugging.TryPeek(out var id, out var at) && at <= now)
        {
            unplugging.Dequeue();
            if (sessions.TryGetValue(id, out var session))
            {
                Stop(session, at);
                Ended(id);
            }
        }
    }

    // A charger that is switched off keeps its faults: their end is for it too.
    void Strike(TimeSpan now) => actions.AddRange(events.Advance(now).Where(action => action.Charger < on || action.Command is ClearFault));

    void Stop(Session session, TimeSpan intended)
    {
        session.IsStopping = true;
        var id = pool.IdOf(session.Place);
        actions.Add(new(pool.ChargerOf(session.Place), intended, session.IsLeftToCsms ? new UnplugConnector(id) : new StopSession(id)));
    }

    bool TryBegin(int id, long global, TimeSpan intended, int attempts, TimeSpan now)
    {
        if (!pool.TryTake(on, out var place))
        {
            return false;
        }

        var (command, pluggedIn) = choice.Choose(global, pool.IdOf(place));
        Add(id, new(place, global, intended, attempts, pluggedIn is not null));
        if (pluggedIn is { } stay && stay != Timeout.InfiniteTimeSpan)
        {
            unplugging.Enqueue(id, now + stay);
        }

        actions.Add(new(pool.ChargerOf(place), intended, command, id));
        return true;
    }

    void Add(int id, Session session)
    {
        sessions.Add(id, session);
        if (level.IsUsed)
        {
            oldest.Enqueue(id);
        }
    }

    /// <summary>When the next arrival of this shard is: somewhere in its own share of the plan's curve, so that arrivals are uneven and
    /// yet as many as planned.</summary>
    TimeSpan? ArrivalTime() => rate.IsUsed ? rate.CountReached(arrival + LoadSeed.Share(plan.Seed, kind: 2, arrival)) : null;

    long GlobalNumber(int local) => ((long)local * shards) + shard;

    /// <summary>The plan's value from which on this shard has one more.</summary>
    double GlobalLevel(int local) => GlobalNumber(local) + 1;

    /// <summary>This shard's part of a number.</summary>
    int ShareOf(double value) => ShareOf(value, shard, shards);

    static int ShareOf(double value, int shard, int shards) => (int)Math.Max(0, (Math.Floor(value + 1e-9) - shard + shards - 1) / shards);

    static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    /// <summary>A session that is under way.</summary>
    sealed class Session(int place, long global, TimeSpan intended, int attempts, bool isLeftToCsms)
    {
        public int Place => place;

        public long Global => global;

        public TimeSpan Intended => intended;

        public int Attempts => attempts;

        public bool IsLeftToCsms => isLeftToCsms;

        public bool IsGiven { get; set; }

        public bool IsStopping { get; set; }
    }
}

/// <summary>How many sessions a plan has wanted, and which of them there was no charger for.</summary>
/// <param name="Planned">How many it wanted to begin.</param>
/// <param name="NoChargerFree">Those of them that no connector was free for.</param>
/// <param name="SessionSeconds">For how long together it wanted sessions to be under way, where it says how many are.</param>
/// <param name="MissingSessionSeconds">For how much of that no connector was free.</param>
readonly record struct WantedSessions(long Planned, long NoChargerFree, long SessionSeconds, long MissingSessionSeconds)
{
    /// <summary>What came after an earlier count.</summary>
    public static WantedSessions operator -(WantedSessions now, WantedSessions before) => new(
        now.Planned - before.Planned, now.NoChargerFree - before.NoChargerFree, now.SessionSeconds - before.SessionSeconds,
        now.MissingSessionSeconds - before.MissingSessionSeconds);
}
