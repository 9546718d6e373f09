using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using OcppLab.Grains;
using Orleans.Connections.Security;

namespace OcppLab.Api;

/// <summary>TLS among silos and front doors, by Orleans' own means: each side shows a certificate of the same authority.</summary>
public static class ClusterTls
{
    /// <summary>Adds it to a front door if it is set.</summary>
    public static IClientBuilder UseTls(this IClientBuilder client, ClusterTlsSettings settings) =>
        settings.Certificate is null ? client : client.UseTls(options => Apply(options, settings));

    /// <summary>Makes the settings Orleans' own.</summary>
    public static void Apply(TlsOptions options, ClusterTlsSettings settings)
    {
        options.LocalCertificate = X509CertificateLoader.LoadPkcs12FromFile(settings.Certificate!, settings.Password);
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.OnAuthenticateAsClient = (_, authentication) => authentication.TargetHost = settings.TargetHost;
        if (settings.Authority is null)
        {
            return;
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(settings.Authority);
        options.RemoteCertificateValidation = (certificate, _, errors) =>
            (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0 && IsIssuedBy(authorities, certificate);
    }

    static bool IsIssuedBy(X509Certificate2Collection authorities, X509Certificate2? certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return certificate is not null && chain.Build(certificate);
    }
}
