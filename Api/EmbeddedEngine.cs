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
        builder.Services.AddSingleton(_ => Database.Sqlite(path));
        builder.Services.AddHostedService<Migration>();
        builder.Services.AddEmbeddedFleet(path);
        builder.Services.AddHealthChecks().AddCheck<EngineCheck>("engine");
    }

    /// <summary>Brings the database up to date before anything uses it.</summary>
    sealed class Migration(Database database) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => database.MigrateAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    sealed class EngineCheck(EmbeddedFleet fleet) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(fleet.IsRunning ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("starting or stopping"));
    }
}
