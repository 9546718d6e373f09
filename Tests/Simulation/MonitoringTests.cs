using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Certification201;

namespace OcppLab.Tests.Simulation;

/// <summary>Monitors that can't be set, and what becomes of events (2.0.1 block N).</summary>
public sealed class MonitoringTests
{
    const string State = """ "component":{"name":"EVSE","evse":{"id":1}},"variable":{"name":"AvailabilityState"} """;
    const string Power = """ "component":{"name":"EVSE","evse":{"id":1}},"variable":{"name":"Power"} """;
    const string Interval = """ "component":{"name":"OCPPCommCtrlr"},"variable":{"name":"OfflineThreshold"} """;

    [Theory]
    [InlineData("Delta", 1, """ "component":{"name":"EVSE"},"variable":{"name":"Power"} """, 1, "UnknownComponent")]
    [InlineData("Delta", 1, """ "component":{"name":"ChargingStation"},"variable":{"name":"Nonsense"} """, 1, "UnknownVariable")]
    [InlineData("Delta", 1, """ "component":{"name":"ChargingStation"},"variable":{"name":"Model"} """, 1, "UnsupportedMonitorType")]
    [InlineData("UpperThreshold", 1, State, 1, "UnsupportedMonitorType")]
    [InlineData("UpperThreshold", -1, Power, 1, "Rejected")]
    [InlineData("UpperThreshold", 22_081, Power, 1, "Rejected")]
    [InlineData("UpperThreshold", 22_080, Power, 1, "Accepted")]
    [InlineData("Delta", 0, Power, 1, "Rejected")]
    [InlineData("Delta", -5, Power, 1, "Rejected")]
    [InlineData("Delta", 0.5, Power, 9, "Accepted")]
    [InlineData("Delta", 0.5, Power, 10, "Rejected")]
    [InlineData("Periodic", 0, Power, 1, "Rejected")]
    [InlineData("PeriodicClockAligned", 86_400, Power, 1, "Accepted")]
    [InlineData("Periodic", 5, Power, 1, "Rejected", 1)]
    [InlineData("Periodic", 5, Power, 1, "Rejected", 77)]
    public void A_monitor_is_one_that_can_watch(string type, double value, string variable, int severity, string status, int? id = null) =>
        Assert.Equal(status, Assert.Single(MonitoringCases.SetAll(Flow.Booted(), MonitoringCases.Monitor(type, value, variable, severity, id))).Status);

    [Fact]
    public void A_monitor_is_there_once_and_is_replaced_under_its_id()
    {
        var fixture = Flow.Booted();
        var first = Assert.Single(MonitoringCases.SetAll(fixture, MonitoringCases.Monitor("UpperThreshold", 5, Power)));
        Assert.Equal("Duplicate", MonitoringCases.SetAll(fixture, MonitoringCases.Monitor("UpperThreshold", 6, Power))[0].Status);
        Assert.Equal(first, MonitoringCases.SetAll(fixture, MonitoringCases.Monitor("UpperThreshold", 6, Power, id: first.Id))[0]);
        Assert.Equal("Rejected", MonitoringCases.SetAll(fixture, MonitoringCases.Monitor("UpperThreshold", 6, Interval, id: first.Id))[0].Status);
        fixture.Answers("Accepted", "SetMonitoringBase", """{"monitoringBase":"HardWiredOnly"}""");
        Assert.Equal(["NotFound"], MonitoringCases.Clear(fixture, first.Id!.Value));
    }

    [Fact]
    public void A_number_that_differs_less_than_asked_is_no_event()
    {
        var fixture = Flow.Booted();
        MonitoringCases.SetAll(fixture, MonitoringCases.Monitor("Delta", 100, Interval));
        fixture.SetVariable("OCPPCommCtrlr", "OfflineThreshold", "399");
        Assert.Empty(MonitoringCases.Events(fixture));
        fixture.SetVariable("OCPPCommCtrlr", "OfflineThreshold", "400");
        Assert.Equal(["Delta 400 CustomMonitor OCPPCommCtrlr.OfflineThreshold"], MonitoringCases.Events(fixture));
    }

    [Fact]
    public void A_monitor_of_transactions_is_silent_without_one()
    {
        var fixture = Flow.Booted();
        MonitoringCases.SetAll(fixture, MonitoringCases.Monitor("Delta", 1, State, transaction: true));
        fixture.Do(new PlugConnector(1));
        Assert.Empty(MonitoringCases.Events(fixture));
        fixture.Do(new StartTransaction("TAG", 1));
        Assert.Single(MonitoringCases.Events(fixture));
    }

    [Fact]
    public void An_event_that_is_severe_enough_waits_for_the_CSMS_also_over_a_restart()
    {
        var fixture = Flow.Booted();
        fixture.SetVariable("MonitoringCtrlr", "OfflineQueuingSeverity", "3");
        MonitoringCases.SetAll(fixture, MonitoringCases.Monitor("Delta", 1, State, severity: 3), MonitoringCases.Monitor("Delta", 1, State, severity: 4));
        fixture.Disconnect();
        fixture.Do(new PlugConnector(1));
        fixture.Restart(secondsLater: 60);
        fixture.Connect();
        Assert.Equal(["Delta Occupied CustomMonitor EVSE.AvailabilityState"], MonitoringCases.Events(fixture));
    }

    [Fact]
    public void Periodic_events_that_fell_due_while_the_CSMS_was_away_are_told_no_more()
    {
        var fixture = Flow.Booted();
        MonitoringCases.SetAll(fixture, MonitoringCases.Monitor("Periodic", 10, Power, severity: 8));
        fixture.Disconnect();
        Assert.Null(fixture.Charger.NextDue);
        fixture.Wait(1_003);
        fixture.Connect();
        Assert.Empty(MonitoringCases.Events(fixture));
        fixture.Wait(7);
        Assert.Single(MonitoringCases.Events(fixture));
    }

    [Fact]
    public void Nothing_is_told_where_monitoring_is_off_or_1_6_is_spoken()
    {
        var fixture = Flow.Booted();
        fixture.SetVariable("MonitoringCtrlr", "Enabled", "false");
        fixture.Do(new InjectFault(1, ChargePointErrorCode.GroundFailure));
        fixture.Says("StatusNotification 1 Faulted");

        var old = ChargerFixture.Booted();
        old.Do(new InjectFault(1, ChargePointErrorCode.GroundFailure));
        Assert.Empty(old.Sent.OfAction("NotifyEvent"));
    }
}
