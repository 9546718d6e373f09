using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OcppLab.Simulation;

/// <summary>Certificates in PEM, the one that counts first, those that lead from it to a root after it (CertificateSigned.req,
/// certificateChain).</summary>
public static class CertificateChain
{
    /// <summary>Whether a charger may take a certificate that a CSMS sends for its key.</summary>
    /// <param name="pem">The certificate, then those of its issuers.</param>
    /// <param name="key">The key that the charger asked to have certified.</param>
    /// <param name="roots">The installed root certificates, each in PEM; where there are none, whom it comes from is not checked.</param>
    /// <param name="now">The time at which it has to be valid.</param>
    public static CertificateFault CheckFor(ChargerKey key, string pem, IEnumerable<string> roots, DateTimeOffset now) =>
        Check(pem, roots, now, certificate => certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.PublicKey()));

    /// <summary>Whether a certificate is valid, and leads to a root if there is one.</summary>
    /// <param name="pem">The certificate, then those of its issuers.</param>
    /// <param name="roots">The trusted root certificates, each in PEM; where there are none, whom it comes from is not checked.</param>
    /// <param name="now">The time at which it has to be valid.</param>
    public static CertificateFault Check(string pem, IEnumerable<string> roots, DateTimeOffset now) => Check(pem, roots, now, _ => true);

    /// <summary>How OCPP names the certificates of a chain but its root, the one that counts first, and who is asked for the status of each (the
    /// OCSP address in the certificate; null for none).</summary>
    /// <param name="pem">The certificate, then those of its issuers.</param>
    /// <param name="roots">Root certificates, each in PEM: an issuer that is not in the chain is looked for there.</param>
    /// <param name="algorithm">The hash of the names.</param>
    internal static IReadOnlyList<(CertificateHashData Name, string? ResponderUrl)> Names(
        string pem, IEnumerable<string> roots, CertificateHashAlgorithm algorithm)
    {
        var chain = Read(pem);
        var known = new X509Certificate2Collection();
        known.AddRange(chain);
        foreach (var root in roots)
        {
            known.AddRange(Read(root));
        }

        var names = new List<(CertificateHashData, string?)>();
        foreach (var certificate in chain)
        {
            if (names.Count == 0 || !certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
            {
                var issuer = known.FirstOrDefault(other => other.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData));
                names.Add((CertificateHashData.Of(algorithm, certificate, issuer ?? certificate), ResponderUrlOf(certificate)));
            }
        }

        Dispose(known);
        return names;
    }

    static string? ResponderUrlOf(X509Certificate2 certificate)
    {
        try
        {
            return certificate.Extensions.OfType<X509AuthorityInformationAccessExtension>().FirstOrDefault()?.EnumerateOcspUris().FirstOrDefault();
        }
        catch (CryptographicException)
        {
            // An extension that is none.
            return null;
        }
    }

    /// <summary>The certificates in a text, to be disposed; none where one of them can't be read.</summary>
    internal static X509Certificate2Collection Read(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        return certificates;
    }

    /// <summary>What speaks against the time of a certificate.</summary>
    internal static CertificateFault CheckTime(X509Certificate2 certificate, DateTimeOffset now) =>
        now < certificate.NotBefore ? CertificateFault.NotYetValid
        : now >= certificate.NotAfter ? CertificateFault.Expired
        : CertificateFault.None;

    static CertificateFault Check(string pem, IEnumerable<string> roots, DateTimeOffset now, Func<X509Certificate2, bool> isForKey)
    {
        var certificates = Read(pem);
        var trusted = new X509Certificate2Collection();
        try
        {
            if (certificates.Count == 0)
            {
                return CertificateFault.Unreadable;
            }

            if (CheckTime(certificates[0], now) is not CertificateFault.None and var fault)
            {
                return fault;
            }

            foreach (var root in roots)
            {
                trusted.AddRange(Read(root));
            }

            return !isForKey(certificates[0]) ? CertificateFault.OtherKey
                : trusted.Count > 0 && !LeadsTo(trusted, certificates, now) ? CertificateFault.Untrusted
                : CertificateFault.None;
        }
        finally
        {
            Dispose(certificates);
            Dispose(trusted);
        }
    }

    static bool LeadsTo(X509Certificate2Collection roots, X509Certificate2Collection certificates, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.UtcDateTime;
        policy.CustomTrustStore.AddRange(roots);
        policy.ExtraStore.AddRange(certificates);
        var leads = chain.Build(certificates[0]);
        foreach (var element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }

        return leads;
    }

    internal static void Dispose(X509Certificate2Collection certificates)
    {
        foreach (var certificate in certificates)
        {
            certificate.Dispose();
        }
    }
}
