using System.Diagnostics;
using System.Text.Json.Nodes;
using OcppLab.Tests.Hosts;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Monitoring;

/// <summary>A Prometheus of the test's own, from the binaries on the machine, that reads metrics every second.</summary>
sealed class Prometheus : IDisposable
{
    readonly string directory = Directory.CreateTempSubdirectory("ocpplab-prometheus-").FullName;
    readonly HttpClient http = new();
    readonly Process process;

    Prometheus(IEnumerable<Uri> targets)
    {
        var configuration = Path.Combine(directory, "prometheus.yml");
        File.WriteAllText(configuration, $"""
            global: {"{"} scrape_interval: 1s {"}"}
            scrape_configs:
              - job_name: test
                static_configs: [{"{"} targets: [{string.Join(", ", targets.Select(target => $"'{target.Authority}'"))}] {"}"}]
            """);
        http.BaseAddress = new($"http://127.0.0.1:{Ports.Free()}");
        process = Start(
            "prometheus", $"--config.file={configuration}", $"--storage.tsdb.path={directory}", $"--web.listen-address={http.BaseAddress.Authority}", "--log.level=error");
    }

    /// <summary>Why there is none; null if there is one.</summary>
    public static string? WhyNone => IsInstalled("prometheus") && IsInstalled("promtool") ? null : "Prometheus is not installed (prometheus and promtool on the PATH).";

    /// <summary>One that reads the metrics of some services.</summary>
    public static async Task<Prometheus> StartAsync(params IEnumerable<Uri> targets)
    {
        var prometheus = new Prometheus(targets);
        await Guard.UntilAsync(async () => await prometheus.TryAsync("/-/ready") is not null, "Prometheus is ready");
        return prometheus;
    }

    /// <summary>Runs promtool; its exit code and what it prints.</summary>
    public static async Task<(int Code, string Printed)> CheckAsync(string input, params string[] arguments)
    {
        using var promtool = Start("promtool", arguments);
        await promtool.StandardInput.WriteAsync(input);
        promtool.StandardInput.Close();
        var (printed, errors) = (promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.WaitForExitAsync();
        return (promtool.ExitCode, await printed + await errors);
    }

    /// <summary>How many series a query has now; an error in the query fails the test.</summary>
    public async Task<int> SeriesAsync(string query)
    {
        using var answer = await http.GetAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}");
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.True((string?)json["status"] == "success", $"{query}: {json["error"]}");

        // Not a number is what a quantile of nothing is.
        return json["data"]!["result"]!.AsArray().Count(series => (string?)series!["value"]![1] != "NaN");
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        http.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    async Task<string?> TryAsync(string path)
    {
        Assert.False(process.HasExited, "Prometheus has ended.");
        try
        {
            return await http.GetStringAsync(path);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, program)));
}

/// <summary>A test that needs Prometheus and PostgreSQL; says why where there is none.</summary>
sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute() => Skip = Prometheus.WhyNone ?? Cluster.PostgresServer.WhyNone;
}
