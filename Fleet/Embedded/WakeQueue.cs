namespace OcppLab.Fleet;

/// <summary>The wake-ups of all chargers of a process: one heap, one timer. A wake-up set later than the one before stays
/// where it is and comes too early, so that what is put off with every message costs nothing.</summary>
sealed class WakeQueue : IDisposable
{
    readonly Lock gate = new();
    readonly TimeProvider time;
    readonly Action<List<ChargerHost>> wake;
    readonly ITimer timer;
    (long Due, ChargerHost Host)[] heap = new (long, ChargerHost)[16];
    int count;
    long timerDue = long.MaxValue;

    /// <summary>An empty queue.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="wake">Takes the hosts that are due, on the timer's thread.</param>
    public WakeQueue(TimeProvider time, Action<List<ChargerHost>> wake)
    {
        this.time = time;
        this.wake = wake;
        timer = time.CreateTimer(static self => ((WakeQueue)self!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sets a host's wake-up unless an earlier one is set.</summary>
    public void Set(ChargerHost host, DateTimeOffset due)
    {
        var ticks = due.UtcTicks;
        lock (gate)
        {
            var slot = host.QueueSlot;
            if (slot < 0)
            {
                if (count == heap.Length)
                    Array.Resize(ref heap, 2 * count);
                slot = count++;
            }
            else if (heap[slot].Due <= ticks)
            {
                return;
            }

            Rise(slot, (ticks, host));
            SetTimer();
        }
    }

    /// <summary>Stops the timer; no host is woken any more.</summary>
    public void Dispose() => timer.Dispose();

    void Ring()
    {
        var due = new List<ChargerHost>();
        lock (gate)
        {
            timerDue = long.MaxValue;
            var now = time.GetUtcNow().UtcTicks;
            while (count > 0 && heap[0].Due <= now)
            {
                var host = heap[0].Host;
                host.QueueSlot = -1;
                due.Add(host);
                var last = heap[--count];
                heap[count] = default;
                if (count > 0)
                    Sink(last);
            }

            SetTimer();
        }

        if (due.Count > 0)
            wake(due);
    }

    void SetTimer()
    {
        if (count == 0 || heap[0].Due >= timerDue)
            return;
        timerDue = heap[0].Due;

        var wait = timerDue - time.GetUtcNow().UtcTicks;
        if (wait <= 0)
        {
            // Not by the timer, which may ring within this call.
            ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.Ring(), this, preferLocal: false);
            return;
        }

        // Timers count whole milliseconds; rounded up, so that one does not ring just before its time.
        var milliseconds = (wait + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        timer.Change(TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue)), Timeout.InfiniteTimeSpan);
    }

    void Rise(int slot, (long Due, ChargerHost Host) entry)
    {
        while (slot > 0)
        {
            var parent = (slot - 1) / 4;
            if (heap[parent].Due <= entry.Due)
                break;
            Put(slot, heap[parent]);
            slot = parent;
        }

        Put(slot, entry);
    }

    void Sink((long Due, ChargerHost Host) entry)
    {
        var slot = 0;
        while (true)
        {
            var least = (4 * slot) + 1;
            if (least >= count)
                break;
            for (var child = least + 1; child < Math.Min((4 * slot) + 5, count); child++)
                if (heap[child].Due < heap[least].Due)
                    least = child;
            if (heap[least].Due >= entry.Due)
                break;
            Put(slot, heap[least]);
            slot = least;
        }

        Put(slot, entry);
    }

    void Put(int slot, (long Due, ChargerHost Host) entry)
    {
        heap[slot] = entry;
        entry.Host.QueueSlot = slot;
    }
}
