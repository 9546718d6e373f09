using System.Text;
using OcppLab.Ocpp;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Wire;

/// <summary>Certification cases of 1.6 that are about the connection, over sockets.</summary>
public sealed class CertificationCases : IDisposable
{
    static readonly ChargerKey Key = new(7, 0);

    readonly TestAuthority authority = new();

    public void Dispose() => authority.Dispose();

    [Fact]
    public async Task TC_085_Basic_authentication()
    {
        using var server = new RawServer();
        var stranger = new Probe();
        CsmsConnection.Open(new(server.Url, "CP-1", "ocpp1.6", 0, null), new(), stranger);
        Assert.DoesNotContain("\r\nAuthorization:", await server.AcceptAsync());
        await server.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 401 Unauthorized\r\n\r\n"));
        Assert.Contains("HTTP 401", await stranger.Closed);

        var probe = new Probe();
        CsmsConnection.Open(new(server.Url, "CP-1", "ocpp1.6", 1, "0123456789abcdef"), new(), probe);
        var request = await server.AcceptAsync();
        Assert.Contains($"\r\nAuthorization: Basic {Convert.ToBase64String("CP-1:0123456789abcdef"u8)}\r\n", request);
        await server.SendAsync(Encoding.ASCII.GetBytes(RawServer.Answer(request)));
        await probe.Opened;
    }

    [Fact]
    public async Task TC_086_TLS_with_the_server_s_certificate()
    {
        await using var server = await TlsCsms.OpenAsync(authority);
        var probe = new Probe();
        CsmsConnection.Open(new(server.Url, "CP-1", "ocpp1.6", 2, "0123456789abcdef") { TrustedRoots = authority.Pem }, new(), probe);
        Assert.Equal($"ocpp1.6 nobody Basic {Convert.ToBase64String("CP-1:0123456789abcdef"u8)}", await probe.NextAsync());
    }

    [Fact]
    public async Task TC_087_TLS_with_the_charger_s_certificate()
    {
        await using var server = await TlsCsms.OpenAsync(authority);
        var probe = new Probe();
        var own = new ClientCertificate(authority.Issue(Key.SigningRequest("CP-1", "")!), Key);
        CsmsConnection.Open(new(server.Url, "CP-1", "ocpp1.6", 3, null) { TrustedRoots = authority.Pem, ClientCertificate = own }, new(), probe);
        Assert.Equal("ocpp1.6 CN=CP-1", await probe.NextAsync());
    }

    [Fact]
    public async Task TC_088_Subprotocol()
    {
        using var server = new RawServer();
        foreach (var (chosen, reason) in new[] { (null, "did not agree to the subprotocol ocpp1.6"), ("ocpp0.1", "chose the subprotocol ocpp0.1 instead") })
        {
            var refused = new Probe();
            CsmsConnection.Open(new(server.Url, "CP-1", "ocpp1.6", 0, null), new(), refused);
            await server.SendAsync(Encoding.ASCII.GetBytes(RawServer.Answer(await server.AcceptAsync(), chosen)));
            Assert.Contains(reason, await refused.Closed);
        }

        var probe = new Probe();
        CsmsConnection.Open(new(server.Url, "CP-1", "ocpp1.6", 0, null), new(), probe);
        var request = await server.AcceptAsync();
        Assert.Contains("\r\nSec-WebSocket-Protocol: ocpp1.6\r\n", request);
        await server.SendAsync(Encoding.ASCII.GetBytes(RawServer.Answer(request)));
        await probe.Opened;
    }
}
