using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;
using static OcppLab.Ocpp.V201.Classes;

namespace OcppLab.Ocpp.V201;

/// <summary>RequestStartTransactionRequest. Its charging profile and group are held to the schema and otherwise ignored.</summary>
/// <param name="IdToken">The token to charge with.</param>
/// <param name="RemoteStartId">The request's id.</param>
/// <param name="EvseId">The EVSE; the charger chooses if left out.</param>
public sealed record RequestStartTransactionRequest(IdTokenType IdToken, int RemoteStartId, int? EvseId = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<RequestStartTransactionRequest> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("idToken", Classes.IdToken),
            Required("remoteStartId", Integer()),
            Optional("evseId", Integer(minimum: 0)),
            Optional("groupIdToken", Classes.IdToken),
            Optional("chargingProfile", ChargingProfile)),
        V201Json.Default.RequestStartTransactionRequest);
}

/// <summary>RequestStartTransactionResponse.</summary>
/// <param name="Status">Accepted or Rejected.</param>
/// <param name="StatusInfo">Why.</param>
/// <param name="TransactionId">The transaction that already runs there.</param>
public sealed record RequestStartTransactionResponse(
    CallStatus Status, StatusInfoType? StatusInfo = null, string? TransactionId = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<RequestStartTransactionResponse> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("status", OneOf("Accepted", "Rejected")),
            Optional("statusInfo", Classes.StatusInfo),
            Optional("transactionId", Text(36))),
        V201Json.Default.RequestStartTransactionResponse);
}

static class RequestStartTransaction
{
    public static CsmsOperation Operation { get; } =
        new CsmsOperation<RequestStartTransactionRequest, RemoteStart, StatusResult, RequestStartTransactionResponse>(
            "RequestStartTransaction",
            RequestStartTransactionRequest.Message,
            static request => new(request.EvseId, new(request.IdToken.IdToken, request.IdToken.Type), request.RemoteStartId),
            RequestStartTransactionResponse.Message,
            static (_, result) => new(result.Status, TransactionId: result.TransactionId));
}
