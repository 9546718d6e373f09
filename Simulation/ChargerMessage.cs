namespace OcppLab.Simulation;

/// <summary>A request from the charger to its CSMS, independent of the OCPP version.</summary>
public abstract record ChargerMessage;

/// <summary>BootNotification.</summary>
/// <param name="Model">Vendor and model to report.</param>
/// <param name="SerialNumber">The charger's serial number, at most 25 characters.</param>
/// <param name="FirmwareVersion">The firmware's version, at most 50 characters.</param>
/// <param name="Reason">Why it boots.</param>
public sealed record BootMessage(ChargerModel Model, string SerialNumber, string FirmwareVersion, BootReason Reason) : ChargerMessage;

/// <summary>Heartbeat.</summary>
public sealed record HeartbeatMessage : ChargerMessage
{
    /// <summary>The one instance: a heartbeat has no content.</summary>
    public static HeartbeatMessage Instance { get; } = new();
}

/// <summary>StatusNotification.</summary>
/// <param name="ConnectorId">The connector (1.6; 0 is the charger as a whole), the EVSE (2.0.1).</param>
/// <param name="Status">The new status.</param>
/// <param name="ErrorCode">The error, NoError for none.</param>
/// <param name="Info">More about the error, at most 50 characters, or null.</param>
/// <param name="At">When it became so.</param>
public sealed record StatusMessage(
    int ConnectorId, ConnectorStatus Status, ChargePointErrorCode ErrorCode, string? Info, DateTimeOffset At) : ChargerMessage;

/// <summary>Authorize.</summary>
/// <param name="IdToken">The token presented.</param>
public sealed record AuthorizeMessage(IdToken IdToken) : ChargerMessage;

/// <summary>Which part of a transaction's life a message tells.</summary>
public enum TransactionEventKind
{
    /// <summary>1.6 StartTransaction, 2.0.1 TransactionEvent Started.</summary>
    Started,
    /// <summary>1.6 MeterValues, 2.0.1 TransactionEvent Updated.</summary>
    Updated,
    /// <summary>1.6 StopTransaction, 2.0.1 TransactionEvent Ended.</summary>
    Ended,
}

/// <summary>One message of a transaction: StartTransaction, MeterValues and StopTransaction in 1.6, TransactionEvent in 2.0.1.</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="ConnectorId">The connector (1.6), the EVSE (2.0.1).</param>
/// <param name="TransactionId">The id: the CSMS's integer in 1.6 (null until StartTransaction is answered), the charger's own in 2.0.1.</param>
/// <param name="At">When what it tells happened.</param>
/// <param name="SeqNo">The event's number in its transaction, from 0 (2.0.1).</param>
/// <param name="Trigger">Why it is sent (2.0.1).</param>
/// <param name="ChargingState">The charging state after it (2.0.1).</param>
/// <param name="IdToken">The id token where the message carries one: always at Started; at Ended if the user stopped with it.</param>
/// <param name="MeterWh">The energy register in watt-hours (meterStart, meterStop).</param>
/// <param name="StopReason">Why it ended; null unless Ended.</param>
/// <param name="Offline">Whether it happened while the CSMS was away.</param>
/// <param name="RemoteStartId">The id of the RequestStartTransaction that caused it (2.0.1), or null.</param>
/// <param name="Samples">The meter values that go with it, in order; may be empty.</param>
/// <param name="Measurands">Which of the samples' values to report.</param>
public sealed record TransactionMessage(
    TransactionEventKind Kind,
    int ConnectorId,
    string? TransactionId,
    DateTimeOffset At,
    int SeqNo,
    TriggerReason Trigger,
    ChargingState ChargingState,
    IdToken? IdToken,
    double MeterWh,
    StopReason? StopReason,
    bool Offline,
    int? RemoteStartId,
    IReadOnlyList<MeterSample> Samples,
    Measurands Measurands) : ChargerMessage
{
    /// <summary>What tells it from the charger's other messages: the same when it is sent again on another connection, even after
    /// a crash, so that a CSMS can recognise it; another one for each new attempt on the same connection (OCPP-J 1.6 section 4.1.4).</summary>
    public ulong Key { get; init; }
}

/// <summary>MeterValues outside a transaction: clock-aligned or triggered.</summary>
/// <param name="ConnectorId">The connector (1.6), the EVSE (2.0.1).</param>
/// <param name="Sample">The sample.</param>
/// <param name="Measurands">Which of its values to report.</param>
public sealed record MeterValuesMessage(int ConnectorId, MeterSample Sample, Measurands Measurands) : ChargerMessage;

/// <summary>A message of the user's own (proxy-message), its payload sent as given.</summary>
/// <param name="Action">The OCPP action, in any letter case.</param>
/// <param name="PayloadJson">The payload, one JSON object.</param>
public sealed record RawMessage(string Action, string PayloadJson) : ChargerMessage;
