using System.Collections.Concurrent;

namespace OcppLab.Ocpp;

/// <summary>Something that waits in a <see cref="WaitLine"/>.</summary>
internal interface IWaiting
{
    /// <summary>A wait is over; maybe one that it has no use for any more.</summary>
    /// <param name="now">The line's clock, to compare with what <see cref="WaitLine.Join"/> returned.</param>
    void Expired(long now);
}

/// <summary>One timer for all waits of the same length: who joins last is due last, so a queue does.</summary>
internal sealed class WaitLine
{
    static readonly ConcurrentDictionary<(TimeProvider, TimeSpan), WaitLine> Lines = new();

    readonly Queue<(long Due, IWaiting Item)> _queue = new();
    readonly TimeProvider _time;
    readonly long _length;
    readonly ITimer _timer;

    WaitLine(TimeProvider time, TimeSpan length)
    {
        _time = time;
        _length = (long)(length.TotalSeconds * time.TimestampFrequency);
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static line => ((WaitLine)line!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The line of a length.</summary>
    public static WaitLine For(TimeProvider time, TimeSpan length) =>
        Lines.GetOrAdd((time, length), static key => new WaitLine(key.Item1, key.Item2));

    /// <summary>Queues up and tells until when; there is no leaving.</summary>
    public long Join(IWaiting item)
    {
        lock (_queue)
        {
            var due = _time.GetTimestamp() + _length;
            _queue.Enqueue((due, item));
            if (_queue.Count == 1)
                Arm();
            return due;
        }
    }

    void Arm()
    {
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), _queue.Peek().Due);
        // Timers take whole milliseconds: rounded up, so as not to come early.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(wait.TotalMilliseconds, 0))), Timeout.InfiniteTimeSpan);
    }

    void Expire()
    {
        for (; ; )
        {
            IWaiting item;
            long now;
            lock (_queue)
            {
                if (_queue.Count == 0)
                    return;
                now = _time.GetTimestamp();
                if (_queue.Peek().Due > now)
                {
                    Arm();
                    return;
                }
                item = _queue.Dequeue().Item;
            }
            item.Expired(now);
        }
    }
}
