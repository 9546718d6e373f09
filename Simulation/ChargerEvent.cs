namespace OcppLab.Simulation;

/// <summary>Something that happened at a charger, for whoever watches.</summary>
/// <param name="At">When.</param>
/// <param name="ConnectorId">At which connector; 0 for the charger as a whole.</param>
public abstract record ChargerEvent(DateTimeOffset At, int ConnectorId);

/// <summary>A connector's status changed.</summary>
/// <param name="At">When.</param>
/// <param name="ConnectorId">The connector.</param>
/// <param name="Status">The new status.</param>
/// <param name="ErrorCode">The error, NoError for none.</param>
public sealed record StatusChanged(DateTimeOffset At, int ConnectorId, ConnectorStatus Status, ChargePointErrorCode ErrorCode)
    : ChargerEvent(At, ConnectorId);

/// <summary>A transaction started, learnt its id, or ended: the session's row as it is now.</summary>
/// <param name="At">When.</param>
/// <param name="ConnectorId">The connector.</param>
/// <param name="SessionId">The session's own id, unique and the same in each of its events.</param>
/// <param name="IdTag">The id tag.</param>
/// <param name="TransactionId">The OCPP transaction id, null while unknown and for a detached 1.6 charger.</param>
/// <param name="StartedAt">When the transaction started.</param>
/// <param name="StoppedAt">When it ended; null while it runs.</param>
/// <param name="EnergyWh">The energy delivered, in watt-hours.</param>
/// <param name="StopReason">Why it ended; null while it runs.</param>
/// <param name="CommandId">The command that started it; null if the CSMS did.</param>
/// <param name="LearntId">Whether it only tells the id that the CSMS gave the transaction.</param>
public sealed record SessionChanged(
    DateTimeOffset At,
    int ConnectorId,
    string SessionId,
    string IdTag,
    string? TransactionId,
    DateTimeOffset StartedAt,
    DateTimeOffset? StoppedAt,
    double EnergyWh,
    StopReason? StopReason,
    string? CommandId,
    bool LearntId = false) : ChargerEvent(At, ConnectorId);

/// <summary>A charger sent its CSMS sampled values of a running transaction.</summary>
/// <param name="At">When they were sampled.</param>
/// <param name="ConnectorId">The connector.</param>
/// <param name="TransactionId">The OCPP transaction id, null while unknown.</param>
/// <param name="EnergyWh">The connector's energy register in watt-hours, whether or not it is among the values.</param>
/// <param name="Values">The values that were sent.</param>
public sealed record MeterValuesSent(
    DateTimeOffset At, int ConnectorId, string? TransactionId, double EnergyWh, IReadOnlyList<SampledMeasurand> Values)
    : ChargerEvent(At, ConnectorId);

/// <summary>One sampled value.</summary>
/// <param name="Measurand">The measurand, in the words of OCPP.</param>
/// <param name="Phase">The phase it was measured on, in the words of OCPP; null for none.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unit.</param>
public sealed record SampledMeasurand(string Measurand, string? Phase, double Value, string Unit);

/// <summary>What a call into a charger changed and its host must see to.</summary>
/// <param name="Persist">Whether the state must be durable before anything else leaves the charger.</param>
/// <param name="Reconnect">Whether the connection is to be dropped and made anew (a reset, a change of what the charger is).</param>
/// <param name="Events">What happened, in order; null for nothing.</param>
public readonly record struct Changes(bool Persist, bool Reconnect, IReadOnlyList<ChargerEvent>? Events);

/// <summary>A charger's answer to a command.</summary>
/// <param name="Refusal">Why it was refused, a sentence that names the connector and the state; null when it was taken.</param>
/// <param name="Changes">What the host must see to.</param>
public readonly record struct Outcome(string? Refusal, Changes Changes)
{
    /// <summary>Whether the command was taken.</summary>
    public bool Accepted => Refusal is null;
}
