using System.Net;
using System.Text.Json.Nodes;
using OcppLab.Csms;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>A session from the command to the CSMS's last message, over real connections.</summary>
public abstract class SessionContract(ContractHost host) : ContractSuite(host)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_session_stops_by_itself_at_its_energy_limit(int charger)
    {
        await AddChargersAsync(2, Host.CsmsUrl);
        await AcceptedAsync(charger);
        using var events = await WatchAsync(charger);

        await StartAsync(charger, "\"duration_seconds\": null, \"target_energy_kwh\": 15.5");
        await KnownAsync(events, charger);
        var running = await TransactionAsync(charger);
        Assert.Equal("TAG", (string)running["id_tag"]!);
        await Host.AdvanceAsync(TimeSpan.FromHours(6));
        var stopped = await events.UntilAsync((name, _) => name == "session_stopped");

        Assert.Equal(15_500, (double)stopped["energy_wh"]!);
        Assert.Equal("EnergyLimitReached", (string)stopped["stop_reason"]!);
        var seen = await StoppedAsync(charger);
        Assert.Equal(15_500, seen.MeterStopWh - seen.MeterStartWh);
        Assert.Equal((string)running["id"]!, seen.Id);
        Assert.Equal((DateTimeOffset)stopped["stopped_at"]!, seen.StoppedAt);
        Assert.Equal(["Available", "Available"], (await ChargerAsync(charger))["connectors"]!.AsArray().Select(connector => (string)connector!["status"]!));
        Assert.Equal(0, Host.Csms.Charger(Identity(charger))!.Violations);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_session_stops_by_itself_at_its_time_limit(int charger)
    {
        await AddChargersAsync(2, Host.CsmsUrl);
        await AcceptedAsync(charger);
        using var events = await WatchAsync(charger);

        await StartAsync(charger, "\"duration_seconds\": 900, \"target_energy_kwh\": null");
        await KnownAsync(events, charger);
        await Host.AdvanceAsync(TimeSpan.FromHours(1));

        var seen = await StoppedAsync(charger);
        Assert.Equal(TimeSpan.FromSeconds(900), seen.StoppedAt - seen.StartedAt);
        Assert.Equal(0, Host.Csms.Charger(Identity(charger))!.Violations);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_session_is_stopped_by_command(int charger)
    {
        await AddChargersAsync(2, Host.CsmsUrl);
        await AcceptedAsync(charger);
        using var events = await WatchAsync(charger);
        await StartAsync(charger, "\"connector_id\": 2");
        await KnownAsync(events, charger);

        var answer = await CommandAsync(
            "stop-session", $$$"""{"target": {"charger_id": "{{{Charger(charger)}}}"}, "event": {"connector_id": 2}}""");

        Assert.Equal(1, (int)answer.Expect(HttpStatusCode.Accepted)["queued_count"]!);
        Assert.Equal("Local", (await StoppedAsync(charger)).StopReason ?? "Local");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_tag_that_the_csms_does_not_accept_starts_nothing(int charger)
    {
        await AddChargersAsync(2, Host.CsmsUrl);
        await AcceptedAsync(charger);
        using var events = await WatchAsync(charger);

        await StartAsync(charger, "", "BLOCKED-1");
        await events.UntilAsync((name, data) => name == "status_changed" && (string)data["status"]! == "Available");

        Assert.Empty(Host.Csms.Transactions(Identity(charger)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_session_goes_on_over_a_restart_and_ends_as_if_there_had_been_none(int charger)
    {
        await AddChargersAsync(2, Host.CsmsUrl);
        await AcceptedAsync(charger);
        using (var events = await WatchAsync(charger))
        {
            await StartAsync(charger, "\"duration_seconds\": 600, \"target_energy_kwh\": null");
            await KnownAsync(events, charger);
        }

        var before = await TransactionAsync(charger);

        await Host.RestartAsync();
        await AcceptedAsync(charger);
        var after = await TransactionAsync(charger);
        await Host.AdvanceAsync(TimeSpan.FromMinutes(20));

        Assert.Equal(((string)before["id"]!, (string)before["started_at"]!), ((string)after["id"]!, (string)after["started_at"]!));
        var seen = await StoppedAsync(charger);
        Assert.Equal((string)before["id"]!, seen.Id);
        Assert.Equal(TimeSpan.FromSeconds(600), seen.StoppedAt - seen.StartedAt);
        Assert.Single(Host.Csms.Transactions(Identity(charger)));
    }

    [Fact]
    public async Task A_charger_whose_csms_does_not_answer_takes_a_session_and_says_what_is_wrong()
    {
        await AddChargersAsync(1, "ws://127.0.0.1:1/csms");

        await StartAsync(1, "");

        var connection = (await ChargerAsync(1))["connection"]!;
        Assert.Contains((string)connection["state"]!, new[] { "connecting", "disconnected" });
    }

    [Fact]
    public async Task Frames_are_kept_newest_first_filtered_paged_and_forgotten()
    {
        await AddChargersAsync(2, Host.CsmsUrl);
        await AcceptedAsync(1);
        await AcceptedAsync(2);
        var logs = $"/ocpp/chargers/{Charger(1)}/logs";

        var boots = (await GetAsync($"{logs}?event=BootNotification")).Expect(HttpStatusCode.OK);
        Assert.Equal(["csms_to_cp", "cp_to_csms"], boots["data"]!.AsArray().Select(frame => (string)frame!["direction"]!));
        Assert.Equal("BootNotification", (string)JsonNode.Parse((string)boots["data"]![1]!["message"]!)![2]!);
        Assert.Equal((2, 50, 0), ((int)boots["total"]!, (int)boots["limit"]!, (int)boots["offset"]!));

        var page = (await GetAsync($"{logs}?limit=1&offset=1")).Expect(HttpStatusCode.OK);
        var second = Assert.Single(page["data"]!.AsArray());
        var all = (await GetAsync(logs)).Expect(HttpStatusCode.OK);
        Assert.Equal(all["data"]![1]!.ToJsonString(), second!.ToJsonString());
        Assert.Empty((await GetAsync($"{logs}?start_date=2100-01-01T00:00:00Z")).Expect(HttpStatusCode.OK)["data"]!.AsArray());

        var across = (await GetAsync("/ocpp/logs?action=BootNotification&page=2&page_size=3")).Expect(HttpStatusCode.OK);
        Assert.Equal((4, 3, 3), ((int)across["total"]!, (int)across["limit"]!, (int)across["offset"]!));
        Assert.Equal(2, (int)(await GetAsync($"/ocpp/logs?action=BootNotification&identity={Identity(2)}")).Json["total"]!);
        Assert.Equal(2, (int)(await GetAsync($"/ocpp/logs?action=BootNotification&deployment_id={Charger(2)}")).Json["total"]!);
        Assert.Equal(2, (int)(await GetAsync($"/ocpp/logs?action=BootNotification&charger_id={Charger(2)}")).Json["total"]!);
        Assert.Equal(2, (int)(await GetAsync($"/ocpp/logs?action=BootNotification&charger_id={Charger(2)}&deployment_id={Charger(2)}")).Json["total"]!);

        var deleted = await SendAsync(new(HttpMethod.Delete, $"/ocpp/logs?action=BootNotification&deployment_id={Charger(1)}"));
        Assert.Equal(2, (int)deleted.Expect(HttpStatusCode.OK)["deleted_count"]!);
        Assert.Equal(2, (int)(await GetAsync("/ocpp/logs?action=BootNotification")).Json["total"]!);
        var left = (int)(await GetAsync("/ocpp/logs")).Json["total"]!;
        deleted = await SendAsync(new(HttpMethod.Delete, "/ocpp/logs?all=true"));
        Assert.Equal(left, (int)deleted.Expect(HttpStatusCode.OK)["deleted_count"]!);
        Assert.Equal(0, (int)(await GetAsync("/ocpp/logs")).Json["total"]!);
    }

    [Fact]
    public async Task Frames_of_several_actions_are_asked_for_as_each_client_writes_a_list()
    {
        await AddChargersAsync(1, Host.CsmsUrl);
        await AcceptedAsync(1);
        var logs = $"/ocpp/chargers/{Charger(1)}/logs";

        async Task<IEnumerable<string>> ActionsAsync(string path) => (await GetAsync(path)).Expect(HttpStatusCode.OK)["data"]!.AsArray()
            .Select(frame => (string)frame!["action"]!).Distinct().Order();

        string[] both = ["BootNotification", "StatusNotification"];
        foreach (var (path, name) in new[] { (logs, "event"), (logs, "action"), ("/ocpp/logs", "action") })
        {
            Assert.Equal(["BootNotification"], await ActionsAsync($"{path}?{name}=BootNotification"));
            Assert.Equal(["BootNotification"], await ActionsAsync($"{path}?{name}=%5B%22BootNotification%22%5D"));
            Assert.Equal(both, await ActionsAsync($"{path}?{name}=%5B%22BootNotification%22%2C%20%22StatusNotification%22%5D"));
            Assert.Equal(both, await ActionsAsync($"{path}?{name}=BootNotification&{name}=StatusNotification"));
            Assert.Equal(both, await ActionsAsync($"{path}?{name}=BootNotification,StatusNotification"));
            Assert.Equal(["BootNotification", "DataTransfer", "StatusNotification"], await ActionsAsync($"{path}?{name}=%5B%5D"));
        }

        Assert.Equal(both, await ActionsAsync($"{logs}?event=BootNotification&action=StatusNotification"));

        (await SendAsync(new(HttpMethod.Delete, "/ocpp/logs?action=%5B%22BootNotification%22%2C%22StatusNotification%22%5D"))).Expect(HttpStatusCode.OK);
        Assert.Equal(["DataTransfer"], await ActionsAsync(logs));
    }

    [Fact]
    public async Task Frames_are_seen_as_they_come_and_go()
    {
        await AddChargersAsync(1, Host.CsmsUrl);
        await AcceptedAsync(1);
        using var frames = await FramesAsync(1);

        (await CommandAsync("proxy-message", $$$"""
            {"target": {"charger_id": "{{{Charger(1)}}}"}, "event": {"action": "DataTransfer", "payload": {"vendorId": "us"} } }
            """)).Expect(HttpStatusCode.Accepted);

        var sent = await frames.UntilAsync((_, data) => (string)data["action"]! == "DataTransfer");
        Assert.Equal((Charger(1), "cp_to_csms"), ((string)sent["charger_id"]!, (string)sent["direction"]!));
        Assert.Contains("""{"vendorId":"us"}""", ((string)sent["message"]!).Replace(" ", ""));
        var answered = (await frames.NextAsync())!.Value.Data;
        Assert.Equal(("DataTransfer", "csms_to_cp"), ((string)answered["action"]!, (string)answered["direction"]!));
    }

    [Theory]
    [InlineData("null", 2)]
    [InlineData("\"OCPP2.0.1\"", 1)]
    [InlineData("\"1.6\"", 1)]
    public async Task A_message_of_a_version_is_for_the_chargers_that_speak_it(string version, int queued)
    {
        await AddChargersAsync(2, Host.CsmsUrl);

        var answer = await CommandAsync("proxy-message", $$$"""
            {"target": {"location_id": "{{{LocationId}}}"}, "event": {"action": "Heartbeat", "ocpp_version": {{{version}}}} }
            """);

        Assert.Equal(queued, (int)answer.Expect(HttpStatusCode.Accepted)["queued_count"]!);
    }

    [Theory]
    [InlineData(1, "datatransfer", "DataTransfer")]
    [InlineData(2, "HEARTBEAT", "Heartbeat")]
    [InlineData(1, "securityeventnotification", "SecurityEventNotification")]
    [InlineData(1, "notifyevchargingneeds", "NotifyEVChargingNeeds")]
    [InlineData(2, "ourOwnAction", "ourOwnAction")]
    public async Task A_message_goes_out_under_its_action_as_the_specification_spells_it(int charger, string given, string spelled)
    {
        await AddChargersAsync(charger, Host.CsmsUrl);
        await AcceptedAsync(charger);
        using var frames = await FramesAsync(charger);

        (await CommandAsync("proxy-message", $$$"""{"target": {"charger_id": "{{{Charger(charger)}}}"}, "event": {"action": "{{{given}}}"} }"""))
            .Expect(HttpStatusCode.Accepted);

        var sent = await frames.UntilAsync((_, data) => (string)data["direction"]! == "cp_to_csms" && (string)data["action"]! != "StatusNotification");
        Assert.Equal(spelled, (string)sent["action"]!);
        Assert.Equal(spelled, (string)JsonNode.Parse((string)sent["message"]!)![2]!);
    }

    async Task StartAsync(int charger, string fields, string tag = "TAG")
    {
        var more = fields.Length > 0 ? $", {fields}" : "";
        var answer = await CommandAsync(
            "start-session", $$$"""{"target": {"charger_id": "{{{Charger(charger)}}}"}, "event": {"id_tag": "{{{tag}}}" {{{more}}} }}""");
        Assert.Equal(1, (int)answer.Expect(HttpStatusCode.Accepted)["queued_count"]!);
    }

    async Task<JsonNode> ChargerAsync(int charger) => (await GetAsync($"/ocpp/chargers/{Charger(charger)}")).Expect(HttpStatusCode.OK);

    async Task<JsonNode> TransactionAsync(int charger) =>
        (await ChargerAsync(charger))["connectors"]!.AsArray().Select(connector => connector!["transaction"]).Single(transaction => transaction is not null)!;

    async Task<EventStream> WatchAsync(int charger) =>
        await EventStream.OpenAsync(await OpenAsync(new(HttpMethod.Get, $"/ocpp/events/stream?charger_id={Charger(charger)}")));

    /// <summary>Waits until a charger's session has its transaction id, 1.6 from the CSMS and 2.0.1 its own, and all is told.</summary>
    async Task KnownAsync(EventStream events, int charger)
    {
        await events.UntilAsync((name, _) => name == (charger == 1 ? "session_updated" : "session_started"));
        await SettledAsync(charger);
    }

    /// <summary>Waits until the CSMS has accepted a charger, and all is told.</summary>
    async Task AcceptedAsync(int charger)
    {
        await SeenAsync(charger, () => Host.Csms.Charger(Identity(charger)) is { Connected: true, Connectors.Count: >= 2 } seen ? seen : null);
        await SettledAsync(charger);
    }

    /// <summary>Waits until the CSMS has heard of the end of a charger's only transaction.</summary>
    Task<TransactionView> StoppedAsync(int charger) => SeenAsync(
        charger, () => Host.Csms.Transactions(Identity(charger)) is [{ StoppedAt: not null } stopped] ? stopped : null);

    // The CSMS answers when it has taken a message in: its answers tell when to look again.
    async Task<T> SeenAsync<T>(int charger, Func<T?> look)
        where T : class
    {
        using var frames = await FramesAsync(charger);
        while (true)
        {
            if (look() is { } seen)
            {
                return seen;
            }

            await frames.UntilAsync((_, data) => (string)data["direction"]! == "csms_to_cp");
        }
    }
}
