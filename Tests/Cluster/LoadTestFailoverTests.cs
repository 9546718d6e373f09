using Microsoft.Extensions.DependencyInjection;
using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.LoadTests;
using OcppLab.Tests.Grains;
using OcppLab.Tests.LoadTests;

namespace OcppLab.Tests.Cluster;

/// <summary>A load test on several silos.</summary>
[Collection(AloneCollection.Name)]
public sealed class LoadTestFailoverTests
{
    [PostgresFact]
    public async Task A_load_test_survives_the_death_of_any_silo_and_tells_what_was_not_measured()
    {
        var time = new Clock(DateTimeOffset.UtcNow);
        await using var fixture = await ClusterFixture.StartAsync(3, PostgresServer.CreateDatabaseAsync(), time);
        var store = fixture.Cluster.Client.ServiceProvider.GetRequiredService<LoadTestStore>();
        await fixture.AddAsync(60, ClusterFixture.Connected);
        var plan = Plans.Of(Plans.Ramp(10, active: 30), Plans.Steady(110)) with
        {
            Session = new() { DurationSeconds = new() { Mean = 20, Min = 20, Max = 20 } },
            Thresholds = [new("sessions_started >= 99.9%")],
        };
        await store.AddAsync(
            new()
            {
                Id = "load-1",
                OrganizationId = ClusterFixture.Org,
                LocationId = "loc-1",
                Name = plan.Name,
                Plan = LoadTestResults.Write(plan),
                Status = "preparing",
                CreatedAt = time.GetUtcNow(),
            },
            default);
        await fixture.Cluster.Client.GetGrain<ILoadTestGrain>("load-1").ActivateAsync();
        await UntilAsync(result => result.Sessions.MostActive >= 29, "the sessions of the plan run");
        var before = (await ResultAsync()).Sessions.Started;

        // One of the three has the load test itself, and each has chargers and measures.
        await fixture.KillAsync(fixture.Cluster.Silos[1]);
        await fixture.KillAsync(fixture.Cluster.Silos[1]);

        await UntilAsync(result => result.Status == LoadTestStatus.Finished, "it is finished");
        var result = await ResultAsync();
        Assert.Equal(2, result.Gaps.Count);
        Assert.Equal(3, result.Simulator.Silos);
        Assert.InRange(result.Sessions.MostActive, 29, 30);
        Assert.True(result.Sessions.Started > before + 30, $"{before} before, {result.Sessions} in all");
        Assert.True(Assert.Single(result.Thresholds).Holds, string.Join(" ", result.Sessions.Failures));
        Assert.Contains(result.Verdict, new Verdict?[] { Verdict.Passed, Verdict.Inconclusive });
        Assert.All(result.Points.Skip(1).Zip(result.Points), both => Assert.Equal(both.Second.At + both.Second.Length, both.First.At));

        async Task<LoadTestResult> ResultAsync() =>
            LoadTestResults.Of(await store.FindAsync(ClusterFixture.Org, "load-1", default), await store.PointsAsync("load-1", default));

        async Task UntilAsync(Func<LoadTestResult, bool> condition, string what)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
            while (!condition(await ResultAsync()))
            {
                Assert.False(patience.IsCancellationRequested, $"It did not come to this: {what}; it is {await ResultAsync()}");
                time.Advance(TimeSpan.FromMilliseconds(50));
            }
        }
    }
}
