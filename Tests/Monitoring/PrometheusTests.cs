using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcppLab.Tests.Api;
using OcppLab.Tests.Cluster;
using OcppLab.Tests.Hosts;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Monitoring;

/// <summary>The metrics and the dashboard as Prometheus takes them.</summary>
public sealed class PrometheusTests : IDisposable
{
    static readonly string Files = Path.Combine(AppContext.BaseDirectory, "monitoring");

    readonly string directory = Directory.CreateTempSubdirectory("ocpplab-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [PrometheusFact]
    public async Task It_reads_the_metrics_promtool_finds_them_right_and_every_query_of_the_dashboard_gives_data()
    {
        await using var file = await StartAsync("file");
        await using var server = await StartAsync(
            "server", "--Cluster:Database", await PostgresServer.CreateDatabaseAsync(), "--silo-port", $"{Ports.Free()}", "--gateway-port", $"{Ports.Free()}");
        using var prometheus = await Prometheus.StartAsync(file.Http.BaseAddress!, server.Http.BaseAddress!);
        await Guard.UntilAsync(async () => await prometheus.SeriesAsync("up == 1") == 2, "both are read");
        var queries = Queries().ToList();
        Assert.NotEmpty(queries);
        foreach (var query in queries)
        {
            // What grows has a rate when it has grown between two readings.
            await Guard.UntilAsync(
                async () =>
                {
                    await ChargeAsync(file);
                    await ChargeAsync(server);
                    return await prometheus.SeriesAsync(query.Replace("$__rate_interval", "20s").Replace("$instance", ".*")) > 0;
                },
                query);
        }

        // What others name against the customs is theirs; that they can't be read would be an exit code of 1.
        var (code, printed) = await Prometheus.CheckAsync(await file.Http.GetStringAsync("/metrics"), "check", "metrics");
        Assert.True(code is 0 or 3, printed);
        Assert.DoesNotMatch("(?m)^ocpplab_", printed);
    }

    [PrometheusFact]
    public async Task The_configuration_of_the_compose_profile_is_right()
    {
        var token = Path.Combine(directory, "token");
        await File.WriteAllTextAsync(token, "a token");
        var configuration = Path.Combine(directory, "prometheus.yml");
        await File.WriteAllTextAsync(
            configuration, (await File.ReadAllTextAsync(Path.Combine(Files, "prometheus.yml"))).Replace("/run/secrets/metrics_token", token));

        var (code, printed) = await Prometheus.CheckAsync("", "check", "config", configuration);

        Assert.True(code == 0, printed);
    }

    [Fact]
    public void The_dashboard_asks_for_every_metric_of_the_service()
    {
        string[] metrics =
        [
            "ocpplab_connections", "ocpplab_sessions_active", "ocpplab_sessions_total", "ocpplab_sessions_stopped_total",
            "ocpplab_ocpp_call_duration_seconds_count", "ocpplab_ocpp_call_duration_seconds_bucket", "ocpplab_ocpp_frames_total",
            "ocpplab_reconnects_total", "ocpplab_connection_failures_total", "ocpplab_wake_ups_total", "ocpplab_chargers_due_not_awake",
            "ocpplab_commands_total", "ocpplab_command_chargers_total", "ocpplab_command_duration_seconds_bucket",
            "ocpplab_state_writes_total", "ocpplab_state_write_duration_seconds_bucket", "ocpplab_state_write_duration_seconds_count",
            "ocpplab_state_write_group_size_sum", "ocpplab_state_write_group_size_count", "ocpplab_storage_failures_total",
            "ocpplab_write_ahead_log_size_bytes",
        ];

        Assert.Equal(metrics.Order(), Queries().SelectMany(query => Regex.Matches(query, "ocpplab_[a-z_]+")).Select(match => match.Value).Distinct().Order());
    }

    static IEnumerable<string> Queries() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Files, "grafana", "dashboards", "ocpplab.json")))!["panels"]!.AsArray()
            .SelectMany(panel => panel!["targets"]?.AsArray() ?? [])
            .Select(target => (string)target!["expr"]!);

    static async Task ChargeAsync(ServiceProcess service)
    {
        await service.PostAsync("/ocpp/commands/start-session", """{"target": {"location_id": "loc-456"}, "event": {"id_tag": "04A1B2C3"}}""");
        await service.PostAsync("/ocpp/commands/stop-session", """{"target": {"location_id": "loc-456"}, "event": {}}""");
    }

    Task<ServiceProcess> StartAsync(string name, params string[] arguments) =>
        ServiceProcess.StartDemoAsync(Directory.CreateDirectory(Path.Combine(directory, name)).FullName, arguments);
}
