using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OcppLab.Fleet;
using OcppLab.Ocpp;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace OcppLab.Grains;

/// <summary>Puts the cluster's engine into a host: a silo, or the client of one.</summary>
public static class ClusterHosting
{
    const string Npgsql = "Npgsql";
    const string FileName = "ocpplab.db";

    /// <summary>How many grains' places a silo remembers: Orleans' own million costs each silo 19 MB, whatever its chargers.</summary>
    const int KnownPlaces = 128 * 1024;

    /// <summary>Adds what silos and front doors have in common: the database, the inventory and <see cref="ClusterFleet"/> as
    /// the <see cref="IFleet"/>. The tables are made when the host starts, before anything else does.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="settings">The cluster's settings.</param>
    /// <param name="dataDirectory">Where the inventory's file is without a shared database.</param>
    /// <param name="limits">What an organization may have.</param>
    public static IServiceCollection AddClusterFleet(
        this IServiceCollection services, ClusterSettings settings, string dataDirectory, FleetLimits limits)
    {
        services.AddSingleton(settings);
        services.AddSingleton<ClusterFleet>();
        services.AddSingleton<IFleet>(provider => provider.GetRequiredService<ClusterFleet>());
        var database = settings.Database is { } connectionString ? new ClusterDatabase(connectionString) : null;
        var inventory = database is null
            ? Fleet.Database.Sqlite(Path.Combine(dataDirectory, FileName))
            : Fleet.Database.PostgreSql(database.Settings.ConnectionString);
        if (database is not null)
            services.AddSingleton(_ => database);

        // First of all that starts: everything else needs the tables.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(provider => new ClusterStart(
            settings, dataDirectory, inventory, database, provider.GetRequiredService<ILogger<ClusterStart>>())));
        services.AddInventory(inventory, limits);
        return services;
    }

    /// <summary>Makes a silo one of the cluster. <see cref="AddClusterFleet"/> is called too.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="settings">The cluster's settings.</param>
    public static ISiloBuilder UseCluster(this ISiloBuilder silo, ClusterSettings settings)
    {
        if (settings.Database is null)
        {
            silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, null, settings.ClusterId, settings.ClusterId);
        }
        else
        {
            silo.UseAdoNetClustering((OptionsBuilder<AdoNetClusteringSiloOptions> builder) => builder.Configure<ClusterDatabase>(
                (options, database) => (options.Invariant, options.DataSource) = (Npgsql, database.Source)));
            if (settings.IPAddress is { } address)
                silo.ConfigureEndpoints(address, settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(address));
            else
                silo.ConfigureEndpoints(settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: true);
        }

        silo.Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = settings.ClusterId);
        return silo;
    }

    /// <summary>Makes a client one of the cluster. <see cref="AddClusterFleet"/> is called too.</summary>
    /// <param name="client">The client.</param>
    /// <param name="settings">The cluster's settings.</param>
    public static IClientBuilder UseCluster(this IClientBuilder client, ClusterSettings settings)
    {
        if (settings.Database is null)
        {
            client.UseStaticClustering(new IPEndPoint(settings.IPAddress!, settings.GatewayPort));
        }
        else
        {
            client.UseAdoNetClustering((OptionsBuilder<AdoNetClusteringClientOptions> builder) => builder.Configure<ClusterDatabase>(
                (options, database) => (options.Invariant, options.DataSource) = (Npgsql, database.Source)));
        }

        client.Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = settings.ClusterId);
        client.UseConnectionRetryFilter(async (_, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            return true;
        });
        return client.AddDashboard();
    }

    /// <summary>Adds what a silo needs to hold chargers and locations. <see cref="AddClusterFleet"/> is called too.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="settings">The cluster's settings.</param>
    /// <param name="dataDirectory">Where the chargers' states are without a shared database.</param>
    public static ISiloBuilder AddChargers(this ISiloBuilder silo, ClusterSettings settings, string dataDirectory)
    {
        var services = silo.Services;
        services.AddSingleton(provider => EmbeddedFleetSettings.From(provider.GetRequiredService<IConfiguration>(), ""));
        services.AddSingleton(provider =>
        {
            var limits = provider.GetRequiredService<EmbeddedFleetSettings>();
            return new LogBudget(limits.LogMemoryBytes, limits.LogBytesPerCharger);
        });
        services.TryAddSingleton<OpenConnection>(provider =>
        {
            var options = provider.GetRequiredService<EmbeddedFleetSettings>().Connections;
            return (endpoint, listener) => CsmsConnection.Open(endpoint, options, listener);
        });
        services.TryAddSingleton(provider => new ChargerClock(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SiloChargers>();
        services.AddHostedService<SpareMemory>();
        services.AddSingleton<Shepherd>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<Shepherd>());
        services.AddPlacementDirector<SiloPlacement, SiloPlacementDirector>();
        services.AddKeyedSingleton<Orleans.Storage.IGrainStorage>(
            IChargerStorage.Name, (provider, _) => provider.GetRequiredService<IChargerStorage>());
        services.Configure<GrainCollectionOptions>(options => options.CollectionAge = settings.IdleTime);
        services.Configure<GrainDirectoryOptions>(options => options.CacheSize = KnownPlaces);

        if (settings.Database is null)
        {
            services.AddSingleton<IChargerStorage>(_ => new SqliteChargerStorage(Path.Combine(dataDirectory, FileName)));
            silo.AddMemoryGrainStorageAsDefault();
            silo.UseInMemoryReminderService();
        }
        else
        {
            services.AddSingleton<IChargerStorage>(provider =>
                new PostgresChargerStorage(provider.GetRequiredService<ClusterDatabase>().Source));
            silo.AddAdoNetGrainStorageAsDefault((OptionsBuilder<AdoNetGrainStorageOptions> builder) => builder.Configure<ClusterDatabase>(
                (options, database) =>
                {
                    (options.Invariant, options.DataSource) = (Npgsql, database.Source);
                    options.DeleteStateOnClear = true;
                    options.GrainStorageSerializer = new GrainStateSerializer();
                }));
            silo.UseAdoNetReminderService((OptionsBuilder<AdoNetReminderTableOptions> builder) => builder.Configure<ClusterDatabase>(
                (options, database) => (options.Invariant, options.DataSource) = (Npgsql, database.Source)));
        }

#pragma warning disable ORLEANSEXP002, ORLEANSEXP003 // Experimental: the directory that survivors of a silo's death keep, and the rebalancer.
        silo.AddDistributedGrainDirectory();
        if (settings.Rebalance && settings.Database is not null)
            silo.AddActivationRebalancer();
#pragma warning restore ORLEANSEXP002, ORLEANSEXP003
        return silo.AddDashboard();
    }
}
