using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OcppLab.Tests.Simulation.Security;

/// <summary>An authority that certifies keys, as an operator's, a vendor's or a lab's does.</summary>
sealed class TestAuthority : IDisposable
{
    static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Until = new(2060, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    int issued;

    public TestAuthority(string name = "Root", TestAuthority? above = null, DateTimeOffset? until = null, string? responder = null)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        if (responder is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([responder], null));
        }

        if (above is null)
        {
            Certificate = request.CreateSelfSigned(From, until ?? Until);
        }
        else
        {
            using var certificate = above.Sign(request, until ?? Until);
            Certificate = certificate.CopyWithPrivateKey(key);
        }
    }

    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem();

    public void Dispose()
    {
        Certificate.Dispose();
        key.Dispose();
    }

    /// <summary>The certificate for a request in PEM.</summary>
    public string Issue(string signingRequest, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var request = CertificateRequest.LoadSigningRequestPem(signingRequest, HashAlgorithmName.SHA256);
        using var certificate = Sign(request, until ?? Until, from);
        return certificate.ExportCertificatePem();
    }

    /// <summary>A server's certificate for 127.0.0.1.</summary>
    public X509Certificate2 IssueServer(string name = "127.0.0.1")
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        using var certificate = Sign(request, Until);
        using var withKey = certificate.CopyWithPrivateKey(own);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    X509Certificate2 Sign(CertificateRequest request, DateTimeOffset until, DateTimeOffset? from = null)
    {
        var end = until < Certificate.NotAfter ? until : Certificate.NotAfter;
        return request.Create(
            Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(key), from ?? From, end, [0, 0x8A, (byte)++issued]);
    }
}
