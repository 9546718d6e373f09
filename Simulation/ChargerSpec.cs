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
/// <param name="ConnectorCount">Number of connectors, 1 to 16. In OCPP 2.0.1 each is an EVSE of its own with one connector.</param>
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
    /// <summary>Whether the cable is the charger's own, so that there is none to release at its end: with every connector but a Type 2 socket.</summary>
    public bool HasFixedCable => ConnectorType != "Type2";
}

/// <summary>What a charger is, as opposed to what it is doing: fixed while it runs, replaced as a whole by an update.</summary>
/// <param name="Identity">The charge point identity, unique within an organization.</param>
/// <param name="Version">The OCPP version it speaks.</param>
/// <param name="Model">Its ratings.</param>
/// <param name="Seed">The source of everything random about it: the same seed gives the same vehicles and jitter.</param>
/// <param name="HasCsms">Whether it has a CSMS to talk to; without one it runs detached: it authorizes locally and sends nothing.</param>
/// <param name="SecurityProfile">The security profile it is configured with, 0 to 3.</param>
public sealed record ChargerSpec(string Identity, OcppVersion Version, ChargerModel Model, ulong Seed, bool HasCsms, int SecurityProfile = 0)
{
    /// <summary>At what pace it acts.</summary>
    public Timing Timing { get; init; }

    /// <summary>How long a boot takes, from the end of the connection to the next; null for as its <see cref="Timing"/> has it.</summary>
    public TimeSpan? BootTime { get; init; }

    /// <summary>How long after a remote start the driver plugs in; null for as its <see cref="Timing"/> has it.</summary>
    public TimeSpan? PlugInAfter { get; init; }

    /// <summary>What the energy registers of a new charger's connectors read, in watt-hours.</summary>
    public double InitialMeterWh { get; init; }
}
