using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>A vehicle that a person chose, by name, by values or by both; what is null is as the named vehicle has it, or as the one that the
/// charger's seed chooses for the session. It is stored as JSON by the names written down here.</summary>
public sealed record VehicleOptions
{
    /// <summary>One of <see cref="Vehicles.Names"/>.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>The battery's usable capacity in kilowatt-hours, above 0.</summary>
    [JsonPropertyName("battery_kwh")]
    public double? BatteryKwh { get; init; }

    /// <summary>The state of charge on arrival in percent, 0 to 100.</summary>
    [JsonPropertyName("soc_percent")]
    public double? SocPercent { get; init; }

    /// <summary>The phases its on-board charger uses, 1 or 3.</summary>
    [JsonPropertyName("ac_phases")]
    public int? AcPhases { get; init; }

    /// <summary>The on-board charger's current per phase in amperes, above 0.</summary>
    [JsonPropertyName("ac_current_a")]
    public double? AcCurrentA { get; init; }

    /// <summary>The power that the battery takes over the state of charge: ascending from 0 to 100 percent, straight between the points.</summary>
    [JsonPropertyName("acceptance")]
    public IReadOnlyList<AcceptancePoint>? Acceptance { get; init; }

    /// <summary>The most power that it gives back, in watts, from 0, in OCPP 2.1 and by ISO 15118 only; 0 for none.</summary>
    [JsonPropertyName("max_discharge_power_w")]
    public double? MaxDischargePowerW { get; init; }

    /// <summary>Whether it talks to the charger by ISO 15118.</summary>
    [JsonPropertyName("iso15118"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Iso15118 { get; init; }

    /// <summary>What it brings along for Plug &amp; Charge, by ISO 15118 and in 2.0.1 only; null for nothing, so that a card is presented.</summary>
    [JsonPropertyName("plug_and_charge"), JsonConverter(typeof(JsonStringEnumConverter<PlugAndCharge>))]
    public PlugAndCharge? PlugAndCharge { get; init; }

    /// <summary>Its contract certificate in PEM, then those of its issuers; null for one that the charger's seed makes, of a mobility operator that
    /// there is in the simulation only.</summary>
    [JsonPropertyName("contract_certificate")]
    public string? ContractCertificate { get; init; }

    /// <inheritdoc />
    public bool Equals(VehicleOptions? other) =>
        other is not null
        && (Name, BatteryKwh, SocPercent, AcPhases, AcCurrentA, Iso15118)
            == (other.Name, other.BatteryKwh, other.SocPercent, other.AcPhases, other.AcCurrentA, other.Iso15118)
        && (PlugAndCharge, ContractCertificate, MaxDischargePowerW) == (other.PlugAndCharge, other.ContractCertificate, other.MaxDischargePowerW)
        && (Acceptance ?? []).SequenceEqual(other.Acceptance ?? []);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, BatteryKwh, SocPercent, AcPhases, AcCurrentA, Acceptance?.Count, Iso15118, PlugAndCharge);

    /// <summary>What makes it another vehicle than the one of its name; null for nothing.</summary>
    internal VehicleOptions? OwnValues() => this is { BatteryKwh: null, AcPhases: null, AcCurrentA: null, Acceptance: null, MaxDischargePowerW: null, Iso15118: false }
        ? null
        : this with { Name = null, SocPercent = null, PlugAndCharge = null, ContractCertificate = null };
}

/// <summary>What a vehicle brings along for Plug &amp; Charge.</summary>
public enum PlugAndCharge
{
    /// <summary>A contract certificate.</summary>
    [JsonStringEnumMemberName("contract")]
    Contract,

    /// <summary>None yet: it has one installed first (2.0.1 use case M01).</summary>
    [JsonStringEnumMemberName("install")]
    Install,

    /// <summary>One that it has updated first (2.0.1 use case M02).</summary>
    [JsonStringEnumMemberName("update")]
    Update,
}

/// <summary>The power that a battery takes at a state of charge.</summary>
/// <param name="SocPercent">The state of charge in percent, 0 to 100.</param>
/// <param name="PowerW">The power in watts, above 0.</param>
public readonly record struct AcceptancePoint(
    [property: JsonPropertyName("soc_percent")] double SocPercent,
    [property: JsonPropertyName("power_w")] double PowerW);

/// <summary>The vehicles that can be chosen by name.</summary>
public static class Vehicles
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Vehicle.Profiles.Select(vehicle => vehicle.Name)];

    /// <summary>Whether a vehicle can charge with direct current.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static bool TakesDc(string name) => Vehicle.Named(name).TakesDc;
}
