using Microsoft.Extensions.Configuration.Memory;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>The front door's limits, from the configuration section <c>Limits</c>.</summary>
/// <param name="BodyBytes">The largest request body in bytes, above 0.</param>
/// <param name="UploadBytes">The bytes that all bodies which arrive or are carried out may take together, at least <paramref name="BodyBytes"/>.</param>
/// <param name="RequestsPerSecond">Requests a second that an organization may make; 0 for no limit.</param>
/// <param name="Fleet">How much an organization may have.</param>
public sealed record FrontDoorSettings(int BodyBytes, int UploadBytes, int RequestsPerSecond, FleetLimits Fleet)
{
    /// <summary>What holds where nothing else is configured.</summary>
    public static MemoryConfigurationSource Defaults => new()
    {
        InitialData = new Dictionary<string, string?>
        {
            ["Urls"] = "http://127.0.0.1:8080",
            ["Data:Directory"] = ".ocpplab",
            ["Limits:BodyBytes"] = "4194304",
            ["Limits:UploadBytes"] = "134217728",
            ["Limits:RequestsPerSecond"] = "0",
            ["Limits:ChargersPerOrganization"] = "1000000",
            ["Limits:BulkChargers"] = "100000",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:OcppLab"] = "Information",
            // What it says of a failed start, Program says in a sentence; that a service broke down later is critical.
            ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
        },
    };

    /// <summary>Reads them.</summary>
    /// <exception cref="SettingsException">One does not fit.</exception>
    public static FrontDoorSettings From(IConfiguration configuration) => new(
        Whole(configuration, "Limits:BodyBytes", 1),
        Whole(configuration, "Limits:UploadBytes", Whole(configuration, "Limits:BodyBytes", 1)),
        Whole(configuration, "Limits:RequestsPerSecond", 0),
        new()
        {
            ChargersPerOrganization = Whole(configuration, "Limits:ChargersPerOrganization", 0),
            BulkChargers = Whole(configuration, "Limits:BulkChargers", 1),
        });

    static int Whole(IConfiguration configuration, string key, int min) =>
        int.TryParse(configuration[key], out var number) && number >= min
            ? number
            : throw new SettingsException($"{key} must be a whole number of at least {min}, not \"{configuration[key]}\".");
}

/// <summary>The process can't start as it is configured.</summary>
/// <param name="message">What to set, in a sentence for the person who starts it.</param>
public sealed class SettingsException(string message) : Exception(message);
