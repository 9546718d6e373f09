using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;
using static OcppLab.Ocpp.V201.Classes;

namespace OcppLab.Ocpp.V201;

/// <summary>ResetRequest.</summary>
/// <param name="Type">Immediate or OnIdle (ResetEnumType).</param>
/// <param name="EvseId">One EVSE only; the whole charger if left out.</param>
public sealed record ResetRequest(string Type, int? EvseId = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<ResetRequest> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("type", OneOf(Reset.Immediate, "OnIdle")),
            Optional("evseId", Integer(minimum: 0))),
        V201Json.Default.ResetRequest);
}

/// <summary>ResetResponse.</summary>
/// <param name="Status">Accepted, Rejected or Scheduled.</param>
/// <param name="StatusInfo">Why.</param>
public sealed record ResetResponse(CallStatus Status, StatusInfoType? StatusInfo = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<ResetResponse> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("status", OneOf("Accepted", "Rejected", "Scheduled")),
            Optional("statusInfo", Classes.StatusInfo)),
        V201Json.Default.ResetResponse);
}

static class Reset
{
    public const string Immediate = "Immediate";

    public static CsmsOperation Operation { get; } = new CsmsOperation<ResetRequest, RemoteReset, StatusResult, ResetResponse>(
        "Reset",
        ResetRequest.Message,
        static request => new(request.Type == Immediate, request.EvseId),
        ResetResponse.Message,
        static (_, result) => new(result.Status));
}
