using System.Text.Json;
using System.Text.Json.Serialization;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace OcppLab.Inventory;

/// <summary>Which commands; what is null does not narrow.</summary>
public sealed record CommandFilter
{
    /// <summary>Only those with this name.</summary>
    public string? EventType { get; init; }

    /// <summary>Only those for chargers of this location.</summary>
    public string? LocationId { get; init; }

    /// <summary>Only those that came in at this time or after it.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those that came in before this time.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>How many of a command's chargers have come to one outcome.</summary>
/// <param name="Outcome">The outcome, as <see cref="Outcomes"/> has it.</param>
/// <param name="Count">How many.</param>
/// <param name="LastAt">When the last of them came to it.</param>
public sealed record OutcomeCount(string Outcome, int Count, DateTimeOffset? LastAt);

/// <summary>The commands that were given and what became of them, as their chargers stored it last.</summary>
public sealed class CommandHistory(Database database, InventoryStore inventory)
{
    /// <summary>How many rows one statement deletes at most: writers wait for it.</summary>
    const int RowsAtOnce = 5000;

    /// <summary>Some of an organization's commands, the last first, without their targets.</summary>
    public Task<Page<CommandRecord>> PageAsync(
        string organizationId, CommandFilter filter, long offset, int limit, CancellationToken cancellationToken) =>
        database.PageAsync(
            db =>
            {
                var commands = All(db, organizationId);
                if (filter.EventType is { } eventType)
                {
                    commands = commands.Where(command => command.EventType == eventType);
                }

                if (filter.LocationId is { } locationId)
                {
                    commands = commands.Where(command => command.LocationId == locationId);
                }

                if (filter.From is { } from)
                {
                    commands = commands.Where(command => command.RequestedAt >= from);
                }

                if (filter.To is { } to)
                {
                    commands = commands.Where(command => command.RequestedAt < to);
                }

                return Task.FromResult(WithoutTargets(
                    commands.OrderByDescending(command => command.RequestedAt).ThenByDescending(command => command.Id)));
            },
            offset, limit, cancellationToken);

    /// <summary>A command without its targets.</summary>
    /// <exception cref="FleetException">NotFound: the organization has given no such command, or it is not kept any more.</exception>
    public async Task<CommandRecord> CommandAsync(string organizationId, string id, CancellationToken cancellationToken) =>
        await database.QueryAsync(db => WithoutTargets(All(db, organizationId).Where(command => command.Id == id))
            .FirstOrDefaultAsync(cancellationToken))
        ?? throw new FleetException(FleetError.NotFound, $"Command '{id}' not found.");

    /// <summary>What a command has come to: each outcome that a charger has come to, and the chargers of which nothing is known as <see cref="Outcomes.Queued"/>.</summary>
    public async Task<IReadOnlyList<OutcomeCount>> CountAsync(CommandRecord command, CancellationToken cancellationToken)
    {
        var known = await database.QueryAsync(db => Of(db, command).GroupBy(outcome => outcome.Outcome)
            .Select(group => new OutcomeCount(group.Key, group.Count(), group.Max(outcome => outcome.At)))
            .ToListAsync(cancellationToken));
        var queued = command.Targeted - known.Sum(outcome => outcome.Count);
        return queued > 0 ? [new(Outcomes.Queued, queued, null), .. known] : known;
    }

    /// <summary>What a command has come to at each of its chargers, or at those that have come to one outcome.</summary>
    public async Task<Page<OutcomeRecord>> ChargersAsync(
        CommandRecord command, string? outcome, long offset, int limit, CancellationToken cancellationToken)
    {
        if (outcome is not null and not Outcomes.Queued)
        {
            return await database.PageAsync(
                db => Task.FromResult<IQueryable<OutcomeRecord>>(Of(db, command).Where(row => row.Outcome == outcome)
                    .OrderBy(row => row.Identity).ThenBy(row => row.ChargerId)),
                offset, limit, cancellationToken);
        }

        var targets = await TargetsAsync(command, cancellationToken);
        if (outcome == Outcomes.Queued)
        {
            var known = (await database.QueryAsync(db => Of(db, command).Select(row => row.ChargerId).ToListAsync(cancellationToken))).ToHashSet();
            targets = [.. targets.Where(id => !known.Contains(id))];
        }

        string[] ids = [.. targets.Skip((int)Math.Min(offset, int.MaxValue)).Take(limit)];
        var rows = (await database.QueryAsync(db => Of(db, command).Where(row => ids.Contains(row.ChargerId)).ToListAsync(cancellationToken)))
            .ToLookup(row => row.ChargerId);
        var identities = (await inventory.ChargersAsync(ids, cancellationToken)).ToDictionary(charger => charger.Id, charger => charger.Identity);
        return new(
            [
                .. ids.Select(id => rows[id].FirstOrDefault() is { } row
                    ? row with { Identity = row.Identity ?? identities.GetValueOrDefault(id) }
                    : new OutcomeRecord
                    {
                        CommandId = command.Id,
                        OrganizationId = command.OrganizationId,
                        ChargerId = id,
                        Identity = identities.GetValueOrDefault(id),
                        Outcome = Outcomes.Queued,
                    }),
            ],
            targets.Count);
    }

    /// <summary>Deletes the commands that came in before a time, and of each organization the oldest beyond a number of outcomes. The
    /// sessions that they began stay.</summary>
    /// <param name="before">The time.</param>
    /// <param name="most">For how many chargers, counted once for each command, an organization's commands are kept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many commands were deleted.</returns>
    public async Task<int> PruneAsync(DateTimeOffset before, long most, CancellationToken cancellationToken)
    {
        var kept = await database.QueryAsync(db => db.GetTable<CommandRecord>().GroupBy(command => command.OrganizationId)
            .Select(group => new { Id = group.Key, Outcomes = group.Sum(command => (long)command.Targeted), Oldest = group.Min(command => command.RequestedAt) })
            .ToListAsync(cancellationToken));
        var deleted = 0;
        foreach (var organization in kept)
        {
            var excess = organization.Outcomes - most;
            var done = organization.Oldest >= before && excess <= 0;
            while (!done)
            {
                var oldest = await database.QueryAsync(db => All(db, organization.Id)
                    .OrderBy(command => command.RequestedAt).ThenBy(command => command.Id)
                    .Select(command => new { command.Id, command.RequestedAt, command.Targeted })
                    .Take(RowsAtOnce).ToListAsync(cancellationToken));
                var (batch, rows) = (new List<string>(), 0);
                foreach (var command in oldest)
                {
                    done = command.RequestedAt >= before && excess <= 0;
                    if (done || (batch.Count > 0 && rows + command.Targeted > RowsAtOnce))
                    {
                        break;
                    }

                    batch.Add(command.Id);
                    rows += command.Targeted;
                    excess -= command.Targeted;
                }

                done |= batch.Count == 0;
                deleted += await DeleteAsync(organization.Id, batch, cancellationToken);
            }
        }

        return deleted;
    }

    async Task<int> DeleteAsync(string organizationId, List<string> ids, CancellationToken cancellationToken)
    {
        int rows;
        do
        {
            rows = await database.WriteAsync(db =>
            {
                var outcomes = db.GetTable<OutcomeRow>().Where(row => ids.Contains(row.CommandId) && row.OrganizationId == organizationId);
                var some = outcomes.Select(row => row.ChargerId).Take(RowsAtOnce);
                return outcomes.Where(row => some.Contains(row.ChargerId)).DeleteAsync(cancellationToken);
            });
        }
        while (rows > 0);

        return await database.WriteAsync(db =>
            db.GetTable<CommandRecord>().Where(command => command.OrganizationId == organizationId && ids.Contains(command.Id)).DeleteAsync(cancellationToken));
    }

    async Task<IReadOnlyList<string>> TargetsAsync(CommandRecord command, CancellationToken cancellationToken)
    {
        if (command.ChargerId is { } charger)
        {
            return [charger];
        }

        var targets = await database.QueryAsync(db => All(db, command.OrganizationId).Where(row => row.Id == command.Id)
            .Select(row => row.Targets).FirstOrDefaultAsync(cancellationToken));
        return targets is null ? [] : JsonSerializer.Deserialize(targets, TargetsJson.Default.StringArray)!;
    }

    static IQueryable<CommandRecord> All(DataConnection db, string organizationId) =>
        db.GetTable<CommandRecord>().Where(command => command.OrganizationId == organizationId);

    static IQueryable<OutcomeRecord> Of(DataConnection db, CommandRecord command) =>
        db.GetTable<OutcomeRecord>().Where(row => row.CommandId == command.Id && row.OrganizationId == command.OrganizationId);

    // A large location's are a hundred times the rest of the row.
    static IQueryable<CommandRecord> WithoutTargets(IQueryable<CommandRecord> commands) => commands.Select(command => new CommandRecord
    {
        Id = command.Id,
        OrganizationId = command.OrganizationId,
        LocationId = command.LocationId,
        ChargerId = command.ChargerId,
        EventType = command.EventType,
        RequestedAt = command.RequestedAt,
        Targeted = command.Targeted,
        Payload = command.Payload,
    });

    /// <summary>An outcome's own row, to be deleted.</summary>
    [LinqToDB.Mapping.Table("command_outcomes")]
    sealed class OutcomeRow
    {
        [LinqToDB.Mapping.Column("command_id")]
        public required string CommandId { get; init; }

        [LinqToDB.Mapping.Column("organization_id")]
        public required string OrganizationId { get; init; }

        [LinqToDB.Mapping.Column("charger_id")]
        public required string ChargerId { get; init; }
    }
}

[JsonSerializable(typeof(string[]))]
sealed partial class TargetsJson : JsonSerializerContext;
