using System.Net;
using System.Text.Json.Nodes;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>What a client that gives commands relies on.</summary>
public abstract class CommandContract(ContractHost host) : ContractSuite(host)
{
    [Fact]
    public async Task A_command_to_one_charger_is_answered_with_what_was_queued()
    {
        await AddChargersAsync(2);

        var answer = await CommandAsync("start-session", $$$"""{"target": {"charger_id": "{{{Charger(1)}}}"}, "event": {"id_tag": "TAG-1"}}""");

        var body = answer.Expect(HttpStatusCode.Accepted);
        Assert.Equal(
            ["targeted_count", "queued_count", "failed_count", "results", "failed"], body.AsObject().Select(field => field.Key));
        Assert.Equal((1, 1, 0), Counts(body));
        var result = Assert.Single(body["results"]!.AsArray())!.AsObject();
        Assert.Equal(["charger_id", "identity", "command"], result.Select(field => field.Key));
        Assert.Equal(Charger(1), (string)result["charger_id"]!);
        Assert.Equal(Identity(1), (string)result["identity"]!);
        var command = result["command"]!.AsObject();
        Assert.Equal(["id", "event_type", "ocpp_version", "payload"], command.Select(field => field.Key));
        Assert.Matches("^[0-9a-f]{12}$", (string)command["id"]!);
        Assert.Equal("start_session", (string)command["event_type"]!);
        Assert.Equal("ocpp1.6", (string)command["ocpp_version"]!);
        Assert.Equal(
            """{"id_tag":"TAG-1","connector_id":1,"duration_seconds":300,"target_energy_kwh":20}""", command["payload"]!.ToJsonString());
    }

    [Fact]
    public async Task Nulls_are_kept_and_unknown_fields_ignored()
    {
        await AddChargersAsync(1);

        var answer = await CommandAsync("start-session", $$$"""
            {
              "target": {"charger_id": "{{{Charger(1)}}}", "identity": null, "location_id": null, "charger_ids": null, "color": "red"},
              "event": {"duration_seconds": null, "target_energy_kwh": null, "id_tag": "TAG-1", "mood": 7},
              "note": true
            }
            """);

        Assert.Equal(
            """{"id_tag":"TAG-1","connector_id":1,"duration_seconds":null,"target_energy_kwh":null}""",
            answer.Expect(HttpStatusCode.Accepted)["results"]![0]!["command"]!["payload"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"charger_id": "CHARGER-1"}""", 1)]
    [InlineData("""{"deployment_id": "CHARGER-1"}""", 1)]
    [InlineData("""{"identity": "IDENTITY-2"}""", 1)]
    [InlineData("""{"location_id": "LOCATION"}""", 3)]
    [InlineData("""{"location_id": "LOCATION", "charger_ids": null}""", 3)]
    [InlineData("""{"location_id": "LOCATION", "charger_ids": ["CHARGER-3", "CHARGER-1"]}""", 2)]
    [InlineData("""{"location_id": "LOCATION", "charger_ids": ["CHARGER-1", "CHARGER-1"]}""", 1)]
    public async Task A_target_is_named_in_several_ways(string target, int chargers)
    {
        await AddChargersAsync(3);

        var answer = await CommandAsync("plug-connector", $$"""{"target": {{Named(target)}}}""");

        Assert.Equal((chargers, chargers, 0), Counts(answer.Expect(HttpStatusCode.Accepted)));
    }

    [Theory]
    [InlineData("""{}""", "none")]
    [InlineData("""{"charger_id": null, "location_id": null}""", "none")]
    [InlineData("""{"charger_id": "CHARGER-1", "location_id": "LOCATION"}""", "charger_id and location_id")]
    [InlineData("""{"charger_id": "CHARGER-1", "deployment_id": "CHARGER-1"}""", "charger_id and deployment_id")]
    [InlineData("""{"charger_id": "CHARGER-1", "identity": "IDENTITY-1"}""", "charger_id and identity")]
    [InlineData("""{"charger_id": "CHARGER-1", "charger_ids": ["CHARGER-1"]}""", "charger_ids")]
    [InlineData("""{"location_id": "LOCATION", "charger_ids": []}""", "charger_ids")]
    [InlineData("""{"location_id": "LOCATION", "charger_ids": [7]}""", "charger_ids[0]")]
    [InlineData("""{"location_id": "LOCATION", "charger_ids": "CHARGER-1"}""", "charger_ids")]
    [InlineData("""{"location_id": 7}""", "location_id")]
    [InlineData("""{"charger_id": ""}""", "charger_id")]
    [InlineData("""{"charger_id": "\u0000"}""", "charger_id")]
    [InlineData("""null""", "target")]
    [InlineData("""[]""", "target")]
    [InlineData("""7""", "target")]
    public async Task A_target_that_is_none_is_refused_and_named(string target, string named)
    {
        await AddChargersAsync(1);

        var answer = await CommandAsync("stop-session", $$"""{"target": {{Named(target)}}}""");

        Assert.Contains(named, answer.Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Theory]
    [InlineData("charger_id")]
    [InlineData("identity")]
    [InlineData("location_id")]
    public async Task What_the_organization_does_not_have_is_not_found(string field)
    {
        var answer = await CommandAsync("stop-session", $$$"""{"target": {"{{{field}}}": "nowhere"}}""");

        Assert.Contains("nowhere", answer.Refused(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Another_organizations_chargers_are_not_found()
    {
        await AddChargersAsync(1);

        foreach (var target in new[] { """{"charger_id": "CHARGER-1"}""", """{"identity": "IDENTITY-1"}""", """{"location_id": "LOCATION"}""" })
        {
            var request = Post("/ocpp/commands/plug-connector", $$"""{"target": {{Named(target)}}}""");
            request.Headers.Authorization = new("Bearer", Token("another"));
            (await SendAsync(request)).Refused(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Who_refuses_is_told_one_by_one_and_the_others_go_on()
    {
        await AddChargersAsync(3);
        (await CommandAsync("start-session", $$$"""{"target": {"charger_id": "{{{Charger(3)}}}"}, "event": {"id_tag": "FIRST"}}""")).Expect(HttpStatusCode.Accepted);

        var answer = await CommandAsync("start-session", Named("""
            {
              "target": {"location_id": "LOCATION", "charger_ids": ["CHARGER-1", "CHARGER-2", "CHARGER-3", "dep-elsewhere"]},
              "event": {"id_tag": "A-TAG-THAT-IS-TOO-LONG-FOR-1.6"}
            }
            """));

        var body = answer.Expect(HttpStatusCode.Accepted);
        Assert.Equal((4, 1, 3), Counts(body));
        Assert.Equal(Charger(2), (string)body["results"]![0]!["charger_id"]!);
        var failed = body["failed"]!.AsArray().Select(item => item!.AsObject()).ToList();
        Assert.All(failed, item => Assert.Equal(["identity", "error"], item.Select(field => field.Key)));
        Assert.Equal([Identity(1), Identity(3), null], failed.Select(item => (string?)item["identity"]));
        Assert.Contains("20", (string)failed[0]["error"]!);
        Assert.Contains("dep-elsewhere", (string)failed[2]["error"]!);
    }

    [Fact]
    public async Task A_connector_in_a_session_takes_no_second_one_and_one_not_there_takes_none()
    {
        await AddChargersAsync(1);
        var start = Named("""{"target": {"charger_id": "CHARGER-1"}, "event": {"id_tag": "TAG", "connector_id": CONNECTOR}}""");
        (await CommandAsync("start-session", start.Replace("CONNECTOR", "2"))).Expect(HttpStatusCode.Accepted);

        foreach (var connector in new[] { "2", "3" })
        {
            var body = (await CommandAsync("start-session", start.Replace("CONNECTOR", connector))).Expect(HttpStatusCode.Accepted);
            Assert.Equal((1, 0, 1), Counts(body));
            Assert.Contains($"connector {connector}", (string)body["failed"]![0]!["error"]!);
        }
    }

    [Theory]
    [InlineData("event")]
    [InlineData("payload")]
    public async Task The_event_is_taken_under_either_name(string name)
    {
        await AddChargersAsync(1);

        var answer = await CommandAsync("authorize", Named($$$"""{"target": {"charger_id": "CHARGER-1"}, "{{{name}}}": {"id_tag": "TAG"}}"""));

        var command = answer.Expect(HttpStatusCode.Accepted)["results"]![0]!["command"]!;
        Assert.Equal("authorize_id_tag", (string)command["event_type"]!);
    }

    [Fact]
    public async Task Both_names_of_the_event_together_are_refused()
    {
        await AddChargersAsync(1);

        var answer = await CommandAsync(
            "authorize", Named("""{"target": {"charger_id": "CHARGER-1"}, "event": {"id_tag": "TAG"}, "payload": {"id_tag": "TAG"}}"""));

        Assert.Contains("event and payload", answer.Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Theory]
    [InlineData("1", "2", 422)]
    [InlineData("2", "1", 202)]
    [InlineData("2", "2", 202)]
    [InlineData("2", "null", 422)]
    [InlineData("null", "2", 202)]
    public async Task An_evse_has_one_connector(string evse, string connector, int status)
    {
        await AddChargersAsync(2);

        var answer = await CommandAsync("plug-connector", Named(
            $$$"""{"target": {"charger_id": "CHARGER-2"}, "event": {"evse_id": {{{evse}}}, "connector_id": {{{connector}}}}}"""));

        Assert.Equal(status, (int)answer.Status);
    }

    [Theory]
    [InlineData("GroundFailure", 1)]
    [InlineData("groundfailure", 1)]
    [InlineData("EVCommunicationError", 1)]
    [InlineData("Latency", 0)]
    [InlineData("Offline", 0)]
    public async Task A_fault_is_an_error_code_or_one_of_the_network_which_a_detached_charger_has_not(string fault, int queued)
    {
        await AddChargersAsync(1);

        var answer = await CommandAsync("inject-fault", Named($$$"""{"target": {"charger_id": "CHARGER-1"}, "event": {"fault_type": "{{{fault}}}"}}"""));

        Assert.Equal((1, queued, 1 - queued), Counts(answer.Expect(HttpStatusCode.Accepted)));
    }

    [Theory]
    [InlineData("NoError")]
    [InlineData("Flood")]
    public async Task A_fault_that_is_none_is_refused_with_those_there_are(string fault)
    {
        await AddChargersAsync(1);

        var answer = await CommandAsync("inject-fault", Named($$$"""{"target": {"charger_id": "CHARGER-1"}, "event": {"fault_type": "{{{fault}}}"}}"""));

        var detail = answer.Refused(HttpStatusCode.UnprocessableEntity);
        Assert.Contains("event.fault_type", detail);
        Assert.All(
            ["ConnectorLockFailure", "EVCommunicationError", "GroundFailure", "HighTemperature", "InternalError", "LocalListConflict", "OtherError",
                "OverCurrentFailure", "OverVoltage", "PowerMeterFailure", "PowerSwitchFailure", "ReaderFailure", "ResetFailure", "UnderVoltage",
                "WeakSignal", "Offline", "Latency", "Drop"],
            name => Assert.Contains(name, detail));
    }

    [Fact]
    public async Task A_session_goes_as_was_chosen_for_it()
    {
        await AddChargersAsync(2);

        (await CommandAsync("start-session", Named("""
            {"target": {"location_id": "LOCATION"}, "event": {"id_tag": "TAG", "stay_plugged": true, "plug_in_after_seconds": 0, "timing": "instant"} }
            """))).Expect(HttpStatusCode.Accepted);
        var stopped = (await CommandAsync(
            "stop-session", Named("""{"target": {"location_id": "LOCATION"}, "event": {"reason": "UnlockCommand"} }"""))).Expect(HttpStatusCode.Accepted);

        Assert.Equal((2, 1, 1), Counts(stopped));
        Assert.Equal("OCPP 2.0.1 has no stop reason UnlockCommand", (string)stopped["failed"]![0]!["error"]!);
        var connector = (await GetAsync($"/ocpp/chargers/{Charger(1)}")).Expect(HttpStatusCode.OK)["connectors"]![0]!;
        Assert.Equal("Finishing", (string)connector["status"]!);
    }

    [Theory]
    [InlineData("""{"action": "UnlockConnector", "status": "UnlockFailed", "times": 1}""", 2)]
    [InlineData("""{"action": "unlockconnector", "delay_ms": 3000}""", 2)]
    [InlineData("""{"action": "TriggerMessage", "no_answer": true}""", 2)]
    [InlineData("""{"action": "TriggerMessage", "payload": {"status": 7}}""", 2)]
    [InlineData("""{"action": "TriggerMessage", "error_code": "InternalError", "error_description": "broken"}""", 2)]
    [InlineData("""{"action": "GetConfiguration", "no_answer": true}""", 1)]
    [InlineData("""{"action": "ClearCache", "status": "Perhaps"}""", 0)]
    public async Task What_is_answered_to_the_CSMS_can_be_chosen(string chosen, int queued)
    {
        await AddChargersAsync(2);

        var answer = await CommandAsync("answer-calls", Named($$$"""{"target": {"location_id": "LOCATION"}, "event": {{{chosen}}} }"""));
        Assert.Equal((2, queued, 2 - queued), Counts(answer.Expect(HttpStatusCode.Accepted)));
        var cleared = await CommandAsync("clear-call-answers", Named("""{"target": {"location_id": "LOCATION"}}"""));
        Assert.Equal((2, queued, 2 - queued), Counts(cleared.Expect(HttpStatusCode.Accepted)));
    }

    [Fact]
    public async Task A_limit_from_outside_is_set_on_the_charger_or_an_EVSE_and_released()
    {
        await AddChargersAsync(1);

        Assert.Equal((1, 1, 0), await GiveAsync("clear-charging-limit", "{}", refused: true));
        Assert.Equal((1, 1, 0), await GiveAsync("set-charging-limit", """{"power_w": 7400, "grid_critical": true}"""));
        Assert.Equal((1, 1, 0), await GiveAsync("set-charging-limit", """{"evse_id": 1, "power_w": 0, "source": "SO"}"""));
        Assert.Equal((1, 1, 0), await GiveAsync("set-charging-limit", """{"evse_id": 9, "power_w": 0}""", refused: true));
        Assert.Equal((1, 1, 0), await GiveAsync("clear-charging-limit", """{"evse_id": 1, "source": "EMS"}""", refused: true));
        Assert.Equal((1, 1, 0), await GiveAsync("clear-charging-limit", """{"evse_id": 1, "source": "SO"}"""));
        Assert.Equal((1, 1, 0), await GiveAsync("clear-charging-limit", "{}"));
        Assert.Equal((1, 1, 0), await GiveAsync("set-charging-limit", """{"power_w": 1000, "local_generation": true}""", refused: true));
        Assert.Equal((1, 1, 0), await GiveAsync("use-priority-charging", """{"connector_id": 1, "activate": true}""", refused: true));
        Assert.Equal((1, 1, 0), await GiveAsync("ev-renegotiates", """{"at_next_schedule": "exceed"}""", refused: true));

        // The counts, those of the refused turned around.
        async Task<(int, int, int)> GiveAsync(string command, string @event, bool refused = false)
        {
            var body = (await CommandAsync(command, Named($$$"""{"target": {"charger_id": "CHARGER-1"}, "event": {{{@event}}} }"""))).Expect(HttpStatusCode.Accepted);
            var (targeted, queued, failed) = Counts(body);
            return refused ? (targeted, failed, queued) : (targeted, queued, failed);
        }
    }

    [Theory]
    [InlineData("validate-vat-number", """{"vat_number": "DE123456789"}""")]
    [InlineData("settle-payment", """{"psp_ref": "psp-1", "status": "Failed", "amount": 12.5}""")]
    public async Task Payments_are_for_chargers_of_2_1(string command, string @event)
    {
        await AddChargersAsync(1);

        var body = (await CommandAsync(command, Named($$$"""{"target": {"charger_id": "CHARGER-1"}, "event": {{{@event}}} }"""))).Expect(HttpStatusCode.Accepted);
        Assert.Equal((1, 0, 1), Counts(body));
        Assert.Equal("OCPP 1.6 has no message about payments", (string)body["failed"]![0]!["error"]!);
    }

    [Theory]
    [InlineData("validate-vat-number", "{}", "event.vat_number")]
    [InlineData("validate-vat-number", """{"vat_number": "123456789012345678901"}""", "event.vat_number")]
    [InlineData("settle-payment", "{}", "event.psp_ref")]
    [InlineData("settle-payment", """{"psp_ref": "psp-1", "status": "Done"}""", "event.status")]
    [InlineData("settle-payment", """{"psp_ref": "psp-1", "amount": -1}""", "event.amount")]
    [InlineData("set-charging-limit", "{}", "event.power_w")]
    [InlineData("set-charging-limit", """{"power_w": -1}""", "event.power_w")]
    [InlineData("set-charging-limit", """{"power_w": 1, "evse_id": -1}""", "event.evse_id")]
    [InlineData("set-charging-limit", """{"power_w": 1, "source": "CSO"}""", "event.source")]
    [InlineData("clear-charging-limit", """{"source": "CSO"}""", "event.source")]
    [InlineData("set-charging-limit", """{"power_w": 1, "local_generation": 1}""", "event.local_generation")]
    [InlineData("use-priority-charging", """{"connector_id": 1, "activate": "yes"}""", "event.activate")]
    [InlineData("ev-renegotiates", """{"at_next_schedule": "later"}""", "event.at_next_schedule")]
    public async Task A_limit_or_payment_that_is_none_is_refused(string command, string @event, string detail)
    {
        await AddChargersAsync(1);

        var answer = await CommandAsync(command, Named($$$"""{"target": {"charger_id": "CHARGER-1"}, "event": {{{@event}}} }"""));
        Assert.Contains(detail, answer.Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Theory]
    [InlineData("""{"action": "Reset"}""", "event.status")]
    [InlineData("""{"action": "Reset", "no_answer": false, "delay_ms": 0}""", "event.delay_ms")]
    [InlineData("""{"action": "Reset", "status": "Rejected", "payload": {}}""", "event.status and event.payload can't be given together")]
    [InlineData("""{"action": "Reset", "error_code": "InternalError", "no_answer": true}""", "event.error_code and event.no_answer can't be given together")]
    [InlineData("""{"action": "Reset", "status": "Rejected", "error_description": "why"}""", "event.error_description needs event.error_code")]
    [InlineData("""{"action": "Reset", "status": "Rejected", "times": 0}""", "event.times")]
    [InlineData("""{"status": "Rejected"}""", "event.action is required")]
    public async Task An_answer_that_is_none_is_refused(string chosen, string detail)
    {
        await AddChargersAsync(1);

        var answer = await CommandAsync("answer-calls", Named($$$"""{"target": {"charger_id": "CHARGER-1"}, "event": {{{chosen}}} }"""));
        Assert.Contains(detail, answer.Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_location_of_a_thousand_chargers_is_answered_in_one_piece()
    {
        await AddChargersAsync(1000);

        var body = (await CommandAsync("start-session", Named("""{"target": {"location_id": "LOCATION"}, "event": {"id_tag": "TAG"}}""")))
            .Expect(HttpStatusCode.Accepted);

        Assert.Equal((1000, 1000, 0), Counts(body));
        Assert.Equal(1000, body["results"]!.AsArray().Select(result => (string)result!["identity"]!).Distinct().Count());
        Assert.Single(body["results"]!.AsArray().Select(result => (string)result!["command"]!["id"]!).Distinct());
    }

    static (int Targeted, int Queued, int Failed) Counts(JsonNode body)
    {
        Assert.Equal((int)body["queued_count"]!, body["results"]!.AsArray().Count);
        Assert.Equal((int)body["failed_count"]!, body["failed"]!.AsArray().Count);
        return ((int)body["targeted_count"]!, (int)body["queued_count"]!, (int)body["failed_count"]!);
    }

    string Named(string json) => json
        .Replace("LOCATION", LocationId)
        .Replace("CHARGER-", Charger(0)[..^1])
        .Replace("IDENTITY-", Identity(0)[..^1]);
}
