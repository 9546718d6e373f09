using Microsoft.Extensions.Diagnostics.HealthChecks;
using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.Inventory;

namespace OcppLab.Silo;

/// <summary>Makes the process a silo.</summary>
static class SiloBuilder
{
    /// <summary>Adds the silo with its chargers, and its part of readiness.</summary>
    /// <exception cref="SettingsException">A setting of the chargers does not fit.</exception>
    public static void AddSilo(this WebApplicationBuilder builder, ClusterSettings settings, MonitoringSettings monitoring)
    {
        try
        {
            ChargerSettings.From(builder.Configuration, builder.Environment);
        }
        catch (InvalidOperationException wrong)
        {
            throw new SettingsException(wrong.InnerException is { } inner ? $"{wrong.Message} {inner.Message}" : wrong.Message);
        }

        builder.UseOrleans(silo =>
        {
            silo.UseCluster(settings).AddChargers(settings).AddWarmUp();
            if (settings.Tls.Certificate is not null)
            {
                silo.UseTls(options => ClusterTls.Apply(options, settings.Tls));
            }

            if (monitoring.ExportsTraces)
            {
                silo.AddActivityPropagation();
            }
        });
        builder.Services.AddHealthChecks().AddCheck<SiloCheck>("silo");
        if (settings.Database is null)
        {
            builder.Services.AddHostedService<LoneSiloStart>();
        }
    }

    /// <summary>Has the process listen for health and metrics only.</summary>
    public static void AddManagementPort(this WebApplicationBuilder builder, ClusterSettings settings)
    {
        builder.WebHost.UseUrls($"http://{settings.ManagementAddress}:{settings.ManagementPortOrDefault}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
    }

    /// <summary>The silo is active in the membership, as the others see it too.</summary>
    sealed class SiloCheck(ILocalSiloDetails local, IClusterMembershipService membership) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var status = membership.CurrentSnapshot.GetSiloStatus(local.SiloAddress);
            return Task.FromResult(status == SiloStatus.Active
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"its status in the membership is {status}"));
        }
    }

    /// <summary>Frees what requests held that ended with the silo before this one, before the front door listens.</summary>
    sealed class LoneSiloStart(IdempotencyKeys keys) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => keys.SucceedLoneSiloAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
