using System.Threading.Channels;
using OcppLab.Grains;

namespace OcppLab.Api;

/// <summary>Something that a stream tells.</summary>
/// <param name="Positions">How far the stream has come with it.</param>
/// <param name="Happened">What happened; null if this only tells how far the stream has come, or that something is missing.</param>
/// <param name="Missing">Whether something that happened before may be missing.</param>
public readonly record struct StreamedEvent(EventPositions Positions, FleetEvent? Happened, bool Missing = false);

/// <summary>Makes one stream of what the silos tell: each event once, and a word of it where something may be missing.</summary>
/// <param name="after">What the stream's reader knows already.</param>
sealed class EventMerger(EventPositions after) : IEventsObserver
{
    const int MostUnread = 8192;

    readonly Lock gate = new();

    /// <summary>The last number that came of each journal.</summary>
    readonly Dictionary<uint, long> known = after.All.ToDictionary(position => position.Journal, position => position.Number);

    readonly Channel<StreamedEvent> unread = Channel.CreateBounded<StreamedEvent>(
        new BoundedChannelOptions(MostUnread) { SingleReader = true });

    /// <summary>Who comes for the first time misses nothing.</summary>
    readonly bool resumed = after.All.Count > 0;

    EventPositions positions = after;

    /// <summary>What came before it was clear what is missing; null afterwards.</summary>
    List<(EventPosition First, FleetEvent[] Events)>? early = [];

    /// <summary>What the stream tells; it ends when its reader is too slow.</summary>
    public ChannelReader<StreamedEvent> Unread => unread.Reader;

    /// <summary>What the silos need to know to go on.</summary>
    public EventPosition[] Positions
    {
        get
        {
            lock (gate)
            {
                return [.. positions.All];
            }
        }
    }

    public ValueTask HappenedAsync(EventPosition first, FleetEvent[] events)
    {
        lock (gate)
        {
            if (early is not null)
            {
                early.Add((first, events));
            }
            else
            {
                Take(first, events);
            }
        }

        return default;
    }

    public ValueTask DroppedAsync()
    {
        unread.Writer.TryComplete();
        return default;
    }

    /// <summary>Silos were asked for what happens.</summary>
    /// <param name="starts">From where on those tell it that answered.</param>
    /// <param name="all">Whether all that there are have answered.</param>
    public void Asked(IReadOnlyCollection<EventPosition> starts, bool all)
    {
        lock (gate)
        {
            var missing = false;
            foreach (var start in starts)
            {
                missing |= !Continues(start);
                positions = positions.With(start with { Number = known[start.Journal] });
            }

            foreach (var gone in all ? positions.All.ExceptBy(starts.Select(start => start.Journal), position => position.Journal).ToArray() : [])
            {
                // What it still has to tell as it ends is told, and is not what a later stream goes on after.
                positions = positions.Without(gone.Journal);
                missing = true;
            }

            if (early is { } batches)
            {
                missing &= resumed;
                if (positions.All.Count > 0)
                {
                    Tell(new(positions, null, missing));
                }

                early = null;
                foreach (var (first, events) in batches)
                {
                    Take(first, events);
                }
            }
            else if (missing)
            {
                Tell(new(positions, null, Missing: true));
            }
        }
    }

    void Take(EventPosition first, FleetEvent[] events)
    {
        var start = first with { Number = first.Number - 1 };
        var counted = positions.Has(first.Journal) || !known.ContainsKey(first.Journal);
        if (!Continues(start))
        {
            if (counted)
            {
                positions = positions.With(start);
            }

            Tell(new(positions, null, Missing: true));
        }

        for (var i = 0; i < events.Length; i++)
        {
            var number = first.Number + i;
            if (number <= known[first.Journal])
            {
                continue;
            }

            known[first.Journal] = number;
            if (counted)
            {
                positions = positions.With(first with { Number = number });
            }

            Tell(new(positions, events[i]));
        }
    }

    /// <summary>Whether what is told after a position follows on what is known; from then on that position is known.</summary>
    bool Continues(EventPosition start)
    {
        var follows = known.TryGetValue(start.Journal, out var last) && (early is null ? start.Number <= last : start.Number == last);
        if (!follows)
        {
            known[start.Journal] = start.Number;
        }

        return follows;
    }

    void Tell(StreamedEvent told)
    {
        if (!unread.Writer.TryWrite(told))
        {
            unread.Writer.TryComplete();
        }
    }
}
