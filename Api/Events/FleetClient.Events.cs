using System.Runtime.CompilerServices;
using OcppLab.Grains;

namespace OcppLab.Api;

/// <summary>The part that watches what happens.</summary>
public sealed partial class FleetClient
{
    /// <summary>How long a silo may take to answer before the others' events are told without its own.</summary>
    static readonly TimeSpan LongestSubscription = TimeSpan.FromSeconds(3);

    /// <summary>What happens from the moment this completes, until cancelled. A reader too slow for it is dropped: the sequence ends.</summary>
    /// <param name="filter">What.</param>
    /// <param name="after">After what: what happened since then is told first, as far as the silos keep it.</param>
    /// <param name="cancellationToken">Ends the sequence.</param>
    public async Task<IAsyncEnumerable<StreamedEvent>> WatchAsync(
        EventFilter filter, EventPositions after, CancellationToken cancellationToken)
    {
        var merger = new EventMerger(after);
        var observer = grains.CreateObjectReference<IEventsObserver>(merger);
        var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var subscribed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = SubscribeAsync(merger, observer, filter, subscribed, leaving.Token);
        await subscribed.Task.WaitAsync(leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ReadAsync(merger, leaving);
    }

    async IAsyncEnumerable<StreamedEvent> ReadAsync(
        EventMerger merger,
        CancellationTokenSource leaving,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(leaving.Token, cancellationToken);
            await foreach (var told in merger.Unread.ReadAllAsync(either.Token))
            {
                yield return told;
            }
        }
        finally
        {
            await leaving.CancelAsync();
            leaving.Dispose();
        }
    }

    /// <summary>Asks every silo for what happens there, those that join later too, until cancelled.</summary>
    async Task SubscribeAsync(
        EventMerger merger, IEventsObserver observer, EventFilter filter, TaskCompletionSource subscribed, CancellationToken cancellationToken)
    {
        SiloAddress[] silos = [];
        while (!cancellationToken.IsCancellationRequested)
        {
            Task<EventPosition>[] asked = [];
            try
            {
                silos = [.. (await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true).WaitAsync(LongestSubscription, time, cancellationToken)).Keys];
                var after = merger.Positions;
                asked = Array.ConvertAll(silos, silo => On(silo).WatchAsync(observer, filter, after).WaitAsync(LongestSubscription, time, cancellationToken));
                await Task.WhenAll(asked);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                LogNotWatched(failure.Message);
            }
            catch (Exception)
            {
                break;
            }

            // A silo that does not answer is asked again; whoever watches need not wait for that.
            var starts = asked.Where(one => one.IsCompletedSuccessfully).Select(one => one.Result).ToList();
            merger.Asked(starts, all: starts.Count > 0 && starts.Count == silos.Length);
            subscribed.TrySetResult();
            await Task.Delay(IEventsGrain.Term / 6, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // The reference goes last: to tell one that is gone is an error in the log.
        await Task.WhenAll(Array.ConvertAll(silos, LeaveAsync));
        grains.DeleteObjectReference<IEventsObserver>(observer);

        async Task LeaveAsync(SiloAddress silo)
        {
            try
            {
                await On(silo).LeaveAsync(observer).WaitAsync(LongestSubscription, time);
            }
            catch (Exception)
            {
                // It is gone, or it does not answer and tells no longer than the term.
            }
        }

        IEventsGrain On(SiloAddress silo) => grains.GetGrain<IEventsGrain>(silo.ToParsableString());
    }
}
