using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace OcppLab.Api;

/// <summary>The metrics in Prometheus' format at <c>/metrics</c>: for whoever sits at the machine, for an admin, and for those who have
/// the token that is set for it.</summary>
public static class MetricsRoute
{
    const string Scheme = "Bearer ";

    /// <summary>Maps it, where the settings have it.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<MonitoringSettings>();
        if (!settings.ServesMetrics)
        {
            return;
        }

        var exporter = new ApplicationBuilder(app.Services);
        exporter.UseOpenTelemetryPrometheusScrapingEndpoint(_ => true);
        var metrics = exporter.Build();
        app.MapGet("/metrics", (RequestDelegate)(http => MaySee(http, settings.MetricsToken) ? metrics(http) : RefuseAsync(http, settings.MetricsToken)))
            .ExcludeFromDescription();
    }

    static bool MaySee(HttpContext http, string? token) => http.IsLocalOrAdmin() || (token is not null && HasToken(http, token));

    static bool HasToken(HttpContext http, string token) =>
        http.Request.Headers.Authorization is [{ } given]
        && given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[Scheme.Length..].Trim()), Encoding.UTF8.GetBytes(token));

    static Task RefuseAsync(HttpContext http, string? token)
    {
        http.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return Errors.WriteAsync(http, StatusCodes.Status401Unauthorized, token is null
            ? "Metrics are read on the machine itself, or with a token that the setting Metrics:Token gives."
            : "Metrics are read on the machine itself, or with the token of the setting Metrics:Token as a bearer token.");
    }
}
