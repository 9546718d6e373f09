using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace OcppLab.Inventory;

/// <summary>Adds the inventory to a host.</summary>
public static class InventoryServices
{
    /// <summary>Adds the inventory in a database, which is brought up to date first of all when the host starts.</summary>
    public static IServiceCollection AddInventory(this IServiceCollection services, Database database, FleetLimits limits)
    {
        services.TryAddSingleton(TimeProvider.System);
        // Made by a factory, so that the container closes it.
        services.AddSingleton(_ => database);
        services.AddSingleton(limits);
        services.AddSingleton<InventoryStore>();
        services.AddSingleton<SessionHistory>();
        services.AddSingleton<CommandHistory>();
        services.AddSingleton<IdempotencyKeys>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<LoadTestStore>();
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, DatabaseStart>());
        return services;
    }
}
