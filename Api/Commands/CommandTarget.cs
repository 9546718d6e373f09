namespace OcppLab.Api;

/// <summary>Whom a command is for. Exactly one of charger, identity and location is set; the front door sees to it.</summary>
/// <param name="ChargerId">One charger by its id.</param>
/// <param name="Identity">One charger by its identity.</param>
/// <param name="LocationId">A location's chargers.</param>
/// <param name="ChargerIds">Only these of the location's chargers; null for all.</param>
public sealed record CommandTarget(
    string? ChargerId, string? Identity, string? LocationId, IReadOnlyList<string>? ChargerIds);
