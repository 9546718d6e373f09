using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OcppLab.Fleet;

namespace OcppLab.Grains;

/// <summary>The engine of a cluster, as a front door sees it: chargers and locations are grains, wherever they live.</summary>
public sealed partial class ClusterFleet(
    IGrainFactory grains, Inventory inventory, TimeProvider time, ILogger<ClusterFleet> logger) : IFleet
{
    const int MostUnread = 4096;
    static readonly TimeSpan LongestSubscription = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public async Task<LocationCommandResponse> CommandAsync(
        string organizationId, CommandTarget target, CommandRequest request, CancellationToken cancellationToken)
    {
        if (target.LocationId is { } locationId)
        {
            await inventory.LocationAsync(organizationId, locationId, cancellationToken);
            var location = grains.GetGrain<ILocationGrain>(locationId);
            return LocationCommandResponse.From(
                request,
                await CallAsync(
                    () => new ValueTask<ChargerAnswer[]>(location.CommandAsync(organizationId, request, target.ChargerIds?.ToArray())),
                    cancellationToken));
        }

        var record = target.ChargerId is { } chargerId
            ? await inventory.ChargerAsync(organizationId, chargerId, cancellationToken)
            : await inventory.ChargerByIdentityAsync(organizationId, target.Identity!, cancellationToken);
        try
        {
            var charger = grains.GetGrain<IChargerGrain>(record.Id);
            var refusal = await CallAsync(() => charger.TakeAsync(request, promised: false), cancellationToken);
            return LocationCommandResponse.From(request, [new(record.Id, record.Identity, record.OcppVersion, refusal)]);
        }
        catch (KeyNotFoundException)
        {
            throw new FleetException(FleetError.NotFound, $"Charger '{record.Id}' not found.");
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChargerLive>> LiveAsync(
        IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken)
    {
        var live = new ChargerLive[chargers.Count];
        await EachAsync(chargers, async (charger, i) => live[i] = await charger.LiveAsync()
            ?? new(chargers[i].Id, new(ConnectionState.Off, chargers[i].CreatedAt, null), new(false, null, [])), cancellationToken);
        return live;
    }

    /// <inheritdoc/>
    public Task AddedAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken) =>
        EachAsync([.. chargers.Where(HasCsms)], (charger, _) => charger.WakeAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task ChangedAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken) =>
        EachAsync(chargers, (charger, i) => charger.BecomeAsync(chargers[i]), cancellationToken);

    /// <inheritdoc/>
    public Task RemovedAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken) =>
        EachAsync(chargers, (charger, i) => charger.RemoveAsync(chargers[i]), cancellationToken);

    /// <inheritdoc/>
    public async Task<LogPage> LogsAsync(
        IReadOnlyList<ChargerRecord> chargers, LogFilter filter, CancellationToken cancellationToken)
    {
        ChargerRecord[] logged = [.. chargers.Where(HasCsms)];
        var marks = new FrameMarks[logged.Length];
        await EachAsync(logged, async (charger, i) => marks[i] = await charger.FramesAsync(filter), cancellationToken);

        var places = marks
            .SelectMany((found, i) => found.Numbers.Select((number, at) => (Charger: i, Number: number, Ticks: found.UtcTicks[at])))
            .OrderByDescending(place => place.Ticks).ThenBy(place => place.Charger).ThenByDescending(place => place.Number)
            .Skip(filter.Offset).Take(filter.Limit)
            .ToList();
        var groups = places.GroupBy(place => place.Charger, place => place.Number).OrderBy(group => group.Key).ToList();
        var entries = new LogEntry[groups.Count][];
        await EachAsync(
            [.. groups.Select(group => logged[group.Key])],
            async (charger, i) => entries[i] = await charger.ReadFramesAsync([.. groups[i].Order()]),
            cancellationToken);

        // What happened at the same moment keeps its order: by charger, the newest first.
        return new([.. entries.SelectMany(read => read.Reverse()).OrderByDescending(entry => entry.Timestamp)], marks.Sum(found => found.Total));
    }

    /// <inheritdoc/>
    public async Task<int> DeleteLogsAsync(
        IReadOnlyList<ChargerRecord> chargers, LogFilter filter, CancellationToken cancellationToken)
    {
        var deleted = 0;
        await EachAsync(
            [.. chargers.Where(HasCsms)],
            async (charger, _) => Interlocked.Add(ref deleted, await charger.DeleteFramesAsync(filter)),
            cancellationToken);
        return deleted;
    }

    /// <inheritdoc/>
    public async Task<IAsyncEnumerable<FleetEvent>> WatchAsync(
        string organizationId, string? chargerId, bool frames, CancellationToken cancellationToken)
    {
        var watcher = new Watcher();
        var observer = grains.CreateObjectReference<IWatchObserver>(watcher);
        var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var subscribed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = SubscribeAsync(observer, organizationId, chargerId, frames, subscribed, leaving.Token);

        // A silo that does not answer is asked again; whoever watches need not wait for that.
        await subscribed.Task.WaitAsync(LongestSubscription, time, leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ReadAsync(watcher, observer, leaving);
    }

    static bool HasCsms(ChargerRecord charger) => charger.WsUrl is not null;

    async IAsyncEnumerable<FleetEvent> ReadAsync(
        Watcher watcher,
        IWatchObserver observer,
        CancellationTokenSource leaving,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(leaving.Token, cancellationToken);
            await foreach (var happening in watcher.Unread.Reader.ReadAllAsync(either.Token))
                yield return happening;
        }
        finally
        {
            await leaving.CancelAsync();
            leaving.Dispose();
            grains.DeleteObjectReference<IWatchObserver>(observer);
        }
    }

    /// <summary>Asks every silo for what happens there, those that join later too, until cancelled.</summary>
    async Task SubscribeAsync(
        IWatchObserver observer,
        string organizationId,
        string? chargerId,
        bool frames,
        TaskCompletionSource subscribed,
        CancellationToken cancellationToken)
    {
        IEnumerable<SiloAddress> silos = [];
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                silos = (await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Keys;
                await Task.WhenAll(silos.Select(silo => On(silo).WatchAsync(observer, organizationId, chargerId, frames)));
            }
            catch (Exception failure)
            {
                LogNotWatched(failure.Message);
            }

            subscribed.TrySetResult();
            await Task.Delay(IWatchGrain.Term / 6, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        foreach (var silo in silos)
            _ = On(silo).LeaveAsync(observer).ContinueWith(
                static left => left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

        IWatchGrain On(SiloAddress silo) => grains.GetGrain<IWatchGrain>(silo.ToParsableString());
    }

    Task EachAsync(
        IReadOnlyList<ChargerRecord> chargers, Func<IChargerGrain, int, ValueTask> call, CancellationToken cancellationToken) =>
        Fanning.OutAsync(chargers.Count, i => CallAsync(
            async () =>
            {
                await call(grains.GetGrain<IChargerGrain>(chargers[i].Id), i);
                return true;
            },
            cancellationToken).AsTask());

    /// <summary>Calls a grain. The first call after a silo's death fails, and after the database's return where a connection
    /// was open, so it is made once more; commands have ids that make the repeat harmless.</summary>
    /// <exception cref="FleetException">Unavailable: the cluster or its database can't answer now.</exception>
    async ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        for (var again = true; ; again = false)
        {
            try
            {
                return await call().AsTask().WaitAsync(cancellationToken);
            }
            catch (Exception failure) when (again && MayPass(failure))
            {
                LogAgain(failure.Message);
            }
            catch (Exception failure) when (failure is not (FleetException or KeyNotFoundException or OperationCanceledException))
            {
                LogUnavailable(failure.Message);
                throw new FleetException(FleetError.Unavailable, "The cluster can't do this now; try again.", failure);
            }
        }
    }

    static bool MayPass(Exception failure) =>
        failure is OrleansException or TimeoutException or FleetException { Error: FleetError.Unavailable };

    [LoggerMessage(LogLevel.Information, "A call to a grain failed and is made again: {Reason}")]
    partial void LogAgain(string reason);

    [LoggerMessage(LogLevel.Warning, "A call to a grain failed: {Reason}")]
    partial void LogUnavailable(string reason);

    [LoggerMessage(LogLevel.Warning, "Not all silos can be watched now: {Reason}")]
    partial void LogNotWatched(string reason);

    sealed class Watcher : IWatchObserver
    {
        public Channel<FleetEvent> Unread { get; } = Channel.CreateBounded<FleetEvent>(
            new BoundedChannelOptions(MostUnread) { SingleReader = true });

        public ValueTask HappenedAsync(FleetEvent[] events)
        {
            foreach (var happening in events)
                if (!Unread.Writer.TryWrite(happening))
                    Unread.Writer.TryComplete();
            return default;
        }

        public ValueTask DroppedAsync()
        {
            Unread.Writer.TryComplete();
            return default;
        }
    }
}
