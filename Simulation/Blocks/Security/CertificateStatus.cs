namespace OcppLab.Simulation;

// GetCertificateStatus (2.0.1 use case M06): vehicles want to know that the charger's certificate for ISO 15118 is not revoked. The CSMS is asked
// when it is installed, and every week from then on (M06.FR.10).
public sealed partial class Charger
{
    const int LongestResponderUrl = 512;
    static readonly TimeSpan StatusLasts = TimeSpan.FromDays(7);

    // Of each certificate that names somebody to ask; one that has not left yet is not asked for twice.
    void AskForStatus(SecurityState security, DateTimeOffset at)
    {
        var named = CertificateChain.Names(
                security.V2GCertificate!, security.Roots?.Certificates.Select(root => root.Pem) ?? [], CertificateHashAlgorithm.Sha256)
            .Where(certificate => certificate.ResponderUrl is { Length: <= LongestResponderUrl }).ToList();
        security.StatusAt = named.Count > 0 ? at + StatusLasts : null;
        if (state.Outbox?.Exists(entry => entry is RawEntry { Action: "GetCertificateStatus" }) == true)
        {
            return;
        }

        foreach (var (name, url) in named)
        {
            Notify(new V2.GetCertificateStatusRequest { OcspRequestData = OcspOf(name, url!) });
        }
    }

    static V2.OCSPRequestDataType OcspOf(CertificateHashData name, string responderUrl) => new()
    {
        HashAlgorithm = V2.HashAlgorithmEnumType.SHA256,
        IssuerNameHash = name.IssuerNameHash,
        IssuerKeyHash = name.IssuerKeyHash,
        SerialNumber = name.SerialNumber,
        ResponderURL = responderUrl,
    };
}
