using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using OcppLab.Csms;

namespace OcppLab.Bench;

/// <summary>The CSMS in its own process, asked for what it has seen.</summary>
sealed class CsmsUnderTest(Uri url) : IDisposable
{
    static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    readonly HttpClient _http = new() { BaseAddress = url };

    /// <summary>The address for chargers.</summary>
    public string WsUrl => $"ws://{url.Authority}/csms";

    /// <summary>What it has seen so far.</summary>
    public async Task<StatisticsView> StatsAsync() =>
        (await _http.GetFromJsonAsync<StatisticsView>("/csms/stats", s_json))!;

    /// <summary>Waits until what it has seen fits, and gives that.</summary>
    public async Task<StatisticsView> UntilAsync(Func<StatisticsView, bool> fits, TimeSpan limit)
    {
        var started = Stopwatch.GetTimestamp();
        StatisticsView? last = null;
        while (Stopwatch.GetElapsedTime(started) < limit)
        {
            try
            {
                last = await StatsAsync();
                if (fits(last))
                    return last;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(50);
        }
        throw new TimeoutException($"the CSMS did not see what was waited for within {limit.TotalSeconds} s; it has {last}");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}

/// <summary>What the figures need of the CSMS's statistics.</summary>
static class StatisticsReading
{
    /// <summary>How many requests came, each of them answered.</summary>
    public static long Messages(this StatisticsView stats) => stats.Actions.Values.Sum();

    /// <summary>How many requests of an action came.</summary>
    public static long Count(this StatisticsView stats, string action) => stats.Actions.GetValueOrDefault(action);
}
