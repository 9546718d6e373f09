using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace OcppLab.Inventory;

/// <summary>The part that is about locations.</summary>
public sealed partial class InventoryStore
{
    /// <summary>A location.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such location.</exception>
    public async Task<LocationRecord> LocationAsync(string organizationId, string id, CancellationToken cancellationToken) =>
        await database.QueryAsync(db => LocationOrNullAsync(db, organizationId, id, cancellationToken)) ?? throw NoLocation(id);

    /// <summary>The organization's locations, oldest first.</summary>
    public Task<Page<LocationRecord>> LocationsAsync(
        string organizationId, long offset, int limit, CancellationToken cancellationToken) =>
        database.PageAsync(
            db => Task.FromResult<IQueryable<LocationRecord>>(
                db.GetTable<LocationRecord>().Where(location => location.OrganizationId == organizationId)
                    .OrderBy(location => location.CreatedAt).ThenBy(location => location.Id)),
            offset, limit, cancellationToken);

    /// <summary>Adds a location. Where another has its slug, its own gets a few random digits.</summary>
    /// <returns>The location as it was added.</returns>
    public Task<LocationRecord> AddLocationAsync(LocationRecord location, CancellationToken cancellationToken) =>
        database.TransactAsync(db => AddLocationAsync(db, location, cancellationToken), cancellationToken);

    /// <summary>Adds a location with its chargers: all of it or nothing.</summary>
    /// <returns>The location as it was added.</returns>
    /// <exception cref="FleetException">Conflict: the organization has a charger with one of the identities, or two of them are the same.</exception>
    public Task<LocationRecord> AddLocationAsync(
        LocationRecord location, IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken) =>
        database.TransactAsync(async db =>
        {
            var added = await AddLocationAsync(db, location, cancellationToken);
            if (chargers.Count > 0
                && (await AddAsync(db, chargers, int.MaxValue, "", cancellationToken)).FirstOrDefault(error => error is not null) is { } error)
            {
                throw new FleetException(FleetError.Conflict, error);
            }

            return added;
        }, cancellationToken);

    /// <summary>The organization's oldest location of a name; adds <paramref name="location"/> where there is none.</summary>
    public Task<LocationRecord> FindOrAddLocationAsync(LocationRecord location, CancellationToken cancellationToken) =>
        database.TransactAsync(
            async db => await db.GetTable<LocationRecord>()
                .Where(known => known.OrganizationId == location.OrganizationId && known.Name == location.Name)
                .OrderBy(known => known.CreatedAt).ThenBy(known => known.Id)
                .FirstOrDefaultAsync(cancellationToken)
                ?? await AddLocationAsync(db, location, cancellationToken),
            cancellationToken);

    /// <summary>Changes a location.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such location.</exception>
    public Task<LocationRecord> ChangeLocationAsync(
        string organizationId, string id, Func<LocationRecord, LocationRecord> change, CancellationToken cancellationToken) =>
        database.TransactAsync(async db =>
        {
            var location = change(await LocationOrNullAsync(db, organizationId, id, cancellationToken) ?? throw NoLocation(id));
            await db.UpdateAsync(location, token: cancellationToken);
            return location;
        }, cancellationToken);

    /// <summary>Removes a location and its chargers.</summary>
    /// <returns>The chargers that went with it.</returns>
    /// <exception cref="FleetException">NotFound: the organization has no such location.</exception>
    public Task<IReadOnlyList<ChargerRecord>> RemoveLocationAsync(
        string organizationId, string id, CancellationToken cancellationToken) =>
        database.TransactAsync<IReadOnlyList<ChargerRecord>>(async db =>
        {
            if (await LocationOrNullAsync(db, organizationId, id, cancellationToken) is null)
            {
                throw NoLocation(id);
            }

            var chargers = await db.GetTable<ChargerRecord>()
                .Where(charger => charger.LocationId == id).ToListAsync(cancellationToken);
            await db.GetTable<ChargerRecord>().Where(charger => charger.LocationId == id).DeleteAsync(cancellationToken);
            await db.GetTable<LocationRecord>().Where(location => location.Id == id).DeleteAsync(cancellationToken);
            return chargers;
        }, cancellationToken);

    /// <summary>Whether there is no location of any organization.</summary>
    public Task<bool> IsEmptyAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(async db => !await db.GetTable<LocationRecord>().AnyAsync(cancellationToken));

    static async Task<LocationRecord> AddLocationAsync(DataConnection db, LocationRecord location, CancellationToken cancellationToken)
    {
        if (await db.GetTable<LocationRecord>().AnyAsync(
            known => known.OrganizationId == location.OrganizationId && known.Slug == location.Slug, cancellationToken))
        {
            location = location with { Slug = $"{location.Slug}-{Ids.Hex(6)}" };
        }

        await db.InsertAsync(location, token: cancellationToken);
        return location;
    }

    static Task<LocationRecord?> LocationOrNullAsync(
        DataConnection db, string organizationId, string id, CancellationToken cancellationToken) =>
        db.GetTable<LocationRecord>().FirstOrDefaultAsync(
            location => location.Id == id && location.OrganizationId == organizationId, cancellationToken);

    static FleetException NoLocation(string id) => new(FleetError.NotFound, $"Location '{id}' not found.");
}
