using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OcppLab.Tests.Contract;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Api;

/// <summary>A service whose tokens come from an OIDC provider, with claims of its own names.</summary>
public sealed class OidcHost : LoneSiloHost, IAsyncLifetime
{
    readonly RSA rsa = RSA.Create(2048);
    WebApplication? provider;

    /// <summary>The provider's key.</summary>
    public RsaSecurityKey Key => new(rsa) { KeyId = "key-1" };

    /// <summary>The provider's address.</summary>
    public string Authority => provider!.Urls.Single();

    protected override IEnumerable<string> Settings =>
    [
        "--Auth:SigningKey=", $"--Auth:Authority={Authority}", "--Auth:Audience=ocpplab", "--Auth:OrganizationClaim=tenant", "--Auth:RoleClaim=kind",
        "--Auth:ScopeClaim=permissions",
    ];

    async Task IAsyncLifetime.InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        provider = builder.Build();
        provider.MapGet("/.well-known/openid-configuration", () => Results.Text(
            new JsonObject { ["issuer"] = Authority, ["jwks_uri"] = $"{Authority}/keys" }.ToJsonString(), "application/json"));
        provider.MapGet("/keys", () =>
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(Key);
            return Results.Text(
                new JsonObject
                {
                    ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = key.Kid, ["n"] = key.N, ["e"] = key.E }),
                }.ToJsonString(),
                "application/json");
        });
        await provider.StartAsync();
        await InitializeAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await provider!.DisposeAsync();
        rsa.Dispose();
    }

}

/// <summary>What who brings tokens of a provider relies on.</summary>
public sealed class OidcTests(OidcHost host) : ContractSuite(host), IClassFixture<OidcHost>
{
    [Fact]
    public async Task The_providers_tokens_are_taken_and_no_others()
    {
        (await AskAsync(Make())).Expect(HttpStatusCode.OK);
        Assert.Contains("audience", (await AskAsync(Make(audience: "another"))).Refused(HttpStatusCode.Unauthorized));
        Assert.Contains("issuer", (await AskAsync(Make(issuer: "https://elsewhere"))).Refused(HttpStatusCode.Unauthorized));
        using var other = RSA.Create(2048);
        Assert.Contains("key", (await AskAsync(Make(key: new RsaSecurityKey(other) { KeyId = "key-2" }))).Refused(HttpStatusCode.Unauthorized));
        Assert.Contains("expired", (await AskAsync(Make(age: TimeSpan.FromHours(3)))).Refused(HttpStatusCode.Unauthorized));
        // The provider's public key, taken for a secret.
        var secret = new SymmetricSecurityKey(host.Key.Rsa.ExportSubjectPublicKeyInfo()) { KeyId = "key-1" };
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(Make(key: secret, algorithm: SecurityAlgorithms.HmacSha256))).Status);
        Assert.Contains("claim tenant", (await AskAsync(Make(claim: "org_id"))).Refused(HttpStatusCode.Forbidden));
    }

    Task<Answer> AskAsync(string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/ocpp/logs");
        request.Headers.Authorization = new("Bearer", token);
        return SendAsync(request);
    }

    string Make(
        string audience = "ocpplab",
        string? issuer = null,
        SecurityKey? key = null,
        TimeSpan age = default,
        string claim = "tenant",
        string algorithm = SecurityAlgorithms.RsaSha256)
    {
        var now = host.Time.GetUtcNow().UtcDateTime - age;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Subject = new ClaimsIdentity([new(claim, Org), new("kind", "user"), new("permissions", "ocpp:read"), new("permissions", "ocpp:write")]),
            Audience = audience,
            Issuer = issuer ?? host.Authority,
            NotBefore = now,
            Expires = now.AddHours(1),
            SigningCredentials = new SigningCredentials(key ?? host.Key, algorithm),
        });
    }
}

/// <summary>A service whose OIDC provider is not there.</summary>
public sealed class OrphanedHost : LoneSiloHost
{
    protected override IEnumerable<string> Settings => ["--Auth:SigningKey=", "--Auth:Authority=http://127.0.0.1:1", "--Auth:Audience=ocpplab"];
}

/// <summary>What a client sees while the provider is away.</summary>
public sealed class OrphanedTests(OrphanedHost host) : ContractSuite(host), IClassFixture<OrphanedHost>
{
    [Fact]
    public async Task A_token_that_can_not_be_checked_now_may_be_sent_again_later()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/ocpp/logs");
        request.Headers.Authorization = new("Bearer", new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object> { ["org_id"] = Org },
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(new byte[32]), SecurityAlgorithms.HmacSha256),
        }));

        var answer = await SendAsync(request);

        Assert.Contains("can't be checked now", answer.Refused(HttpStatusCode.ServiceUnavailable));
        Assert.NotNull(answer.Headers.RetryAfter);
        (await SendAsync(new(HttpMethod.Get, "/health/ready"), authorize: false)).Expect(HttpStatusCode.OK);
    }
}
