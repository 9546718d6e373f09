using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace OcppLab.Bench;

/// <summary>The front door under test, driven over HTTP as a user drives it.</summary>
sealed class Gateway : IDisposable
{
    readonly HttpClient _http;

    /// <param name="url">The front door's address.</param>
    /// <param name="token">A bearer token with every scope.</param>
    public Gateway(Uri url, string token)
    {
        _http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Waits until the front door says it is ready.</summary>
    public async Task ReadyAsync(TimeSpan limit)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var response = await _http.GetAsync("/health/ready");
                if (response.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
            }
            if (Stopwatch.GetElapsedTime(started) > limit)
                throw new TimeoutException($"{_http.BaseAddress} was not ready within {limit.TotalSeconds} s");
            await Task.Delay(20);
        }
    }

    /// <summary>Creates a location; its id.</summary>
    public async Task<string> CreateLocationAsync(string name)
    {
        var created = await PostAsync("/ocpp/locations", new { name });
        return created.GetProperty("id").GetString()!;
    }

    /// <summary>Creates chargers at a location by one bulk request and waits for its job; the time until it was done.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="prefix">The start of their identities.</param>
    /// <param name="count">How many.</param>
    /// <param name="wsUrl">Their CSMS, or null for detached ones.</param>
    public async Task<TimeSpan> CreateChargersAsync(string locationId, string prefix, int count, string? wsUrl)
    {
        var started = Stopwatch.GetTimestamp();
        var template = new
        {
            brand_slug = "abb",
            model_slug = "terra-184",
            ws_url = wsUrl,
            ocpp_version = "OCPP1.6",
            identity_prefix = prefix,
        };
        var accepted = await PostAsync($"/ocpp/locations/{locationId}/chargers", new[] { new { template, chargers_number = count } });
        var job = accepted.GetProperty("status_url").GetString()!;
        while (true)
        {
            var status = await _http.GetFromJsonAsync<JsonElement>(job);
            var word = status.GetProperty("status").GetString();
            if (string.Equals(word, "COMPLETED", StringComparison.OrdinalIgnoreCase))
            {
                var created = status.GetProperty("results").GetProperty("created").GetArrayLength();
                return created == count
                    ? Stopwatch.GetElapsedTime(started)
                    : throw new InvalidOperationException($"{created} of {count} chargers were created");
            }
            if (string.Equals(word, "FAILED", StringComparison.OrdinalIgnoreCase))
                throw new InvalidOperationException($"the bulk job failed: {status}");
            await Task.Delay(10);
        }
    }

    /// <summary>Starts a session on every charger of a location; the time until the 202 was here.</summary>
    public Task<TimeSpan> StartSessionsAsync(string locationId, int expected, TimeSpan? length = null) => CommandAsync(
        "start-session", locationId, expected, new { id_tag = "BENCH", duration_seconds = (int?)length?.TotalSeconds, target_energy_kwh = (double?)null });

    /// <summary>Stops the session on every charger of a location; the time until the 202 was here.</summary>
    public Task<TimeSpan> StopSessionsAsync(string locationId, int expected) =>
        CommandAsync("stop-session", locationId, expected, new { });

    async Task<TimeSpan> CommandAsync(string name, string locationId, int expected, object @event)
    {
        var started = Stopwatch.GetTimestamp();
        var body = JsonSerializer.SerializeToUtf8Bytes(new { target = new { location_id = locationId }, @event });
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _http.PostAsync($"/ocpp/commands/{name}", content);
        var answer = await response.Content.ReadAsByteArrayAsync();
        var elapsed = Stopwatch.GetElapsedTime(started);
        using var document = JsonDocument.Parse(answer);
        if (response.StatusCode != HttpStatusCode.Accepted || document.RootElement.GetProperty("queued_count").GetInt32() != expected)
            throw new InvalidOperationException($"{name}: {(int)response.StatusCode} {document.RootElement.ToString()[..Math.Min(400, answer.Length)]}");
        return elapsed;
    }

    async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await _http.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException($"POST {path}: {(int)response.StatusCode} {text}");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
