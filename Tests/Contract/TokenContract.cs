using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OcppLab.Api;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>Who gets in, and for which organization.</summary>
public abstract class TokenContract(ContractHost host) : ContractSuite(host)
{
    const string Logs = "/ocpp/logs";

    DateTime Now => Host.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;

    [Fact]
    public async Task Without_a_token_there_is_only_health_and_the_description()
    {
        var refused = await SendAsync(Logs, authorization: "");
        Assert.Contains("Authorization: Bearer", refused.Refused(HttpStatusCode.Unauthorized));
        Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.ToString());
        foreach (var open in new[] { "/health", "/health/live", "/health/ready", "/openapi/v1.json" })
        {
            (await SendAsync(open, authorization: "")).Expect(HttpStatusCode.OK);
        }

        foreach (var page in new[] { "/", "/docs/" })
        {
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(page, authorization: "")).Status);
        }
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz", "Authorization: Bearer")]
    [InlineData("Bearer", "Authorization: Bearer")]
    [InlineData("Bearer garbage", "not a JSON Web Token")]
    [InlineData("Bearer a.b.c", "not a JSON Web Token")]
    [InlineData("Bearer ä.ö.ü", "not a JSON Web Token")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJvcmdfaWQiOiJhIn0.", "signature is missing or wrong")]
    public async Task What_is_no_token_is_told_in_plain_words(string authorization, string said) =>
        Assert.Contains(said, (await SendAsync(Logs, authorization)).Refused(HttpStatusCode.Unauthorized));

    [Fact]
    public async Task A_token_of_another_key_is_refused() => Assert.Contains(
        "signed with a key that this service trusts",
        (await SendAsync(Logs, $"Bearer {Make(key: new string('x', 32))}")).Refused(HttpStatusCode.Unauthorized));

    [Fact]
    public async Task A_token_without_a_signature_is_refused() => Assert.Contains(
        "signature", (await SendAsync(Logs, $"Bearer {Make(sign: false)}")).Refused(HttpStatusCode.Unauthorized));

    [Fact]
    public async Task A_token_that_was_changed_is_refused()
    {
        var parts = Make().Split('.');
        var other = Make(organization: "another").Split('.');

        Assert.Contains("signed", (await SendAsync(Logs, $"Bearer {parts[0]}.{other[1]}.{parts[2]}")).Refused(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_token_is_valid_from_its_start_until_it_expires()
    {
        Assert.Contains("expired at ", (await SendAsync(Logs, $"Bearer {Make(expires: Now.AddSeconds(-1))}")).Refused(HttpStatusCode.Unauthorized));
        Assert.Contains("not valid before ", (await SendAsync(Logs, $"Bearer {Make(from: Now.AddMinutes(1))}")).Refused(HttpStatusCode.Unauthorized));
        (await SendAsync(Logs, $"Bearer {Make(from: Now, expires: Now.AddMinutes(1))}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_for_another_audience_is_refused() => Assert.Contains(
        "audience", (await SendAsync(Logs, $"Bearer {Make(audience: "another")}")).Refused(HttpStatusCode.Unauthorized));

    [Theory]
    [InlineData(null, "user", "ocpp:read", "no organization (claim org_id)")]
    [InlineData("", "user", "ocpp:read", "no organization (claim org_id)")]
    [InlineData("a\0b", "user", "ocpp:read", "no organization (claim org_id)")]
    [InlineData("acme", null, "ocpp:read", "no role (claim role")]
    [InlineData("acme", "root", "ocpp:read", "\"root\"")]
    [InlineData("acme", "user", null, "lacks the scope ocpp:read (claim scope)")]
    [InlineData("acme", "user", "ocpp:write ocpp:command ocpp:readonly", "lacks the scope ocpp:read (claim scope)")]
    public async Task A_missing_role_organization_or_scope_is_named(string? organization, string? role, string? scope, string said)
    {
        var answer = await SendAsync(Logs, $"Bearer {Make(organization, role, scope)}");
        Assert.Contains(said, answer.Refused(HttpStatusCode.Forbidden));
        Assert.Equal("Bearer error=\"insufficient_scope\"", answer.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("org_id", "acme", "other")]
    [InlineData("org_id", "acme")]
    [InlineData("role", "user", "admin")]
    public async Task A_claim_that_must_be_one_is_no_list(string claim, params string[] values) => Assert.Contains(
        $"claim {claim} must be a text", (await SendAsync(Logs, $"Bearer {Make(claim: (claim, values))}")).Refused(HttpStatusCode.Unauthorized));

    [Fact]
    public async Task Scopes_may_be_a_list() =>
        (await SendAsync(Logs, $"Bearer {Make(claim: ("scope", new[] { "ocpp:write", "ocpp:read" }))}")).Expect(HttpStatusCode.OK);

    [Fact]
    public async Task A_token_that_needs_an_extension_to_be_understood_is_refused() => Assert.Contains(
        "header crit",
        (await SendAsync(Logs, $"Bearer {Make(header: ("crit", new[] { "exp" }))}")).Refused(HttpStatusCode.Unauthorized));

    [Fact]
    public async Task Commands_need_their_scope_and_deletions_theirs()
    {
        var request = Post("/ocpp/commands/stop-session", "{}");
        request.Headers.Authorization = new("Bearer", Token(scope: "ocpp:read ocpp:write"));
        Assert.Contains("ocpp:command", (await SendAsync(request)).Refused(HttpStatusCode.Forbidden));

        request = new(HttpMethod.Delete, Logs);
        request.Headers.Authorization = new("Bearer", Token(scope: "ocpp:read ocpp:command"));
        Assert.Contains("ocpp:write", (await SendAsync(request)).Refused(HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task An_admin_names_the_organization_and_a_user_must_not()
    {
        await AddChargersAsync(1);
        var path = $"/ocpp/chargers/{Charger(1)}/logs";
        var admin = $"Bearer {Token(organization: "theirs", role: "admin")}";

        (await SendAsync(path, admin, Org)).Expect(HttpStatusCode.OK);
        (await SendAsync(path, admin, "another")).Refused(HttpStatusCode.NotFound);
        Assert.Contains("X-Organization-Id", (await SendAsync(path, admin)).Refused(HttpStatusCode.Forbidden));
        Assert.Contains("X-Organization-Id", (await SendAsync(path, admin, "")).Refused(HttpStatusCode.Forbidden));
        Assert.Contains("X-Organization-Id", (await SendAsync(path, $"Bearer {Token()}", Org)).Refused(HttpStatusCode.Forbidden));
    }

    Task<Answer> SendAsync(string path, string authorization, string? organization = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (organization is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Organization-Id", organization);
        }

        return SendAsync(request, authorize: false);
    }

    string Make(
        string? organization = "acme",
        string? role = "user",
        string? scope = "ocpp:read",
        string? key = null,
        string? audience = null,
        DateTime? from = null,
        DateTime? expires = null,
        bool sign = true,
        (string Name, object Value)? claim = null,
        (string Name, object Value)? header = null)
    {
        var settings = Host.Services.GetRequiredService<AuthSettings>();
        var claims = new Dictionary<string, object?> { ["org_id"] = organization, ["role"] = role, ["scope"] = scope };
        if (claim is { } other)
        {
            claims[other.Name] = other.Value;
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims.Where(claim => claim.Value is not null).ToDictionary(claim => claim.Key, claim => claim.Value!),
            AdditionalHeaderClaims = header is { } extra ? new Dictionary<string, object> { [extra.Name] = extra.Value } : null,
            Audience = audience ?? settings.Audience,
            NotBefore = from ?? Now.AddHours(-1),
            Expires = expires ?? Now.AddHours(1),
            SigningCredentials = !sign ? null : new SigningCredentials(
                key is null ? settings.Key : new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)), SecurityAlgorithms.HmacSha256),
        });
    }
}
