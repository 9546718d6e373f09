using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, block F: remote start, unlocking, messages asked for.</summary>
public abstract class RemoteControlCases(OcppVersion version) : VersionedCases(version)
{
    [Fact]
    public void TC_F_01_Remote_start_cable_plugin_first()
    {
        var fixture = Points("EVConnected");
        fixture.Do(new PlugConnector(1));
        fixture.Sent.Clear();
        var answer = fixture.Ask("RequestStartTransaction", """{"idToken":{"idToken":"TAG","type":"Central"},"remoteStartId":7,"evseId":1}""");
        Assert.Equal(
            (Calls.Accepted, fixture[1].Transaction!.Id), (answer.GetProperty("status").GetString(), answer.GetProperty("transactionId").GetString()));
        Assert.Equal(7, fixture.All("TransactionEvent")[0].GetProperty("transactionInfo").GetProperty("remoteStartId").GetInt32());
        fixture.Says("TransactionEvent Updated RemoteStart EVConnected TAG", "TransactionEvent Updated ChargingStateChanged Charging");
    }

    [Fact]
    public void TC_F_02_Remote_start_first_authorized_by_the_CSMS()
    {
        var fixture = Points("Authorized", authorize: true);
        RemoteStartFirst(fixture);
        fixture.Says("Authorize TAG", "TransactionEvent Started RemoteStart Idle TAG");
        fixture.Wait(20);
        fixture.Says(
            "StatusNotification 1 Occupied", "TransactionEvent Updated CablePluggedIn EVConnected", "TransactionEvent Updated ChargingStateChanged Charging");
    }

    [Fact]
    public void TC_F_03_Remote_start_first_not_authorized_by_the_CSMS()
    {
        var fixture = Points("Authorized");
        RemoteStartFirst(fixture);
        Assert.Equal(7, fixture.Sole("TransactionEvent").GetProperty("transactionInfo").GetProperty("remoteStartId").GetInt32());
        fixture.Says("TransactionEvent Started RemoteStart Idle TAG");
        fixture.Wait(20);
        fixture.Says(
            "StatusNotification 1 Occupied", "TransactionEvent Updated CablePluggedIn EVConnected", "TransactionEvent Updated ChargingStateChanged Charging");
    }

    [Fact]
    public void TC_F_04_Remote_start_first_nobody_plugs_in()
    {
        var fixture = Points("Authorized", stop: "ParkingBayOccupancy");
        fixture.Do(new SetConfiguration("TxCtrlr.EVConnectionTimeOut", "10"));
        RemoteStartFirst(fixture);
        fixture.Says("TransactionEvent Started RemoteStart Idle TAG");
        fixture.Wait(10);
        fixture.Says("TransactionEvent Updated EVConnectTimeout Idle", "TransactionEvent Ended EVDeparted Idle Timeout");
    }

    [Fact]
    public void TC_F_06_Unlock_without_a_transaction() => Assert.Equal("Unlocked", Flow.Booted().Unlock(1));

    [Fact]
    public void TC_F_11_Trigger_meter_values_of_one_EVSE()
    {
        var fixture = Flow.Booted();
        Assert.Equal(Calls.Accepted, fixture.Trigger("MeterValues", 2));
        Assert.Equal("Trigger", Context(fixture.Sole("MeterValues")));
        fixture.Says("MeterValues 2");
    }

    [Fact]
    public void TC_F_12_Trigger_meter_values_of_all_EVSEs()
    {
        var fixture = Flow.Booted();
        Assert.Equal(Calls.Accepted, fixture.Trigger("MeterValues"));
        Assert.All(fixture.All("MeterValues"), told => Assert.Equal("Trigger", Context(told)));
        fixture.Says("MeterValues 1", "MeterValues 2");
    }

    [Fact]
    public void TC_F_13_Trigger_transaction_event_of_one_EVSE()
    {
        var fixture = Charging();
        Assert.Equal(Calls.Accepted, fixture.Trigger("TransactionEvent", 2));
        var told = fixture.Sole("TransactionEvent");
        Assert.Equal((2, "Trigger"), (told.GetProperty("evse").GetProperty("id").GetInt32(), Context(told)));
        fixture.Says("TransactionEvent Updated Trigger Charging");
    }

    [Fact]
    public void TC_F_14_Trigger_transaction_event_of_all_EVSEs()
    {
        var fixture = Charging();
        Assert.Equal(Calls.Accepted, fixture.Trigger("TransactionEvent"));
        Assert.All(fixture.All("TransactionEvent"), told => Assert.Equal("Trigger", Context(told)));
        fixture.Says("TransactionEvent Updated Trigger Charging", "TransactionEvent Updated Trigger Charging");
    }

    [Fact]
    public void TC_F_15_Trigger_log_status_notification_idle()
    {
        var fixture = Flow.Booted();
        Assert.Equal(Calls.Accepted, fixture.Trigger("LogStatusNotification"));
        fixture.Says("LogStatusNotification Idle");
    }

    [Fact]
    public void TC_F_18_Trigger_firmware_status_notification_idle()
    {
        var fixture = Flow.Booted();
        Assert.Equal(Calls.Accepted, fixture.Trigger("FirmwareStatusNotification"));
        fixture.Says("FirmwareStatusNotification Idle");
    }

    [Fact]
    public void TC_F_20_Trigger_heartbeat()
    {
        var fixture = Flow.Booted();
        Assert.Equal(Calls.Accepted, fixture.Trigger("Heartbeat"));
        fixture.Says("Heartbeat");
    }

    [Fact]
    public void TC_F_23_Trigger_status_notification_of_one_EVSE_available()
    {
        var fixture = Flow.Booted();
        Assert.Equal(Calls.Accepted, fixture.Trigger("StatusNotification", 1));
        fixture.Says("StatusNotification 1 Available");
    }

    [Fact]
    public void TC_F_24_Trigger_status_notification_of_one_EVSE_occupied()
    {
        var fixture = Flow.Booted();
        fixture.Do(new PlugConnector(1));
        fixture.Says("StatusNotification 1 Occupied");
        Assert.Equal(Calls.Accepted, fixture.Trigger("StatusNotification", 1));
        fixture.Says("StatusNotification 1 Occupied");
    }

    [Fact]
    public void TC_F_27_Trigger_not_implemented()
    {
        var fixture = Flow.Booted();
        fixture.Choose("TriggerMessage", "NotImplemented");
        fixture.Answers("NotImplemented", "TriggerMessage", """{"requestedMessage":"Heartbeat"}""");
        fixture.Says();
    }

    static ChargerFixture Points(string start, string stop = "Authorized", bool authorize = false)
    {
        var fixture = new ChargerFixture(Flow.Version, plugInAfter: TimeSpan.FromSeconds(20));
        fixture.Connect();
        fixture.Do(new SetConfiguration("TxCtrlr.TxStartPoint", start));
        fixture.Do(new SetConfiguration("TxCtrlr.TxStopPoint", stop));
        fixture.Do(new SetConfiguration("AuthCtrlr.AuthorizeRemoteStart", authorize ? "true" : "false"));
        fixture.Sent.Clear();
        return fixture;
    }

    static ChargerFixture Charging()
    {
        var fixture = Flow.Booted();
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Do(new StartSession("OTHER", 2, null, null));
        fixture.Sent.Clear();
        return fixture;
    }

    static void RemoteStartFirst(ChargerFixture fixture)
    {
        var answer = fixture.Ask("RequestStartTransaction", """{"idToken":{"idToken":"TAG","type":"Central"},"remoteStartId":7,"evseId":1}""");
        Assert.Equal(Calls.Accepted, answer.GetProperty("status").GetString());
        Assert.False(answer.TryGetProperty("transactionId", out _));
    }

    static string Context(System.Text.Json.JsonElement told) =>
        told.GetProperty("meterValue")[0].GetProperty("sampledValue")[0].GetProperty("context").GetString()!;
}
