using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OcppLab.Inventory;
using OcppLab.Ocpp;
using Orleans.Configuration;

namespace OcppLab.Grains;

/// <summary>Makes a process a silo that holds chargers.</summary>
public static class SiloHosting
{
    /// <summary>How many grains' places a silo remembers: Orleans' own million costs each silo 19 MB, whatever its chargers.</summary>
    const int KnownPlaces = 128 * 1024;

    /// <summary>Makes a silo one of the cluster. The host has a <see cref="Database"/>.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="settings">The cluster's settings.</param>
    public static ISiloBuilder UseCluster(this ISiloBuilder silo, ClusterSettings settings)
    {
        if (settings.Database is null)
        {
            var (siloPort, gatewayPort) = FreePorts.Near(settings.SiloPort, settings.GatewayPort);
            silo.UseLocalhostClustering(siloPort, gatewayPort, null, settings.ServiceIdOrDefault, settings.ClusterId);
        }
        else
        {
            silo.UseAdoNetClustering((OptionsBuilder<AdoNetClusteringSiloOptions> builder) => builder.Configure<Database>(
                (options, database) => (options.Invariant, options.DataSource) = (ClusterSettings.Npgsql, database.Postgres)));
            if (settings.IPAddress is { } address)
            {
                silo.ConfigureEndpoints(address, settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(address));
            }
            else
            {
                silo.ConfigureEndpoints(settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: true);
            }

            silo.UseFailureDetection();
        }

        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.ClusterId, settings.ServiceIdOrDefault));
        return silo;
    }

    /// <summary>Adds what a silo needs to hold chargers, locations and jobs. The host has a <see cref="Database"/>.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="settings">The cluster's settings.</param>
    public static ISiloBuilder AddChargers(this ISiloBuilder silo, ClusterSettings settings)
    {
        var services = silo.Services;
        services.TryAddSingleton(settings);
        services.AddSingleton(provider => ChargerSettings.From(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<IHostEnvironment>()));
        services.AddSingleton(provider =>
        {
            var chargers = provider.GetRequiredService<ChargerSettings>();
            return new LogBudget(chargers.LogMemoryBytes, chargers.LogBytesPerCharger);
        });
        services.TryAddSingleton<OpenConnection>(provider =>
        {
            var options = provider.GetRequiredService<ChargerSettings>().Connections;
            return (endpoint, listener) => CsmsConnection.Open(endpoint, options, listener);
        });
        services.AddSingleton(provider => new FileTransfers(provider.GetRequiredService<ChargerSettings>().Connections));
        services.TryAddSingleton(provider => new ChargerClock(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ConnectionRate(provider.GetRequiredService<ChargerSettings>().ConnectionsPerSecond));
        services.AddMetrics();
        services.AddSingleton<SiloMetrics>();
        services.AddSingleton<ActivationQueue>();
        services.AddSingleton<SampleLease>();
        services.AddSingleton<SiloLoadTests>();
        services.AddSingleton<LoadTestChargers>();
        services.AddSingleton<SiloChargers>();
        services.AddHostedService<IdleMemoryTrimmer>();
        services.AddHostedService<CommandPruner>();
        services.AddSingleton<ChargerReactivator>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<ChargerReactivator>());
        services.AddPlacementDirector<SiloPlacement, SiloPlacementDirector>();
        services.Configure<GrainCollectionOptions>(options => options.CollectionAge = settings.IdleTime);
        services.Configure<GrainDirectoryOptions>(options => options.CacheSize = KnownPlaces);

        if (settings.Database is null)
        {
            services.AddSingleton<IStateStorage, SqliteStateStorage>();
        }
        else
        {
            services.AddSingleton<IStateStorage, PostgresStateStorage>();
        }

#pragma warning disable ORLEANSEXP002, ORLEANSEXP003 // Experimental: the directory that survivors of a silo's death keep, and the rebalancer.
        silo.AddDistributedGrainDirectory();
        if (settings.Rebalance && settings.Database is not null)
        {
            silo.AddActivationRebalancer();
        }
#pragma warning restore ORLEANSEXP002, ORLEANSEXP003
        return silo.AddDashboardOnDemand();
    }

    /// <summary>Has the silo go the way of a command once while it starts, so that its first one takes not much longer than the next.</summary>
    /// <param name="silo">The silo.</param>
    public static ISiloBuilder AddWarmUp(this ISiloBuilder silo)
    {
        // It needs nothing of the host: it may begin before there is one.
        var charging = Task.Run(SiloWarmUp.Charge);
        silo.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<SiloWarmUp>(services, charging));
        return silo;
    }
}
