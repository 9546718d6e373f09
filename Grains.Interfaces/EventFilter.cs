namespace OcppLab.Grains;

/// <summary>Kinds of what happens.</summary>
[Flags, GenerateSerializer]
public enum EventKinds
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>Sessions and statuses.</summary>
    Changes = 1,
    /// <summary>Frames between chargers and their CSMS.</summary>
    Frames = 2,
    /// <summary>Meter values of running transactions, as chargers send them to their CSMS.</summary>
    MeterValues = 4,
    /// <summary>What commands come to.</summary>
    Outcomes = 8,
}

/// <summary>Which events.</summary>
/// <param name="OrganizationId">The organization's.</param>
/// <param name="ChargerId">Only this charger's; null for all.</param>
/// <param name="LocationId">Only those at chargers that are at this location when it happens; null for all.</param>
/// <param name="Kinds">Only of these kinds.</param>
[GenerateSerializer, Immutable, Alias("ocpplab.event-filter")]
public sealed record EventFilter(
    [property: Id(0)] string OrganizationId, [property: Id(1)] string? ChargerId, [property: Id(2)] string? LocationId,
    [property: Id(3)] EventKinds Kinds);

/// <summary>A place in what one silo tells of the events that fit a filter.</summary>
/// <param name="Journal">The silo's numbering: another on each silo, for each filter, and after a pause in which nothing was kept.</param>
/// <param name="Number">The event's number in it, from 1; 0 is before the first.</param>
[GenerateSerializer, Immutable, Alias("ocpplab.event-position")]
public readonly record struct EventPosition([property: Id(0)] uint Journal, [property: Id(1)] long Number);
