using System.Net;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>What a client that sets up locations relies on, in both dialects.</summary>
public abstract class LocationContract(ContractHost host) : InventorySuite(host)
{
    const string Full = """
        {
          "name": "Hub", "address": "Kade 1", "city": "Rotterdam", "country": "Netherlands", "coordinates": {"latitude": 51.9, "longitude": -4.5},
          "timezone": "Europe/Amsterdam", "owner_name": "ACME", "public": true, "color": "red"
        }
        """;

    [Fact]
    public async Task A_location_is_told_as_it_was_created()
    {
        var answer = await PostAsync("/ocpp/locations", Full);

        var location = answer.Expect(HttpStatusCode.Created);
        Assert.Equal(
            ["id", "slug", "name", "address", "city", "country", "coordinates", "timezone", "owner_name", "public", "status", "created_at", "updated_at"],
            Names(location));
        Assert.Equal("Kade 1", (string)location["address"]!);
        Assert.Equal("""{"latitude":51.9,"longitude":-4.5}""", location["coordinates"]!.ToJsonString());
        Assert.True((bool)location["public"]!);
        Assert.Equal("hub", (string)location["slug"]!);
        Assert.EndsWith("Z", (string)location["created_at"]!);
        var path = $"/ocpp/locations/{location["id"]}";
        Assert.Equal(path, answer.Headers.Location!.OriginalString);
        Assert.Equal(answer.Text, (await GetAsync(path)).Text);
    }

    [Fact]
    public async Task Locations_are_listed_by_pages()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await CreateLocationAsync($"Depot {i}"));
        }

        var first = (await GetAsync("/ocpp/locations?limit=2")).Expect(HttpStatusCode.OK);
        var second = (await GetAsync("/ocpp/locations?limit=2&page=2")).Expect(HttpStatusCode.OK);

        Assert.Equal(["data", "total", "page", "limit"], Names(first));
        Assert.Equal((3, 2, 2), ((int)second["total"]!, (int)second["page"]!, (int)second["limit"]!));
        Assert.Equal(ids.Order(), Texts(first["data"]!, "id").Concat(Texts(second["data"]!, "id")).Order());
    }

    [Fact]
    public async Task Only_what_is_given_changes_and_null_clears()
    {
        var id = (string)(await PostAsync("/ocpp/locations", Full)).Json["id"]!;

        var changed = (await PutAsync($"/ocpp/locations/{id}", """{"city": "Delft", "coordinates": null, "timezone": null}""")).Expect(HttpStatusCode.OK);

        Assert.Equal("Delft", (string)changed["city"]!);
        Assert.Null(changed["coordinates"]);
        Assert.Null(changed["timezone"]);
        Assert.Equal(("Hub", "Kade 1", "hub"), ((string)changed["name"]!, (string)changed["address"]!, (string)changed["slug"]!));
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name": null}""", "name")]
    [InlineData("""{"name": " "}""", "name")]
    [InlineData("""{"name": 7}""", "name")]
    [InlineData("""{"name": "a", "city": []}""", "city")]
    [InlineData("""{"name": "a", "coordinates": {}}""", "coordinates.latitude")]
    [InlineData("""{"name": "a", "coordinates": {"latitude": 91, "longitude": 0}}""", "coordinates.latitude")]
    [InlineData("""{"name": "a", "coordinates": {"latitude": 0, "longitude": "0"}}""", "coordinates.longitude")]
    [InlineData("""{"name": "a", "coordinates": 7}""", "coordinates")]
    [InlineData("""{"name": "a", "public": "yes"}""", "public")]
    [InlineData("""{"name": "a", "timezone": "Mars/Olympus"}""", "timezone")]
    [InlineData("""[]""", "body")]
    public async Task A_field_that_does_not_fit_is_named(string body, string field)
    {
        Assert.Contains(field, (await PostAsync("/ocpp/locations", body)).Refused(HttpStatusCode.UnprocessableEntity));

        Assert.Equal(0, (int)(await GetAsync("/ocpp/locations")).Json["total"]!);
    }

    [Fact]
    public async Task A_deleted_location_takes_its_chargers_with_it()
    {
        await AddChargersAsync(2);

        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync($"/ocpp/locations/{LocationId}")).Status);

        Assert.Contains(LocationId, (await GetAsync($"/ocpp/locations/{LocationId}")).Refused(HttpStatusCode.NotFound));
        (await GetAsync($"/ocpp/chargers/{Charger(1)}")).Refused(HttpStatusCode.NotFound);
        (await DeleteAsync($"/ocpp/locations/{LocationId}")).Refused(HttpStatusCode.NotFound);
        (await CommandAsync("plug-connector", $$$"""{"target": {"identity": "{{{Identity(1)}}}"}}""")).Refused(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Another_organizations_location_is_not_there()
    {
        await AddChargersAsync(1);
        var path = $"/ocpp/locations/{LocationId}";
        (HttpMethod Method, string Path, string? Body)[] tries =
        [
            (HttpMethod.Get, path, null), (HttpMethod.Put, path, "{}"), (HttpMethod.Delete, path, null),
            (HttpMethod.Delete, $"/ocpp/location?location_id={LocationId}", null),
            (HttpMethod.Get, $"{path}/chargers", null), (HttpMethod.Get, $"/ocpp/chargers?location_id={LocationId}", null),
            (HttpMethod.Post, $"{path}/chargers", $$$"""[{"template": {{{{Model}}}}}]"""),
            (HttpMethod.Put, $"{path}/chargers", """{"changes": {"ws_url": null}}"""),
            (HttpMethod.Delete, $"{path}/chargers?charger_ids={Charger(1)}", null),
            (HttpMethod.Post, "/ocpp/chargers", $$"""{"identity": "X", "location_id": "{{LocationId}}", {{Model}}}"""),
            (HttpMethod.Post, "/ocpp/deployment-runtime-ops", $$"""{"action": "delete", "location_id": "{{LocationId}}"}"""),
            (HttpMethod.Post, "/ocpp/deployment-runtime-ops", $$"""{"action": "stop", "location_id": "{{LocationId}}"}"""),
        ];

        foreach (var (method, target, body) in tries)
        {
            (await SendAsync(method, target, body, "stranger")).Refused(HttpStatusCode.NotFound);
        }

        Assert.Empty((await SendAsync(HttpMethod.Get, "/ocpp/locations", organization: $"{Org}-2")).Json["data"]!.AsArray());
        Assert.Single((await GetAsync($"{path}/chargers")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task A_location_is_created_with_its_chargers()
    {
        var answer = (await PostAsync("/ocpp/location", $$"""
            {
              "name": "Hub", "coordinates": {"lat": 51.9, "lng": -4.5},
              "chargers": [{"identity": "A", {{Model}}, "ocpp_version": "ocpp2.0.1"}, {"identity_prefix": "B-", "chargers_number": 3, {{Model}}}]
            }
            """)).Expect(HttpStatusCode.Accepted);

        Assert.Equal("accepted", (string)answer["status"]!);
        Assert.Contains("4 chargers", (string)answer["detail"]!);
        var location = (await GetAsync($"/ocpp/locations/{answer["location_id"]}")).Expect(HttpStatusCode.OK);
        Assert.Equal(51.9, (double)location["coordinates"]!["latitude"]!);
        var identities = Texts((await GetAsync($"/ocpp/chargers?location_id={answer["location_id"]}")).Json["data"]!, "identity");
        Assert.Equal("A", identities[0]);
        Assert.All(identities[1..], identity => Assert.Matches("^B-[0-9a-f]{12}$", identity));
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync($"/ocpp/location?location_id={answer["location_id"]}")).Status);
        Assert.Contains("location_id", (await DeleteAsync("/ocpp/location")).Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_location_whose_chargers_clash_is_not_created()
    {
        await CreateChargerAsync("A", await CreateLocationAsync());

        var clash = await PostAsync("/ocpp/location", $$"""{"name": "Hub", "chargers": [{"identity": "B", {{Model}}}, {"identity": "A", {{Model}}}]}""");
        var twice = await PostAsync("/ocpp/location", $$"""{"name": "Hub", "chargers": [{"identity": "C", {{Model}}}, {"identity": "C", {{Model}}}]}""");
        var misfit = await PostAsync("/ocpp/location", """{"name": "Hub", "chargers": [{"identity": "D", "brand_slug": "abb"}]}""");

        Assert.Contains("'A'", clash.Refused(HttpStatusCode.Conflict));
        Assert.Contains("'C'", twice.Refused(HttpStatusCode.Conflict));
        Assert.Contains("chargers[0].model_slug", misfit.Refused(HttpStatusCode.UnprocessableEntity));
        Assert.Equal(1, (int)(await GetAsync("/ocpp/locations")).Json["total"]!);
        Assert.Equal(1, (int)(await GetAsync("/ocpp/chargers")).Json["total"]!);
    }

    [Fact]
    public async Task A_template_can_be_posted_as_it_is_and_again()
    {
        var all = (await GetAsync("/ocpp/templates/locations?include_all=true")).Expect(HttpStatusCode.OK);
        var dc = (await GetAsync("/ocpp/templates/locations?connector_type=ccs2&ocpp_version=OCPP2.0.1")).Expect(HttpStatusCode.OK);

        Assert.Equal(["count", "filters", "templates"], Names(all));
        Assert.Equal((int)all["count"]!, all["templates"]!.AsArray().Count);
        Assert.All(dc["templates"]!.AsArray(), template => Assert.Equal("ocpp2.0.1", (string)template!["ocpp_version"]!));
        Assert.InRange((int)dc["count"]!, 1, (int)all["count"]! - 1);
        foreach (var template in all["templates"]!.AsArray().Take(3))
        {
            var body = template!["body"]!.ToJsonString();
            var first = (await PostAsync("/ocpp/location", body)).Expect(HttpStatusCode.Accepted);
            (await PostAsync("/ocpp/location", body)).Expect(HttpStatusCode.Accepted);
            Assert.Equal(
                (int)template["charger_count"]!, (int)(await GetAsync($"/ocpp/chargers?location_id={first["location_id"]}")).Json["total"]!);
        }
    }

    [Fact]
    public async Task The_catalogue_is_the_same_in_both_dialects()
    {
        var brands = (await GetAsync("/ocpp/catalog/brands?limit=100")).Expect(HttpStatusCode.OK);
        var models = (await GetAsync("/ocpp/catalog/brands/abb/models")).Expect(HttpStatusCode.OK);
        var model = (await GetAsync("/ocpp/catalog/brands/abb/models/terra-184")).Expect(HttpStatusCode.OK);

        Assert.Equal(["id", "slug", "name", "image_url", "created_at"], Names(brands["data"]![0]!));
        Assert.Equal(
            [
                "id", "slug", "name", "brand_slug", "brand_id", "image_url", "connector_count", "evse_count", "current_type", "bidirectional", "supported_kwh",
                "connector_types", "ocpp_versions", "created_at",
            ],
            Names(model));
        Assert.Equal("""["OCPP1.6","OCPP2.0.1","OCPP2.1"]""", model["ocpp_versions"]!.ToJsonString());
        Assert.False((bool)model["bidirectional"]!);
        Assert.True((bool)(await GetAsync("/ocpp/catalog/brands/wallbox/models/wallbox-quasar-2")).Expect(HttpStatusCode.OK)["bidirectional"]!);
        Assert.Equal(("dc", 180, 2), ((string)model["current_type"]!, (double)model["supported_kwh"]!, (int)model["connector_count"]!));
        Assert.Contains((string)model["brand_id"]!, Texts(brands["data"]!, "id"));
        Assert.Contains("terra-184", Texts(models["data"]!, "slug"));
        Assert.Equal(brands.ToJsonString(), (await GetAsync("/ocpp/catalog?limit=100")).Json.ToJsonString());
        Assert.Equal(models.ToJsonString(), (await GetAsync("/ocpp/catalog/abb/models")).Json.ToJsonString());
        Assert.Equal(model.ToJsonString(), (await GetAsync("/ocpp/catalog/abb/models/terra-184")).Json.ToJsonString());
        Assert.Contains("wallbox", (await GetAsync("/ocpp/catalog/brands/acme/models")).Refused(HttpStatusCode.NotFound));
        Assert.Contains("terra-184", (await GetAsync("/ocpp/catalog/brands/abb/models/terra-1")).Refused(HttpStatusCode.NotFound));
    }
}
