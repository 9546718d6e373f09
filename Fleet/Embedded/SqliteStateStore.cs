using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace OcppLab.Fleet;

/// <summary>States in the SQLite file that the inventory is in too. The inventory's migrations make the table of sessions.</summary>
/// <remarks>Statements are bound and stepped by the provider's own binding: its commands copy every state once more.</remarks>
public sealed class SqliteStateStore : IStateStore
{
    const int RowsToCheckpoint = 4096;

    readonly string path;
    readonly SqliteConnection connection;
    readonly sqlite3_stmt begin;
    readonly sqlite3_stmt commit;
    readonly sqlite3_stmt rollback;
    readonly sqlite3_stmt readState;
    readonly sqlite3_stmt writeState;
    readonly sqlite3_stmt deleteState;
    readonly sqlite3_stmt writeSession;
    Task checkpoint = Task.CompletedTask;
    int rows;

    /// <summary>Opens the file, and makes it or the table of states if need be.</summary>
    /// <exception cref="IOException">It can't be opened.</exception>
    public SqliteStateStore(string path)
    {
        this.path = path;
        connection = Open();
        Execute(connection, """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            PRAGMA busy_timeout = 5000;
            PRAGMA cache_size = -32768;
            PRAGMA wal_autocheckpoint = 0;
            CREATE TABLE IF NOT EXISTS charger_states (charger_id TEXT PRIMARY KEY, state BLOB NOT NULL) WITHOUT ROWID;
            """);
        begin = Prepare("BEGIN IMMEDIATE");
        commit = Prepare("COMMIT");
        rollback = Prepare("ROLLBACK");
        readState = Prepare("SELECT state FROM charger_states WHERE charger_id = ?1");
        writeState = Prepare("""
            INSERT INTO charger_states (charger_id, state) VALUES (?1, ?2)
            ON CONFLICT (charger_id) DO UPDATE SET state = excluded.state
            """);
        deleteState = Prepare("DELETE FROM charger_states WHERE charger_id = ?1");
        writeSession = Prepare("""
            INSERT INTO sessions (id, organization_id, location_id, charger_id, identity, connector_id, id_tag,
                transaction_id, started_at, stopped_at, energy_wh, stop_reason, command_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            ON CONFLICT (id) DO UPDATE SET transaction_id = excluded.transaction_id, stopped_at = excluded.stopped_at,
                energy_wh = excluded.energy_wh, stop_reason = excluded.stop_reason
            WHERE charger_id = excluded.charger_id
            """);
    }

    /// <inheritdoc/>
    public byte[]? Read(string chargerId)
    {
        sqlite3_bind_text(readState, 1, chargerId);
        var result = sqlite3_step(readState);
        var state = result == SQLITE_ROW ? sqlite3_column_blob(readState, 0).ToArray() : null;
        sqlite3_reset(readState);
        return result is SQLITE_ROW or SQLITE_DONE ? state : throw Failure();
    }

    /// <inheritdoc/>
    public void Write(StateBatch batch)
    {
        Step(begin);
        try
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var (host, state) = batch[i];
                var statement = host.IsRemoved ? deleteState : writeState;
                sqlite3_bind_text(statement, 1, host.Id);
                if (!host.IsRemoved)
                    sqlite3_bind_blob(statement, 2, state.Span);
                Step(statement);
            }

            foreach (var (host, session) in batch.Sessions)
            {
                BindText(1, session.SessionId);
                BindText(2, host.OrganizationId);
                BindText(3, host.LocationId);
                BindText(4, host.Id);
                BindText(5, host.Identity);
                sqlite3_bind_int(writeSession, 6, session.ConnectorId);
                BindText(7, session.IdTag);
                BindText(8, session.TransactionId);
                sqlite3_bind_int64(writeSession, 9, session.StartedAt.ToUnixTimeMilliseconds());
                if (session.StoppedAt is { } stopped)
                    sqlite3_bind_int64(writeSession, 10, stopped.ToUnixTimeMilliseconds());
                else
                    sqlite3_bind_null(writeSession, 10);
                sqlite3_bind_double(writeSession, 11, session.EnergyWh);
                BindText(12, session.StopReason?.ToString());
                BindText(13, session.CommandId);
                Step(writeSession);
            }

            Step(commit);
            rows += batch.Count + batch.Sessions.Count;
        }
        catch
        {
            sqlite3_step(rollback);
            sqlite3_reset(rollback);
            throw;
        }

        if (rows < RowsToCheckpoint || !checkpoint.IsCompleted)
            return;
        rows = 0;
        checkpoint = Task.Run(Checkpoint);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        checkpoint.Wait();
        foreach (var statement in (ReadOnlySpan<sqlite3_stmt>)[begin, commit, rollback, readState, writeState, deleteState, writeSession])
            statement.Dispose();
        connection.Dispose();
    }

    void BindText(int parameter, string? value)
    {
        if (value is null)
            sqlite3_bind_null(writeSession, parameter);
        else
            sqlite3_bind_text(writeSession, parameter, value);
    }

    SqliteConnection Open()
    {
        var opened = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        opened.Open();
        return opened;
    }

    /// <summary>Moves what was written from the log into the file, which waits for the disk: not on the writer's time.</summary>
    void Checkpoint()
    {
        try
        {
            using var beside = Open();
            Execute(beside, "PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (SqliteException)
        {
            // The log grows until the next one.
        }
    }

    static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    sqlite3_stmt Prepare(string sql)
    {
        if (sqlite3_prepare_v2(connection.Handle, sql, out var statement) != SQLITE_OK)
            throw Failure();
        return statement;
    }

    void Step(sqlite3_stmt statement)
    {
        var result = sqlite3_step(statement);
        sqlite3_reset(statement);
        if (result != SQLITE_DONE)
            throw Failure();
    }

    IOException Failure() => new($"SQLite: {sqlite3_errmsg(connection.Handle).utf8_to_string()}");
}
