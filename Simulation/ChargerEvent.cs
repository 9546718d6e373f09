using System.Text.Json.Serialization;

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

/// <summary>What a command, or a session, has come to at a charger so far.</summary>
public enum CommandOutcome
{
    /// <summary>The charger has done what it was told; of a message to the CSMS, that it will be sent.</summary>
    Applied,
    /// <summary>It waits for the CSMS, which the charger has no connection to or is not accepted by.</summary>
    Offline,
    /// <summary>The id tag may charge: the transaction runs, and the CSMS has not confirmed its start.</summary>
    Authorized,
    /// <summary>The transaction runs, and the CSMS, where there is one, has confirmed its start.</summary>
    Started,
    /// <summary>The transaction is over.</summary>
    Stopped,
    /// <summary>The CSMS refused: by the status of its answer or with a CALLERROR.</summary>
    Refused,
    /// <summary>The CSMS did not answer in time.</summary>
    TimedOut,
    /// <summary>A fault of the connector came before the transaction.</summary>
    Fault,
    /// <summary>The cable was out before the transaction began.</summary>
    NeverPlugged,
    /// <summary>Something else came before the transaction, as the reason says.</summary>
    Cancelled,
    /// <summary>The CSMS answered a message of the user's own.</summary>
    Answered,
}

/// <summary>A command that begins no session has come to something.</summary>
/// <param name="At">When.</param>
/// <param name="ConnectorId">At which connector; 0 where it is for the charger as a whole.</param>
/// <param name="CommandId">The command.</param>
/// <param name="Outcome">To what.</param>
/// <param name="Reason">Why, in the CSMS's own words or in a sentence; null where there is nothing to add.</param>
/// <param name="Session">The session's row where the command began one; null where it did not.</param>
public sealed record CommandOutcomeChanged(
    DateTimeOffset At, int ConnectorId, string CommandId, CommandOutcome Outcome, string? Reason, SessionChanged? Session = null)
    : ChargerEvent(At, ConnectorId);

/// <summary>A session was asked for in vain or waits, or its transaction started, was confirmed, or ended: the session's row as it is now.</summary>
/// <param name="At">When.</param>
/// <param name="ConnectorId">The connector.</param>
/// <param name="SessionId">The session's own id, unique and the same in each of its events.</param>
/// <param name="IdTag">The id tag.</param>
/// <param name="TransactionId">The OCPP transaction id, null while unknown and for a detached 1.6 charger.</param>
/// <param name="StartedAt">When the transaction started; when the session was asked for, where there is none.</param>
/// <param name="StoppedAt">When it ended; null while it runs or waits.</param>
/// <param name="EnergyWh">The energy delivered, in watt-hours.</param>
/// <param name="StopReason">Why it ended; null while it runs.</param>
/// <param name="CommandId">The command that started it; null if the CSMS did.</param>
/// <param name="Confirmed">Whether it only tells that the CSMS has answered the transaction's start.</param>
/// <param name="Outcome">What it has come to.</param>
/// <param name="Reason">Why, in the CSMS's own words or in a sentence; null where there is nothing to add.</param>
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
    [property: JsonPropertyName("LearntId")] bool Confirmed = false,
    CommandOutcome Outcome = CommandOutcome.Started,
    string? Reason = null) : ChargerEvent(At, ConnectorId)
{
    /// <summary>Whether there is, or was, a transaction.</summary>
    public bool HasTransaction => Outcome is CommandOutcome.Authorized or CommandOutcome.Started or CommandOutcome.Stopped;
}

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
/// <param name="Transfers">The files to transfer; null for none.</param>
public readonly record struct Changes(
    bool Persist, bool Reconnect, IReadOnlyList<ChargerEvent>? Events, IReadOnlyList<FileTransfer>? Transfers = null);

/// <summary>A charger's answer to a command.</summary>
/// <param name="Refusal">Why it was refused, a sentence that names the connector and the state; null when it was taken.</param>
/// <param name="Changes">What the host must see to.</param>
public readonly record struct Outcome(string? Refusal, Changes Changes)
{
    /// <summary>Whether the command was taken.</summary>
    public bool Accepted => Refusal is null;
}
