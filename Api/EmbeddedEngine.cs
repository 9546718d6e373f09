using Microsoft.Extensions.Diagnostics.HealthChecks;
using OcppLab.Fleet;

namespace OcppLab.Api;

/// <summary>The engine of one process: chargers in memory, everything kept in one SQLite file of the data directory.</summary>
public static class EmbeddedEngine
{
    /// <summary>Adds the database and the engine.</summary>
    /// <exception cref="SettingsException">A setting does not fit.</exception>
    public static void AddEmbeddedFleet(this WebApplicationBuilder builder)
    {
        var path = Path.Combine(DataDirectory.From(builder.Configuration).Path, "ocpplab.db");
        Check(builder.Configuration, path);
        builder.Services.AddHostedService<Owner>();
        builder.Services.AddInventory(Database.Sqlite(path), FrontDoorSettings.From(builder.Configuration).Fleet);
        builder.Services.AddEmbeddedFleet(path);
        builder.Services.AddHealthChecks().AddCheck<EngineCheck>("engine");
    }

    static void Check(IConfiguration configuration, string path)
    {
        try
        {
            EmbeddedFleetSettings.From(configuration, path);
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException(e.Message);
        }
    }

    /// <summary>Keeps other processes off the data directory, from before the database is opened until after it is closed: two
    /// engines would be two fleets of the same chargers.</summary>
    sealed class Owner(DataDirectory directory) : IHostedLifecycleService, IDisposable
    {
        FileStream? held;

        public Task StartingAsync(CancellationToken cancellationToken)
        {
            held = directory.Hold();
            return Task.CompletedTask;
        }

        public void Dispose() => held?.Dispose();

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    sealed class EngineCheck(EmbeddedFleet fleet) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(fleet.IsRunning ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("starting or stopping"));
    }
}
