using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>Something that happened just now: exactly one of the two is set.</summary>
/// <param name="ChargerId">At which charger.</param>
/// <param name="Identity">Its identity.</param>
/// <param name="Event">A session, a status or meter values.</param>
/// <param name="Frame">A frame.</param>
public sealed record FleetEvent(string ChargerId, string Identity, ChargerEvent? Event, LogEntry? Frame);
