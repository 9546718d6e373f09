using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>GetConfiguration.req (section 6.23).</summary>
/// <param name="Key">The keys asked for, each at most 50 characters; all if left out or empty.</param>
public sealed record GetConfigurationRequest(IReadOnlyList<string>? Key = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<GetConfigurationRequest> Message { get; } = new(
        OcppVersion.V16, Object(Optional("key", Array(Text(50)))), V16Json.Default.GetConfigurationRequest);
}

/// <summary>GetConfiguration.conf (section 6.24).</summary>
/// <param name="ConfigurationKey">The keys known.</param>
/// <param name="UnknownKey">The names asked for that are not keys.</param>
public sealed record GetConfigurationResponse(
    IReadOnlyList<KeyValue>? ConfigurationKey = null, IReadOnlyList<string>? UnknownKey = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<GetConfigurationResponse> Message { get; } = new(
        OcppVersion.V16,
        Object(
            Optional("configurationKey", Array(KeyValue.Schema)),
            Optional("unknownKey", Array(Text(50)))),
        V16Json.Default.GetConfigurationResponse);
}

/// <summary>KeyValue (section 7.29).</summary>
/// <param name="Key">The key, at most 50 characters.</param>
/// <param name="Readonly">Whether ChangeConfiguration is refused.</param>
/// <param name="Value">The value, at most 500 characters.</param>
public sealed record KeyValue(string Key, bool Readonly, string? Value = null)
{
    internal static Schema Schema { get; } = Object(
        Required("key", Text(50)),
        Required("readonly", Schema.Boolean),
        Optional("value", Text(500)));
}

static class GetConfiguration
{
    public static CsmsOperation Operation { get; } =
        new CsmsOperation<GetConfigurationRequest, GetConfigurationCall, ConfigurationResult, GetConfigurationResponse>(
            "GetConfiguration",
            GetConfigurationRequest.Message,
            static request => new(request.Key ?? []),
            GetConfigurationResponse.Message,
            static (_, result) => new(
                [.. result.Known.Select(entry => new KeyValue(entry.Key, entry.ReadOnly, entry.Value))],
                result.Unknown.Count > 0 ? result.Unknown : null));
}
