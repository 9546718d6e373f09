using Microsoft.Extensions.Logging;
using OcppLab.Fleet;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Storage;

namespace OcppLab.Grains;

/// <summary>A location on a silo. A command for its chargers is stored here once, for all of them, before the first is
/// asked; it is given to each again until each has stored what it made of it, and forgotten then.</summary>
[GrainType("location"), Reentrant, RandomPlacement]
sealed partial class LocationGrain(
    [PersistentState(LocationGrain.StateName)] IPersistentState<LocationPromises> promises,
    Inventory inventory,
    TimeProvider time,
    ILogger<LocationGrain> logger) : Grain, ILocationGrain, IRemindable
{
    /// <summary>The name its state is stored under. A location that promises nothing has none.</summary>
    public const string StateName = "promises";

    const string ReminderName = "promises";
    static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim storing = new(1);
    int version;
    int storedVersion;
    bool reminded;

    string Id => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var promise in promises.State.Promises)
            _ = KeepAsync(promise);
        return Task.CompletedTask;
    }

    public async Task<ChargerAnswer[]> CommandAsync(string organizationId, CommandRequest request, string[]? chargerIds)
    {
        var chargers = await inventory.ChargersAsync(organizationId, Id, CancellationToken.None);
        var targets = Targets(chargers, chargerIds);
        var promise = promises.State.Promises.Find(promise => promise.Id == request.Id);
        var repeated = promise is not null;
        promise ??= await PromiseAsync(organizationId, request, chargerIds);

        var answers = new ChargerAnswer[targets.Count];
        await Fanning.OutAsync(targets.Count, async i => answers[i] = await AskAsync(targets[i].Id, targets[i].Charger, request));

        promise.Refused = [.. answers.Where(answer => answer.Refusal is not null).Select(answer => answer.ChargerId)];
        if (promise.Refused.Count == answers.Length)
            await ForgetAsync(promise);
        else if (promise.Refused.Count > 0)
            await StoreAsync();
        if (!repeated)
            _ = KeepAsync(promise);
        return answers;
    }

    public Task WakeAsync() => Task.CompletedTask;

    /// <summary>Brings a location back whose silo died and that nobody else has woken.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        reminded = true;
        if (promises.State.Promises.Count > 0 || await this.GetReminder(ReminderName) is not { } reminder)
            return;
        await this.UnregisterReminder(reminder);
        reminded = false;
    }

    /// <summary>The chargers a command is for; none for an id that is not at the location.</summary>
    static List<(string Id, ChargerRecord? Charger)> Targets(IReadOnlyList<ChargerRecord> chargers, IReadOnlyList<string>? ids)
    {
        if (ids is null)
            return [.. chargers.Select(charger => (charger.Id, (ChargerRecord?)charger))];
        var byId = chargers.ToDictionary(charger => charger.Id);
        return [.. ids.Distinct().Select(id => (id, byId.GetValueOrDefault(id)))];
    }

    async Task<ChargerAnswer> AskAsync(string chargerId, ChargerRecord? charger, CommandRequest request)
    {
        if (charger is null)
            return new(chargerId, null, default, $"charger '{chargerId}' is not in location '{Id}'");
        var grain = GrainFactory.GetGrain<IChargerGrain>(chargerId);
        string? refusal;
        try
        {
            refusal = await grain.TakeAsync(request, promised: true);
        }
        catch (Exception failure) when (failure is not KeyNotFoundException)
        {
            // Its silo may just have died: it is asked again where it comes back. If it can't be asked now, the promise holds.
            LogNotAsked(chargerId, Id, failure.Message);
            refusal = null;
        }
        catch (KeyNotFoundException)
        {
            refusal = $"charger '{chargerId}' was removed";
        }

        return new(chargerId, charger.Identity, charger.OcppVersion, refusal);
    }

    async Task<Promise> PromiseAsync(string organizationId, CommandRequest request, string[]? chargerIds)
    {
        var promise = Promise.Of(organizationId, request, chargerIds);
        promises.State.Promises.Add(promise);
        try
        {
            await StoreAsync();
            return promise;
        }
        catch
        {
            promises.State.Promises.Remove(promise);
            throw;
        }
    }

    /// <summary>Gives a command again to the chargers that took it, until each has stored it, then forgets it.</summary>
    async Task KeepAsync(Promise promise)
    {
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        var done = new HashSet<string>(promise.Refused);
        for (var retry = FirstRetry; promises.State.Promises.Contains(promise); retry = retry * 2 < LastRetry ? retry * 2 : LastRetry)
        {
            try
            {
                // Not waited for: where a cluster starts, reminders come last.
                _ = RemindAsync();
                if (await GiveAgainAsync(promise, done))
                {
                    await ForgetAsync(promise);
                    break;
                }
            }
            catch (Exception failure)
            {
                LogNotKept(promise.Id, Id, failure.Message);
            }

            await Task.Delay(retry, time);
        }

        if (promises.State.Promises.Count == 0)
            DelayDeactivation(TimeSpan.Zero);
    }

    /// <summary>Gives a command to its chargers but those that are done with it.</summary>
    /// <returns>Whether all are done.</returns>
    async Task<bool> GiveAgainAsync(Promise promise, HashSet<string> done)
    {
        var ids = promise.ChargerIds ?? await IdsAsync(promise.OrganizationId);
        string[] left = [.. ids.Where(id => !done.Contains(id))];
        string? failed = null;
        await Fanning.OutAsync(left.Length, async i =>
        {
            try
            {
                await GrainFactory.GetGrain<IChargerGrain>(left[i]).TakeAsync(promise.Request, promised: false);
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
            LogNotKept(promise.Id, Id, failed);
        return failed is null;
    }

    async Task<IReadOnlyList<string>> IdsAsync(string organizationId)
    {
        try
        {
            var chargers = await inventory.ChargersAsync(organizationId, Id, CancellationToken.None);
            return [.. chargers.Select(charger => charger.Id)];
        }
        catch (FleetException gone) when (gone.Error == FleetError.NotFound)
        {
            return [];
        }
    }

    Task ForgetAsync(Promise promise)
    {
        promises.State.Promises.Remove(promise);
        return StoreAsync();
    }

    /// <summary>Stores the promises as they are now, or later.</summary>
    async Task StoreAsync()
    {
        var mine = ++version;
        await storing.WaitAsync();
        try
        {
            if (storedVersion >= mine)
                return;
            var storing = version;
            if (promises.State.Promises.Count > 0)
            {
                await promises.WriteStateAsync();
            }
            else if (promises.RecordExists)
            {
                // The storage gives back a new state object; what was promised meanwhile is not in it.
                var state = promises.State;
                await promises.ClearStateAsync();
                promises.State = state;
            }

            storedVersion = storing;
        }
        catch (InconsistentStateException)
        {
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            storing.Release();
        }
    }

    async Task RemindAsync()
    {
        if (reminded)
            return;
        reminded = true;
        try
        {
            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
        }
        catch (Exception failure)
        {
            reminded = false;
            LogNotReminded(Id, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Charger {ChargerId} of location {LocationId} can't be asked now, and will be: {Reason}")]
    partial void LogNotAsked(string chargerId, string locationId, string reason);

    [LoggerMessage(LogLevel.Warning, "Location {LocationId} can't be reminded of its promises yet: {Reason}")]
    partial void LogNotReminded(string locationId, string reason);

    [LoggerMessage(LogLevel.Warning, "Command {CommandId} of location {LocationId} is not stored by all chargers yet: {Reason}")]
    partial void LogNotKept(string commandId, string locationId, string reason);
}
