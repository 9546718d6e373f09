using OcppLab.Simulation;

namespace OcppLab.Inventory;

/// <summary>Chargers of one kind in a location template.</summary>
/// <param name="BrandSlug">The brand's slug.</param>
/// <param name="ModelSlug">The model's slug.</param>
/// <param name="ConnectorType">The connectors' type.</param>
/// <param name="IdentityPrefix">What their identities begin with.</param>
/// <param name="Count">How many there are.</param>
public sealed record TemplateChargers(string BrandSlug, string ModelSlug, string ConnectorType, string IdentityPrefix, int Count);

/// <summary>A location with chargers, ready to be created as often as one likes.</summary>
/// <param name="Slug">Its slug.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is good for.</param>
/// <param name="OcppVersion">The OCPP version its chargers speak.</param>
/// <param name="City">Where it stands.</param>
/// <param name="Country">The city's country.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Timezone">The IANA name of its time zone.</param>
/// <param name="Chargers">Its chargers.</param>
public sealed record LocationTemplate(
    string Slug, string Name, string Description, OcppVersion OcppVersion, string City, string Country, double Latitude,
    double Longitude, string Timezone, IReadOnlyList<TemplateChargers> Chargers)
{
    /// <summary>The connector type of most of its chargers.</summary>
    public string ConnectorType => Chargers[0].ConnectorType;

    /// <summary>The templates there are: each layout in every OCPP version.</summary>
    public static IReadOnlyList<LocationTemplate> All { get; } = [.. Enum.GetValues<OcppVersion>().SelectMany(Layouts)];

    static IEnumerable<LocationTemplate> Layouts(OcppVersion version)
    {
        LocationTemplate Layout(
            string slug, string name, string description, string city, string country, double latitude, double longitude,
            string timezone, params TemplateChargers[] chargers) => new(
                $"{slug}-{version.Name()}", name, description, version, city, country, latitude, longitude, timezone, chargers);

        yield return Layout(
            "home", "Home", "One wallbox.", "Barcelona", "Spain", 41.3874, 2.1686, "Europe/Madrid",
            new TemplateChargers("wallbox", "wallbox-pulsar-plus", "Type2", "HOME-", 1));
        yield return Layout(
            "office-car-park", "Office car park", "Ten three-phase AC posts with one connector.", "Amsterdam", "Netherlands", 52.3676,
            4.9041, "Europe/Amsterdam",
            new TemplateChargers("schneider", "evlink-pro-ac-22kw", "Type2", "OFFICE-", 10));
        yield return Layout(
            "street", "Street charging", "Twenty AC posts with two connectors.", "Utrecht", "Netherlands", 52.0907, 5.1214,
            "Europe/Amsterdam",
            new TemplateChargers("alfen", "alfen-eve-double-pro-line", "Type2", "STREET-", 20));
        yield return Layout(
            "supermarket", "Supermarket", "Two fast chargers and six AC posts.", "Munich", "Germany", 48.1351, 11.582,
            "Europe/Berlin",
            new TemplateChargers("keba", "kecontact-p30-x", "Type2", "MARKET-AC-", 6),
            new TemplateChargers("abb", "terra-54", "CCS2", "MARKET-DC-", 2));
        yield return Layout(
            "highway-hub", "Highway hub", "Eight high-power DC chargers.", "Kassel", "Germany", 51.3127, 9.4797, "Europe/Berlin",
            new TemplateChargers("alpitronic", "hyc300", "CCS2", "HUB-", 8));
        yield return Layout(
            "bus-depot", "Bus depot", "Fifty DC chargers for a fleet that comes home at night.", "Milan", "Italy", 45.4642, 9.19,
            "Europe/Rome",
            new TemplateChargers("abb", "terra-184", "CCS2", "DEPOT-", 50));
    }
}
