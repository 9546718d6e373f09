using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OcppLab.Ocpp;

/// <summary>The client's side of a TLS connection, which tells why it refuses a server's certificate.</summary>
internal sealed class TlsStream : SslStream
{
    string? refusal;

    TlsStream(Stream stream) : base(stream)
    {
    }

    /// <summary>Makes a TLS connection over a stream, which is disposed with it, or if there is none.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="options">How, as <see cref="OptionsFor(string, CsmsConnectionOptions)"/> gives it.</param>
    /// <param name="peer">The server's name and port in what is told.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConnectFailure">The server's certificate is refused.</exception>
    public static async ValueTask<TlsStream> OverAsync(
        Stream stream, SslClientAuthenticationOptions options, string peer, CancellationToken cancellationToken)
    {
        var secure = new TlsStream(stream);
        try
        {
            await secure.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch (AuthenticationException) when (secure.refusal is not null)
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw new ConnectFailure(
                $"the TLS handshake with {peer} failed: the server's certificate is refused: {secure.refusal}", ConnectFailureKind.ServerCertificateRefused);
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What connections to a server have in common.</summary>
    /// <exception cref="CryptographicException">A certificate can't be read.</exception>
    public static SslClientAuthenticationOptions OptionsFor(string host, CsmsConnectionOptions options)
    {
        var tls = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            RemoteCertificateValidationCallback = options.TrustAnyCertificate ? static (_, _, _, _) => true : Validate,
        };
        if (options.ClientCertificate is { } certificate)
        {
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(
                X509Certificate2.CreateFromPemFile(certificate), additionalCertificates: null, offline: true);
        }

        if (!options.TrustAnyCertificate && options.RootCertificates is { } roots)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(roots);
            using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
            policy.CustomTrustStore.AddRange(system.Certificates);
            tls.CertificateChainPolicy = policy;
        }

        return tls;
    }

    /// <summary>Those of a charger with a certificate or trusted roots of its own, which count before the common ones.</summary>
    /// <exception cref="CryptographicException">A certificate can't be read, or is not for the charger's key.</exception>
    public static SslClientAuthenticationOptions OptionsFor(CsmsEndpoint endpoint, SslClientAuthenticationOptions common)
    {
        var tls = new SslClientAuthenticationOptions
        {
            TargetHost = common.TargetHost,
            RemoteCertificateValidationCallback = common.RemoteCertificateValidationCallback,
            CertificateChainPolicy = common.CertificateChainPolicy,
            ClientCertificateContext = common.ClientCertificateContext,
        };
        if (endpoint.OwnCertificate is { } certificate)
        {
            tls.ClientCertificateContext = ContextOf(certificate);
            // A resumed session would show the certificate that the charger had before.
            tls.AllowTlsResume = false;
        }

        if (endpoint.TrustedRoots is { } roots)
        {
            tls.RemoteCertificateValidationCallback = Validate;
            tls.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            tls.CertificateChainPolicy.CustomTrustStore.ImportFromPem(roots);
            // A resumed session would not be checked against them.
            tls.AllowTlsResume = false;
        }

        return tls;
    }

    /// <summary>Says that no more is sent, and waits until the server has it all: to close a socket while there is something unread, such as
    /// a session ticket, would take away from the server what it has not read yet.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await ShutdownAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        ((NetworkStream)InnerStream).Socket.Shutdown(SocketShutdown.Send);
        try
        {
            while (await ReadAsync(new byte[256], cancellationToken).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (IOException)
        {
            // It may end the connection as it likes: its answer says what it has.
        }
    }

    static SslStreamCertificateContext ContextOf(ClientCertificate certificate)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate.ChainPem);
        if (chain.Count == 0)
        {
            throw new CryptographicException("the charger's certificate can't be read");
        }

        using var leaf = chain[0];
        chain.RemoveAt(0);
        using var key = certificate.Key.Create();
        try
        {
            return SslStreamCertificateContext.Create(leaf.CopyWithPrivateKey(key), chain, offline: true);
        }
        catch (ArgumentException)
        {
            throw new CryptographicException("the charger's certificate is not for its key");
        }
    }

    static bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        ((TlsStream)sender).refusal = errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && chain is not null
            ? $"{errors} ({string.Join(", ", chain.ChainStatus.Select(status => status.Status))})"
            : errors.ToString();
        return false;
    }
}
