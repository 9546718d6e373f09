using OcppLab.Inventory;
using OcppLab.LoadTests;

namespace OcppLab.Grains;

/// <summary>Makes the chargers of a load test, or finds them, and removes those that were made. Each of it done again comes to the same.</summary>
sealed class LoadTestChargers(InventoryStore inventory, FleetLimits limits, IGrainFactory grains, ChargerClock clock)
{
    const int BatchSize = 1000;

    /// <summary>Sees to it that the chargers are there.</summary>
    /// <returns>How many they are.</returns>
    /// <exception cref="FleetException">NotFound, Invalid, Conflict, LimitReached: the plan can't be carried out. Unavailable: not now.</exception>
    public async Task<int> PrepareAsync(LoadTestRow row, LoadTestPlan plan)
    {
        var count = plan.Target.Template is { } template ? await MakeAsync(row, plan, template) : await CountAsync(row, plan.Target);
        return count > 0
            ? count
            : throw new FleetException(FleetError.Invalid, $"Location '{row.LocationId}' has no chargers that the plan's target names.");
    }

    /// <summary>Wakes those that were made and are to connect at once.</summary>
    public async Task WakeAsync(LoadTestRow row, LoadTestPlan plan)
    {
        if (plan.Target.Template is null || StartsOff(plan))
        {
            return;
        }

        for (var woken = 0; ;)
        {
            var batch = (await inventory.ChargersAsync(
                row.OrganizationId, new ChargerFilter { LocationId = row.LocationId }, woken, BatchSize, CancellationToken.None)).Data;
            await BoundedParallel.ForAsync(batch.Count, i => grains.GetGrain<IChargerGrain>(batch[i].Id).ActivateAsync().AsTask());
            woken += batch.Count;
            if (batch.Count < BatchSize)
            {
                break;
            }
        }
    }

    /// <summary>The chargers of a location that take part; null for all.</summary>
    /// <exception cref="FleetException">NotFound: the location is gone.</exception>
    public async Task<string[]?> SubsetAsync(LoadTestRow row, LoadTestPlan plan)
    {
        var target = plan.Target;
        if (target.ChargerIds is { } ids)
        {
            return [.. ids];
        }

        if (target.Template is not null || (target.ChargersNumber is null && target.Share is null))
        {
            return null;
        }

        var first = await inventory.ChargersAsync(
            row.OrganizationId, new ChargerFilter { LocationId = row.LocationId }, 0, await CountAsync(row, target), CancellationToken.None);
        return [.. first.Data.Select(charger => charger.Id)];
    }

    /// <summary>Removes the chargers that were made, with their location.</summary>
    /// <exception cref="FleetException">Unavailable: it can't be done now.</exception>
    public async Task CleanUpAsync(LoadTestRow row, LoadTestPlan plan)
    {
        if (plan.Target.Template is null)
        {
            return;
        }

        try
        {
            while ((await inventory.ChargersAsync(
                row.OrganizationId, new ChargerFilter { LocationId = row.LocationId }, 0, BatchSize, CancellationToken.None)).Data is { Count: > 0 } batch)
            {
                // The grains go first: if anything fails, the rows are still there for the next try.
                await BoundedParallel.ForAsync(batch.Count, i => grains.GetGrain<IChargerGrain>(batch[i].Id).RemoveAsync(batch[i]).AsTask());
                await inventory.RemoveAsync(row.OrganizationId, row.LocationId, [.. batch.Select(charger => charger.Id)], CancellationToken.None);
            }

            await inventory.RemoveLocationAsync(row.OrganizationId, row.LocationId, CancellationToken.None);
        }
        catch (FleetException gone) when (gone.Error == FleetError.NotFound)
        {
            // It was done before a crash, or by a user.
        }
    }

    async Task<int> CountAsync(LoadTestRow row, LoadTarget target)
    {
        if (target.ChargerIds is { } ids)
        {
            var known = await inventory.FindAsync(row.OrganizationId, row.LocationId, ids, CancellationToken.None);
            return known.Count == ids.Distinct().Count()
                ? known.Count
                : throw InventoryStore.NoCharger(ids.First(id => known.All(charger => charger.Id != id)));
        }

        var total = (await inventory.ChargersAsync(
            row.OrganizationId, new ChargerFilter { LocationId = row.LocationId }, 0, 1, CancellationToken.None)).Total;
        return target.Share is { } share ? (int)Math.Ceiling(total * share) : Math.Min((int)total, target.ChargersNumber ?? int.MaxValue);
    }

    async Task<int> MakeAsync(LoadTestRow row, LoadTestPlan plan, ChargerTemplate template)
    {
        var now = clock.Now;
        var number = plan.Target.ChargersNumber ?? 0;
        await FindOrAddLocationAsync(row, now);
        await limits.CheckAsync(inventory, row.OrganizationId, number, CancellationToken.None);

        // Where the plan says how many are connected, they are switched on as it says.
        var made = StartsOff(plan) ? template with { Options = (template.Options ?? new()) with { StartsOff = true } } : template;
        foreach (var numbers in Enumerable.Range(1, number).Chunk(BatchSize))
        {
            List<ChargerRecord> batch =
            [
                .. numbers.Select(i => made.Make(
                    row.OrganizationId, row.LocationId, $"{row.Id}-{i:000000}", $"{plan.Target.IdentityPrefix}{i:000000}", now)),
            ];
            if ((await inventory.AddAsync(batch, CancellationToken.None)).FirstOrDefault(error => error is not null) is { } error)
            {
                throw new FleetException(FleetError.Conflict, error);
            }
        }

        return number;
    }

    static bool StartsOff(LoadTestPlan plan) => plan.Stages.Any(stage => stage.Connected is not null);

    async Task FindOrAddLocationAsync(LoadTestRow row, DateTimeOffset now)
    {
        try
        {
            await inventory.LocationAsync(row.OrganizationId, row.LocationId, CancellationToken.None);
        }
        catch (FleetException missing) when (missing.Error == FleetError.NotFound)
        {
            await inventory.AddLocationAsync(
                new()
                {
                    Id = row.LocationId,
                    OrganizationId = row.OrganizationId,
                    Slug = row.Id,
                    Name = $"Load test {row.Id}",
                    CreatedAt = now,
                    UpdatedAt = now,
                },
                CancellationToken.None);
        }
    }
}
