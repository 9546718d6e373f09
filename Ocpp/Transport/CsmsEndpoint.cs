namespace OcppLab.Ocpp;

/// <summary>Where and how a charger connects to its CSMS.</summary>
/// <param name="Url">The CSMS's WebSocket address (<c>ws</c> or <c>wss</c>), without the identity; a query is kept.</param>
/// <param name="Identity">The charge point identity: the last segment of the path, URL-encoded (OCPP-J section 3.1).</param>
/// <param name="Subprotocol">The subprotocol asked for; a CSMS that does not agree to it is refused.</param>
/// <param name="SecurityProfile">0 none, 1 basic authentication, 2 TLS with basic authentication, 3 TLS with a client certificate.</param>
/// <param name="AuthorizationKey">The basic-authentication password of profiles 1 and 2, or null.</param>
public sealed record CsmsEndpoint(Uri Url, string Identity, string Subprotocol, int SecurityProfile, string? AuthorizationKey)
{
    /// <summary>A subprotocol that is taken in place of the other; null for none.</summary>
    public string? FallbackSubprotocol { get; init; }

    /// <summary>The subprotocols as the upgrade request offers them, the preferred one first (RFC 6455 section 4.1).</summary>
    internal string Offer => FallbackSubprotocol is null ? Subprotocol : $"{Subprotocol}, {FallbackSubprotocol}";

    /// <summary>The user name of basic authentication; null for the identity.</summary>
    public string? UserName { get; init; }

    /// <summary>The charger's own certificate, shown with profile 3 in place of the one that all chargers have in common; null if it has
    /// none.</summary>
    public ClientCertificate? ClientCertificate { get; init; }

    /// <summary>The only root certificates that the charger trusts, in PEM; null to trust whom all chargers do.</summary>
    public string? TrustedRoots { get; init; }

    /// <summary>The charger's own certificate if it is to be shown.</summary>
    internal ClientCertificate? OwnCertificate => SecurityProfile == 3 ? ClientCertificate : null;

    /// <summary>The path and query of the upgrade request: the address's path, a slash and the URL-encoded identity.</summary>
    internal string RequestTarget => $"{Url.AbsolutePath.TrimEnd('/')}/{Uri.EscapeDataString(Identity)}{Url.Query}";

    /// <summary>The server as the Host header names it.</summary>
    internal string HostHeader
    {
        get
        {
            var host = Url.HostNameType == UriHostNameType.IPv6 ? $"[{Url.IdnHost}]" : Url.IdnHost;
            return Url.IsDefaultPort ? host : $"{host}:{Url.Port}";
        }
    }

    /// <summary>What contradicts itself in this endpoint, in a sentence; null if nothing does.</summary>
    internal string? Contradiction(CsmsConnectionOptions options) => this switch
    {
        { Url: not { IsAbsoluteUri: true, Scheme: "ws" or "wss" } } => $"'{Url}' is no ws:// or wss:// address",
        { Identity: "" } => "the identity is empty",
        { SecurityProfile: < 0 or > 3 } => $"there is no security profile {SecurityProfile}",
        { SecurityProfile: 2 or 3, Url.Scheme: "ws" } => $"security profile {SecurityProfile} needs a wss:// address",
        { SecurityProfile: 1 or 2, AuthorizationKey: null or "" } => $"security profile {SecurityProfile} needs an authorization key",
        { SecurityProfile: 1 or 2 } when (UserName ?? Identity).Contains(':') => "an identity with a colon can't be used with basic authentication",
        { SecurityProfile: 3 } when (ClientCertificate, options.ClientCertificate) is (null, null) =>
            "security profile 3 needs a client certificate: let the CSMS sign one for the charger while it has another profile, or set Connections:ClientCertificate",
        _ => null,
    };
}
