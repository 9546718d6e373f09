using System.Net;
using System.Text.Json.Nodes;
using OcppLab.Tests.Hosts;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Contract;

/// <summary>What a tester relies on who chooses what is particular about a charger, or the vehicle of a session.</summary>
public abstract class OptionsContract(ContractHost host) : InventorySuite(host)
{
    const string All = """
        {"timing":"realistic","boot_time_seconds":90,"plug_in_after_seconds":12,"serial_number":"SN'1","firmware_version":"9.9","iccid":"89","imsi":"90","meter_type":"My meter","meter_serial_number":"M-1","initial_meter_wh":1234.5,"vehicle":{"name":"FamilySuv","battery_kwh":20.5,"soc_percent":0,"ac_phases":3,"ac_current_a":6.5,"acceptance":[{"soc_percent":0,"power_w":5000},{"soc_percent":100,"power_w":50.5}],"max_discharge_power_w":7500,"iso15118":true,"plug_and_charge":"contract"},"firmware_failure":"verification","basic_auth_username":"somebody"}
        """;

    [Theory]
    [InlineData("/ocpp/chargers", "charger_id")]
    [InlineData("/ocpp/deployment", "id")]
    public async Task What_was_chosen_is_told_as_it_was_given(string path, string id)
    {
        var created = (await PostAsync(path, $$$"""{"identity": "CP-1", {{{Model}}}, "options": {{{All}}}}""")).Expect(HttpStatusCode.Accepted);

        var charger = (await GetAsync($"/ocpp/chargers/{created[id]}")).Expect(HttpStatusCode.OK);

        Assert.Equal(JsonNode.Parse(All)!.ToJsonString(), charger["options"]!.ToJsonString());
    }

    [Fact]
    public async Task Nothing_chosen_is_null_and_nulls_choose_nothing()
    {
        await CreateChargerAsync("CP-1", await CreateLocationAsync());
        (await PostAsync("/ocpp/chargers", $$"""{"identity": "CP-2", {{Model}}, "options": null}""")).Expect(HttpStatusCode.Accepted);
        (await PostAsync("/ocpp/chargers", $$$$"""{"identity": "CP-3", {{{{Model}}}}, "options": {"timing": null, "vehicle": {"name": null, "soc_percent": 50}}}"""))
            .Expect(HttpStatusCode.Accepted);

        var chargers = (await GetAsync("/ocpp/chargers")).Expect(HttpStatusCode.OK)["data"]!.AsArray();

        Assert.Equal([null, null, """{"vehicle":{"soc_percent":50}}"""], chargers.Select(charger => charger!["options"]?.ToJsonString()));
    }

    [Fact]
    public async Task Options_are_replaced_as_a_whole_cleared_and_left_alone()
    {
        var created = (await PostAsync("/ocpp/chargers", $$$"""{"identity": "CP-1", {{{Model}}}, "options": {"timing": "Instant", "boot_time_seconds": 5}}"""))
            .Expect(HttpStatusCode.Accepted);
        var path = $"/ocpp/chargers/{created["charger_id"]}";
        async Task<string?> ChangedAsync(string change) => (await PutAsync(path, change)).Expect(HttpStatusCode.OK)["options"]?.ToJsonString();

        Assert.Equal("""{"timing":"instant","boot_time_seconds":5}""", await ChangedAsync("""{"charge_point_name": "By the door"}"""));
        Assert.Equal("""{"serial_number":"A"}""", await ChangedAsync("""{"options": {"serial_number": "A"}}"""));
        Assert.Equal("{}", await ChangedAsync("""{"options": {}}"""));
        Assert.Null(await ChangedAsync("""{"options": null}"""));
    }

    [Fact]
    public async Task A_charger_of_21_may_fall_back_to_201_and_no_other_to_anything()
    {
        const string options = """{"fallback_ocpp_version":"OCPP2.0.1"}""";
        var created = (await PostAsync("/ocpp/chargers", $$"""{"identity": "CP-1", {{Model}}, "ocpp_version": "OCPP2.1", "options": {{options}} }"""))
            .Expect(HttpStatusCode.Accepted);
        Assert.Equal(options, (await GetAsync($"/ocpp/chargers/{created["charger_id"]}")).Expect(HttpStatusCode.OK)["options"]!.ToJsonString());

        var refused = await PostAsync("/ocpp/chargers", $$"""{"identity": "CP-2", {{Model}}, "ocpp_version": "OCPP1.6", "options": {{options}} }""");
        Assert.Contains("options.fallback_ocpp_version is ocpp2.0.1: only a charger of ocpp2.1 has one", refused.Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Theory]
    [InlineData("""{"fallback_ocpp_version": "OCPP1.6"}""", "options.fallback_ocpp_version must be one of OCPP2.0.1")]
    [InlineData("""7""", "options must be a JSON object")]
    [InlineData("""{"timing": "slow"}""", "options.timing must be one of realistic, instant")]
    [InlineData("""{"boot_time_seconds": 3601}""", "options.boot_time_seconds")]
    [InlineData("""{"boot_time_seconds": 1.5}""", "options.boot_time_seconds")]
    [InlineData("""{"plug_in_after_seconds": 86401}""", "options.plug_in_after_seconds")]
    [InlineData("""{"serial_number": "12345678901234567890123456"}""", "options.serial_number")]
    [InlineData("""{"serial_number": ""}""", "options.serial_number")]
    [InlineData("""{"basic_auth_username": "a:b"}""", "options.basic_auth_username")]
    [InlineData("""{"firmware_version": "é"}""", "options.firmware_version")]
    [InlineData("""{"iccid": "123456789012345678901"}""", "options.iccid")]
    [InlineData("""{"imsi": 901}""", "options.imsi")]
    [InlineData("""{"meter_type": "12345678901234567890123456"}""", "options.meter_type")]
    [InlineData("""{"initial_meter_wh": -1}""", "options.initial_meter_wh")]
    [InlineData("""{"initial_meter_wh": 1e10}""", "options.initial_meter_wh")]
    [InlineData("""{"vehicle": "FamilySuv"}""", "options.vehicle must be a JSON object")]
    [InlineData("""{"vehicle": {"name": "Tank"}}""", "options.vehicle.name must be one of PlugInHybrid, CityCar")]
    [InlineData("""{"vehicle": {"name": "PlugInHybrid"}}""", "options.vehicle.name")]
    [InlineData("""{"vehicle": {"ac_phases": 2}}""", "options.vehicle.ac_phases must be 1 or 3")]
    [InlineData("""{"vehicle": {"battery_kwh": 0}}""", "options.vehicle.battery_kwh")]
    [InlineData("""{"vehicle": {"soc_percent": 101}}""", "options.vehicle.soc_percent")]
    [InlineData("""{"vehicle": {"plug_and_charge": "contract"}}""", "options.vehicle.plug_and_charge")]
    [InlineData("""{"vehicle": {"iso15118": true, "contract_certificate": "none"}}""", "options.vehicle.contract_certificate")]
    [InlineData("""{"firmware_failure": "download"}""", "options.firmware_failure")]
    [InlineData("""{"vehicle": {"acceptance": [{"soc_percent": 0, "power_w": 5}, {"soc_percent": 90, "power_w": 5}]}}""", "options.vehicle.acceptance[1].soc_percent")]
    [InlineData("""{"vehicle": {"acceptance": [{"soc_percent": 0, "power_w": 5}, {"soc_percent": 0, "power_w": 5}, {"soc_percent": 100, "power_w": 5}]}}""", "options.vehicle.acceptance[1].soc_percent")]
    [InlineData("""{"vehicle": {"acceptance": [{"soc_percent": 0, "power_w": 0}, {"soc_percent": 100, "power_w": 5}]}}""", "options.vehicle.acceptance[0].power_w")]
    [InlineData("""{"vehicle": {"acceptance": [{"soc_percent": 0}, {"soc_percent": 100, "power_w": 5}]}}""", "options.vehicle.acceptance[0].power_w")]
    public async Task An_option_that_does_not_fit_is_named_and_nothing_changes(string options, string named)
    {
        var id = await CreateChargerAsync("CP-1", await CreateLocationAsync());

        var creation = await PostAsync("/ocpp/chargers", $$$"""{"identity": "CP-2", {{{Model}}}, "options": {{{options}}}}""");
        var change = await PutAsync($"/ocpp/chargers/{id}", $$$"""{"options": {{{options}}}}""");

        Assert.Contains(named, creation.Refused(HttpStatusCode.UnprocessableEntity));
        Assert.Contains(named, change.Refused(HttpStatusCode.UnprocessableEntity));
        Assert.Null((await GetAsync($"/ocpp/chargers/{id}")).Json["options"]);
        Assert.Equal(1, (int)(await GetAsync("/ocpp/chargers")).Json["total"]!);
    }

    [Fact]
    public async Task What_2_0_1_does_not_have_is_refused_for_it()
    {
        var creation = await PostAsync("/ocpp/chargers", $$$"""{"identity": "CP-1", {{{Model}}}, "ocpp_version": "2.0.1", "options": {"meter_type": "any"}}""");
        Assert.Contains("options.meter_type is of OCPP 1.6 only", creation.Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_contract_certificate_has_several_lines()
    {
        using var authority = new TestAuthority();
        var vehicle = new JsonObject { ["iso15118"] = true, ["plug_and_charge"] = "contract", ["contract_certificate"] = authority.Pem };
        var created = (await PostAsync(
            "/ocpp/chargers",
            $$$$"""{"identity": "CP-1", {{{{Model}}}}, "options": {"vehicle": {{{{vehicle.ToJsonString()}}}}}}""")).Expect(HttpStatusCode.Accepted);

        var charger = (await GetAsync($"/ocpp/chargers/{created["charger_id"]}")).Expect(HttpStatusCode.OK);

        Assert.Equal(vehicle.ToJsonString(), charger["options"]!["vehicle"]!.ToJsonString());
    }

    [Fact]
    public async Task The_vehicle_of_the_charger_and_that_of_the_session_come()
    {
        var id = (string)(await PostAsync("/ocpp/chargers", $$$$"""{"identity": "CP-1", {{{{Model}}}}, "options": {"timing": "instant", "vehicle": {"soc_percent": 40}}}"""))
            .Expect(HttpStatusCode.Accepted)["charger_id"]!;
        async Task<string> StartAsync(int connector, string vehicle) => (await CommandAsync(
                "start-session", $$$"""{"target": {"charger_id": "{{{id}}}"}, "event": {"id_tag": "TAG", "connector_id": {{{connector}}}{{{vehicle}}}}}"""))
            .Expect(HttpStatusCode.Accepted)["results"]![0]!["command"]!["payload"]!.ToJsonString();

        var plain = await StartAsync(1, "");
        var own = await StartAsync(2, """, "vehicle": {"name": "citycar", "soc_percent": 70}""");

        Assert.Equal("""{"id_tag":"TAG","connector_id":1,"duration_seconds":300,"target_energy_kwh":20}""", plain);
        Assert.EndsWith(""","target_energy_kwh":20,"vehicle":{"name":"citycar","soc_percent":70}}""", own);
        var connectors = (await EventuallyAsync(
            $"/ocpp/chargers/{id}", charger => charger["connectors"]!.AsArray().All(connector => connector!["transaction"] is not null)))["connectors"]!;
        Assert.Equal(40, (double)connectors[0]!["transaction"]!["soc_percent"]!, 1.0);
        Assert.Equal(70, (double)connectors[1]!["transaction"]!["soc_percent"]!, 1.0);
    }

    [Theory]
    [InlineData("""{"name": "Tank"}""", "event.vehicle.name")]
    [InlineData("""{"ac_phases": 2}""", "event.vehicle.ac_phases")]
    [InlineData("""{"acceptance": [{"soc_percent": 1, "power_w": 5}, {"soc_percent": 100, "power_w": 5}]}""", "event.vehicle.acceptance[0].soc_percent")]
    public async Task A_vehicle_that_is_none_is_refused_and_named(string vehicle, string named)
    {
        await AddChargersAsync(1);

        var answer = await CommandAsync(
            "start-session", $$$"""{"target": {"charger_id": "{{{Charger(1)}}}"}, "event": {"id_tag": "TAG", "vehicle": {{{vehicle}}}}}""");

        Assert.Contains(named, answer.Refused(HttpStatusCode.UnprocessableEntity));
    }
}
