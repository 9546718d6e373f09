using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>Authorize.req (section 6.1).</summary>
/// <param name="IdTag">The id tag, at most 20 characters.</param>
public sealed record AuthorizeRequest(string IdTag)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<AuthorizeRequest> Message { get; } = new(
        OcppVersion.V16, Object(Required("idTag", Text(20))), V16Json.Default.AuthorizeRequest);
}

/// <summary>Authorize.conf (section 6.2).</summary>
/// <param name="IdTagInfo">What the CSMS says of the id tag.</param>
public sealed record AuthorizeResponse(IdTagInfo IdTagInfo)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<AuthorizeResponse> Message { get; } = new(
        OcppVersion.V16, Object(Required("idTagInfo", IdTagInfo.Schema)), V16Json.Default.AuthorizeResponse);
}

/// <summary>IdTagInfo (section 7.27).</summary>
/// <param name="Status">Whether the id tag may charge: Accepted, Blocked, Expired, Invalid or ConcurrentTx.</param>
/// <param name="ExpiryDate">Until when that may be cached.</param>
/// <param name="ParentIdTag">The id tag's group, at most 20 characters.</param>
public sealed record IdTagInfo(AuthorizationStatus Status, DateTimeOffset? ExpiryDate = null, string? ParentIdTag = null)
{
    internal static Schema Schema { get; } = Object(
        Required("status", OneOf("Accepted", "Blocked", "Expired", "Invalid", "ConcurrentTx")),
        Optional("expiryDate", Schema.DateTime),
        Optional("parentIdTag", Text(20)));
}

static class Authorize
{
    public static ChargerOperation Operation { get; } = new ChargerOperation<AuthorizeMessage>(
        "Authorize",
        static (message, payload) => AuthorizeRequest.Message.Write(new(message.IdToken.Value), payload),
        AuthorizeResponse.Message.Schema,
        static payload =>
        {
            var info = AuthorizeResponse.Message.ReadChecked(payload).IdTagInfo;
            return new AuthorizeReply(info.Status, info.ExpiryDate, info.ParentIdTag);
        });
}
