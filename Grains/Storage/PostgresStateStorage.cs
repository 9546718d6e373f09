using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using OcppLab.Inventory;
using OcppLab.Simulation;
using Orleans.Configuration;
using static OcppLab.Grains.PostgresStatements;

namespace OcppLab.Grains;

/// <summary>The storage of a cluster's silos in PostgreSQL, written and read many rows at a time: single rows would cap a silo at
/// the two to three thousand transactions a second that a database commits.</summary>
sealed class PostgresStateStorage : StateStorage
{
    readonly NpgsqlDataSource source;
    readonly ILocalSiloDetails silo;
    readonly string clusterId;
    readonly Task[] lanes;

    public PostgresStateStorage(
        Database database,
        ILocalSiloDetails silo,
        IOptions<ClusterOptions> cluster,
        SiloMetrics metrics,
        TimeProvider time,
        ILogger<PostgresStateStorage> logger)
        : base(database, metrics, time, logger)
    {
        source = database.Postgres!;
        this.silo = silo;
        clusterId = cluster.Value.ClusterId;
        lanes = [Task.Run(RunAsync), Task.Run(RunAsync)];
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        Task.WaitAll(lanes);
    }

    /// <inheritdoc/>
    protected override async Task<Dictionary<string, StoredCharger>> ReadStatesAsync(IReadOnlyList<string> chargerIds)
    {
        await using var command = source.CreateCommand(SelectStates);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. chargerIds] });
        await using var reader = await command.ExecuteReaderAsync();
        var found = new Dictionary<string, StoredCharger>(chargerIds.Count);
        while (await reader.ReadAsync())
        {
            found[reader.GetString(0)] = StoredOf(reader, static reader => reader.GetGuid(4));
        }

        return found;
    }

    /// <inheritdoc/>
    protected override async Task WriteBatchAsync(IReadOnlyList<StorageWrite> batch)
    {
        var leases = batch.OfType<SampleLeaseWrite>().ToList();
        var chargers = batch.OfType<ChargerWrite>().ToList();
        var commands = batch.OfType<PendingCommandWrite>().ToLookup(write => write.Change);

        // The statements of a batch are one transaction.
        await using var connection = await source.OpenConnectionAsync();
        await using var statements = new NpgsqlBatch(connection);
        foreach (var lease in leases)
        {
            statements.BatchCommands.Add(LeaseCommand(lease));
        }

        if (chargers.Count > 0)
        {
            statements.BatchCommands.Add(StatesCommand(chargers));
        }

        if (commands[PendingCommandChange.Add].ToList() is { Count: > 0 } added)
        {
            statements.BatchCommands.Add(new(SelectRevisions) { Parameters = { Texts(added, write => write.Command.LocationId) } });
            statements.BatchCommands.Add(new(AddCommands)
            {
                Parameters =
                {
                    Texts(added, write => write.Command.LocationId), Texts(added, write => write.Command.OrganizationId),
                    Texts(added, write => write.Command.Id), Texts(added, write => write.Command.Write()),
                },
            });
        }

        if (commands[PendingCommandChange.Update].ToList() is { Count: > 0 } updated)
        {
            statements.BatchCommands.Add(new(UpdateCommands)
            {
                Parameters =
                {
                    Texts(updated, write => write.Command.LocationId), Texts(updated, write => write.Command.Id),
                    Texts(updated, write => write.Command.Write()),
                },
            });
        }

        if (commands[PendingCommandChange.Remove].ToList() is { Count: > 0 } removed)
        {
            statements.BatchCommands.Add(new(RemoveCommands)
            {
                Parameters = { Texts(removed, write => write.Command.LocationId), Texts(removed, write => write.Command.Id) },
            });
        }

        if (CommandsOf(batch) is { Count: > 0 } listed)
        {
            statements.BatchCommands.Add(CommandsCommand(listed));
        }

        if (OutcomesOf(batch) is { Count: > 0 } outcomes)
        {
            statements.BatchCommands.Add(OutcomesCommand(outcomes));
        }

        var stored = new HashSet<string>(chargers.Count);
        var refused = new List<SampleLeaseWrite>();
        await using (var reader = await statements.ExecuteReaderAsync())
        {
            foreach (var lease in leases)
            {
                if (!await reader.ReadAsync())
                {
                    refused.Add(lease);
                }

                await reader.NextResultAsync();
            }

            if (chargers.Count > 0)
            {
                while (await reader.ReadAsync())
                {
                    stored.Add(reader.GetString(0));
                }

                await reader.NextResultAsync();
            }

            while (await reader.ReadAsync())
            {
                foreach (var write in commands[PendingCommandChange.Add])
                {
                    if (write.Command.LocationId == reader.GetString(0) && write.Command.OrganizationId == reader.GetString(1))
                    {
                        write.Revision = reader.GetInt64(2);
                    }
                }
            }
        }

        refused.ForEach(lease => lease.Refuse());
        foreach (var write in chargers)
        {
            if (!stored.Contains(write.ChargerId))
            {
                write.Refuse();
            }
        }
    }

    NpgsqlBatchCommand LeaseCommand(SampleLeaseWrite lease)
    {
        var command = OfThisSilo(WriteLease);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = lease.Process.Value.ToString()[..18] });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = lease.Sent.AnsweredBefore.ToUnixTimeMilliseconds() });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = lease.Sent.SentUntil.ToUnixTimeMilliseconds() });
        return command;
    }

    /// <summary>A statement whose first four parameters are this silo.</summary>
    NpgsqlBatchCommand OfThisSilo(string sql) => new(sql)
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = clusterId },
            new NpgsqlParameter<string> { TypedValue = silo.SiloAddress.Endpoint.Address.ToString() },
            new NpgsqlParameter<int> { TypedValue = silo.SiloAddress.Endpoint.Port },
            new NpgsqlParameter<int> { TypedValue = silo.SiloAddress.Generation },
        },
    };

    NpgsqlBatchCommand StatesCommand(List<ChargerWrite> writes)
    {
        var kept = writes.FindAll(write => !write.Removed);
        var rows = SessionsOf(writes);
        var command = OfThisSilo(WriteStates);
        foreach (var parameter in (NpgsqlParameter[])
            [
                Texts(kept, write => write.ChargerId),
                Array(NpgsqlDbType.Integer, kept, write => write.Version),
                Array(NpgsqlDbType.Uuid, kept, write => write.Writer),
                Array(NpgsqlDbType.Boolean, kept, write => write.Awake),
                Array(NpgsqlDbType.Bytea, kept, write => write.State),
                Texts(writes.FindAll(write => write.Removed), write => write.ChargerId),
                Texts(rows, row => row.Session.SessionId),
                Texts(rows, row => row.Write.OrganizationId),
                Texts(rows, row => row.Write.LocationId),
                Texts(rows, row => row.Write.ChargerId),
                Texts(rows, row => row.Write.Identity),
                Array(NpgsqlDbType.Integer, rows, row => row.Session.ConnectorId),
                Texts(rows, row => row.Session.IdTag),
                Texts(rows, row => row.Session.TransactionId),
                Array(NpgsqlDbType.Bigint, rows, row => row.Session.StartedAt.ToUnixTimeMilliseconds()),
                Array(NpgsqlDbType.Bigint, rows, row => row.Session.StoppedAt?.ToUnixTimeMilliseconds()),
                Array(NpgsqlDbType.Double, rows, row => row.Session.EnergyWh),
                Texts(rows, row => row.Session.StopReason?.ToString()),
                Texts(rows, row => row.Session.CommandId),
                Texts(rows, row => Outcomes.WordOf(row.Session.Outcome)),
                Array(NpgsqlDbType.Bigint, rows, row => row.Session.At.ToUnixTimeMilliseconds()),
                Texts(rows, row => row.Session.Reason),
            ])
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    static NpgsqlBatchCommand CommandsCommand(ICollection<(ChargerWrite? Write, CommandRow Row)> rows) => new(WriteCommands)
    {
        Parameters =
        {
            Texts(rows, row => row.Row.OrganizationId),
            Texts(rows, row => row.Row.Request.Id),
            Texts(rows, row => row.Row.LocationId),
            Texts(rows, row => row.Row.ChargerId),
            Texts(rows, row => row.Row.Request.EventType),
            Array(NpgsqlDbType.Bigint, rows, row => row.Row.Request.RequestedAt.ToUnixTimeMilliseconds()),
            Array(NpgsqlDbType.Integer, rows, row => row.Row.Targets.Count),
            Texts(rows, row => row.Row.Payload),
            Texts(rows, row => row.Row.TargetIds),
            Array(NpgsqlDbType.Uuid, rows, row => row.Write?.Writer),
            Array(NpgsqlDbType.Integer, rows, row => row.Write?.Version),
        },
    };

    static NpgsqlBatchCommand OutcomesCommand(ICollection<(ChargerWrite? Write, OutcomeRow Row)> rows) => new(WriteOutcomes)
    {
        Parameters =
        {
            Texts(rows, row => row.Row.CommandId),
            Texts(rows, row => row.Row.ChargerId),
            Texts(rows, row => row.Row.OrganizationId),
            Texts(rows, row => row.Row.Identity),
            Texts(rows, row => row.Row.Outcome),
            Array(NpgsqlDbType.Bigint, rows, row => row.Row.At.ToUnixTimeMilliseconds()),
            Texts(rows, row => row.Row.Reason),
            Array(NpgsqlDbType.Uuid, rows, row => row.Write?.Writer),
            Array(NpgsqlDbType.Integer, rows, row => row.Write?.Version),
        },
    };

    /// <summary>The commands of a batch, each once.</summary>
    static ICollection<(ChargerWrite? Write, CommandRow Row)> CommandsOf(IReadOnlyList<StorageWrite> batch)
    {
        var rows = new Dictionary<(string, string), (ChargerWrite?, CommandRow)>();
        foreach (var write in batch)
        {
            switch (write)
            {
                case ChargerWrite charger:
                    charger.Rows.Commands.ForEach(row => Add(charger, row));
                    break;
                case RefusedCommandWrite refused:
                    Add(null, refused.Command);
                    break;
                case PendingCommandWrite { Listed: { } listed }:
                    Add(null, listed);
                    break;
            }
        }

        return rows.Values;

        void Add(ChargerWrite? write, CommandRow row) => rows[(row.OrganizationId, row.Request.Id)] = (write, row);
    }

    /// <summary>The last that is known of each command's outcome at a charger.</summary>
    static ICollection<(ChargerWrite? Write, OutcomeRow Row)> OutcomesOf(IReadOnlyList<StorageWrite> batch)
    {
        var rows = new Dictionary<(string, string), (ChargerWrite?, OutcomeRow)>();
        foreach (var write in batch)
        {
            var (charger, outcomes) = write switch
            {
                ChargerWrite some => (some, (IReadOnlyList<OutcomeRow>)some.Rows.Outcomes),
                RefusedCommandWrite refused => (null, [refused.Refusal]),
                PendingCommandWrite pending => (null, pending.Refusals),
                _ => (null, []),
            };
            foreach (var row in outcomes)
            {
                rows[(row.CommandId, row.ChargerId)] = (charger, row);
            }
        }

        return rows.Values;
    }

    /// <summary>The last that is known of each session: one statement may not write a row twice.</summary>
    static ICollection<(ChargerWrite Write, SessionChanged Session)> SessionsOf(List<ChargerWrite> writes)
    {
        var sessions = new Dictionary<string, (ChargerWrite, SessionChanged)>();
        foreach (var write in writes)
        {
            foreach (var session in write.Rows.Sessions)
            {
                sessions[session.SessionId] = (write, session);
            }
        }

        return sessions.Values;
    }

    static NpgsqlParameter Texts<TRow>(ICollection<TRow> rows, Func<TRow, string?> value) => Array(NpgsqlDbType.Text, rows, value);

    static NpgsqlParameter Array<TRow, TValue>(NpgsqlDbType type, ICollection<TRow> rows, Func<TRow, TValue> value)
    {
        var values = new TValue[rows.Count];
        var i = 0;
        foreach (var row in rows)
        {
            values[i++] = value(row);
        }

        return new NpgsqlParameter<TValue[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };
    }
}
