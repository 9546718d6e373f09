using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace OcppLab.Fleet;

/// <summary>Adds the inventory and what is built on it to a host.</summary>
public static class InventoryServices
{
    /// <summary>Adds the inventory in a database, which is brought up to date while the host is starting, before any
    /// hosted service's <see cref="IHostedService.StartAsync"/>. The host brings the engine as <see cref="IFleet"/>.</summary>
    public static IServiceCollection AddInventory(this IServiceCollection services, Database database, FleetLimits limits)
    {
        services.TryAddSingleton(TimeProvider.System);
        // Made by a factory, so that the container closes it.
        services.AddSingleton(_ => database);
        services.AddSingleton(limits);
        services.AddSingleton<Inventory>();
        services.AddSingleton<LocationRegistry>();
        services.AddSingleton<ChargerRegistry>();
        services.AddSingleton<SessionHistory>();
        services.AddSingleton<IdempotencyKeys>();
        services.AddSingleton<BulkJobs>();
        services.AddHostedService<Migration>();
        services.AddHostedService(provider => provider.GetRequiredService<BulkJobs>());
        return services;
    }

    /// <summary>In the starting phase, which is over before any hosted service's start.</summary>
    sealed class Migration(Database database) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => database.MigrateAsync(cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
