using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>What became of commands, as people who gave them ask for it.</summary>
public abstract class OutcomeContract(ContractHost host) : InventorySuite(host)
{
    [Fact]
    public async Task A_command_tells_how_many_of_its_chargers_have_come_to_what_and_why()
    {
        await AddChargersAsync(4, Host.CsmsUrl);
        await ConnectedAsync(4);
        var busy = await StartAsync($"\"charger_id\": \"{Charger(4)}\"", "TAG");
        await OutcomesAsync(busy, ("started", 1));
        using var stream = await EventStream.OpenAsync(await OpenAsync(new(HttpMethod.Get, "/ocpp/events/stream")));
        var before = DateTimeOffset.UtcNow.AddDays(-1).ToString("O").Replace("+", "%2B");

        var id = await StartAsync(
            $"\"location_id\": \"{LocationId}\", \"charger_ids\": [\"{Charger(1)}\", \"{Charger(2)}\", \"{Charger(4)}\", \"dep-none\"]", "TAG");
        var summary = await OutcomesAsync(id, ("started", 2), ("failed", 2));

        Assert.Equal(("start_session", LocationId, null, 4),
            ((string)summary["event_type"]!, (string)summary["location_id"]!, (string?)summary["charger_id"], (int)summary["targeted_count"]!));
        Assert.Equal("TAG", (string)summary["payload"]!["id_tag"]!);
        Assert.True((DateTimeOffset)summary["last_outcome_at"]! >= (DateTimeOffset)summary["requested_at"]!);
        var told = new Dictionary<string, JsonNode>();
        while (told.Count < 2)
        {
            var outcome = await stream.UntilAsync((name, data) => name == "command_outcome" && (string)data["outcome"]! == "started");
            Assert.Equal(id, (string)outcome["command_id"]!);
            told[(string)outcome["charger_id"]!] = outcome;
        }

        var chargers = await ChargersAsync(id, "");
        Assert.Equal([Charger(1), Charger(2), Charger(4), "dep-none"], chargers.Select(row => (string)row["charger_id"]!));
        Assert.Equal([Identity(1), Identity(2), Identity(4), null], chargers.Select(row => (string?)row["identity"]));
        Assert.Equal(["started", "started", "failed", "failed"], chargers.Select(row => (string)row["outcome"]!));
        Assert.All(chargers.Take(2), row =>
        {
            Assert.Equal((string)told[(string)row["charger_id"]!]["session_id"]!, (string)row["session_id"]!);
            Assert.Equal((string)told[(string)row["charger_id"]!]["transaction_id"]!, (string)row["transaction_id"]!);
            Assert.Null(row["energy_wh"]);
        });
        Assert.Contains("is already in a session", (string)chargers[2]["reason"]!);
        Assert.Contains("dep-none", (string)chargers[3]["reason"]!);
        Assert.Equal(["dep-none", Charger(4)], (await ChargersAsync(id, "outcome=failed")).Select(row => (string)row["charger_id"]!).Order());
        Assert.Equal([Charger(2)], (await ChargersAsync(id, "limit=1&page=2")).Select(row => (string)row["charger_id"]!));
        Assert.Empty(await ChargersAsync(id, "outcome=queued"));

        await Host.AdvanceAsync(TimeSpan.FromMinutes(10));
        await OutcomesAsync(id, ("stopped", 2), ("failed", 2));
        Assert.All(await ChargersAsync(id, "outcome=stopped"), row =>
        {
            Assert.Equal("TimeLimitReached", (string)row["stop_reason"]!);
            Assert.True((double)row["energy_wh"]! > 0);
        });

        Assert.Equal([id, busy], await ListAsync("event_type=start_session"));
        Assert.Equal([busy], await ListAsync("event_type=start_session&limit=1&page=2"));
        Assert.Equal([id, busy], await ListAsync($"event_type=start_session&location_id={LocationId}&from={before}"));
        Assert.Empty(await ListAsync($"to={before}"));
        Assert.Empty(await ListAsync("event_type=stop_session"));
        Assert.Empty(await ListAsync("location_id=loc-none"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_session_that_the_csms_refuses_is_a_row_with_the_csms_s_own_status(int charger)
    {
        await AddChargersAsync(2, Host.CsmsUrl);
        await ConnectedAsync(2);
        using var stream = await EventStream.OpenAsync(await OpenAsync(new(HttpMethod.Get, "/ocpp/events/stream")));

        var id = await StartAsync($"\"charger_id\": \"{Charger(charger)}\"", "BLOCKED-1");

        var told = await stream.UntilAsync((name, _) => name == "command_outcome");
        Assert.Equal(("refused", "Blocked", id), ((string)told["outcome"]!, (string)told["reason"]!, (string)told["command_id"]!));
        await OutcomesAsync(id, ("refused", 1));
        var row = Assert.Single(await ChargersAsync(id, "outcome=refused"));
        Assert.Equal(("Blocked", null), ((string)row["reason"]!, (string?)row["transaction_id"]));

        var session = Assert.Single((await GetAsync("/ocpp/sessions?status=failed")).Expect(HttpStatusCode.OK)["data"]!.AsArray())!;
        Assert.Equal((string)row["session_id"]!, (string)session["id"]!);
        Assert.Equal(("failed", "refused", "Blocked", "BLOCKED-1", id),
            ((string)session["status"]!, (string)session["outcome"]!, (string)session["reason"]!, (string)session["id_tag"]!, (string)session["command_id"]!));
        Assert.Empty((await GetAsync("/ocpp/sessions?status=active")).Expect(HttpStatusCode.OK)["data"]!.AsArray());
        Assert.Empty((await GetAsync("/ocpp/sessions?status=completed")).Expect(HttpStatusCode.OK)["data"]!.AsArray());

        var request = new HttpRequestMessage(HttpMethod.Get, "/ocpp/sessions");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var response = await OpenAsync(request);
        var csv = (await response.Content.ReadAsStringAsync()).Split("\r\n");
        Assert.EndsWith(",command_id,outcome,reason", csv[0]);
        Assert.EndsWith($",{id},refused,Blocked", csv[1]);
    }

    [Fact]
    public async Task A_session_of_a_charger_without_its_csms_waits_and_is_seen_to()
    {
        await AddChargersAsync(1, "ws://127.0.0.1:1/csms");

        var id = await StartAsync($"\"charger_id\": \"{Charger(1)}\"", "TAG");
        await OutcomesAsync(id, ("offline", 1));

        var session = Assert.Single((await GetAsync("/ocpp/sessions?status=pending")).Expect(HttpStatusCode.OK)["data"]!.AsArray())!;
        Assert.Equal(("pending", "offline", null), ((string)session["status"]!, (string)session["outcome"]!, (string?)session["stopped_at"]));
        Assert.Empty((await GetAsync("/ocpp/sessions?status=active")).Expect(HttpStatusCode.OK)["data"]!.AsArray());

        var stop = await IdAsync("stop-session", $$$"""{"target": {"charger_id": "{{{Charger(1)}}}"}}""");
        await OutcomesAsync(stop, ("applied", 1));
        await OutcomesAsync(id, ("cancelled", 1));
    }

    [Fact]
    public async Task Commands_that_begin_no_session_are_applied_or_failed()
    {
        await AddChargersAsync(3);

        var plugged = await IdAsync("plug-connector", $$$"""{"target": {"location_id": "{{{LocationId}}}"}}""");
        await OutcomesAsync(plugged, ("applied", 3));
        var again = await IdAsync("plug-connector", $$$"""{"target": {"location_id": "{{{LocationId}}}"}}""");
        await OutcomesAsync(again, ("failed", 3));
        var one = await IdAsync("plug-connector", $$$"""{"target": {"charger_id": "{{{Charger(1)}}}"}}""");
        await OutcomesAsync(one, ("failed", 1));
        var off = (await PostAsync("/ocpp/deployment-runtime-ops", $$"""{"action": "stop", "deployment_id": "{{Charger(1)}}"}""")).Expect(HttpStatusCode.Accepted);
        await OutcomesAsync((string)off["results"]![0]!["response"]!["id"]!, ("applied", 1));

        Assert.Contains("has a cable in already", (string)Assert.Single(await ChargersAsync(one, ""))["reason"]!);
        Assert.Equal([Identity(1), Identity(2), Identity(3)], (await ChargersAsync(plugged, "outcome=applied")).Select(row => (string)row["identity"]!));
        var listed = (await GetAsync("/ocpp/commands?event_type=plug_connector")).Expect(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.Equal([(one, (string?)Charger(1), 1), (again, null, 3), (plugged, null, 3)],
            listed.Select(command => ((string)command!["id"]!, (string?)command["charger_id"], (int)command["targeted_count"]!)));
    }

    [Fact]
    public async Task Outcomes_are_kept_over_a_restart()
    {
        await AddChargersAsync(2, Host.CsmsUrl);
        await ConnectedAsync(2);
        var refused = await StartAsync($"\"charger_id\": \"{Charger(1)}\"", "BLOCKED");
        await OutcomesAsync(refused, ("refused", 1));
        var started = await StartAsync($"\"location_id\": \"{LocationId}\"", "TAG");
        await OutcomesAsync(started, ("started", 2));

        await Host.RestartAsync();

        await OutcomesAsync(refused, ("refused", 1));
        await OutcomesAsync(started, ("started", 2));
    }

    [Fact]
    public async Task A_command_is_of_the_organization_that_gave_it()
    {
        await AddChargersAsync(1);
        var id = await StartAsync($"\"charger_id\": \"{Charger(1)}\"", "TAG");

        foreach (var path in (string[])[$"/ocpp/commands/{id}", $"/ocpp/commands/{id}/chargers", "/ocpp/commands/000000000000"])
        {
            Assert.Contains("not found", (await SendAsync(HttpMethod.Get, path, organization: "stranger")).Refused(HttpStatusCode.NotFound));
        }

        Assert.Empty((await SendAsync(HttpMethod.Get, "/ocpp/commands", organization: "stranger")).Expect(HttpStatusCode.OK)["data"]!.AsArray());
        Assert.Contains("outcome", (await GetAsync($"/ocpp/commands/{id}/chargers?outcome=odd")).Refused(HttpStatusCode.UnprocessableEntity));
        Assert.Contains("from", (await GetAsync("/ocpp/commands?from=yesterday")).Refused(HttpStatusCode.UnprocessableEntity));
    }

    Task<string> StartAsync(string target, string tag) => IdAsync(
        "start-session", $$$"""{"target": { {{{target}}} }, "event": {"id_tag": "{{{tag}}}", "duration_seconds": 300, "target_energy_kwh": null}}""");

    /// <summary>Gives a command; its id, as the answer tells where to ask for its outcome.</summary>
    async Task<string> IdAsync(string name, string body)
    {
        var answer = await CommandAsync(name, body);
        answer.Expect(HttpStatusCode.Accepted);
        var location = answer.Headers.Location!.ToString();
        Assert.StartsWith("/ocpp/commands/", location);
        return location["/ocpp/commands/".Length..];
    }

    /// <summary>A command's summary as soon as its chargers have come to these outcomes and no others.</summary>
    Task<JsonNode> OutcomesAsync(string id, params (string Outcome, int Count)[] expected) => EventuallyAsync(
        $"/ocpp/commands/{id}",
        command => command["outcomes"]!.AsObject().Where(outcome => (int)outcome.Value! > 0).Select(outcome => (outcome.Key, (int)outcome.Value!)).Order()
            .SequenceEqual(expected.Order()));

    async Task<List<JsonNode>> ChargersAsync(string id, string query) =>
        [.. (await GetAsync($"/ocpp/commands/{id}/chargers?{query}")).Expect(HttpStatusCode.OK)["data"]!.AsArray().Select(row => row!)];

    async Task<List<string>> ListAsync(string query) =>
        [.. (await GetAsync($"/ocpp/commands?{query}")).Expect(HttpStatusCode.OK)["data"]!.AsArray().Select(command => (string)command!["id"]!)];

    async Task ConnectedAsync(int count)
    {
        for (var charger = 1; charger <= count; charger++)
        {
            await EventuallyAsync($"/ocpp/chargers/{Charger(charger)}", live => (string)live["connection"]!["state"]! == "accepted");
            await SettledAsync(charger);
        }
    }
}
