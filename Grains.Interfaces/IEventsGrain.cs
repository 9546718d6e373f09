namespace OcppLab.Grains;

/// <summary>What happens at the chargers of one silo; its key is the silo's address, and it lives there.</summary>
[Alias("ocpplab.events")]
public interface IEventsGrain : IGrainWithStringKey
{
    /// <summary>Tells an observer what happens, for <see cref="Term"/> or until it is called again.</summary>
    /// <param name="observer">Whom to tell.</param>
    /// <param name="filter">What.</param>
    /// <param name="after">What the observer was told last, on any silo: it is told what happened here since, as far as it is kept.</param>
    /// <returns>Everything after this is told: the position of <paramref name="after"/> unless that is not kept any more.</returns>
    [Alias("watch-after")]
    Task<EventPosition> WatchAsync(IEventsObserver observer, EventFilter filter, EventPosition[] after);

    /// <summary>Tells an observer no more; completes when nothing that it is told is under way.</summary>
    [Alias("leave")]
    Task LeaveAsync(IEventsObserver observer);

    /// <summary>How long an observer is told without asking again.</summary>
    static readonly TimeSpan Term = TimeSpan.FromSeconds(30);
}

/// <summary>Is told what happens.</summary>
[Alias("ocpplab.events-observer")]
public interface IEventsObserver : IGrainObserver
{
    /// <summary>What happened of late, in order.</summary>
    /// <param name="first">The position of the first; the others follow without a gap.</param>
    /// <param name="events">The events.</param>
    [Alias("happened-at")]
    ValueTask HappenedAsync(EventPosition first, [Immutable] FleetEvent[] events);

    /// <summary>The observer was too slow and is not told any more.</summary>
    [Alias("dropped")]
    ValueTask DroppedAsync();
}
