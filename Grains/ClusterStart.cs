using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OcppLab.Grains;

/// <summary>Makes the tables before the host starts anything, and says where the data is.</summary>
sealed partial class ClusterStart(
    ClusterSettings settings,
    string dataDirectory,
    Fleet.Database inventory,
    ClusterDatabase? database,
    ILogger<ClusterStart> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (database is not null)
        {
            await database.CreateAsync(inventory, logger, cancellationToken);
            LogShared(settings.ClusterId, database.Settings.Host, database.Settings.Port, database.Settings.Database);
            return;
        }

        await inventory.MigrateAsync(cancellationToken);
        if (settings.Role != ClusterRole.Api)
            LogAlone(Path.GetFullPath(dataDirectory));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Cluster \"{ClusterId}\" in PostgreSQL at {Host}:{Port}, database {Database}")]
    partial void LogShared(string clusterId, string? host, int port, string? database);

    [LoggerMessage(LogLevel.Information, "No Cluster:Database: this silo is alone; its membership, reminders and unfinished fan-outs are in memory, chargers and inventory in {Directory}")]
    partial void LogAlone(string directory);
}
