using OcppLab.Simulation;

namespace OcppLab.LoadTests;

/// <summary>When the events of a plan strike which of a shard's chargers.</summary>
sealed class EventSchedule
{
    /// <summary>How long a connection stays away that a storm takes.</summary>
    static readonly TimeSpan StormPause = TimeSpan.FromSeconds(1);

    readonly LoadTestPlan plan;
    readonly int shard;
    readonly int chargers;
    readonly Queue<(LoadEvent Event, int Number)> coming;
    readonly PriorityQueue<Due, TimeSpan> due = new();
    readonly Dictionary<int, List<LastingFault>> lasting = [];

    /// <summary>The schedule of a shard.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="chargers">How many chargers it has.</param>
    /// <param name="from">The time. What should have struck before has or is lost; what is to end is ended.</param>
    public EventSchedule(LoadTestPlan plan, int shard, int chargers, TimeSpan from)
    {
        (this.plan, this.shard, this.chargers) = (plan, shard, chargers);
        coming = new(plan.Events.Select((happening, number) => (happening, number)).OrderBy(happening => happening.happening.At));
        while (coming.TryPeek(out var happening) && happening.Event.At < from)
        {
            coming.Dequeue();
            Expand(happening.Event, happening.Number, from);
        }
    }

    /// <summary>When the next is due; null for none.</summary>
    public TimeSpan? NextDue => due.TryPeek(out _, out var at) ? at : coming.TryPeek(out var next) ? next.Event.At : null;

    /// <summary>What is due.</summary>
    public IReadOnlyList<LoadAction> Advance(TimeSpan now)
    {
        while (coming.TryPeek(out var happening) && happening.Event.At <= now)
        {
            coming.Dequeue();
            Expand(happening.Event, happening.Number, TimeSpan.Zero);
        }

        var actions = new List<LoadAction>();
        while (due.TryPeek(out var next, out var at) && at <= now)
        {
            due.Dequeue();
            if (next.Command is null)
            {
                if (End(next.Charger, at) is { } clear)
                {
                    actions.Add(clear);
                }
            }
            else
            {
                actions.Add(new(next.Charger, at, next.Command));
                if (next.End is { } end)
                {
                    Last(next.Charger, next.Command, end);
                }
            }
        }

        return actions;
    }

    /// <summary>What ends all faults that last.</summary>
    public IReadOnlyList<LoadAction> Clear(TimeSpan now)
    {
        coming.Clear();
        due.Clear();
        LoadAction[] clears = [.. lasting.Keys.Select(charger => new LoadAction(charger, now, new ClearFault(1)))];
        lasting.Clear();
        return clears;
    }

    void Expand(LoadEvent happening, int number, TimeSpan from)
    {
        for (var charger = 0; charger < chargers; charger++)
        {
            var place = ((long)shard << 32) + charger;
            if (LoadSeed.Share(plan.Seed, kind: 10 + (2 * number), place) >= happening.Share)
            {
                continue;
            }

            var at = happening.At + (happening.Over * LoadSeed.Share(plan.Seed, kind: 11 + (2 * number), place));
            var (command, end) = (CommandOf(happening, (ulong)place), EndOf(happening, at));
            if (at >= from)
            {
                due.Enqueue(new(charger, command, end), at);
            }
            else if (end is { } until)
            {
                Last(charger, command, until);
            }
        }
    }

    void Last(int charger, Command fault, TimeSpan end)
    {
        if (!lasting.TryGetValue(charger, out var faults))
        {
            lasting.Add(charger, faults = new(1));
        }

        faults.Add(new(fault, end));
        due.Enqueue(new(charger, null, null), end);
    }

    /// <summary>Ends a charger's faults that last no longer. A charger is rid of all of its faults at once: those that go on are given anew.</summary>
    LoadAction? End(int charger, TimeSpan now)
    {
        if (!lasting.TryGetValue(charger, out var faults) || faults.RemoveAll(fault => fault.End <= now) == 0)
        {
            return null;
        }

        if (faults.Count == 0)
        {
            lasting.Remove(charger);
        }

        return new LoadAction(charger, now, new ClearFault(1), Next: [.. faults.Select(fault => fault.Command)]);
    }

    /// <summary>The command of an event. Chargers are not struck alike by a fault that strikes some of their messages.</summary>
    static Command CommandOf(LoadEvent happening, ulong charger) => happening.Kind switch
    {
        LoadEventKind.Reset => new ResetCharger(happening.Hard),
        LoadEventKind.NetworkFault => new InjectNetworkFault(happening.Fault! with { Seed = happening.Fault.Seed ^ (charger * 0x9E3779B97F4A7C15) }),
        _ => new InjectNetworkFault(new(NetworkFaultKind.Offline, null, null, 1, TimeSpan.Zero, 0)),
    };

    static TimeSpan? EndOf(LoadEvent happening, TimeSpan at) => happening.Kind switch
    {
        LoadEventKind.Reset => null,
        LoadEventKind.ReconnectStorm => at + StormPause,
        _ => at + happening.Duration,
    };

    /// <summary>What a charger is due for: a command, whose fault ends at a time, or the end of one.</summary>
    readonly record struct Due(int Charger, Command? Command, TimeSpan? End);

    /// <summary>A fault that a charger has.</summary>
    readonly record struct LastingFault(Command Command, TimeSpan End);
}
