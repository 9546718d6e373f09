using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>The events of one silo that fit a filter: numbered, told to those who watch, and the last of them kept.</summary>
/// <param name="filter">The filter.</param>
sealed class EventJournal(EventFilter filter)
{
    /// <summary>How many events are kept at most.</summary>
    public const int MostKept = 8192;

    readonly Lock gate = new();
    readonly uint id = (uint)Random.Shared.NextInt64(uint.MaxValue);
    readonly Queue<FleetEvent> kept = [];
    ImmutableArray<EventWatch> watches = [];
    long last;
    long keptBytes;

    public EventFilter Filter => filter;

    /// <summary>How many bytes may be kept; more go at the next call.</summary>
    public long MostBytes
    {
        get;
        set
        {
            lock (gate)
            {
                field = value;
                Trim();
            }
        }
    }

    /// <summary>Ends the journal a while after the last of those who watched has left; null while somebody watches.</summary>
    public ITimer? Expiry { get; set; }

    public long UnwatchedSince { get; set; }

    public bool Sees(string organizationId, string locationId, string chargerId, EventKinds kind) =>
        organizationId == filter.OrganizationId && (filter.Kinds & kind) != 0
        && (filter.ChargerId is null || filter.ChargerId == chargerId)
        && (filter.LocationId is null || filter.LocationId == locationId);

    public void Add(FleetEvent happening)
    {
        lock (gate)
        {
            last++;
            kept.Enqueue(happening);
            keptBytes += SizeOf(happening);
            Trim();
            foreach (var watch in watches)
            {
                if (watch.Unread.Writer.TryWrite(happening))
                {
                    continue;
                }

                watches = watches.Remove(watch);
                watch.Unread.Writer.TryComplete();
            }
        }
    }

    public EventWatch Watch(IReadOnlyList<EventPosition> after, Action<EventWatch> leave)
    {
        lock (gate)
        {
            var from = last;
            foreach (var position in after)
            {
                if (position.Journal == id && position.Number <= last)
                {
                    from = Math.Max(position.Number, last - kept.Count);
                }
            }

            var watch = new EventWatch(this, new(id, from), [.. kept.Skip(kept.Count - (int)(last - from))], leave);
            watches = watches.Add(watch);
            return watch;
        }
    }

    /// <summary>Somebody watches no more.</summary>
    /// <returns>Whether nobody else does.</returns>
    public bool Leave(EventWatch watch)
    {
        lock (gate)
        {
            watches = watches.Remove(watch);
            watch.Unread.Writer.TryComplete();
            return watches.IsEmpty;
        }
    }

    void Trim()
    {
        while (kept.Count > MostKept || keptBytes > MostBytes)
        {
            keptBytes -= SizeOf(kept.Dequeue());
        }
    }

    /// <summary>About how many bytes of memory an event takes; texts that all of a charger's events share do not count.</summary>
    static int SizeOf(FleetEvent happening) => happening switch
    {
        { Frame: { } frame } => 256 + (sizeof(char) * frame.Message.Length),
        { Event: StatusChanged } => 192,
        { Event: MeterValuesSent sent } => 256 + (64 * sent.Values.Count),
        _ => 512,
    };
}

/// <summary>What somebody watches on a silo.</summary>
public sealed class EventWatch
{
    const int MostUnread = 4096;

    readonly FleetEvent[] before;
    readonly Action<EventWatch> leave;

    internal EventWatch(EventJournal journal, EventPosition start, FleetEvent[] before, Action<EventWatch> leave)
    {
        Journal = journal;
        Start = start;
        this.before = before;
        this.leave = leave;
    }

    /// <summary>Everything after it is told.</summary>
    public EventPosition Start { get; }

    internal EventJournal Journal { get; }

    internal Channel<FleetEvent> Unread { get; } = Channel.CreateBounded<FleetEvent>(
        new BoundedChannelOptions(MostUnread) { SingleReader = true });

    /// <summary>What happens, until cancelled; to be read once. A reader too slow for it is dropped: the sequence ends after what
    /// was kept for it.</summary>
    public async IAsyncEnumerable<FleetEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            foreach (var happening in before)
            {
                yield return happening;
            }

            await foreach (var happening in Unread.Reader.ReadAllAsync(cancellationToken))
            {
                yield return happening;
            }
        }
        finally
        {
            leave(this);
        }
    }
}
