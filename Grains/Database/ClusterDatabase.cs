using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using OcppLab.Fleet;

namespace OcppLab.Grains;

/// <summary>The PostgreSQL database that the silos of a cluster share.</summary>
public sealed partial class ClusterDatabase : IAsyncDisposable
{
    const long SchemaLock = 0x6F637070636C75;
    static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>Opens no connection yet.</summary>
    /// <param name="connectionString">Npgsql's connection string; it is never logged.</param>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public ClusterDatabase(string connectionString)
    {
        Settings = Parse(connectionString);
        Source = NpgsqlDataSource.Create(Settings);
    }

    /// <summary>The connections.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>How it is connected to; has the password in it.</summary>
    internal NpgsqlConnectionStringBuilder Settings { get; }

    /// <summary>Makes and upgrades the tables of Orleans, the chargers' states and the inventory. Waits for a database that
    /// can't be reached. Safe when several processes do it at once.</summary>
    /// <param name="inventory">The inventory in the same database.</param>
    /// <param name="logger">Is told when the database has to be waited for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PostgresException">The database refuses: a wrong password, no right to create tables.</exception>
    public async Task CreateAsync(Fleet.Database inventory, ILogger logger, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await MigrateAsync(cancellationToken);
                await inventory.MigrateAsync(cancellationToken);
                return;
            }
            catch (Exception failure) when (IsAway(failure))
            {
                if (attempt % 10 == 1)
                    LogAway(logger, Settings.Host, Settings.Port, failure.Message);
                await Task.Delay(Retry, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Source.DisposeAsync();

    /// <summary>Whether trying again may help.</summary>
    internal static bool IsAway(Exception failure) => failure is
        NpgsqlException { IsTransient: true } or
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException } or
        PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } or
        FleetException { Error: FleetError.Unavailable };

    async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync($"SELECT pg_advisory_xact_lock({SchemaLock})");
        await RunAsync("CREATE TABLE IF NOT EXISTS cluster_versions (version integer PRIMARY KEY)");
        var assembly = typeof(ClusterDatabase).Assembly;
        foreach (var script in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order())
        {
            var version = int.Parse(script.AsSpan(0, 3), CultureInfo.InvariantCulture);
            if (await RunAsync($"INSERT INTO cluster_versions VALUES ({version}) ON CONFLICT DO NOTHING") == 0)
                continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(script)!);
            await RunAsync(await reader.ReadToEndAsync(cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);

        async Task<int> RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (!settings.ContainsKey(nameof(settings.Timeout)))
            settings.Timeout = 5;
        if (!settings.ContainsKey("Command Timeout"))
            settings.CommandTimeout = 10;
        if (!settings.ContainsKey("Max Auto Prepare"))
            settings.MaxAutoPrepare = 32;
        if (!settings.ContainsKey("Application Name"))
            settings.ApplicationName = "OcppLab";
        return settings;
    }

    [LoggerMessage(LogLevel.Warning, "Waiting for the database at {Host}:{Port}: {Reason}")]
    static partial void LogAway(ILogger logger, string? host, int port, string reason);
}
