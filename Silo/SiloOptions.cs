using OcppLab.Api;
using OcppLab.Grains;

namespace OcppLab.Silo;

/// <summary>The options of the command line, and the settings that come of everything.</summary>
static class SiloOptions
{
    /// <summary>Short for settings, so that several silos are easily told apart on one machine.</summary>
    public static IDictionary<string, string> Switches { get; } = new Dictionary<string, string>
    {
        ["--role"] = "Cluster:Role",
        ["--silo-port"] = "Cluster:SiloPort",
        ["--gateway-port"] = "Cluster:GatewayPort",
        ["--address"] = "Cluster:Address",
    };

    /// <summary>Reads the cluster's settings.</summary>
    /// <exception cref="SettingsException">One does not fit.</exception>
    public static ClusterSettings Settings(IConfiguration configuration)
    {
        try
        {
            return ClusterSettings.From(configuration);
        }
        catch (InvalidOperationException wrong)
        {
            throw new SettingsException(wrong.InnerException is { } inner ? $"{wrong.Message} {inner.Message}" : wrong.Message);
        }
    }

    /// <summary>One line for each message.</summary>
    public static ILoggingBuilder AddPlainConsole(this ILoggingBuilder logging) => logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.TimestampFormat = "HH:mm:ss ";
    });
}
