namespace OcppLab.Inventory;

/// <summary>Which chargers; what is null does not narrow.</summary>
public sealed record ChargerFilter
{
    /// <summary>Only this location's.</summary>
    public string? LocationId { get; init; }

    /// <summary>Only these.</summary>
    public IReadOnlyCollection<string>? Ids { get; init; }

    /// <summary>Only the one with this identity.</summary>
    public string? Identity { get; init; }

    /// <summary>Only those that have this text in their identity or name, in any letter case.</summary>
    public string? Search { get; init; }
}
