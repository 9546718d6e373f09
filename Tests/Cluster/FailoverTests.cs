using Microsoft.Extensions.DependencyInjection;
using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Simulation;
using OcppLab.Tests.Grains;
using OcppLab.Tests.Ocpp;
using Orleans.Core.Internal;
using Orleans.Runtime.Placement;

namespace OcppLab.Tests.Cluster;

[Collection(AloneCollection.Name)]
public sealed class FailoverTests
{
    /// <summary>Far less than Orleans waits for an answer by itself.</summary>
    static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(15);

    static readonly StartSession Endless = new("TAG-1", 1, null, null);

    [PostgresFact]
    public async Task Sessions_of_a_killed_silo_go_on_on_the_others_by_themselves()
    {
        await using var fixture = await ClusterFixture.StartAsync(silos: 3);
        var chargers = await fixture.AddAsync(1_000, ClusterFixture.Connected);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Connections == 1), "all are connected");
        Assert.Equal(1_000, (await fixture.CommandAsync(Endless)).Queued.Count);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Started.Count > 0), "all have started");

        await fixture.KillAsync(fixture.Cluster.Silos[1]);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Connections == 1), "all are connected again");
        await StopAsync(fixture, chargers);
    }

    [PostgresFact]
    public async Task What_a_location_has_accepted_runs_though_a_silo_is_killed_right_after()
    {
        await using var fixture = await ClusterFixture.StartAsync(silos: 3);
        var chargers = await fixture.AddAsync(300, ClusterFixture.Connected);

        Assert.Equal(300, (await fixture.CommandAsync(Endless)).Queued.Count);
        await fixture.KillAsync(fixture.Cluster.Silos[2]);

        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Started.Count > 0), "all have started");
        await StopAsync(fixture, chargers);
    }

    [PostgresFact]
    public async Task What_a_location_has_accepted_runs_though_every_silo_is_killed_right_after()
    {
        await using var fixture = await ClusterFixture.StartAsync(silos: 3);
        var chargers = await fixture.AddAsync(300, ClusterFixture.Connected);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Connections == 1), "all are connected");

        Assert.Equal(300, (await fixture.CommandAsync(Endless)).Queued.Count);
        await Task.WhenAll(fixture.Cluster.Silos.ToArray().Select(fixture.KillAsync));

        await using var next = await fixture.FollowAsync();
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Connections == 1), "all are connected again");
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Started.Count > 0), "all have started");
        await StopAsync(next, chargers);
    }

    [PostgresFact]
    public async Task A_silo_that_stops_hands_its_chargers_over_without_losing_a_message()
    {
        await using var fixture = await ClusterFixture.StartAsync(silos: 2);
        var chargers = await fixture.AddAsync(100, ClusterFixture.Connected);
        Assert.Equal(100, (await fixture.CommandAsync(Endless)).Queued.Count);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Started.Count > 0), "all have started");

        await fixture.Cluster.StopSiloAsync(fixture.Cluster.Silos[1]);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Connections == 1), "all are connected again");
        await StopAsync(fixture, chargers);
    }

    [PostgresFact]
    public async Task A_detached_session_ends_by_itself_on_the_silo_that_takes_it_over()
    {
        await using var fixture = await ClusterFixture.StartAsync(silos: 2);
        var chargers = await fixture.AddAsync(50, ClusterFixture.Detached);
        Assert.Equal(50, (await fixture.CommandAsync(new StartSession("TAG-1", 1, TimeSpan.FromSeconds(3), null))).Queued.Count);

        await fixture.KillAsync(fixture.Cluster.Silos[1]);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        IReadOnlyList<SessionRecord> sessions = [];
        while (sessions.Count(session => session.StoppedAt is not null) < 50)
        {
            sessions = await fixture.SessionsAsync(patience.Token);
        }

        Assert.Equal(chargers.Select(charger => charger.Id).Order(), sessions.Select(session => session.ChargerId).Order());
    }

    [PostgresFact]
    public async Task While_a_silo_is_dead_and_not_known_to_be_a_list_and_a_location_answer_and_nothing_is_lost()
    {
        await using var fixture = await ClusterFixture.StartAsync(silos: 3);
        var chargers = await fixture.AddAsync(300, ClusterFixture.Detached);
        Assert.Equal(300, (await fixture.CommandAsync(Endless)).Queued.Count);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while ((await fixture.SessionsAsync(patience.Token)).Count < 300)
        {
        }

        await fixture.KillAsync(fixture.Cluster.Silos[1]);
        var live = await fixture.Fleet.GetLiveWherePossibleAsync(chargers, default).WaitAsync(LongestRead);
        var stopped = await fixture.CommandAsync(new StopSession(1));

        Assert.Equal(chargers.Select(charger => charger.Id), live.Select(one => one.ChargerId));
        Assert.Contains(live, one => one.Connection.State == ConnectionState.Detached);
        Assert.All(live, one => Assert.True(one.Connection.State is ConnectionState.Detached or ConnectionState.Unknown));
        Assert.Equal(300, stopped.Queued.Count);
        IReadOnlyList<SessionRecord> sessions = [];
        while (sessions.Count(session => session.StoppedAt is not null) < 300)
        {
            sessions = await fixture.SessionsAsync(patience.Token);
        }

        Assert.Equal(chargers.Select(charger => charger.Id).Order(), sessions.Select(session => session.ChargerId).Order());
    }

    [OwnPostgresTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Chargers_that_are_moved_while_the_database_is_away_run_again_by_themselves(int seed)
    {
        await using var server = await PostgresServer.StartAsync();
        await using var fixture = await ClusterFixture.StartAsync(silos: 2, server.NewDatabaseAsync());
        var chargers = await fixture.AddAsync(60, ClusterFixture.Connected);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Connections == 1), "all are connected");
        Assert.Equal(60, (await fixture.CommandAsync(Endless)).Queued.Count);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Started.Count > 0), "all have started");

        // As the rebalancer moves them, some just before the database is away and some then.
        var random = new Random(seed);
        var target = fixture.Cluster.Silos[random.Next(2)].SiloAddress;
        var moved = new List<ChargerRecord>();
        foreach (var charger in chargers.OrderBy(_ => random.Next()).Take(50))
        {
            if (!target.Equals(await fixture.SiloOfAsync(charger)))
            {
                moved.Add(charger);
            }
        }

        var before = random.Next(moved.Count);
        await MoveAsync(fixture, moved[..before], target);
        await server.HaltAsync();
        await MoveAsync(fixture, moved[before..], target);
        await fixture.Csms.UntilAsync(csms => moved[before..].All(charger => csms[charger.Identity].Connections == 0), "the moved are gone");
        await server.GoOnAsync();

        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Connections == 1), "all are connected again");
        await StopAsync(fixture, chargers);
    }

    [PostgresFact]
    public async Task A_change_among_the_silos_wakes_only_what_does_not_run_and_looks_at_each_charger_once()
    {
        await using var fixture = await ClusterFixture.StartAsync(silos: 3);
        var chargers = await fixture.AddAsync(300, ClusterFixture.Connected);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Connections == 1), "all are connected");
        await Guard.UntilAsync(() => IsSwept(fixture.Storages.Values), "all shares are looked through");

        var (woken, lost) = (fixture.Woken, fixture.ConnectionsOf(fixture.Cluster.Silos[1]));
        ForgetReads(fixture);
        fixture.Storages.Remove(fixture.Cluster.Silos[1].Name, out _);
        await fixture.KillAsync(fixture.Cluster.Silos[1]);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Connections == 1), "all are connected again");
        await SweptOnceAsync(fixture);

        // One or another may come back by a call that was on its way to the silo.
        Assert.InRange(fixture.Woken - woken, lost - 10, lost + 10);

        // What left a silo, as a charger that had come back at two, is asked once more a second later.
        await Guard.UntilAsync(
            () => fixture.Cluster.Silos.All(silo => silo.ServiceProvider.GetRequiredService<ActivationQueue>().Chargers == 0), "nobody is to be asked again");
        woken = fixture.Woken;
        ForgetReads(fixture);
        await fixture.Cluster.StartAdditionalSiloAsync();
        await SweptOnceAsync(fixture);
        Assert.Equal(woken, fixture.Woken);
    }

    static void ForgetReads(ClusterFixture fixture)
    {
        foreach (var storage in fixture.Storages.Values)
        {
            storage.SharesRead.Clear();
        }

        fixture.Sweeps.Over = 0;
    }

    /// <summary>Completes when the silos have looked through all shares of what is to run; none was looked at twice.</summary>
    static async Task SweptOnceAsync(ClusterFixture fixture)
    {
        await Guard.UntilAsync(() => IsSwept(fixture.Storages.Values), "all shares are looked through");

        // Those that are woken last may be asked after that, and after they have connected.
        await Guard.UntilAsync(() => fixture.Sweeps.Over >= fixture.Storages.Count, "all that are absent are woken");
        Assert.Equal(Enumerable.Range(0, IStateStorage.Shares), fixture.Storages.Values.SelectMany(storage => storage.SharesRead).Order());
    }

    /// <summary>Whether each of the silos has gone through its part last, and these are all.</summary>
    static bool IsSwept(ICollection<TestStorage> silos)
    {
        var reads = silos.Select(silo => silo.SharesRead.ToArray()).ToList();
        return Enumerable.Range(0, silos.Count).All(silo =>
        {
            var (from, to) = ChargerReactivator.ShareOf(silo, silos.Count);
            return reads.Exists(read => read.TakeLast(to - from).SequenceEqual(Enumerable.Range(from, to - from)));
        });
    }

    static async Task MoveAsync(ClusterFixture fixture, List<ChargerRecord> chargers, SiloAddress target)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, target);
        await Task.WhenAll(chargers.Select(charger =>
            fixture.Cluster.Client.GetGrain<IChargerGrain>(charger.Id).AsReference<IGrainManagementExtension>().MigrateOnIdle().AsTask()));
    }

    /// <summary>Stops all sessions: each charger has had one transaction then, and stopped it once.</summary>
    static async Task StopAsync(ClusterFixture fixture, ChargerRecord[] chargers)
    {
        Assert.Equal(chargers.Length, (await CommandUntilTakenAsync(fixture, new StopSession(1))).Queued.Count);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Stopped.Count > 0), "all have stopped");
        Assert.All(chargers, charger =>
            Assert.Equal(Assert.Single(fixture.Csms[charger.Identity].Started), Assert.Single(fixture.Csms[charger.Identity].Stopped)));
    }

    /// <summary>Gives a command as a caller does who tries again while it is answered that the database is away.</summary>
    static async Task<LocationCommandResponse> CommandUntilTakenAsync(ClusterFixture fixture, Command command)
    {
        using var patience = new CancellationTokenSource(Guard.Time);
        while (true)
        {
            try
            {
                return await fixture.CommandAsync(command);
            }
            catch (FleetException away) when (away.Error == FleetError.Unavailable && !patience.IsCancellationRequested)
            {
                await Task.Yield();
            }
        }
    }
}
