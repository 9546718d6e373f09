using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>Opens a connection to a CSMS, as <see cref="CsmsConnection.Open"/> does.</summary>
public delegate ICsmsConnection OpenConnection(CsmsEndpoint endpoint, ICsmsConnectionListener listener);

/// <summary>The settings of the chargers on a silo, from the configuration sections <c>Chargers</c>, <c>Logs</c>,
/// <c>Connections</c> and <c>Commands</c>.</summary>
public sealed record ChargerSettings
{
    /// <summary>What the logs of all chargers of the silo may take of memory together, in bytes (<c>Logs:MemoryBytes</c>).</summary>
    public long LogMemoryBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>What one charger's log may take in any case, in bytes (<c>Logs:BytesPerCharger</c>); less where there are so many
    /// chargers that their logs fill the memory, never less than <see cref="LogBudget.LeastShareBytes"/>.</summary>
    public int LogBytesPerCharger { get; init; } = 256 * 1024;

    /// <summary>What all connections have in common (section <c>Connections</c>, names as in <see cref="CsmsConnectionOptions"/>).</summary>
    public CsmsConnectionOptions Connections { get; init; } = new();

    /// <summary>New connections a second that an organization's chargers make from the silo; 0 for no limit
    /// (<c>Limits:ConnectionsPerSecond</c>).</summary>
    public int ConnectionsPerSecond { get; init; } = 5000;

    /// <summary>At what pace chargers, drivers and vehicles act (<c>Chargers:Timing</c>: <c>realistic</c> or <c>instant</c>).</summary>
    public Timing Timing { get; init; } = Timing.Realistic;

    /// <summary>How long commands and their outcomes are kept (<c>Commands:KeepFor</c>).</summary>
    public TimeSpan CommandsKeptFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How many outcomes of each organization are kept at most: the oldest commands go (<c>Commands:KeepOutcomes</c>).</summary>
    public int OutcomesKept { get; init; } = 1_000_000;

    /// <summary>Reads the settings; what is not set has its default.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="environment">Outside Development link-local and metadata addresses are denied unless <c>Connections:DeniedNetworks</c>
    /// says otherwise.</param>
    /// <exception cref="InvalidOperationException">A value does not fit.</exception>
    public static ChargerSettings From(IConfiguration configuration, IHostEnvironment environment)
    {
        var settings = new ChargerSettings();
        var connections = configuration.GetSection("Connections").Get<CsmsConnectionOptions>() ?? new();
        if (connections.DeniedNetworks is null && !environment.IsDevelopment())
        {
            connections = connections with { DeniedNetworks = AddressFilter.LinkLocalAndMetadata };
        }

        try
        {
            AddressFilter.Parse(connections.AllowedHosts, connections.DeniedNetworks);
            LocalAddresses.Parse(connections.LocalAddresses);
        }
        catch (FormatException wrong)
        {
            throw new InvalidOperationException($"{wrong.Message}.");
        }

        var timing = configuration["Chargers:Timing"] ?? nameof(Timing.Realistic);
        var keepFor = configuration.GetValue("Commands:KeepFor", settings.CommandsKeptFor);
        var keepOutcomes = configuration.GetValue("Commands:KeepOutcomes", settings.OutcomesKept);
        var perSecond = configuration.GetValue("Limits:ConnectionsPerSecond", settings.ConnectionsPerSecond);
        return settings with
        {
            LogMemoryBytes = configuration.GetValue("Logs:MemoryBytes", settings.LogMemoryBytes),
            LogBytesPerCharger = configuration.GetValue("Logs:BytesPerCharger", settings.LogBytesPerCharger),
            Connections = connections,
            Timing = Enum.TryParse<Timing>(timing, ignoreCase: true, out var known) && Enum.IsDefined(known)
                ? known
                : throw new InvalidOperationException($"Chargers:Timing must be realistic or instant, not \"{timing}\"."),
            CommandsKeptFor = keepFor > TimeSpan.Zero
                ? keepFor
                : throw new InvalidOperationException($"Commands:KeepFor must be above 00:00:00, not \"{keepFor}\"."),
            OutcomesKept = keepOutcomes >= 0
                ? keepOutcomes
                : throw new InvalidOperationException($"Commands:KeepOutcomes must be a whole number of at least 0, not \"{keepOutcomes}\"."),
            ConnectionsPerSecond = perSecond >= 0
                ? perSecond
                : throw new InvalidOperationException($"Limits:ConnectionsPerSecond must be a whole number of at least 0, not \"{perSecond}\"."),
        };
    }
}
