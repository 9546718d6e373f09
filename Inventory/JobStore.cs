using System.Text.Json;
using System.Text.Json.Serialization;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using LinqToDB.Mapping;

namespace OcppLab.Inventory;

/// <summary>What a job does to each of its chargers.</summary>
public enum JobKind
{
    /// <summary>Creates it.</summary>
    Create,
    /// <summary>Changes it.</summary>
    Update,
    /// <summary>Deletes it.</summary>
    Delete,
}

/// <summary>Some chargers that a bulk request creates.</summary>
/// <param name="Template">What they are to be.</param>
/// <param name="Identities">Their identities.</param>
public sealed record BulkEntry(ChargerTemplate Template, IReadOnlyList<string> Identities)
{
    /// <summary>The chargers of some entries, each with a new id and the number of its entry. The ids ascend: what one command
    /// does to neighbours then lies close together in the database.</summary>
    public static IEnumerable<(string Id, string Identity, int Entry)> WithIds(IReadOnlyList<BulkEntry> entries)
    {
        var chargers = entries.SelectMany((entry, number) => entry.Identities.Select(identity => (Identity: identity, Entry: number))).ToList();
        return chargers.Select(_ => Ids.Charger()).Order(StringComparer.Ordinal).Zip(chargers, (id, charger) => (id, charger.Identity, charger.Entry));
    }
}

/// <summary>A charger of a job that is done with.</summary>
/// <param name="ChargerId">Its id.</param>
/// <param name="Identity">Its identity; null where it was never known.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
public sealed record JobResult(string ChargerId, string? Identity, string? Error);

/// <summary>A job as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="LocationId">The location of its chargers.</param>
/// <param name="Kind">What it does to each of them.</param>
/// <param name="Total">How many they are.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="FinishedAt">When the last was done with; null while there are more.</param>
/// <param name="Results">Those done with, in the order asked for.</param>
public sealed record Job(
    string Id, string LocationId, JobKind Kind, int Total, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt,
    IReadOnlyList<JobResult> Results);

/// <summary>A part of a job: what is done in one go, again from its start after a crash.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Number">The batch's number in it, from 0.</param>
/// <param name="IsLast">Whether no other follows.</param>
/// <param name="OrganizationId">The organization.</param>
/// <param name="LocationId">The location of the chargers.</param>
/// <param name="RequestedAt">When the job was asked for.</param>
/// <param name="Kind">What is done to each charger.</param>
/// <param name="Items">The chargers.</param>
/// <param name="Templates">What chargers to be created are to be.</param>
/// <param name="Change">What is to be different about chargers to be changed.</param>
public sealed record JobBatch(
    string JobId, int Number, bool IsLast, string OrganizationId, string LocationId, DateTimeOffset RequestedAt, JobKind Kind,
    IReadOnlyList<JobItem> Items, IReadOnlyList<ChargerTemplate> Templates, ChargerChange? Change)
{
    /// <summary>The chargers that a batch of <see cref="JobKind.Create"/> makes.</summary>
    /// <exception cref="FleetException">Invalid: a value does not fit.</exception>
    public List<ChargerRecord> Chargers() =>
    [
        .. Items.Select(item => Templates[item.Template].Make(OrganizationId, LocationId, item.ChargerId, item.Identity!, RequestedAt)),
    ];
}

/// <summary>A charger of a job.</summary>
/// <param name="ChargerId">Its id.</param>
/// <param name="Identity">Its identity, where it is to be created.</param>
/// <param name="Template">The number of its template, where it is to be created.</param>
public sealed record JobItem(
    [property: JsonPropertyName("ChargerId")] string ChargerId,
    [property: JsonPropertyName("Identity")] string? Identity,
    [property: JsonPropertyName("Template")] int Template);

/// <summary>The rows of the jobs that create, change and delete many chargers of a location in the background, batch by batch. A
/// job is kept before it is answered, and done by its grain. Finished jobs are kept for a week.</summary>
public sealed class JobStore(Database database, InventoryStore inventory, FleetLimits limits, TimeProvider time)
{
    const int BatchSize = 1000;

    static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    /// <summary>Adds a job that creates chargers.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such location. Invalid: a value does not fit, or there are too
    /// many. LimitReached: the organization would have too many chargers.</exception>
    public async Task<Job> CreateAsync(
        string organizationId, string locationId, IReadOnlyList<BulkEntry> entries, CancellationToken cancellationToken)
    {
        await inventory.LocationAsync(organizationId, locationId, cancellationToken);
        var count = entries.Sum(entry => (long)entry.Identities.Count);
        limits.CheckBulk(count);
        foreach (var entry in entries)
        {
            foreach (var identity in entry.Identities)
            {
                ChargerRules.CheckIdentity(identity, "identity");
            }

            if (entry.Identities.Count > 0)
            {
                entry.Template.Check(entry.Identities[0]);
            }
        }

        await limits.CheckAsync(inventory, organizationId, (int)count, cancellationToken);
        return await AddAsync(
            organizationId,
            locationId,
            new() { Kind = JobKind.Create, Templates = [.. entries.Select(entry => entry.Template)] },
            BulkEntry.WithIds(entries).Select(charger => new JobItem(charger.Id, charger.Identity, charger.Entry)),
            cancellationToken);
    }

    /// <summary>Adds a job that changes chargers.</summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="locationId">The location.</param>
    /// <param name="chargerIds">Which of its chargers; null for all it has now.</param>
    /// <param name="change">What is to be different; neither identity nor location.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetException">NotFound: the organization has no such location. Invalid: there are too many.</exception>
    public async Task<Job> UpdateAsync(
        string organizationId, string locationId, IReadOnlyList<string>? chargerIds, ChargerChange change, CancellationToken cancellationToken)
    {
        chargerIds ??= [.. (await inventory.ChargersAsync(organizationId, locationId, cancellationToken)).Select(charger => charger.Id)];
        return await AddAsync(
            organizationId, locationId, new() { Kind = JobKind.Update, Change = change }, chargerIds, cancellationToken);
    }

    /// <summary>Adds a job that deletes chargers.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such location. Invalid: there are too many.</exception>
    public Task<Job> DeleteAsync(
        string organizationId, string locationId, IReadOnlyList<string> chargerIds, CancellationToken cancellationToken) =>
        AddAsync(organizationId, locationId, new() { Kind = JobKind.Delete }, chargerIds, cancellationToken);

    /// <summary>A job as it stands.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such job at this location.</exception>
    public Task<Job> FindAsync(string organizationId, string locationId, string id, CancellationToken cancellationToken) =>
        database.QueryAsync(async db =>
        {
            var job = await db.GetTable<JobRow>().FirstOrDefaultAsync(
                row => row.Id == id && row.OrganizationId == organizationId && row.LocationId == locationId, cancellationToken)
                ?? throw new FleetException(FleetError.NotFound, $"Job '{id}' not found.");
            var batches = await db.GetTable<BatchRow>().Where(batch => batch.JobId == id && batch.Done)
                .OrderBy(batch => batch.Number).ToListAsync(cancellationToken);
            return job.ToJob([.. batches.SelectMany(batch => batch.Results())]);
        });

    /// <summary>The next batch of a job to be done; null if the job is over or unknown.</summary>
    public Task<JobBatch?> NextAsync(string id, CancellationToken cancellationToken) => database.QueryAsync(async db =>
    {
        var job = await db.GetTable<JobRow>().FirstOrDefaultAsync(row => row.Id == id && row.FinishedAt == null, cancellationToken);
        var batches = await db.GetTable<BatchRow>().Where(row => row.JobId == id && !row.Done)
            .OrderBy(row => row.Number).Take(2).ToListAsync(cancellationToken);
        if (job is null || batches is not [var batch, ..])
        {
            return null;
        }

        var work = job.ReadWork();
        return new JobBatch(
            id, batch.Number, batches.Count == 1, job.OrganizationId, job.LocationId, job.CreatedAt, work.Kind, batch.Read(), work.Templates, work.Change);
    });

    /// <summary>A batch is done; with the last one the job is over.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="errors">Why each of its chargers failed, in their order; null for one that did not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task FinishAsync(JobBatch batch, IReadOnlyList<string?> errors, CancellationToken cancellationToken)
    {
        var failures = new Dictionary<int, string>();
        for (var i = 0; i < errors.Count; i++)
        {
            if (errors[i] is { } error)
            {
                failures.Add(i, error);
            }
        }

        var failed = failures.Count == 0 ? null : JsonSerializer.Serialize(failures, JobJson.Default.DictionaryInt32String);
        DateTimeOffset? now = time.GetUtcNow();
        var old = now - Retention;
        return database.TransactAsync(
            async db =>
            {
                await db.GetTable<BatchRow>().Where(row => row.JobId == batch.JobId && row.Number == batch.Number)
                    .Set(row => row.Done, true).Set(row => row.Failures, failed).UpdateAsync(cancellationToken);
                if (!batch.IsLast)
                {
                    return 0;
                }

                await db.GetTable<JobRow>().Where(row => row.Id == batch.JobId).Set(row => row.FinishedAt, now).UpdateAsync(cancellationToken);
                return await db.GetTable<JobRow>().Where(row => row.FinishedAt < old).DeleteAsync(cancellationToken);
            },
            cancellationToken);
    }

    Task<Job> AddAsync(
        string organizationId, string locationId, Work work, IReadOnlyList<string> chargerIds, CancellationToken cancellationToken)
    {
        limits.CheckBulk(chargerIds.Count);
        return AddAsync(
            organizationId, locationId, work, chargerIds.Distinct().Select(id => new JobItem(id, null, 0)), cancellationToken);
    }

    async Task<Job> AddAsync(
        string organizationId, string locationId, Work work, IEnumerable<JobItem> items, CancellationToken cancellationToken)
    {
        await inventory.LocationAsync(organizationId, locationId, cancellationToken);
        var now = time.GetUtcNow();
        var id = Ids.Job();
        var batches = items.Chunk(BatchSize).Select((chunk, number) => (Size: chunk.Length, Row: new BatchRow
        {
            JobId = id,
            Number = number,
            Items = JsonSerializer.Serialize(chunk, JobJson.Default.JobItemArray),
        })).ToList();
        var job = new JobRow
        {
            Id = id,
            OrganizationId = organizationId,
            LocationId = locationId,
            Work = JsonSerializer.Serialize(work, JobJson.Default.Work),
            Total = batches.Sum(batch => batch.Size),
            CreatedAt = now,
            FinishedAt = batches.Count == 0 ? now : null,
        };
        await database.TransactAsync(async db =>
        {
            await db.InsertAsync(job, token: cancellationToken);
            return await db.BulkCopyAsync(batches.Select(batch => batch.Row), cancellationToken);
        }, cancellationToken);
        return job.ToJob([]);
    }

    /// <summary>What a job does, as it is stored.</summary>
    internal sealed record Work
    {
        [JsonPropertyName("Kind")]
        public required JobKind Kind { get; init; }

        [JsonPropertyName("Templates")]
        public IReadOnlyList<ChargerTemplate> Templates { get; init; } = [];

        [JsonPropertyName("Change")]
        public ChargerChange? Change { get; init; }
    }

    [Table("jobs")]
    sealed record JobRow
    {
        [Column("id"), PrimaryKey]
        public required string Id { get; init; }

        [Column("organization_id")]
        public required string OrganizationId { get; init; }

        [Column("location_id")]
        public required string LocationId { get; init; }

        [Column("work")]
        public required string Work { get; init; }

        [Column("total")]
        public required int Total { get; init; }

        [Column("created_at")]
        public required DateTimeOffset CreatedAt { get; init; }

        [Column("finished_at")]
        public DateTimeOffset? FinishedAt { get; init; }

        public Work ReadWork() => JsonSerializer.Deserialize(Work, JobJson.Default.Work)!;

        public Job ToJob(IReadOnlyList<JobResult> results) => new(Id, LocationId, ReadWork().Kind, Total, CreatedAt, FinishedAt, results);
    }

    [Table("job_batches")]
    sealed record BatchRow
    {
        [Column("job_id"), PrimaryKey(0)]
        public required string JobId { get; init; }

        [Column("number"), PrimaryKey(1)]
        public required int Number { get; init; }

        [Column("items")]
        public required string Items { get; init; }

        [Column("done")]
        public bool Done { get; init; }

        [Column("failures")]
        public string? Failures { get; init; }

        public JobItem[] Read() => JsonSerializer.Deserialize(Items, JobJson.Default.JobItemArray)!;

        public IEnumerable<JobResult> Results()
        {
            var failures = Failures is null ? [] : JsonSerializer.Deserialize(Failures, JobJson.Default.DictionaryInt32String)!;
            return Read().Select((item, i) => new JobResult(item.ChargerId, item.Identity, failures.GetValueOrDefault(i)));
        }
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobStore.Work))]
[JsonSerializable(typeof(JobItem[]))]
[JsonSerializable(typeof(Dictionary<int, string>))]
sealed partial class JobJson : JsonSerializerContext;
