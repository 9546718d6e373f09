using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>What a root certificate is for.</summary>
public enum CertificateUse
{
    /// <summary>The firmware's signatures (ManufacturerRootCertificate).</summary>
    [JsonStringEnumMemberName("ManufacturerRoot")]
    ManufacturerRoot,

    /// <summary>The CSMS's server certificate (1.6 CentralSystemRootCertificate, 2.0.1 CSMSRootCertificate).</summary>
    [JsonStringEnumMemberName("CsmsRoot")]
    CsmsRoot,

    /// <summary>ISO 15118 (2.0.1 V2GRootCertificate).</summary>
    [JsonStringEnumMemberName("V2GRoot")]
    V2GRoot,

    /// <summary>Mobility operators' contract certificates (2.0.1 MORootCertificate).</summary>
    [JsonStringEnumMemberName("MORoot")]
    MORoot,
}

/// <summary>What became of a wish to delete a certificate (DeleteCertificateStatusEnumType).</summary>
public enum CertificateDeletion
{
    /// <summary>It is deleted.</summary>
    Accepted,

    /// <summary>It is there, and needed.</summary>
    Failed,

    /// <summary>There is none of that name.</summary>
    NotFound,
}

/// <summary>The root certificates installed in a charger.</summary>
sealed class InstalledCertificates
{
    /// <summary>They, in the order of their installation.</summary>
    [JsonPropertyName("certificates")]
    public List<InstalledCertificate> Certificates { get; set; } = [];

    /// <summary>Those for a use, each in PEM.</summary>
    public IEnumerable<string> For(CertificateUse use) => Certificates.Where(installed => installed.Use == use).Select(installed => installed.Pem);

    /// <summary>Installs a root certificate; what is installed already stays once.</summary>
    /// <param name="use">What for.</param>
    /// <param name="pem">The certificate.</param>
    /// <param name="maxCount">How many may be installed in all (CertificateStoreMaxLength).</param>
    /// <param name="now">The time at which it has to be valid.</param>
    /// <returns>Why it is rejected, a sentence without its full stop; null when it is installed.</returns>
    public string? Install(CertificateUse use, string pem, int maxCount, DateTimeOffset now)
    {
        var certificates = CertificateChain.Read(pem);
        try
        {
            if (certificates.Count != 1)
            {
                return certificates.Count == 0 ? CertificateFault.Unreadable.Sentence() : "there is more than one certificate";
            }

            if (CertificateChain.CheckTime(certificates[0], now) is not CertificateFault.None and var fault)
            {
                return fault.Sentence();
            }

            var installed = new InstalledCertificate(use, certificates[0].ExportCertificatePem());
            if (Certificates.Contains(installed))
            {
                return null;
            }

            if (Certificates.Count >= maxCount)
            {
                return $"no more than {maxCount} certificates can be installed";
            }

            Certificates.Add(installed);
            return null;
        }
        finally
        {
            CertificateChain.Dispose(certificates);
        }
    }

    /// <summary>The names of those for some uses, in the order of their installation.</summary>
    public IReadOnlyList<(CertificateUse Use, CertificateHashData Name)> List(IReadOnlyCollection<CertificateUse> uses, CertificateHashAlgorithm algorithm)
    {
        var certificates = Read();
        var names = new List<(CertificateUse, CertificateHashData)>();
        for (var i = 0; i < certificates.Length; i++)
        {
            if (uses.Contains(Certificates[i].Use))
            {
                names.Add((Certificates[i].Use, Name(certificates[i], certificates, algorithm)));
            }
        }

        Dispose(certificates);
        return names;
    }

    /// <summary>Deletes a certificate, whatever it is installed for.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="connectionNeedsRoot">Whether the CSMS is known by an installed root only: the last of these may not go.</param>
    public CertificateDeletion Delete(CertificateHashData name, bool connectionNeedsRoot)
    {
        var certificates = Read();
        var named = Certificates.Where((_, i) => Name(certificates[i], certificates, name.Algorithm).Names(name)).ToList();
        Dispose(certificates);
        if (named.Count == 0)
        {
            return CertificateDeletion.NotFound;
        }

        var rest = Certificates.Except(named).ToList();
        if (connectionNeedsRoot
            && named.Any(installed => installed.Use == CertificateUse.CsmsRoot)
            && !rest.Any(installed => installed.Use == CertificateUse.CsmsRoot))
        {
            return CertificateDeletion.Failed;
        }

        Certificates = rest;
        return CertificateDeletion.Accepted;
    }

    X509Certificate2[] Read() => [.. Certificates.Select(installed => X509Certificate2.CreateFromPem(installed.Pem))];

    /// <summary>A certificate that is not its own issuer's has the issuer's key in its name, if that is installed too.</summary>
    static CertificateHashData Name(X509Certificate2 certificate, X509Certificate2[] installed, CertificateHashAlgorithm algorithm) => CertificateHashData.Of(
        algorithm,
        certificate,
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) ? certificate
        : installed.FirstOrDefault(other => other.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)) ?? certificate);

    static void Dispose(X509Certificate2[] certificates)
    {
        foreach (var certificate in certificates)
        {
            certificate.Dispose();
        }
    }
}

/// <summary>An installed root certificate.</summary>
/// <param name="Use">What for.</param>
/// <param name="Pem">The certificate in PEM.</param>
sealed record InstalledCertificate(
    [property: JsonPropertyName("use")] CertificateUse Use,
    [property: JsonPropertyName("pem")] string Pem);
