using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;
using static OcppLab.Ocpp.V201.Classes;

namespace OcppLab.Ocpp.V201;

/// <summary>ChangeAvailabilityRequest.</summary>
/// <param name="OperationalStatus">Operative or Inoperative (OperationalStatusEnumType).</param>
/// <param name="Evse">The EVSE or connector; the whole charger if left out.</param>
public sealed record ChangeAvailabilityRequest(string OperationalStatus, EVSEType? Evse = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<ChangeAvailabilityRequest> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("operationalStatus", OneOf(ChangeAvailability.Operative, "Inoperative")),
            Optional("evse", Classes.Evse)),
        V201Json.Default.ChangeAvailabilityRequest);
}

/// <summary>ChangeAvailabilityResponse.</summary>
/// <param name="Status">Accepted, Rejected or Scheduled.</param>
/// <param name="StatusInfo">Why.</param>
public sealed record ChangeAvailabilityResponse(CallStatus Status, StatusInfoType? StatusInfo = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<ChangeAvailabilityResponse> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("status", OneOf("Accepted", "Rejected", "Scheduled")),
            Optional("statusInfo", Classes.StatusInfo)),
        V201Json.Default.ChangeAvailabilityResponse);
}

static class ChangeAvailability
{
    public const string Operative = "Operative";

    public static CsmsOperation Operation { get; } =
        new CsmsOperation<ChangeAvailabilityRequest, ChangeAvailabilityCall, StatusResult, ChangeAvailabilityResponse>(
            "ChangeAvailability",
            ChangeAvailabilityRequest.Message,
            static request => new(request.Evse?.Number ?? 0, request.OperationalStatus == Operative),
            ChangeAvailabilityResponse.Message,
            static (_, result) => new(result.Status));
}
