using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using LinqToDB.Mapping;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OcppLab.Fleet;

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

/// <summary>Creates, changes and deletes many chargers of a location in the background, batch by batch. A job is kept in the
/// database before it is answered and goes on after a restart; where several processes share a database, one that dies
/// leaves its jobs to the others. Finished jobs are kept for a week.</summary>
public sealed partial class BulkJobs(
    Database database, Inventory inventory, IFleet fleet, FleetLimits limits, TimeProvider time, IHostApplicationLifetime lifetime,
    ILogger<BulkJobs> logger)
    : BackgroundService
{
    const int BatchSize = 1000;

    static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    static readonly TimeSpan AdoptionPeriod = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    readonly string runner = Ids.Hex(12);
    readonly Channel<string> queue = Channel.CreateUnbounded<string>();

    /// <summary>Starts creating chargers.</summary>
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
                ChargerRules.CheckIdentity(identity, "identity");
            if (entry.Identities.Count > 0)
                entry.Template.Check(entry.Identities[0]);
        }
        await limits.CheckAsync(inventory, organizationId, (int)count, cancellationToken);
        return await StartAsync(
            organizationId,
            locationId,
            new() { Kind = JobKind.Create, Templates = [.. entries.Select(entry => entry.Template)] },
            BulkEntry.WithIds(entries).Select(charger => new Item(charger.Id, charger.Identity, charger.Entry)),
            cancellationToken);
    }

    /// <summary>Starts changing chargers.</summary>
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
        return await StartAsync(
            organizationId, locationId, new() { Kind = JobKind.Update, Change = change }, chargerIds, cancellationToken);
    }

    /// <summary>Starts deleting chargers.</summary>
    /// <exception cref="FleetException">NotFound: the organization has no such location. Invalid: there are too many.</exception>
    public Task<Job> DeleteAsync(
        string organizationId, string locationId, IReadOnlyList<string> chargerIds, CancellationToken cancellationToken) =>
        StartAsync(organizationId, locationId, new() { Kind = JobKind.Delete }, chargerIds, cancellationToken);

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

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (lifetime.ApplicationStarted.Register(started.SetResult))
            await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested)
            return;
        try
        {
            await Task.WhenAll(RunAsync(stoppingToken), AdoptAsync(stoppingToken));
        }
        finally
        {
            await LeaveAsync();
        }
    }

    /// <summary>Leaves this process's jobs to whoever asks first.</summary>
    async Task LeaveAsync()
    {
        try
        {
            await database.QueryAsync(db => db.GetTable<JobRow>().Where(row => row.FinishedAt == null && row.Runner == runner)
                .Set(row => row.LeaseUntil, DateTimeOffset.UnixEpoch).UpdateAsync());
        }
        catch (Exception failure)
        {
            LogNotLeft(failure);
        }
    }

    /// <summary>Does a batch of each job in turn, so that a small job need not wait for a large one.</summary>
    async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var id in queue.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                if (await StepAsync(id, cancellationToken))
                    queue.Writer.TryWrite(id);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                // Its lease runs out, and whoever adopts it tries again.
                LogFailed(id, failure);
            }
        }
    }

    /// <summary>Takes over the jobs that nobody works on: at the start those that a restart interrupted, later those of a
    /// process that died and those that could not go on for a while.</summary>
    async Task AdoptAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(AdoptionPeriod, time);
        var before = database.IsSqlite ? DateTimeOffset.MaxValue : time.GetUtcNow();
        do
        {
            try
            {
                foreach (var id in await ClaimAsync(before, cancellationToken))
                    queue.Writer.TryWrite(id);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                LogNotAdopted(failure);
            }
            await timer.WaitForNextTickAsync(cancellationToken);
            before = time.GetUtcNow();
        }
        while (true);
    }

    Task<List<string>> ClaimAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        database.TransactAsync(async db =>
        {
            var free = db.GetTable<JobRow>().Where(row => row.FinishedAt == null && row.LeaseUntil < before);
            var ids = await free.OrderBy(row => row.CreatedAt).Select(row => row.Id).ToListAsync(cancellationToken);
            var lease = time.GetUtcNow() + Lease;
            if (ids.Count > 0)
                await free.Set(row => row.Runner, runner).Set(row => row.LeaseUntil, lease).UpdateAsync(cancellationToken);
            return ids;
        }, cancellationToken);

    Task<Job> StartAsync(
        string organizationId, string locationId, Work work, IReadOnlyList<string> chargerIds, CancellationToken cancellationToken)
    {
        limits.CheckBulk(chargerIds.Count);
        return StartAsync(
            organizationId, locationId, work, chargerIds.Distinct().Select(id => new Item(id, null, 0)), cancellationToken);
    }

    async Task<Job> StartAsync(
        string organizationId, string locationId, Work work, IEnumerable<Item> items, CancellationToken cancellationToken)
    {
        await inventory.LocationAsync(organizationId, locationId, cancellationToken);
        var now = time.GetUtcNow();
        var id = Ids.Job();
        var batches = items.Chunk(BatchSize).Select((chunk, number) => (Size: chunk.Length, Row: new BatchRow
        {
            JobId = id,
            Number = number,
            Items = JsonSerializer.Serialize(chunk, JobJson.Default.ItemArray),
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
            Runner = runner,
            LeaseUntil = now + Lease,
        };
        await database.TransactAsync(async db =>
        {
            await db.InsertAsync(job, token: cancellationToken);
            return await db.BulkCopyAsync(batches.Select(batch => batch.Row), cancellationToken);
        }, cancellationToken);
        queue.Writer.TryWrite(id);
        return job.ToJob([]);
    }

    /// <summary>Does the next batch of a job, if it is this process's.</summary>
    /// <returns>Whether there are more.</returns>
    async Task<bool> StepAsync(string id, CancellationToken cancellationToken)
    {
        var (job, batches) = await database.QueryAsync(async db => (
            await db.GetTable<JobRow>().FirstOrDefaultAsync(
                row => row.Id == id && row.FinishedAt == null && row.Runner == runner, cancellationToken),
            await db.GetTable<BatchRow>().Where(row => row.JobId == id && !row.Done)
                .OrderBy(row => row.Number).Take(2).ToListAsync(cancellationToken)));
        if (job is null)
            return false;
        if (batches is [var batch, ..])
        {
            var failures = await DoAsync(job, batch.Read(), cancellationToken);
            await database.QueryAsync(db => db.GetTable<BatchRow>()
                .Where(row => row.JobId == id && row.Number == batch.Number)
                .Set(row => row.Done, true)
                .Set(row => row.Failures, failures)
                .UpdateAsync(cancellationToken));
        }
        var now = time.GetUtcNow();
        var lease = now + Lease;
        var more = batches.Count > 1;
        DateTimeOffset? finished = more ? null : now;
        var old = now - Kept;
        await database.QueryAsync(async db =>
        {
            await db.GetTable<JobRow>().Where(row => row.Id == id && row.Runner == runner)
                .Set(row => row.LeaseUntil, lease).Set(row => row.FinishedAt, finished).UpdateAsync(cancellationToken);
            return more ? 0 : await db.GetTable<JobRow>().Where(row => row.FinishedAt < old).DeleteAsync(cancellationToken);
        });
        return more;
    }

    /// <summary>Does a batch; doing it again after a crash in the middle comes to the same.</summary>
    /// <returns>The items' errors, or null for none.</returns>
    async Task<string?> DoAsync(JobRow job, Item[] items, CancellationToken cancellationToken)
    {
        var work = JsonSerializer.Deserialize(job.Work, JobJson.Default.Work)!;
        IReadOnlyList<string?> errors;
        try
        {
            errors = work.Kind switch
            {
                JobKind.Create => await CreateAsync(job, work.Templates, items, cancellationToken),
                JobKind.Update => await ChangeAsync(job, work.Change!, items, cancellationToken),
                _ => await RemoveAsync(job, items, cancellationToken),
            };
        }
        catch (FleetException unfit) when (unfit.Error != FleetError.Unavailable)
        {
            errors = [.. Enumerable.Repeat(unfit.Message, items.Length)];
        }
        var failures = new Dictionary<int, string>();
        for (var i = 0; i < errors.Count; i++)
            if (errors[i] is { } error)
                failures.Add(i, error);
        return failures.Count == 0 ? null : JsonSerializer.Serialize(failures, JobJson.Default.DictionaryInt32String);
    }

    async Task<IReadOnlyList<string?>> CreateAsync(
        JobRow job, IReadOnlyList<ChargerTemplate> templates, Item[] items, CancellationToken cancellationToken)
    {
        var chargers = items
            .Select(item => templates[item.Template].Make(job.OrganizationId, job.LocationId, item.ChargerId, item.Identity!, job.CreatedAt))
            .ToList();
        var errors = await inventory.AddAsync(
            chargers, await limits.RoomAsync(inventory, job.OrganizationId, cancellationToken), limits.Reached().Message, cancellationToken);
        await fleet.AddedAsync([.. chargers.Where((_, i) => errors[i] is null)], cancellationToken);
        return errors;
    }

    async Task<IReadOnlyList<string?>> ChangeAsync(JobRow job, ChargerChange change, Item[] items, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (changed, errors) = await inventory.ChangeAsync(
            job.OrganizationId, job.LocationId, [.. items.Select(item => item.ChargerId)], charger => change.Apply(charger, now), cancellationToken);
        await fleet.ChangedAsync(changed, cancellationToken);
        return errors;
    }

    async Task<IReadOnlyList<string?>> RemoveAsync(JobRow job, Item[] items, CancellationToken cancellationToken)
    {
        string[] ids = [.. items.Select(item => item.ChargerId)];
        var chargers = await inventory.FindAsync(job.OrganizationId, job.LocationId, ids, cancellationToken);
        await fleet.RemovedAsync(chargers, cancellationToken);
        await inventory.RemoveAsync(job.OrganizationId, job.LocationId, ids, cancellationToken);
        var there = chargers.Select(charger => charger.Id).ToHashSet();
        return [.. ids.Select(id => there.Contains(id) ? null : Inventory.NoCharger(id).Message)];
    }

    [LoggerMessage(LogLevel.Error, "Job {JobId} could not go on; it is tried again")]
    partial void LogFailed(string jobId, Exception failure);

    [LoggerMessage(LogLevel.Warning, "Unfinished jobs could not be left to another process; they are free when their lease is over")]
    partial void LogNotLeft(Exception failure);

    [LoggerMessage(LogLevel.Warning, "Unfinished jobs could not be looked for; it is tried again")]
    partial void LogNotAdopted(Exception failure);

    /// <summary>A charger of a job; the identity and the template's number only where it is to be created.</summary>
    internal sealed record Item(string ChargerId, string? Identity, int Template);

    /// <summary>What a job does.</summary>
    internal sealed record Work
    {
        public required JobKind Kind { get; init; }

        public IReadOnlyList<ChargerTemplate> Templates { get; init; } = [];

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

        [Column("runner")]
        public string? Runner { get; init; }

        [Column("lease_until")]
        public required DateTimeOffset LeaseUntil { get; init; }

        public Job ToJob(IReadOnlyList<JobResult> results) => new(
            Id, LocationId, JsonSerializer.Deserialize(Work, JobJson.Default.Work)!.Kind, Total, CreatedAt, FinishedAt, results);
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

        public Item[] Read() => JsonSerializer.Deserialize(Items, JobJson.Default.ItemArray)!;

        public IEnumerable<JobResult> Results()
        {
            var failures = Failures is null ? [] : JsonSerializer.Deserialize(Failures, JobJson.Default.DictionaryInt32String)!;
            return Read().Select((item, i) => new JobResult(item.ChargerId, item.Identity, failures.GetValueOrDefault(i)));
        }
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BulkJobs.Work))]
[JsonSerializable(typeof(BulkJobs.Item[]))]
[JsonSerializable(typeof(Dictionary<int, string>))]
sealed partial class JobJson : JsonSerializerContext;
