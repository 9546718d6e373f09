using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OcppLab.Api;
using OcppLab.Inventory;
using OcppLab.Simulation;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>What every test of the contract needs: an organization of its own, with a client that speaks for it.</summary>
public abstract class ContractSuite(ContractHost host) : IDisposable
{
    static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 });

    /// <summary>How long a test waits for what has to come.</summary>
    protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    protected ContractHost Host { get; } = host;

    /// <summary>The test's own organization.</summary>
    protected string Org { get; } = $"org-{Guid.NewGuid():n}";

    protected string LocationId => $"loc-{Org}";

    public void Dispose() => GC.SuppressFinalize(this);

    /// <summary>A charger's id, which is its identity too but for the first letters.</summary>
    protected string Charger(int number) => $"dep-{Org}-{number}";

    protected string Identity(int number) => $"CP-{Org[..16]}-{number}";

    /// <summary>A token for the test's organization.</summary>
    protected string Token(string? organization = null, string role = "user", string scope = "ocpp:read ocpp:write ocpp:command") => Tokens.Issue(
        Host.Services.GetRequiredService<AuthSettings>(),
        new(organization ?? Org, role, scope, TimeSpan.FromDays(1)),
        Host.Services.GetRequiredService<TimeProvider>());

    /// <summary>A location with chargers numbered from 1: detached, of two connectors, the odd ones 1.6, the even ones 2.0.1,
    /// always with the same vehicles.</summary>
    protected async Task AddChargersAsync(int count, string? wsUrl = null)
    {
        var inventory = Host.Services.GetRequiredService<InventoryStore>();
        var now = Host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var location = new LocationRecord
        {
            Id = LocationId,
            OrganizationId = Org,
            Slug = LocationId,
            Name = "Depot",
            CreatedAt = now,
            UpdatedAt = now,
        };
        var chargers = Enumerable.Range(1, count).Select(number => new ChargerTemplate
        {
            BrandSlug = "alfen",
            ModelSlug = "alfen-eve-double-pro-line",
            OcppVersion = number % 2 == 1 ? OcppVersion.V16 : OcppVersion.V201,
            WsUrl = wsUrl,
        }.Make(Org, LocationId, Charger(number), Identity(number), now) with
        { Seed = number }).ToList();
        await inventory.AddLocationAsync(location, chargers, default);
        await Host.Services.GetRequiredService<FleetClient>().ActivateAsync(chargers, default);
    }

    /// <summary>Posts a command for the test's organization.</summary>
    protected Task<Answer> CommandAsync(string name, string body, string? idempotencyKey = null)
    {
        var request = Post($"/ocpp/commands/{name}", body);
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return SendAsync(request);
    }

    protected Task<Answer> GetAsync(string path) => SendAsync(new(HttpMethod.Get, path));

    protected HttpRequestMessage Post(string path, string body) =>
        new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>Sends a request, with the organization's token unless it has one of its own.</summary>
    protected async Task<Answer> SendAsync(HttpRequestMessage request, bool authorize = true)
    {
        using var response = await OpenAsync(request, authorize);
        var text = await response.Content.ReadAsStringAsync().WaitAsync(Patience);
        return new(response.StatusCode, text, response.Headers);
    }

    /// <summary>Sends a request and reads no further than the answer's headers.</summary>
    protected Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, bool authorize = true)
    {
        request.RequestUri = new(Host.Address, request.RequestUri!.OriginalString);
        if (authorize)
        {
            request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", Token());
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
    }

    /// <summary>Waits until the CSMS has answered all that a charger had to say: before that, time must not pass in leaps.</summary>
    protected async Task SettledAsync(int charger)
    {
        using var frames = await FramesAsync(charger);
        (await CommandAsync("proxy-message", $$$"""
            {"target": {"charger_id": "{{{Charger(charger)}}}"}, "event": {"action": "DataTransfer", "payload": {"vendorId": "us"} } }
            """)).Expect(HttpStatusCode.Accepted);
        await frames.UntilAsync((_, data) => (string)data["action"]! == "DataTransfer" && (string)data["direction"]! == "csms_to_cp");
    }

    /// <summary>A charger's frames as they come and go.</summary>
    protected async Task<EventStream> FramesAsync(int charger) =>
        await EventStream.OpenAsync(await OpenAsync(new(HttpMethod.Get, $"/ocpp/chargers/{Charger(charger)}/logs/stream")));

    /// <summary>An answer of the service.</summary>
    protected sealed record Answer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers)
    {
        public JsonNode Json => JsonNode.Parse(Text)!;

        public string Detail => (string)Json["detail"]!;

        /// <summary>The body of an answer that has to have this status.</summary>
        public JsonNode Expect(HttpStatusCode status)
        {
            Assert.True(status == Status, $"{(int)Status} instead of {(int)status}: {Text}");
            return Json;
        }

        /// <summary>The sentence of an error that has to have this status.</summary>
        public string Refused(HttpStatusCode status)
        {
            var body = Expect(status).AsObject();
            Assert.Equal(["detail"], body.Select(field => field.Key));
            return Detail;
        }
    }
}
