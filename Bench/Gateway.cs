using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace OcppLab.Bench;

/// <summary>The front door under test, driven over HTTP as a user drives it.</summary>
sealed class Gateway : IDisposable
{
    /// <summary>The versions chargers speak, in the words of the REST API.</summary>
    public const string V16 = "OCPP1.6";
    public const string V201 = "OCPP2.0.1";
    public const string V21 = "OCPP2.1";

    readonly HttpClient http;
    readonly CancellationToken cancelled;
    readonly List<string> locations = [];
    readonly string run = Convert.ToHexString(RandomNumberGenerator.GetBytes(3));

    /// <param name="url">The front door's address.</param>
    /// <param name="token">A bearer token with every scope.</param>
    /// <param name="cancelled">Ends what is under way, but for <see cref="DeleteLocationsAsync"/>.</param>
    public Gateway(Uri url, string token, CancellationToken cancelled)
    {
        this.cancelled = cancelled;
        http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The ids of the chargers that were last created.</summary>
    public IReadOnlyList<string> Created { get; private set; } = [];

    /// <summary>Waits until the front door says it is ready.</summary>
    public async Task ReadyAsync(TimeSpan limit)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var response = await http.GetAsync("/health/ready", this.cancelled);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"{http.BaseAddress} was not ready within {limit.TotalSeconds} s");
            }

            await Task.Delay(20, this.cancelled);
        }
    }

    /// <summary>Creates a location; its id.</summary>
    public async Task<string> CreateLocationAsync(string name)
    {
        var created = await PostAsync("/ocpp/locations", new { name = $"bench {run} {name}" });
        var id = created.GetProperty("id").GetString()!;
        this.locations.Add(id);
        return id;
    }

    /// <summary>Deletes the locations that were created, with their chargers.</summary>
    public async Task DeleteLocationsAsync()
    {
        foreach (var id in this.locations)
        {
            try
            {
                using var response = await http.DeleteAsync($"/ocpp/locations/{id}", CancellationToken.None);
                response.EnsureSuccessStatusCode();
            }
            catch (HttpRequestException failure)
            {
                Console.Error.WriteLine($"location {id} is left behind: {failure.Message}");
            }
        }
    }

    /// <summary>Creates chargers at a location by one bulk request and waits for its job; the time until it was done.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="prefix">The start of their identities.</param>
    /// <param name="count">How many.</param>
    /// <param name="wsUrl">Their CSMS, or null for detached ones.</param>
    /// <param name="version">Their OCPP version.</param>
    public async Task<TimeSpan> CreateChargersAsync(string locationId, string prefix, int count, string? wsUrl, string version = V16)
    {
        var started = Stopwatch.GetTimestamp();
        var template = new
        {
            brand_slug = "abb",
            model_slug = "terra-184",
            ws_url = wsUrl,
            ocpp_version = version,
            identity_prefix = $"{prefix}{run}-",
        };
        var accepted = await PostAsync($"/ocpp/locations/{locationId}/chargers", new[] { new { template, chargers_number = count } });
        var job = accepted.GetProperty("status_url").GetString()!;
        while (true)
        {
            var status = await http.GetFromJsonAsync<JsonElement>(job, this.cancelled);
            var word = status.GetProperty("status").GetString();
            if (string.Equals(word, "COMPLETED", StringComparison.OrdinalIgnoreCase))
            {
                var elapsed = Stopwatch.GetElapsedTime(started);
                Created = [.. status.GetProperty("results").GetProperty("created").EnumerateArray().Select(one => one.GetProperty("charger_id").GetString()!)];
                return Created.Count == count
                    ? elapsed
                    : throw new InvalidOperationException($"{Created.Count} of {count} chargers were created");
            }

            if (string.Equals(word, "FAILED", StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidOperationException($"the bulk job failed: {status}");
            }

            // The answer has an item for each charger that is created, so that of a large job costs the front door something.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(10, count / 100)), this.cancelled);
        }
    }

    /// <summary>Starts a session on every charger of a location; the time until the 202 was here.</summary>
    public Task<TimeSpan> StartSessionsAsync(string locationId, int expected, TimeSpan? length = null) => CommandAsync(
        "start-session", locationId, expected, new { id_tag = "BENCH", duration_seconds = (int?)length?.TotalSeconds, target_energy_kwh = (double?)null });

    /// <summary>Stops the session on every charger of a location; the time until the 202 was here.</summary>
    public Task<TimeSpan> StopSessionsAsync(string locationId, int expected) =>
        CommandAsync("stop-session", locationId, expected, new { });

    /// <summary>Starts a session on one charger.</summary>
    public Task<TimeSpan> StartSessionAsync(string chargerId) => CommandAsync(
        "start-session", new { charger_id = chargerId }, 1, new { id_tag = "BENCH", duration_seconds = (int?)null, target_energy_kwh = (double?)null });

    /// <summary>Sets how often every charger of a location sends meter values, all of which speak one version.</summary>
    public Task<TimeSpan> SetSampleIntervalAsync(string locationId, int expected, string version, TimeSpan interval) => CommandAsync(
        "configuration", locationId, expected,
        new { key = version == V16 ? "MeterValueSampleInterval" : "SampledDataCtrlr.TxUpdatedInterval", value = $"{interval.TotalSeconds:0}" });

    /// <summary>Waits until so many of a location's sessions are stored as running or as over; the time until then.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="running">Which of them: those that run, or those that are over.</param>
    /// <param name="count">How many.</param>
    /// <param name="limit">How long to wait at most.</param>
    public async Task<TimeSpan> SessionsAsync(string locationId, bool running, long count, TimeSpan limit)
    {
        var started = Stopwatch.GetTimestamp();
        var total = 0L;
        while (Stopwatch.GetElapsedTime(started) < limit)
        {
            // A page behind the last: only the number is of interest, and a row of a running session would ask its charger.
            var page = await http.GetFromJsonAsync<JsonElement>(
                $"/ocpp/sessions?location_id={locationId}&status={(running ? "active" : "completed")}&limit=1&page=1000000", this.cancelled);
            total = page.GetProperty("total").GetInt64();
            if (total == count)
            {
                return Stopwatch.GetElapsedTime(started);
            }

            await Task.Delay(20, this.cancelled);
        }

        throw new TimeoutException($"{total:#,0} of {count:#,0} sessions were stored as {(running ? "running" : "over")} within {limit.TotalSeconds} s");
    }

    Task<TimeSpan> CommandAsync(string name, string locationId, int expected, object @event) =>
        CommandAsync(name, new { location_id = locationId }, expected, @event);

    async Task<TimeSpan> CommandAsync(string name, object target, int expected, object @event)
    {
        var started = Stopwatch.GetTimestamp();
        var body = JsonSerializer.SerializeToUtf8Bytes(new { target, @event });
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.PostAsync($"/ocpp/commands/{name}", content, this.cancelled);
        var answer = await response.Content.ReadAsByteArrayAsync();
        var elapsed = Stopwatch.GetElapsedTime(started);
        using var document = JsonDocument.Parse(answer);
        if (response.StatusCode != HttpStatusCode.Accepted || document.RootElement.GetProperty("queued_count").GetInt32() != expected)
        {
            throw new InvalidOperationException($"{name}: {(int)response.StatusCode} {document.RootElement.ToString()[..Math.Min(400, answer.Length)]}");
        }

        return elapsed;
    }

    async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body, this.cancelled);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException($"POST {path}: {(int)response.StatusCode} {text}");
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
