using Microsoft.Data.Sqlite;
using OcppLab.Inventory;
using OcppLab.Simulation;
using SQLitePCL;
using static SQLitePCL.raw;

namespace OcppLab.Grains;

/// <summary>A connection to the SQLite file that writes states, with its statements. Not thread-safe.</summary>
/// <remarks>Statements are bound and stepped by the provider's own binding: its commands copy every state once more.</remarks>
sealed class SqliteStatements : IDisposable
{
    /// <summary>How long cutting off the write-ahead log waits for readers.</summary>
    const int TruncateBusyMilliseconds = 100;

    readonly SqliteConnection connection;
    readonly sqlite3 handle;
    readonly List<sqlite3_stmt> all = [];
    readonly sqlite3_stmt begin;
    readonly sqlite3_stmt commit;
    readonly sqlite3_stmt rollback;
    readonly sqlite3_stmt writeState;
    readonly sqlite3_stmt deleteState;
    readonly sqlite3_stmt writeSession;
    readonly sqlite3_stmt writeCommand;
    readonly sqlite3_stmt writeOutcome;
    readonly sqlite3_stmt writeLease;
    readonly sqlite3_stmt readRevision;
    readonly sqlite3_stmt addCommand;
    readonly sqlite3_stmt updateCommand;
    readonly sqlite3_stmt removeCommand;

    /// <summary>Takes over an open connection to a file with the tables of this version.</summary>
    public SqliteStatements(SqliteConnection connection)
    {
        this.connection = connection;
        handle = connection.Handle!;
        using (var pragmas = connection.CreateCommand())
        {
            pragmas.CommandText = $"""
                PRAGMA synchronous = FULL;
                PRAGMA busy_timeout = {Database.SqliteBusySeconds * 1000};
                PRAGMA cache_size = -32768;
                PRAGMA wal_autocheckpoint = 0;
                """;
            pragmas.ExecuteNonQuery();
        }

        begin = Prepare("BEGIN IMMEDIATE");
        commit = Prepare("COMMIT");
        rollback = Prepare("ROLLBACK");
        writeState = Prepare("""
            INSERT INTO charger_states AS c (charger_id, version, writer, awake, state) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (charger_id) DO UPDATE SET
              version = excluded.version, writer = excluded.writer, awake = excluded.awake, state = excluded.state
            WHERE c.version = excluded.version - 1 OR c.writer = excluded.writer
            """);
        deleteState = Prepare("DELETE FROM charger_states WHERE charger_id = ?1");
        writeSession = Prepare("""
            INSERT INTO sessions (id, organization_id, location_id, charger_id, identity, connector_id, id_tag,
              transaction_id, started_at, stopped_at, energy_wh, stop_reason, command_id, outcome, outcome_at, reason)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
            ON CONFLICT (id) DO UPDATE SET
              transaction_id = excluded.transaction_id, started_at = excluded.started_at, stopped_at = excluded.stopped_at,
              energy_wh = excluded.energy_wh, stop_reason = excluded.stop_reason, outcome = excluded.outcome,
              outcome_at = excluded.outcome_at, reason = COALESCE(excluded.reason, reason)
            WHERE charger_id = excluded.charger_id
            """);
        writeCommand = Prepare("""
            INSERT INTO commands (organization_id, id, location_id, charger_id, event_type, requested_at, targeted, payload, targets)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (organization_id, id) DO UPDATE SET targeted = excluded.targeted, targets = excluded.targets
            """);
        writeOutcome = Prepare("""
            INSERT INTO command_outcomes (command_id, charger_id, organization_id, identity, outcome, at, reason)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (command_id, charger_id) DO UPDATE SET outcome = excluded.outcome, at = excluded.at, reason = excluded.reason
            """);
        writeLease = Prepare("""
            INSERT INTO sample_leases (process, answered_before, sent_until) VALUES (?1, ?2, ?3)
            ON CONFLICT (process) DO UPDATE SET answered_before = excluded.answered_before, sent_until = excluded.sent_until
            """);
        readRevision = Prepare("SELECT revision FROM locations WHERE id = ?1 AND organization_id = ?2");
        addCommand = Prepare("INSERT INTO pending_commands (location_id, command_id, request) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");
        updateCommand = Prepare("UPDATE pending_commands SET request = ?3 WHERE location_id = ?1 AND command_id = ?2");
        removeCommand = Prepare("DELETE FROM pending_commands WHERE location_id = ?1 AND command_id = ?2");
    }

    /// <summary>Writes a batch as one transaction, and tells each write that was refused.</summary>
    /// <exception cref="SqliteException">Nothing of it is written.</exception>
    public void Write(IReadOnlyList<StorageWrite> batch)
    {
        Step(begin);
        try
        {
            foreach (var write in batch)
            {
                switch (write)
                {
                    case ChargerWrite charger:
                        WriteCharger(charger);
                        break;
                    case SampleLeaseWrite lease:
                        WriteLease(lease);
                        break;
                    case RefusedCommandWrite refused:
                        WriteCommand(refused.Command);
                        WriteOutcome(refused.Refusal);
                        break;
                    default:
                        WritePending((PendingCommandWrite)write);
                        break;
                }
            }

            Step(commit);
        }
        catch
        {
            sqlite3_step(rollback);
            sqlite3_reset(rollback);
            throw;
        }
    }

    /// <summary>Moves what is in the write-ahead log into the file and cuts the log off; not where a reader needs it still.</summary>
    public void TruncateLog()
    {
        sqlite3_busy_timeout(handle, TruncateBusyMilliseconds);
        sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
        sqlite3_busy_timeout(handle, Database.SqliteBusySeconds * 1000);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in all)
        {
            statement.Dispose();
        }

        connection.Dispose();
    }

    void WriteCharger(ChargerWrite write)
    {
        if (write.Removed)
        {
            sqlite3_bind_text(deleteState, 1, write.ChargerId);
            Step(deleteState);
        }
        else
        {
            sqlite3_bind_text(writeState, 1, write.ChargerId);
            sqlite3_bind_int(writeState, 2, write.Version);
            Span<byte> activation = stackalloc byte[16];
            write.Writer.TryWriteBytes(activation);
            sqlite3_bind_blob(writeState, 3, activation);
            sqlite3_bind_int(writeState, 4, write.Awake ? 1 : 0);
            sqlite3_bind_blob(writeState, 5, write.State);
            Step(writeState);
            if (sqlite3_changes(handle) == 0)
            {
                write.Refuse();
                return;
            }
        }

        foreach (var session in write.Rows.Sessions)
        {
            WriteSession(write, session);
        }

        write.Rows.Commands.ForEach(WriteCommand);
        write.Rows.Outcomes.ForEach(WriteOutcome);
    }

    void WriteLease(SampleLeaseWrite write)
    {
        Span<byte> process = stackalloc byte[16];
        write.Process.Value.TryWriteBytes(process);
        sqlite3_bind_blob(writeLease, 1, process[..8]);
        sqlite3_bind_int64(writeLease, 2, write.Sent.AnsweredBefore.ToUnixTimeMilliseconds());
        sqlite3_bind_int64(writeLease, 3, write.Sent.SentUntil.ToUnixTimeMilliseconds());
        Step(writeLease);
    }

    void WriteSession(ChargerWrite charger, SessionChanged session)
    {
        BindText(writeSession, 1, session.SessionId);
        BindText(writeSession, 2, charger.OrganizationId);
        BindText(writeSession, 3, charger.LocationId);
        BindText(writeSession, 4, charger.ChargerId);
        BindText(writeSession, 5, charger.Identity);
        sqlite3_bind_int(writeSession, 6, session.ConnectorId);
        BindText(writeSession, 7, session.IdTag);
        BindText(writeSession, 8, session.TransactionId);
        sqlite3_bind_int64(writeSession, 9, session.StartedAt.ToUnixTimeMilliseconds());
        if (session.StoppedAt is { } stopped)
        {
            sqlite3_bind_int64(writeSession, 10, stopped.ToUnixTimeMilliseconds());
        }
        else
        {
            sqlite3_bind_null(writeSession, 10);
        }

        sqlite3_bind_double(writeSession, 11, session.EnergyWh);
        BindText(writeSession, 12, session.StopReason?.ToString());
        BindText(writeSession, 13, session.CommandId);
        BindText(writeSession, 14, Outcomes.WordOf(session.Outcome));
        sqlite3_bind_int64(writeSession, 15, session.At.ToUnixTimeMilliseconds());
        BindText(writeSession, 16, session.Reason);
        Step(writeSession);
    }

    void WriteCommand(CommandRow command)
    {
        BindText(writeCommand, 1, command.OrganizationId);
        BindText(writeCommand, 2, command.Request.Id);
        BindText(writeCommand, 3, command.LocationId);
        BindText(writeCommand, 4, command.ChargerId);
        BindText(writeCommand, 5, command.Request.EventType);
        sqlite3_bind_int64(writeCommand, 6, command.Request.RequestedAt.ToUnixTimeMilliseconds());
        sqlite3_bind_int(writeCommand, 7, command.Targets.Count);
        BindText(writeCommand, 8, command.Payload);
        BindText(writeCommand, 9, command.TargetIds);
        Step(writeCommand);
    }

    void WriteOutcome(OutcomeRow outcome)
    {
        BindText(writeOutcome, 1, outcome.CommandId);
        BindText(writeOutcome, 2, outcome.ChargerId);
        BindText(writeOutcome, 3, outcome.OrganizationId);
        BindText(writeOutcome, 4, outcome.Identity);
        BindText(writeOutcome, 5, outcome.Outcome);
        sqlite3_bind_int64(writeOutcome, 6, outcome.At.ToUnixTimeMilliseconds());
        BindText(writeOutcome, 7, outcome.Reason);
        Step(writeOutcome);
    }

    void WritePending(PendingCommandWrite write)
    {
        var command = write.Command;
        if (write.Change == PendingCommandChange.Add)
        {
            sqlite3_bind_text(readRevision, 1, command.LocationId);
            sqlite3_bind_text(readRevision, 2, command.OrganizationId);
            var result = sqlite3_step(readRevision);
            write.Revision = result == SQLITE_ROW ? sqlite3_column_int64(readRevision, 0) : null;
            sqlite3_reset(readRevision);
            if (result is not (SQLITE_ROW or SQLITE_DONE))
            {
                throw Failure(result);
            }

            if (write.Revision is null)
            {
                return;
            }
        }

        var statement = write.Change switch
        {
            PendingCommandChange.Add => addCommand,
            PendingCommandChange.Update => updateCommand,
            _ => removeCommand,
        };
        sqlite3_bind_text(statement, 1, command.LocationId);
        sqlite3_bind_text(statement, 2, command.Id);
        if (write.Change != PendingCommandChange.Remove)
        {
            sqlite3_bind_text(statement, 3, command.Write());
        }

        Step(statement);
        if (write.Listed is { } listed)
        {
            WriteCommand(listed);
        }

        foreach (var refusal in write.Refusals)
        {
            WriteOutcome(refusal);
        }
    }

    static void BindText(sqlite3_stmt statement, int parameter, string? value)
    {
        if (value is null)
        {
            sqlite3_bind_null(statement, parameter);
        }
        else
        {
            sqlite3_bind_text(statement, parameter, value);
        }
    }

    sqlite3_stmt Prepare(string sql)
    {
        if (sqlite3_prepare_v2(handle, sql, out var statement) is not SQLITE_OK and var result)
        {
            throw Failure(result);
        }

        all.Add(statement);
        return statement;
    }

    void Step(sqlite3_stmt statement)
    {
        var result = sqlite3_step(statement);
        sqlite3_reset(statement);
        if (result != SQLITE_DONE)
        {
            throw Failure(result);
        }
    }

    SqliteException Failure(int result) => new(sqlite3_errmsg(handle).utf8_to_string(), result & 0xFF);
}
