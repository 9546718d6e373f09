using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Tests.Cluster;
using Orleans.TestingHost;

namespace OcppLab.Tests.Hosts;

/// <summary>The service as a cluster: a front door of its own beside two silos, over PostgreSQL, or SQLite where there is none.</summary>
public sealed class ClusterHost : ContractHost
{
    ClusterSettings settings = new() { SettleTime = TimeSpan.FromMilliseconds(100), ClusterId = "contract", Rebalance = false };
    InProcessTestCluster? cluster;

    public override async Task InitializeAsync()
    {
        if (PostgresServer.WhyNone is null)
        {
            settings = settings with { Database = await PostgresServer.CreateDatabaseAsync() };
        }

        await base.InitializeAsync();
    }

    protected override async Task<WebApplication> BuildAsync(string[] args)
    {
        var silos = new InProcessTestClusterBuilder(2);
        silos.Options.ConfigureFileLogging = false;
        silos.Options.ServiceId = settings.ClusterId;
#pragma warning disable ORLEANSEXP003
        silos.Options.UseDistributedGrainDirectory = true;
#pragma warning restore ORLEANSEXP003
        silos.ConfigureHost(host =>
        {
            host.Logging.AddTestLog();
            host.ActAtOnce();
        });
        silos.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(new ChargerClock(Time));
            silo.Services.AddInventory(OpenDatabase(), new());
            silo.AddChargers(settings);
        });
        cluster = silos.Build();
        await cluster.DeployAsync();

        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.AddCluster(args);
        builder.Services.AddInventory(OpenDatabase(), FrontDoorSettings.From(builder.Configuration).Fleet);
        builder.AddFrontDoor();
        builder.Services.AddSingleton<IGrainFactory>(cluster.Client);
        builder.Logging.AddTestLog();
        var app = builder.Build();
        app.MapFrontDoor();
        return app;
    }

    protected override async Task StoppedAsync()
    {
        await cluster!.StopAllSilosAsync();
        await cluster.DisposeAsync();
    }

    Database OpenDatabase() => settings.Database is { } postgres
        ? Database.PostgreSql(postgres)
        : Database.Sqlite(Path.Combine(DataDirectory, "ocpplab.db"));
}

/// <summary>One cluster for all suites of the contract; each test has an organization of its own.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClusterCollection : ICollectionFixture<ClusterHost>
{
    public const string Name = "cluster";
}
