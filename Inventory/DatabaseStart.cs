using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OcppLab.Inventory;

/// <summary>Makes and upgrades the tables before the host starts anything else, waits for a server that can't be reached, and
/// says in the log where the data is and when the database takes no writes.</summary>
sealed partial class DatabaseStart(Database database, TimeProvider time, ILogger<DatabaseStart> logger) : IHostedLifecycleService
{
    static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var place = Place();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await database.MigrateAsync(cancellationToken);
                break;
            }
            catch (Exception failure) when (!database.IsSqlite && Database.ReasonOf(failure) is { } reason)
            {
                if (attempt % 10 == 0)
                {
                    LogWaiting(place, reason);
                }

                await Task.Delay(Retry, time, cancellationToken);
            }
        }

        LogPlace(place);
        database.Health.Changed += reason =>
        {
            if (reason is null)
            {
                LogWell();
            }
            else
            {
                LogFailing(reason);
            }
        };
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    string Place()
    {
        if (database.Postgres is null)
        {
            return Path.GetFullPath(database.SqlitePath!);
        }

        var settings = new NpgsqlConnectionStringBuilder(database.Postgres.ConnectionString);
        return $"PostgreSQL at {settings.Host}:{settings.Port}, database {settings.Database}";
    }

    [LoggerMessage(LogLevel.Information, "The data is in {Place}")]
    partial void LogPlace(string place);

    [LoggerMessage(LogLevel.Warning, "Waiting for {Place}: {Reason}")]
    partial void LogWaiting(string place, string reason);

    [LoggerMessage(LogLevel.Error, "The database takes no writes: {Reason}. What runs goes on and is written later; new commands are refused until then")]
    partial void LogFailing(string reason);

    [LoggerMessage(LogLevel.Information, "The database takes writes again")]
    partial void LogWell();
}
