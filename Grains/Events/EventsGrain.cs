using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace OcppLab.Grains;

/// <summary>Tells front doors what happens on its silo.</summary>
[GrainType("events"), Reentrant, SiloPlacement]
sealed class EventsGrain(SiloChargers silo) : Grain, IEventsGrain
{
    const int MostInMessage = 256;

    readonly Dictionary<IEventsObserver, Subscription> subscriptions = [];

    public Task<EventPosition> WatchAsync(IEventsObserver observer, EventFilter filter, EventPosition[] after)
    {
        if (!subscriptions.TryGetValue(observer, out var subscription))
        {
            subscriptions[observer] = subscription = new(silo.Watchers.Watch(filter, after), new());
            subscription.Telling = TellAsync(observer, subscription);
        }

        subscription.Term.CancelAfter(IEventsGrain.Term);
        return Task.FromResult(subscription.Watch.Start);
    }

    public async Task LeaveAsync(IEventsObserver observer)
    {
        if (subscriptions.TryGetValue(observer, out var subscription))
        {
            await subscription.Term.CancelAsync();
            await subscription.Telling;
        }
    }

    async Task TellAsync(IEventsObserver observer, Subscription subscription)
    {
        try
        {
            var (journal, number) = subscription.Watch.Start;
            await foreach (var events in TogetherAsync(subscription.Watch.ReadAsync(subscription.Term.Token)))
            {
                await observer.HappenedAsync(new(journal, number + 1), events);
                number += events.Length;
            }

            await observer.DroppedAsync();
        }
        catch (Exception)
        {
            // Its term is over, or its front door is gone: it asks again if it wants more.
        }
        finally
        {
            subscriptions.Remove(observer);
            subscription.Term.Dispose();
        }
    }

    /// <summary>Brings together what has happened while a message was under way.</summary>
    static async IAsyncEnumerable<FleetEvent[]> TogetherAsync(IAsyncEnumerable<FleetEvent> happenings)
    {
        var together = new List<FleetEvent>();
        await using var reader = happenings.GetAsyncEnumerator();
        var next = reader.MoveNextAsync();
        while (await next)
        {
            together.Clear();
            bool more;
            do
            {
                together.Add(reader.Current);
                next = reader.MoveNextAsync();
                more = next.IsCompletedSuccessfully && together.Count < MostInMessage;
                if (more && !next.Result)
                {
                    yield return [.. together];
                    yield break;
                }
            }
            while (more);

            yield return [.. together];
        }
    }

    /// <summary>What an observer is told.</summary>
    /// <param name="Watch">What it watches.</param>
    /// <param name="Term">Until when.</param>
    sealed record Subscription(EventWatch Watch, CancellationTokenSource Term)
    {
        /// <summary>Completes when the observer is told nothing more.</summary>
        public Task Telling { get; set; } = Task.CompletedTask;
    }
}

/// <summary>Places a grain on the silo whose address is its key.</summary>
[GenerateSerializer, Immutable, Alias("ocpplab.placement")]
sealed class SiloPlacement : PlacementStrategy;

/// <summary>Marks a grain whose key is its silo's address.</summary>
[AttributeUsage(AttributeTargets.Class)]
sealed class SiloPlacementAttribute() : PlacementAttribute(new SiloPlacement());

sealed class SiloPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silo = SiloAddress.FromParsableString(target.GrainIdentity.Key.ToString()!);
        return context.GetCompatibleSilos(target).Contains(silo)
            ? Task.FromResult(silo)
            : throw new SiloUnavailableException($"The silo {silo} is not there.");
    }
}
