using Microsoft.Extensions.Logging;
using OcppLab.Inventory;
using Orleans.Placement;

namespace OcppLab.Grains;

/// <summary>A job on a silo: creates, changes or deletes many chargers, a batch of its rows at a time. Doing a batch again after a
/// crash in the middle comes to the same.</summary>
[GrainType("job"), RandomPlacement]
sealed partial class JobGrain(
    JobStore jobs, InventoryStore inventory, FleetLimits limits, TimeProvider time, ILogger<JobGrain> logger) : Grain, IJobGrain
{
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    bool running;
    bool leaving;

    public Task ActivateAsync()
    {
        if (!running)
        {
            running = true;
            DelayDeactivation(Timeout.InfiniteTimeSpan);
            _ = RunAsync();
        }

        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        leaving = true;
        return Task.CompletedTask;
    }

    async Task RunAsync()
    {
        // Whoever asked is answered first.
        await Task.Yield();
        for (var retry = FirstRetry; !leaving;)
        {
            try
            {
                if (await jobs.NextAsync(this.GetPrimaryKeyString(), CancellationToken.None) is not { } batch)
                {
                    break;
                }

                await jobs.FinishAsync(batch, await DoAsync(batch), CancellationToken.None);
                retry = FirstRetry;
            }
            catch (Exception failure)
            {
                LogFailed(this.GetPrimaryKeyString(), failure);
                await Task.Delay(retry, time);
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
        }

        running = false;
        DeactivateOnIdle();
    }

    /// <summary>Why each charger of the batch failed; null for one that did not.</summary>
    async Task<IReadOnlyList<string?>> DoAsync(JobBatch batch)
    {
        try
        {
            return batch.Kind switch
            {
                JobKind.Create => await CreateAsync(batch),
                JobKind.Update => await ChangeAsync(batch),
                _ => await RemoveAsync(batch),
            };
        }
        catch (FleetException unfit) when (unfit.Error != FleetError.Unavailable)
        {
            return [.. Enumerable.Repeat(unfit.Message, batch.Items.Count)];
        }
    }

    async Task<IReadOnlyList<string?>> CreateAsync(JobBatch batch)
    {
        var chargers = batch.Chargers();
        var remaining = await limits.RemainingAsync(inventory, batch.OrganizationId, CancellationToken.None);
        var errors = await inventory.AddAsync(chargers, remaining, limits.Reached().Message, CancellationToken.None);
        await EachAsync(
            [.. chargers.Where((charger, i) => errors[i] is null && charger.WsUrl is not null)], (grain, _) => grain.ActivateAsync());
        return errors;
    }

    async Task<IReadOnlyList<string?>> ChangeAsync(JobBatch batch)
    {
        var now = time.GetUtcNow();
        var (changed, errors) = await inventory.ChangeAsync(
            batch.OrganizationId, batch.LocationId, [.. batch.Items.Select(item => item.ChargerId)], charger => batch.Change!.Apply(charger, now),
            CancellationToken.None);
        await EachAsync(changed, (grain, charger) => grain.ApplyConfigurationAsync(charger));
        return errors;
    }

    async Task<IReadOnlyList<string?>> RemoveAsync(JobBatch batch)
    {
        string[] ids = [.. batch.Items.Select(item => item.ChargerId)];
        var chargers = await inventory.FindAsync(batch.OrganizationId, batch.LocationId, ids, CancellationToken.None);

        // The grains go first: if anything fails, the rows are still there for the next try.
        await EachAsync(chargers, (grain, charger) => grain.RemoveAsync(charger));
        await inventory.RemoveAsync(batch.OrganizationId, batch.LocationId, ids, CancellationToken.None);
        var there = chargers.Select(charger => charger.Id).ToHashSet();
        return [.. ids.Select(id => there.Contains(id) ? null : InventoryStore.NoCharger(id).Message)];
    }

    Task EachAsync(IReadOnlyList<ChargerRecord> chargers, Func<IChargerGrain, ChargerRecord, ValueTask> call) =>
        BoundedParallel.ForAsync(
            chargers.Count, i => call(GrainFactory.GetGrain<IChargerGrain>(chargers[i].Id), chargers[i]).AsTask());

    [LoggerMessage(LogLevel.Warning, "Job {JobId} could not go on; it is tried again")]
    partial void LogFailed(string jobId, Exception failure);
}
