using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>What a charger is doing, with its connection.</summary>
/// <param name="ChargerId">The charger.</param>
/// <param name="Connection">Its connection to its CSMS.</param>
/// <param name="View">Its connectors.</param>
public sealed record ChargerLive(string ChargerId, ConnectionLive Connection, ChargerView View);

/// <summary>The states of a charger's connection.</summary>
public enum ConnectionState
{
    /// <summary>It has no CSMS.</summary>
    Detached,
    /// <summary>It is switched off.</summary>
    Off,
    /// <summary>A connection is being made.</summary>
    Connecting,
    /// <summary>The WebSocket is open; the CSMS has not accepted the charger yet.</summary>
    Connected,
    /// <summary>The CSMS has accepted it.</summary>
    Accepted,
    /// <summary>There is none; the next try follows.</summary>
    Disconnected,
    /// <summary>The silo that the charger runs on does not answer: it may just have gone. Only in lists; never told by a charger.</summary>
    Unknown,
}

/// <summary>A charger's connection to its CSMS.</summary>
/// <param name="State">Its state.</param>
/// <param name="Since">Since when.</param>
/// <param name="LastError">What last went wrong, in plain words; null if nothing has since it was last accepted.</param>
/// <param name="Version">The OCPP version that is spoken on it; null while it is not open.</param>
public sealed record ConnectionLive(ConnectionState State, DateTimeOffset Since, string? LastError, OcppVersion? Version = null);
