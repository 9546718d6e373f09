using System.Text;
using System.Text.Json;
using OcppLab.Ocpp;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, block B: boot, variables, reports, reset, network profiles.</summary>
public abstract class ProvisioningCases(OcppVersion version) : VersionedCases(version)
{
    const string Evse1State = """{"component":{"name":"EVSE","evse":{"id":1}},"variable":{"name":"AvailabilityState"}}""";

    static readonly string[] Statuses = ["StatusNotification 1 Available", "StatusNotification 2 Available"];

    [Fact]
    public void TC_B_01_Cold_boot_accepted()
    {
        var fixture = new ChargerFixture(Flow.Version);
        fixture.Connect();
        fixture.Says(["BootNotification PowerUp", .. Statuses]);
    }

    [Fact]
    public void TC_B_02_Cold_boot_pending()
    {
        var fixture = new ChargerFixture(Flow.Version) { Csms = _ => Replies.Boot(RegistrationStatus.Pending, 10) };
        fixture.Connect();
        fixture.Csms = ChargerFixture.Accepts;
        fixture.Wait(9);
        fixture.Says("BootNotification PowerUp");
        fixture.Answers("Accepted", "GetBaseReport", """{"requestId":1,"reportBase":"SummaryInventory"}""");
        fixture.Says("NotifyReport 1 0 False");
        fixture.Wait(1);
        fixture.Says(["BootNotification PowerUp", .. Statuses]);
    }

    [Fact]
    public void TC_B_06_Get_variables_single_value()
    {
        var result = Flow.Booted().GetVariable("OCPPCommCtrlr", "OfflineThreshold");
        Assert.Equal(("Accepted", "Actual", "300"), (Text(result, "attributeStatus"), Text(result, "attributeType"), Text(result, "attributeValue")));
    }

    [Fact]
    public void TC_B_07_Get_variables_multiple_values() => Assert.Equal(
        ["Accepted 300", "Accepted false"],
        Got(Flow.Booted(), Variable("OCPPCommCtrlr", "OfflineThreshold"), Variable("AuthCtrlr", "AuthorizeRemoteStart")));

    [Fact]
    public void TC_B_08_Get_variables_limited_to_the_maximum()
    {
        var fixture = Flow.Booted();
        var most = int.Parse(Text(fixture.GetVariable("DeviceDataCtrlr", "ItemsPerMessage", "GetVariables"), "attributeValue")!);
        var one = Variable("DeviceDataCtrlr", "BytesPerMessage", "GetReport");
        Assert.Equal(most, Got(fixture, [.. Enumerable.Repeat(one, most)]).Length);
        var refused = Assert.IsType<CallRefused>(Call(fixture, "GetVariables", $$"""{"getVariableData":[{{string.Join(',', Enumerable.Repeat(one, most + 1))}}]}"""));
        Assert.Equal(ErrorCodes.OccurrenceConstraintViolation, refused.Code);
    }

    [Fact]
    public void TC_B_09_Set_variables_single_value()
    {
        var fixture = Flow.Booted();
        Assert.Equal("Accepted", fixture.SetVariable("OCPPCommCtrlr", "OfflineThreshold", "123"));
        Assert.Equal("123", Text(fixture.GetVariable("OCPPCommCtrlr", "OfflineThreshold"), "attributeValue"));
    }

    [Fact]
    public void TC_B_10_Set_variables_multiple_values()
    {
        var fixture = Flow.Booted();
        var results = fixture.Ask(
            "SetVariables",
            """
            {"setVariableData":[
             {"component":{"name":"OCPPCommCtrlr"},"variable":{"name":"OfflineThreshold"},"attributeValue":"123"},
             {"component":{"name":"AuthCtrlr"},"variable":{"name":"AuthorizeRemoteStart"},"attributeValue":"true"}]}
            """).GetProperty("setVariableResult");
        Assert.Equal(["Accepted", "Accepted"], results.EnumerateArray().Select(result => Text(result, "attributeStatus")));
        Assert.Equal(["Accepted 123", "Accepted true"], Got(fixture, Variable("OCPPCommCtrlr", "OfflineThreshold"), Variable("AuthCtrlr", "AuthorizeRemoteStart")));
    }

    [Fact]
    public void TC_B_12_Base_report_of_the_configuration()
    {
        var report = Report("GetBaseReport", """{"requestId":12,"reportBase":"ConfigurationInventory"}""", 12);
        Assert.Contains("OCPPCommCtrlr.OfflineThreshold=300", report);
        Assert.Contains("SecurityCtrlr.BasicAuthPassword=", report);
        Assert.DoesNotContain("ChargingStation.Model=AC22", report);
    }

    [Fact]
    public void TC_B_13_Base_report_of_all()
    {
        var report = Report("GetBaseReport", """{"requestId":13,"reportBase":"FullInventory"}""", 13);
        Assert.Contains("OCPPCommCtrlr.OfflineThreshold=300", report);
        Assert.Contains("ChargingStation.Model=AC22", report);
        Assert.Contains("EVSE/2.Power=0", report);
        Assert.Contains("Connector/2/1.ConnectorType=sType2", report);
        Assert.Equal(report.Length, report.Distinct().Count());
    }

    [Fact]
    public void TC_B_14_Base_report_of_what_is_available()
    {
        var fixture = Flow.Booted();
        fixture.Do(new InjectFault(2, ChargePointErrorCode.ConnectorLockFailure));
        fixture.Sent.Clear();
        Assert.Equal(
            [
                "ChargingStation.AvailabilityState=Available", "ChargingStation.Problem=true", "Connector/1/1.AvailabilityState=Available",
                "Connector/2/1.AvailabilityState=Faulted", "Connector/2/1.Problem=true", "ConnectorPlugRetentionLock/2/1.Problem=true",
                "EVSE/1.AvailabilityState=Available", "EVSE/2.AvailabilityState=Faulted", "EVSE/2.Problem=true",
            ],
            Report("GetBaseReport", """{"requestId":14,"reportBase":"SummaryInventory"}""", 14, fixture).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TC_B_18_Custom_report_by_criteria_and_variables()
    {
        var fixture = Flow.Booted();
        fixture.Answers("EmptyResultSet", "GetReport", $$"""{"requestId":1,"componentCriteria":["Problem"],"componentVariable":[{{Evse1State}}]}""");
        fixture.Says();
        Assert.Equal(
            ["EVSE/1.AvailabilityState=Available"],
            Report("GetReport", $$"""{"requestId":2,"componentCriteria":["Available"],"componentVariable":[{{Evse1State}}]}""", 2, fixture));
    }

    [Fact]
    public void TC_B_20_Reset_on_idle_without_a_transaction()
    {
        var fixture = Flow.Booted();
        Assert.Equal("Accepted", fixture.Reset(hard: false));
        fixture.Says(["BootNotification RemoteReset", .. Statuses]);
    }

    [Fact]
    public void TC_B_21_Reset_on_idle_with_a_transaction()
    {
        var fixture = Flow.Charging();
        Assert.Equal("Scheduled", fixture.Reset(hard: false));
        fixture.Says();
        fixture.Do(new UnplugConnector(1));
        fixture.Says(
            "TransactionEvent Ended EVCommunicationLost Idle EVDisconnected", "BootNotification ScheduledReset", Statuses[0], Statuses[1]);
    }

    [Fact]
    public void TC_B_22_Reset_at_once_with_a_transaction()
    {
        var fixture = Flow.Charging();
        Assert.Equal("Accepted", fixture.Reset(hard: true));
        fixture.Says(
            "TransactionEvent Ended ResetCommand EVConnected ImmediateReset", "BootNotification RemoteReset", "StatusNotification 1 Occupied", Statuses[1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TC_B_25_Reset_of_an_EVSE_without_a_transaction(bool hard)
    {
        var fixture = Flow.Booted();
        Assert.Equal("Accepted", fixture.Reset(hard, evseId: 1));
        fixture.Says("StatusNotification 1 Unavailable", "StatusNotification 1 Available");
    }

    [Fact]
    public void TC_B_26_Reset_of_an_EVSE_on_idle_with_a_transaction()
    {
        var fixture = Flow.Charging();
        Assert.Equal("Scheduled", fixture.Reset(hard: false, evseId: 1));
        fixture.Says();
        fixture.Do(new UnplugConnector(1));
        fixture.Says(
            "TransactionEvent Ended EVCommunicationLost Idle EVDisconnected", "StatusNotification 1 Available",
            "StatusNotification 1 Unavailable", "StatusNotification 1 Available");
    }

    [Fact]
    public void TC_B_27_Reset_of_an_EVSE_at_once_with_a_transaction()
    {
        var fixture = Flow.Charging();
        Assert.Equal("Accepted", fixture.Reset(hard: true, evseId: 1));
        fixture.Says(
            "TransactionEvent Ended ResetCommand EVConnected ImmediateReset", "StatusNotification 1 Unavailable", "StatusNotification 1 Occupied");
    }

    [Fact]
    public void TC_B_30_Cold_boot_pending_or_rejected_security_error()
    {
        var fixture = new ChargerFixture(Flow.Version) { Csms = _ => Replies.Boot(RegistrationStatus.Rejected, 60) };
        fixture.Connect();
        fixture.Says("BootNotification PowerUp");
        var refused = Assert.IsType<CallRefused>(Call(fixture, "GetBaseReport", """{"requestId":1,"reportBase":"FullInventory"}"""));
        Assert.Equal(ErrorCodes.SecurityError, refused.Code);
        fixture.Do(new PlugConnector(1));
        fixture.Says();
    }

    [Fact]
    public void TC_B_31_Cold_boot_pending_triggered()
    {
        var fixture = new ChargerFixture(Flow.Version) { Csms = _ => Replies.Boot(RegistrationStatus.Pending, 600) };
        fixture.Connect();
        fixture.Csms = ChargerFixture.Accepts;
        fixture.Says("BootNotification PowerUp");
        Assert.Equal("Accepted", fixture.Trigger("BootNotification"));
        fixture.Says(["BootNotification Triggered", .. Statuses]);
    }

    [Fact]
    public void TC_B_42_Network_profile_accepted()
    {
        var fixture = Flow.Booted();
        fixture.Answers("Accepted", "SetNetworkProfile", Profile(2, "ws://127.0.0.1/other"));
        Assert.Equal("RebootRequired", fixture.SetVariable("OCPPCommCtrlr", "NetworkConfigurationPriority", "2,1"));
        Assert.Null(fixture.Charger.NetworkProfile);
        fixture.Reset(hard: true);
        Assert.Equal("ws://127.0.0.1/other", fixture.Charger.NetworkProfile?.Url);
        Assert.Equal("2", Text(fixture.GetVariable("OCPPCommCtrlr", "ActiveNetworkProfile"), "attributeValue"));
    }

    [Fact]
    public void TC_A_19_Upgrade_of_the_security_profile()
    {
        using var authority = new TestAuthority();
        var fixture = Flow.Booted(securityProfile: 1);
        fixture.Install(Calls.Accepted, "CSMSRootCertificate", authority.Pem);
        fixture.Answers("Accepted", "SetNetworkProfile", Profile(1, "wss://127.0.0.1/csms", securityProfile: 2));
        Assert.Equal("Accepted", fixture.SetVariable("OCPPCommCtrlr", "NetworkConfigurationPriority", "1"));
        Assert.Equal(1, fixture.Charger.SecurityProfile);
        fixture.Reset(hard: true);
        Assert.Equal((2, "wss://127.0.0.1/csms"), (fixture.Charger.SecurityProfile, fixture.Charger.NetworkProfile?.Url));
        Assert.Equal("2", Text(fixture.GetVariable("SecurityCtrlr", "SecurityProfile"), "attributeValue"));
        Assert.Equal("Rejected", fixture.Ask("SetNetworkProfile", Profile(2, "ws://127.0.0.1/csms", securityProfile: 1)).GetProperty("status").GetString());
    }

    [Fact]
    public void TC_B_44_Network_profile_failed()
    {
        var fixture = Flow.Booted();
        fixture.Answers("Failed", "SetNetworkProfile", Profile(2, "ws://127.0.0.1/other", "Wireless0"));
        Assert.Equal("Rejected", fixture.SetVariable("OCPPCommCtrlr", "NetworkConfigurationPriority", "2,1"));
    }

    internal static string Profile(int slot, string url, string network = "Wired0", int securityProfile = 0, string version = "OCPP20", string transport = "JSON") =>
        $$$"""
        {"configurationSlot":{{{slot}}},"connectionData":{"ocppVersion":"{{{version}}}","ocppTransport":"{{{transport}}}","ocppInterface":"{{{network}}}",
         "messageTimeout":20,"securityProfile":{{{securityProfile}}},"ocppCsmsUrl":"{{{url}}}"}}
        """;

    internal static OcppResponse Call(ChargerFixture fixture, string action, string payload) =>
        fixture.Call(Payloads.ReadRequest(Flow.Version, action, Encoding.UTF8.GetBytes(payload)));

    // What a report says, each variable of each place; its parts have to be numbered, and all but the last to be continued.
    static string[] Report(string action, string payload, int requestId, ChargerFixture? charger = null)
    {
        var fixture = charger ?? Flow.Booted();
        fixture.Answers("Accepted", action, payload);
        var parts = fixture.All("NotifyReport");
        Assert.Equal(parts.Length, fixture.Sent.Count);
        fixture.Says([.. parts.Select((_, at) => $"NotifyReport {requestId} {at} {at < parts.Length - 1}")]);
        return [.. parts.SelectMany(part => part.GetProperty("reportData").EnumerateArray()).Select(data =>
        {
            var (component, variable) = (data.GetProperty("component"), data.GetProperty("variable"));
            var place = component.TryGetProperty("evse", out var evse)
                ? $"/{evse.GetProperty("id")}{(evse.TryGetProperty("connectorId", out var connector) ? $"/{connector}" : "")}"
                : "";
            var instance = Text(variable, "instance") is { } named ? $"[{named}]" : "";
            return $"{Text(component, "name")}{place}.{Text(variable, "name")}{instance}={Text(data.GetProperty("variableAttribute")[0], "value")}";
        })];
    }

    static string[] Got(ChargerFixture fixture, params string[] variables) =>
        [.. fixture.Ask("GetVariables", $$"""{"getVariableData":[{{string.Join(',', variables)}}]}""").GetProperty("getVariableResult").EnumerateArray()
            .Select(result => $"{Text(result, "attributeStatus")} {Text(result, "attributeValue")}")];

    static string Variable(string component, string name, string? instance = null) =>
        $$$"""{"component":{"name":"{{{component}}}"},"variable":{"name":"{{{name}}}"{{{(instance is null ? "" : $",\"instance\":\"{instance}\"")}}}}}""";

    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
