namespace OcppLab.Simulation;

// InstallCertificate, DeleteCertificate, GetInstalledCertificateIds (1.6 security white paper, use cases M03 to M05).
public sealed partial class Charger
{
    internal V16.InstallCertificateResponse Answer(V16.InstallCertificateRequest request, DateTimeOffset now)
    {
        var roots = (state.Security ??= new()).Roots ??= new();
        var refusal = roots.Install(UseOf(request.CertificateType), request.Certificate, Number(Settings.CertificateStoreMaxLength), now);
        persist |= refusal is null;
        if (refusal is not null && UseOf(request.CertificateType) == CertificateUse.CsmsRoot && roots.Certificates.Count < Number(Settings.CertificateStoreMaxLength))
        {
            TellSecurityEvent("InvalidCentralSystemCertificate", refusal, now);
        }

        return new()
        {
            Status = refusal is null ? V16.InstallCertificateStatusEnumType.Accepted : V16.InstallCertificateStatusEnumType.Rejected,
        };
    }

    internal V16.DeleteCertificateResponse Answer(V16.DeleteCertificateRequest request)
    {
        var name = request.CertificateHashData;
        var deletion = state.Security?.Roots?.Delete(
            new(
                SameAlgorithm(name.HashAlgorithm), name.IssuerNameHash, name.IssuerKeyHash, name.SerialNumber),
            connectionNeedsRoot: SecurityProfile >= 2) ?? CertificateDeletion.NotFound;
        persist |= deletion == CertificateDeletion.Accepted;
        return new() { Status = SameName<CertificateDeletion, V16.DeleteCertificateStatusEnumType>.Of(deletion) };
    }

    internal V16.GetInstalledCertificateIdsResponse Answer(V16.GetInstalledCertificateIdsRequest request)
    {
        var names = state.Security?.Roots?.List([UseOf(request.CertificateType)], CertificateHashAlgorithm.Sha256) ?? [];
        return names.Count == 0
            ? new() { Status = V16.GetInstalledCertificateStatusEnumType.NotFound }
            : new()
            {
                Status = V16.GetInstalledCertificateStatusEnumType.Accepted,
                CertificateHashData = [.. names.Select(entry => new V16.CertificateHashDataType
                {
                    HashAlgorithm = V16.HashAlgorithmEnumType.SHA256,
                    IssuerNameHash = entry.Name.IssuerNameHash,
                    IssuerKeyHash = entry.Name.IssuerKeyHash,
                    SerialNumber = entry.Name.SerialNumber,
                })],
            };
    }

    IEnumerable<string> RootsFor(CertificateUse use) => state.Security?.Roots?.For(use) ?? [];

    static CertificateUse UseOf(V16.CertificateUseEnumType type) => type == V16.CertificateUseEnumType.CentralSystemRootCertificate
        ? CertificateUse.CsmsRoot
        : CertificateUse.ManufacturerRoot;

    static CertificateHashAlgorithm SameAlgorithm(V16.HashAlgorithmEnumType algorithm) => algorithm switch
    {
        V16.HashAlgorithmEnumType.SHA256 => CertificateHashAlgorithm.Sha256,
        V16.HashAlgorithmEnumType.SHA384 => CertificateHashAlgorithm.Sha384,
        _ => CertificateHashAlgorithm.Sha512,
    };
}
