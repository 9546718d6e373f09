using System.Text.Json;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, block N: monitors, their reports, and the events that they tell.</summary>
public abstract class MonitoringCases(OcppVersion version) : VersionedCases(version)
{
    const string Evse1State = """ "component":{"name":"EVSE","evse":{"id":1}},"variable":{"name":"AvailabilityState"} """;
    const string Evse1Power = """ "component":{"name":"EVSE","evse":{"id":1}},"variable":{"name":"Power"} """;
    const string Power = """ "component":{"name":"ChargingStation"},"variable":{"name":"Power"} """;
    const string State = """ "component":{"name":"ChargingStation"},"variable":{"name":"AvailabilityState"} """;
    const string Password = """ "component":{"name":"SecurityCtrlr"},"variable":{"name":"BasicAuthPassword"} """;

    [Fact]
    public void TC_N_01_Monitoring_report_by_criteria()
    {
        var fixture = Flow.Booted();
        Set(fixture, Monitor("UpperThreshold", 11_000, Power));
        fixture.Answers("EmptyResultSet", "GetMonitoringReport", """{"requestId":1,"monitoringCriteria":["PeriodicMonitoring"]}""");
        fixture.Says();
        Assert.Equal(["ChargingStation.Power UpperThreshold"], Report(fixture, """{"requestId":2,"monitoringCriteria":["ThresholdMonitoring"]}"""));
    }

    [Fact]
    public void TC_N_02_Monitoring_report_of_variables()
    {
        var fixture = Flow.Booted();
        fixture.Answers("EmptyResultSet", "GetMonitoringReport", $$"""{"requestId":1,"componentVariable":[{ {{Power}} }]}""");
        fixture.Says();
        Assert.Equal(["EVSE.AvailabilityState Delta"], Report(fixture, $$"""{"requestId":2,"componentVariable":[{ {{Evse1State}} }]}"""));
    }

    [Fact]
    public void TC_N_03_Monitoring_report_by_criteria_of_a_variable()
    {
        var fixture = Flow.Booted();
        Set(fixture, Monitor("UpperThreshold", 11_000, Power), Monitor("Delta", 1, Evse1State));
        fixture.Answers("EmptyResultSet", "GetMonitoringReport", $$"""{"requestId":1,"monitoringCriteria":["DeltaMonitoring"],"componentVariable":[{ {{Power}} }]}""");
        fixture.Says();
        Assert.Equal(
            ["ChargingStation.Power UpperThreshold"],
            Report(fixture, $$"""{"requestId":2,"monitoringCriteria":["ThresholdMonitoring"],"componentVariable":[{ {{Power}} }]}"""));
    }

    [Fact]
    public void TC_N_05_Monitoring_base()
    {
        var fixture = Flow.Booted();
        foreach (var monitors in new[] { "All", "FactoryDefault", "HardWiredOnly" })
        {
            fixture.Answers("Accepted", "SetMonitoringBase", $$"""{"monitoringBase":"{{monitors}}"}""");
            Assert.Equal(monitors, fixture.GetVariable("MonitoringCtrlr", "ActiveMonitoringBase").GetProperty("attributeValue").GetString());
        }
    }

    [Fact]
    public void TC_N_08_Set_one_monitor()
    {
        var fixture = Flow.Booted();
        Set(fixture, Monitor("Delta", 1, Evse1State));
        fixture.Do(new PlugConnector(1));
        Assert.Equal(["Delta Occupied CustomMonitor EVSE.AvailabilityState"], Events(fixture));
    }

    [Fact]
    public void TC_N_09_Set_monitors_on_several_variables()
    {
        var fixture = Flow.Booted();
        Set(fixture, Monitor("Delta", 1, Evse1State), Monitor("Delta", 1, State));
        fixture.Do(new PlugConnector(1));
        fixture.Do(new PlugConnector(2));
        Assert.Equal(
            ["Delta Occupied CustomMonitor EVSE.AvailabilityState", "Delta Occupied CustomMonitor ChargingStation.AvailabilityState"], Events(fixture));
    }

    [Fact]
    public void TC_N_16_Monitoring_level()
    {
        var fixture = Flow.Booted();
        fixture.Answers("Accepted", "SetMonitoringLevel", """{"severity":4}""");
        Set(fixture, Monitor("Delta", 1, Evse1State, severity: 5), Monitor("Delta", 1, State, severity: 4));
        fixture.ChangeAvailability(0, operative: false);
        Assert.Equal(["Delta Unavailable CustomMonitor ChargingStation.AvailabilityState"], Events(fixture));
    }

    [Fact]
    public void TC_N_17_Monitoring_level_out_of_range()
    {
        var fixture = Flow.Booted();
        fixture.Answers("Rejected", "SetMonitoringLevel", """{"severity":10}""");
        Assert.Equal("9", fixture.GetVariable("MonitoringCtrlr", "ActiveMonitoringLevel").GetProperty("attributeValue").GetString());
    }

    [Fact]
    public void TC_N_18_Clear_too_many_monitors()
    {
        var fixture = Flow.Booted();
        var most = int.Parse(fixture.GetVariable("MonitoringCtrlr", "ItemsPerMessage", "ClearVariableMonitoring").GetProperty("attributeValue").GetString()!);
        var ids = Set(fixture, Monitor("Delta", 1, Evse1State), Monitor("Delta", 1, State));
        var refused = Assert.IsType<CallRefused>(ProvisioningCases.Call(
            fixture, "ClearVariableMonitoring", $$"""{"id":[{{string.Join(',', Enumerable.Range(0, most + 1))}}]}"""));
        Assert.Equal(ErrorCodes.OccurrenceConstraintViolation, refused.Code);
        Assert.Equal(["Accepted", "Accepted", "NotFound"], Clear(fixture, [.. ids, ids[0]]));
    }

    [Fact]
    public void TC_N_21_Alert_of_a_hard_wired_monitor()
    {
        var fixture = Flow.Booted();
        fixture.Do(new InjectFault(1, ChargePointErrorCode.ConnectorLockFailure));
        fixture.Do(new ClearFault(1));
        Assert.Equal(
            [
                "Delta true HardWiredNotification ConnectorPlugRetentionLock.Problem", "Alerting Faulted HardWiredMonitor EVSE.AvailabilityState",
                "Delta false HardWiredNotification ConnectorPlugRetentionLock.Problem cleared",
                "Alerting Available HardWiredMonitor EVSE.AvailabilityState cleared",
            ],
            Events(fixture));
    }

    [Fact]
    public void TC_N_24_Periodic_events()
    {
        var fixture = Flow.Booted();
        Set(fixture, Monitor("Periodic", 30, Evse1State));
        fixture.Wait(100);
        Assert.Equal(Enumerable.Repeat("Periodic Available CustomMonitor EVSE.AvailabilityState", 3), Events(fixture));
    }

    [Fact]
    public void TC_N_44_Clearing_of_a_monitor_rejected() => Assert.Equal(["Rejected"], Clear(Flow.Booted(), 1));

    [Fact]
    public void TC_N_47_Monitoring_report_of_all()
    {
        var fixture = Flow.Booted();
        Set(fixture, Monitor("UpperThreshold", 11_000, Power));
        Assert.Equal(
            ["EVSE.AvailabilityState Delta", "EVSE.AvailabilityState Delta", "ChargingStation.Power UpperThreshold"], Report(fixture, """{"requestId":2}"""));
    }

    [Fact]
    public void TC_N_48_Alert_of_a_variable_that_can_only_be_written()
    {
        var fixture = Flow.Booted();
        Set(fixture, Monitor("Delta", 1, Password, severity: 2));
        Assert.Equal("Accepted", fixture.SetVariable("SecurityCtrlr", "BasicAuthPassword", "a password of many"));
        Assert.Equal(["Delta  CustomMonitor SecurityCtrlr.BasicAuthPassword"], Events(fixture));
        Assert.Equal("Rejected", fixture.GetVariable("SecurityCtrlr", "BasicAuthPassword").GetProperty("attributeStatus").GetString());
        Assert.DoesNotContain("a password of many", ChargerFixture.Save(fixture.Charger)[ChargerFixture.Save(fixture.Charger).IndexOf("\"monitoring\"", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void TC_N_49_Alert_cleared_after_a_reboot()
    {
        var fixture = Flow.Charging();
        Set(fixture, Monitor("UpperThreshold", 1_000, Evse1Power, severity: 2));
        fixture.Reset(hard: true);
        Assert.Collection(
            Events(fixture),
            passed => Assert.Matches(@"^Alerting \d+ CustomMonitor EVSE.Power$", passed),
            cleared => Assert.Equal("Alerting 0 CustomMonitor EVSE.Power cleared", cleared));
    }

    [Fact]
    public void TC_N_50_Periodic_event()
    {
        var fixture = Flow.Booted();
        Set(fixture, Monitor("PeriodicClockAligned", 900, Evse1Power));
        fixture.WaitUntil(ChargerFixture.Start.AddMinutes(16));
        Assert.Equal(["Periodic 0 CustomMonitor EVSE.Power"], Events(fixture));
    }

    [Fact]
    public void TC_N_60_Monitoring_report_by_criteria_of_several_variables()
    {
        var fixture = Flow.Booted();
        Set(fixture, Monitor("UpperThreshold", 11_000, Power), Monitor("LowerThreshold", 500, Evse1Power));
        fixture.Sent.Clear();
        var variables = $$"""[{ {{Power}} },{ {{Evse1Power}} }]""";
        fixture.Answers("EmptyResultSet", "GetMonitoringReport", $$"""{"requestId":1,"monitoringCriteria":["DeltaMonitoring"],"componentVariable":{{variables}}}""");
        fixture.Says();
        Assert.Equal(
            ["ChargingStation.Power UpperThreshold", "EVSE.Power LowerThreshold"],
            Report(fixture, $$"""{"requestId":2,"monitoringCriteria":["ThresholdMonitoring"],"componentVariable":{{variables}}}"""));
    }

    internal static string Monitor(string type, double value, string variable, int severity = 8, int? id = null, bool transaction = false) => FormattableString.Invariant(
        $$"""{ {{(id is null ? "" : $"\"id\":{id},")}}"type":"{{type}}","value":{{value}},"severity":{{severity}},"transaction":{{(transaction ? "true" : "false")}},{{variable}} }""");

    internal static (string? Status, int? Id)[] SetAll(ChargerFixture fixture, params string[] monitors) =>
        [.. fixture.Ask("SetVariableMonitoring", $$"""{"setMonitoringData":[{{string.Join(',', monitors)}}]}""").GetProperty("setMonitoringResult").EnumerateArray()
            .Select(result => (result.GetProperty("status").GetString(), result.TryGetProperty("id", out var id) ? id.GetInt32() : (int?)null))];

    static int[] Set(ChargerFixture fixture, params string[] monitors)
    {
        var results = SetAll(fixture, monitors);
        Assert.All(results, result => Assert.Equal("Accepted", result.Status));
        return [.. results.Select(result => result.Id!.Value)];
    }

    internal static IEnumerable<string?> Clear(ChargerFixture fixture, params int[] ids) =>
        fixture.Ask("ClearVariableMonitoring", $$"""{"id":[{{string.Join(',', ids)}}]}""").GetProperty("clearMonitoringResult").EnumerateArray()
            .Select(result => result.GetProperty("status").GetString());

    // What was told since the start, and forgotten then.
    internal static string[] Events(ChargerFixture fixture)
    {
        var messages = fixture.All("NotifyEvent");
        fixture.Sent.Clear();
        return [.. messages.SelectMany(message => message.GetProperty("eventData").EnumerateArray()).Select(data => string.Join(
            ' ',
            new[]
            {
                data.GetProperty("trigger").GetString(), data.GetProperty("actualValue").GetString(), data.GetProperty("eventNotificationType").GetString(),
                $"{Name(data, "component")}.{Name(data, "variable")}", data.TryGetProperty("cleared", out _) ? "cleared" : null,
            }.Where(word => word is not null)))];
    }

    static string[] Report(ChargerFixture fixture, string payload)
    {
        fixture.Answers("Accepted", "GetMonitoringReport", payload);
        var report = fixture.Sole("NotifyMonitoringReport");
        fixture.Says("NotifyMonitoringReport 2 0 False");
        return [.. report.GetProperty("monitor").EnumerateArray().Select(monitor =>
            $"{Name(monitor, "component")}.{Name(monitor, "variable")} {monitor.GetProperty("variableMonitoring")[0].GetProperty("type")}")];
    }

    static string? Name(JsonElement data, string what) => data.GetProperty(what).GetProperty("name").GetString();
}
