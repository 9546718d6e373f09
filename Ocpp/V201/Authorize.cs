using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;
using static OcppLab.Ocpp.V201.Classes;

namespace OcppLab.Ocpp.V201;

/// <summary>AuthorizeRequest. Its certificate and certificate hashes are held to the schema and otherwise ignored.</summary>
/// <param name="IdToken">The id token.</param>
public sealed record AuthorizeRequest(IdTokenType IdToken)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<AuthorizeRequest> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("idToken", Classes.IdToken),
            Optional("certificate", Text(5500)),
            Optional("iso15118CertificateHashData", Array(
                Class(
                    Required("hashAlgorithm", OneOf("SHA256", "SHA384", "SHA512")),
                    Required("issuerNameHash", Text(128)),
                    Required("issuerKeyHash", Text(128)),
                    Required("serialNumber", Text(40)),
                    Required("responderURL", Text(512))),
                minItems: 1,
                maxItems: 4))),
        V201Json.Default.AuthorizeRequest);
}

/// <summary>AuthorizeResponse.</summary>
/// <param name="IdTokenInfo">What the CSMS says of the id token.</param>
/// <param name="CertificateStatus">What it says of the certificate (AuthorizeCertificateStatusEnumType).</param>
public sealed record AuthorizeResponse(IdTokenInfoType IdTokenInfo, string? CertificateStatus = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<AuthorizeResponse> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("idTokenInfo", Classes.IdTokenInfo),
            Optional("certificateStatus", OneOf(
                "Accepted", "SignatureError", "CertificateExpired", "CertificateRevoked", "NoCertificateAvailable", "CertChainError",
                "ContractCancelled"))),
        V201Json.Default.AuthorizeResponse);
}

static class Authorize
{
    public static ChargerOperation Operation { get; } = new ChargerOperation<AuthorizeMessage>(
        "Authorize",
        static (message, payload) => AuthorizeRequest.Message.Write(new(new(message.IdToken.Value, message.IdToken.TypeOrShape)), payload),
        AuthorizeResponse.Message.Schema,
        static payload =>
        {
            var info = AuthorizeResponse.Message.ReadChecked(payload).IdTokenInfo;
            return new AuthorizeReply(info.Status, info.CacheExpiryDateTime, info.GroupIdToken?.IdToken);
        });
}
