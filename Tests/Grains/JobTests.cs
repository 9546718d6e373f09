using Microsoft.Extensions.Time.Testing;
using OcppLab.Inventory;
using OcppLab.Simulation;
using OcppLab.Tests.Inventory;

namespace OcppLab.Tests.Grains;

public sealed class JobTests
{
    const string Org = TempDatabase.Org;

    static readonly ChargerTemplate Template = new() { BrandSlug = "abb", ModelSlug = "terra-184", OcppVersion = OcppVersion.V201 };

    static JobStore Jobs(TempDatabase database, FleetLimits? limits = null, DateTimeOffset? now = null) =>
        new(database.Database, database.Inventory, limits ?? new(), new FakeTimeProvider(now ?? TempDatabase.Now));

    static BulkEntry Entry(int from, int count) =>
        new(Template, [.. Enumerable.Range(from, count).Select(number => $"CP-{number:D5}")]);

    /// <summary>Begins a job as the front door does; the job when it is over.</summary>
    static async Task<Job> DoAsync(SiloFixture silo, Func<JobStore, Task<Job>> add)
    {
        var job = await add(Jobs(silo.Database));
        await silo.Fleet.ActivateAsync(job, default);
        return await FinishedAsync(silo, job);
    }

    static async Task<Job> FinishedAsync(SiloFixture silo, Job job)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (job.FinishedAt is null)
        {
            job = await Jobs(silo.Database).FindAsync(Org, job.LocationId, job.Id, patience.Token);
        }

        return job;
    }

    [Fact]
    public async Task Many_chargers_are_created_changed_and_deleted_those_that_can_be()
    {
        await using var silo = await SiloFixture.StartAsync(TempDatabase.Charger("dep-1", "loc-1", "CP-01500") with { WsUrl = null });
        var inventory = silo.Database.Inventory;

        var created = await DoAsync(silo, jobs => jobs.CreateAsync(Org, "loc-1", [Entry(0, 1200), Entry(1200, 1300)], default));
        Assert.Equal((JobKind.Create, 2500, 2500), (created.Kind, created.Total, created.Results.Count));
        var failed = Assert.Single(created.Results, result => result.Error is not null);
        Assert.Equal("CP-01500", failed.Identity);
        Assert.Contains("CP-01500", failed.Error);
        Assert.Equal(2500, await inventory.CountAsync(Org, default));
        Assert.Equal("CP-00000", (await inventory.ChargerAsync(Org, created.Results[0].ChargerId, default)).Identity);

        // A change of a whole location needs no list.
        var changed = await DoAsync(silo, jobs => jobs.UpdateAsync(Org, "loc-1", null, new() { OcppVersion = new(OcppVersion.V16) }, default));
        Assert.Equal(2500, changed.Results.Count(result => result.Error is null));
        Assert.All(await inventory.ChargersAsync(Org, "loc-1", default), charger => Assert.Equal(OcppVersion.V16, charger.OcppVersion));

        var deleted = await DoAsync(silo, jobs => jobs.DeleteAsync(Org, "loc-1", ["dep-1", "dep-x", "dep-1"], default));
        Assert.Equal(2, deleted.Total);
        Assert.Null(deleted.Results[0].Error);
        Assert.Contains("dep-x", deleted.Results[1].Error);
        Assert.Equal(2499, await inventory.CountAsync(Org, default));
    }

    [Fact]
    public async Task Chargers_that_a_change_does_not_fit_are_named_and_the_others_take_it_as_they_run()
    {
        await using var silo = await SiloFixture.StartAsync(
            SiloFixture.Connected("dep-1"), SiloFixture.Detached("dep-2"), SiloFixture.Connected("dep-3"));
        await silo.Csms.AcceptAsync(statuses: 2);
        await silo.Csms.AcceptAsync(statuses: 2);

        var done = await DoAsync(silo, jobs => jobs.UpdateAsync(
            Org, "loc-1", ["dep-1", "dep-9"], new() { WsUrl = new("ws://other.test/ocpp") }, default));

        Assert.Null(done.Results[0].Error);
        Assert.Contains("dep-9", done.Results[1].Error);
        Assert.Equal("other.test", (await silo.Csms.AttemptAsync()).Endpoint.Url.Host);
    }

    [Fact]
    public async Task A_job_that_a_crash_interrupted_is_done_after_the_restart()
    {
        var database = new TempDatabase();
        await database.Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        var job = await Jobs(database).CreateAsync(Org, "loc-1", [Entry(0, 1500)], default);
        var gone = await Jobs(database).CreateAsync(Org, "loc-1", [Entry(5000, 2)], default);
        await database.ExecuteAsync($"UPDATE jobs SET location_id = 'loc-9' WHERE id = '{gone.Id}'");
        Assert.Equal(0, await database.Inventory.CountAsync(Org, default));

        await using var silo = await SiloFixture.StartAsync(database, TempDatabase.Now);

        Assert.All((await FinishedAsync(silo, job)).Results, result => Assert.Null(result.Error));
        Assert.Equal(1500, await database.Inventory.CountAsync(Org, default));

        // One whose location went away ends with failures.
        Assert.All((await FinishedAsync(silo, gone with { LocationId = "loc-9" })).Results, result => Assert.Contains("loc-9", result.Error));
    }

    [Fact]
    public async Task Nothing_is_started_that_does_not_fit()
    {
        using var database = new TempDatabase();
        await database.Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        await database.Inventory.AddLocationAsync(TempDatabase.Location("loc-2", "other"), default);
        var jobs = Jobs(database, new() { BulkChargers = 5, ChargersPerOrganization = 4 });

        Task<FleetException> Refused(params BulkEntry[] entries) =>
            Assert.ThrowsAsync<FleetException>(() => jobs.CreateAsync(Org, "loc-1", entries, default));

        Assert.Contains("Limits:BulkChargers", (await Refused(Entry(0, 6))).Message);
        Assert.Equal(FleetError.LimitReached, (await Refused(Entry(0, 5))).Error);
        Assert.Contains("brand_slug", (await Refused(new BulkEntry(Template with { BrandSlug = "acme" }, ["CP-1"]))).Message);
        Assert.Contains("identity", (await Refused(new BulkEntry(Template, ["CP-1", "CP/2"]))).Message);
        var foreign = await Assert.ThrowsAsync<FleetException>(() => jobs.CreateAsync(Org, "loc-2", [Entry(0, 1)], default));
        Assert.Equal(FleetError.NotFound, foreign.Error);
    }

    [Fact]
    public async Task Another_organizations_jobs_are_not_there_and_finished_ones_are_forgotten_after_a_week()
    {
        using var database = new TempDatabase();
        await database.Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        var job = await Jobs(database).CreateAsync(Org, "loc-1", [Entry(0, 1)], default);

        var foreign = await Assert.ThrowsAsync<FleetException>(() => Jobs(database).FindAsync("other", "loc-1", job.Id, default));
        Assert.Equal(FleetError.NotFound, foreign.Error);
        Assert.Equal(1, (await Jobs(database).FindAsync(Org, "loc-1", job.Id, default)).Total);

        await Jobs(database).FinishAsync((await Jobs(database).NextAsync(job.Id, default))!, [null], default);
        Assert.NotNull((await Jobs(database).FindAsync(Org, "loc-1", job.Id, default)).FinishedAt);

        var later = Jobs(database, now: TempDatabase.Now.AddDays(8));
        var next = await later.CreateAsync(Org, "loc-1", [Entry(1, 1)], default);
        await later.FinishAsync((await later.NextAsync(next.Id, default))!, [null], default);
        await Assert.ThrowsAsync<FleetException>(() => later.FindAsync(Org, "loc-1", job.Id, default));
    }
}
