using OcppLab.Grains;

namespace OcppLab.Api;

/// <summary><c>health [--url http://127.0.0.1:8080]</c>: asks the service on this machine whether it is ready, for a container's
/// health check.</summary>
static class HealthCommand
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Prints the answer.</summary>
    /// <returns>0 if it is ready, else 1.</returns>
    /// <exception cref="SettingsException">A setting does not fit.</exception>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var settings = builder.AddCluster(args);
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync($"{Address(builder.Configuration, settings)}/health/ready");
            Console.WriteLine(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"It does not answer: {e.Message}");
            return 1;
        }
    }

    static string Address(IConfiguration configuration, ClusterSettings settings)
    {
        if (configuration["url"] is { } url)
        {
            return url.TrimEnd('/');
        }

        if (settings.Role == ClusterRole.Silo)
        {
            return $"http://{settings.ManagementAddress.Replace("0.0.0.0", "127.0.0.1")}:{settings.ManagementPortOrDefault}";
        }

        var listening = configuration["Urls"]!.Split(';')[0];
        return listening.Replace("://+", "://127.0.0.1").Replace("://*", "://127.0.0.1").Replace("://0.0.0.0", "://127.0.0.1").TrimEnd('/');
    }
}
