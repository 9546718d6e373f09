using System.Globalization;

namespace OcppLab.Api;

/// <summary><c>token --org demo [--role user|admin] [--scope "ocpp:read …"] [--ttl 24h]</c>.</summary>
public static class TokenCommand
{
    /// <summary>Makes the token; other options are settings.</summary>
    /// <exception cref="SettingsException">An option is missing or wrong.</exception>
    public static string Issue(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Configuration.Sources.Insert(0, FrontDoorSettings.Defaults);
        var role = builder.Configuration["role"] ?? "user";
        if (role is not ("user" or "admin"))
        {
            throw new SettingsException($"--role must be user or admin, not \"{role}\".");
        }

        var organization = builder.Configuration["org"];
        if (organization is null && role == "user")
        {
            throw new SettingsException("Name the organization that the token is for: token --org demo.");
        }

        var scope = builder.Configuration["scope"]?.Replace(',', ' ') ?? string.Join(' ', Scopes.All);
        var unknown = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(Scopes.All).FirstOrDefault();
        if (unknown is not null)
        {
            throw new SettingsException($"--scope has \"{unknown}\"; there are {string.Join(", ", Scopes.All)}.");
        }

        var grant = new TokenGrant(organization, role, scope, Lifetime(builder.Configuration["ttl"] ?? "24h"));
        return Tokens.Issue(AuthSettings.From(builder.Configuration, builder.Environment), grant, TimeProvider.System);
    }

    static TimeSpan Lifetime(string text)
    {
        var seconds = text.Length == 0 ? 0 : text[^1] switch { 'd' => 86_400, 'h' => 3_600, 'm' => 60, _ => 1 };
        return long.TryParse(text.TrimEnd('d', 'h', 'm', 's'), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count > 0 && count <= 3_650L * 86_400 / seconds
            ? TimeSpan.FromSeconds(count * seconds)
            : throw new SettingsException($"--ttl must be a time such as 90s, 30m, 12h or 7d, at most ten years, not \"{text}\".");
    }
}
