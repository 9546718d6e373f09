using System.Text;
using OcppLab.Ocpp;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Wire;

/// <summary>Certification cases of 2.0.1 that are about the connection, over sockets, in 2.1 too.</summary>
public abstract class ConnectionCases(string subprotocol) : IDisposable
{

    static readonly ChargerKey Key = new(7, 0);

    readonly TestAuthority authority = new();

    public void Dispose() => authority.Dispose();

    [Fact]
    public async Task TC_A_01_Basic_authentication()
    {
        using var server = new RawServer();
        var probe = Open(new(server.Url, "CP-1", subprotocol, 1, TlsCsms.Password));
        var request = await server.AcceptAsync();
        Assert.Contains($"\r\nAuthorization: {TlsCsms.Basic("CP-1", TlsCsms.Password)}\r\n", request);
        await server.SendAsync(Encoding.ASCII.GetBytes(RawServer.Answer(request, subprotocol)));
        await probe.Opened;
    }

    [Fact]
    public async Task TC_A_02_Basic_authentication_with_another_user_name()
    {
        using var server = new RawServer();
        var probe = Open(new(server.Url, "CP-1", subprotocol, 1, TlsCsms.Password) { UserName = "CP-2" });
        var request = await server.AcceptAsync();
        Assert.StartsWith("GET /ocpp/CP-1 HTTP/1.1\r\n", request);
        Assert.Contains($"\r\nAuthorization: {TlsCsms.Basic("CP-2", TlsCsms.Password)}\r\n", request);
        await server.SendAsync("HTTP/1.1 401 Unauthorized\r\n\r\n"u8.ToArray());
        Assert.Contains("HTTP 401", await probe.Closed);
    }

    [Fact]
    public async Task TC_A_03_Basic_authentication_with_an_invalid_password()
    {
        await using var server = await TlsCsms.OpenAsync(authority);
        var probe = Open(new(server.Url, "CP-1", subprotocol, 2, "fedcba9876543210") { TrustedRoots = authority.Pem });
        Assert.Contains("HTTP 401", await probe.Closed);
    }

    [Fact]
    public async Task TC_A_04_TLS_with_the_server_s_certificate()
    {
        await using var server = await TlsCsms.OpenAsync(authority);
        var probe = Open(new(server.Url, "CP-1", subprotocol, 2, TlsCsms.Password) { TrustedRoots = authority.Pem });
        Assert.Equal($"{subprotocol} nobody {TlsCsms.Basic("CP-1", TlsCsms.Password)}", await probe.NextAsync());
    }

    [Fact]
    public async Task TC_A_07_TLS_with_the_charger_s_certificate()
    {
        await using var server = await TlsCsms.OpenAsync(authority);
        var own = new ClientCertificate(authority.Issue(Key.SigningRequest("CP-1", "")!), Key);
        var probe = Open(new(server.Url, "CP-1", subprotocol, 3, null) { TrustedRoots = authority.Pem, ClientCertificate = own });
        Assert.Equal($"{subprotocol} CN=CP-1", await probe.NextAsync());
    }

    [Fact]
    public async Task TC_A_08_TLS_with_a_certificate_of_the_charger_s_that_is_not_valid()
    {
        using var stranger = new TestAuthority("Stranger");
        await using var server = await TlsCsms.OpenAsync(authority);
        var own = new ClientCertificate(stranger.Issue(Key.SigningRequest("CP-1", "")!), Key);
        var probe = Open(new(server.Url, "CP-1", subprotocol, 3, null) { TrustedRoots = authority.Pem, ClientCertificate = own });
        Assert.NotEmpty(await probe.Closed);
    }

    [Fact]
    public async Task TC_B_58_Subprotocol()
    {
        using var server = new RawServer();
        foreach (var (chosen, reason) in new[] { (null, $"did not agree to the subprotocol {subprotocol}"), ("ocpp0.1", "chose the subprotocol ocpp0.1 instead") })
        {
            var refused = Open(new(server.Url, "CP-1", subprotocol, 0, null));
            await server.SendAsync(Encoding.ASCII.GetBytes(RawServer.Answer(await server.AcceptAsync(), chosen)));
            Assert.Contains(reason, await refused.Closed);
        }

        var probe = Open(new(server.Url, "CP-1", subprotocol, 0, null));
        var request = await server.AcceptAsync();
        Assert.Contains($"\r\nSec-WebSocket-Protocol: {subprotocol}\r\n", request);
        await server.SendAsync(Encoding.ASCII.GetBytes(RawServer.Answer(request, subprotocol)));
        await probe.Opened;
    }

    static Probe Open(CsmsEndpoint endpoint)
    {
        var probe = new Probe();
        CsmsConnection.Open(endpoint, new(), probe);
        return probe;
    }
}

public sealed class ConnectionCases201() : ConnectionCases("ocpp2.0.1");

public sealed class ConnectionCases21() : ConnectionCases("ocpp2.1");
