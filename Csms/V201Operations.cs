using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using OcppLab.Ocpp;
using OcppLab.Ocpp.V201;
using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>What of a TransactionEvent every event is read for; the meter values are not.</summary>
sealed record TransactionEventHead(
    TransactionEventKind EventType, DateTimeOffset Timestamp, int SeqNo, TransactionHead TransactionInfo, EVSEType? Evse, IdTokenType? IdToken);

/// <summary>The same of its transaction.</summary>
sealed record TransactionHead(string TransactionId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TransactionEventHead))]
sealed partial class V201HeadJson : JsonSerializerContext;

/// <summary>OCPP 2.0.1 as the central system speaks it.</summary>
static class V201Operations
{
    const string Register = "Energy.Active.Import.Register";

    public static Protocol Protocol { get; } = new(
        OcppVersion.V201,
        "ocpp2.0.1",
        new Operation[]
        {
            new("BootNotification", BootNotificationRequest.Message.Schema, Boot),
            CommonOperations.Heartbeat(HeartbeatRequest.Message.Schema),
            new("Authorize", AuthorizeRequest.Message.Schema, Authorize),
            new("TransactionEvent", TransactionEventRequest.Message.Schema, Event),
            CommonOperations.Acknowledge("MeterValues", MeterValuesRequest.Message.Schema),
            new("StatusNotification", StatusNotificationRequest.Message.Schema, Status),
            CommonOperations.DataTransfer,
            CommonOperations.Acknowledge("FirmwareStatusNotification"),
            CommonOperations.Acknowledge("LogStatusNotification"),
            CommonOperations.Acknowledge("NotifyChargingLimit"),
            CommonOperations.Acknowledge("NotifyCustomerInformation"),
            CommonOperations.Acknowledge("NotifyDisplayMessages"),
            CommonOperations.Acknowledge("NotifyEvent"),
            CommonOperations.Acknowledge("NotifyMonitoringReport"),
            CommonOperations.Acknowledge("NotifyReport"),
            CommonOperations.Acknowledge("ReportChargingProfiles"),
            CommonOperations.Acknowledge("ReservationStatusUpdate"),
            CommonOperations.Acknowledge("SecurityEventNotification"),
        }.ToFrozenDictionary(operation => operation.Action),
        new Dictionary<string, Schema>
        {
            ["ChangeAvailability"] = ChangeAvailabilityResponse.Message.Schema,
            ["GetVariables"] = GetVariablesResponse.Message.Schema,
            ["RequestStartTransaction"] = RequestStartTransactionResponse.Message.Schema,
            ["RequestStopTransaction"] = RequestStopTransactionResponse.Message.Schema,
            ["Reset"] = ResetResponse.Message.Schema,
            ["SetVariables"] = SetVariablesResponse.Message.Schema,
            ["TriggerMessage"] = TriggerMessageResponse.Message.Schema,
            ["UnlockConnector"] = UnlockConnectorResponse.Message.Schema,
        }.ToFrozenDictionary());

    static void Boot(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var station = BootNotificationRequest.Message.ReadChecked(call.Payload.Span).ChargingStation;
        var (status, interval) = session.Boot(station.VendorName, station.Model);
        BootNotificationResponse.Message.Write(new(session.System.Time.GetUtcNow(), interval, status), answer);
    }

    static void Authorize(ChargerSession session, in Frame call, Utf8JsonWriter answer) =>
        AuthorizeResponse.Message.Write(
            new(new(session.System.StatusOf(AuthorizeRequest.Message.ReadChecked(call.Payload.Span).IdToken.IdToken, atStart: false))), answer);

    static void Event(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var head = JsonSerializer.Deserialize(call.Payload.Span, V201HeadJson.Default.TransactionEventHead)!;
        double? register = null;
        string? reason = null;
        if (head.EventType != TransactionEventKind.Updated)
        {
            var whole = TransactionEventRequest.Message.ReadChecked(call.Payload.Span);
            register = RegisterWh(whole);
            reason = whole.TransactionInfo.StoppedReason;
        }

        session.System.Ledger.Take(session.Charger, MessageMark.Of(call), head, register, reason);
        answer.WriteStartObject();
        if (head.IdToken is { } token)
        {
            answer.WriteStartObject("idTokenInfo"u8);
            answer.WriteString("status"u8, session.System.StatusOf(token.IdToken, head.EventType == TransactionEventKind.Started).ToString());
            answer.WriteEndObject();
        }

        answer.WriteEndObject();
    }

    /// <summary>The energy register of an event's first (Started) or last (Ended) meter value, in watt-hours.</summary>
    static double? RegisterWh(TransactionEventRequest request)
    {
        var values = (request.MeterValue ?? []).SelectMany(value => value.SampledValue).Where(value => value is { Measurand: null or Register, Phase: null });
        var register = request.EventType == TransactionEventKind.Started ? values.FirstOrDefault() : values.LastOrDefault();
        return register is null
            ? null
            : register.Value * Math.Pow(10, register.UnitOfMeasure?.Multiplier ?? 0) * (register.UnitOfMeasure?.Unit == "kWh" ? 1000 : 1);
    }

    static void Status(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var request = StatusNotificationRequest.Message.ReadChecked(call.Payload.Span);
        session.Charger.Status(request.EvseId, request.ConnectorStatus);
        answer.WriteStartObject();
        answer.WriteEndObject();
    }
}
