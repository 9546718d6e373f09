using OcppLab.Inventory;
using OcppLab.LoadTests;
using OcppLab.Simulation;
using OcppLab.Tests.Inventory;
using OcppLab.Tests.LoadTests;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Grains;

/// <summary>A load test on one silo, from its plan to its verdict.</summary>
public sealed class LoadTestTests
{
    static readonly ChargerTemplate Template = new()
    {
        BrandSlug = "wallbox",
        ModelSlug = "wallbox-pulsar-plus",
        OcppVersion = OcppVersion.V16,
        WsUrl = "ws://csms.test/ocpp",
    };

    [Fact]
    public async Task Chargers_are_made_connect_and_charge_as_planned_and_are_gone_afterwards()
    {
        await using var silo = await SiloFixture.StartAsync();
        using var csms = new Answering(silo.Csms);
        var plan = Plans.Of(Plans.Ramp(10, connected: 20, active: 10), Plans.Steady(30)) with
        {
            Target = new() { Template = Template, ChargersNumber = 20 },
            Session = new() { DurationSeconds = new() { Kind = DistributionKind.Fixed, Mean = 10, Min = 10, Max = 10 } },
            Thresholds = [new("sessions_started >= 100%"), new("count(BootNotification) == 20"), new("csms_violations == 0")],
        };

        var result = await CarryOutAsync(silo, plan);

        Assert.Empty(result.Findings);
        Assert.All(result.Thresholds, threshold => Assert.True(threshold.Holds, $"{threshold}"));
        Assert.Equal((20, 20, 20), (result.Chargers, result.Connections.MostConnected, result.Connections.Opened));
        Assert.Equal(20, result.Connections.Connect.Count);
        Assert.Equal(20, result.Connections.Boot.Count);
        Assert.InRange(result.Sessions.MostActive, 9, 10);
        Assert.InRange(result.Sessions.Started, 25, 45);
        Assert.Equal((result.Sessions.Requested, result.Sessions.Stopped), (result.Sessions.Planned, result.Sessions.Started));
        Assert.Equal(result.Sessions.Requested, result.Sessions.Started + result.Sessions.Failures.Sum(failure => failure.Count));
        Assert.Equal(result.Sessions.Started, result.Actions.Single(action => action.Action == "StartTransaction").Results);
        Assert.Equal(result.Sessions.Started, result.Points.Sum(point => point.Started));
        Assert.Equal(result.Points.Skip(1).Select(point => point.At), result.Points.SkipLast(1).Select(point => point.At + point.Length));
        Assert.InRange(result.Points[^1].At + result.Points[^1].Length, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(75));
        Assert.Empty((await silo.Database.Inventory.ChargersAsync(SiloFixture.Org, new ChargerFilter(), 0, 10, default)).Data);
        Assert.Equal("loc-1", Assert.Single((await silo.Database.Inventory.LocationsAsync(SiloFixture.Org, 0, 10, default)).Data).Id);
    }

    [Fact]
    public async Task A_csms_that_refuses_fails_the_thresholds_with_its_reasons()
    {
        await using var silo = await SiloFixture.StartAsync([.. Enumerable.Range(1, 6).Select(i => SiloFixture.Connected($"dep-{i}"))]);
        silo.Csms.Special["Authorize"] = """{"idTagInfo":{"status":"Blocked"}}""";
        silo.Csms.Special["Heartbeat"] = """{"time":"now"}""";
        using var csms = new Answering(silo.Csms);
        var plan = Plans.Of(Plans.Steady(20, rate: 1)) with
        {
            Target = new() { LocationId = "loc-1", ChargersNumber = 4 },
            Thresholds = [new("sessions_started >= 99.9%"), new("p95(Authorize) < 1000s")],
        };

        var result = await CarryOutAsync(silo, plan);

        Assert.Equal(Verdict.Failed, result.Verdict);
        Assert.Equal([false, true], result.Thresholds.Select(threshold => threshold.Holds));
        Assert.Contains("sessions_started >= 99.9% does not hold: it is 0%.", result.Reasons);
        Assert.Equal((4, 0), (result.Chargers, result.Sessions.Started));
        var failure = Assert.Single(result.Sessions.Failures);
        Assert.Equal(("refused", "Blocked", result.Sessions.Failed), (failure.Outcome, failure.Reason, failure.Count));
        Assert.InRange(failure.Count, 10, 20);
        Assert.Equal(6, (await silo.Database.Inventory.ChargersAsync(SiloFixture.Org, "loc-1", default)).Count);
    }

    [Fact]
    public async Task A_threshold_that_aborts_ends_it_early()
    {
        await using var silo = await SiloFixture.StartAsync([.. Enumerable.Range(1, 4).Select(i => SiloFixture.Connected($"dep-{i}"))]);
        silo.Csms.Special["Authorize"] = """{"idTagInfo":{"status":"Invalid"}}""";
        using var csms = new Answering(silo.Csms);

        var result = await CarryOutAsync(silo, Plans.Of(Plans.Steady(3600, rate: 1)) with { Thresholds = [new("sessions_started > 50%", Abort: true)] });

        Assert.Equal(Verdict.Failed, result.Verdict);
        Assert.Contains("It was ended early, as sessions_started > 50% does not hold.", result.Reasons);
        Assert.True(result.Elapsed < TimeSpan.FromMinutes(1), $"It ran for {result.Elapsed}.");
    }

    [Fact]
    public async Task A_user_stops_it_and_its_sessions_end()
    {
        await using var silo = await SiloFixture.StartAsync([.. Enumerable.Range(1, 4).Select(i => SiloFixture.Connected($"dep-{i}"))]);
        using var csms = new Answering(silo.Csms);
        var id = await BeginAsync(silo, Plans.Of(Plans.Steady(3600, active: 3)) with { Session = new() });
        await UntilAsync(silo, async () => (await ResultAsync(silo, id)).Sessions.Active == 3, "three sessions run");

        await silo.LoadTests.RequestStopAsync(SiloFixture.Org, id, default);
        await silo.LoadTestGrain(id).ActivateAsync();
        var result = await FinishedAsync(silo, id);

        Assert.Equal(Verdict.Stopped, result.Verdict);
        Assert.Equal((3, 3), (result.Sessions.Started, result.Sessions.Stopped));
        Assert.All(silo.Sessions(), session => Assert.NotNull(session.Reason));
    }

    [Fact]
    public async Task Sessions_at_both_connectors_of_a_charger_are_stopped()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1") with
        {
            BrandSlug = "alfen",
            ModelSlug = "alfen-eve-double-pro-line",
            ConnectorType = Catalog.Model("alfen", "alfen-eve-double-pro-line").ConnectorTypes.First(),
        });
        using var csms = new Answering(silo.Csms);

        var result = await CarryOutAsync(silo, Plans.Of(Plans.Steady(60, active: 2)) with { Session = new() });

        Assert.Equal((2, 2, 0), (result.Sessions.Started, result.Sessions.Stopped, result.Sessions.Active));
        Assert.Empty(result.Findings);
    }

    [Fact]
    public async Task Chargers_that_are_made_are_counted_from_their_first_connection_on()
    {
        await using var silo = await SiloFixture.StartAsync();
        using var csms = new Answering(silo.Csms);
        var plan = Plans.Of(Plans.Steady(60, active: 1)) with { Target = new() { Template = Template, ChargersNumber = 5 } };

        var result = await CarryOutAsync(silo, plan);

        Assert.Equal((5, 5, 5), (result.Connections.Opened, result.Connections.Connect.Count, result.Connections.Boot.Count));
        Assert.Equal(5, result.Actions.Single(action => action.Action == "BootNotification").Results);
    }

    [Fact]
    public async Task A_connector_that_a_user_has_is_left_until_it_is_free()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        using var csms = new Answering(silo.Csms);
        Assert.Null(await silo.Grain("dep-1").CommandAsync(new("user-1", "start_session", new StartSession("USER", 1, null, null), default), storedByLocation: false));
        var id = await BeginAsync(silo, Plans.Of(Plans.Steady(3600, active: 1)));
        await UntilAsync(silo, async () => (await ResultAsync(silo, id)).Elapsed > TimeSpan.FromSeconds(60), "a minute of it has gone by");
        var before = await ResultAsync(silo, id);
        Assert.Equal((0, 0), (before.Sessions.Requested, before.Sessions.Failed));

        Assert.Null(await silo.Grain("dep-1").CommandAsync(new("user-2", "stop_session", new StopSession(1), default), storedByLocation: false));

        await UntilAsync(silo, async () => (await ResultAsync(silo, id)).Sessions.Started == 1, "its own session runs");
    }

    [Fact]
    public async Task No_charger_is_moved_from_its_first_connection_to_the_load_test_s_end()
    {
        await using var silo = await SiloFixture.StartAsync();
        using var csms = new Answering(silo.Csms);
        var plan = Plans.Of(Plans.Steady(150, connected: 1)) with { Target = new() { Template = Template, ChargersNumber = 1 } };

        var result = await CarryOutAsync(silo, plan);

        var rests = silo.Rebalancer.Rests.ToArray();
        Assert.True(rests[0].From <= result.StartedAt && rests[^1].To >= result.FinishedAt, $"{result.StartedAt} to {result.FinishedAt}: {string.Join(", ", rests)}");
        Assert.All(rests.Skip(1).Zip(rests), both => Assert.True(both.First.From <= both.Second.To));
        Assert.True(rests[^1].To < result.FinishedAt + TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task It_goes_on_after_a_crash_of_the_silo_and_tells_what_was_not_measured()
    {
        await using var silo = await SiloFixture.StartAsync([.. Enumerable.Range(1, 2).Select(i => SiloFixture.Connected($"dep-{i}"))]);
        using var before = new Answering(silo.Csms);
        var id = await BeginAsync(silo, Plans.Of(Plans.Steady(180, active: 2)));
        await UntilAsync(silo, async () => (await ResultAsync(silo, id)).Sessions.Started == 2, "two sessions are counted");

        await silo.CrashAsync(TimeSpan.FromSeconds(10));
        using var after = new Answering(silo.Csms);
        var result = await FinishedAsync(silo, id);

        Assert.Equal(Verdict.Passed, result.Verdict is Verdict.Inconclusive ? Verdict.Passed : result.Verdict);
        Assert.NotEmpty(result.Gaps);
        Assert.InRange(result.Sessions.Started, 4, 8);
        Assert.Equal((2, 0), (result.Sessions.MostActive, result.Sessions.Active));
        Assert.Equal(2, result.Simulator.Silos);
    }

    [Fact]
    public async Task What_can_t_be_carried_out_says_why_and_leaves_nothing()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Detached("dep-1"));
        var identity = Assert.Single(await silo.Database.Inventory.ChargersAsync(SiloFixture.Org, "loc-1", default)).Identity;
        var plan = Plans.Of(Plans.Steady(10, active: 1)) with
        {
            Target = new() { Template = Template, ChargersNumber = 3, IdentityPrefix = "X-" },
        };
        await silo.AddAsync([SiloFixture.Detached("dep-2") with { Identity = "X-000002" }]);

        var result = await CarryOutAsync(silo, plan);

        Assert.Equal(Verdict.Error, result.Verdict);
        Assert.Contains("X-000002", Assert.Single(result.Reasons));
        Assert.Equal(
            [identity, "X-000002"],
            (await silo.Database.Inventory.ChargersAsync(SiloFixture.Org, new ChargerFilter(), 0, 10, default)).Data.Select(charger => charger.Identity));
    }

    static async Task<LoadTestResult> CarryOutAsync(SiloFixture silo, LoadTestPlan plan) => await FinishedAsync(silo, await BeginAsync(silo, plan));

    static async Task<string> BeginAsync(SiloFixture silo, LoadTestPlan plan)
    {
        var row = await silo.LoadTests.AddAsync(
            new()
            {
                Id = "load-1",
                OrganizationId = SiloFixture.Org,
                LocationId = plan.Target.LocationId ?? "loc-made",
                Name = plan.Name,
                Plan = LoadTestResults.Write(plan),
                Status = "preparing",
                CreatedAt = TempDatabase.Now,
            },
            default);
        await silo.LoadTestGrain(row.Id).ActivateAsync();
        return row.Id;
    }

    static async Task<LoadTestResult> FinishedAsync(SiloFixture silo, string id)
    {
        await UntilAsync(silo, async () => (await silo.LoadTests.FindAsync(SiloFixture.Org, id, default)).FinishedAt is not null, "it is finished");
        return LoadTestResults.Of(await silo.LoadTests.FindAsync(SiloFixture.Org, id, default), await silo.LoadTests.PointsAsync(id, default));
    }

    static async Task<LoadTestResult> ResultAsync(SiloFixture silo, string id) =>
        LoadTestResults.Of(await silo.LoadTests.FindAsync(SiloFixture.Org, id, default));

    /// <summary>Lets time pass until a condition holds.</summary>
    static Task UntilAsync(SiloFixture silo, Func<Task<bool>> condition, string what) => Guard.UntilAsync(
        () =>
        {
            silo.Time.Advance(TimeSpan.FromMilliseconds(20));
            return condition();
        },
        what);

    /// <summary>Answers everything that chargers ask.</summary>
    sealed class Answering : IDisposable
    {
        readonly CancellationTokenSource ending = new();

        public Answering(FakeCsms csms) => _ = ServeAsync(csms);

        public void Dispose() => ending.Cancel();

        async Task ServeAsync(FakeCsms csms)
        {
            var transactions = 0;
            await foreach (var connection in csms.Attempts(ending.Token))
            {
                connection.Open();
                _ = Task.Run(async () =>
                {
                    await foreach (var call in connection.Calls(ending.Token))
                    {
                        connection.Answer(call, (string)call[2]! == "StartTransaction"
                            ? $$"""{"transactionId":{{Interlocked.Increment(ref transactions)}},"idTagInfo":{"status":"Accepted"} }"""
                            : null);
                    }
                });
            }
        }
    }
}
