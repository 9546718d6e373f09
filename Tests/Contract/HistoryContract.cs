using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>What a client that looks at past sessions relies on.</summary>
public abstract class HistoryContract(ContractHost host) : InventorySuite(host)
{
    static readonly string[] Columns =
    [
        "id", "location_id", "charger_id", "identity", "connector_id", "id_tag", "transaction_id", "status", "started_at", "stopped_at",
        "energy_wh", "stop_reason", "command_id", "outcome", "reason",
    ];

    async Task<string> ChargeAsync(int charger, int connector, string idTag)
    {
        var answer = await CommandAsync("start-session", $$$"""
            {"target": {"charger_id": "{{{Charger(charger)}}}"}, "event": {"id_tag": "{{{idTag}}}", "connector_id": {{{connector}}}, "duration_seconds": 60}}
            """);
        return (string)answer.Expect(HttpStatusCode.Accepted)["results"]![0]!["command"]!["id"]!;
    }

    [Fact]
    public async Task A_session_is_told_from_its_start_to_long_after_its_end()
    {
        await AddChargersAsync(2);
        var command = await ChargeAsync(1, 2, "TAG");
        await Host.AdvanceAsync(TimeSpan.FromSeconds(30));
        var running = Assert.Single(await SessionsAsync("status=active", 1))!;
        await Host.AdvanceAsync(TimeSpan.FromMinutes(5));
        var over = Assert.Single(await SessionsAsync("status=completed", 1))!;

        Assert.Equal(Columns, Names(running));
        Assert.Null(running["stopped_at"]);
        Assert.Equal((string)running["id"]!, (string)over["id"]!);
        Assert.Equal((Charger(1), 2, "TAG", command), (
            (string)over["charger_id"]!, (int)over["connector_id"]!, (string)over["id_tag"]!, (string)over["command_id"]!));
        Assert.Equal(
            TimeSpan.FromSeconds(60), (DateTimeOffset)over["stopped_at"]! - (DateTimeOffset)over["started_at"]!);
        Assert.Equal("TimeLimitReached", (string)over["stop_reason"]!);
        Assert.True((double)over["energy_wh"]! > (double)running["energy_wh"]!);
    }

    [Fact]
    public async Task Sessions_are_narrowed_and_paged()
    {
        await AddChargersAsync(2);
        await ChargeAsync(1, 1, "A");
        await Host.AdvanceAsync(TimeSpan.FromMinutes(5));
        await SessionsAsync("status=completed", 1);
        var between = Host.Services.GetRequiredService<TimeProvider>().GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
        await ChargeAsync(2, 1, "B");
        await Host.AdvanceAsync(TimeSpan.FromMinutes(5));
        await SessionsAsync("status=completed", 2);

        async Task<string[]> TagsAsync(string query) => Texts((await GetAsync($"/ocpp/sessions?{query}")).Expect(HttpStatusCode.OK)["data"]!, "id_tag");

        Assert.Equal(["B", "A"], await TagsAsync(""));
        Assert.Equal(["A"], await TagsAsync("limit=1&page=2"));
        Assert.Equal(["A"], await TagsAsync($"charger_id={Charger(1)}"));
        Assert.Equal(["B", "A"], await TagsAsync($"location_id={LocationId}"));
        Assert.Empty(await TagsAsync("location_id=loc-none"));
        Assert.Equal(["B"], await TagsAsync($"from={between}"));
        Assert.Equal(["A"], await TagsAsync($"to={between}"));
        Assert.Contains("status", (await GetAsync("/ocpp/sessions?status=odd")).Refused(HttpStatusCode.UnprocessableEntity));
        Assert.Contains("from", (await GetAsync("/ocpp/sessions?from=yesterday")).Refused(HttpStatusCode.UnprocessableEntity));
        Assert.Empty((await SendAsync(HttpMethod.Get, $"/ocpp/sessions?charger_id={Charger(1)}", organization: "stranger")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task Sessions_are_told_as_csv_to_who_asks_for_it()
    {
        await AddChargersAsync(1);
        await ChargeAsync(1, 1, "a\\\",b");
        await Host.AdvanceAsync(TimeSpan.FromMinutes(5));
        await SessionsAsync("status=completed", 1);
        var request = new HttpRequestMessage(HttpMethod.Get, "/ocpp/sessions");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json", 0.5));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));

        using var response = await OpenAsync(request);
        var lines = (await response.Content.ReadAsStringAsync()).Split("\r\n");

        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(string.Join(',', Columns), lines[0]);
        Assert.Contains(",\"a\"\",b\",", lines[1]);
        Assert.Contains($",{Charger(1)},{Identity(1)},1,", lines[1]);
        Assert.Equal(("", 3), (lines[^1], lines.Length));
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    public async Task A_spreadsheet_finds_no_formula_in_the_csv(string idTag)
    {
        await AddChargersAsync(1);
        await ChargeAsync(1, 1, idTag);
        await SessionsAsync("status=active", 1);
        var request = new HttpRequestMessage(HttpMethod.Get, "/ocpp/sessions");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));

        using var response = await OpenAsync(request);

        Assert.Contains($",'{idTag},", await response.Content.ReadAsStringAsync());
    }
}
