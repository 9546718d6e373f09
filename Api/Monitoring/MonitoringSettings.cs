namespace OcppLab.Api;

/// <summary>What a process tells of itself, from the section <c>Metrics</c> and OpenTelemetry's own variables.</summary>
/// <param name="ServesMetrics">Whether <c>/metrics</c> is there (<c>Metrics:Enabled</c>).</param>
/// <param name="MetricsToken">The bearer token for those who read it from another machine (<c>Metrics:Token</c>); null for none.</param>
/// <param name="ExportsMetrics">Whether metrics are sent by OTLP: where an endpoint for them is set.</param>
/// <param name="ExportsTraces">Whether traces are recorded and sent by OTLP: where an endpoint for them is set.</param>
/// <param name="HasSampler">Whether <c>OTEL_TRACES_SAMPLER</c> says which traces are recorded.</param>
public sealed record MonitoringSettings(bool ServesMetrics, string? MetricsToken, bool ExportsMetrics, bool ExportsTraces, bool HasSampler)
{
    const int LeastTokenLength = 16;

    /// <summary>Reads them.</summary>
    /// <exception cref="SettingsException">One does not fit.</exception>
    public static MonitoringSettings From(IConfiguration configuration)
    {
        var enabled = configuration["Metrics:Enabled"] ?? "true";
        if (!bool.TryParse(enabled, out var serves))
        {
            throw new SettingsException($"Metrics:Enabled must be true or false, not \"{enabled}\".");
        }

        var token = configuration["Metrics:Token"] is { Length: > 0 } given ? given : null;
        if (token?.Length < LeastTokenLength)
        {
            throw new SettingsException($"Metrics:Token must have at least {LeastTokenLength} characters; it has {token.Length}.");
        }

        return new(serves, token, Exports("METRICS"), Exports("TRACES"), IsSet("OTEL_TRACES_SAMPLER"));

        bool Exports(string signal) =>
            (IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") || IsSet($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"))
            && configuration[$"OTEL_{signal}_EXPORTER"] is not "none"
            && !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);

        bool IsSet(string variable) => configuration[variable] is { Length: > 0 };
    }
}
