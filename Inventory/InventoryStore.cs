using System.Runtime.CompilerServices;
using System.Text.Json;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace OcppLab.Inventory;

/// <summary>The rows of locations and chargers: what exists, as opposed to what it is doing. Every call but
/// <see cref="ChargersAsync(CancellationToken)"/> is within one organization; what another one has is not there.</summary>
public sealed partial class InventoryStore(Database database)
{
    /// <summary>All chargers of all organizations, in no order. Strings that neighbours have in common are shared.</summary>
    public async IAsyncEnumerable<ChargerRecord> ChargersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {ChargerRow.Columns} FROM chargers";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = new ChargerRow(reader);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return row.Read();
        }
    }

    /// <summary>The chargers of the given ids that are there, whoever they belong to, in any order.</summary>
    public async Task<IReadOnlyList<ChargerRecord>> ChargersAsync(
        IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@ids";
        parameter.Value = database.IsSqlite ? $"[{string.Join(',', ids.Select(id => $"\"{JsonEncodedText.Encode(id)}\""))}]" : ids.ToArray();
        command.Parameters.Add(parameter);
        var among = database.IsSqlite ? "IN (SELECT value FROM json_each(@ids))" : "= ANY(@ids)";
        command.CommandText = $"SELECT {ChargerRow.Columns} FROM chargers WHERE id {among}";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = new ChargerRow(reader);
        var chargers = new List<ChargerRecord>(ids.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            chargers.Add(row.Read());
        }

        return chargers;
    }

    /// <summary>A charger.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such charger.</exception>
    public async Task<ChargerRecord> ChargerAsync(string organizationId, string id, CancellationToken cancellationToken) =>
        await database.QueryAsync(db => ChargerOrNullAsync(db, organizationId, id, cancellationToken)) ?? throw NoCharger(id);

    /// <summary>A charger by its identity.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such charger.</exception>
    public async Task<ChargerRecord> ChargerByIdentityAsync(
        string organizationId, string identity, CancellationToken cancellationToken) =>
        await database.QueryAsync(db => db.GetTable<ChargerRecord>().FirstOrDefaultAsync(
            charger => charger.OrganizationId == organizationId && charger.Identity == identity, cancellationToken))
        ?? throw new FleetException(FleetError.NotFound, $"Charger with identity '{identity}' not found.");

    /// <summary>The organization's chargers in order of their identities.</summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="filter">Which of them.</param>
    /// <param name="offset">How many to leave out.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetException">NotFound: the organization has no such location.</exception>
    public Task<Page<ChargerRecord>> ChargersAsync(
        string organizationId, ChargerFilter filter, long offset, int limit, CancellationToken cancellationToken) =>
        database.PageAsync<ChargerRecord>(
            async db =>
            {
                var all = db.GetTable<ChargerRecord>().Where(charger => charger.OrganizationId == organizationId);
                if (filter.LocationId is { } locationId)
                {
                    if (await LocationOrNullAsync(db, organizationId, locationId, cancellationToken) is null)
                    {
                        throw NoLocation(locationId);
                    }

                    all = db.GetTable<ChargerRecord>().Where(charger => charger.LocationId == locationId);
                }

                if (filter.Ids is { } ids)
                {
                    all = all.Where(charger => ids.Contains(charger.Id));
                }

                if (filter.Identity is { } identity)
                {
                    all = all.Where(charger => charger.Identity == identity);
                }

                if (filter.Search is { } text)
                {
                    all = all.Where(charger => Database.Has(charger.Identity, text) || Database.Has(charger.Name, text));
                }

                return all.OrderBy(charger => charger.Identity);
            },
            offset, limit, cancellationToken);

    /// <summary>All chargers of a location, in order of their identities.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such location.</exception>
    public async Task<IReadOnlyList<ChargerRecord>> ChargersAsync(
        string organizationId, string locationId, CancellationToken cancellationToken) =>
        (await ChargersAsync(organizationId, new ChargerFilter { LocationId = locationId }, 0, int.MaxValue, cancellationToken)).Data;

    /// <summary>Which chargers a location has, in order of their identities, and the revision of that list; the revision is null
    /// where there is no such location.</summary>
    public Task<(long? Revision, IReadOnlyList<LocationCharger> Chargers)> LocationChargersAsync(string id, CancellationToken cancellationToken) =>
        database.QueryAsync<(long?, IReadOnlyList<LocationCharger>)>(async db =>
        {
            // The revision first: a change between the two reads is seen as one to come.
            var revision = await db.GetTable<LocationRecord>().Where(location => location.Id == id)
                .Select(location => (long?)location.Revision).FirstOrDefaultAsync(cancellationToken);
            var chargers = await db.GetTable<ChargerRecord>().Where(charger => charger.LocationId == id).OrderBy(charger => charger.Identity)
                .Select(charger => new LocationCharger(charger.Id, charger.Identity, charger.OcppVersion)).ToListAsync(cancellationToken);
            return (revision, chargers);
        });

    /// <summary>How many chargers the organization has.</summary>
    public Task<int> CountAsync(string organizationId, CancellationToken cancellationToken) =>
        database.QueryAsync(db => db.GetTable<ChargerRecord>()
            .CountAsync(charger => charger.OrganizationId == organizationId, cancellationToken));

    /// <summary>Adds a charger.</summary>
    /// <exception cref="FleetException">Conflict: the organization has a charger with this identity. NotFound: its location is gone.</exception>
    public Task AddAsync(ChargerRecord charger, CancellationToken cancellationToken) => GuardAsync(
        charger, () => database.TransactAsync(
            async db =>
            {
                await ReviseAsync(db, [charger.LocationId], cancellationToken);
                await db.InsertAsync(charger, token: cancellationToken);
                return await AddToAwakeAsync(db, [charger], cancellationToken);
            },
            cancellationToken));

    /// <summary>Adds chargers of one organization, as many as can be. Those that are there already with the same id count as
    /// added, so that the same call may be made twice.</summary>
    /// <returns>Why each was not added; null for one that was.</returns>
    public Task<IReadOnlyList<string?>> AddAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken) =>
        AddAsync(chargers, int.MaxValue, "", cancellationToken);

    /// <inheritdoc cref="AddAsync(IReadOnlyList{ChargerRecord}, CancellationToken)"/>
    /// <param name="chargers">The chargers, at least one.</param>
    /// <param name="remaining">How many to add at most.</param>
    /// <param name="limitReached">Why the others are not added.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<string?>> AddAsync(
        IReadOnlyList<ChargerRecord> chargers, int remaining, string limitReached, CancellationToken cancellationToken) =>
        database.TransactAsync(db => AddAsync(db, chargers, remaining, limitReached, cancellationToken), cancellationToken);

    /// <summary>Changes a charger.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such charger, or not the location it moves to.
    /// Conflict: the organization has another charger with its new identity.</exception>
    public async Task<ChargerRecord> ChangeAsync(
        string organizationId, string id, Func<ChargerRecord, ChargerRecord> change, CancellationToken cancellationToken)
    {
        ChargerRecord? changed = null;
        await GuardAsync(() => changed, () => database.TransactAsync(async db =>
        {
            var known = await ChargerOrNullAsync(db, organizationId, id, cancellationToken) ?? throw NoCharger(id);
            changed = change(known);
            await ReviseAsync(db, RevisedBy(known, changed), cancellationToken);
            return await db.UpdateAsync(changed, token: cancellationToken);
        }, cancellationToken));
        return changed!;
    }

    /// <summary>Changes chargers of a location, those that can be.</summary>
    /// <returns>Those that were changed, and why each of those asked for was not; null for one that was.</returns>
    public Task<(IReadOnlyList<ChargerRecord> Changed, IReadOnlyList<string?> Failures)> ChangeAsync(
        string organizationId, string locationId, IReadOnlyList<string> ids, Func<ChargerRecord, ChargerRecord> change,
        CancellationToken cancellationToken) =>
        database.TransactAsync<(IReadOnlyList<ChargerRecord>, IReadOnlyList<string?>)>(async db =>
        {
            var known = await These(db, organizationId, locationId, ids).ToDictionaryAsync(charger => charger.Id, cancellationToken);
            var changed = new List<ChargerRecord>(known.Count);
            var failures = new string?[ids.Count];
            var revised = new HashSet<string>();
            for (var i = 0; i < failures.Length; i++)
            {
                try
                {
                    var before = known.GetValueOrDefault(ids[i]) ?? throw NoCharger(ids[i]);
                    var charger = change(before);
                    await db.UpdateAsync(charger, token: cancellationToken);
                    revised.UnionWith(RevisedBy(before, charger));
                    changed.Add(charger);
                }
                catch (FleetException unfit)
                {
                    failures[i] = unfit.Message;
                }
            }

            await ReviseAsync(db, revised, cancellationToken);
            return (changed, failures);
        }, cancellationToken);

    /// <summary>Those of the chargers that are there.</summary>
    public async Task<IReadOnlyList<ChargerRecord>> FindAsync(
        string organizationId, string locationId, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        await database.QueryAsync(db => These(db, organizationId, locationId, ids).ToListAsync(cancellationToken));

    /// <summary>Removes chargers of an organization, those that are there.</summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="locationId">Only this location's; null for any.</param>
    /// <param name="ids">The chargers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RemoveAsync(
        string organizationId, string? locationId, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        database.TransactAsync(
            async db =>
            {
                var these = These(db, organizationId, locationId, ids);
                await ReviseAsync(db, await these.Select(charger => charger.LocationId).Distinct().ToListAsync(cancellationToken), cancellationToken);
                return await these.DeleteAsync(cancellationToken);
            },
            cancellationToken);

    static IQueryable<ChargerRecord> These(DataConnection db, string organizationId, string? locationId, IReadOnlyList<string> ids)
    {
        var these = db.GetTable<ChargerRecord>()
            .Where(charger => charger.OrganizationId == organizationId && ids.Contains(charger.Id));
        return locationId is null ? these : these.Where(charger => charger.LocationId == locationId);
    }

    static async Task<IReadOnlyList<string?>> AddAsync(
        DataConnection db, IReadOnlyList<ChargerRecord> chargers, int remaining, string limitReached, CancellationToken cancellationToken)
    {
        var organizationId = chargers[0].OrganizationId;
        var identities = chargers.Select(charger => charger.Identity).ToList();
        var taken = await db.GetTable<ChargerRecord>()
            .Where(charger => charger.OrganizationId == organizationId && identities.Contains(charger.Identity))
            .ToDictionaryAsync(charger => charger.Identity, charger => charger.Id, cancellationToken);
        var locationIds = chargers.Select(charger => charger.LocationId).Distinct().ToList();
        var locations = await db.GetTable<LocationRecord>()
            .Where(location => location.OrganizationId == organizationId && locationIds.Contains(location.Id))
            .Select(location => location.Id).ToListAsync(cancellationToken);

        var failures = new string?[chargers.Count];
        var added = new List<ChargerRecord>(chargers.Count);
        for (var i = 0; i < failures.Length; i++)
        {
            var charger = chargers[i];
            if (!locations.Contains(charger.LocationId))
            {
                failures[i] = NoLocation(charger.LocationId).Message;
            }
            else if (taken.TryGetValue(charger.Identity, out var id))
            {
                failures[i] = id == charger.Id ? null : Duplicate(charger).Message;
            }
            else if (added.Count == remaining)
            {
                failures[i] = limitReached;
            }
            else
            {
                taken.Add(charger.Identity, charger.Id);
                added.Add(charger);
            }
        }

        await ReviseAsync(db, added.Select(charger => charger.LocationId).ToHashSet(), cancellationToken);
        await db.BulkCopyAsync(added, cancellationToken);
        await AddToAwakeAsync(db, added, cancellationToken);
        return failures;
    }

    /// <summary>The locations whose lists of chargers a change makes different.</summary>
    static IEnumerable<string> RevisedBy(ChargerRecord before, ChargerRecord after) =>
        (before.LocationId, before.Identity, before.OcppVersion) == (after.LocationId, after.Identity, after.OcppVersion)
            ? []
            : [before.LocationId, after.LocationId];

    /// <summary>Tells whoever knows the locations' chargers that they are others now. Locations in ascending order, so that two
    /// transactions do not wait for each other.</summary>
    static async Task ReviseAsync(DataConnection db, IEnumerable<string> locationIds, CancellationToken cancellationToken)
    {
        foreach (var id in locationIds.Distinct().Order(StringComparer.Ordinal))
        {
            await db.ExecuteAsync("UPDATE locations SET revision = revision + 1 WHERE id = @id", cancellationToken, new DataParameter("id", id));
        }
    }

    /// <summary>Marks new chargers that have a CSMS, and do not start off, as to be run: a crash before they have stored anything does not lose them.</summary>
    static async Task<int> AddToAwakeAsync(DataConnection db, IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken)
    {
        var ids = chargers.Where(charger => charger.WsUrl is not null && charger.Options?.StartsOff != true).Select(charger => charger.Id).ToList();
        foreach (var chunk in ids.Chunk(500))
        {
            await db.ExecuteAsync(
                "INSERT INTO charger_states (charger_id, version, awake, state) "
                + $"SELECT id, 0, TRUE, @state FROM chargers WHERE id IN ({string.Join(", ", chunk.Select((_, i) => $"@id{i}"))}) "
                + "ON CONFLICT (charger_id) DO NOTHING",
                cancellationToken,
                [new DataParameter("state", Array.Empty<byte>()), .. chunk.Select((id, i) => new DataParameter($"id{i}", id))]);
        }

        return ids.Count;
    }

    static Task<ChargerRecord?> ChargerOrNullAsync(
        DataConnection db, string organizationId, string id, CancellationToken cancellationToken) =>
        db.GetTable<ChargerRecord>().FirstOrDefaultAsync(
            charger => charger.Id == id && charger.OrganizationId == organizationId, cancellationToken);

    static Task GuardAsync(ChargerRecord charger, Func<Task> work) => GuardAsync(() => charger, work);

    static async Task GuardAsync(Func<ChargerRecord?> charger, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (Database.IsDuplicate(exception))
        {
            throw Duplicate(charger()!);
        }
        catch (Exception exception) when (Database.IsBrokenReference(exception))
        {
            throw NoLocation(charger()!.LocationId);
        }
    }

    /// <summary>The refusal of a charger that is not there.</summary>
    public static FleetException NoCharger(string id) => new(FleetError.NotFound, $"Charger '{id}' not found.");

    static FleetException Duplicate(ChargerRecord charger) =>
        new(FleetError.Conflict, $"A charger with identity '{charger.Identity}' already exists.");
}
