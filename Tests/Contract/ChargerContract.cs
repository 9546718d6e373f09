using System.Net;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>What a client that sets up chargers one by one relies on, in both dialects.</summary>
public abstract class ChargerContract(ContractHost host) : InventorySuite(host)
{
    [Fact]
    public async Task A_charger_is_created_and_told_in_full()
    {
        var location = await CreateLocationAsync();

        var created = (await PostAsync("/ocpp/chargers", $$"""
            {
              "identity": "CP-1", "brand_slug": "abb", "model_slug": "terra-184", "connector_type": "ccs2", "ocpp_version": "2.0.1",
              "charge_point_name": "By the door", "location_id": "{{location}}", "ws_url": null, "security_profile": 1, "authorization_key": "0123456789abcdef"
            }
            """)).Expect(HttpStatusCode.Accepted);

        Assert.Equal(["charger_id", "identity", "status", "status_url"], Names(created));
        Assert.Equal("READY", (string)created["status"]!);
        var status = (await GetAsync((string)created["status_url"]!)).Expect(HttpStatusCode.OK);
        Assert.Equal(["charger_id", "status", "error", "provisioned_at"], Names(status));
        Assert.Equal("READY", (string)status["status"]!);
        Assert.NotNull(status["provisioned_at"]);
        var charger = (await GetAsync($"/ocpp/chargers/{created["charger_id"]}")).Expect(HttpStatusCode.OK);
        Assert.Equal(
            [
                "id", "identity", "name", "vendor_name", "model", "brand_slug", "model_slug", "image_url", "ocpp_version", "number_of_connectors",
                "max_charging_power", "connector_type", "location_id", "ws_url", "security_profile", "options", "connection", "connectors", "display",
                "created_at", "updated_at",
            ],
            Names(charger));
        Assert.Equal(("CP-1", "By the door", "ABB", "Terra 184"), (
            (string)charger["identity"]!, (string)charger["name"]!, (string)charger["vendor_name"]!, (string)charger["model"]!));
        Assert.Equal(("OCPP2.0.1", 2, 180_000, "CCS2"), (
            (string)charger["ocpp_version"]!, (int)charger["number_of_connectors"]!, (double)charger["max_charging_power"]!, (string)charger["connector_type"]!));
        Assert.Equal(["state", "since", "last_error", "ocpp_version"], Names(charger["connection"]!));
        Assert.Equal("detached", (string)charger["connection"]!["state"]!);
        Assert.Equal(2, charger["connectors"]!.AsArray().Count);
        Assert.Equal(["connector_id", "status", "error_code", "transaction"], Names(charger["connectors"]![0]!));
    }

    [Theory]
    [InlineData("OCPP1.6", "OCPP1.6")]
    [InlineData("ocpp2.0.1", "OCPP2.0.1")]
    [InlineData("Ocpp1.6", "OCPP1.6")]
    [InlineData("2.0.1", "OCPP2.0.1")]
    [InlineData("OCPP2.1", "OCPP2.1")]
    [InlineData("2.1", "OCPP2.1")]
    public async Task A_version_may_be_spelled_in_several_ways(string given, string told)
    {
        var created = await PostAsync("/ocpp/chargers", $$"""{"identity": "CP-1", {{Model}}, "ocpp_version": "{{given}}"}""");

        var charger = await GetAsync($"/ocpp/chargers/{created.Expect(HttpStatusCode.Accepted)["charger_id"]}");

        Assert.Equal(told, (string)charger.Json["ocpp_version"]!);
    }

    [Theory]
    [InlineData("""{"brand_slug": "abb", "model_slug": "terra-184"}""", "identity")]
    [InlineData("""{"identity": null, "brand_slug": "abb", "model_slug": "terra-184"}""", "identity")]
    [InlineData("""{"identity": "a/b", "brand_slug": "abb", "model_slug": "terra-184"}""", "identity")]
    [InlineData("""{"identity": "⚡", "brand_slug": "abb", "model_slug": "terra-184"}""", "identity")]
    [InlineData("""{"identity": "A", "model_slug": "terra-184"}""", "brand_slug")]
    [InlineData("""{"identity": "A", "brand_slug": "abb"}""", "model_slug")]
    [InlineData("""{"identity": "A", "brand_slug": "abb", "model_slug": "terra-184", "connector_type": "Type2"}""", "CHAdeMO")]
    [InlineData("""{"identity": "A", "brand_slug": "abb", "model_slug": "terra-184", "ocpp_version": "1.5"}""", "ocpp_version")]
    [InlineData("""{"identity": "A", "brand_slug": "abb", "model_slug": "terra-184", "ocpp_version": 1.6}""", "ocpp_version")]
    [InlineData("""{"identity": "A", "brand_slug": "abb", "model_slug": "terra-184", "ws_url": "http://csms.test"}""", "ws_url")]
    [InlineData("""{"identity": "A", "brand_slug": "abb", "model_slug": "terra-184", "ws_url": ""}""", "ws_url")]
    [InlineData("""{"identity": "A", "brand_slug": "abb", "model_slug": "terra-184", "security_profile": 4}""", "security_profile")]
    [InlineData("""{"identity": "A", "brand_slug": "abb", "model_slug": "terra-184", "security_profile": 1}""", "authorization_key")]
    [InlineData("""{"identity": "A", "brand_slug": "abb", "model_slug": "terra-184", "location_name": ""}""", "location_name")]
    public async Task A_field_that_does_not_fit_is_named_and_nothing_is_created(string body, string named)
    {
        Assert.Contains(named, (await PostAsync("/ocpp/chargers", body)).Refused(HttpStatusCode.UnprocessableEntity));

        Assert.Equal(0, (int)(await GetAsync("/ocpp/chargers")).Json["total"]!);
        Assert.Equal(0, (int)(await GetAsync("/ocpp/locations")).Json["total"]!);
    }

    [Theory]
    [InlineData("/ocpp/chargers", "acme", "terra-184", "brand_slug", "'acme'", "wallbox")]
    [InlineData("/ocpp/chargers", "abb", "terra-1", "model_slug", "'terra-1'", "terra-184")]
    [InlineData("/ocpp/deployment", "acme", "terra-184", "brand_slug", "'acme'", "wallbox")]
    [InlineData("/ocpp/deployment", "abb", "terra-1", "model_slug", "'terra-1'", "terra-184")]
    public async Task A_model_that_the_catalog_does_not_have_is_not_found_and_nothing_is_created(
        string path, string brand, string model, string field, string value, string known)
    {
        var detail = (await PostAsync(
            path, $$"""{"identity": "A", "brand_slug": "{{brand}}", "model_slug": "{{model}}", "location_name": "Yard"}""")).Refused(HttpStatusCode.NotFound);

        Assert.All([field, value, known], named => Assert.Contains(named, detail));
        Assert.Equal(0, (int)(await GetAsync("/ocpp/chargers")).Json["total"]!);
        Assert.Equal(0, (int)(await GetAsync("/ocpp/locations")).Json["total"]!);
    }

    [Fact]
    public async Task A_change_to_a_model_that_the_catalog_does_not_have_does_not_fit()
    {
        var id = await CreateChargerAsync("CP-1", await CreateLocationAsync());

        var detail = (await PutAsync($"/ocpp/chargers/{id}", """{"brand_slug": "acme"}""")).Refused(HttpStatusCode.UnprocessableEntity);

        Assert.Contains("brand_slug", detail);
        Assert.Contains("'acme'", detail);
    }

    [Fact]
    public async Task Chargers_are_found_by_their_identity_and_by_text_in_identity_or_name()
    {
        var depot = await CreateLocationAsync();
        var yard = await CreateLocationAsync("Yard");
        await CreateChargerAsync("CP-1", depot);
        await CreateChargerAsync("CP-10", depot);
        await CreateChargerAsync("cp-1", yard);
        (await PostAsync("/ocpp/chargers", $$"""{"identity": "A_B", "charge_point_name": "100 % Green", "location_id": "{{yard}}", {{Model}}}"""))
            .Expect(HttpStatusCode.Accepted);

        async Task<IEnumerable<string>> FoundAsync(string query)
        {
            var page = (await GetAsync($"/ocpp/chargers?{query}")).Expect(HttpStatusCode.OK);
            Assert.Equal((int)page["total"]!, page["data"]!.AsArray().Count);
            return Texts(page["data"]!, "identity").Order(StringComparer.Ordinal);
        }

        Assert.Equal(["CP-1"], await FoundAsync("identity=CP-1"));
        Assert.Empty(await FoundAsync("identity=CP-"));
        Assert.Empty(await FoundAsync($"identity=CP-1&location_id={yard}"));
        Assert.Equal(["CP-1", "CP-10", "cp-1"], await FoundAsync("search=Cp-1"));
        Assert.Equal(["CP-1", "CP-10"], await FoundAsync($"search=cp-1&location_id={depot}"));
        Assert.Equal(["CP-10"], await FoundAsync("search=cp&identity=CP-10"));
        Assert.Equal(["A_B"], await FoundAsync("search=gREEN"));
        Assert.Equal(["A_B"], await FoundAsync("search=%25"));
        Assert.Equal(["A_B"], await FoundAsync("search=_"));
        Assert.Empty(await FoundAsync("search=%5C"));
        Assert.Empty(await FoundAsync("search='"));
        Assert.Equal(4, (await FoundAsync("search=&identity=")).Count());
        var second = (await GetAsync("/ocpp/chargers?search=cp&limit=2&page=2")).Expect(HttpStatusCode.OK);
        Assert.Equal((3, 1), ((int)second["total"]!, second["data"]!.AsArray().Count));
        Assert.Empty((await SendAsync(HttpMethod.Get, "/ocpp/chargers?search=cp", organization: "stranger")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task An_identity_is_taken_once()
    {
        var location = await CreateLocationAsync();
        await CreateChargerAsync("CP-1", location);
        var other = await CreateChargerAsync("CP-2", location);

        var again = await PostAsync("/ocpp/chargers", $$"""{"identity": "CP-1", {{Model}}}""");
        var renamed = await PutAsync($"/ocpp/chargers/{other}", """{"identity": "CP-1"}""");

        Assert.Contains("CP-1", again.Refused(HttpStatusCode.Conflict));
        Assert.Contains("CP-1", renamed.Refused(HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_creates_nothing_more()
    {
        async Task<Answer> CreateAsync()
        {
            var request = Post("/ocpp/chargers", $$"""{"identity": "CP-1", {{Model}}}""");
            request.Headers.Add("Idempotency-Key", "once");
            return await SendAsync(request);
        }

        var first = await CreateAsync();
        var repeat = await CreateAsync();

        Assert.Equal(first.Expect(HttpStatusCode.Accepted).ToJsonString(), repeat.Expect(HttpStatusCode.Accepted).ToJsonString());
        Assert.Equal(1, (int)(await GetAsync("/ocpp/chargers")).Json["total"]!);
    }

    [Fact]
    public async Task A_location_may_be_named_and_is_made_where_it_is_missing()
    {
        async Task<string> PlaceAsync(string identity, string place) => (string)(await GetAsync(
            $"/ocpp/chargers/{(await PostAsync("/ocpp/chargers", $$"""{"identity": "{{identity}}", {{Model}}{{place}}}""")).Json["charger_id"]}")).Json["location_id"]!;

        var yard = await PlaceAsync("A", ", \"location_name\": \"Yard\"");
        var again = await PlaceAsync("B", ", \"location_name\": \"Yard\"");
        var none = await PlaceAsync("C", "");

        Assert.Equal(yard, again);
        Assert.NotEqual(yard, none);
        Assert.Equal("Default", (string)(await GetAsync($"/ocpp/locations/{none}")).Json["name"]!);
    }

    [Fact]
    public async Task Only_what_is_given_changes()
    {
        var location = await CreateLocationAsync();
        var yard = await CreateLocationAsync("Yard");
        var id = await CreateChargerAsync("CP-1", location);

        var changed = (await PutAsync($"/ocpp/chargers/{id}", $$"""{"identity": "CP-9", "model_slug": "terra-54", "location_id": "{{yard}}"}""")).Expect(HttpStatusCode.OK);
        var misfit = await PutAsync($"/ocpp/chargers/{id}", """{"model_slug": null}""");

        Assert.Equal(("CP-9", "Terra 54", yard), ((string)changed["identity"]!, (string)changed["model"]!, (string)changed["location_id"]!));
        Assert.Equal("OCPP1.6", (string)changed["ocpp_version"]!);
        Assert.Contains("model_slug", misfit.Refused(HttpStatusCode.UnprocessableEntity));
        (await CommandAsync("plug-connector", """{"target": {"identity": "CP-9"}}""")).Expect(HttpStatusCode.Accepted);
        (await CommandAsync("plug-connector", """{"target": {"identity": "CP-1"}}""")).Refused(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_running_transaction_is_told_with_its_connector_and_ends_with_its_charger()
    {
        await AddChargersAsync(1);
        await CommandAsync("start-session", $$$"""{"target": {"charger_id": "{{{Charger(1)}}}"}, "event": {"id_tag": "TAG", "connector_id": 2, "duration_seconds": 900}}""");
        await Host.AdvanceAsync(TimeSpan.FromMinutes(2));

        var connector = (await EventuallyAsync(
            $"/ocpp/chargers/{Charger(1)}", charger => charger["connectors"]![1]!["transaction"] is not null))["connectors"]![1]!;
        var running = await SessionsAsync($"charger_id={Charger(1)}", 1);
        await DeleteAsync($"/ocpp/chargers/{Charger(1)}");
        var over = await SessionsAsync($"charger_id={Charger(1)}&status=completed", 1);

        Assert.Equal(2, (int)connector["connector_id"]!);
        Assert.Equal(
            ["id", "id_tag", "started_at", "energy_wh", "exported_wh", "power_w", "soc_percent", "ends_at"], Names(connector["transaction"]!));
        Assert.Equal("TAG", (string)connector["transaction"]!["id_tag"]!);
        Assert.InRange((double)connector["transaction"]!["energy_wh"]!, 1, 1000);
        Assert.Equal("active", (string)Assert.Single(running)!["status"]!);
        Assert.InRange((double)running[0]!["energy_wh"]!, 1, 1000);
        Assert.NotNull(Assert.Single(over)!["stopped_at"]);
    }

    [Fact]
    public async Task A_charger_is_switched_off_and_on()
    {
        await AddChargersAsync(1);
        var path = $"/ocpp/chargers/{Charger(1)}";

        var receipt = (await PostAsync($"{path}/stop-charger", "")).Expect(HttpStatusCode.Accepted);
        Assert.Equal(["id", "event_type", "ocpp_version", "payload"], Names(receipt));
        Assert.Equal("stop_charger", (string)receipt["event_type"]!);
        await EventuallyAsync(path, charger => (string)charger["connection"]!["state"]! == "off");
        (await PostAsync($"{path}/start-charger", "")).Expect(HttpStatusCode.Accepted);
        await EventuallyAsync(path, charger => (string)charger["connection"]!["state"]! == "detached");
        (await PostAsync($"{path}/restart-charger", "")).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_charger_that_can_not_connect_says_why()
    {
        // The discard port of this machine: nothing listens there.
        var created = (await PostAsync("/ocpp/chargers", $$"""{"identity": "CP-1", {{Model}}, "ws_url": "ws://127.0.0.1:9/csms"}""")).Expect(HttpStatusCode.Accepted);

        var status = await EventuallyAsync((string)created["status_url"]!, status => (string)status["status"]! == "FAILED");

        Assert.Equal(["code", "message", "retryable"], Names(status["error"]!));
        Assert.Equal("CONNECTION_FAILED", (string)status["error"]!["code"]!);
        Assert.Null(status["provisioned_at"]);
    }

    [Fact]
    public async Task Another_organizations_charger_is_not_there()
    {
        await AddChargersAsync(1);
        var path = $"/ocpp/chargers/{Charger(1)}";
        (HttpMethod Method, string Path, string? Body)[] tries =
        [
            (HttpMethod.Get, path, null), (HttpMethod.Put, path, """{"ws_url": null}"""), (HttpMethod.Delete, path, null), (HttpMethod.Get, $"{path}/status", null),
            (HttpMethod.Post, $"{path}/start-charger", null), (HttpMethod.Post, $"{path}/stop-charger", null), (HttpMethod.Post, $"{path}/restart-charger", null),
            (HttpMethod.Delete, $"/ocpp/deployment?deployment_id={Charger(1)}", null),
            (HttpMethod.Post, "/ocpp/deployment-runtime-ops", $$"""{"action": "delete", "deployment_id": "{{Charger(1)}}"}"""),
        ];

        foreach (var (method, target, body) in tries)
        {
            Assert.Contains(Charger(1), (await SendAsync(method, target, body, "stranger")).Refused(HttpStatusCode.NotFound));
        }

        (await GetAsync(path)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_charger_is_created_and_deleted_in_the_second_dialect()
    {
        var created = (await PostAsync("/ocpp/deployment", $$"""{"identity": "CP-1", {{Model}}}""")).Expect(HttpStatusCode.Accepted);
        var nameless = (await PostAsync("/ocpp/deployment", $$"""{ {{Model}}, "ocpp_version": "ocpp2.0.1"}""")).Expect(HttpStatusCode.Accepted);

        Assert.Equal(["id", "deployment_id", "identity", "ocpp_version", "provisioning_state"], Names(created));
        Assert.Equal(("CP-1", "ocpp1.6"), ((string)created["identity"]!, (string)created["ocpp_version"]!));
        Assert.Equal("ocpp2.0.1", (string)nameless["ocpp_version"]!);
        Assert.Matches("^CP-[0-9a-f]{12}$", (string)nameless["identity"]!);
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync($"/ocpp/deployment?deployment_id={created["id"]}")).Status);
        (await GetAsync($"/ocpp/chargers/{created["id"]}")).Refused(HttpStatusCode.NotFound);
        Assert.Contains("deployment_id", (await DeleteAsync("/ocpp/deployment")).Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_whole_location_is_stopped_restarted_and_emptied()
    {
        await AddChargersAsync(3);

        async Task<System.Text.Json.Nodes.JsonNode> RunAsync(string action) => (await PostAsync(
            "/ocpp/deployment-runtime-ops", $$"""{"action": "{{action}}", "location_id": "{{LocationId}}"}""")).Expect(HttpStatusCode.Accepted);

        var stopped = await RunAsync("stop");
        Assert.Equal(["action", "target_type", "deployment_id", "location_id", "accepted_count", "failed_count", "results"], Names(stopped));
        Assert.Equal(("location", 3, 0), ((string)stopped["target_type"]!, (int)stopped["accepted_count"]!, (int)stopped["failed_count"]!));
        Assert.Equal(["deployment_id", "status", "response", "error"], Names(stopped["results"]![0]!));
        await EventuallyAsync($"/ocpp/chargers/{Charger(2)}", charger => (string)charger["connection"]!["state"]! == "off");
        Assert.Equal(3, (int)(await RunAsync("restart"))["accepted_count"]!);
        Assert.Equal(3, (int)(await RunAsync("delete"))["accepted_count"]!);
        Assert.Equal(0, (int)(await GetAsync($"/ocpp/locations/{LocationId}/chargers")).Json["total"]!);
    }

    [Theory]
    [InlineData("""{"action": "explode", "deployment_id": "x"}""", "action")]
    [InlineData("""{"deployment_id": "x"}""", "action")]
    [InlineData("""{"action": "stop"}""", "deployment_id")]
    [InlineData("""{"action": "stop", "deployment_id": "x", "location_id": "y"}""", "location_id")]
    public async Task An_operation_names_what_to_do_with_one_target(string body, string named) =>
        Assert.Contains(named, (await PostAsync("/ocpp/deployment-runtime-ops", body)).Refused(HttpStatusCode.UnprocessableEntity));

    [Fact]
    public async Task Deleting_by_an_operation_needs_the_scope_to_write()
    {
        await AddChargersAsync(1);
        var request = Post("/ocpp/deployment-runtime-ops", $$"""{"action": "delete", "deployment_id": "{{Charger(1)}}"}""");
        request.Headers.Authorization = new("Bearer", Token(scope: "ocpp:command"));

        Assert.Contains("ocpp:write", (await SendAsync(request)).Refused(HttpStatusCode.Forbidden));
    }
}
