namespace OcppLab.Simulation;

// InstallCertificate, DeleteCertificate, GetInstalledCertificateIds (1.6 security white paper and 2.0.1, use cases M03 to M05).
public sealed partial class Charger
{
    const int MostChildren = 4;

    internal V16.InstallCertificateResponse Answer(V16.InstallCertificateRequest request, DateTimeOffset now) => new()
    {
        Status = Install(UseOf(request.CertificateType), request.Certificate, now)
            ? V16.InstallCertificateStatusEnumType.Accepted
            : V16.InstallCertificateStatusEnumType.Rejected,
    };

    internal V2.InstallCertificateResponse Answer(V2.InstallCertificateRequest request, DateTimeOffset now) => new()
    {
        Status = UseOf(SameName<V2.InstallCertificateUseEnumType, V2.GetCertificateIdUseEnumType>.Of(request.CertificateType)) is { } use
            && Install(use, request.Certificate, now)
            ? V2.InstallCertificateStatusEnumType.Accepted
            : V2.InstallCertificateStatusEnumType.Rejected,
    };

    internal V16.DeleteCertificateResponse Answer(V16.DeleteCertificateRequest request)
    {
        var name = request.CertificateHashData;
        return new()
        {
            Status = SameName<CertificateDeletion, V16.DeleteCertificateStatusEnumType>.Of(Delete(new(
                SameAlgorithm(name.HashAlgorithm), name.IssuerNameHash, name.IssuerKeyHash, name.SerialNumber))),
        };
    }

    // The charger's own certificate for the connection is never deleted, that for ISO 15118 with those of its issuers (2.0.1 use case M04).
    internal V2.DeleteCertificateResponse Answer(V2.DeleteCertificateRequest request)
    {
        var asked = request.CertificateHashData;
        var algorithm = SameAlgorithm(SameName<V2.HashAlgorithmEnumType, V16.HashAlgorithmEnumType>.Of(asked.HashAlgorithm));
        var name = new CertificateHashData(algorithm, asked.IssuerNameHash, asked.IssuerKeyHash, asked.SerialNumber);
        var deletion = Delete(name);
        if (deletion == CertificateDeletion.NotFound && NamesOf(state.Security?.Certificate, algorithm) is [var own, ..] && own.Names(name))
        {
            deletion = CertificateDeletion.Failed;
        }
        else if (deletion == CertificateDeletion.NotFound && NamesOf(state.Security?.V2GCertificate, algorithm).Exists(other => other.Names(name)))
        {
            (state.Security!.V2GCertificate, state.Security.StatusAt, persist) = (null, null, true);
            deletion = CertificateDeletion.Accepted;
        }

        return new() { Status = SameName<CertificateDeletion, V2.DeleteCertificateStatusEnumType>.Of(deletion) };
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

    internal V2.GetInstalledCertificateIdsResponse Answer(V2.GetInstalledCertificateIdsRequest request)
    {
        var uses = request.CertificateType is { Count: > 0 } asked ? [.. asked.Distinct()] : Enum.GetValues<V2.GetCertificateIdUseEnumType>();
        var found = new List<V2.CertificateHashDataChainType>();
        foreach (var use in uses)
        {
            if (UseOf(use) is { } root)
            {
                found.AddRange((state.Security?.Roots?.List([root], CertificateHashAlgorithm.Sha256) ?? []).Select(
                    entry => new V2.CertificateHashDataChainType { CertificateType = use, CertificateHashData = HashDataOf(entry.Name) }));
            }
            else if (use == V2.GetCertificateIdUseEnumType.V2GCertificateChain
                && NamesOf(state.Security?.V2GCertificate, CertificateHashAlgorithm.Sha256) is [var own, .. var issuers])
            {
                found.Add(new()
                {
                    CertificateType = use,
                    CertificateHashData = HashDataOf(own),
                    ChildCertificateHashData = issuers.Count > 0 ? [.. issuers.Take(MostChildren).Select(HashDataOf)] : null,
                });
            }
        }

        return found.Count == 0
            ? new() { Status = V2.GetInstalledCertificateStatusEnumType.NotFound }
            : new() { Status = V2.GetInstalledCertificateStatusEnumType.Accepted, CertificateHashDataChain = found };
    }

    bool Install(CertificateUse use, string pem, DateTimeOffset now)
    {
        var roots = (state.Security ??= new()).Roots ??= new();
        var refusal = roots.Install(use, pem, Number(Settings.CertificateStoreMaxLength), now);
        persist |= refusal is null;
        if (refusal is not null && use == CertificateUse.CsmsRoot && roots.Certificates.Count < Number(Settings.CertificateStoreMaxLength))
        {
            TellSecurityEvent("InvalidCsmsCertificate", refusal, now);
        }

        return refusal is null;
    }

    CertificateDeletion Delete(CertificateHashData name)
    {
        var deletion = state.Security?.Roots?.Delete(name, connectionNeedsRoot: SecurityProfile >= 2) ?? CertificateDeletion.NotFound;
        persist |= deletion == CertificateDeletion.Accepted;
        return deletion;
    }

    IEnumerable<string> RootsFor(CertificateUse use) => state.Security?.Roots?.For(use) ?? [];

    // The names of a certificate and its issuers but the root, which is known by its use.
    List<CertificateHashData> NamesOf(string? chain, CertificateHashAlgorithm algorithm) => chain is null
        ? []
        : [.. CertificateChain.Names(chain, state.Security?.Roots?.Certificates.Select(root => root.Pem) ?? [], algorithm).Select(named => named.Name)];

    static V2.CertificateHashDataType HashDataOf(CertificateHashData name) => new()
    {
        HashAlgorithm = V2.HashAlgorithmEnumType.SHA256,
        IssuerNameHash = name.IssuerNameHash,
        IssuerKeyHash = name.IssuerKeyHash,
        SerialNumber = name.SerialNumber,
    };

    static CertificateUse UseOf(V16.CertificateUseEnumType type) => type == V16.CertificateUseEnumType.CentralSystemRootCertificate
        ? CertificateUse.CsmsRoot
        : CertificateUse.ManufacturerRoot;

    // Null for what is no root of one of the four uses.
    static CertificateUse? UseOf(V2.GetCertificateIdUseEnumType type) => type switch
    {
        V2.GetCertificateIdUseEnumType.CSMSRootCertificate => CertificateUse.CsmsRoot,
        V2.GetCertificateIdUseEnumType.ManufacturerRootCertificate => CertificateUse.ManufacturerRoot,
        V2.GetCertificateIdUseEnumType.V2GRootCertificate => CertificateUse.V2GRoot,
        V2.GetCertificateIdUseEnumType.MORootCertificate => CertificateUse.MORoot,
        _ => null,
    };

    static CertificateHashAlgorithm SameAlgorithm(V16.HashAlgorithmEnumType algorithm) => algorithm switch
    {
        V16.HashAlgorithmEnumType.SHA256 => CertificateHashAlgorithm.Sha256,
        V16.HashAlgorithmEnumType.SHA384 => CertificateHashAlgorithm.Sha384,
        _ => CertificateHashAlgorithm.Sha512,
    };
}
