using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Ocpp;
using static OcppLab.Tests.Wire.RawServer;

namespace OcppLab.Tests.Wire;

/// <summary>How a connection is made, and what the user reads where it can't be.</summary>
public sealed class HandshakeTests
{
    static CsmsEndpoint To(Uri url, string identity = "CP-1", int profile = 0, string? key = null) => new(url, identity, "ocpp1.6", profile, key);

    [Theory]
    [InlineData("/ocpp", "CP-1", "/ocpp/CP-1")]
    [InlineData("/ocpp/", "CP-1", "/ocpp/CP-1")]
    [InlineData("", "CP-1", "/CP-1")]
    [InlineData("/ocpp?tenant=7", "CP-1", "/ocpp/CP-1?tenant=7")]
    [InlineData("/a%20b", "Säule 1/2?#&", "/a%20b/S%C3%A4ule%201%2F2%3F%23%26")]
    public async Task The_identity_is_the_last_segment_of_the_path(string path, string identity, string target)
    {
        using var server = new RawServer();
        CsmsConnection.Open(To(new Uri(server.Url, path.Length == 0 ? "/" : path), identity), new(), new Probe());

        var request = await server.AcceptAsync();

        Assert.StartsWith($"GET {target} HTTP/1.1\r\n", request);
        Assert.Contains($"\r\nHost: {server.Url.Authority}\r\n", request);
        Assert.Contains("\r\nSec-WebSocket-Protocol: ocpp1.6\r\n", request);
        Assert.DoesNotContain("Authorization", request);
    }

    [Theory]
    [InlineData("ws://csms.example/ocpp", "csms.example")]
    [InlineData("ws://csms.example:80/ocpp", "csms.example")]
    [InlineData("wss://csms.example:8443/ocpp", "csms.example:8443")]
    [InlineData("ws://[::1]:9000/ocpp", "[::1]:9000")]
    [InlineData("ws://säule.example/ocpp", "xn--sule-loa.example")]
    public void The_host_is_named_as_HTTP_wants_it(string url, string host) => Assert.Equal(host, To(new(url)).HostHeader);

    [Fact]
    public async Task Profile_1_sends_identity_and_key_as_basic_authentication()
    {
        using var server = new RawServer();
        CsmsConnection.Open(To(server.Url, "CP-1", 1, "geheim:ß"), new(), new Probe());

        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes("CP-1:geheim:ß"));
        Assert.Contains($"\r\nAuthorization: Basic {credentials}\r\n", await server.AcceptAsync());
    }

    [Theory]
    [InlineData("HTTP/1.1 401 Unauthorized\r\n\r\n", "the CSMS refused the identity or password (HTTP 401)")]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", "the CSMS forbids this charger to connect (HTTP 403)")]
    [InlineData("HTTP/1.1 404 Not Found\r\n\r\n", "the CSMS knows no such path or identity: /ocpp/CP-1 (HTTP 404)")]
    [InlineData("HTTP/1.1 302 Found\r\nlocation:  https://other/ \r\n\r\n", "the CSMS is elsewhere: it redirects to https://other/ (HTTP 302)")]
    [InlineData("HTTP/1.1 429 Too Many Requests\r\n\r\n", "the CSMS takes no more connections for now (HTTP 429)")]
    [InlineData("HTTP/1.0 503 Service Unavailable\r\n\r\n", "the CSMS refused the connection (HTTP 503 Service Unavailable)")]
    [InlineData("HTTP/1.1 500\r\n\r\n", "the CSMS refused the connection (HTTP 500)")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n<html>", "is no WebSocket server at this path: it answered like a web page (HTTP 200)")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n", "is no WebSocket server: it switched protocols without the WebSocket handshake")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n", "switched protocols without the WebSocket handshake")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n\r\n", "is no WebSocket server: it does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 101 Swit", "is no WebSocket server: its answer is cut off")]
    [InlineData("", "dropped the connection before the WebSocket was open")]
    public async Task A_refusal_is_said_in_plain_words(string answer, string reason)
    {
        using var server = new RawServer();
        var probe = new Probe();
        CsmsConnection.Open(To(server.Url), new(), probe);
        await server.AcceptAsync();

        await server.SendAsync(Encoding.ASCII.GetBytes(answer));
        server.Stream.Close();

        Assert.Contains(reason, await probe.Closed);
        Assert.False(probe.Opened.IsCompleted);
    }

    [Theory]
    [InlineData(null, "the CSMS did not agree to the subprotocol ocpp1.6")]
    [InlineData("ocpp2.0.1", "the CSMS chose the subprotocol ocpp2.0.1 instead of ocpp1.6")]
    public async Task A_CSMS_that_does_not_agree_to_the_subprotocol_is_refused(string? chosen, string reason)
    {
        using var server = new RawServer();
        var probe = new Probe();
        CsmsConnection.Open(To(server.Url), new(), probe);

        await server.SendAsync(Encoding.ASCII.GetBytes(Answer(await server.AcceptAsync(), chosen)));

        Assert.Equal(reason, await probe.Closed);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        using var server = new RawServer();
        var probe = new Probe();
        CsmsConnection.Open(To(server.Url), new(), probe);
        await server.AcceptAsync();

        await server.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 101 Switching Protocols\r\nX: " + new string('x', 40_000)));

        Assert.Contains("its answer has no end", await probe.Closed);
    }

    [Fact]
    public async Task Nobody_listening_is_said()
    {
        var url = FreeUrl();
        var probe = new Probe();
        CsmsConnection.Open(To(url), new(), probe);

        Assert.Equal($"nothing listens at {url.Authority} (connection refused)", await probe.Closed);
    }

    [Fact]
    public async Task An_unknown_host_is_said()
    {
        var probe = new Probe();
        CsmsConnection.Open(To(new Uri("ws://no-such-host.invalid/ocpp")), new(), probe);

        Assert.Equal("the host name 'no-such-host.invalid' can't be resolved", await probe.Closed);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        var time = new FakeTimeProvider();
        using var server = new RawServer();
        var probe = new Probe();
        CsmsConnection.Open(To(server.Url), new() { Time = time }, probe);
        await server.AcceptAsync();

        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal($"could not make a WebSocket connection with {server.Url.Authority} within 30 s", await probe.Closed);
    }

    [Theory]
    [InlineData("http://csms/ocpp", 0, null, "'http://csms/ocpp' is no ws:// or wss:// address")]
    [InlineData("ws://csms/ocpp", 1, null, "security profile 1 needs an authorization key")]
    [InlineData("ws://csms/ocpp", 2, "key", "security profile 2 needs a wss:// address")]
    [InlineData("wss://csms/ocpp", 3, null, "security profile 3 needs a client certificate: let the CSMS sign one for the charger while it has another profile, or set Connections:ClientCertificate")]
    [InlineData("ws://csms/ocpp", 4, null, "there is no security profile 4")]
    public async Task What_contradicts_itself_is_said_without_connecting(string url, int profile, string? key, string reason)
    {
        var probe = new Probe();
        CsmsConnection.Open(To(new Uri(url), profile: profile, key: key), new(), probe);

        Assert.Equal(reason, await probe.Closed);
    }

    [Fact]
    public async Task Giving_up_before_it_is_open_ends_it_once_with_the_reason()
    {
        using var server = new RawServer();
        var probe = new Probe();
        var connection = CsmsConnection.Open(To(server.Url), new(), probe);
        await server.AcceptAsync();

        connection.Close("switched off");
        connection.Abort("again");

        Assert.Equal("switched off", await probe.Closed);
        Assert.Equal(1, probe.Closings);
    }

    [Fact]
    public async Task Those_beyond_the_concurrent_connects_wait_for_their_turn_and_may_give_up_meanwhile()
    {
        var time = new FakeTimeProvider();
        var options = new CsmsConnectionOptions { ConcurrentConnects = 1, Time = time };
        using var server = new RawServer();
        Probe first = new(), second = new(), third = new();
        CsmsConnection.Open(To(server.Url, "CP-1"), options, first);
        var waiting = CsmsConnection.Open(To(server.Url, "CP-2"), options, second);
        CsmsConnection.Open(To(server.Url, "CP-3"), options, third);
        Assert.StartsWith("GET /ocpp/CP-1 ", await server.AcceptAsync());

        waiting.Abort("switched off");
        Assert.Equal("switched off", await second.Closed);
        await server.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 403 Forbidden\r\n\r\n"));

        Assert.StartsWith("GET /ocpp/CP-3 ", await server.AcceptAsync());
    }

    static Uri FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"ws://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/ocpp");
    }
}
