using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace OcppLab.Grains;

/// <summary>Chargers' states and the rows of their sessions in the SQLite file that the inventory is in: for a silo that is
/// alone. The tables are those of the embedded engine.</summary>
sealed class SqliteChargerStorage : IChargerStorage, IDisposable
{
    readonly SqliteConnection connection;
    readonly SemaphoreSlim turn = new(1);

    public SqliteChargerStorage(string path)
    {
        connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = Command("""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            PRAGMA busy_timeout = 5000;
            CREATE TABLE IF NOT EXISTS charger_states (charger_id TEXT PRIMARY KEY, state BLOB NOT NULL);
            """);
        command.ExecuteNonQuery();
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => InTurnAsync(() =>
    {
        using var command = Command("SELECT state FROM charger_states WHERE charger_id = $id", ("$id", grainId.Key.ToString()));
        if (command.ExecuteScalar() is not byte[] json)
            return;
        StateOf(grainState).Json = json;
        grainState.RecordExists = true;
    });

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => InTurnAsync(() =>
    {
        var id = grainId.Key.ToString();
        var state = StateOf(grainState);
        using var transaction = connection.BeginTransaction();
        using var write = state.Removed
            ? Command("DELETE FROM charger_states WHERE charger_id = $id", ("$id", id))
            : Command(
                "INSERT INTO charger_states VALUES ($id, $state) ON CONFLICT (charger_id) DO UPDATE SET state = excluded.state",
                ("$id", id),
                ("$state", state.Json));
        write.ExecuteNonQuery();
        foreach (var session in state.Sessions)
        {
            using var command = Command(
                """
                INSERT INTO sessions (id, organization_id, location_id, charger_id, identity, connector_id, id_tag,
                  transaction_id, started_at, stopped_at, energy_wh, stop_reason, command_id)
                VALUES ($id, $organization, $location, $charger, $identity, $connector, $tag,
                  $transaction, $started, $stopped, $energy, $reason, $command)
                ON CONFLICT (id) DO UPDATE SET
                  transaction_id = excluded.transaction_id, started_at = excluded.started_at, stopped_at = excluded.stopped_at,
                  energy_wh = excluded.energy_wh, stop_reason = excluded.stop_reason
                """,
                ("$id", session.SessionId),
                ("$organization", state.OrganizationId),
                ("$location", state.LocationId),
                ("$charger", id),
                ("$identity", state.Identity),
                ("$connector", session.ConnectorId),
                ("$tag", session.IdTag),
                ("$transaction", session.TransactionId),
                ("$started", session.StartedAt.ToUnixTimeMilliseconds()),
                ("$stopped", session.StoppedAt?.ToUnixTimeMilliseconds()),
                ("$energy", session.EnergyWh),
                ("$reason", session.StopReason?.ToString()),
                ("$command", session.CommandId));
            command.ExecuteNonQuery();
        }

        transaction.Commit();
        grainState.RecordExists = !state.Removed;
    });

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException("A removed charger's state is deleted by its last write.");

    public async IAsyncEnumerable<string> AwakeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Whether one has something to do is in its state: all of them are woken, and the idle ones go to sleep again.
        var ids = new List<string>();
        await InTurnAsync(() =>
        {
            using var command = Command("SELECT id FROM chargers");
            using var reader = command.ExecuteReader();
            while (reader.Read())
                ids.Add(reader.GetString(0));
        });
        foreach (var id in ids)
            yield return id;
    }

    /// <summary>None: what a silo that is alone promises, it keeps in its memory.</summary>
    public IAsyncEnumerable<string> PromisingLocationsAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<string>();

    public void Dispose() => connection.Dispose();

    static ChargerState StateOf<T>(IGrainState<T> grainState) => (ChargerState)(object)grainState.State!;

    async Task InTurnAsync(Action work)
    {
        await turn.WaitAsync();
        try
        {
            await Task.Run(work);
        }
        catch (SqliteException failure)
        {
            throw new IOException(failure.Message, failure);
        }
        finally
        {
            turn.Release();
        }
    }

    SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
