using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>UnlockConnector.req (section 6.53).</summary>
/// <param name="ConnectorId">The connector.</param>
public sealed record UnlockConnectorRequest(int ConnectorId)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<UnlockConnectorRequest> Message { get; } = new(
        OcppVersion.V16, Object(Required("connectorId", Integer(minimum: 0))), V16Json.Default.UnlockConnectorRequest);
}

/// <summary>UnlockConnector.conf (section 6.54).</summary>
/// <param name="Status">Unlocked, UnlockFailed or NotSupported.</param>
public sealed record UnlockConnectorResponse(CallStatus Status)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<UnlockConnectorResponse> Message { get; } = new(
        OcppVersion.V16,
        Object(Required("status", OneOf("Unlocked", "UnlockFailed", "NotSupported"))),
        V16Json.Default.UnlockConnectorResponse);
}

static class UnlockConnector
{
    public static CsmsOperation Operation { get; } =
        new CsmsOperation<UnlockConnectorRequest, UnlockCall, StatusResult, UnlockConnectorResponse>(
            "UnlockConnector",
            UnlockConnectorRequest.Message,
            static request => new(request.ConnectorId),
            UnlockConnectorResponse.Message,
            static (_, result) => new(result.Status));
}
