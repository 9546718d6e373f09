using System.Globalization;

namespace OcppLab.Simulation;

/// <summary>What the CSMS says of an id token.</summary>
/// <param name="Status">Whether it may charge.</param>
/// <param name="ExpiryDate">Until when that may be kept; null for no limit.</param>
/// <param name="ParentIdTag">The group it belongs to, or null.</param>
readonly record struct IdTokenInfo(AuthorizationStatus Status, DateTimeOffset? ExpiryDate, string? ParentIdTag)
{
    public static IdTokenInfo Of(V16.IdTagInfo info) =>
        new(SameName<V16.AuthorizationStatus, AuthorizationStatus>.Of(info.Status), info.ExpiryDate, info.ParentIdTag);

    public static IdTokenInfo Of(V2.IdTokenInfoType info) => new(
        SameName<V2.AuthorizationStatusEnumType, AuthorizationStatus>.Of(info.Status), info.CacheExpiryDateTime, info.GroupIdToken?.IdToken);

    /// <summary>What an answer says of the id token of its request; null where it says nothing.</summary>
    public static IdTokenInfo? In(OcppResponse response) => response switch
    {
        V16.AuthorizeResponse answer => Of(answer.IdTagInfo),
        V16.StartTransactionResponse answer => Of(answer.IdTagInfo),
        V16.StopTransactionResponse { IdTagInfo: { } info } => Of(info),
        V2.AuthorizeResponse answer => Of(answer.IdTokenInfo),
        V2.TransactionEventResponse { IdTokenInfo: { } info } => Of(info),
        _ => null,
    };
}

// Authorize (1.6 section 4.1, 2.0.1 use cases C01 and C07).
public sealed partial class Charger
{
    OcppRequest AuthorizeOf(AuthorizeEntry entry)
    {
        var token = new IdToken(entry.IdTag, entry.TokenType);
        if (Version == OcppVersion.V16)
        {
            return new V16.AuthorizeRequest { IdTag = token.Value };
        }

        var request = new V2.AuthorizeRequest { IdToken = new() { IdToken = token.Value, Type = token.TypeIn(Version) } };
        return entry is { Stop: null, ConnectorId: > 0 } && entry.ConnectorId <= connectors.Length
            && Connector(entry.ConnectorId).Pending is { } session && HasContract(entry.ConnectorId, session)
            ? WithContract(request, session)
            : request;
    }

    // What the CSMS says against a contract certificate (C07); null for nothing.
    static string? RefusedContract(OcppResponse response) => response is V2.AuthorizeResponse { CertificateStatus: { } status }
        && status != V2.AuthorizeCertificateStatusEnumType.Accepted ? status.ToString() : null;

    static string? TransactionIdIn(OcppResponse response) =>
        response is V16.StartTransactionResponse answer ? answer.TransactionId.ToString(CultureInfo.InvariantCulture) : null;
}
