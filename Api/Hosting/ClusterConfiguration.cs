using Microsoft.Extensions.Configuration.Memory;
using OcppLab.Grains;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>What silos and front doors have in common before they start: the command line, the cluster's settings, the database.</summary>
public static class ClusterConfiguration
{
    const string DatabaseFile = "ocpplab.db";

    // Short for settings, so that several silos are easily told apart on one machine.
    static readonly Dictionary<string, string> Switches = new()
    {
        ["--role"] = "Cluster:Role",
        ["--silo-port"] = "Cluster:SiloPort",
        ["--gateway-port"] = "Cluster:GatewayPort",
        ["--management-port"] = "Cluster:ManagementPort",
        ["--address"] = "Cluster:Address",
    };

    // What these say at every start is for another kind of machine.
    static readonly Dictionary<string, string?> Quiet = new()
    {
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",
    };

    /// <summary>Adds what holds where nothing else is configured, and the options of the command line.</summary>
    /// <exception cref="SettingsException">A setting does not fit.</exception>
    /// <returns>The cluster's settings.</returns>
    public static ClusterSettings AddCluster(this IHostApplicationBuilder builder, string[] args)
    {
        var configuration = builder.Configuration;
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Quiet });
        configuration.Sources.Insert(0, FrontDoorSettings.Defaults);
        configuration.AddCommandLine(args, Switches);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        OutageLog.AddTo(builder.Services);
        try
        {
            var settings = ClusterSettings.From(configuration);
            builder.Services.AddSingleton(settings);
            return settings;
        }
        catch (InvalidOperationException wrong)
        {
            throw new SettingsException(wrong.InnerException is { } inner ? $"{wrong.Message} {inner.Message}" : wrong.Message);
        }
    }

    /// <summary>Adds the database that the settings name, or the SQLite file in the data directory, with the inventory in it.</summary>
    /// <exception cref="SettingsException">A setting does not fit.</exception>
    public static void AddDatabase(this IHostApplicationBuilder builder, ClusterSettings settings)
    {
        Database database;
        try
        {
            database = settings.Database is { } connectionString
                ? Database.PostgreSql(connectionString)
                : Database.Sqlite(Path.Combine(DataDirectory.From(builder.Configuration).Path, DatabaseFile));
        }
        catch (ArgumentException wrong)
        {
            throw new SettingsException($"Cluster:Database is no connection string of Npgsql's: {wrong.Message}");
        }

        builder.Services.AddInventory(database, FrontDoorSettings.From(builder.Configuration).Fleet);
        builder.Services.AddHealthChecks().AddCheck<DatabaseCheck>("database");
    }
}
