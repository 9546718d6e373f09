using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>ChangeConfiguration.req (section 6.13).</summary>
/// <param name="Key">The key, at most 50 characters.</param>
/// <param name="Value">The new value, at most 500 characters.</param>
public sealed record ChangeConfigurationRequest(string Key, string Value)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<ChangeConfigurationRequest> Message { get; } = new(
        OcppVersion.V16,
        Object(
            Required("key", Text(50)),
            Required("value", Text(500))),
        V16Json.Default.ChangeConfigurationRequest);
}

/// <summary>ChangeConfiguration.conf (section 6.14).</summary>
/// <param name="Status">Accepted, Rejected, RebootRequired or NotSupported.</param>
public sealed record ChangeConfigurationResponse(CallStatus Status)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<ChangeConfigurationResponse> Message { get; } = new(
        OcppVersion.V16,
        Object(Required("status", OneOf("Accepted", "Rejected", "RebootRequired", "NotSupported"))),
        V16Json.Default.ChangeConfigurationResponse);
}

static class ChangeConfiguration
{
    public static CsmsOperation Operation { get; } =
        new CsmsOperation<ChangeConfigurationRequest, ChangeConfigurationCall, StatusResult, ChangeConfigurationResponse>(
            "ChangeConfiguration",
            ChangeConfigurationRequest.Message,
            static request => new(request.Key, request.Value),
            ChangeConfigurationResponse.Message,
            static (_, result) => new(result.Status));
}
