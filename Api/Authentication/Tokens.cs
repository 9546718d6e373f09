using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OcppLab.Api;

/// <summary>Who a token is for.</summary>
/// <param name="Organization">The organization; null for an admin's token, which names one in each request.</param>
/// <param name="Role">The role, <c>user</c> or <c>admin</c>.</param>
/// <param name="Scope">The scopes, with blanks between them.</param>
/// <param name="Lifetime">How long it is valid.</param>
public sealed record TokenGrant(string? Organization, string Role, string Scope, TimeSpan Lifetime);

/// <summary>Makes tokens that this service takes, where it has the key itself.</summary>
public static class Tokens
{
    /// <summary>A signed token.</summary>
    /// <exception cref="SettingsException">Tokens come from an OIDC provider here.</exception>
    public static string Issue(AuthSettings settings, TokenGrant grant, TimeProvider time)
    {
        var key = settings.Key ?? throw new SettingsException($"Tokens come from {settings.Authority} here; ask it for one.");
        var now = time.GetUtcNow().UtcDateTime;
        var claims = new List<Claim> { new(settings.RoleClaim, grant.Role), new(settings.ScopeClaim, grant.Scope) };
        if (grant.Organization is { } organization)
        {
            claims.Add(new(settings.OrganizationClaim, organization));
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Subject = new ClaimsIdentity(claims),
            Issuer = settings.Issuer,
            Audience = settings.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + grant.Lifetime,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
        });
    }
}
