using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>TriggerMessage.req (section 6.51).</summary>
/// <param name="RequestedMessage">The message asked for (MessageTrigger).</param>
/// <param name="ConnectorId">For which connector; for all if left out.</param>
public sealed record TriggerMessageRequest(string RequestedMessage, int? ConnectorId = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<TriggerMessageRequest> Message { get; } = new(
        OcppVersion.V16,
        Object(
            Required("requestedMessage", OneOf(
                "BootNotification", "DiagnosticsStatusNotification", "FirmwareStatusNotification", "Heartbeat", "MeterValues",
                "StatusNotification")),
            Optional("connectorId", Integer(minimum: 0))),
        V16Json.Default.TriggerMessageRequest);
}

/// <summary>TriggerMessage.conf (section 6.52).</summary>
/// <param name="Status">Accepted, Rejected or NotImplemented.</param>
public sealed record TriggerMessageResponse(CallStatus Status)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<TriggerMessageResponse> Message { get; } = new(
        OcppVersion.V16,
        Object(Required("status", OneOf("Accepted", "Rejected", "NotImplemented"))),
        V16Json.Default.TriggerMessageResponse);
}

static class TriggerMessage
{
    public static CsmsOperation Operation { get; } =
        new CsmsOperation<TriggerMessageRequest, TriggerCall, StatusResult, TriggerMessageResponse>(
            "TriggerMessage",
            TriggerMessageRequest.Message,
            static request => new(
                Enum.TryParse<TriggerKind>(request.RequestedMessage, out var kind) ? kind : TriggerKind.Other, request.ConnectorId),
            TriggerMessageResponse.Message,
            static (_, result) => new(result.Status));
}
