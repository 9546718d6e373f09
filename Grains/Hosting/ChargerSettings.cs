using Microsoft.Extensions.Configuration;
using OcppLab.Ocpp;

namespace OcppLab.Grains;

/// <summary>Opens a connection to a CSMS, as <see cref="CsmsConnection.Open"/> does.</summary>
public delegate ICsmsConnection OpenConnection(CsmsEndpoint endpoint, ICsmsConnectionListener listener);

/// <summary>The settings of the chargers on a silo, from the configuration sections <c>Logs</c> and <c>Connections</c>.</summary>
public sealed record ChargerSettings
{
    /// <summary>What the logs of all chargers of the silo may take of memory together, in bytes (<c>Logs:MemoryBytes</c>).</summary>
    public long LogMemoryBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>What one charger's log may take in any case, in bytes (<c>Logs:BytesPerCharger</c>); less where there are so many
    /// chargers that their logs fill the memory, never less than <see cref="LogBudget.LeastShareBytes"/>.</summary>
    public int LogBytesPerCharger { get; init; } = 256 * 1024;

    /// <summary>What all connections have in common (section <c>Connections</c>, names as in <see cref="CsmsConnectionOptions"/>).</summary>
    public CsmsConnectionOptions Connections { get; init; } = new();

    /// <summary>Reads the settings; what is not set has its default.</summary>
    /// <exception cref="InvalidOperationException">A value does not fit.</exception>
    public static ChargerSettings From(IConfiguration configuration)
    {
        var settings = new ChargerSettings();
        var connections = configuration.GetSection("Connections").Get<CsmsConnectionOptions>() ?? new();
        try
        {
            LocalAddresses.Parse(connections.LocalAddresses);
        }
        catch (FormatException wrong)
        {
            throw new InvalidOperationException(
                "Connections:LocalAddresses must be IP addresses of this machine, separated by commas, not "
                + $"\"{connections.LocalAddresses}\": {wrong.Message}.");
        }

        return settings with
        {
            LogMemoryBytes = configuration.GetValue("Logs:MemoryBytes", settings.LogMemoryBytes),
            LogBytesPerCharger = configuration.GetValue("Logs:BytesPerCharger", settings.LogBytesPerCharger),
            Connections = connections,
        };
    }
}
