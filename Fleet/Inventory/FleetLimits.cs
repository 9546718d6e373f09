namespace OcppLab.Fleet;

/// <summary>How much an organization may have.</summary>
public sealed record FleetLimits
{
    /// <summary>The chargers of an organization; 0 for no limit.</summary>
    public int ChargersPerOrganization { get; init; }

    /// <summary>The chargers of one bulk request, above 0.</summary>
    public int BulkChargers { get; init; } = 100_000;
}
