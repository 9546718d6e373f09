using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using OcppLab.Csms;

namespace OcppLab.Bench;

/// <summary>The CSMS in its own process, asked for what it has seen since the run began.</summary>
sealed class CsmsUnderTest(Uri url, CancellationToken cancelled) : IDisposable
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    readonly HttpClient http = new() { BaseAddress = url };
    StatisticsView? before;

    /// <summary>The address for chargers.</summary>
    public string WsUrl => $"{(url.Scheme == "https" ? "wss" : "ws")}://{url.Authority}/csms";

    /// <summary>Waits until it listens; what it has seen before does not count.</summary>
    public async Task BeginAsync(TimeSpan limit)
    {
        this.before = null;
        this.before = await UntilAsync(_ => true, limit);
    }

    /// <summary>What it has seen so far.</summary>
    public async Task<StatisticsView> StatsAsync() =>
        Since(this.before, (await http.GetFromJsonAsync<StatisticsView>("/csms/stats", Json, cancelled))!);

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
                {
                    return last;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(50, cancelled);
        }

        throw new TimeoutException(last is null
            ? $"no CSMS listens at {url}"
            : $"the CSMS did not see what was waited for within {limit.TotalSeconds} s; it has {last}");
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    static StatisticsView Since(StatisticsView? before, StatisticsView now) => before is null ? now : now with
    {
        Connected = now.Connected - before.Connected,
        Violations = now.Violations - before.Violations,
        Actions = now.Actions.ToDictionary(action => action.Key, action => action.Value - before.Count(action.Key)),
        Transactions = now.Transactions with
        {
            Started = now.Transactions.Started - before.Transactions.Started,
            Stopped = now.Transactions.Stopped - before.Transactions.Stopped,
            RepeatedStarts = now.Transactions.RepeatedStarts - before.Transactions.RepeatedStarts,
            RepeatedStops = now.Transactions.RepeatedStops - before.Transactions.RepeatedStops,
            RepeatedEvents = now.Transactions.RepeatedEvents - before.Transactions.RepeatedEvents,
            DoubledStarts = now.Transactions.DoubledStarts - before.Transactions.DoubledStarts,
            DoubledStops = now.Transactions.DoubledStops - before.Transactions.DoubledStops,
            DoubledEvents = now.Transactions.DoubledEvents - before.Transactions.DoubledEvents,
            ChangedRepeats = now.Transactions.ChangedRepeats - before.Transactions.ChangedRepeats,
            UnknownStops = now.Transactions.UnknownStops - before.Transactions.UnknownStops,
            OverlappingStarts = now.Transactions.OverlappingStarts - before.Transactions.OverlappingStarts,
            MissingEvents = now.Transactions.MissingEvents - before.Transactions.MissingEvents,
            LateEvents = now.Transactions.LateEvents - before.Transactions.LateEvents,
        },
    };
}

/// <summary>What the figures need of the CSMS's statistics.</summary>
static class StatisticsReading
{
    /// <summary>How many requests came, each of them answered.</summary>
    public static long Messages(this StatisticsView stats) => stats.Actions.Values.Sum();

    /// <summary>How many requests of an action came.</summary>
    public static long Count(this StatisticsView stats, string action) => stats.Actions.GetValueOrDefault(action);
}
