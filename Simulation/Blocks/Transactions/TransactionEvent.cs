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
    static readonly JsonEncodedText TariffId = JsonEncodedText.Encode("tariffId");
    static readonly JsonEncodedText CostDetails = JsonEncodedText.Encode("costDetails");
    static readonly JsonEncodedText ReservationId = JsonEncodedText.Encode("reservationId");
    static readonly JsonEncodedText Mode = JsonEncodedText.Encode("operationMode");
    static readonly JsonEncodedText Evse = JsonEncodedText.Encode("evse");
    static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    static readonly JsonEncodedText ConnectorId = JsonEncodedText.Encode("connectorId");
    static readonly JsonEncodedText IdToken = JsonEncodedText.Encode("idToken");
    static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    static readonly JsonEncodedText TransactionLimit = JsonEncodedText.Encode("transactionLimit");
    static readonly JsonEncodedText AdditionalInfo = JsonEncodedText.Encode("additionalInfo");
    static readonly JsonEncodedText AdditionalIdToken = JsonEncodedText.Encode("additionalIdToken");
    static readonly JsonEncodedText EvccIdType = JsonEncodedText.Encode("EVCCID");
    static readonly JsonEncodedText MeterValue = JsonEncodedText.Encode("meterValue");
    static readonly JsonEncodedText[] EventTypes = EncodedNames.Of<TransactionEventKind>();
    static readonly JsonEncodedText[] Triggers = EncodedNames.Of<TriggerReason>();

    // What a charger of 2.1 keeps for a CSMS that turns out to speak 2.0.1 only.
    static readonly JsonEncodedText[] TriggersOf201 = EncodedNames.Of<TriggerReason>(static trigger => trigger switch
    {
        TriggerReason.RunningCost => nameof(TriggerReason.MeterValuePeriodic),
        TriggerReason.OperationModeChanged or TriggerReason.TariffChanged or TriggerReason.LimitSet or TriggerReason.CostLimitReached
            or TriggerReason.SoCLimitReached => nameof(TriggerReason.ChargingStateChanged),
        _ => trigger.ToString(),
    });

    static readonly JsonEncodedText[] Modes = EncodedNames.Of<OperationMode>();
    static readonly JsonEncodedText[] States = EncodedNames.Of<ChargingState>();
    static readonly JsonEncodedText[] Reasons = EncodedNames.Of<StopReason>(static reason => reason switch
    {
        StopReason.HardReset or StopReason.SoftReset => "ImmediateReset",
        _ => Has(reason, OcppVersion.V21) ? reason.ToString() : nameof(StopReason.Other),
    });

    /// <summary>Whether 2.0.1, or 2.1, has the word.</summary>
    public static bool Has(StopReason reason, OcppVersion version) => Enum.TryParse<V2.ReasonEnumType>(reason.ToString(), out _)
        && (version == OcppVersion.V21 || reason != StopReason.ReqEnergyTransferRejected);

    public static void Write(TransactionMessage message, Utf8JsonWriter payload)
    {
        payload.WriteStartObject();
        payload.WriteString(EventType, EventTypes[(int)message.Kind]);
        Ocpp.Messages.Timestamp.Write(payload, Timestamp, message.At);
        payload.WriteString(Trigger, (message.Version == OcppVersion.V21 ? Triggers : TriggersOf201)[(int)message.Trigger]);
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
            var reason = message.StopReason ?? StopReason.Local;
            payload.WriteString(
                StoppedReason,
                Reasons[(int)(reason == StopReason.ReqEnergyTransferRejected && message.Version != OcppVersion.V21 ? StopReason.Other : reason)]);
        }

        if (message.RemoteStartId is { } remoteStartId)
        {
            payload.WriteNumber(RemoteStartId, remoteStartId);
        }

        if (message.TariffId is { } tariffId)
        {
            payload.WriteString(TariffId, tariffId);
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

        if (message.Mode is { } mode)
        {
            payload.WriteString(Mode, Modes[(int)mode]);
        }

        payload.WriteEndObject();
        if (message.CostDetails is { } costDetails)
        {
            payload.WritePropertyName(CostDetails);
            costDetails.Write(payload);
        }

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
            payload.WriteString(Type, token.TypeIn(message.Version));
            if (message.EvccId is { } evccId)
            {
                payload.WriteStartArray(AdditionalInfo);
                payload.WriteStartObject();
                payload.WriteString(AdditionalIdToken, evccId);
                payload.WriteString(Type, EvccIdType);
                payload.WriteEndObject();
                payload.WriteEndArray();
            }

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
