using Npgsql;

namespace OcppLab.Tests.Faults;

/// <summary>Sees in the database which silos are declared dead, and when. While the database is away it sees nothing.</summary>
sealed class MembershipWatch : IAsyncDisposable
{
    const int Dead = 6;

    readonly CancellationTokenSource ending = new();
    readonly string database;
    readonly Task watching;
    readonly Dictionary<string, DateTimeOffset> deaths = [];

    public MembershipWatch(string database)
    {
        this.database = new NpgsqlConnectionStringBuilder(database) { Timeout = 2, CommandTimeout = 2, Pooling = false }.ConnectionString;
        watching = WatchAsync();
    }

    /// <summary>When silos were declared dead, or stopped in order, by address, port and generation.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Deaths
    {
        get
        {
            lock (deaths)
            {
                return new Dictionary<string, DateTimeOffset>(deaths);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await watching;
    }

    async Task WatchAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(database);
                await connection.OpenAsync(ending.Token);
                while (true)
                {
                    await ReadAsync(connection);
                    await Task.Delay(200, ending.Token);
                }
            }
            catch (Exception away) when (away is NpgsqlException or TimeoutException or OperationCanceledException or IOException)
            {
                // It is tried again, unless this is the end.
                await Task.Delay(200);
            }
        }
    }

    async Task ReadAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT Address || ':' || Port || '@' || Generation FROM OrleansMembershipTable WHERE Status = {Dead}", connection);
        await using var reader = await command.ExecuteReaderAsync(ending.Token);
        while (await reader.ReadAsync(ending.Token))
        {
            lock (deaths)
            {
                deaths.TryAdd(reader.GetString(0), DateTimeOffset.UtcNow);
            }
        }
    }
}
