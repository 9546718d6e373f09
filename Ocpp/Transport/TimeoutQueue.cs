using System.Collections.Concurrent;

namespace OcppLab.Ocpp;

/// <summary>Something with a time-out in a <see cref="TimeoutQueue"/>.</summary>
internal interface ITimeout
{
    /// <summary>The time-out is over, maybe one that is of no use any more.</summary>
    /// <param name="now">The queue's clock, to compare with what <see cref="TimeoutQueue.Add"/> returned.</param>
    void Expired(long now);
}

/// <summary>One timer for all time-outs of the same length: the last added is due last, so a queue does.</summary>
internal sealed class TimeoutQueue
{
    static readonly ConcurrentDictionary<(TimeProvider, TimeSpan), TimeoutQueue> Queues = new();

    readonly Queue<(long Due, ITimeout Item)> queue = new();
    readonly TimeProvider time;
    readonly long length;
    readonly ITimer timer;

    TimeoutQueue(TimeProvider time, TimeSpan length)
    {
        this.time = time;
        this.length = (long)(length.TotalSeconds * time.TimestampFrequency);
        using (ExecutionContext.SuppressFlow())
        {
            timer = time.CreateTimer(static queue => ((TimeoutQueue)queue!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The queue of a length.</summary>
    public static TimeoutQueue For(TimeProvider time, TimeSpan length) =>
        Queues.GetOrAdd((time, length), static key => new TimeoutQueue(key.Item1, key.Item2));

    /// <summary>Starts a time-out and tells until when; it can not be taken back.</summary>
    public long Add(ITimeout item)
    {
        lock (this.queue)
        {
            var due = this.time.GetTimestamp() + this.length;
            this.queue.Enqueue((due, item));
            if (this.queue.Count == 1)
            {
                Arm();
            }

            return due;
        }
    }

    void Arm()
    {
        var wait = this.time.GetElapsedTime(this.time.GetTimestamp(), this.queue.Peek().Due);
        // Timers take whole milliseconds: rounded up, so as not to come early.
        timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(wait.TotalMilliseconds, 0))), Timeout.InfiniteTimeSpan);
    }

    void Expire()
    {
        for (; ; )
        {
            ITimeout item;
            long now;
            lock (this.queue)
            {
                if (this.queue.Count == 0)
                {
                    return;
                }

                now = this.time.GetTimestamp();
                if (this.queue.Peek().Due > now)
                {
                    Arm();
                    return;
                }

                item = this.queue.Dequeue().Item;
            }

            item.Expired(now);
        }
    }
}
