using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>What a person chose for one charger; what is null is as the model, the charger's seed and the silo's settings have it. It is
/// stored and answered as JSON by the names written down here.</summary>
public sealed record ChargerOptions
{
    /// <summary>At what pace it acts.</summary>
    [JsonPropertyName("timing"), JsonConverter(typeof(JsonStringEnumConverter<Timing>))]
    public Timing? Timing { get; init; }

    /// <summary>How long a boot takes, in seconds, 0 to 3600.</summary>
    [JsonPropertyName("boot_time_seconds")]
    public int? BootTimeSeconds { get; init; }

    /// <summary>How long after a remote start the driver plugs in, in seconds, 0 to 86400.</summary>
    [JsonPropertyName("plug_in_after_seconds")]
    public int? PlugInAfterSeconds { get; init; }

    /// <summary>Its serial number, 1 to 25 printable ASCII characters.</summary>
    [JsonPropertyName("serial_number")]
    public string? SerialNumber { get; init; }

    /// <summary>The version of the firmware it comes with, 1 to 50 printable ASCII characters.</summary>
    [JsonPropertyName("firmware_version")]
    public string? FirmwareVersion { get; init; }

    /// <summary>The number of its SIM card, 1 to 20 printable ASCII characters.</summary>
    [JsonPropertyName("iccid")]
    public string? Iccid { get; init; }

    /// <summary>The subscriber's number on its SIM card, 1 to 20 printable ASCII characters.</summary>
    [JsonPropertyName("imsi")]
    public string? Imsi { get; init; }

    /// <summary>The type of its energy meter, 1 to 25 printable ASCII characters; of OCPP 1.6 only.</summary>
    [JsonPropertyName("meter_type")]
    public string? MeterType { get; init; }

    /// <summary>The serial number of its energy meter, 1 to 25 printable ASCII characters; of OCPP 1.6 only.</summary>
    [JsonPropertyName("meter_serial_number")]
    public string? MeterSerialNumber { get; init; }

    /// <summary>What the energy registers of its connectors read before their first session, in watt-hours, 0 to 1,000,000,000.</summary>
    [JsonPropertyName("initial_meter_wh")]
    public double? InitialMeterWh { get; init; }

    /// <summary>The vehicle that comes to each of its sessions.</summary>
    [JsonPropertyName("vehicle")]
    public VehicleOptions? Vehicle { get; init; }

    /// <summary>What fails of every firmware that it is to install or publish; null for nothing.</summary>
    [JsonPropertyName("firmware_failure"), JsonConverter(typeof(JsonStringEnumConverter<FirmwareFailure>))]
    public FirmwareFailure? FirmwareFailure { get; init; }

    /// <summary>The user name of its basic authentication (security profiles 1 and 2), 1 to 48 printable ASCII characters without a colon; null
    /// for its identity, as OCPP-J has it.</summary>
    [JsonPropertyName("basic_auth_username")]
    public string? BasicAuthUsername { get; init; }

    /// <summary>The version that it offers its CSMS beside its own, for a CSMS that does not speak that; null for none. A charger of 2.1 may have
    /// 2.0.1.</summary>
    [JsonPropertyName("fallback_ocpp_version"), JsonConverter(typeof(VersionNameConverter))]
    public OcppVersion? FallbackVersion { get; init; }

    /// <summary>Whether it is switched off until somebody switches it on; null for no.</summary>
    [JsonPropertyName("starts_off")]
    public bool? StartsOff { get; init; }

    /// <summary>The options of a JSON object; members that are not known are left out.</summary>
    /// <exception cref="JsonException">They are not options.</exception>
    public static ChargerOptions Parse(string json) => JsonSerializer.Deserialize(json, OptionsJson.Default.ChargerOptions)!;

    /// <summary>They as a JSON object, with what was chosen only.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, OptionsJson.Default.ChargerOptions);
}

/// <summary>What fails of a firmware because a tester wants it to.</summary>
public enum FirmwareFailure
{
    /// <summary>The verification of what was installed (InstallVerificationFailed; InstallationFailed of 1.6's UpdateFirmware).</summary>
    [JsonStringEnumMemberName("verification")]
    Verification,

    /// <summary>The installation, which shows when the charger has booted (InstallationFailed).</summary>
    [JsonStringEnumMemberName("installation")]
    Installation,

    /// <summary>The publication to other chargers (2.0.1 PublishFailed).</summary>
    [JsonStringEnumMemberName("publication")]
    Publication,
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChargerOptions))]
sealed partial class OptionsJson : JsonSerializerContext;

/// <summary>Stores a version as the contract spells it, <c>OCPP2.0.1</c>.</summary>
public sealed class VersionNameConverter : JsonConverter<OcppVersion>
{
    /// <inheritdoc/>
    public override OcppVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        foreach (var version in Enum.GetValues<OcppVersion>())
        {
            if (reader.ValueTextEquals(NameOf(version)))
            {
                return version;
            }
        }

        throw new JsonException($"\"{reader.GetString()}\" is no version of OCPP.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, OcppVersion value, JsonSerializerOptions options) =>
        writer.WriteStringValue(NameOf(value));

    static string NameOf(OcppVersion version) => $"OCPP{version.Messages().Version}";
}
