using System.Collections.Immutable;

namespace OcppLab.Grains;

/// <summary>Those who watch what happens just now. Costs one comparison an event while there are none.</summary>
/// <param name="time">The machine's time.</param>
public sealed class EventWatchers(TimeProvider time)
{
    /// <summary>What all journals of a silo may keep together, in bytes.</summary>
    const long MostBytes = 64 * 1024 * 1024;

    /// <summary>What one journal may keep, in bytes.</summary>
    const long MostJournalBytes = 4 * 1024 * 1024;

    /// <summary>How many journals are kept that nobody watches, as each of them makes every event dearer.</summary>
    const int MostUnwatched = 256;

    /// <summary>How long a journal is kept when nobody watches it any more.</summary>
    public static readonly TimeSpan UnwatchedTime = TimeSpan.FromMinutes(5);

    readonly Lock gate = new();
    ImmutableArray<EventJournal> journals = [];

    /// <summary>Whether anybody watches a charger, or did of late.</summary>
    /// <param name="organizationId">The charger's organization.</param>
    /// <param name="locationId">Where it is.</param>
    /// <param name="chargerId">The charger.</param>
    /// <param name="kind">What has happened there.</param>
    public bool Any(string organizationId, string locationId, string chargerId, EventKinds kind)
    {
        foreach (var journal in journals)
        {
            if (journal.Sees(organizationId, locationId, chargerId, kind))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tells everybody who watches the charger.</summary>
    /// <param name="organizationId">The charger's organization.</param>
    /// <param name="locationId">Where it is.</param>
    /// <param name="kind">What has happened there.</param>
    /// <param name="happening">The same.</param>
    public void Publish(string organizationId, string locationId, EventKinds kind, FleetEvent happening)
    {
        foreach (var journal in journals)
        {
            if (journal.Sees(organizationId, locationId, happening.ChargerId, kind))
            {
                journal.Add(happening);
            }
        }
    }

    /// <summary>What happens from this call on, and, after one of the positions given, what is still kept of what happened since.</summary>
    /// <param name="filter">What.</param>
    /// <param name="after">Positions, also such as other silos gave.</param>
    public EventWatch Watch(EventFilter filter, params IReadOnlyList<EventPosition> after)
    {
        lock (gate)
        {
            var journal = journals.FirstOrDefault(journal => journal.Filter == filter);
            if (journal is null)
            {
                journal = new(filter);
                journals = journals.Add(journal);
                Share();
            }

            journal.Expiry?.Dispose();
            journal.Expiry = null;
            return journal.Watch(after, Leave);
        }
    }

    void Leave(EventWatch watch)
    {
        lock (gate)
        {
            var journal = watch.Journal;
            if (!journal.Leave(watch) || journal.Expiry is not null)
            {
                return;
            }

            journal.UnwatchedSince = time.GetTimestamp();
            journal.Expiry = time.CreateTimer(_ => Expire(journal), null, UnwatchedTime, Timeout.InfiniteTimeSpan);
            var unwatched = journals.Where(one => one.Expiry is not null).ToList();
            if (unwatched.Count > MostUnwatched)
            {
                Remove(unwatched.MinBy(one => one.UnwatchedSince)!);
            }
        }
    }

    void Expire(EventJournal journal)
    {
        lock (gate)
        {
            if (journal.Expiry is not null)
            {
                Remove(journal);
            }
        }
    }

    void Remove(EventJournal journal)
    {
        journal.Expiry!.Dispose();
        journals = journals.Remove(journal);
        Share();
    }

    void Share()
    {
        foreach (var journal in journals)
        {
            journal.MostBytes = Math.Min(MostJournalBytes, MostBytes / journals.Length);
        }
    }
}
