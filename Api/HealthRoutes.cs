using Microsoft.Extensions.Diagnostics.HealthChecks;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>Whether the service lives and is ready. No token is needed.</summary>
public static class HealthRoutes
{
    /// <summary>Maps <c>/health</c>, <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags(Tags.Health).WithMetadata(new ProducesResponseTypeMetadata(200, typeof(Dictionary<string, string>), ["application/json"]));
        group.MapGet("", Live).WithName("health").WithSummary("Tells that the process lives.");
        group.MapGet("live", Live).WithName("health-live").WithSummary("Tells that the process lives.");
        group.MapGet("ready", ReadyAsync)
            .WithName("health-ready")
            .WithSummary("Tells whether requests can be served: the start is over, the silo or the cluster is there, the database answers and takes writes.")
            .WithRefusal(StatusCodes.Status503ServiceUnavailable, "Not yet, or not any more; an item for each part tells which.");
    }

    static IResult Live() => Answer(new() { ["status"] = "ok", ["version"] = Version });

    static async Task<IResult> ReadyAsync(HealthCheckService checks, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        // Not a check: one that fails is an error in the log, and this is none.
        if (!lifetime.ApplicationStarted.IsCancellationRequested)
        {
            return Answer(new() { ["status"] = "not ready", ["detail"] = "Not ready: still starting" }, StatusCodes.Status503ServiceUnavailable);
        }

        var report = await checks.CheckHealthAsync(cancellationToken);
        var answer = new Dictionary<string, string> { ["status"] = report.Status == HealthStatus.Healthy ? "ok" : "not ready" };
        foreach (var (name, entry) in report.Entries)
        {
            answer[name] = entry.Status == HealthStatus.Healthy ? "ok" : entry.Description ?? entry.Exception?.Message ?? "not ready";
        }

        if (report.Status == HealthStatus.Healthy)
        {
            return Answer(answer);
        }

        answer["detail"] = "Not ready: " + string.Join(", ", report.Entries.Where(e => e.Value.Status != HealthStatus.Healthy).Select(e => e.Key));
        return Answer(answer, StatusCodes.Status503ServiceUnavailable);
    }

    static readonly string Version = typeof(HealthRoutes).Assembly.GetName().Version!.ToString(3);

    static IResult Answer(Dictionary<string, string> answer, int status = StatusCodes.Status200OK) =>
        Results.Json(answer, FrontDoorJson.Plain.DictionaryStringString, statusCode: status);
}

/// <summary>The database answers, and takes writes.</summary>
sealed class DatabaseCheck(InventoryStore inventory, Database database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (database.Health.Failure is { } reason)
        {
            return HealthCheckResult.Unhealthy($"it takes no writes: {reason}");
        }

        await inventory.IsEmptyAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>A silo of the cluster answers.</summary>
sealed class ClusterCheck(IGrainFactory grains) : IHealthCheck
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var silos = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true).WaitAsync(Patience, cancellationToken);
        return silos.Count > 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("no silo is active");
    }
}
