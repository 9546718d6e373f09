using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;
using static OcppLab.Ocpp.V201.Classes;

namespace OcppLab.Ocpp.V201;

/// <summary>UnlockConnectorRequest.</summary>
/// <param name="EvseId">The EVSE.</param>
/// <param name="ConnectorId">Its connector.</param>
public sealed record UnlockConnectorRequest(int EvseId, int ConnectorId)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<UnlockConnectorRequest> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("evseId", Integer(minimum: 0)),
            Required("connectorId", Integer(minimum: 0))),
        V201Json.Default.UnlockConnectorRequest);
}

/// <summary>UnlockConnectorResponse.</summary>
/// <param name="Status">Unlocked, UnlockFailed, OngoingAuthorizedTransaction or UnknownConnector.</param>
/// <param name="StatusInfo">Why.</param>
public sealed record UnlockConnectorResponse(CallStatus Status, StatusInfoType? StatusInfo = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<UnlockConnectorResponse> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("status", OneOf("Unlocked", "UnlockFailed", "OngoingAuthorizedTransaction", "UnknownConnector")),
            Optional("statusInfo", Classes.StatusInfo)),
        V201Json.Default.UnlockConnectorResponse);
}

static class UnlockConnector
{
    public static CsmsOperation Operation { get; } =
        new CsmsOperation<UnlockConnectorRequest, UnlockCall, StatusResult, UnlockConnectorResponse>(
            "UnlockConnector",
            UnlockConnectorRequest.Message,
            static request => new(EVSEType.NumberOf(request.EvseId, request.ConnectorId)),
            UnlockConnectorResponse.Message,
            static (_, result) => new(result.Status));
}
