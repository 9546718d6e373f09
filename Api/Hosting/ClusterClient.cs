using System.Net;
using Microsoft.Extensions.Options;
using OcppLab.Grains;
using OcppLab.Inventory;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace OcppLab.Api;

/// <summary>Makes a process without a silo of its own a client of a running cluster.</summary>
public static class ClusterClient
{
    static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(3);

    /// <summary>Connects to the cluster's silos: those that the database names, or the one without a database server at
    /// <see cref="ClusterSettings.Address"/>. Waits for one that can't be reached. The host has a <see cref="Database"/>.</summary>
    /// <exception cref="SettingsException">The settings do not say where the silos are.</exception>
    public static void AddClusterClient(this WebApplicationBuilder builder, ClusterSettings settings, MonitoringSettings monitoring)
    {
        if (settings.Database is null && settings.IPAddress is null)
        {
            throw new SettingsException("Without Cluster:Database a front door finds its silo by Cluster:Address, which must be an IP address then.");
        }

        builder.UseOrleansClient(client =>
        {
            if (settings.Database is null)
            {
                client.UseStaticClustering(new IPEndPoint(settings.IPAddress!, settings.GatewayPort));
            }
            else
            {
                client.UseAdoNetClustering((OptionsBuilder<AdoNetClusteringClientOptions> options) => options.Configure<Database>(
                    (options, database) => (options.Invariant, options.DataSource) = (ClusterSettings.Npgsql, database.Postgres)));
            }

            client.Configure<ClusterOptions>(options =>
                (options.ClusterId, options.ServiceId) = (settings.ClusterId, settings.ServiceIdOrDefault));

            // How soon a gateway that was declared dead is left alone, and one that has come is used.
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = GatewayRefresh);
            client.Services.AddSingleton<IClientConnectionRetryFilter, ConnectionRetry>();
            client.UseTls(settings.Tls);
            if (monitoring.ExportsTraces)
            {
                client.AddActivityPropagation();
            }

            client.AddDashboard();
        });
        builder.Services.AddHealthChecks().AddCheck<ClusterCheck>("cluster");
    }
}

/// <summary>Tries to connect until a silo is there, and says that it waits.</summary>
sealed partial class ConnectionRetry(ClusterSettings settings, TimeProvider time, ILogger<ConnectionRetry> logger) : IClientConnectionRetryFilter
{
    static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    int attempts;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (attempts++ % 10 == 0)
        {
            LogWaiting(settings.Database is null ? $"at {settings.Address}:{settings.GatewayPort}" : $"of cluster \"{settings.ClusterId}\" in the database");
        }

        await Task.Delay(Retry, time, cancellationToken);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Waiting for a silo {Place}; dotnet run --project Silo starts one")]
    partial void LogWaiting(string place);
}
