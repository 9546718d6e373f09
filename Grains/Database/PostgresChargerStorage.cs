using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using OcppLab.Simulation;
using Orleans.Storage;

namespace OcppLab.Grains;

/// <summary>Chargers' states and the rows of their sessions in PostgreSQL, written and read many at a time: single rows would
/// cap a silo at the two to three thousand transactions a second that a database commits.</summary>
sealed class PostgresChargerStorage : IChargerStorage, IDisposable
{
    const string SelectStates = "SELECT charger_id, version, state FROM charger_grains WHERE charger_id = ANY($1)";

    const string UpsertStates = """
        INSERT INTO charger_grains AS c (charger_id, version, writer, awake, state)
        SELECT * FROM unnest($1, $2, $3, $4, $5)
        ON CONFLICT (charger_id) DO UPDATE SET
          version = excluded.version, writer = excluded.writer, awake = excluded.awake, state = excluded.state
        WHERE c.version = excluded.version - 1 OR c.writer = excluded.writer
        RETURNING charger_id
        """;

    const string UpsertSessions = """
        INSERT INTO sessions (id, organization_id, location_id, charger_id, identity, connector_id, id_tag,
          transaction_id, started_at, stopped_at, energy_wh, stop_reason, command_id)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (id) DO UPDATE SET
          transaction_id = excluded.transaction_id, started_at = excluded.started_at, stopped_at = excluded.stopped_at,
          energy_wh = excluded.energy_wh, stop_reason = excluded.stop_reason
        """;

    const string DeleteStates = "DELETE FROM charger_grains WHERE charger_id = ANY($1)";

    // A charger that has never stored anything runs if it has a CSMS to connect to.
    const string SelectAwake = """
        SELECT charger_id FROM charger_grains WHERE awake
        UNION ALL
        SELECT c.id FROM chargers c
        WHERE c.ws_url IS NOT NULL AND NOT EXISTS (SELECT 1 FROM charger_grains g WHERE g.charger_id = c.id)
        """;

    const string SelectPromising =
        $"SELECT GrainIdExtensionString FROM OrleansStorage WHERE GrainTypeString = '{LocationGrain.StateName}'";

    readonly NpgsqlDataSource source;
    readonly Batches<Read> reads;
    readonly Batches<Write> writes;

    public PostgresChargerStorage(NpgsqlDataSource source)
    {
        this.source = source;
        reads = new(most: 512, lanes: 2, ReadAsync);
        writes = new(most: 512, lanes: 2, WriteAsync);
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var read = new Read(grainId.Key.ToString()!);
        reads.Add(read);
        var (version, json) = await read.Task;
        var state = StateOf(grainState);
        state.Json = json ?? [];
        grainState.ETag = version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = json is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var version = int.Parse(grainState.ETag ?? "0", CultureInfo.InvariantCulture) + 1;
        var write = new Write(grainId.Key.ToString()!, version, StateOf(grainState));
        writes.Add(write);
        if (!await write.Task)
            throw new InconsistentStateException($"Charger {write.Id} was written by another activation since version {version - 1}.");
        grainState.ETag = version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException("A removed charger's state is deleted by its last write.");

    public IAsyncEnumerable<string> AwakeAsync(CancellationToken cancellationToken) => IdsAsync(SelectAwake, cancellationToken);

    public IAsyncEnumerable<string> PromisingLocationsAsync(CancellationToken cancellationToken) =>
        IdsAsync(SelectPromising, cancellationToken);

    async IAsyncEnumerable<string> IdsAsync(string query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return reader.GetString(0);
    }

    public void Dispose()
    {
        reads.Complete();
        writes.Complete();
    }

    static ChargerState StateOf<T>(IGrainState<T> grainState) => (ChargerState)(object)grainState.State!;

    async Task ReadAsync(List<Read> batch)
    {
        try
        {
            await using var command = source.CreateCommand(SelectStates);
            command.Parameters.Add(Array(NpgsqlDbType.Text, batch, read => read.Id));
            await using var reader = await command.ExecuteReaderAsync();
            var found = new Dictionary<string, (int, byte[]?)>(batch.Count);
            while (await reader.ReadAsync())
                found[reader.GetString(0)] = (reader.GetInt32(1), reader.GetFieldValue<byte[]>(2));
            foreach (var read in batch)
                read.TrySetResult(found.GetValueOrDefault(read.Id));
        }
        catch (Exception failure)
        {
            foreach (var read in batch)
                read.TrySetException(failure);
        }
    }

    async Task WriteAsync(List<Write> batch)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var statements = new NpgsqlBatch(connection);
            var kept = batch.FindAll(write => !write.State.Removed);
            var removed = batch.FindAll(write => write.State.Removed);
            var sessions = SessionsOf(batch);
            if (kept.Count > 0)
                statements.BatchCommands.Add(StatesCommand(kept));
            if (removed.Count > 0)
                statements.BatchCommands.Add(new(DeleteStates) { Parameters = { Array(NpgsqlDbType.Text, removed, write => write.Id) } });
            if (sessions.Count > 0)
                statements.BatchCommands.Add(SessionsCommand(sessions));

            // The batch's statements are one transaction.
            var written = new HashSet<string>(batch.Count);
            await using (var reader = await statements.ExecuteReaderAsync())
                while (kept.Count > 0 && await reader.ReadAsync())
                    written.Add(reader.GetString(0));
            foreach (var write in batch)
                write.TrySetResult(write.State.Removed || written.Contains(write.Id));
        }
        catch (Exception failure)
        {
            foreach (var write in batch)
                write.TrySetException(failure);
        }
    }

    static NpgsqlBatchCommand StatesCommand(List<Write> writes) => new(UpsertStates)
    {
        Parameters =
        {
            Array(NpgsqlDbType.Text, writes, write => write.Id),
            Array(NpgsqlDbType.Integer, writes, write => write.Version),
            Array(NpgsqlDbType.Uuid, writes, write => write.State.Writer),
            Array(NpgsqlDbType.Boolean, writes, write => write.State.Awake),
            Array(NpgsqlDbType.Bytea, writes, write => write.State.Json),
        },
    };

    static NpgsqlBatchCommand SessionsCommand(Dictionary<string, (Write Write, SessionChanged Session)> sessions)
    {
        var rows = sessions.Values;
        return new(UpsertSessions)
        {
            Parameters =
            {
                Array(NpgsqlDbType.Text, rows, row => row.Session.SessionId),
                Array(NpgsqlDbType.Text, rows, row => row.Write.State.OrganizationId),
                Array(NpgsqlDbType.Text, rows, row => row.Write.State.LocationId),
                Array(NpgsqlDbType.Text, rows, row => row.Write.Id),
                Array(NpgsqlDbType.Text, rows, row => row.Write.State.Identity),
                Array(NpgsqlDbType.Integer, rows, row => row.Session.ConnectorId),
                Array(NpgsqlDbType.Text, rows, row => row.Session.IdTag),
                Array(NpgsqlDbType.Text, rows, row => row.Session.TransactionId),
                Array(NpgsqlDbType.Bigint, rows, row => row.Session.StartedAt.ToUnixTimeMilliseconds()),
                Array(NpgsqlDbType.Bigint, rows, row => row.Session.StoppedAt?.ToUnixTimeMilliseconds()),
                Array(NpgsqlDbType.Double, rows, row => row.Session.EnergyWh),
                Array(NpgsqlDbType.Text, rows, row => row.Session.StopReason?.ToString()),
                Array(NpgsqlDbType.Text, rows, row => row.Session.CommandId),
            },
        };
    }

    /// <summary>The last that is known of each session: one statement may not write a row twice.</summary>
    static Dictionary<string, (Write, SessionChanged)> SessionsOf(List<Write> writes)
    {
        var sessions = new Dictionary<string, (Write, SessionChanged)>();
        foreach (var write in writes)
            foreach (var session in write.State.Sessions)
                sessions[session.SessionId] = (write, session);
        return sessions;
    }

    static NpgsqlParameter Array<TRow, TValue>(NpgsqlDbType type, ICollection<TRow> rows, Func<TRow, TValue> value)
    {
        var values = new TValue[rows.Count];
        var i = 0;
        foreach (var row in rows)
            values[i++] = value(row);
        return new NpgsqlParameter<TValue[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };
    }

    sealed class Read(string id) : TaskCompletionSource<(int Version, byte[]? Json)>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string Id { get; } = id;
    }

    sealed class Write(string id, int version, ChargerState state) : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string Id { get; } = id;

        public int Version { get; } = version;

        public ChargerState State { get; } = state;
    }
}
