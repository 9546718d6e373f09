using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

// What its cost is computed by (2.1).
sealed partial class Transaction
{
    /// <summary>The tariffs that it has been priced by, one after the other; null for none.</summary>
    [JsonPropertyName("tariffs")]
    public List<AppliedTariff>? Tariffs { get; set; }

    /// <summary>How long the reservation that it used had lasted; null where it used none, or one that nobody pays for.</summary>
    [JsonPropertyName("reservedFor")]
    public TimeSpan? ReservedFor { get; set; }

    /// <summary>When the CSMS is next told of the cost so far; null for not by itself.</summary>
    [JsonPropertyName("nextCostAt")]
    public DateTimeOffset? NextCostAt { get; set; }

    /// <summary>The id of the tariff at a time; null for none.</summary>
    public string? TariffIdAt(DateTimeOffset at) => Tariffs?.FindLast(applied => applied.Since <= at)?.Tariff.Id;

    /// <summary>The first tick at which so much energy has been delivered, if a leg goes on; null for never.</summary>
    public DateTimeOffset? ReachesAt(int index, double energyWh)
    {
        var leg = Legs[index];
        var hours = Profile(leg).HoursTo(energyWh - leg.EnergyWh);
        return hours > MaxHours ? null : leg.At.AddTicks((long)Math.Ceiling(hours * TimeSpan.TicksPerHour));
    }
}
