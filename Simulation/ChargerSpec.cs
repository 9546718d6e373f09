using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>The OCPP version a charger speaks.</summary>
public enum OcppVersion
{
    /// <summary>OCPP 1.6, JSON over WebSocket (subprotocol <c>ocpp1.6</c>).</summary>
    [JsonStringEnumMemberName("V16")]
    V16,

    /// <summary>OCPP 2.0.1, JSON over WebSocket (subprotocol <c>ocpp2.0.1</c>).</summary>
    [JsonStringEnumMemberName("V201")]
    V201,

    /// <summary>OCPP 2.1, JSON over WebSocket (subprotocol <c>ocpp2.1</c>).</summary>
    [JsonStringEnumMemberName("V21")]
    V21,
}

/// <summary>The kind of current a charger delivers.</summary>
public enum CurrentType
{
    /// <summary>Alternating current; the vehicle's on-board charger limits.</summary>
    Ac,

    /// <summary>Direct current; the vehicle's battery limits.</summary>
    Dc,
}

/// <summary>The ratings of a charger model. One instance serves every charger of the model.</summary>
/// <param name="Vendor">Vendor name as BootNotification reports it, at most 20 characters.</param>
/// <param name="Model">Model name as BootNotification reports it, at most 20 characters.</param>
/// <param name="Current">AC or DC.</param>
/// <param name="Phases">AC phases of the supply, 1 or 3; 3 for DC.</param>
/// <param name="MaxPowerW">Rated power of one connector in watts, above 0.</param>
/// <param name="ConnectorCount">Number of connectors, 1 to 16.</param>
/// <param name="ConnectorType">The connector's type in the catalogue's words (<c>Type2</c>, <c>CCS2</c>, …).</param>
public sealed record ChargerModel(
    string Vendor,
    string Model,
    CurrentType Current,
    int Phases,
    double MaxPowerW,
    int ConnectorCount,
    string ConnectorType)
{
    /// <summary>How many connectors an EVSE has, 1 to <see cref="ConnectorCount"/>, of which one at a time can be used (2.0.1 part 1, section 3).</summary>
    public int ConnectorsPerEvse { get; init; } = 1;

    /// <summary>The number of EVSEs.</summary>
    public int EvseCount => ConnectorCount / ConnectorsPerEvse;

    /// <summary>The firmware it comes with, as BootNotification reports it, 1 to 50 characters.</summary>
    public string FirmwareVersion { get; init; } = "1.0.0";

    /// <summary>The form of its serial numbers, at most 25 characters: each <c>#</c> is a digit that the charger's seed gives. Null for the
    /// seed itself in hexadecimal.</summary>
    public string? SerialNumberFormat { get; init; }

    /// <summary>Whether it reports its serial number as <c>chargeBoxSerialNumber</c> too (OCPP 1.6 only, where that is deprecated).</summary>
    public bool HasChargeBoxSerialNumber { get; init; }

    /// <summary>The type of its energy meter as BootNotification reports it, 1 to 25 characters (OCPP 1.6 only); null where it reports none.</summary>
    public string? MeterType { get; init; }

    /// <summary>Whether it has a modem, whose SIM card's numbers (ICCID, IMSI) BootNotification reports.</summary>
    public bool HasModem { get; init; }

    /// <summary>Whether energy can flow back from a vehicle (OCPP 2.1, block Q).</summary>
    public bool IsBidirectional { get; init; }

    /// <summary>The EVSE of a connector and the connector's number in it, both from 1.</summary>
    /// <param name="number">The connector's number in the charger, from 1.</param>
    public (int EvseId, int ConnectorId) EvseOf(int number) => (((number - 1) / ConnectorsPerEvse) + 1, ((number - 1) % ConnectorsPerEvse) + 1);

    /// <summary>The connectors of an EVSE by their numbers in the charger, in order; none where there is no such EVSE.</summary>
    public IEnumerable<int> ConnectorsOf(int evseId) =>
        evseId < 1 || evseId > EvseCount ? [] : Enumerable.Range(((evseId - 1) * ConnectorsPerEvse) + 1, ConnectorsPerEvse);

    /// <summary>Whether the cable is the charger's own, so that there is none to release at its end: with every connector but a Type 2 socket.</summary>
    public bool HasFixedCable => ConnectorType != "Type2";
}

/// <summary>What a charger is, as opposed to what it is doing: fixed while it runs, replaced as a whole by an update.</summary>
/// <param name="Identity">The charge point identity, unique within an organization.</param>
/// <param name="Version">The OCPP version it speaks, unless its CSMS chooses the <see cref="ChargerOptions.FallbackVersion"/>.</param>
/// <param name="Model">Its ratings.</param>
/// <param name="Seed">The source of everything random about it: the same seed gives the same vehicles and jitter.</param>
/// <param name="HasCsms">Whether it has a CSMS to talk to; without one it runs detached: it authorizes locally and sends nothing.</param>
/// <param name="SecurityProfile">The security profile it is configured with, 0 to 3.</param>
public sealed record ChargerSpec(string Identity, OcppVersion Version, ChargerModel Model, ulong Seed, bool HasCsms, int SecurityProfile = 0)
{
    /// <summary>What was chosen for it; null for nothing. It goes before what the other members are set to.</summary>
    public ChargerOptions? Options { get; init; }

    /// <summary>At what pace it acts.</summary>
    public Timing Timing { get => Options?.Timing ?? field; init; }

    /// <summary>How long a boot takes, from the end of the connection to the next; null for as its <see cref="Timing"/> has it.</summary>
    public TimeSpan? BootTime { get => Seconds(Options?.BootTimeSeconds) ?? field; init; }

    /// <summary>What the energy registers of connectors that have delivered nothing yet read, in watt-hours.</summary>
    public double InitialMeterWh { get => Options?.InitialMeterWh ?? field; init; }

    /// <summary>How long after a remote start the driver plugs in; null for as its <see cref="Timing"/> has it.</summary>
    public TimeSpan? PlugInAfter { get => Seconds(Options?.PlugInAfterSeconds) ?? field; init; }

    /// <summary>The version that it offers its CSMS beside its own; null for none.</summary>
    public OcppVersion? FallbackVersion => Options?.FallbackVersion;

    /// <summary>Whether it is switched off until somebody switches it on.</summary>
    public bool StartsOff => Options?.StartsOff == true;

    /// <summary>The vehicle that comes to each of its sessions; null for one that the seed chooses for each.</summary>
    public VehicleOptions? Vehicle => Options?.Vehicle;

    /// <summary>The user name of its basic authentication (OCPP-J section 6.2); null for its identity.</summary>
    public string? BasicAuthUsername => Options?.BasicAuthUsername;

    /// <summary>Its serial number, 1 to 25 characters.</summary>
    public string SerialNumber => Options?.SerialNumber ?? Nameplate.SerialNumber(Model, Seed);

    /// <summary>The version of the firmware it comes with, 1 to 50 characters.</summary>
    public string FirmwareVersion => Options?.FirmwareVersion ?? Model.FirmwareVersion;

    /// <summary>The number of its modem's SIM card, at most 20 characters; null where it has no modem.</summary>
    public string? Iccid => Options?.Iccid ?? (Model.HasModem ? Nameplate.Iccid(Seed) : null);

    /// <summary>The subscriber's number on its modem's SIM card, at most 20 characters; null where it has no modem.</summary>
    public string? Imsi => Options?.Imsi ?? (Model.HasModem ? Nameplate.Imsi(Seed) : null);

    /// <summary>The type of its energy meter, at most 25 characters; null where it reports none.</summary>
    public string? MeterType => Options?.MeterType ?? Model.MeterType;

    /// <summary>The serial number of its energy meter, at most 25 characters; null where it reports none.</summary>
    public string? MeterSerialNumber => Options?.MeterSerialNumber ?? (MeterType is null ? null : Nameplate.MeterSerialNumber(Seed));

    static TimeSpan? Seconds(int? seconds) => seconds is { } number ? TimeSpan.FromSeconds(number) : null;
}
