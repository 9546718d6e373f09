using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OcppLab.Inventory;

namespace OcppLab.Grains;

/// <summary>The part of the storage that is the same for every database: what waits is written together, and again for as long
/// as the database takes no writes.</summary>
abstract partial class StateStorage : IStateStorage, IDisposable
{
    /// <summary>How many rows go into one transaction at most.</summary>
    protected const int MaxBatch = 512;

    const int SharesInOneQuery = 64;

    static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(1);

    readonly Channel<StorageWrite> waiting = Channel.CreateUnbounded<StorageWrite>();
    readonly Batcher<Read> reads;
    readonly SiloMetrics metrics;
    readonly TimeProvider time;
    readonly ILogger logger;
    volatile bool stopping;

    protected StateStorage(Database database, SiloMetrics metrics, TimeProvider time, ILogger logger)
    {
        Database = database;
        this.metrics = metrics;
        this.time = time;
        this.logger = logger;
        reads = new(MaxBatch, lanes: 2, ReadBatchAsync);
    }

    protected Database Database { get; }

    public Task<StoredCharger> ReadAsync(string chargerId)
    {
        var read = new Read(chargerId);
        reads.Add(read);
        return read.Task;
    }

    public void Write(ChargerWrite write) => waiting.Writer.TryWrite(write);

    public void Write(SampleLeaseWrite write)
    {
        if (!waiting.Writer.TryWrite(write))
        {
            write.TrySetException(new ObjectDisposedException(nameof(StateStorage)));
        }
    }

    public async Task SetAsideAsync(string chargerId)
    {
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            INSERT INTO unreadable_states (charger_id, set_aside_at, state)
            SELECT charger_id, @now, state FROM charger_states WHERE charger_id = @id;
            DELETE FROM charger_states WHERE charger_id = @id
            """;
        AddParameter(command, "@id", chargerId);
        AddParameter(command, "@now", time.GetUtcNow().ToUnixTimeMilliseconds());
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    public Task AddRefusedAsync(CommandRow command, OutcomeRow refusal) => WriteAsync(new RefusedCommandWrite(command, refusal));

    public async Task<long> AddAsync(PendingCommand command, CommandRow listed) =>
        (await WriteAsync(new PendingCommandWrite(PendingCommandChange.Add, command, listed, []))).Revision
        ?? throw new FleetException(FleetError.NotFound, $"Location '{command.LocationId}' not found.");

    public Task UpdateAsync(PendingCommand command, CommandRow? listed, IReadOnlyList<OutcomeRow> refusals) =>
        WriteAsync(new PendingCommandWrite(PendingCommandChange.Update, command, listed, refusals));

    public Task RemoveAsync(PendingCommand command, IReadOnlyList<OutcomeRow> refusals) =>
        WriteAsync(new PendingCommandWrite(PendingCommandChange.Remove, command, null, refusals));

    public async Task<List<PendingCommand>> PendingCommandsAsync(string locationId)
    {
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT request FROM pending_commands WHERE location_id = @id";
        AddParameter(command, "@id", locationId);
        await using var reader = await command.ExecuteReaderAsync();
        var commands = new List<PendingCommand>();
        while (await reader.ReadAsync())
        {
            commands.Add(PendingCommand.Read(locationId, reader.GetString(0)));
        }

        return commands;
    }

    public async IAsyncEnumerable<AwakeGrain> AwakeGrainsAsync(
        int fromShare, int toShare, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Some shares at a time, each read to its end at once: an open reader would keep SQLite's log from being cut off.
        var grains = new List<AwakeGrain>();
        for (var from = fromShare; from < toShare; from += SharesInOneQuery)
        {
            await using (var connection = await Database.OpenAsync(cancellationToken))
            await using (var command = connection.CreateCommand())
            {
                command.CommandText =
                    "SELECT grain_type, grain_id FROM awake_grains "
                    + $"WHERE share >= {from} AND share < {Math.Min(from + SharesInOneQuery, toShare)}";
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                {
                    grains.Add(new(reader.GetString(0), reader.GetString(1)));
                }
            }

            foreach (var grain in grains)
            {
                yield return grain;
            }

            grains.Clear();
        }
    }

    /// <summary>Writes what waits, for three seconds at most where the database takes no writes.</summary>
    public virtual void Dispose()
    {
        stopping = true;
        reads.Complete();
        waiting.Writer.TryComplete();
    }

    /// <summary>Writes a batch as one transaction, and tells each write that was refused; the others are told by the caller.</summary>
    protected abstract Task WriteBatchAsync(IReadOnlyList<StorageWrite> batch);

    /// <summary>Reads the states of some chargers, those that are there.</summary>
    protected abstract Task<Dictionary<string, StoredCharger>> ReadStatesAsync(IReadOnlyList<string> chargerIds);

    /// <summary>Writes batch after batch until the storage is disposed of and nothing waits.</summary>
    protected async Task RunAsync()
    {
        var batch = new List<StorageWrite>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < MaxBatch && waiting.Reader.TryRead(out var write))
            {
                batch.Add(write);
            }

            if (batch.Count > 0)
            {
                await WriteUntilDoneAsync(batch);
            }

            batch.Clear();
        }
    }

    /// <summary>The state that a row is: the charger's id, version, awake, state, writer, and the lease of the writer's process.</summary>
    protected static StoredCharger StoredOf(DbDataReader row, Func<DbDataReader, Guid> writer) => StoredCharger.Of(
        row.GetInt32(1), row.GetBoolean(2), row.GetFieldValue<byte[]>(3),
        row.IsDBNull(4) ? null : writer(row), row.IsDBNull(5) ? null : row.GetInt64(5), row.IsDBNull(6) ? null : row.GetInt64(6));

    protected static void AddParameter(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    async Task<TWrite> WriteAsync<TWrite>(TWrite write)
        where TWrite : StorageWrite
    {
        Database.Health.ThrowIfFailing();
        waiting.Writer.TryWrite(write);
        await write.Task;
        return write;
    }

    async Task WriteUntilDoneAsync(List<StorageWrite> batch)
    {
        var retry = FirstRetry;
        while (batch.Count > 0)
        {
            var part = batch.Count > MaxBatch ? batch[..MaxBatch] : batch;
            try
            {
                var began = time.GetTimestamp();
                await WriteBatchAsync(part);
                metrics.Written(part.Count, time.GetElapsedTime(began));
                foreach (var write in part)
                {
                    write.TrySetResult();
                }

                batch.RemoveRange(0, part.Count);
            }
            catch (Exception failure) when (Database.ReasonOf(failure) is { } reason)
            {
                var unavailable = DatabaseHealth.Unavailable(reason, failure);
                Database.Health.Fail(reason);
                metrics.WriteFailed();
                while (waiting.Reader.TryRead(out var write))
                {
                    batch.Add(write);
                }

                batch.RemoveAll(write => write.GiveUp(unavailable));
                if (stopping && retry == LastRetry)
                {
                    LogGivenUp(batch.Count, reason);
                    foreach (var write in batch)
                    {
                        write.TrySetException(unavailable);
                    }

                    return;
                }

                await Task.Delay(retry, time);
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
            catch (Exception mistake) when (part.Count == 1)
            {
                part[0].TrySetException(mistake);
                batch.RemoveAt(0);
            }
            catch (Exception mistake)
            {
                // One of them can't be written; the others are not to suffer from it.
                LogMistake(part.Count, mistake);
                foreach (var write in part.ToArray())
                {
                    await WriteUntilDoneAsync([write]);
                }

                batch.RemoveRange(0, part.Count);
            }
        }
    }

    async Task ReadBatchAsync(List<Read> batch)
    {
        try
        {
            var found = await ReadStatesAsync(batch.ConvertAll(read => read.ChargerId));
            foreach (var read in batch)
            {
                read.TrySetResult(found.TryGetValue(read.ChargerId, out var stored) ? stored : new(0, false, []));
            }
        }
        catch (Exception failure)
        {
            metrics.ReadFailed();
            var told = Database.ReasonOf(failure) is { } reason ? DatabaseHealth.Unavailable(reason, failure) : failure;
            foreach (var read in batch)
            {
                read.TrySetException(told);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "{Count} states could not be written before the end: {Reason}")]
    partial void LogGivenUp(int count, string reason);

    [LoggerMessage(LogLevel.Error, "{Count} states could not be written together; each is written by itself")]
    partial void LogMistake(int count, Exception mistake);

    sealed class Read(string chargerId) : TaskCompletionSource<StoredCharger>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string ChargerId { get; } = chargerId;
    }
}
