using System.Net;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>What a client that sets up chargers by the thousand relies on.</summary>
public abstract class BulkContract(ContractHost host) : InventorySuite(host)
{
    [Fact]
    public async Task Many_chargers_are_created_by_one_request()
    {
        var location = await CreateLocationAsync();
        await CreateChargerAsync("A-2", location);

        var accepted = await PostAsync($"/ocpp/locations/{location}/chargers", $$$"""
            [
              {"template": {{{{Model}}}, "identity_prefix": "A-", "template_name": "Alpha"}, "charger_ids": ["1", "2"], "chargers_number": 3},
              {"template": {"brand_slug": "keba", "model_slug": "kecontact-p30-x", "ocpp_version": "2.0.1"}, "charger_ids": ["B"]}
            ]
            """);
        var job = await CompletedAsync(accepted);

        Assert.Equal(["job_id", "status", "status_url"], Names(accepted.Json));
        Assert.Equal(4, (int)job["total"]!);
        var created = job["results"]!["created"]!.AsArray();
        Assert.Equal(3, created.Count);
        Assert.Equal("A-1", (string)created[0]!["identity"]!);
        Assert.Matches("^A-[0-9a-f]{12}$", (string)created[1]!["identity"]!);
        var failed = Assert.Single(job["results"]!["failed"]!.AsArray())!;
        Assert.Equal("A-2", (string)failed["identity"]!);
        Assert.Contains("A-2", (string)failed["error"]!);
        var first = (await GetAsync($"/ocpp/chargers/{created[0]!["charger_id"]}")).Expect(HttpStatusCode.OK);
        Assert.Equal(("Alpha", 2), ((string)first["name"]!, first["connectors"]!.AsArray().Count));
        Assert.Equal(4, (int)(await GetAsync($"/ocpp/locations/{location}/chargers")).Json["total"]!);
    }

    [Fact]
    public async Task Many_chargers_are_given_options_by_one_request()
    {
        var location = await CreateLocationAsync();
        var path = $"/ocpp/locations/{location}/chargers";

        await CompletedAsync(await PostAsync(path, $$$$"""
            [{"template": {{{{{Model}}}}, "options": {"timing": "instant", "vehicle": {"name": "FamilySuv"}}}, "chargers_number": 2}]
            """));
        var created = (await GetAsync(path)).Expect(HttpStatusCode.OK)["data"]!.AsArray();
        await CompletedAsync(await PutAsync(path, $$$"""{"charger_ids": ["{{{created[0]!["id"]}}}"], "changes": {"options": null}}"""));
        await CompletedAsync(await PutAsync(path, """{"changes": {"charge_point_name": "Renamed"}}"""));
        var changed = (await GetAsync(path)).Expect(HttpStatusCode.OK)["data"]!.AsArray();

        const string options = """{"timing":"instant","vehicle":{"name":"FamilySuv"}}""";
        Assert.Equal([options, options], created.Select(charger => charger!["options"]?.ToJsonString()));
        Assert.Equal([null, options], changed.Select(charger => charger!["options"]?.ToJsonString()));
    }

    [Fact]
    public async Task A_job_goes_on_after_a_restart()
    {
        var location = await CreateLocationAsync();
        var accepted = await PostAsync($"/ocpp/locations/{location}/chargers", $$$"""[{"template": {{{{Model}}}}, "chargers_number": 3000}]""");

        await Host.RestartAsync();

        var job = await CompletedAsync(accepted);
        Assert.Equal(3000, job["results"]!["created"]!.AsArray().Count);
        var last = (await GetAsync($"/ocpp/chargers/{job["results"]!["created"]![2999]!["charger_id"]}")).Expect(HttpStatusCode.OK);
        Assert.Equal(2, last["connectors"]!.AsArray().Count);
        Assert.Equal(3000, (int)(await GetAsync($"/ocpp/locations/{location}/chargers")).Json["total"]!);
    }

    [Fact]
    public async Task A_list_is_narrowed_to_the_chargers_named()
    {
        await AddChargersAsync(4);
        var path = $"/ocpp/locations/{LocationId}/chargers";

        var repeated = await GetAsync($"{path}?charger_ids={Charger(1)}&charger_ids={Charger(3)}&charger_ids=dep-none");
        var joined = await GetAsync($"{path}?charger_ids={Charger(1)},{Charger(3)}&limit=1&page=2");

        Assert.Equal([Charger(1), Charger(3)], Texts(repeated.Expect(HttpStatusCode.OK)["data"]!, "id"));
        Assert.Equal(2, (int)repeated.Json["total"]!);
        Assert.Equal([Charger(3)], Texts(joined.Expect(HttpStatusCode.OK)["data"]!, "id"));
    }

    [Fact]
    public async Task Many_chargers_are_changed_by_one_request()
    {
        await AddChargersAsync(3);
        var path = $"/ocpp/locations/{LocationId}/chargers";

        var some = await CompletedAsync(await PutAsync(path, $$$"""{"charger_ids": ["{{{Charger(1)}}}", "dep-none"], "changes": {"charge_point_name": "One"}}"""));
        var all = await CompletedAsync(await PutAsync(path, """{"changes": {"ocpp_version": "2.0.1"}}"""));

        Assert.Equal([Charger(1)], Texts(some["results"]!["updated"]!, "charger_id"));
        Assert.Equal(["dep-none"], Texts(some["results"]!["failed"]!, "charger_id"));
        Assert.Equal(3, all["results"]!["updated"]!.AsArray().Count);
        var chargers = (await GetAsync(path)).Json["data"]!;
        Assert.All(Texts(chargers, "ocpp_version"), version => Assert.Equal("OCPP2.0.1", version));
        Assert.Contains("One", Texts(chargers, "name"));
    }

    [Fact]
    public async Task Many_chargers_are_deleted_by_one_request()
    {
        await AddChargersAsync(4);
        var path = $"/ocpp/locations/{LocationId}/chargers";

        var byQuery = await CompletedAsync(await DeleteAsync($"{path}?charger_ids={Charger(1)}&charger_ids=dep-none"));
        var byBody = await CompletedAsync(await DeleteAsync(path, $$"""{"charger_ids": ["{{Charger(2)}}", "{{Charger(3)}}"]}"""));
        var unnamed = await DeleteAsync(path);

        Assert.Equal([Charger(1)], Texts(byQuery["results"]!["deleted"]!, "charger_id"));
        Assert.Equal(["dep-none"], Texts(byQuery["results"]!["failed"]!, "charger_id"));
        Assert.Equal(2, byBody["results"]!["deleted"]!.AsArray().Count);
        Assert.Contains("charger_ids", unnamed.Refused(HttpStatusCode.UnprocessableEntity));
        Assert.Equal([Charger(4)], Texts((await GetAsync(path)).Json["data"]!, "id"));
    }

    [Theory]
    [InlineData("""{}""", "body")]
    [InlineData("""[]""", "body")]
    [InlineData("""[7]""", "[0]")]
    [InlineData("""[{}]""", "[0].template")]
    [InlineData("""[{"template": {"brand_slug": "abb"}}]""", "[0].template.model_slug")]
    [InlineData("""[{"template": {"brand_slug": "abb", "model_slug": "terra-184"}, "chargers_number": 0}]""", "[0].chargers_number")]
    [InlineData("""[{"template": {"brand_slug": "abb", "model_slug": "terra-184"}, "chargers_number": 1, "charger_ids": ["1", "2"]}]""", "[0].chargers_number")]
    [InlineData("""[{"template": {"brand_slug": "abb", "model_slug": "terra-184"}, "chargers_number": 2000000000}]""", "Limits:BulkChargers")]
    [InlineData("""[{"template": {"brand_slug": "abb", "model_slug": "terra-184"}, "charger_ids": ["a/b"]}]""", "identity")]
    [InlineData("""[{"template": {"brand_slug": "abb", "model_slug": "terra-1"}}]""", "model_slug")]
    [InlineData("""[{"template": {"brand_slug": "abb", "model_slug": "terra-184", "options": {"imsi": 7}}}]""", "[0].template.options.imsi")]
    [InlineData("""[{"template": {"brand_slug": "abb", "model_slug": "terra-184", "options": {"vehicle": {"name": "PlugInHybrid"}}}}]""", "options.vehicle.name")]
    public async Task A_field_that_does_not_fit_is_named_and_no_job_is_started(string body, string named)
    {
        var location = await CreateLocationAsync();

        Assert.Contains(named, (await PostAsync($"/ocpp/locations/{location}/chargers", body)).Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Another_organizations_job_is_not_there()
    {
        var location = await CreateLocationAsync();
        var accepted = await PostAsync($"/ocpp/locations/{location}/chargers", $$$"""[{"template": {{{{Model}}}}}]""");
        var url = (string)accepted.Expect(HttpStatusCode.Accepted)["status_url"]!;

        (await SendAsync(HttpMethod.Get, url, organization: "stranger")).Refused(HttpStatusCode.NotFound);
        (await GetAsync(url.Replace(location, LocationId))).Refused(HttpStatusCode.NotFound);
        (await GetAsync(url)).Expect(HttpStatusCode.OK);
    }
}
