using System.Text;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>Creates, changes and removes locations, and tells its grains of the chargers that come and go with them. What has been begun is
/// done to its end, though whoever asked for it has left.</summary>
public sealed class LocationRegistry(InventoryStore inventory, FleetClient fleet, FleetLimits limits, TimeProvider time)
{
    /// <summary>The location of chargers that name none.</summary>
    public const string DefaultName = "Default";

    /// <summary>A location that is not added yet: with an id, and a slug made from its name.</summary>
    public LocationRecord Draft(string organizationId, string name)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Id = Ids.Location(),
            OrganizationId = organizationId,
            Slug = SlugOf(name),
            Name = name,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    /// <summary>Adds a location.</summary>
    /// <exception cref="FleetException">Invalid: its time zone is not known.</exception>
    public Task<LocationRecord> CreateAsync(LocationRecord location, CancellationToken cancellationToken) =>
        inventory.AddLocationAsync(Check(location), cancellationToken);

    /// <summary>Adds a location with its chargers: all of it or nothing.</summary>
    /// <exception cref="FleetException">Invalid: a value does not fit. Conflict: an identity is taken. LimitReached: there would be
    /// too many chargers.</exception>
    public async Task<LocationRecord> CreateAsync(
        LocationRecord location, IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken)
    {
        await limits.CheckAsync(inventory, location.OrganizationId, chargers.Count, cancellationToken);
        location = await inventory.AddLocationAsync(Check(location), chargers, cancellationToken);
        if (chargers.Count > 0)
        {
            await fleet.ActivateAsync(chargers, CancellationToken.None);
        }

        return location;
    }

    /// <summary>The location a charger is to stand at: the one with the id, else the one of the name, which is made if there is
    /// none, else the organization's default one.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no location with the id.</exception>
    public async Task<LocationRecord> ResolveAsync(
        string organizationId, string? id, string? name, CancellationToken cancellationToken) =>
        id is null
            ? await inventory.FindOrAddLocationAsync(Draft(organizationId, name ?? DefaultName), cancellationToken)
            : await inventory.LocationAsync(organizationId, id, cancellationToken);

    /// <summary>Changes a location; its slug stays.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such location. Invalid: its time zone is not known.</exception>
    public Task<LocationRecord> ChangeAsync(
        string organizationId, string id, Func<LocationRecord, LocationRecord> change, CancellationToken cancellationToken) =>
        inventory.ChangeLocationAsync(
            organizationId, id, known => Check(change(known)) with { UpdatedAt = time.GetUtcNow() }, cancellationToken);

    /// <summary>Removes a location with its chargers: their sessions end, their connections close.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such location.</exception>
    public async Task RemoveAsync(string organizationId, string id, CancellationToken cancellationToken)
    {
        // The chargers go first: if anything fails, the location is still there to be removed again.
        var chargers = await inventory.ChargersAsync(organizationId, id, cancellationToken);
        await fleet.RemoveAsync(chargers, CancellationToken.None);
        var removed = await inventory.RemoveLocationAsync(organizationId, id, CancellationToken.None);
        var known = chargers.Select(charger => charger.Id).ToHashSet();
        var late = removed.Where(charger => !known.Contains(charger.Id)).ToList();
        if (late.Count > 0)
        {
            await fleet.RemoveAsync(late, CancellationToken.None);
        }
    }

    static LocationRecord Check(LocationRecord location) =>
        location.Timezone is null || TimeZoneInfo.TryFindSystemTimeZoneById(location.Timezone, out _)
            ? location
            : throw new FleetException(FleetError.Invalid, $"timezone '{location.Timezone}' is not known; it must be an IANA name such as Europe/Berlin.");

    static string SlugOf(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            if (char.IsLetterOrDigit(character))
            {
                slug.Append(char.ToLowerInvariant(character));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var text = slug.ToString().Trim('-');
        return text.Length == 0 ? "location" : text;
    }
}
