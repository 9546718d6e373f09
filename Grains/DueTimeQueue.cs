namespace OcppLab.Grains;

/// <summary>Something with a due time in a <see cref="DueTimeQueue"/>.</summary>
interface IDue
{
    /// <summary>Its place in the queue; the queue's own business. Below zero, as at first, it is in none.</summary>
    int Place { get; set; }

    /// <summary>It is due, and not in the queue any more. Called from a thread of the pool, with others that are due at the same time
    /// behind it: to hand on what there is to do, not to do it.</summary>
    void BecomeDue();
}

/// <summary>The due times of all chargers of a silo, with one timer for all. They are rounded up to <see cref="Step"/>, so that what is
/// due at about the same time is woken, and sends, in one go: a timer and a wake-up each cost more than what most turns have to
/// do. Thread-safe.</summary>
sealed class DueTimeQueue : IDisposable
{
    const int SmallestCapacity = 64;

    /// <summary>What due times are multiples of: nothing is due too early, nor later than this after its time.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    readonly Lock gate = new();
    readonly ChargerClock clock;
    readonly ITimer timer;

    // A binary heap; each item knows its place, so that it can be moved and taken out.
    (long Ticks, IDue Item)[] heap = [];
    int count;
    long timerTicks = long.MaxValue;
    List<IDue> due = [];

    /// <summary>An empty queue.</summary>
    public DueTimeQueue(ChargerClock clock)
    {
        this.clock = clock;
        using (ExecutionContext.SuppressFlow())
        {
            timer = clock.CreateTimer(static queue => ((DueTimeQueue)queue!).Expire(), this);
        }
    }

    /// <summary>How many items wait.</summary>
    internal int Count
    {
        get
        {
            lock (gate)
            {
                return count;
            }
        }
    }

    /// <summary>Sets an item's due time, in place of one it had.</summary>
    public void Set(IDue item, DateTimeOffset at)
    {
        var step = Step.Ticks;
        var ticks = (at.UtcTicks + step - 1) / step * step;
        lock (gate)
        {
            var place = item.Place;
            if (place < 0)
            {
                if (count == heap.Length)
                {
                    Array.Resize(ref heap, Math.Max(SmallestCapacity, 2 * count));
                }

                place = count++;
            }

            Settle(place, (ticks, item));
            Arm();
        }
    }

    /// <summary>Takes an item out if it is in; it does not become due then, unless it does right now.</summary>
    public void Remove(IDue item)
    {
        lock (gate)
        {
            if (item.Place >= 0)
            {
                TakeOut(item.Place);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    void Expire()
    {
        List<IDue> batch;
        lock (gate)
        {
            batch = due;
            due = [];
            timerTicks = long.MaxValue;
            var now = clock.Now.UtcTicks;
            while (count > 0 && heap[0].Ticks <= now)
            {
                batch.Add(heap[0].Item);
                TakeOut(0);
            }

            Arm();
        }

        foreach (var item in batch)
        {
            item.BecomeDue();
        }

        batch.Clear();
        lock (gate)
        {
            due = batch;
        }
    }

    /// <summary>Sees to it that the timer rings for the first item. One that rings too early, for an item put off or gone, stays.</summary>
    void Arm()
    {
        if (count == 0 || heap[0].Ticks >= timerTicks)
        {
            return;
        }

        timerTicks = heap[0].Ticks;

        // Timers count whole milliseconds: rounded up, so that one does not ring just before its time. Never zero: what is overdue comes
        // after what waits for a turn already.
        var wait = Math.Ceiling(TimeSpan.FromTicks(timerTicks - clock.Now.UtcTicks).TotalMilliseconds);
        timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(wait, 1, LongestWait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    void TakeOut(int place)
    {
        heap[place].Item.Place = -1;
        var last = heap[--count];
        heap[count] = default;
        if (place < count)
        {
            Settle(place, last);
        }
        else if (count == 0)
        {
            heap = [];
        }
    }

    /// <summary>Puts an entry where it belongs, beginning the search at a place that is free.</summary>
    void Settle(int place, (long Ticks, IDue Item) entry)
    {
        while (place > 0 && heap[(place - 1) / 2] is var parent && parent.Ticks > entry.Ticks)
        {
            Put(place, parent);
            place = (place - 1) / 2;
        }

        while (2 * place + 1 is var child && child < count)
        {
            if (child + 1 < count && heap[child + 1].Ticks < heap[child].Ticks)
            {
                child++;
            }

            if (heap[child].Ticks >= entry.Ticks)
            {
                break;
            }

            Put(place, heap[child]);
            place = child;
        }

        Put(place, entry);
    }

    void Put(int place, (long Ticks, IDue Item) entry)
    {
        heap[place] = entry;
        entry.Item.Place = place;
    }
}
