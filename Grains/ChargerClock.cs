namespace OcppLab.Grains;

/// <summary>The time as the chargers of a process see it: it never goes back, whatever the machine's clock does.</summary>
/// <param name="time">The clock behind it.</param>
public sealed class ChargerClock(TimeProvider time)
{
    long lastTicks;

    /// <summary>The time, in UTC.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow().UtcTicks;
            while (true)
            {
                var last = Volatile.Read(ref lastTicks);
                if (now <= last)
                {
                    return new(last, TimeSpan.Zero);
                }

                if (Interlocked.CompareExchange(ref lastTicks, now, last) == last)
                {
                    return new(now, TimeSpan.Zero);
                }
            }
        }
    }

    /// <summary>Waits on the clock behind it.</summary>
    internal Task Delay(TimeSpan delay) => Task.Delay(delay, time);

    /// <summary>A timer on the clock behind it that is not running yet.</summary>
    internal ITimer CreateTimer(TimerCallback callback, object? state) =>
        time.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
