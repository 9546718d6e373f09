using Microsoft.Extensions.Diagnostics.HealthChecks;
using OcppLab.Fleet;

namespace OcppLab.Api;

/// <summary>The engine of one process: chargers in memory, everything kept in one SQLite file of the data directory.</summary>
public static class EmbeddedEngine
{
    /// <summary>Adds the database and the engine.</summary>
    public static void AddEmbeddedFleet(this WebApplicationBuilder builder)
    {
        var path = Path.Combine(DataDirectory.From(builder.Configuration).Path, "ocpplab.db");
        builder.Services.AddInventory(Database.Sqlite(path), FrontDoorSettings.From(builder.Configuration).Fleet);
        builder.Services.AddEmbeddedFleet(path);
        builder.Services.AddHealthChecks().AddCheck<EngineCheck>("engine");
    }

    sealed class EngineCheck(EmbeddedFleet fleet) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(fleet.IsRunning ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("starting or stopping"));
    }
}
