using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>Reset.req (section 6.39).</summary>
/// <param name="Type">Hard or Soft (ResetType).</param>
public sealed record ResetRequest(string Type)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<ResetRequest> Message { get; } = new(
        OcppVersion.V16, Object(Required("type", OneOf(Reset.Hard, "Soft"))), V16Json.Default.ResetRequest);
}

/// <summary>Reset.conf (section 6.40).</summary>
/// <param name="Status">Accepted or Rejected.</param>
public sealed record ResetResponse(CallStatus Status)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<ResetResponse> Message { get; } = new(
        OcppVersion.V16, Object(Required("status", OneOf("Accepted", "Rejected"))), V16Json.Default.ResetResponse);
}

static class Reset
{
    public const string Hard = "Hard";

    // A reset that waits for a transaction's end is one that will be done.
    public static CsmsOperation Operation { get; } = new CsmsOperation<ResetRequest, RemoteReset, StatusResult, ResetResponse>(
        "Reset",
        ResetRequest.Message,
        static request => new(request.Type == Hard, EvseId: null),
        ResetResponse.Message,
        static (_, result) => new(result.Status == CallStatus.Scheduled ? CallStatus.Accepted : result.Status));
}
