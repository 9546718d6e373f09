using System.Globalization;
using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>RemoteStopTransaction.req (section 6.35).</summary>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record RemoteStopTransactionRequest(int TransactionId)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<RemoteStopTransactionRequest> Message { get; } = new(
        OcppVersion.V16, Object(Required("transactionId", Integer())), V16Json.Default.RemoteStopTransactionRequest);
}

/// <summary>RemoteStopTransaction.conf (section 6.36).</summary>
/// <param name="Status">Accepted or Rejected.</param>
public sealed record RemoteStopTransactionResponse(CallStatus Status)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<RemoteStopTransactionResponse> Message { get; } = new(
        OcppVersion.V16,
        Object(Required("status", OneOf("Accepted", "Rejected"))),
        V16Json.Default.RemoteStopTransactionResponse);
}

static class RemoteStopTransaction
{
    public static CsmsOperation Operation { get; } =
        new CsmsOperation<RemoteStopTransactionRequest, RemoteStop, StatusResult, RemoteStopTransactionResponse>(
            "RemoteStopTransaction",
            RemoteStopTransactionRequest.Message,
            static request => new(request.TransactionId.ToString(CultureInfo.InvariantCulture)),
            RemoteStopTransactionResponse.Message,
            static (_, result) => new(result.Status));
}
