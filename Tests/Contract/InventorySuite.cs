using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>What the tests of locations, chargers and jobs need.</summary>
public abstract class InventorySuite(ContractHost host) : ContractSuite(host)
{
    /// <summary>What is needed of a charger besides its identity.</summary>
    protected const string Model = "\"brand_slug\": \"abb\", \"model_slug\": \"terra-184\"";

    /// <summary>Sends a request for the test's organization, or for another.</summary>
    protected Task<Answer> SendAsync(HttpMethod method, string path, string? body = null, string? organization = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (organization is not null)
        {
            request.Headers.Authorization = new("Bearer", Token(organization));
        }

        return SendAsync(request);
    }

    protected Task<Answer> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    protected Task<Answer> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    protected Task<Answer> DeleteAsync(string path, string? body = null) => SendAsync(HttpMethod.Delete, path, body);

    /// <summary>Creates a location of a name; its id.</summary>
    protected async Task<string> CreateLocationAsync(string name = "Depot") =>
        (string)(await PostAsync("/ocpp/locations", $$"""{"name": "{{name}}"}""")).Expect(HttpStatusCode.Created)["id"]!;

    /// <summary>Creates a detached charger; its id.</summary>
    protected async Task<string> CreateChargerAsync(string identity, string locationId) =>
        (string)(await PostAsync("/ocpp/chargers", $$"""{"identity": "{{identity}}", "location_id": "{{locationId}}", {{Model}}}"""))
            .Expect(HttpStatusCode.Accepted)["charger_id"]!;

    /// <summary>The report of a job that was accepted, once it is completed.</summary>
    protected async Task<JsonNode> CompletedAsync(Answer accepted)
    {
        var url = (string)accepted.Expect(HttpStatusCode.Accepted)["status_url"]!;
        return await EventuallyAsync(url, job => (string)job["status"]! == "COMPLETED");
    }

    /// <summary>What a path tells as soon as it is so: chargers and the database follow time at their own pace.</summary>
    protected async Task<JsonNode> EventuallyAsync(string path, Func<JsonNode, bool> so)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var told = (await GetAsync(path)).Expect(HttpStatusCode.OK);
            if (so(told))
            {
                return told;
            }

            Assert.True(waited.Elapsed < Patience, $"{path} still tells {told.ToJsonString()}");
        }
    }

    /// <summary>The sessions that fit a query as soon as there are so many.</summary>
    protected async Task<JsonArray> SessionsAsync(string query, int count) =>
        (await EventuallyAsync($"/ocpp/sessions?{query}", page => (int)page["total"]! == count))["data"]!.AsArray();

    protected static string[] Names(JsonNode value) => [.. value.AsObject().Select(field => field.Key)];

    protected static string[] Texts(JsonNode list, string field) => [.. list.AsArray().Select(item => (string)item![field]!)];
}
