using Microsoft.Extensions.Configuration;
using OcppLab.Ocpp;

namespace OcppLab.Fleet;

/// <summary>The settings of the embedded engine.</summary>
/// <param name="DatabasePath">The SQLite file, the inventory's own.</param>
public sealed record EmbeddedFleetSettings(string DatabasePath)
{
    /// <summary>What the logs of all chargers may take of memory together, in bytes (<c>Logs:MemoryBytes</c>).</summary>
    public long LogMemoryBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>What one charger's log may take in any case, in bytes (<c>Logs:BytesPerCharger</c>); less where there are so many
    /// chargers that their logs fill the memory, never less than <see cref="LogBudget.LeastShareBytes"/>.</summary>
    public int LogBytesPerCharger { get; init; } = 256 * 1024;

    /// <summary>What all connections have in common (section <c>Connections</c>, names as in <see cref="CsmsConnectionOptions"/>).</summary>
    public CsmsConnectionOptions Connections { get; init; } = new();

    /// <summary>Reads the settings; what is not set has its default.</summary>
    /// <exception cref="InvalidOperationException">A value does not fit.</exception>
    public static EmbeddedFleetSettings From(IConfiguration configuration, string databasePath)
    {
        var settings = new EmbeddedFleetSettings(databasePath);
        return settings with
        {
            LogMemoryBytes = configuration.GetValue("Logs:MemoryBytes", settings.LogMemoryBytes),
            LogBytesPerCharger = configuration.GetValue("Logs:BytesPerCharger", settings.LogBytesPerCharger),
            Connections = configuration.GetSection("Connections").Get<CsmsConnectionOptions>() ?? new(),
        };
    }
}
