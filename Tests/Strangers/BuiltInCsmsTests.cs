using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using OcppLab.Silo;
using OcppLab.Tests.Contract;

namespace OcppLab.Tests.Strangers;

/// <summary>A service with the central system that it has in Development.</summary>
public sealed class DevelopmentHost : StrangerHost
{
    protected override void Map(WebApplication app) => app.MapBuiltInCsms();
}

/// <summary>No page that is open in a browser, and nobody else without a token, reaches a charger through the built-in CSMS.</summary>
public sealed class BuiltInCsmsTests(DevelopmentHost host) : ContractSuite(host), IClassFixture<DevelopmentHost>
{
    const string Handshake = "Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ocpp1.6\r\n";

    [Theory]
    [InlineData("GET", "/csms/stats", "ocpp:read")]
    [InlineData("GET", "/csms/transactions", "ocpp:read")]
    [InlineData("GET", "/csms/chargers/CP-1", "ocpp:read")]
    [InlineData("GET", "/csms/certificates/root.pem", "ocpp:read")]
    [InlineData("DELETE", "/csms/stats", "ocpp:command")]
    [InlineData("POST", "/csms/chargers/CP-1/calls", "ocpp:command")]
    public async Task What_it_shows_and_does_needs_a_token(string method, string path, string scope)
    {
        (await SendAsync(new(new HttpMethod(method), path), authorize: false)).Refused(HttpStatusCode.Unauthorized);
        var others = string.Join(' ', new[] { "ocpp:read", "ocpp:write", "ocpp:command" }.Except([scope]));
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new("Bearer", Token(scope: others));
        Assert.Contains(scope, (await SendAsync(request)).Refused(HttpStatusCode.Forbidden));

        // With it, what is wrong is something else, if anything.
        Assert.DoesNotContain((await SendAsync(new(new HttpMethod(method), path))).Status, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden });
    }

    [Theory]
    [InlineData("Host: pages.example\r\n", "machine it runs on")]
    [InlineData("Host: {0}\r\nX-Forwarded-For: 192.0.2.1\r\n", "machine it runs on")]
    [InlineData("Host: {0}\r\nOrigin: http://pages.example\r\n", "another origin")]
    [InlineData("Host: {0}\r\nOrigin: http://localhost:1\r\n", "another origin")]
    [InlineData("Host: {0}\r\nOrigin: null\r\n", "another origin")]
    public async Task It_is_for_this_machine_and_no_page_of_another_origin(string headers, string said)
    {
        headers = string.Format(null, headers, host.Address.Authority);

        foreach (var (path, more) in new[] { ("/csms/CP-1", Handshake), ("/csms/stats", $"Connection: close\r\nAuthorization: Bearer {Token()}\r\n") })
        {
            var answer = await RawRequest.SendAsync(host.Address, Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\n{headers}{more}\r\n"));
            Assert.StartsWith("HTTP/1.1 403", answer);
            Assert.Contains(said, answer);
        }
    }

    [Fact]
    public async Task A_charger_of_this_machine_connects_without_a_token()
    {
        await AddChargersAsync(1, $"ws://{host.Address.Authority}/csms");
        await SettledAsync(1);

        Assert.True((bool)(await GetAsync($"/csms/chargers/{Identity(1)}")).Expect(HttpStatusCode.OK)["connected"]!);
    }
}
