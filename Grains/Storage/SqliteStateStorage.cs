using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OcppLab.Inventory;

namespace OcppLab.Grains;

/// <summary>The storage of a silo without a database server: the SQLite file that the inventory is in too.</summary>
sealed class SqliteStateStorage : StateStorage
{
    /// <summary>The write-ahead log is moved into the file in the background from this size on.</summary>
    const long CheckpointBytes = 8 * 1024 * 1024;

    /// <summary>And at this size the writer waits until it is moved, and cuts it off.</summary>
    const long TruncateBytes = 32 * 1024 * 1024;

    readonly FileInfo log;
    readonly Task writing;
    SqliteStatements? statements;
    Task checkpoint = Task.CompletedTask;

    /// <summary>The storage in a database that is a file. It is opened when it is first written to: its tables are made by then.</summary>
    public SqliteStateStorage(Database database, SiloMetrics metrics, TimeProvider time, ILogger<SqliteStateStorage> logger)
        : base(database, metrics, time, logger)
    {
        log = new($"{database.SqlitePath}-wal");
        metrics.ObserveWriteAheadLog(() => new FileInfo(log.FullName) is { Exists: true } file ? file.Length : 0);
        writing = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        writing.Wait();
        checkpoint.Wait();
        statements?.Dispose();
    }

    /// <inheritdoc/>
    protected override Task WriteBatchAsync(IReadOnlyList<StorageWrite> batch)
    {
        statements ??= new(Open());
        statements.Write(batch);
        BoundLog(statements);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task<Dictionary<string, StoredCharger>> ReadStatesAsync(IReadOnlyList<string> chargerIds)
    {
        await using var reading = await Database.OpenAsync(CancellationToken.None);
        await using var command = reading.CreateCommand();
        command.CommandText =
            "SELECT charger_id, version, awake, state, writer, answered_before, sent_until FROM charger_states "
            + "LEFT JOIN sample_leases ON process = substr(writer, 1, 8) WHERE charger_id IN (SELECT value FROM json_each(@ids))";
        AddParameter(command, "@ids", JsonSerializer.Serialize(chargerIds, StorageJson.Default.IReadOnlyListString));
        await using var reader = await command.ExecuteReaderAsync();
        var found = new Dictionary<string, StoredCharger>(chargerIds.Count);
        while (await reader.ReadAsync())
        {
            found[reader.GetString(0)] = StoredOf(reader, static reader => new(reader.GetFieldValue<byte[]>(4)));
        }

        return found;
    }

    /// <summary>Keeps the write-ahead log small: it is moved into the file beside the writing, which waits for the disk, and by the
    /// writer itself where that is too slow.</summary>
    void BoundLog(SqliteStatements writer)
    {
        log.Refresh();
        if (!log.Exists || log.Length < CheckpointBytes)
        {
            return;
        }

        if (log.Length >= TruncateBytes)
        {
            // A reader may keep it from being cut off now; the next batch tries again.
            writer.TruncateLog();
        }
        else if (checkpoint.IsCompleted)
        {
            checkpoint = Task.Run(Checkpoint);
        }
    }

    void Checkpoint()
    {
        try
        {
            using var beside = Open();
            Execute(beside, "PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (SqliteException)
        {
            // The next one moves what this one could not.
        }
    }

    SqliteConnection Open()
    {
        var opened = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Database.SqlitePath, Pooling = false }.ToString());
        opened.Open();
        return opened;
    }

    static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
