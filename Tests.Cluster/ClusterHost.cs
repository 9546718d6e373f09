using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OcppLab.Api;
using OcppLab.Csms;
using OcppLab.Fleet;
using OcppLab.Grains;
using OcppLab.Tests.Contract;
using Orleans.TestingHost;

namespace OcppLab.Tests.Cluster;

/// <summary>The service as a cluster: a front door of its own beside two silos, over PostgreSQL, or SQLite where there is none.</summary>
public sealed class ClusterHost : IContractHost, IAsyncLifetime
{
    readonly string directory = Directory.CreateTempSubdirectory("ocpplab-").FullName;
    readonly ShiftedTime time = new();
    ClusterSettings settings = new() { SettleTime = TimeSpan.FromMilliseconds(100), ClusterId = "contract", Rebalance = false };
    InProcessTestCluster? cluster;
    WebApplication? app;
    WebApplication? csms;

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public CentralSystem Csms { get; private set; } = null!;

    public string CsmsUrl => $"ws://{new Uri(csms!.Urls.Single()).Authority}/csms";

    public IServiceProvider Services => app!.Services;

    public async Task InitializeAsync()
    {
        if (PostgresServer.WhyNone is null)
            settings = settings with { Database = await PostgresServer.CreateDatabaseAsync() };
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        csms = builder.Build();
        Csms = new(new(), time);
        csms.MapCsms(Csms);
        await csms.StartAsync();
        await StartAsync();
    }

    /// <summary>The chargers' clock goes on; those that had something to do meanwhile do it.</summary>
    public async Task AdvanceAsync(TimeSpan span)
    {
        time.Advance(span);
        await foreach (var charger in Services.GetRequiredService<Inventory>().ChargersAsync(default))
            await cluster!.Client.GetGrain<IChargerGrain>(charger.Id).BecomeAsync(charger);
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        await csms!.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    async Task StartAsync()
    {
        var silos = new InProcessTestClusterBuilder(2);
        silos.Options.ConfigureFileLogging = false;
        silos.Options.ServiceId = settings.ClusterId;
#pragma warning disable ORLEANSEXP003
        silos.Options.UseDistributedGrainDirectory = true;
#pragma warning restore ORLEANSEXP003
        silos.ConfigureHost(host => host.Logging.AddTestLog());
        silos.ConfigureSiloHost((_, host) =>
        {
            host.Services.AddSingleton(new ChargerClock(time));
            host.Services.AddClusterFleet(settings, directory, new());
        });
        silos.ConfigureSilo((_, silo) => silo.AddChargers(settings, directory));
        cluster = silos.Build();
        await cluster.DeployAsync();

        var builder = WebApplication.CreateBuilder([
            "--environment", "Testing", "--urls", Address.ToString(), "--Data:Directory", directory,
            "--Auth:SigningKey", "a key of 32 bytes for tests only", "--Auth:Audience", "ocpplab-tests"]);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.AddFrontDoor();
        builder.Services.AddClusterFleet(settings, directory, FrontDoorSettings.From(builder.Configuration).Fleet);
        builder.Services.AddSingleton<IGrainFactory>(cluster.Client);
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapFrontDoor();
        await app.StartAsync();
        Address = new(app.Urls.Single());
    }

    async Task StopAsync()
    {
        await app!.StopAsync();
        await app.DisposeAsync();
        await cluster!.StopAllSilosAsync();
        await cluster.DisposeAsync();
    }

    /// <summary>The time of day put forward.</summary>
    sealed class ShiftedTime : TimeProvider
    {
        long ticks;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref ticks));

        public void Advance(TimeSpan span) => Interlocked.Add(ref ticks, span.Ticks);
    }
}

/// <summary>One cluster for all suites of the contract; each test has an organization of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ContractCluster : ICollectionFixture<ClusterHost>
{
    public const string Name = "contract";
}
