using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Mapping;

namespace OcppLab.Inventory;

/// <summary>A load test as it is stored.</summary>
[Table("load_tests")]
public sealed record LoadTestRow
{
    /// <summary>Its id.</summary>
    [Column("id"), PrimaryKey]
    public required string Id { get; init; }

    /// <summary>The organization.</summary>
    [Column("organization_id")]
    public required string OrganizationId { get; init; }

    /// <summary>The location of its chargers.</summary>
    [Column("location_id")]
    public required string LocationId { get; init; }

    /// <summary>A name for people.</summary>
    [Column("name")]
    public required string Name { get; init; }

    /// <summary>The plan, as JSON.</summary>
    [Column("plan")]
    public required string Plan { get; init; }

    /// <summary>How far it is.</summary>
    [Column("status")]
    public required string Status { get; init; }

    /// <summary>What it has come to; null while it is not finished.</summary>
    [Column("verdict")]
    public string? Verdict { get; init; }

    /// <summary>Whether a user wants it to stop.</summary>
    [Column("stop_requested")]
    public bool StopRequested { get; init; }

    /// <summary>What was measured, and what is needed to go on, as JSON; null for nothing yet.</summary>
    [Column("progress")]
    public string? Progress { get; init; }

    /// <summary>When it was asked for.</summary>
    [Column("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first stage began; null before.</summary>
    [Column("started_at")]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was over; null before.</summary>
    [Column("finished_at")]
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>What was measured in a stretch of a load test, as JSON.</summary>
/// <param name="Number">Which, from 0.</param>
/// <param name="Point">What was measured.</param>
public sealed record LoadTestPointRow(int Number, string Point);

/// <summary>The rows of load tests. One is kept before it is answered, and carried out by its grain; what was measured stays until it is
/// deleted.</summary>
public sealed class LoadTestStore(Database database)
{
    /// <summary>How many load tests an organization may have stored.</summary>
    public const int MostOfOrganization = 1000;

    /// <summary>How many of them may be unfinished.</summary>
    public const int MostUnfinished = 20;

    /// <summary>Adds a load test. One that is there already with the same id stays as it is.</summary>
    /// <returns>The load test as it is stored.</returns>
    /// <exception cref="FleetException">Conflict: another runs at the location. LimitReached: the organization has too many.</exception>
    public Task<LoadTestRow> AddAsync(LoadTestRow row, CancellationToken cancellationToken) => database.TransactAsync(
        async db =>
        {
            var rows = db.GetTable<LoadTestRow>();
            if (await rows.FirstOrDefaultAsync(other => other.Id == row.Id && other.OrganizationId == row.OrganizationId, cancellationToken) is { } known)
            {
                return known;
            }

            if (await rows.FirstOrDefaultAsync(other => other.LocationId == row.LocationId && other.FinishedAt == null, cancellationToken) is { } running)
            {
                throw new FleetException(FleetError.Conflict, $"Location '{row.LocationId}' has the load test '{running.Id}' running.");
            }

            if (await rows.CountAsync(other => other.OrganizationId == row.OrganizationId, cancellationToken) >= MostOfOrganization)
            {
                throw new FleetException(FleetError.LimitReached, $"The organization has {MostOfOrganization} load tests; delete some first.");
            }

            if (await rows.CountAsync(other => other.OrganizationId == row.OrganizationId && other.FinishedAt == null, cancellationToken) >= MostUnfinished)
            {
                throw new FleetException(FleetError.LimitReached, $"The organization has {MostUnfinished} load tests that are not finished; wait for one, or stop one.");
            }

            await db.InsertAsync(row, token: cancellationToken);
            return row;
        },
        cancellationToken);

    /// <summary>A load test.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such load test.</exception>
    public async Task<LoadTestRow> FindAsync(string organizationId, string id, CancellationToken cancellationToken) =>
        await database.QueryAsync(db => db.GetTable<LoadTestRow>().FirstOrDefaultAsync(
            row => row.Id == id && row.OrganizationId == organizationId, cancellationToken)) ?? throw Unknown(id);

    /// <summary>An organization's load tests, newest first, without their plans and what was measured.</summary>
    public Task<Page<LoadTestRow>> PageAsync(string organizationId, long offset, int limit, CancellationToken cancellationToken) =>
        database.PageAsync(
            db => Task.FromResult<IQueryable<LoadTestRow>>(db.GetTable<LoadTestRow>().Where(row => row.OrganizationId == organizationId)
                .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)
                .Select(row => new LoadTestRow
                {
                    Id = row.Id,
                    OrganizationId = row.OrganizationId,
                    LocationId = row.LocationId,
                    Name = row.Name,
                    Plan = "",
                    Status = row.Status,
                    Verdict = row.Verdict,
                    StopRequested = row.StopRequested,
                    CreatedAt = row.CreatedAt,
                    StartedAt = row.StartedAt,
                    FinishedAt = row.FinishedAt,
                })),
            offset, limit, cancellationToken);

    /// <summary>The load test that is to be carried out; null if it is finished, or deleted.</summary>
    public Task<LoadTestRow?> UnfinishedAsync(string id, CancellationToken cancellationToken) => database.QueryAsync(db =>
        db.GetTable<LoadTestRow>().FirstOrDefaultAsync(row => row.Id == id && row.FinishedAt == null, cancellationToken));

    /// <summary>Stores how far a load test is.</summary>
    /// <param name="row">It; whether it is to stop is left as it is stored.</param>
    /// <param name="point">What was measured since the last, in place of what is stored of the same number; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SaveAsync(LoadTestRow row, LoadTestPointRow? point, CancellationToken cancellationToken) => database.TransactAsync(
        async db =>
        {
            await db.GetTable<LoadTestRow>().Where(known => known.Id == row.Id)
                .Set(known => known.Status, row.Status).Set(known => known.Verdict, row.Verdict).Set(known => known.Progress, row.Progress)
                .Set(known => known.StartedAt, row.StartedAt).Set(known => known.FinishedAt, row.FinishedAt)
                .UpdateAsync(cancellationToken);
            return point is null ? 0 : await db.InsertOrReplaceAsync(
                new PointRow { LoadTestId = row.Id, Number = point.Number, Point = point.Point }, token: cancellationToken);
        },
        cancellationToken);

    /// <summary>What was measured in the stretches of a load test, in their order.</summary>
    public Task<List<string>> PointsAsync(string id, CancellationToken cancellationToken) => database.QueryAsync(db =>
        db.GetTable<PointRow>().Where(point => point.LoadTestId == id).OrderBy(point => point.Number).Select(point => point.Point)
            .ToListAsync(cancellationToken));

    /// <summary>Asks a load test to stop; does nothing where it is finished.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such load test.</exception>
    public async Task<LoadTestRow> RequestStopAsync(string organizationId, string id, CancellationToken cancellationToken)
    {
        await FindAsync(organizationId, id, cancellationToken);
        await database.WriteAsync(db => db.GetTable<LoadTestRow>().Where(row => row.Id == id && row.FinishedAt == null)
            .Set(row => row.StopRequested, true).UpdateAsync(cancellationToken));
        return await FindAsync(organizationId, id, cancellationToken);
    }

    /// <summary>Deletes a load test that is finished.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such load test. Conflict: it is not finished.</exception>
    public async Task DeleteAsync(string organizationId, string id, CancellationToken cancellationToken)
    {
        var deleted = await database.WriteAsync(db => db.GetTable<LoadTestRow>()
            .Where(row => row.Id == id && row.OrganizationId == organizationId && row.FinishedAt != null).DeleteAsync(cancellationToken));
        if (deleted == 0)
        {
            await FindAsync(organizationId, id, cancellationToken);
            throw new FleetException(FleetError.Conflict, $"Load test '{id}' is not finished; stop it first.");
        }
    }

    static FleetException Unknown(string id) => new(FleetError.NotFound, $"Load test '{id}' not found.");

    [Table("load_test_points")]
    sealed record PointRow
    {
        [Column("load_test_id"), PrimaryKey(0)]
        public required string LoadTestId { get; init; }

        [Column("number"), PrimaryKey(1)]
        public required int Number { get; init; }

        [Column("point")]
        public required string Point { get; init; }
    }
}
