namespace OcppLab.Grains;

/// <summary>What happens at the chargers of one silo; its key is the silo's address, and it lives there.</summary>
[Alias("ocpplab.events")]
public interface IEventsGrain : IGrainWithStringKey
{
    /// <summary>Tells an observer what happens from now on, for <see cref="Term"/> or until it is called again.</summary>
    /// <param name="observer">Whom to tell.</param>
    /// <param name="organizationId">The organization.</param>
    /// <param name="chargerId">Only this charger, or null for all.</param>
    /// <param name="frames">Whether to tell frames too.</param>
    [Alias("watch")]
    Task WatchAsync(IEventsObserver observer, string organizationId, string? chargerId, bool frames);

    /// <summary>Tells an observer no more.</summary>
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
    [Alias("happened")]
    ValueTask HappenedAsync([Immutable] FleetEvent[] events);

    /// <summary>The observer was too slow and is not told any more.</summary>
    [Alias("dropped")]
    ValueTask DroppedAsync();
}
