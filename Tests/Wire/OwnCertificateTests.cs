using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OcppLab.Ocpp;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Wire;

/// <summary>Chargers with certificates and trusted roots of their own, towards a server that asks for a certificate.</summary>
public sealed class OwnCertificateTests : IAsyncLifetime
{
    static readonly ChargerKey Key = new(7, 0);

    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource over = new();
    readonly TestAuthority operators = new("Operator");
    readonly TestAuthority servers = new("Servers");
    Task serving = Task.CompletedTask;

    Uri Url => new($"wss://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/ocpp");

    public Task InitializeAsync()
    {
        listener.Start();
        serving = ServeAsync();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        over.Cancel();
        listener.Dispose();
        await serving;
        operators.Dispose();
        servers.Dispose();
        over.Dispose();
    }

    /// <summary>Says to each who comes what certificate it showed, if it leads to the operator's root.</summary>
    async Task ServeAsync()
    {
        using var certificate = servers.IssueServer();
        var tls = new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = static (_, shown, _, errors) => shown is null || !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors),
            CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { operators.Certificate },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        };
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(over.Token);
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(tls, over.Token);
                var request = new StringBuilder();
                var buffer = new byte[4096];
                while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                {
                    request.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAtLeastAsync(buffer, 1, cancellationToken: over.Token)));
                }

                await stream.WriteAsync(
                    (byte[])[
                        .. Encoding.ASCII.GetBytes(RawServer.Answer(request.ToString())),
                        .. RawServer.Text(stream.RemoteCertificate?.Subject ?? "nobody"),
                        .. RawServer.Close(1000, "")],
                    over.Token);
                await stream.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: false, over.Token);
            }
            catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
            {
                // The client refused, or the test is over.
            }
        }
    }

    CsmsEndpoint Endpoint(string? chain, string? roots, ChargerKey? key = null, int profile = 3) =>
        new(Url, "CP-1", "ocpp1.6", profile, profile == 2 ? "secret" : null)
        {
            ClientCertificate = chain is null ? null : new(chain, key ?? Key),
            TrustedRoots = roots,
        };

    string Issue(string name, TestAuthority? authority = null, ChargerKey? key = null) =>
        (authority ?? operators).Issue((key ?? Key).SigningRequest(name, "")!);

    static (Probe Probe, CsmsConnection Connection) Open(CsmsEndpoint endpoint, CsmsConnectionOptions? options = null)
    {
        var probe = new Probe();
        return (probe, CsmsConnection.Open(endpoint, options ?? new(), probe));
    }

    [Fact]
    public async Task Each_charger_shows_its_own_certificate_and_a_new_one_as_soon_as_it_has_it()
    {
        ChargerKey second = new(8, 0), renewed = new(7, 1);

        foreach (var (name, key) in new[] { ("CP-1", Key), ("CP-2", second), ("CP-1 renewed", renewed), ("CP-1", Key) })
        {
            var (probe, connection) = Open(Endpoint(Issue(name, key: key), servers.Pem, key));
            Assert.Equal($"CN={name}", await probe.NextAsync());
            await probe.Closed;
            Assert.False(connection.ServerCertificateRefused);
        }
    }

    [Fact]
    public async Task The_issuers_that_came_with_the_certificate_are_shown_with_it()
    {
        using var middle = new TestAuthority("Middle", operators);

        Assert.Equal("CN=CP-1", await Open(Endpoint($"{Issue("CP-1", middle)}\n{middle.Pem}", servers.Pem)).Probe.NextAsync());
    }

    [Fact]
    public async Task The_chargers_own_certificate_comes_before_the_common_one()
    {
        var file = Path.GetTempFileName();
        using var common = new ChargerKey(1, 0).Create();
        await File.WriteAllTextAsync(file, $"{Issue("Common", key: new(1, 0))}\n{common.ExportPkcs8PrivateKeyPem()}");
        var options = new CsmsConnectionOptions { ClientCertificate = file, TrustAnyCertificate = true };

        Assert.Equal("CN=CP-1", await Open(Endpoint(Issue("CP-1"), null), options).Probe.NextAsync());
        Assert.Equal("CN=Common", await Open(Endpoint(null, null), options).Probe.NextAsync());
        Assert.Equal("CN=CP-1", await Open(Endpoint(Issue("CP-1"), servers.Pem), options).Probe.NextAsync());
        File.Delete(file);
    }

    [Fact]
    public async Task With_another_profile_the_certificate_is_not_shown() =>
        Assert.Equal("nobody", await Open(Endpoint(Issue("CP-1"), servers.Pem, profile: 2)).Probe.NextAsync());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_leads_to_none_of_the_chargers_roots_is_refused_and_that_can_be_told_apart(bool trustAny)
    {
        var (probe, connection) = Open(Endpoint(Issue("CP-1"), operators.Pem), new() { TrustAnyCertificate = trustAny });

        Assert.Matches(
            $"^the TLS handshake with {Url.Authority} failed: the server's certificate is refused: RemoteCertificateChainErrors \\(.*(PartialChain|UntrustedRoot).*\\)$",
            await probe.Closed);
        Assert.True(connection.ServerCertificateRefused);
    }

    [Fact]
    public async Task Without_roots_of_its_own_a_charger_trusts_whom_all_do()
    {
        var (probe, connection) = Open(Endpoint(Issue("CP-1"), null));

        Assert.StartsWith($"the TLS handshake with {Url.Authority} failed: the server's certificate is refused: ", await probe.Closed);
        Assert.True(connection.ServerCertificateRefused);
    }

    [Theory]
    [InlineData("nothing", "the charger's certificate can't be read")]
    [InlineData(null, "the charger's certificate is not for its key")]
    public async Task A_certificate_that_cannot_be_used_is_said(string? chain, string reason)
    {
        var (probe, connection) = Open(Endpoint(chain ?? Issue("CP-1", key: new(8, 0)), servers.Pem));

        Assert.Equal($"the certificates for the connection can't be used: {reason}", await probe.Closed);
        Assert.False(connection.ServerCertificateRefused);
    }

    [Fact]
    public async Task A_charger_without_any_certificate_is_told_what_to_do() => Assert.Equal(
        "security profile 3 needs a client certificate: let the CSMS sign one for the charger while it has another profile, or set Connections:ClientCertificate",
        await Open(Endpoint(null, servers.Pem)).Probe.Closed);
}
