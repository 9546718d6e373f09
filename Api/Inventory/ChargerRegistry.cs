using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>Creates, changes and removes chargers, and tells its grains. What has been begun is done to its end, though whoever asked for it
/// has left: a charger's row and its grain must not differ.</summary>
public sealed class ChargerRegistry(InventoryStore inventory, FleetClient fleet, FleetLimits limits, TimeProvider time)
{
    /// <summary>Adds a charger and lets it boot.</summary>
    /// <param name="template">What it is to be.</param>
    /// <param name="location">Where it is to stand.</param>
    /// <param name="identity">Its identity.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetException">Invalid: a value does not fit. Conflict: the identity is taken. LimitReached: there are
    /// too many chargers.</exception>
    public async Task<ChargerRecord> CreateAsync(
        ChargerTemplate template, LocationRecord location, string identity, CancellationToken cancellationToken)
    {
        var charger = template.Make(location.OrganizationId, location.Id, Ids.Charger(), identity, time.GetUtcNow());
        await limits.CheckAsync(inventory, location.OrganizationId, 1, cancellationToken);
        await inventory.AddAsync(charger, cancellationToken);
        await fleet.ActivateAsync([charger], CancellationToken.None);
        return charger;
    }

    /// <summary>Changes a charger as it runs.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such charger, or not the location it is to move to.
    /// Invalid: it would not fit. Conflict: the new identity is taken.</exception>
    public async Task<ChargerRecord> ChangeAsync(
        string organizationId, string id, ChargerChange change, CancellationToken cancellationToken)
    {
        if (change.LocationId is { } location)
        {
            await inventory.LocationAsync(organizationId, location.Value, cancellationToken);
        }

        var now = time.GetUtcNow();
        var charger = await inventory.ChangeAsync(organizationId, id, known => change.Apply(known, now), cancellationToken);
        await fleet.ApplyConfigurationAsync([charger], CancellationToken.None);
        return charger;
    }

    /// <summary>Removes a charger: its sessions end, its connection closes.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such charger.</exception>
    public async Task RemoveAsync(string organizationId, string id, CancellationToken cancellationToken) =>
        await RemoveAsync(organizationId, [await inventory.ChargerAsync(organizationId, id, cancellationToken)]);

    /// <summary>Removes chargers of an organization: their sessions end, their connections close.</summary>
    public async Task RemoveAsync(string organizationId, IReadOnlyList<ChargerRecord> chargers)
    {
        // The fleet goes first: if anything fails, the chargers are still there to be removed again.
        await fleet.RemoveAsync(chargers, CancellationToken.None);
        foreach (var batch in chargers.Chunk(1000))
        {
            await inventory.RemoveAsync(organizationId, null, [.. batch.Select(charger => charger.Id)], CancellationToken.None);
        }
    }
}
