using OcppLab.Grains;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>The grains as the front door calls them, wherever they live.</summary>
public sealed partial class FleetClient(
    IGrainFactory grains, InventoryStore inventory, FrontDoorMetrics metrics, TimeProvider time, ILogger<FleetClient> logger)
{
    /// <summary>Gives a command to every charger of a target. When the task completes, every queued command is stored: a
    /// crash from then on loses none.</summary>
    /// <exception cref="FleetException">NotFound: the target names a charger or location that the organization does not have.
    /// Unavailable: the command can't be stored now.</exception>
    public async Task<LocationCommandResponse> CommandAsync(
        string organizationId, CommandTarget target, CommandRequest request, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        try
        {
            var answer = await GiveAsync(organizationId, target, request with { RequestedAt = time.GetUtcNow() }, cancellationToken);
            metrics.Given(target, answer, time.GetElapsedTime(began));
            return answer;
        }
        catch (FleetException unavailable) when (unavailable.Error == FleetError.Unavailable)
        {
            metrics.Unavailable(target, request);
            throw;
        }
    }

    async Task<LocationCommandResponse> GiveAsync(
        string organizationId, CommandTarget target, CommandRequest request, CancellationToken cancellationToken)
    {
        if (target.LocationId is { } locationId)
        {
            var location = grains.GetGrain<ILocationGrain>(locationId);
            var chargerIds = target.ChargerIds?.ToArray();
            return LocationCommandResponse.From(
                request,
                await CallAsync(
                    attempt => new ValueTask<ChargerReceipt[]>(location.CommandAsync(organizationId, request, chargerIds, attempt)),
                    Patience.Location,
                    cancellationToken));
        }

        var record = target.ChargerId is { } chargerId
            ? await inventory.ChargerAsync(organizationId, chargerId, cancellationToken)
            : await inventory.ChargerByIdentityAsync(organizationId, target.Identity!, cancellationToken);
        var charger = grains.GetGrain<IChargerGrain>(record.Id);
        var refusal = await CallAsync(_ => charger.CommandAsync(request, storedByLocation: false), Patience.Command, cancellationToken);
        return LocationCommandResponse.From(request, [new(record.Id, record.Identity, record.OcppVersion, refusal)]);
    }

    /// <summary>What the given chargers are doing, in the order given. Reads only.</summary>
    /// <exception cref="FleetException">Unavailable: one of them can't be asked now.</exception>
    public async Task<IReadOnlyList<ChargerLive>> GetLiveAsync(
        IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken)
    {
        var live = new ChargerLive[chargers.Count];
        await EachAsync(
            chargers,
            async (charger, i) => live[i] = LiveOf(chargers[i], await charger.GetLiveAsync()),
            Patience.Read,
            cancellationToken);
        return live;
    }

    /// <summary>What the given chargers are doing, in the order given, where it can be found out now: those on a silo that does not
    /// answer are <see cref="ConnectionState.Unknown"/>. Reads only.</summary>
    public async Task<IReadOnlyList<ChargerLive>> GetLiveWherePossibleAsync(
        IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken)
    {
        var live = new ChargerLive[chargers.Count];
        await BoundedParallel.ForAsync(
            chargers.Count,
            async i =>
            {
                try
                {
                    var charger = grains.GetGrain<IChargerGrain>(chargers[i].Id);
                    live[i] = LiveOf(chargers[i], await CallAsync(_ => charger.GetLiveAsync(), Patience.Read, cancellationToken));
                }
                catch (FleetException silent) when (silent.Error == FleetError.Unavailable)
                {
                    live[i] = new(chargers[i].Id, new(ConnectionState.Unknown, time.GetUtcNow(), silent.Message), new(On: true, null, []));
                }
            },
            cancellationToken);
        return live;
    }

    /// <summary>Chargers were added to the inventory: those with a CSMS boot. Those that can't now are brought to life by a silo later.</summary>
    public async Task ActivateAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken)
    {
        try
        {
            await EachAsync(
                [.. chargers.Where(HasCsms)], (charger, _) => charger.ActivateAsync(), Patience.Read, cancellationToken);
        }
        catch (FleetException unavailable) when (unavailable.Error == FleetError.Unavailable)
        {
            LogChargersLater(unavailable.Message);
        }
    }

    /// <summary>Chargers' rows were changed: what changed takes effect on them as they run.</summary>
    public Task ApplyConfigurationAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken) =>
        EachAsync(chargers, (charger, i) => charger.ApplyConfigurationAsync(chargers[i]), Patience.Command, cancellationToken);

    /// <summary>Chargers are to be removed: their sessions end, their connections close, their state goes.</summary>
    public Task RemoveAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken) =>
        EachAsync(chargers, (charger, i) => charger.RemoveAsync(chargers[i]), Patience.Command, cancellationToken);

    /// <summary>Sets a stored state aside that can't be read; the charger starts anew.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> SetUnreadableStateAsideAsync(ChargerRecord charger, CancellationToken cancellationToken) =>
        await CallAsync(_ => grains.GetGrain<IChargerGrain>(charger.Id).SetUnreadableStateAsideAsync(), Patience.Command, cancellationToken);

    /// <summary>A job was added: it is done from now on.</summary>
    public Task ActivateAsync(Job job, CancellationToken cancellationToken) =>
        ActivateAsync(job.Id, grains.GetGrain<IJobGrain>(job.Id).ActivateAsync, cancellationToken);

    /// <summary>A load test was added, or is to stop: it does so from now on.</summary>
    public Task ActivateLoadTestAsync(string id, CancellationToken cancellationToken) =>
        ActivateAsync(id, grains.GetGrain<ILoadTestGrain>(id).ActivateAsync, cancellationToken);

    async Task ActivateAsync(string id, Func<Task> activateAsync, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(
                async _ =>
                {
                    await activateAsync();
                    return true;
                },
                Patience.Read,
                cancellationToken);
        }
        catch (FleetException unavailable) when (unavailable.Error == FleetError.Unavailable)
        {
            // It is stored: a silo that starts, or finds another gone, begins it.
            LogLater(id, unavailable.Message);
        }
    }

    /// <summary>The frames the chargers exchanged with their CSMS that are still kept, newest first, filtered and paged.</summary>
    public async Task<LogPage> GetLogsAsync(
        IReadOnlyList<ChargerRecord> chargers, LogFilter filter, CancellationToken cancellationToken)
    {
        ChargerRecord[] logged = [.. chargers.Where(HasCsms)];
        var marks = new FrameMarks[logged.Length];
        await EachAsync(logged, async (charger, i) => marks[i] = await charger.FindFramesAsync(filter), Patience.Read, cancellationToken);

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
            Patience.Read,
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
            Patience.Command,
            cancellationToken);
        return deleted;
    }

    static bool HasCsms(ChargerRecord charger) => charger.WsUrl is not null;

    static ChargerLive LiveOf(ChargerRecord charger, ChargerLive? live) =>
        live ?? new(charger.Id, new(ConnectionState.Off, charger.CreatedAt, null), new(false, null, []));

    [LoggerMessage(LogLevel.Warning, "Not all silos can be watched now: {Reason}")]
    partial void LogNotWatched(string reason);

    [LoggerMessage(LogLevel.Warning, "Chargers are stored and will be brought to life later: {Reason}")]
    partial void LogChargersLater(string reason);

    [LoggerMessage(LogLevel.Warning, "{Id} is stored and will be begun later: {Reason}")]
    partial void LogLater(string id, string reason);
}
