using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OcppLab.Api;
using OcppLab.Silo;
using OcppLab.Tests.Cluster;

namespace OcppLab.Tests.Hosts;

/// <summary>The service as a newcomer runs it: one silo with the front door in one process, SQLite, no database server.</summary>
public class LoneSiloHost : ContractHost
{
    protected override Task<WebApplication> BuildAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSingleton<TimeProvider>(Time);

        // Orleans itself stays on the machine's time: a silo that finds hours gone takes itself for dead.
        builder.Services.AddKeyedSingleton(KeyedService.AnyKey, TimeProvider.System);
        var settings = builder.AddCluster(args) with
        {
            SettleTime = TimeSpan.FromMilliseconds(100),
            SiloPort = Ports.Free(),
            GatewayPort = Ports.Free(),
        };
        builder.AddDatabase(settings);
        builder.AddSilo(settings, builder.AddMonitoring());
        builder.AddFrontDoor();
        AddLog(builder.Logging);
        var app = builder.Build();
        app.MapFrontDoor();
        app.MapMetrics();
        Map(app);
        return Task.FromResult(app);
    }

    /// <summary>Maps what the service has beside its front door.</summary>
    protected virtual void Map(WebApplication app)
    {
    }

    protected virtual void AddLog(ILoggingBuilder logging) => logging.AddTestLog();
}

/// <summary>One silo for all suites of the contract; each test has an organization of its own.</summary>
[CollectionDefinition(Name)]
public sealed class LoneSiloCollection : ICollectionFixture<LoneSiloHost>
{
    public const string Name = "lone silo";
}
