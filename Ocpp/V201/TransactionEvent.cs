using System.Text.Json;
using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;
using static OcppLab.Ocpp.V201.Classes;

namespace OcppLab.Ocpp.V201;

/// <summary>TransactionEventRequest.</summary>
/// <param name="EventType">Which part of the transaction's life it tells.</param>
/// <param name="Timestamp">When that happened.</param>
/// <param name="TriggerReason">Why it is sent (TriggerReasonEnumType).</param>
/// <param name="SeqNo">Its number in the transaction.</param>
/// <param name="TransactionInfo">The transaction.</param>
/// <param name="MeterValue">Its meter values, at least one if there.</param>
/// <param name="Offline">Whether it happened while the CSMS was away; false if left out.</param>
/// <param name="NumberOfPhasesUsed">How many phases charge.</param>
/// <param name="CableMaxCurrent">The most that the cable takes, in amperes.</param>
/// <param name="ReservationId">The reservation it uses up.</param>
/// <param name="Evse">The EVSE and its connector.</param>
/// <param name="IdToken">The id token, where the event has to do with one.</param>
public sealed record TransactionEventRequest(
    TransactionEventKind EventType,
    DateTimeOffset Timestamp,
    string TriggerReason,
    int SeqNo,
    TransactionType TransactionInfo,
    IReadOnlyList<MeterValueType>? MeterValue = null,
    bool? Offline = null,
    int? NumberOfPhasesUsed = null,
    int? CableMaxCurrent = null,
    int? ReservationId = null,
    EVSEType? Evse = null,
    IdTokenType? IdToken = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<TransactionEventRequest> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("eventType", OneOf<TransactionEventKind>()),
            Required("timestamp", Schema.DateTime),
            Required("triggerReason", OneOf(
                [.. Enum.GetNames<TriggerReason>(), "EVConnectTimeout", "EVDetected", "SignedDataReceived"])),
            Required("seqNo", Integer(minimum: 0)),
            Optional("offline", Schema.Boolean),
            Required("transactionInfo", Class(
                Required("transactionId", Text(36)),
                Optional("chargingState", OneOf<ChargingState>()),
                Optional("timeSpentCharging", Integer()),
                Optional("stoppedReason", OneOf(
                    "Local", "Remote", "EVDisconnected", "EnergyLimitReached", "TimeLimitReached", "DeAuthorized", "EmergencyStop",
                    "GroundFault", "ImmediateReset", "LocalOutOfCredit", "MasterPass", "Other", "OvercurrentFault", "PowerLoss",
                    "PowerQuality", "Reboot", "SOCLimitReached", "StoppedByEV", "Timeout")),
                Optional("remoteStartId", Integer()))),
            Optional("numberOfPhasesUsed", Integer()),
            Optional("cableMaxCurrent", Integer()),
            Optional("reservationId", Integer()),
            Optional("evse", Classes.Evse),
            Optional("idToken", Classes.IdToken),
            Optional("meterValue", Array(Classes.MeterValue, minItems: 1))),
        V201Json.Default.TransactionEventRequest);
}

/// <summary>TransactionType.</summary>
/// <param name="TransactionId">The charger's id of the transaction, at most 36 characters.</param>
/// <param name="ChargingState">The charging state after the event.</param>
/// <param name="TimeSpentCharging">How long energy flowed, in seconds.</param>
/// <param name="StoppedReason">Why it ended (ReasonEnumType); Local if left out at its end.</param>
/// <param name="RemoteStartId">The id of the RequestStartTransaction that caused it.</param>
public sealed record TransactionType(
    string TransactionId,
    ChargingState? ChargingState = null,
    int? TimeSpentCharging = null,
    string? StoppedReason = null,
    int? RemoteStartId = null);

/// <summary>TransactionEventResponse. What is left out here is held to the schema and otherwise ignored.</summary>
/// <param name="TotalCost">The cost so far, taxes included.</param>
/// <param name="IdTokenInfo">What the CSMS says of the id token, if the request had one.</param>
public sealed record TransactionEventResponse(double? TotalCost = null, IdTokenInfoType? IdTokenInfo = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<TransactionEventResponse> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Optional("totalCost", Number()),
            Optional("chargingPriority", Integer()),
            Optional("idTokenInfo", Classes.IdTokenInfo),
            Optional("updatedPersonalMessage", MessageContent)),
        V201Json.Default.TransactionEventResponse);
}

static class TransactionEvent
{
    static readonly JsonEncodedText EventType = JsonEncodedText.Encode("eventType");
    static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");
    static readonly JsonEncodedText Trigger = JsonEncodedText.Encode("triggerReason");
    static readonly JsonEncodedText SeqNo = JsonEncodedText.Encode("seqNo");
    static readonly JsonEncodedText Offline = JsonEncodedText.Encode("offline");
    static readonly JsonEncodedText TransactionInfo = JsonEncodedText.Encode("transactionInfo");
    static readonly JsonEncodedText TransactionId = JsonEncodedText.Encode("transactionId");
    static readonly JsonEncodedText State = JsonEncodedText.Encode("chargingState");
    static readonly JsonEncodedText StoppedReason = JsonEncodedText.Encode("stoppedReason");
    static readonly JsonEncodedText RemoteStartId = JsonEncodedText.Encode("remoteStartId");
    static readonly JsonEncodedText Evse = JsonEncodedText.Encode("evse");
    static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    static readonly JsonEncodedText ConnectorId = JsonEncodedText.Encode("connectorId");
    static readonly JsonEncodedText IdToken = JsonEncodedText.Encode("idToken");
    static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    static readonly JsonEncodedText MeterValue = JsonEncodedText.Encode("meterValue");
    static readonly JsonEncodedText[] EventTypes = EncodedNames.Of<TransactionEventKind>();
    static readonly JsonEncodedText[] Triggers = EncodedNames.Of<TriggerReason>();
    static readonly JsonEncodedText[] States = EncodedNames.Of<ChargingState>();
    static readonly JsonEncodedText[] Reasons = EncodedNames.Of<StopReason>(static reason => reason switch
    {
        StopReason.HardReset or StopReason.SoftReset => "ImmediateReset",
        StopReason.UnlockCommand => "Other",
        _ => reason.ToString(),
    });

    public static ChargerOperation Operation { get; } = new ChargerOperation<TransactionMessage>(
        "TransactionEvent",
        Write,
        TransactionEventResponse.Message.Schema,
        static payload => TransactionEventResponse.Message.ReadChecked(payload).IdTokenInfo is { } info
            ? new TransactionReply(null, info.Status, info.CacheExpiryDateTime, info.GroupIdToken?.IdToken)
            : EmptyReplies.OfTransaction);

    static void Write(TransactionMessage message, Utf8JsonWriter payload)
    {
        payload.WriteStartObject();
        payload.WriteString(EventType, EventTypes[(int)message.Kind]);
        Ocpp.Timestamp.Write(payload, Timestamp, message.At);
        payload.WriteString(Trigger, Triggers[(int)message.Trigger]);
        payload.WriteNumber(SeqNo, message.SeqNo);
        if (message.Offline)
        {
            payload.WriteBoolean(Offline, true);
        }

        payload.WriteStartObject(TransactionInfo);
        payload.WriteString(TransactionId, message.TransactionId);
        payload.WriteString(State, States[(int)message.ChargingState]);
        if (message.Kind == TransactionEventKind.Ended)
        {
            payload.WriteString(StoppedReason, Reasons[(int)(message.StopReason ?? StopReason.Local)]);
        }

        if (message.RemoteStartId is { } remoteStartId)
        {
            payload.WriteNumber(RemoteStartId, remoteStartId);
        }

        payload.WriteEndObject();
        payload.WriteStartObject(Evse);
        payload.WriteNumber(Id, message.ConnectorId);
        payload.WriteNumber(ConnectorId, 1);
        payload.WriteEndObject();
        if (message.IdToken is { } token)
        {
            payload.WriteStartObject(IdToken);
            payload.WriteString(IdToken, token.Value);
            payload.WriteString(Type, token.TypeOrShape);
            payload.WriteEndObject();
        }

        if (message.Samples.Count > 0)
        {
            payload.WriteStartArray(MeterValue);
            for (var i = 0; i < message.Samples.Count; i++)
            {
                MeterWriter.Write(payload, message.Samples[i], message.Measurands, OcppVersion.V201);
            }

            payload.WriteEndArray();
        }

        payload.WriteEndObject();
    }
}
