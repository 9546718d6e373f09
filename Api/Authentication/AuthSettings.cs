using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace OcppLab.Api;

/// <summary>How tokens are checked, from the configuration section <c>Auth</c>.</summary>
/// <param name="Authority">The OIDC provider's address, or null where tokens are signed with <paramref name="Key"/>.</param>
/// <param name="Key">The key that signs tokens (HS256), or null.</param>
/// <param name="Audience">The audience tokens must be for; null where it is not checked.</param>
/// <param name="Issuer">The issuer tokens must be from; null where it is not checked, or the provider says it.</param>
/// <param name="OrganizationClaim">The claim with the organization.</param>
/// <param name="RoleClaim">The claim with the role.</param>
/// <param name="ScopeClaim">The claim with the scopes.</param>
public sealed record AuthSettings(
    string? Authority,
    SymmetricSecurityKey? Key,
    string? Audience,
    string? Issuer,
    string OrganizationClaim,
    string RoleClaim,
    string ScopeClaim)
{
    const int KeyBytes = 32;

    /// <summary>Reads them. In Development, without an authority or a key, the data directory keeps a random key.</summary>
    /// <exception cref="SettingsException">There is nothing to check tokens with, or a setting does not fit.</exception>
    public static AuthSettings From(IConfiguration configuration, IHostEnvironment environment)
    {
        var authority = Value("Authority");
        var key = Value("SigningKey") is { } text ? Encoding.UTF8.GetBytes(text) : null;
        if (authority is not null && key is not null)
        {
            throw new SettingsException("Auth:Authority and Auth:SigningKey are both set; set one of them.");
        }

        if (authority is not null && Value("Audience") is null)
        {
            throw new SettingsException("Auth:Authority is set without Auth:Audience; set it to the audience that tokens for this service have.");
        }

        if (authority is not null && !Uri.IsWellFormedUriString(authority, UriKind.Absolute))
        {
            throw new SettingsException($"Auth:Authority must be the address of an OIDC provider, not \"{authority}\".");
        }

        if (key?.Length < KeyBytes)
        {
            throw new SettingsException($"Auth:SigningKey has {key.Length} bytes; it needs at least {KeyBytes}.");
        }

        if (authority is null && key is null)
        {
            if (!environment.IsDevelopment())
            {
                throw new SettingsException(
                    "There is nothing to check tokens with. Set Auth:Authority and Auth:Audience (OIDC) or Auth:SigningKey (at least "
                    + "32 bytes), as a setting, as --Auth:SigningKey=…, or as the environment variable Auth__SigningKey. To just try it "
                    + "out, run with DOTNET_ENVIRONMENT=Development.");
            }

            key = DevelopmentKey(DataDirectory.From(configuration));
        }

        return new(
            authority,
            key is null ? null : new SymmetricSecurityKey(key),
            Value("Audience"),
            Value("Issuer"),
            Value("OrganizationClaim") ?? "org_id",
            Value("RoleClaim") ?? "role",
            Value("ScopeClaim") ?? "scope");

        string? Value(string name) => configuration[$"Auth:{name}"] is { Length: > 0 } value ? value : null;
    }

    static byte[] DevelopmentKey(DataDirectory directory)
    {
        const string Name = "dev-signing-key";
        if (directory.ReadText(Name) is { Length: >= KeyBytes } kept)
        {
            return Encoding.UTF8.GetBytes(kept);
        }

        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
        directory.WriteSecret(Name, key);
        return Encoding.UTF8.GetBytes(key);
    }
}
