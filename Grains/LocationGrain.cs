using Microsoft.Extensions.Logging;
using OcppLab.Inventory;
using Orleans.Concurrency;
using Orleans.Placement;

namespace OcppLab.Grains;

/// <summary>A location on a silo. It knows its chargers. A command for them is stored here once, for all of them, before the first is
/// asked; it is given to each again until each has stored what it made of it, and forgotten then.</summary>
[GrainType("location"), Reentrant, RandomPlacement]
sealed partial class LocationGrain(
    IStateStorage storage,
    InventoryStore inventory,
    TimeProvider time,
    ILogger<LocationGrain> logger) : Grain, ILocationGrain
{
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    readonly Dictionary<string, PendingCommand> pending = [];
    Task<ChargerList>? list;

    string Id => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken) => ActivateAsync();

    public async Task ActivateAsync()
    {
        foreach (var command in await storage.PendingCommandsAsync(Id))
        {
            if (pending.TryAdd(command.Id, command))
            {
                _ = DeliverAsync(command);
            }
        }
    }

    public async Task<ChargerReceipt[]> CommandAsync(string organizationId, CommandRequest request, string[]? chargerIds)
    {
        var isRepeated = !pending.TryAdd(request.Id, PendingCommand.Of(Id, organizationId, request, chargerIds));
        var command = pending[request.Id];
        long revision;
        try
        {
            revision = await storage.AddAsync(command);
        }
        catch when (!isRepeated)
        {
            pending.Remove(request.Id);
            throw;
        }

        try
        {
            var targets = (await ChargersAsync(revision)).Targets(chargerIds);
            var receipts = new ChargerReceipt[targets.Count];
            await BoundedParallel.ForAsync(targets.Count, async i => receipts[i] = await AskAsync(targets[i].Id, targets[i].Charger, request));
            command.Refused = [.. receipts.Where(receipt => receipt.Refusal is not null).Select(receipt => receipt.ChargerId)];
            if (command.Refused.Count == receipts.Length)
            {
                await ForgetAsync(command);
            }
            else if (command.Refused.Count > 0)
            {
                await storage.UpdateAsync(command);
            }

            return receipts;
        }
        finally
        {
            if (!isRepeated && pending.ContainsKey(command.Id))
            {
                _ = DeliverAsync(command);
            }
        }
    }

    /// <summary>The location's chargers as of a revision of their list or later. They are read again only when the list has changed.</summary>
    async Task<ChargerList> ChargersAsync(long revision)
    {
        while (true)
        {
            var reading = list ??= ReadAsync();
            try
            {
                var chargers = await reading;
                if (chargers.Revision >= revision)
                {
                    return chargers;
                }
            }
            finally
            {
                if (list == reading && (!reading.IsCompletedSuccessfully || reading.Result.Revision < revision))
                {
                    list = null;
                }
            }
        }
    }

    async Task<ChargerList> ReadAsync()
    {
        var (revision, chargers) = await inventory.LocationChargersAsync(Id, CancellationToken.None);
        return revision is { } current
            ? new(current, chargers)
            : throw new FleetException(FleetError.NotFound, $"Location '{Id}' not found.");
    }

    async Task<ChargerReceipt> AskAsync(string chargerId, LocationCharger? charger, CommandRequest request)
    {
        if (charger is not { } there)
        {
            return new(chargerId, null, default, $"charger '{chargerId}' is not in location '{Id}'");
        }

        string? refusal;
        try
        {
            refusal = await GrainFactory.GetGrain<IChargerGrain>(chargerId).CommandAsync(request, storedByLocation: true);
        }
        catch (KeyNotFoundException)
        {
            refusal = $"charger '{chargerId}' was removed";
        }
        catch (Exception failure)
        {
            // Its silo may just have died: it is asked again where it comes back.
            LogNotAsked(chargerId, Id, failure.Message);
            refusal = null;
        }

        return new(chargerId, there.Identity, there.Version, refusal);
    }

    /// <summary>Gives a command again to the chargers that took it, until each has stored it, then forgets it.</summary>
    async Task DeliverAsync(PendingCommand command)
    {
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        var done = new HashSet<string>(command.Refused);
        for (var retry = FirstRetry; pending.ContainsKey(command.Id); retry = retry * 2 < LastRetry ? retry * 2 : LastRetry)
        {
            try
            {
                if (await GiveAgainAsync(command, done))
                {
                    await ForgetAsync(command);
                    break;
                }
            }
            catch (Exception failure)
            {
                LogNotDelivered(command.Id, Id, failure.Message);
            }

            await Task.Delay(retry, time);
        }

        if (pending.Count == 0)
        {
            DelayDeactivation(TimeSpan.Zero);
        }
    }

    /// <summary>Gives a command to its chargers but those that are done with it.</summary>
    /// <returns>Whether all are done.</returns>
    async Task<bool> GiveAgainAsync(PendingCommand command, HashSet<string> done)
    {
        var ids = command.ChargerIds ?? await ChargerIdsAsync();
        string[] left = [.. ids.Where(id => !done.Contains(id))];
        string? failed = null;
        await BoundedParallel.ForAsync(left.Length, async i =>
        {
            try
            {
                await GrainFactory.GetGrain<IChargerGrain>(left[i]).CommandAsync(command.Request, storedByLocation: false);
                done.Add(left[i]);
            }
            catch (KeyNotFoundException)
            {
                done.Add(left[i]);
            }
            catch (Exception failure)
            {
                failed = $"charger {left[i]}: {failure.Message}";
            }
        });
        if (failed is not null)
        {
            LogNotDelivered(command.Id, Id, failed);
        }

        return failed is null;
    }

    async Task<IReadOnlyList<string>> ChargerIdsAsync()
    {
        try
        {
            return (await ChargersAsync(0)).Ids;
        }
        catch (FleetException gone) when (gone.Error == FleetError.NotFound)
        {
            return [];
        }
    }

    async Task ForgetAsync(PendingCommand command)
    {
        await storage.RemoveAsync(command);
        pending.Remove(command.Id);
    }

    [LoggerMessage(LogLevel.Warning, "Charger {ChargerId} of location {LocationId} can't be asked now, and will be: {Reason}")]
    partial void LogNotAsked(string chargerId, string locationId, string reason);

    [LoggerMessage(LogLevel.Warning, "Command {CommandId} of location {LocationId} is not stored by all chargers yet: {Reason}")]
    partial void LogNotDelivered(string commandId, string locationId, string reason);

    /// <summary>A location's chargers, in order of their identities, as of a revision.</summary>
    sealed class ChargerList(long revision, IReadOnlyList<LocationCharger> chargers)
    {
        Dictionary<string, LocationCharger>? byId;

        public long Revision => revision;

        public IReadOnlyList<string> Ids => [.. chargers.Select(charger => charger.Id)];

        /// <summary>The chargers a command is for; none for an id that is not at the location.</summary>
        public List<(string Id, LocationCharger? Charger)> Targets(IReadOnlyList<string>? ids)
        {
            if (ids is null)
            {
                return [.. chargers.Select(charger => (charger.Id, (LocationCharger?)charger))];
            }

            byId ??= chargers.ToDictionary(charger => charger.Id);
            return [.. ids.Distinct().Select(id => (id, byId.TryGetValue(id, out var charger) ? charger : (LocationCharger?)null))];
        }
    }
}
