using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>ChangeAvailability.req (section 6.11).</summary>
/// <param name="ConnectorId">The connector; 0 is the whole charger.</param>
/// <param name="Type">Operative or Inoperative (AvailabilityType).</param>
public sealed record ChangeAvailabilityRequest(int ConnectorId, string Type)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<ChangeAvailabilityRequest> Message { get; } = new(
        OcppVersion.V16,
        Object(
            Required("connectorId", Integer(minimum: 0)),
            Required("type", OneOf(ChangeAvailability.Operative, "Inoperative"))),
        V16Json.Default.ChangeAvailabilityRequest);
}

/// <summary>ChangeAvailability.conf (section 6.12).</summary>
/// <param name="Status">Accepted, Rejected or Scheduled.</param>
public sealed record ChangeAvailabilityResponse(CallStatus Status)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<ChangeAvailabilityResponse> Message { get; } = new(
        OcppVersion.V16,
        Object(Required("status", OneOf("Accepted", "Rejected", "Scheduled"))),
        V16Json.Default.ChangeAvailabilityResponse);
}

static class ChangeAvailability
{
    public const string Operative = "Operative";

    public static CsmsOperation Operation { get; } =
        new CsmsOperation<ChangeAvailabilityRequest, ChangeAvailabilityCall, StatusResult, ChangeAvailabilityResponse>(
            "ChangeAvailability",
            ChangeAvailabilityRequest.Message,
            static request => new(request.ConnectorId, request.Type == Operative),
            ChangeAvailabilityResponse.Message,
            static (_, result) => new(result.Status));
}
