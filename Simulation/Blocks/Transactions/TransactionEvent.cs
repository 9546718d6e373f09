using System.Text.Json;

namespace OcppLab.Simulation;

/// <summary>Writes TransactionEvent (2.0.1 use cases E01 to E15).</summary>
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
    static readonly JsonEncodedText ReservationId = JsonEncodedText.Encode("reservationId");
    static readonly JsonEncodedText Evse = JsonEncodedText.Encode("evse");
    static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    static readonly JsonEncodedText ConnectorId = JsonEncodedText.Encode("connectorId");
    static readonly JsonEncodedText IdToken = JsonEncodedText.Encode("idToken");
    static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    static readonly JsonEncodedText TransactionLimit = JsonEncodedText.Encode("transactionLimit");
    static readonly JsonEncodedText MeterValue = JsonEncodedText.Encode("meterValue");
    static readonly JsonEncodedText[] EventTypes = EncodedNames.Of<TransactionEventKind>();
    static readonly JsonEncodedText[] Triggers = EncodedNames.Of<TriggerReason>();
    static readonly JsonEncodedText[] States = EncodedNames.Of<ChargingState>();
    static readonly JsonEncodedText[] Reasons = EncodedNames.Of<StopReason>(static reason => reason switch
    {
        StopReason.HardReset or StopReason.SoftReset => "ImmediateReset",
        _ => Has(reason) ? reason.ToString() : nameof(StopReason.Other),
    });

    /// <summary>Whether 2.0.1 has the word.</summary>
    public static bool Has(StopReason reason) => Enum.TryParse<V2.ReasonEnumType>(reason.ToString(), out _);

    public static void Write(TransactionMessage message, Utf8JsonWriter payload)
    {
        payload.WriteStartObject();
        payload.WriteString(EventType, EventTypes[(int)message.Kind]);
        Ocpp.Messages.Timestamp.Write(payload, Timestamp, message.At);
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

        if (message.Limit is { } limit)
        {
            payload.WritePropertyName(TransactionLimit);
            new V2.TransactionLimitType
            {
                MaxCost = limit.MaxCost,
                MaxEnergy = limit.MaxEnergyWh,
                MaxTime = limit.MaxSeconds,
                MaxSoC = limit.MaxSocPercent,
            }.Write(payload);
        }

        payload.WriteEndObject();
        if (message.Evse is var (evseId, connectorId))
        {
            payload.WriteStartObject(Evse);
            payload.WriteNumber(Id, evseId);
            payload.WriteNumber(ConnectorId, connectorId);
            payload.WriteEndObject();
        }

        if (message.ReservationId is { } reservationId)
        {
            payload.WriteNumber(ReservationId, reservationId);
        }

        if (message.IdToken is { } token)
        {
            payload.WriteStartObject(IdToken);
            payload.WriteString(IdToken, token.ValueTold);
            payload.WriteString(Type, token.TypeOrShape);
            payload.WriteEndObject();
        }

        if (message.Samples.Count > 0)
        {
            payload.WriteStartArray(MeterValue);
            message.WriteSamples(payload);
            payload.WriteEndArray();
        }

        payload.WriteEndObject();
    }
}
