using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;
using static OcppLab.Ocpp.V201.Classes;

namespace OcppLab.Ocpp.V201;

/// <summary>TriggerMessageRequest.</summary>
/// <param name="RequestedMessage">The message asked for (MessageTriggerEnumType).</param>
/// <param name="Evse">For which EVSE or connector; for all if left out.</param>
public sealed record TriggerMessageRequest(string RequestedMessage, EVSEType? Evse = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<TriggerMessageRequest> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("requestedMessage", OneOf(
                "BootNotification", "LogStatusNotification", "FirmwareStatusNotification", "Heartbeat", "MeterValues",
                "SignChargingStationCertificate", "SignV2GCertificate", "StatusNotification", "TransactionEvent",
                "SignCombinedCertificate", "PublishFirmwareStatusNotification")),
            Optional("evse", Classes.Evse)),
        V201Json.Default.TriggerMessageRequest);
}

/// <summary>TriggerMessageResponse.</summary>
/// <param name="Status">Accepted, Rejected or NotImplemented.</param>
/// <param name="StatusInfo">Why.</param>
public sealed record TriggerMessageResponse(CallStatus Status, StatusInfoType? StatusInfo = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<TriggerMessageResponse> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("status", OneOf("Accepted", "Rejected", "NotImplemented")),
            Optional("statusInfo", Classes.StatusInfo)),
        V201Json.Default.TriggerMessageResponse);
}

static class TriggerMessage
{
    public static CsmsOperation Operation { get; } =
        new CsmsOperation<TriggerMessageRequest, TriggerCall, StatusResult, TriggerMessageResponse>(
            "TriggerMessage",
            TriggerMessageRequest.Message,
            static request => new(
                Enum.TryParse<TriggerKind>(request.RequestedMessage, out var kind) ? kind : TriggerKind.Other, request.Evse?.Number),
            TriggerMessageResponse.Message,
            static (_, result) => new(result.Status));
}
