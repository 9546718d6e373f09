using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Simulation;
using OcppLab.Tests.Grains;
using Orleans.TestingHost;

namespace OcppLab.Tests.Cluster;

/// <summary>A cluster of silos in one process over a PostgreSQL database of the test's own, with a front door's view of it and
/// a CSMS in the test's hands.</summary>
sealed class ClusterFixture : IAsyncDisposable
{
    public const string Org = "acme";

    static int commands;

    readonly ConcurrentDictionary<string, TestCsms.Network> networks = [];
    readonly ClusterSettings settings;
    int woken;

    ClusterFixture(string database, short silos, TimeProvider time, TestCsms csms)
    {
        Csms = csms;
        settings = new() { Database = database, SettleTime = TimeSpan.FromMilliseconds(200), SweepTime = TimeSpan.FromHours(1), ClusterId = "test", Rebalance = false };
        var builder = new InProcessTestClusterBuilder(silos);
#pragma warning disable ORLEANSEXP003
        builder.Options.UseDistributedGrainDirectory = true;
#pragma warning restore ORLEANSEXP003
        builder.Options.ConfigureFileLogging = false;

        // What is stored is the service's: a cluster that follows on another has to be of the same one.
        builder.Options.ServiceId = settings.ClusterId;
        builder.ConfigureHost(host =>
        {
            host.Logging.AddTestLog();
            host.Logging.AddProvider(Sweeps);
            host.ActAtOnce();
            host.Services.AddInventory(Database.PostgreSql(settings.Database!), new());
            host.Services.AddSingleton<FrontDoorMetrics>();
            host.Services.AddSingleton<FleetClient>();
        });
        builder.ConfigureSilo((options, silo) =>
        {
            var network = networks[options.SiloName] = Csms.NewNetwork();
            silo.Services.AddSingleton<OpenConnection>(network.Open);
            silo.Services.AddSingleton(new ChargerClock(time));
            silo.AddChargers(settings);
            silo.UseFailureDetection();
            silo.Services.AddSingleton<PostgresStateStorage>();
            silo.Services.AddSingleton<IStateStorage>(provider => Storages[options.SiloName] = new(provider.GetRequiredService<PostgresStateStorage>()));
            silo.AddIncomingGrainCallFilter(call =>
            {
                if (call.Grain is IChargerGrain && call.MethodName == nameof(IChargerGrain.ActivateAsync))
                {
                    Interlocked.Increment(ref woken);
                }

                return call.Invoke();
            });
        });
        Cluster = builder.Build();
    }

    public TestCsms Csms { get; }

    public InProcessTestCluster Cluster { get; }

    /// <summary>What stands between the silos and their storage, by the silos' names.</summary>
    public ConcurrentDictionary<string, TestStorage> Storages { get; } = [];

    /// <summary>The sweeps over what is to run.</summary>
    public SweepLog Sweeps { get; } = new();

    /// <summary>How often chargers were asked to run.</summary>
    public int Woken => Volatile.Read(ref woken);

    public FleetClient Fleet => Cluster.Client.ServiceProvider.GetRequiredService<FleetClient>();

    public InventoryStore Inventory => Cluster.Client.ServiceProvider.GetRequiredService<InventoryStore>();

    /// <summary>The location <c>loc-1</c>.</summary>
    public static LocationRecord Location { get; } = new()
    {
        Id = "loc-1",
        OrganizationId = Org,
        Slug = "loc-1",
        Name = "Location 1",
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>A running cluster with an empty inventory but for the location <c>loc-1</c>.</summary>
    public static Task<ClusterFixture> StartAsync(short silos) => StartAsync(silos, PostgresServer.CreateDatabaseAsync());

    /// <summary>A running cluster on a database; <paramref name="time"/> is the chargers' clock, if it is to be another.</summary>
    public static async Task<ClusterFixture> StartAsync(short silos, Task<string> database, TimeProvider? time = null)
    {
        var fixture = new ClusterFixture(await database, silos, time ?? TimeProvider.System, new());
        await fixture.Cluster.DeployAsync();
        if (await fixture.Inventory.IsEmptyAsync(default))
        {
            await fixture.Inventory.AddLocationAsync(Location, default);
        }

        return fixture;
    }

    /// <summary>The cluster that follows on this one, all of whose silos are dead: over its database, with its CSMS.</summary>
    public async Task<ClusterFixture> FollowAsync()
    {
        var fixture = new ClusterFixture(settings.Database!, (short)Cluster.Options.InitialSilosCount, TimeProvider.System, Csms);
        await fixture.Cluster.DeployAsync();
        return fixture;
    }

    /// <summary>A charger of <c>loc-1</c> without a CSMS, with one connector, that speaks 1.6.</summary>
    public static ChargerRecord Detached(int number) => new()
    {
        Id = $"dep-{number}",
        OrganizationId = Org,
        LocationId = "loc-1",
        Identity = $"CP-{number}",
        Name = $"Charger {number}",
        BrandSlug = "wallbox",
        ModelSlug = "wallbox-pulsar-plus",
        ConnectorType = Catalog.Model("wallbox", "wallbox-pulsar-plus").ConnectorTypes.First(),
        OcppVersion = OcppVersion.V16,
        Seed = number,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>A charger of <c>loc-1</c> that connects to the test's CSMS.</summary>
    public static ChargerRecord Connected(int number) => Detached(number) with { WsUrl = "ws://csms.test/ocpp" };

    /// <summary>Adds chargers 1 to <paramref name="count"/>.</summary>
    public async Task<ChargerRecord[]> AddAsync(int count, Func<int, ChargerRecord> charger)
    {
        ChargerRecord[] chargers = [.. Enumerable.Range(1, count).Select(charger)];
        Assert.All(await Inventory.AddAsync(chargers, default), Assert.Null);
        await Fleet.ActivateAsync(chargers, default);
        return chargers;
    }

    public Task<LocationCommandResponse> CommandAsync(CommandTarget target, Command command, string? id = null) => Fleet.CommandAsync(
        Org, target, new(id ?? $"{Interlocked.Increment(ref commands):x12}", "test", command, "{}"u8.ToArray()), default);

    /// <summary>Gives a command to the location's chargers.</summary>
    public Task<LocationCommandResponse> CommandAsync(Command command) => CommandAsync(new(null, null, "loc-1", null), command);

    /// <summary>The rows of the sessions, as many as there are.</summary>
    public async Task<IReadOnlyList<SessionRecord>> SessionsAsync(CancellationToken patience) =>
        (await Cluster.Client.ServiceProvider.GetRequiredService<SessionHistory>().PageAsync(Org, new(), 0, int.MaxValue, patience)).Data;

    /// <summary>How many chargers are connected by a silo.</summary>
    public int ConnectionsOf(InProcessSiloHandle silo) => networks[silo.Name].Connections;

    /// <summary>Where a charger is active.</summary>
    public async Task<SiloAddress?> SiloOfAsync(ChargerRecord charger) =>
        await Cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(Cluster.Client.GetGrain<IChargerGrain>(charger.Id));

    /// <summary>Ends a silo as a crash does: what it has not stored is lost, and nothing it would still say is heard.</summary>
    public async Task KillAsync(InProcessSiloHandle silo)
    {
        networks[silo.Name].Cut();
        silo.ServiceProvider.GetRequiredService<Database>().Dispose();
        await Cluster.KillSiloAsync(silo);
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.StopAllSilosAsync();
        await Cluster.DisposeAsync();
    }
}
