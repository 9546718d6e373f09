using System.Text.Json;
using OcppLab.Inventory;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Certification201;

namespace OcppLab.Tests.Simulation;

/// <summary>The device model of 2.0.1, over every model of the catalogue.</summary>
public sealed class DeviceModelTests
{
    const string Full = """{"requestId":1,"reportBase":"FullInventory"}""";

    public static TheoryData<string> Models =>
        [.. Catalog.Brands.SelectMany(brand => brand.Models).SelectMany(model => model.Ratings).Select(rating => $"{rating.Model} {rating.ConnectorType}").Distinct()];

    [Theory, MemberData(nameof(Models))]
    public void What_a_report_says_of_a_variable_is_what_it_can_be_asked_for(string model)
    {
        var fixture = Flow.Booted(Catalog.Brands.SelectMany(brand => brand.Models).SelectMany(known => known.Ratings)
            .First(rating => $"{rating.Model} {rating.ConnectorType}" == model));
        Assert.Equal("Accepted", fixture.Ask("GetBaseReport", Full).GetProperty("status").GetString());
        var all = fixture.All("NotifyReport").SelectMany(part => part.GetProperty("reportData").EnumerateArray()).ToList();
        Assert.Equal(all.Count, all.DistinctBy(data => Named(data)).Count());
        foreach (var data in all)
        {
            var attribute = data.GetProperty("variableAttribute")[0];
            var result = fixture.Ask("GetVariables", $$"""{"getVariableData":[{ {{Named(data)}} }]}""").GetProperty("getVariableResult")[0];
            var isSecret = attribute.GetProperty("mutability").GetString() == "WriteOnly";
            Assert.Equal(isSecret ? "Rejected" : "Accepted", result.GetProperty("attributeStatus").GetString());
            Assert.Equal(!isSecret, result.TryGetProperty("attributeValue", out var value));
            if (!isSecret)
            {
                Assert.Equal(attribute.GetProperty("value").GetString(), value.GetString());
                AssertFits(data.GetProperty("variableCharacteristics"), value.GetString()!);
            }

            if (attribute.GetProperty("mutability").GetString() == "ReadOnly")
            {
                Assert.Equal("Rejected", Set(fixture, data, attribute.GetProperty("value").GetString()!));
            }
        }
    }

    [Fact]
    public void A_variable_that_can_be_written_takes_the_value_that_it_has()
    {
        var fixture = Flow.Booted();
        fixture.Ask("GetBaseReport", """{"requestId":1,"reportBase":"ConfigurationInventory"}""");
        foreach (var data in fixture.All("NotifyReport").SelectMany(part => part.GetProperty("reportData").EnumerateArray()))
        {
            var attribute = data.GetProperty("variableAttribute")[0];
            var status = Set(fixture, data, attribute.TryGetProperty("value", out var value) ? value.GetString()! : "a password of many");
            Assert.True(status == "Accepted", $"{data}: {status}");
        }
    }

    [Fact]
    public void Settings_that_can_be_written_are_stored_each_under_its_own_name() =>
        Assert.Distinct(Settings.All.Where(setting => !setting.ReadOnly).Select(setting => setting.Name));

    [Theory]
    [InlineData("""{"name":"Nonsense"}""", """{"name":"Power"}""", "UnknownComponent")]
    [InlineData("""{"name":"EVSE"}""", """{"name":"Power"}""", "UnknownComponent")]
    [InlineData("""{"name":"EVSE","evse":{"id":0}}""", """{"name":"Power"}""", "UnknownComponent")]
    [InlineData("""{"name":"EVSE","evse":{"id":3}}""", """{"name":"Power"}""", "UnknownComponent")]
    [InlineData("""{"name":"EVSE","evse":{"id":1,"connectorId":1}}""", """{"name":"Power"}""", "UnknownComponent")]
    [InlineData("""{"name":"EVSE","evse":{"id":1},"instance":"A"}""", """{"name":"Power"}""", "UnknownComponent")]
    [InlineData("""{"name":"Connector","evse":{"id":2,"connectorId":2}}""", """{"name":"Available"}""", "UnknownComponent")]
    [InlineData("""{"name":"DataLink"}""", """{"name":"ICCID"}""", "UnknownComponent")]
    [InlineData("""{"name":"Connector","evse":{"id":2,"connectorId":1}}""", """{"name":"Available"}""", "Accepted")]
    [InlineData("""{"name":"EVSE","evse":{"id":2}}""", """{"name":"power"}""", "Accepted")]
    [InlineData("""{"name":"EVSE","evse":{"id":2}}""", """{"name":"ConnectorType"}""", "UnknownVariable")]
    [InlineData("""{"name":"EVSE","evse":{"id":2}}""", """{"name":"Power","instance":"L1"}""", "UnknownVariable")]
    [InlineData("""{"name":"DeviceDataCtrlr"}""", """{"name":"ItemsPerMessage"}""", "UnknownVariable")]
    [InlineData("""{"name":"DeviceDataCtrlr"}""", """{"name":"ItemsPerMessage","instance":"GetReport"}""", "Accepted")]
    [InlineData("""{"name":"SecurityCtrlr"}""", """{"name":"BasicAuthPassword"}""", "Rejected")]
    public void A_variable_is_found_where_it_is(string component, string variable, string status) => Assert.Equal(
        status,
        Flow.Booted().Ask("GetVariables", $$"""{"getVariableData":[{"component":{{component}},"variable":{{variable}} }]}""")
            .GetProperty("getVariableResult")[0].GetProperty("attributeStatus").GetString());

    [Theory]
    [InlineData("""{"name":"EVSE"}""", 2)]
    [InlineData("""{"name":"EVSE","evse":{"id":2}}""", 1)]
    [InlineData("""{"name":"Connector","evse":{"id":2}}""", 1)]
    [InlineData("""{"name":"Connector","evse":{"id":2,"connectorId":2}}""", 0)]
    [InlineData("""{"name":"Nonsense"}""", 0)]
    public void A_report_is_of_every_place_that_a_name_means(string component, int places)
    {
        var fixture = Flow.Booted();
        fixture.Answers(
            places > 0 ? "Accepted" : "EmptyResultSet", "GetReport",
            $$"""{"requestId":1,"componentVariable":[{"variable":{"name":"AvailabilityState"},"component":{{component}} }]}""");
        Assert.Equal(places, fixture.All("NotifyReport").Sum(part => part.GetProperty("reportData").GetArrayLength()));
    }

    [Fact]
    public void A_report_whose_connection_is_lost_is_over_and_so_many_are_made_at_once()
    {
        var fixture = Flow.Booted();
        var answered = 0;
        fixture.Csms = message => message.ActionName == "NotifyReport" && ++answered > 1 ? new NotAnswered(ConnectionLost: true) : ChargerFixture.Reply(message);
        fixture.Answers("Accepted", "GetBaseReport", Full);
        Assert.False(fixture.IsOpen);
        fixture.Csms = ChargerFixture.Accepts;
        fixture.Sent.Clear();
        fixture.Connect();
        fixture.Says();

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(V2.GenericDeviceModelStatusEnumType.Accepted, Ask().Status);
        }

        Assert.Equal(V2.GenericDeviceModelStatusEnumType.Rejected, Ask().Status);

        V2.GetBaseReportResponse Ask() => (V2.GetBaseReportResponse)fixture.Charger.Receive(
            new V2.GetBaseReportRequest { RequestId = 1, ReportBase = V2.ReportBaseEnumType.FullInventory }, fixture.Now, out _);
    }

    [Theory]
    [InlineData(0, "ws://127.0.0.1/", "Rejected")]
    [InlineData(6, "ws://127.0.0.1/", "Rejected")]
    [InlineData(5, "ws://127.0.0.1/", "Accepted")]
    [InlineData(2, "http://127.0.0.1/", "Rejected")]
    [InlineData(2, "ws://user:password@127.0.0.1/", "Rejected")]
    [InlineData(2, "nonsense", "Rejected")]
    [InlineData(2, "ws://127.0.0.1/", "Rejected", 2)]
    [InlineData(2, "wss://127.0.0.1/", "Accepted", 2)]
    [InlineData(2, "wss://127.0.0.1/", "Rejected", 4)]
    [InlineData(2, "ws://127.0.0.1/", "Rejected", 0, 1)]
    [InlineData(2, "ws://127.0.0.1/", "Rejected", 0, 0, "OCPP16")]
    [InlineData(2, "ws://127.0.0.1/", "Rejected", 0, 0, "OCPP20", "SOAP")]
    public void A_network_profile_is_one_that_could_be_used(
        int slot, string url, string status, int profile = 0, int present = 0, string version = "OCPP20", string transport = "JSON") =>
        Flow.Booted(securityProfile: present).Answers(
            status, "SetNetworkProfile", ProvisioningCases.Profile(slot, url, securityProfile: profile, version: version, transport: transport));

    [Fact]
    public void A_higher_security_profile_is_kept_once_the_CSMS_has_accepted_the_charger_with_it()
    {
        var fixture = Flow.Booted();
        fixture.Answers("Accepted", "SetNetworkProfile", ProvisioningCases.Profile(2, "ws://127.0.0.1/other", securityProfile: 1));
        Assert.Equal("RebootRequired", fixture.SetVariable("OCPPCommCtrlr", "NetworkConfigurationPriority", "2,1"));
        Assert.Equal("Rejected", fixture.SetVariable("OCPPCommCtrlr", "NetworkConfigurationPriority", "2,3"));
        Assert.Equal("Rejected", fixture.SetVariable("SecurityCtrlr", "SecurityProfile", "1"));
        fixture.Reset(hard: true);
        Assert.Equal(1, fixture.Charger.SecurityProfile);
        Assert.Equal("1", fixture.GetVariable("SecurityCtrlr", "SecurityProfile").GetProperty("attributeValue").GetString());
        Assert.Equal("2", fixture.GetVariable("OCPPCommCtrlr", "NetworkConfigurationPriority").GetProperty("attributeValue").GetString());
        fixture.Answers("Rejected", "SetNetworkProfile", ProvisioningCases.Profile(2, "ws://127.0.0.1/other"));
    }

    [Fact]
    public void A_list_that_changes_before_the_CSMS_has_accepted_a_higher_security_profile_keeps_the_one_in_use()
    {
        var fixture = Flow.Booted();
        fixture.Answers("Accepted", "SetNetworkProfile", ProvisioningCases.Profile(2, "ws://127.0.0.1/other", securityProfile: 1));
        fixture.SetVariable("OCPPCommCtrlr", "NetworkConfigurationPriority", "2");
        fixture.Csms = message => message.ActionName == "BootNotification" ? Replies.Boot(RegistrationStatus.Pending, 300) : ChargerFixture.Reply(message);
        fixture.Reset(hard: true);
        fixture.SetVariable("OCPPCommCtrlr", "NetworkConfigurationPriority", "1");
        fixture.Answers("Accepted", "SetNetworkProfile", ProvisioningCases.Profile(2, "ws://127.0.0.1/another"));
        fixture.Csms = ChargerFixture.Accepts;
        fixture.Wait(300);
        Assert.Equal("2", fixture.GetVariable("OCPPCommCtrlr", "NetworkConfigurationPriority").GetProperty("attributeValue").GetString());
        fixture.Reset(hard: true);
        Assert.Equal((1, "ws://127.0.0.1/other"), (fixture.Charger.SecurityProfile, fixture.Charger.NetworkProfile?.Url));
    }

    [Fact]
    public void Attempts_to_connect_are_counted_from_the_last_connection_on()
    {
        var fixture = Flow.Booted();
        fixture.Answers("Accepted", "SetNetworkProfile", ProvisioningCases.Profile(2, "ws://127.0.0.1/other"));
        fixture.SetVariable("OCPPCommCtrlr", "NetworkConfigurationPriority", "2,1");
        fixture.SetVariable("OCPPCommCtrlr", "NetworkProfileConnectionAttempts", "3");
        fixture.Reset(hard: true);
        for (var i = 0; i < 4; i++)
        {
            fixture.Disconnect();
            fixture.See(fixture.Charger.ConnectionFailed(fixture.Now));
            fixture.Connect();
        }

        Assert.Equal("ws://127.0.0.1/other", fixture.Charger.NetworkProfile?.Url);
    }

    [Theory, InlineData(0), InlineData(3)]
    public void A_reset_is_of_an_EVSE_that_is_there(int evseId) => Assert.Equal("Rejected", Flow.Booted().Reset(hard: true, evseId));

    [Fact]
    public void An_EVSE_takes_no_session_while_it_is_reset()
    {
        var fixture = new ChargerFixture(OcppVersion.V201, timing: Timing.Realistic);
        fixture.Connect();
        fixture.Sent.Clear();
        Assert.Equal("Accepted", fixture.Reset(hard: true, evseId: 2));
        Assert.Contains("its EVSE is being reset", fixture.Do(new StartSession("TAG", 2, null, null)).Refusal);
        fixture.Says("StatusNotification 2 Unavailable");
        fixture.Wait(60);
        fixture.Says("StatusNotification 2 Available");
    }

    static void AssertFits(JsonElement characteristics, string value)
    {
        switch (characteristics.GetProperty("dataType").GetString())
        {
            case "integer" or "decimal":
                var number = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
                Assert.False(characteristics.TryGetProperty("minLimit", out var min) && number < min.GetDouble());
                Assert.False(characteristics.TryGetProperty("maxLimit", out var max) && number > max.GetDouble());
                break;
            case "boolean":
                Assert.Contains(value, new[] { "true", "false" });
                break;
            case "OptionList" or "MemberList" or "SequenceList":
                Assert.Subset(
                    characteristics.GetProperty("valuesList").GetString()!.Split(',').ToHashSet(),
                    value.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet());
                break;
            case "string":
                Assert.False(characteristics.TryGetProperty("maxLimit", out var longest) && value.Length > longest.GetDouble());
                break;
            default:
                Assert.True(DateTimeOffset.TryParse(value, out _));
                break;
        }
    }

    static string Set(ChargerFixture fixture, JsonElement data, string value) => fixture.Ask(
        "SetVariables", $$"""{"setVariableData":[{ "attributeValue":{{JsonSerializer.Serialize(value)}},{{Named(data)}} }]}""")
        .GetProperty("setVariableResult")[0].GetProperty("attributeStatus").GetString()!;

    static string Named(JsonElement data) =>
        $"\"component\":{data.GetProperty("component").GetRawText()},\"variable\":{data.GetProperty("variable").GetRawText()}";
}
