using OcppLab.Simulation;

namespace OcppLab.LoadTests;

/// <summary>Decides what is to happen when at some of a load test's chargers, so that all shards together come to what the plan says.
/// It knows no clock and gives no command itself.</summary>
sealed class ShardDriver
{
    /// <summary>How many connectors are tried for one session, where chargers refuse it.</summary>
    const int MostAttempts = 3;

    /// <summary>How long a connector is left alone whose charger refused a session.</summary>
    static readonly TimeSpan RestTime = TimeSpan.FromSeconds(5);

    readonly LoadTestPlan plan;
    readonly int shard;
    readonly int shards;
    readonly SessionChoice choice;
    readonly EventSchedule events;
    readonly LoadCurve connected;
    readonly LoadCurve level;
    readonly LoadCurve rate;
    readonly Slot[] slots;
    readonly int[] firstSlots;
    readonly Queue<int> free = new();
    readonly Queue<(int Slot, TimeSpan Until)> resting = new();
    readonly Dictionary<int, Session> sessions = [];
    readonly Queue<int> oldest = new();
    readonly PriorityQueue<int, TimeSpan> unplugging = new();
    readonly List<int> again = [];
    readonly List<LoadAction> actions = [];
    TimeSpan last = TimeSpan.FromTicks(-1);
    TimeSpan? nextArrival;
    long arrival;
    int number;
    int on;
    long reached;
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
        firstSlots = [.. connectors.Aggregate(new List<int> { 0 }, (firsts, count) => [.. firsts, firsts[^1] + count])];
        slots = [.. connectors.SelectMany((count, charger) => Enumerable.Range(1, count).Select(id => new Slot(charger, id)))];
        on = connected.IsUsed ? 0 : connectors.Count;
        for (var charger = 0; charger < on; charger++)
        {
            Free(charger);
        }

        // After a crash what was intended until then has been, or is lost.
        arrival = shard;
        while ((nextArrival = ArrivalTime()) < from)
        {
            arrival += shards;
        }
    }

    /// <summary>The chargers that are switched on, in their order: so many of the first.</summary>
    public int On => on;

    /// <summary>How many sessions are under way, as far as it knows.</summary>
    public int Sessions => sessions.Count;

    /// <summary>How many sessions the plan has wanted to begin.</summary>
    public long Planned { get; private set; }

    /// <summary>How many of them no connector was free for.</summary>
    public long NoChargerFree { get; private set; }

    /// <summary>When something is next due whose time is known; null for nothing.</summary>
    public TimeSpan? NextDue => stopped ? null : Earlier(nextArrival, Earlier(events.NextDue, unplugging.TryPeek(out _, out var unplug) ? unplug : null));

    /// <summary>What a shard that is taken up again finds: a connector in use, or chargers that are on.</summary>
    /// <param name="charger">The charger.</param>
    /// <param name="isOn">Whether it is switched on.</param>
    /// <param name="busyConnectors">Its connectors that a session uses.</param>
    public void Found(int charger, bool isOn, IEnumerable<int> busyConnectors)
    {
        if (isOn && charger >= on)
        {
            // Chargers are switched on in their order.
            for (; on <= charger; on++)
            {
                Free(on);
            }
        }

        foreach (var id in busyConnectors)
        {
            slots[firstSlots[charger] + id - 1].IsBusy = true;
        }
    }

    /// <summary>What is to be done now.</summary>
    /// <param name="now">The time, from the start of the first stage; it never goes back.</param>
    public IReadOnlyList<LoadAction> Advance(TimeSpan now)
    {
        actions.Clear();
        if (!stopped && now >= TimeSpan.Zero)
        {
            while (resting.TryPeek(out var rest) && rest.Until <= now)
            {
                free.Enqueue(resting.Dequeue().Slot);
            }

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

        slots[known.Slot].IsBusy = false;
        resting.Enqueue((known.Slot, now + RestTime));
        if (known.Attempts == MostAttempts || stopped)
        {
            sessions.Remove(session);
            return false;
        }

        again.Add(session);
        return true;
    }

    /// <summary>A session has ended.</summary>
    public void Ended(int session)
    {
        if (sessions.Remove(session, out var known))
        {
            slots[known.Slot].IsBusy = false;
            free.Enqueue(known.Slot);
        }
    }

    /// <summary>Ends what runs, and begins nothing any more.</summary>
    /// <param name="now">The time.</param>
    /// <returns>What is to be done for it.</returns>
    public IReadOnlyList<LoadAction> Stop(TimeSpan now)
    {
        actions.Clear();
        stopped = true;
        foreach (var (id, session) in sessions)
        {
            Stop(id, session, now);
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

        var desired = Math.Min(ShareOf(connected.At(now)), firstSlots.Length - 1);
        for (; on < desired; on++)
        {
            actions.Add(new(on, connected.Reached(GlobalLevel(on), last, now), new StartCharger()));
            Free(on);
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
                NoChargerFree++;
            }
        }

        again.Clear();
    }

    /// <summary>Begins the sessions of the open model.</summary>
    void Arrive(TimeSpan now)
    {
        while (nextArrival is { } intended && intended <= now)
        {
            Planned++;
            if (!TryBegin(number++, arrival, intended, attempts: 1, now))
            {
                NoChargerFree++;
            }

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
        while (sessions.Count < desired)
        {
            // What the curve has newly come to was intended when it did, what takes another's place now.
            var intended = sessions.Count >= reached ? level.Reached(GlobalLevel(sessions.Count), last, now) : now;
            if (!TryBegin(number, GlobalNumber(number), intended, attempts: 1, now))
            {
                break;
            }

            number++;
            Planned++;
        }

        reached = Math.Max(desired, sessions.Count);
        for (var more = sessions.Values.Count(session => !session.IsStopping) - desired; more > 0 && oldest.TryDequeue(out var id);)
        {
            if (sessions.TryGetValue(id, out var session) && !session.IsStopping)
            {
                Stop(id, session, now);
                more--;
            }
        }
    }

    /// <summary>Vehicles that only plugged in leave.</summary>
    void Unplug(TimeSpan now)
    {
        while (unplugging.TryPeek(out var id, out var at) && at <= now)
        {
            unplugging.Dequeue();
            if (sessions.TryGetValue(id, out var session))
            {
                Stop(id, session, at);
                Ended(id);
            }
        }
    }

    void Strike(TimeSpan now) => actions.AddRange(events.Advance(now).Where(action => action.Charger < on));

    void Stop(int id, Session session, TimeSpan intended)
    {
        session.IsStopping = true;
        var slot = slots[session.Slot];
        actions.Add(new(
            slot.Charger, intended, session.IsLeftToCsms ? new UnplugConnector(slot.ConnectorId) : new StopSession(slot.ConnectorId), null));
    }

    bool TryBegin(int id, long global, TimeSpan intended, int attempts, TimeSpan now)
    {
        if (!TryTakeSlot(out var place))
        {
            return false;
        }

        var slot = slots[place];
        var (command, pluggedIn) = choice.Choose(global, slot.ConnectorId);
        slot.IsBusy = true;
        sessions.Add(id, new(place, global, intended, attempts, pluggedIn is not null));
        oldest.Enqueue(id);
        if (pluggedIn is { } stay && stay != Timeout.InfiniteTimeSpan)
        {
            unplugging.Enqueue(id, now + stay);
        }

        actions.Add(new(slot.Charger, intended, command, id));
        return true;
    }

    bool TryTakeSlot(out int place)
    {
        while (free.TryDequeue(out place))
        {
            // What was put aside when its charger went off comes back with it.
            if (slots[place] is { IsBusy: false } slot && slot.Charger < on)
            {
                return true;
            }
        }

        return false;
    }

    void Free(int charger)
    {
        for (var place = firstSlots[charger]; place < firstSlots[charger + 1]; place++)
        {
            free.Enqueue(place);
        }
    }

    /// <summary>When the next arrival of this shard is: somewhere in its own share of the plan's curve, so that arrivals are uneven and
    /// yet as many as planned.</summary>
    TimeSpan? ArrivalTime() => rate.IsUsed ? rate.CountReached(arrival + LoadSeed.Share(plan.Seed, kind: 2, arrival)) : null;

    long GlobalNumber(int local) => ((long)local * shards) + shard;

    /// <summary>The plan's value from which on this shard has one more.</summary>
    double GlobalLevel(int local) => GlobalNumber(local) + 1;

    /// <summary>This shard's part of a number.</summary>
    int ShareOf(double value) => (int)Math.Max(0, (Math.Floor(value + 1e-9) - shard + shards - 1) / shards);

    static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    /// <summary>A connector.</summary>
    sealed class Slot(int charger, int connectorId)
    {
        public int Charger => charger;

        public int ConnectorId => connectorId;

        public bool IsBusy { get; set; }
    }

    /// <summary>A session that is under way.</summary>
    sealed class Session(int slot, long global, TimeSpan intended, int attempts, bool isLeftToCsms)
    {
        public int Slot => slot;

        public long Global => global;

        public TimeSpan Intended => intended;

        public int Attempts => attempts;

        public bool IsLeftToCsms => isLeftToCsms;

        public bool IsStopping { get; set; }
    }
}
