using System.Collections.Concurrent;

namespace OcppLab.Inventory;

/// <summary>How much an organization may have.</summary>
public sealed record FleetLimits
{
    /// <summary>With so many left, what is created within <see cref="CountLifetime"/> does not reach the limit.</summary>
    const int FarFromLimit = 200_000;

    static readonly TimeSpan CountLifetime = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<string, (int Chargers, long At)> counts = [];

    /// <summary>The clock of counts that are used again.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The chargers of an organization; 0 for no limit.</summary>
    public int ChargersPerOrganization { get; init; }

    /// <summary>The chargers of one bulk request, above 0.</summary>
    public int BulkChargers { get; init; } = 100_000;

    /// <summary>Sees whether an organization may have more chargers.</summary>
    /// <exception cref="FleetException">LimitReached: it may not.</exception>
    public async Task CheckAsync(InventoryStore inventory, string organizationId, int more, CancellationToken cancellationToken)
    {
        if (await RemainingAsync(inventory, organizationId, cancellationToken) < more)
        {
            throw Reached();
        }
    }

    /// <summary>How many more chargers an organization may have. Far from the limit the number may be ten seconds old: to count them
    /// reads an index entry of each.</summary>
    public async Task<int> RemainingAsync(InventoryStore inventory, string organizationId, CancellationToken cancellationToken)
    {
        if (ChargersPerOrganization == 0)
        {
            return int.MaxValue;
        }

        if (!counts.TryGetValue(organizationId, out var count)
            || ChargersPerOrganization - count.Chargers < FarFromLimit
            || Time.GetElapsedTime(count.At) >= CountLifetime)
        {
            count = (await inventory.CountAsync(organizationId, cancellationToken), Time.GetTimestamp());
            counts[organizationId] = count;
        }

        return ChargersPerOrganization - count.Chargers;
    }

    /// <summary>The refusal of more chargers.</summary>
    public FleetException Reached() => new(
        FleetError.LimitReached,
        $"The organization may have {ChargersPerOrganization} chargers (Limits:ChargersPerOrganization) and would have more.");

    /// <summary>Sees whether one request may have so many chargers.</summary>
    /// <exception cref="FleetException">Invalid: it may not.</exception>
    public void CheckBulk(long chargers)
    {
        if (chargers > BulkChargers)
        {
            throw new FleetException(FleetError.Invalid, $"The request has {chargers} chargers; at most {BulkChargers} fit in one (Limits:BulkChargers).");
        }
    }
}
