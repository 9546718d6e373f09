using System.Collections.Frozen;
using System.Text.Json;
using OcppLab.Ocpp;
using OcppLab.Ocpp.V16;
using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>OCPP 1.6 as the central system speaks it.</summary>
static class V16Operations
{
    public static Protocol Protocol { get; } = new(
        OcppVersion.V16,
        "ocpp1.6",
        new Operation[]
        {
            new("BootNotification", BootNotificationRequest.Message.Schema, Boot),
            CommonOperations.Heartbeat(HeartbeatRequest.Message.Schema),
            new("Authorize", AuthorizeRequest.Message.Schema, Authorize),
            new("StartTransaction", StartTransactionRequest.Message.Schema, Start),
            new("StopTransaction", StopTransactionRequest.Message.Schema, Stop),
            new("MeterValues", MeterValuesRequest.Message.Schema, Meter),
            new("StatusNotification", StatusNotificationRequest.Message.Schema, Status),
            CommonOperations.DataTransfer,
            CommonOperations.Acknowledge("DiagnosticsStatusNotification"),
            CommonOperations.Acknowledge("FirmwareStatusNotification"),
            CommonOperations.Acknowledge("LogStatusNotification"),
            CommonOperations.Acknowledge("SecurityEventNotification"),
            CommonOperations.Acknowledge("SignedFirmwareStatusNotification"),
        }.ToFrozenDictionary(operation => operation.Action),
        new Dictionary<string, Schema>
        {
            ["ChangeAvailability"] = ChangeAvailabilityResponse.Message.Schema,
            ["ChangeConfiguration"] = ChangeConfigurationResponse.Message.Schema,
            ["GetConfiguration"] = GetConfigurationResponse.Message.Schema,
            ["RemoteStartTransaction"] = RemoteStartTransactionResponse.Message.Schema,
            ["RemoteStopTransaction"] = RemoteStopTransactionResponse.Message.Schema,
            ["Reset"] = ResetResponse.Message.Schema,
            ["TriggerMessage"] = TriggerMessageResponse.Message.Schema,
            ["UnlockConnector"] = UnlockConnectorResponse.Message.Schema,
        }.ToFrozenDictionary());

    static void Boot(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var request = BootNotificationRequest.Message.ReadChecked(call.Payload.Span);
        var (status, interval) = session.Boot(request.ChargePointVendor, request.ChargePointModel);
        BootNotificationResponse.Message.Write(new(status, session.System.Time.GetUtcNow(), interval), answer);
    }

    static void Authorize(ChargerSession session, in Frame call, Utf8JsonWriter answer) =>
        AuthorizeResponse.Message.Write(
            new(new(session.System.StatusOf(AuthorizeRequest.Message.ReadChecked(call.Payload.Span).IdTag, atStart: false))), answer);

    static void Start(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var request = StartTransactionRequest.Message.ReadChecked(call.Payload.Span);
        var id = session.System.Ledger.Start(
            session.Charger, MessageMark.Of(call), request.ConnectorId, request.IdTag, request.MeterStart, request.Timestamp);
        StartTransactionResponse.Message.Write(new(new(session.System.StatusOf(request.IdTag, atStart: true)), id), answer);
    }

    static void Stop(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var request = StopTransactionRequest.Message.ReadChecked(call.Payload.Span);
        session.System.Ledger.Stop(
            request.TransactionId, MessageMark.Of(call), request.MeterStop, request.Reason, request.Timestamp);
        StopTransactionResponse.Message.Write(
            new(request.IdTag is { } idTag ? new IdTagInfo(session.System.StatusOf(idTag, atStart: false)) : null), answer);
    }

    static void Meter(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        // The most frequent message by far: only the id is read.
        var reader = new Utf8JsonReader(call.Payload.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("transactionId"u8);
            reader.Read();
            if (isId)
            {
                session.System.Ledger.Update(reader.GetInt32(), MessageMark.Of(call));
                break;
            }

            reader.Skip();
        }

        answer.WriteStartObject();
        answer.WriteEndObject();
    }

    static void Status(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var request = StatusNotificationRequest.Message.ReadChecked(call.Payload.Span);
        session.Charger.Status(request.ConnectorId, request.Status.ToString());
        answer.WriteStartObject();
        answer.WriteEndObject();
    }
}
