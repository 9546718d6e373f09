using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OcppLab.Fleet;

/// <summary>Puts the embedded engine into a host.</summary>
public static class EmbeddedFleetServices
{
    /// <summary>Adds <see cref="EmbeddedFleet"/> as the <see cref="IFleet"/> and as a hosted service. The host adds
    /// <see cref="Inventory"/> and <see cref="TimeProvider"/>, and has migrated the inventory's database before it starts.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="databasePath">The SQLite file, the inventory's own.</param>
    public static IServiceCollection AddEmbeddedFleet(this IServiceCollection services, string databasePath)
    {
        services.AddSingleton(provider => EmbeddedFleetSettings.From(provider.GetRequiredService<IConfiguration>(), databasePath));
        services.AddSingleton<EmbeddedFleet>();
        services.AddSingleton<IFleet>(provider => provider.GetRequiredService<EmbeddedFleet>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EmbeddedFleet>());
        return services;
    }
}
