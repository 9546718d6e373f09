using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Fleet;
using OcppLab.Simulation;

namespace OcppLab.Tests.Inventories;

public sealed class BulkJobsTests : IAsyncLifetime
{
    const string Org = TempDatabase.Org;

    static readonly ChargerTemplate Template = new() { BrandSlug = "abb", ModelSlug = "terra-184", OcppVersion = OcppVersion.V201 };

    readonly TempDatabase temp = new();
    readonly FakeFleet fleet = new();
    readonly List<BulkJobs> running = [];

    FakeTimeProvider time = new(TempDatabase.Now);

    Inventory Inventory => temp.Inventory;

    public async Task InitializeAsync()
    {
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-2", "other"), default);
    }

    public async Task DisposeAsync()
    {
        foreach (var jobs in running)
            await jobs.StopAsync(default);
        temp.Dispose();
    }

    BulkJobs Make(FleetLimits? limits = null) =>
        new(temp.Database, Inventory, fleet, limits ?? new(), time, new Lifetime(), NullLogger<BulkJobs>.Instance);

    async Task<BulkJobs> StartAsync(FleetLimits? limits = null)
    {
        var jobs = Make(limits);
        running.Add(jobs);
        await jobs.StartAsync(default);
        return jobs;
    }

    static async Task<Job> FinishedAsync(BulkJobs jobs, Job job)
    {
        while (job.FinishedAt is null)
        {
            await Task.Yield();
            job = await jobs.FindAsync(Org, job.LocationId, job.Id, default);
        }
        return job;
    }

    static BulkEntry Entry(int from, int count) =>
        new(Template, [.. Enumerable.Range(from, count).Select(number => $"CP-{number:D5}")]);

    [Fact]
    public async Task Many_chargers_are_created_and_each_is_told_of()
    {
        var jobs = await StartAsync();
        await Inventory.AddAsync(TempDatabase.Charger("dep-1", "loc-1", "CP-01500"), default);

        var job = await jobs.CreateAsync(Org, "loc-1", [Entry(0, 1200), Entry(1200, 1300)], default);
        var done = await FinishedAsync(jobs, job);

        Assert.Equal((JobKind.Create, 2500, 2500), (done.Kind, done.Total, done.Results.Count));
        var failed = Assert.Single(done.Results, result => result.Error is not null);
        Assert.Equal("CP-01500", failed.Identity);
        Assert.Contains("CP-01500", failed.Error);
        Assert.Equal(2500, await Inventory.CountAsync(Org, default));
        Assert.Equal(
            done.Results.Where(result => result.Error is null).Select(result => result.ChargerId).Order(), fleet.Added.Order());
        Assert.Equal("CP-00000", (await Inventory.ChargerAsync(Org, done.Results[0].ChargerId, default)).Identity);
    }

    [Fact]
    public async Task A_job_that_a_crash_interrupted_goes_on_after_the_restart()
    {
        var job = await Make().CreateAsync(Org, "loc-1", [Entry(0, 1500)], default);
        Assert.Equal(0, await Inventory.CountAsync(Org, default));

        var done = await FinishedAsync(await StartAsync(), job);

        Assert.All(done.Results, result => Assert.Null(result.Error));
        Assert.Equal(1500, await Inventory.CountAsync(Org, default));
        Assert.Equal(1500, fleet.Added.Count);
    }

    [Fact]
    public async Task A_batch_that_failed_halfway_is_done_again_and_comes_to_the_same()
    {
        var failing = true;
        var failed = new TaskCompletionSource();
        fleet.Before = () =>
        {
            if (!failing)
                return;
            failed.TrySetResult();
            throw new FleetException(FleetError.Unavailable, "not now");
        };
        var jobs = await StartAsync();
        var job = await jobs.CreateAsync(Org, "loc-1", [Entry(0, 10)], default);
        await failed.Task;

        failing = false;
        var done = await FinishedAsync(await StartAsync(), job);

        Assert.All(done.Results, result => Assert.Null(result.Error));
        Assert.Equal(10, await Inventory.CountAsync(Org, default));
        Assert.Equal(10, fleet.Added.Distinct().Count());
    }

    [Fact]
    public async Task Many_chargers_are_changed_those_that_can_be()
    {
        var jobs = await StartAsync();
        await Inventory.AddAsync(
            [
                TempDatabase.Charger("dep-1", "loc-1", "CP-1"),
                TempDatabase.Charger("dep-2", "loc-1", "CP-2") with { SecurityProfile = 0, AuthorizationKey = null },
            ], default);
        var change = new ChargerChange { SecurityProfile = new(1), WsUrl = new(null) };

        var job = await jobs.UpdateAsync(Org, "loc-1", ["dep-1", "dep-2", "dep-9"], change, default);
        var done = await FinishedAsync(jobs, job);

        Assert.Null(done.Results[0].Error);
        Assert.Contains("authorization_key", done.Results[1].Error);
        Assert.Contains("dep-9", done.Results[2].Error);
        Assert.Null((await Inventory.ChargerAsync(Org, "dep-1", default)).WsUrl);
        Assert.NotNull((await Inventory.ChargerAsync(Org, "dep-2", default)).WsUrl);
        Assert.Equal(["dep-1"], fleet.Changed.Select(charger => charger.Id));
    }

    [Fact]
    public async Task A_change_of_a_whole_location_needs_no_list()
    {
        var jobs = await StartAsync();
        await FinishedAsync(jobs, await jobs.CreateAsync(Org, "loc-1", [Entry(0, 3)], default));

        var done = await FinishedAsync(jobs, await jobs.UpdateAsync(
            Org, "loc-1", null, new() { OcppVersion = new(OcppVersion.V16) }, default));

        Assert.Equal(3, done.Results.Count);
        Assert.All(await Inventory.ChargersAsync(Org, "loc-1", default), charger => Assert.Equal(OcppVersion.V16, charger.OcppVersion));
    }

    [Fact]
    public async Task Many_chargers_are_deleted_those_that_are_there()
    {
        var jobs = await StartAsync();
        await Inventory.AddAsync(TempDatabase.Charger("dep-1", "loc-1", "CP-1"), default);
        await Inventory.AddAsync(TempDatabase.Charger("dep-2", "loc-1", "CP-2"), default);
        await Inventory.AddAsync(TempDatabase.Charger("dep-x", "loc-2", "CP-1", "other"), default);

        var done = await FinishedAsync(jobs, await jobs.DeleteAsync(Org, "loc-1", ["dep-1", "dep-x", "dep-1"], default));

        Assert.Equal(2, done.Total);
        Assert.Null(done.Results[0].Error);
        Assert.Contains("dep-x", done.Results[1].Error);
        Assert.Equal(["dep-1"], fleet.Removed);
        Assert.Equal("dep-2", Assert.Single(await Inventory.ChargersAsync(Org, "loc-1", default)).Id);
        Assert.Equal("dep-x", (await Inventory.ChargerAsync("other", "dep-x", default)).Id);
    }

    [Fact]
    public async Task A_job_whose_location_went_away_ends_with_failures()
    {
        var job = await Make().CreateAsync(Org, "loc-1", [Entry(0, 2)], default);
        await Inventory.RemoveLocationAsync(Org, "loc-1", default);

        var done = await FinishedAsync(await StartAsync(), job);

        Assert.All(done.Results, result => Assert.Contains("loc-1", result.Error));
        Assert.Empty(fleet.Added);
    }

    [Fact]
    public async Task Nothing_is_started_that_does_not_fit()
    {
        var jobs = Make(new() { BulkChargers = 5, ChargersPerOrganization = 4 });

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
    public async Task Another_organizations_jobs_are_not_there()
    {
        var jobs = Make();
        var job = await jobs.CreateAsync(Org, "loc-1", [Entry(0, 1)], default);

        var foreign = await Assert.ThrowsAsync<FleetException>(() => jobs.FindAsync("other", "loc-1", job.Id, default));

        Assert.Equal(FleetError.NotFound, foreign.Error);
        Assert.Equal(1, (await jobs.FindAsync(Org, "loc-1", job.Id, default)).Total);
    }

    [Fact]
    public async Task Finished_jobs_are_forgotten_after_a_week()
    {
        var jobs = await StartAsync();
        var old = await FinishedAsync(jobs, await jobs.CreateAsync(Org, "loc-1", [Entry(0, 1)], default));

        time = new(TempDatabase.Now.AddDays(8));
        jobs = await StartAsync();
        await FinishedAsync(jobs, await jobs.CreateAsync(Org, "loc-1", [Entry(1, 1)], default));

        await Assert.ThrowsAsync<FleetException>(() => jobs.FindAsync(Org, "loc-1", old.Id, default));
    }

    sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted { get; } = new(canceled: true);

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }
}
