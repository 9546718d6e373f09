using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;
using static OcppLab.Ocpp.V201.Classes;

namespace OcppLab.Ocpp.V201;

/// <summary>RequestStopTransactionRequest.</summary>
/// <param name="TransactionId">The transaction's id, at most 36 characters.</param>
public sealed record RequestStopTransactionRequest(string TransactionId)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<RequestStopTransactionRequest> Message { get; } = new(
        OcppVersion.V201, Class(Required("transactionId", Text(36))), V201Json.Default.RequestStopTransactionRequest);
}

/// <summary>RequestStopTransactionResponse.</summary>
/// <param name="Status">Accepted or Rejected.</param>
/// <param name="StatusInfo">Why.</param>
public sealed record RequestStopTransactionResponse(CallStatus Status, StatusInfoType? StatusInfo = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<RequestStopTransactionResponse> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("status", OneOf("Accepted", "Rejected")),
            Optional("statusInfo", Classes.StatusInfo)),
        V201Json.Default.RequestStopTransactionResponse);
}

static class RequestStopTransaction
{
    public static CsmsOperation Operation { get; } =
        new CsmsOperation<RequestStopTransactionRequest, RemoteStop, StatusResult, RequestStopTransactionResponse>(
            "RequestStopTransaction",
            RequestStopTransactionRequest.Message,
            static request => new(request.TransactionId),
            RequestStopTransactionResponse.Message,
            static (_, result) => new(result.Status));
}
