using Microsoft.Extensions.Configuration.Memory;
using OcppLab.Api;
using OcppLab.Grains;

namespace OcppLab.Silo;

/// <summary>The options of the command line, and the settings that come of everything.</summary>
static class SiloOptions
{
    // Short for settings, so that several silos are easily told apart on one machine.
    static readonly Dictionary<string, string> Switches = new()
    {
        ["--role"] = "Cluster:Role",
        ["--silo-port"] = "Cluster:SiloPort",
        ["--gateway-port"] = "Cluster:GatewayPort",
        ["--address"] = "Cluster:Address",
    };

    // What these say at every start is for another kind of machine.
    static readonly Dictionary<string, string?> Quiet = new()
    {
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",
    };

    /// <summary>Adds what holds where nothing else is configured, and the options of the command line.</summary>
    public static void AddSilo(this IConfigurationManager configuration, string[] args)
    {
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Quiet });
        configuration.Sources.Insert(0, FrontDoorSettings.Defaults);
        configuration.AddCommandLine(args, Switches);
    }

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
