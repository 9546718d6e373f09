using Microsoft.Extensions.Logging;
using OcppLab.Inventory;
using Orleans.Concurrency;
using Orleans.Placement;

namespace OcppLab.Grains;

/// <summary>A location on a silo. It knows its chargers. A command for them is stored here once, for all of them, before the first is
/// asked; it is given to each again until each has stored what it made of it, and forgotten then.</summary>
[GrainType("location"), Reentrant, RandomPlacement, AnyGateway]
sealed partial class LocationGrain(
    IStateStorage storage,
    InventoryStore inventory,
    TimeProvider time,
    ILogger<LocationGrain> logger) : Grain, ILocationGrain
{
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    readonly Dictionary<string, PendingCommand> pending = [];
    readonly Dictionary<(string OrganizationId, string CommandId), Task<ChargerReceipt[]>> asking = [];
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

    public async Task<ChargerReceipt[]> CommandAsync(
        string organizationId, CommandRequest request, string[]? chargerIds, CancellationToken cancellationToken)
    {
        var key = (organizationId, request.Id);
        if (!asking.TryGetValue(key, out var answers))
        {
            cancellationToken.ThrowIfCancellationRequested();
            answers = asking[key] = AskAsync(organizationId, request, chargerIds);
            _ = answers.ContinueWith(
                done =>
                {
                    _ = done.Exception;
                    asking.Remove(key);
                },
                CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Current);
        }

        return await answers.WaitAsync(cancellationToken);
    }

    async Task<ChargerReceipt[]> AskAsync(string organizationId, CommandRequest request, string[]? chargerIds)
    {
        var isRepeated = !pending.TryAdd(request.Id, PendingCommand.Of(Id, organizationId, request, chargerIds));
        var command = pending[request.Id];
        ChargerList chargers;
        CommandRow listed;
        long revision;
        try
        {
            chargers = await ChargersAsync(0);
            listed = new(command.Request, organizationId, Id, chargers.TargetIds(chargerIds));
            revision = await storage.AddAsync(command, listed);
        }
        catch when (!isRepeated)
        {
            pending.Remove(request.Id);
            throw;
        }

        try
        {
            var isListed = chargers.Revision >= revision;
            var targets = (await ChargersAsync(revision)).Targets(chargerIds);
            var receipts = await AskAsync(targets, command.Request);
            List<OutcomeRow> refusals =
            [
                .. receipts.Where(receipt => receipt.Refusal is not null).Select(receipt => new OutcomeRow(
                    command.Id, organizationId, receipt.ChargerId, receipt.Identity, Outcomes.Failed, time.GetUtcNow(), receipt.Refusal)),
            ];
            command.Refused = [.. refusals.Select(refusal => refusal.ChargerId)];
            if (!isListed || (refusals.Count > 0 && refusals.Count < receipts.Length))
            {
                await storage.UpdateAsync(
                    command, isListed ? null : listed with { Targets = [.. targets.Select(target => target.Id)] }, refusals);
            }

            if (refusals.Count == receipts.Length)
            {
                await ForgetAsync(command, refusals);
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

    /// <summary>Asks chargers. Those that can't be asked now, as their silo may just have died, are given the command where they come
    /// back: they count as having taken it.</summary>
    async Task<ChargerReceipt[]> AskAsync(IReadOnlyList<(string Id, LocationCharger? Charger)> targets, CommandRequest request)
    {
        var receipts = new ChargerReceipt[targets.Count];
        var (there, places) = (new List<string>(targets.Count), new List<int>(targets.Count));
        for (var i = 0; i < targets.Count; i++)
        {
            var (id, charger) = targets[i];
            if (charger is { } known)
            {
                there.Add(id);
                places.Add(i);
                receipts[i] = new(id, known.Identity, known.Version, null);
            }
            else
            {
                receipts[i] = new(id, null, default, $"charger '{id}' is not in location '{Id}'");
            }
        }

        var round = new CommandRound(GrainFactory, request, storedByLocation: true, time);
        await round.RunAsync(there);
        foreach (var (i, refusal) in round.Refusals)
        {
            receipts[places[i]] = receipts[places[i]] with { Refusal = refusal };
        }

        for (var i = 0; i < there.Count; i++)
        {
            if (round.Answers[i] == RoundAnswer.Gone)
            {
                receipts[places[i]] = receipts[places[i]] with { Refusal = $"charger '{there[i]}' was removed" };
            }
        }

        if (round.Failure is { } reason)
        {
            LogNotAsked(round.NotAsked, Id, reason);
        }

        return receipts;
    }

    /// <summary>Gives a command again to the chargers that took it, until each has stored it, then forgets it.</summary>
    async Task DeliverAsync(PendingCommand command)
    {
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        var done = new HashSet<string>(command.Refused);
        var refusals = new List<OutcomeRow>();
        for (var retry = FirstRetry; pending.ContainsKey(command.Id); retry = retry * 2 < LastRetry ? retry * 2 : LastRetry)
        {
            try
            {
                if (await GiveAgainAsync(command, done, refusals))
                {
                    await ForgetAsync(command, refusals);
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
    /// <param name="command">The command.</param>
    /// <param name="done">Those that are done; more are added.</param>
    /// <param name="refusals">Those that refuse it only now are added.</param>
    /// <returns>Whether all are done.</returns>
    async Task<bool> GiveAgainAsync(PendingCommand command, HashSet<string> done, List<OutcomeRow> refusals)
    {
        var ids = command.ChargerIds ?? await ChargerIdsAsync();
        List<string> left = [.. ids.Where(id => !done.Contains(id))];
        var round = new CommandRound(GrainFactory, command.Request, storedByLocation: false, time);
        await round.RunAsync(left);
        for (var i = 0; i < left.Count; i++)
        {
            if (round.Answers[i] != RoundAnswer.None)
            {
                done.Add(left[i]);
            }

            if (round.Refusals.TryGetValue(i, out var refusal))
            {
                refusals.Add(new(command.Id, command.OrganizationId, left[i], null, Outcomes.Failed, time.GetUtcNow(), refusal));
            }
        }

        if (round.Failure is { } reason)
        {
            LogNotDelivered(command.Id, Id, reason);
        }

        return round.Failure is null;
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

    async Task ForgetAsync(PendingCommand command, IReadOnlyList<OutcomeRow> refusals)
    {
        await storage.RemoveAsync(command, refusals);
        pending.Remove(command.Id);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} chargers of location {LocationId} can't be asked now, and will be: {Reason}")]
    partial void LogNotAsked(int count, string locationId, string reason);

    [LoggerMessage(LogLevel.Warning, "Command {CommandId} of location {LocationId} is not stored by all chargers yet: {Reason}")]
    partial void LogNotDelivered(string commandId, string locationId, string reason);

    /// <summary>A location's chargers, in order of their identities, as of a revision.</summary>
    sealed class ChargerList(long revision, IReadOnlyList<LocationCharger> chargers)
    {
        Dictionary<string, LocationCharger>? byId;

        public long Revision => revision;

        public IReadOnlyList<string> Ids => [.. chargers.Select(charger => charger.Id)];

        /// <summary>The ids of the chargers a command is for, known or not.</summary>
        public IReadOnlyList<string> TargetIds(IReadOnlyList<string>? ids) => ids is null ? Ids : [.. ids.Distinct()];

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
