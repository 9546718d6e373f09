using OcppLab.Grains;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>The grains as the front door calls them, wherever they live.</summary>
public sealed partial class FleetClient(
    IGrainFactory grains, InventoryStore inventory, TimeProvider time, ILogger<FleetClient> logger)
{
    /// <summary>Gives a command to every charger of a target. When the task completes, every queued command is stored: a
    /// crash from then on loses none.</summary>
    /// <exception cref="FleetException">NotFound: the target names a charger or location that the organization does not have.
    /// Unavailable: the command can't be stored now.</exception>
    public async Task<LocationCommandResponse> CommandAsync(
        string organizationId, CommandTarget target, CommandRequest request, CancellationToken cancellationToken)
    {
        if (target.LocationId is { } locationId)
        {
            var location = grains.GetGrain<ILocationGrain>(locationId);
            return LocationCommandResponse.From(
                request,
                await CallAsync(
                    () => new ValueTask<ChargerReceipt[]>(location.CommandAsync(organizationId, request, target.ChargerIds?.ToArray())),
                    cancellationToken));
        }

        var record = target.ChargerId is { } chargerId
            ? await inventory.ChargerAsync(organizationId, chargerId, cancellationToken)
            : await inventory.ChargerByIdentityAsync(organizationId, target.Identity!, cancellationToken);
        var charger = grains.GetGrain<IChargerGrain>(record.Id);
        var refusal = await CallAsync(() => charger.CommandAsync(request, storedByLocation: false), cancellationToken);
        return LocationCommandResponse.From(request, [new(record.Id, record.Identity, record.OcppVersion, refusal)]);
    }

    /// <summary>What the given chargers are doing, in the order given. Reads only.</summary>
    public async Task<IReadOnlyList<ChargerLive>> GetLiveAsync(
        IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken)
    {
        var live = new ChargerLive[chargers.Count];
        await EachAsync(chargers, async (charger, i) => live[i] = await charger.GetLiveAsync()
            ?? new(chargers[i].Id, new(ConnectionState.Off, chargers[i].CreatedAt, null), new(false, null, [])), cancellationToken);
        return live;
    }

    /// <summary>Chargers were added to the inventory: those with a CSMS boot.</summary>
    public Task ActivateAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken) =>
        EachAsync([.. chargers.Where(HasCsms)], (charger, _) => charger.ActivateAsync(), cancellationToken);

    /// <summary>Chargers' rows were changed: what changed takes effect on them as they run.</summary>
    public Task ApplyConfigurationAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken) =>
        EachAsync(chargers, (charger, i) => charger.ApplyConfigurationAsync(chargers[i]), cancellationToken);

    /// <summary>Chargers are to be removed: their sessions end, their connections close, their state goes.</summary>
    public Task RemoveAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken) =>
        EachAsync(chargers, (charger, i) => charger.RemoveAsync(chargers[i]), cancellationToken);

    /// <summary>Sets a stored state aside that can't be read; the charger starts anew.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> SetUnreadableStateAsideAsync(ChargerRecord charger, CancellationToken cancellationToken) =>
        await CallAsync(() => grains.GetGrain<IChargerGrain>(charger.Id).SetUnreadableStateAsideAsync(), cancellationToken);

    /// <summary>A job was added: it is done from now on.</summary>
    public async Task ActivateAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(
                async () =>
                {
                    await grains.GetGrain<IJobGrain>(job.Id).ActivateAsync();
                    return true;
                },
                cancellationToken);
        }
        catch (FleetException unavailable) when (unavailable.Error == FleetError.Unavailable)
        {
            // It is stored: a silo that starts, or finds another gone, begins it.
            LogJobLater(job.Id, unavailable.Message);
        }
    }

    /// <summary>The frames the chargers exchanged with their CSMS that are still kept, newest first, filtered and paged.</summary>
    public async Task<LogPage> GetLogsAsync(
        IReadOnlyList<ChargerRecord> chargers, LogFilter filter, CancellationToken cancellationToken)
    {
        ChargerRecord[] logged = [.. chargers.Where(HasCsms)];
        var marks = new FrameMarks[logged.Length];
        await EachAsync(logged, async (charger, i) => marks[i] = await charger.FindFramesAsync(filter), cancellationToken);

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

    /// <summary>Forgets the kept frames that fit the filter; how many there were.</summary>
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

    static bool HasCsms(ChargerRecord charger) => charger.WsUrl is not null;

    Task EachAsync(
        IReadOnlyList<ChargerRecord> chargers, Func<IChargerGrain, int, ValueTask> call, CancellationToken cancellationToken) =>
        BoundedParallel.ForAsync(chargers.Count, i => CallAsync(
            async () =>
            {
                await call(grains.GetGrain<IChargerGrain>(chargers[i].Id), i);
                return true;
            },
            cancellationToken).AsTask());

    /// <summary>Calls a grain. The first call after a silo's death fails, so it is made once more; commands have ids that make the
    /// repeat harmless.</summary>
    /// <exception cref="FleetException">Unavailable: the cluster or its database can't answer now. NotFound: there is no such charger.</exception>
    async ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        for (var again = true; ; again = false)
        {
            try
            {
                return await call().AsTask().WaitAsync(cancellationToken);
            }
            catch (Exception failure) when (again && failure is OrleansException or TimeoutException)
            {
                LogAgain(failure.Message);
            }
            catch (KeyNotFoundException missing)
            {
                throw new FleetException(FleetError.NotFound, missing.Message);
            }
            catch (Exception failure) when (failure is not (FleetException or OperationCanceledException))
            {
                LogUnavailable(failure.Message);
                throw new FleetException(FleetError.Unavailable, "The cluster can't do this now; try again.", failure);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "A call to a grain failed and is made again: {Reason}")]
    partial void LogAgain(string reason);

    [LoggerMessage(LogLevel.Warning, "A call to a grain failed: {Reason}")]
    partial void LogUnavailable(string reason);

    [LoggerMessage(LogLevel.Warning, "Not all silos can be watched now: {Reason}")]
    partial void LogNotWatched(string reason);

    [LoggerMessage(LogLevel.Warning, "Job {JobId} is stored and will be begun later: {Reason}")]
    partial void LogJobLater(string jobId, string reason);
}
