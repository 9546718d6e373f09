using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Simulation;
using OcppLab.Tests.Hosts;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Cluster;

[Collection(AloneCollection.Name)]
public sealed class DatabaseTests
{
    [PostgresFact]
    public async Task Two_silos_and_a_front_door_start_at_once_on_an_empty_database_and_are_one_cluster()
    {
        var csms = new TestCsms();
        var settings = new ClusterSettings
        {
            Database = await PostgresServer.CreateDatabaseAsync(),
            SettleTime = TimeSpan.FromMilliseconds(100),
        };
        using var one = Silo(settings with { SiloPort = Ports.Free(), GatewayPort = Ports.Free() }, csms);
        using var other = Silo(settings with { SiloPort = Ports.Free(), GatewayPort = Ports.Free() }, csms);
        using var door = FrontDoor(settings);
        await Task.WhenAll(one.StartAsync(), other.StartAsync(), door.StartAsync());

        var hosts = await door.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        Assert.Equal(2, hosts.Count);

        var inventory = door.Services.GetRequiredService<InventoryStore>();
        await inventory.AddLocationAsync(ClusterFixture.Location, default);
        ChargerRecord[] chargers = [.. Enumerable.Range(1, 20).Select(ClusterFixture.Connected)];
        Assert.All(await inventory.AddAsync(chargers, default), Assert.Null);
        var fleet = door.Services.GetRequiredService<FleetClient>();
        await fleet.ActivateAsync(chargers, default);
        var answer = await fleet.CommandAsync(
            ClusterFixture.Org,
            new(null, null, "loc-1", null),
            new("000000000001", "start_session", new StartSession("TAG-1", 1, TimeSpan.FromSeconds(1), null), "{}"u8.ToArray()),
            default);
        Assert.Equal(20, answer.Queued.Count);
        await csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Stopped.Count == 1), "all have stopped");

        await door.StopAsync();
        await Task.WhenAll(one.StopAsync(), other.StopAsync());
    }

    [OwnPostgresFact]
    public async Task A_database_that_goes_away_and_comes_back_loses_nothing()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var fixture = await ClusterFixture.StartAsync(silos: 2, server.NewDatabaseAsync());
        var chargers = await fixture.AddAsync(20, ClusterFixture.Connected);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Connections == 1), "all are connected");

        // Long enough for the database to be gone before the first of them ends.
        Assert.Equal(20, (await fixture.CommandAsync(new StartSession("TAG-1", 1, TimeSpan.FromSeconds(15), null))).Queued.Count);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Started.Count == 1), "all have started");

        await server.HaltAsync();
        var refused = await Assert.ThrowsAsync<FleetException>(() => fixture.CommandAsync(new StopSession(1)));
        Assert.Equal(FleetError.Unavailable, refused.Error);

        // A charger asked itself refuses at once, and goes on trying to store what it has.
        var charger = fixture.Cluster.Client.GetGrain<IChargerGrain>(chargers[0].Id);
        await Assert.ThrowsAsync<FleetException>(() => charger.CommandAsync(
            new("00000000000a", "stop_session", new StopSession(1), "{}"u8.ToArray()), storedByLocation: false).AsTask());
        Assert.All(chargers, charger => Assert.Empty(fixture.Csms[charger.Identity].Stopped));

        await server.GoOnAsync();
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Stopped.Count == 1), "all have stopped");
        Assert.All(chargers, charger => Assert.Equal(fixture.Csms[charger.Identity].Started, fixture.Csms[charger.Identity].Stopped));
        Assert.Equal(20, (await fixture.CommandAsync(new StartSession("TAG-2", 1, null, null))).Queued.Count);
    }

    [PostgresFact]
    public async Task A_server_is_not_taken_to_hang_as_all_connections_to_it_are_in_use()
    {
        using var database = Database.PostgreSql($"{await PostgresServer.CreateDatabaseAsync()};Maximum Pool Size=1;Timeout=60");
        await using var inUse = await database.OpenAsync(default);

        await database.AskAsync().WaitAsync(Guard.Time);
    }

    [OwnPostgresFact]
    public async Task Reads_do_not_wait_for_a_database_that_hangs()
    {
        await using var server = await PostgresServer.StartAsync();
        var time = new FakeTimeProvider();
        using var database = Database.PostgreSql(await server.NewDatabaseAsync(), time);
        await database.MigrateAsync(default);
        var store = new InventoryStore(database);

        await server.FreezeAsync();
        try
        {
            Task[] reads = [store.CountAsync("org", default), store.ChargersAsync("org", new ChargerFilter(), 0, 10, default)];
            await Guard.UntilAsync(
                () =>
                {
                    time.Advance(DatabaseAnswers.LongAnswer);
                    return Array.TrueForAll(reads, read => read.IsCompleted);
                },
                "the reads end");

            foreach (var read in reads.Append(store.CountAsync("org", default)))
            {
                Assert.Equal(FleetError.Unavailable, (await Assert.ThrowsAsync<FleetException>(() => read)).Error);
            }
        }
        finally
        {
            await server.ThawAsync();
        }

        // The question that showed that it hangs may not be answered yet.
        await Guard.UntilAsync(
            async () => await Record.ExceptionAsync(() => store.CountAsync("org", default)) is null, "reads are answered again");
    }

    static IHost Silo(ClusterSettings settings, TestCsms csms)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.AddTestLog();
        builder.Services.AddSingleton<OpenConnection>(csms.NewNetwork().Open);
        builder.Services.AddInventory(Database.PostgreSql(settings.Database!), new());
        builder.UseOrleans(silo => silo.UseCluster(settings).AddChargers(settings));
        return builder.Build();
    }

    static WebApplication FrontDoor(ClusterSettings settings)
    {
        var builder = WebApplication.CreateBuilder(["--environment", "Testing", "--urls", "http://127.0.0.1:0", "--Auth:SigningKey", ContractHost.SigningKey]);
        builder.AddCluster([]);
        builder.Services.AddSingleton(settings);
        builder.Services.AddInventory(Database.PostgreSql(settings.Database!), new());
        builder.AddClusterClient(settings, builder.AddMonitoring());
        builder.AddFrontDoor();
        builder.Logging.AddTestLog();
        return builder.Build();
    }
}
