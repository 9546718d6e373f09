using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

// What its vehicle gives back (2.1, block Q).
sealed partial class Transaction
{
    /// <summary>The register of what vehicles have given at the start.</summary>
    [JsonPropertyName("meterStartExportWh")]
    public double MeterStartExportWh { get; set; }

    /// <summary>What the vehicle had given when energy ceased to flow, in watt-hours.</summary>
    [JsonPropertyName("endedExportWh")]
    public double EndedExportWh { get; set; }

    /// <summary>The vehicle gives no more energy: its battery is at the floor.</summary>
    [JsonPropertyName("empty")]
    public bool Empty { get; set; }

    /// <summary>Whether the CSMS has allowed that the vehicle gives energy too.</summary>
    [JsonPropertyName("bidirectional")]
    public bool Bidirectional { get; set; }

    /// <summary>In which mode it operates.</summary>
    [JsonPropertyName("mode")]
    public OperationMode Mode { get; set; }

    /// <summary>The energy that the vehicle has given up to a time, in watt-hours.</summary>
    public double ExportedAt(DateTimeOffset at)
    {
        if (at >= DeliveredUntil || at >= EndedAt)
        {
            return EndedExportWh;
        }

        var i = IndexAt(at);
        var leg = Legs[i];
        if (leg.LimitW >= 0)
        {
            return leg.ExportedWh;
        }

        var energy = leg.ExportedWh + Discharge(leg).EnergyAfter(HoursBetween(leg.At, at));
        return i + 1 < Legs.Count ? Math.Min(energy, Legs[i + 1].ExportedWh) : energy;
    }

    /// <summary>In which mode it operated at a time.</summary>
    public OperationMode ModeAt(DateTimeOffset at) => LegAt(at).Mode;

    DischargeProfile Discharge(in Leg leg) => new(Vehicle, leg.LimitW < 0 ? SocOf(leg.EnergyWh, leg.ExportedWh) : 0, -leg.LimitW);
}
