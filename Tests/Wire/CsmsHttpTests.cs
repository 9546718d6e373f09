using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace OcppLab.Tests.Wire;

/// <summary>What the built-in CSMS serves and takes over HTTP.</summary>
public sealed class CsmsHttpTests
{
    [Fact]
    public async Task Figures_and_chargers_are_served()
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp1.6");
        await charger.ResultAsync("BootNotification", CsmsTests.Boot16);
        await charger.ResultAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG","meterStart":5,"timestamp":"2026-03-01T12:00:00Z"}""");

        var stats = (await fixture.Http.GetFromJsonAsync<JsonNode>("/csms/stats"))!;
        Assert.Equal(1, stats["connected"]!.GetValue<int>());
        Assert.Equal(2, stats["received"]!.GetValue<int>());
        Assert.Equal(1, stats["actions"]!["BootNotification"]!.GetValue<int>());
        Assert.Equal(fixture.Time.GetUtcNow(), stats["transactions"]!["last_start_at"]!.GetValue<DateTimeOffset>());
        Assert.True(stats["cpu_ms"]!.GetValue<double>() > 0);
        var known = (await fixture.Http.GetFromJsonAsync<JsonNode>("/csms/chargers/CP-1"))!;
        Assert.Equal("Alfen", known["vendor"]!.GetValue<string>());
        Assert.Equal(5, known["transactions"]![0]!["meter_start_wh"]!.GetValue<double>());
        Assert.Equal("CP-1", (await fixture.Http.GetFromJsonAsync<JsonNode>("/csms/transactions?identity=CP-1"))![0]!["identity"]!.GetValue<string>());
        Assert.Equal("[]", await fixture.Http.GetStringAsync("/csms/transactions?identity=CP-2"));
        Assert.Equal(HttpStatusCode.NotFound, (await fixture.Http.GetAsync("/csms/chargers/CP-2")).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await fixture.Http.DeleteAsync("/csms/stats")).StatusCode);
        Assert.Equal(0, (await fixture.Http.GetFromJsonAsync<JsonNode>("/csms/stats"))!["received"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_call_can_be_made_over_HTTP()
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp1.6");
        await charger.ResultAsync("Heartbeat", "{}");

        var call = fixture.Http.PostAsJsonAsync("/csms/chargers/CP-1/calls", new { action = "Reset", payload = new { type = "Hard" } });
        Assert.Equal("""[2,"00000001","Reset",{"type":"Hard"}]""", await charger.ReadAsync());
        await charger.SendAsync("""[3,"00000001",{"status":"Rejected"}]""");

        Assert.Equal("""{"result":{"status":"Rejected"}}""", await (await call).Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("CP-2", """{"action":"Reset"}""", HttpStatusCode.NotFound, "The charger CP-2 is not connected.")]
    [InlineData("CP-1", """{"payload":{}}""", HttpStatusCode.UnprocessableEntity, "action")]
    [InlineData("CP-1", "null", HttpStatusCode.UnprocessableEntity, "action")]
    [InlineData("CP-1", "{", HttpStatusCode.UnprocessableEntity, "The body is not a call")]
    public async Task A_call_that_cannot_be_made_is_refused(string identity, string body, HttpStatusCode status, string detail)
    {
        await using var fixture = await CsmsFixture.OpenAsync();

        var response = await fixture.Http.PostAsync($"/csms/chargers/{identity}/calls", new StringContent(body));

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(detail, (await response.Content.ReadFromJsonAsync<JsonNode>())!["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_browser_at_a_chargers_address_is_told_what_it_is()
    {
        await using var fixture = await CsmsFixture.OpenAsync();

        var response = await fixture.Http.GetAsync("/csms/CP-1");

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
        Assert.Contains("A charger connects here by WebSocket.", await response.Content.ReadAsStringAsync());
    }
}
