using System.Collections.Frozen;
using OcppLab.Simulation;

namespace OcppLab.Inventory;

/// <summary>What a newcomer finds: the organization <c>demo</c> with two locations and their chargers.</summary>
public static class DemoInventory
{
    /// <summary>The organization.</summary>
    public const string OrganizationId = "demo";

    static readonly FrozenSet<string> ChargerIds = [.. Enumerable.Range(1, 10).Append(123).Append(789).Select(Id)];

    /// <summary>Whether a charger is one of those that an empty inventory is filled with.</summary>
    public static bool Has(ChargerRecord charger) => charger.OrganizationId == OrganizationId && ChargerIds.Contains(charger.Id);

    /// <summary>Fills an empty inventory; leaves any other as it is. The rows only: their grains must be activated.</summary>
    /// <param name="inventory">The inventory.</param>
    /// <param name="wsUrl">The CSMS that the chargers connect to.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The chargers added.</returns>
    public static async Task<IReadOnlyList<ChargerRecord>> SeedAsync(
        InventoryStore inventory, string wsUrl, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!await inventory.IsEmptyAsync(cancellationToken))
        {
            return [];
        }

        var depot = Location("loc-456", "Depot", "Rotterdam", "Netherlands", 51.9244, 4.4777, "Europe/Amsterdam", now);
        var corner = Location("loc-1", "Corner", "Berlin", "Germany", 52.52, 13.405, "Europe/Berlin", now);
        (string Brand, string Model)[] models =
        [
            ("alfen", "alfen-eve-single-s-line"), ("wallbox", "wallbox-pulsar-plus"), ("schneider", "evlink-pro-ac-22kw"),
            ("easee", "easee-one"), ("abb", "terra-184"),
        ];
        List<ChargerRecord> inDepot =
        [
            .. Enumerable.Range(1, 10).Select(number => Charger(
                depot,
                number,
                number == 10 ? ("wallbox", "wallbox-quasar-2") : models[(number - 1) % models.Length],
                number switch { <= 5 => OcppVersion.V16, < 10 => OcppVersion.V201, _ => OcppVersion.V21 },
                wsUrl,
                now)),
        ];
        List<ChargerRecord> atCorner =
        [
            Charger(corner, 123, ("alfen", "alfen-eve-double-pro-line"), OcppVersion.V16, wsUrl, now),
            Charger(corner, 789, ("abb", "terra-184"), OcppVersion.V201, wsUrl, now),
        ];
        await inventory.AddLocationAsync(depot, inDepot, cancellationToken);
        await inventory.AddLocationAsync(corner, atCorner, cancellationToken);
        return [.. inDepot, .. atCorner];
    }

    static LocationRecord Location(
        string id, string name, string city, string country, double latitude, double longitude, string timezone, DateTimeOffset now) => new()
        {
            Id = id,
            OrganizationId = OrganizationId,
            Slug = name.ToLowerInvariant(),
            Name = name,
            City = city,
            Country = country,
            Latitude = latitude,
            Longitude = longitude,
            Timezone = timezone,
            Public = true,
            CreatedAt = now,
            UpdatedAt = now,
        };

    static ChargerRecord Charger(
        LocationRecord location, int number, (string Brand, string Model) model, OcppVersion version, string wsUrl, DateTimeOffset now) =>
        new ChargerTemplate { BrandSlug = model.Brand, ModelSlug = model.Model, OcppVersion = version, WsUrl = wsUrl }
            .Make(OrganizationId, location.Id, Id(number), $"CP-{number}", now);

    static string Id(int number) => $"dep-{number}";
}
