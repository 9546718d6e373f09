using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, block E: where transactions begin and end, and what is told of them.</summary>
public abstract class TransactionCases(OcppVersion version) : VersionedCases(version)
{
    static readonly string[] Plugged = ["StatusNotification 1 Occupied"];

    [Fact]
    public void TC_E_01_Start_at_power_path_closed()
    {
        var fixture = Points("PowerPathClosed", "Authorized");
        CardFirst(fixture);
        fixture.Says("Authorize TAG");
        fixture.Wait(10);
        fixture.Says([.. Plugged, "TransactionEvent Started Authorized Charging TAG"]);
    }

    [Fact]
    public void TC_E_02_Start_at_energy_transfer()
    {
        var fixture = Points("EnergyTransfer", "Authorized");
        CardFirst(fixture);
        fixture.Says("Authorize TAG");
        fixture.Wait(10);
        fixture.Says([.. Plugged, "TransactionEvent Started ChargingStateChanged Charging TAG"]);
    }

    [Fact]
    public void TC_E_03_Local_start_cable_plugin_first()
    {
        var fixture = Points("EVConnected", "EVConnected");
        fixture.Do(new PlugConnector(1));
        fixture.Says("StatusNotification 1 Occupied", "TransactionEvent Started CablePluggedIn EVConnected");
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Says("Authorize TAG", "TransactionEvent Updated Authorized EVConnected TAG", "TransactionEvent Updated ChargingStateChanged Charging");
    }

    [Fact]
    public void TC_E_04_Local_start_authorization_first()
    {
        var fixture = Points("Authorized", "Authorized");
        CardFirst(fixture);
        fixture.Says("Authorize TAG", "TransactionEvent Started Authorized Idle TAG");
        fixture.Wait(10);
        fixture.Says([.. Plugged, "TransactionEvent Updated CablePluggedIn EVConnected", "TransactionEvent Updated ChargingStateChanged Charging"]);
    }

    [Fact]
    public void TC_E_07_Stop_at_power_path_closed_local_stop()
    {
        var fixture = Charging("PowerPathClosed");
        fixture.Do(new StopTransaction(1));
        fixture.Says("TransactionEvent Ended StopAuthorized EVConnected Local TAG");
    }

    [Fact]
    public void TC_E_08_Stop_at_energy_transfer_stop_authorized()
    {
        var fixture = Charging("EnergyTransfer");
        fixture.Do(new StopTransaction(1));
        fixture.Says("TransactionEvent Updated StopAuthorized EVConnected TAG", "TransactionEvent Ended ChargingStateChanged EVConnected Local");
    }

    [Fact]
    public void TC_E_09_Start_at_ev_connected()
    {
        var fixture = Points("EVConnected", "EVConnected");
        fixture.Do(new PlugConnector(1));
        var started = fixture.Sole("TransactionEvent");
        Assert.Equal("""{"id":1,"connectorId":1}""", started.GetProperty("evse").GetRawText());
        fixture.Says("StatusNotification 1 Occupied", "TransactionEvent Started CablePluggedIn EVConnected");
    }

    [Fact]
    public void TC_E_10_Start_at_authorized_local()
    {
        var fixture = Points("Authorized", "Authorized");
        CardFirst(fixture);
        var started = fixture.Sole("TransactionEvent");
        Assert.False(started.TryGetProperty("evse", out _));
        fixture.Says("Authorize TAG", "TransactionEvent Started Authorized Idle TAG");
    }

    [Fact]
    public void TC_E_11_Start_at_data_signed()
    {
        var fixture = Points("DataSigned", "Authorized");
        CardFirst(fixture);
        fixture.Wait(10);
        var register = Register(fixture.All("TransactionEvent")[0]);
        Assert.Equal("OCMF", register.GetProperty("signedMeterValue").GetProperty("encodingMethod").GetString());
        fixture.Says([
            "Authorize TAG", .. Plugged, "TransactionEvent Started SignedDataReceived SuspendedEVSE TAG", "TransactionEvent Updated ChargingStateChanged Charging"]);
    }

    [Fact]
    public void TC_E_12_Start_at_parking_bay_occupied()
    {
        var fixture = Points("ParkingBayOccupancy", "ParkingBayOccupancy");
        fixture.Do(new PlugConnector(1));
        fixture.Says("TransactionEvent Started EVDetected Idle", "StatusNotification 1 Occupied", "TransactionEvent Updated CablePluggedIn EVConnected");
    }

    [Fact]
    public void TC_E_14_Stop_at_ev_disconnected_charging_station_side()
    {
        var fixture = Charging("EVConnected");
        fixture.Do(new StopTransaction(1));
        fixture.Says("TransactionEvent Updated StopAuthorized EVConnected TAG");
        fixture.Do(new UnplugConnector(1));
        fixture.Says("StatusNotification 1 Available", "TransactionEvent Ended EVCommunicationLost Idle Local");
    }

    [Fact]
    public void TC_E_15_Stop_at_stop_authorized_local()
    {
        var fixture = Charging("Authorized");
        fixture.Do(new StopTransaction(1));
        fixture.Says("TransactionEvent Ended StopAuthorized EVConnected Local TAG");
    }

    [Fact]
    public void TC_E_16_Stop_at_deauthorized_invalid_id_token()
    {
        var fixture = Points("Authorized", "Authorized");
        fixture.Do(new SetConfiguration("AuthCtrlr.LocalPreAuthorize", "true"));
        fixture.Do(new AuthorizeIdTag(Flow.Tag));
        fixture.Sent.Clear();
        fixture.Csms = message => message is TransactionMessage { Kind: TransactionEventKind.Started } ? Replies.Event(AuthorizationStatus.Invalid) : ChargerFixture.Reply(message);
        CardFirst(fixture);
        fixture.Says("TransactionEvent Started Authorized Idle TAG", "TransactionEvent Ended Deauthorized Idle DeAuthorized");
    }

    [Fact]
    public void TC_E_17_Stop_at_deauthorized_ev_side_disconnect()
    {
        var fixture = Charging("Authorized");
        fixture.Do(new EvStopsEnergy(1));
        fixture.Says("TransactionEvent Updated ChargingStateChanged SuspendedEV");
        fixture.Do(new UnplugConnector(1));
        fixture.Says("TransactionEvent Ended EVCommunicationLost Idle EVDisconnected", "StatusNotification 1 Available");
    }

    [Fact]
    public void TC_E_19_Stop_at_parking_bay_unoccupied()
    {
        var fixture = Charging("ParkingBayOccupancy");
        fixture.Do(new StopTransaction(1));
        fixture.Says("TransactionEvent Updated StopAuthorized EVConnected TAG");
        fixture.Do(new UnplugConnector(1));
        fixture.Says("StatusNotification 1 Available", "TransactionEvent Updated EVCommunicationLost Idle", "TransactionEvent Ended EVDeparted Idle Local");
    }

    [Fact]
    public void TC_E_20_Stop_at_ev_disconnected_ev_side()
    {
        var fixture = Charging("EVConnected");
        fixture.Do(new SetConfiguration("TxCtrlr.StopTxOnEVSideDisconnect", "false"));
        fixture.Do(new EvStopsEnergy(1));
        fixture.Says("TransactionEvent Updated ChargingStateChanged SuspendedEV");
        fixture.Do(new UnplugConnector(1));
        fixture.Says("TransactionEvent Ended EVCommunicationLost Idle EVDisconnected", "StatusNotification 1 Available");
    }

    [Fact]
    public void TC_E_21_Stop_at_stop_authorized_remote()
    {
        var fixture = Charging("Authorized");
        Assert.Equal(Calls.Accepted, fixture.RemoteStop(fixture[1].Transaction!.Id!));
        fixture.Says("TransactionEvent Ended RemoteStop EVConnected Remote");
    }

    [Fact]
    public void TC_E_22_Stop_at_energy_transfer_stopped_suspended_by_the_vehicle()
    {
        var fixture = Charging("EnergyTransfer");
        fixture.Do(new EvStopsEnergy(1));
        fixture.Says("TransactionEvent Ended ChargingStateChanged SuspendedEV StoppedByEV");
    }

    [Fact]
    public void TC_E_26_Cable_out_on_the_ev_side_suspends_the_transaction()
    {
        var fixture = Charging("Authorized");
        fixture.Do(new SetConfiguration("TxCtrlr.StopTxOnEVSideDisconnect", "false"));
        fixture.Do(new EvStopsEnergy(1));
        fixture.Says("TransactionEvent Updated ChargingStateChanged SuspendedEV");
        fixture.Do(new UnplugConnector(1));
        fixture.Says("StatusNotification 1 Available", "TransactionEvent Updated EVCommunicationLost Idle");
        fixture.Do(new PlugConnector(1));
        fixture.Says(
            "StatusNotification 1 Occupied", "TransactionEvent Updated CablePluggedIn EVConnected", "TransactionEvent Updated ChargingStateChanged Charging");
    }

    [Fact]
    public void TC_E_29_Transaction_status_ongoing_with_message_in_queue()
    {
        var fixture = Charging("Authorized");
        var id = fixture[1].Transaction!.Id;
        fixture.Disconnect();
        fixture.Wait(25);
        Assert.Equal((true, true), Status(fixture, id));
        fixture.Connect();
        Assert.All(fixture.All("TransactionEvent"), told => Assert.True(told.GetProperty("offline").GetBoolean()));
        Assert.Equal((true, false), Status(fixture, id));
    }

    [Fact]
    public void TC_E_30_Transaction_status_ongoing_without_message_in_queue()
    {
        var fixture = Charging("Authorized");
        Assert.Equal((true, false), Status(fixture, fixture[1].Transaction!.Id));
    }

    [Fact]
    public void TC_E_31_Transaction_status_ended_with_message_in_queue()
    {
        var fixture = Charging("EVConnected");
        var id = fixture[1].Transaction!.Id;
        fixture.Disconnect();
        fixture.Do(new StopTransaction(1));
        fixture.Do(new UnplugConnector(1));
        Assert.Equal((false, true), Status(fixture, id));
        fixture.Connect();
        Assert.Equal([3, 4], fixture.All("TransactionEvent").Select(told => told.GetProperty("seqNo").GetInt32()));
        fixture.Says(
            "StatusNotification 1 Available", "TransactionEvent Updated StopAuthorized EVConnected TAG", "TransactionEvent Ended EVCommunicationLost Idle Local");
        Assert.Equal((false, false), Status(fixture, id));
    }

    [Fact]
    public void TC_E_33_Transaction_status_without_id_with_message_in_queue()
    {
        var fixture = Charging("Authorized");
        fixture.Disconnect();
        fixture.Wait(25);
        Assert.Equal((null, true), Status(fixture, null));
    }

    [Fact]
    public void TC_E_34_Transaction_status_without_id_without_message_in_queue() => Assert.Equal((null, false), Status(Flow.Booted(), null));

    [Fact]
    public void TC_E_38_Local_start_ev_not_ready()
    {
        var fixture = Points("Authorized", "Authorized");
        CardFirst(fixture);
        Assert.Null(fixture.Do(new EvStopsEnergy(1)).Refusal);
        fixture.Sent.Clear();
        fixture.Wait(10);
        fixture.Says([.. Plugged, "TransactionEvent Updated CablePluggedIn EVConnected", "TransactionEvent Updated ChargingStateChanged SuspendedEV"]);
    }

    [Fact]
    public void TC_E_39_Stop_at_deauthorized_timeout()
    {
        var fixture = Points("Authorized", "Authorized");
        fixture.Do(new SetConfiguration("TxCtrlr.EVConnectionTimeOut", "20"));
        CardFirst(fixture, after: 30);
        fixture.Says("Authorize TAG", "TransactionEvent Started Authorized Idle TAG");
        fixture.Wait(20);
        fixture.Says("TransactionEvent Ended EVConnectTimeout Idle Timeout");
    }

    [Fact]
    public void TC_E_53_Sequence_numbers_begin_with_each_transaction()
    {
        var fixture = Points("Authorized", "EVConnected");
        foreach (var _ in Enumerable.Range(0, 2))
        {
            CardFirst(fixture);
            fixture.Wait(10);
            fixture.Do(new StopTransaction(1));
            fixture.Do(new UnplugConnector(1));
            Assert.Equal([0, 1, 2, 3, 4], fixture.All("TransactionEvent").Select(told => told.GetProperty("seqNo").GetInt32()));
            fixture.Says([
                "Authorize TAG", "TransactionEvent Started Authorized Idle TAG", .. Plugged, "TransactionEvent Updated CablePluggedIn EVConnected",
                "TransactionEvent Updated ChargingStateChanged Charging", "TransactionEvent Updated StopAuthorized EVConnected TAG",
                "StatusNotification 1 Available", "TransactionEvent Ended EVCommunicationLost Idle Local"]);
        }
    }

    static ChargerFixture Points(string start, string stop)
    {
        var fixture = Flow.Booted();
        fixture.Do(new SetConfiguration("TxCtrlr.TxStartPoint", start));
        fixture.Do(new SetConfiguration("TxCtrlr.TxStopPoint", stop));
        return fixture;
    }

    // A transaction of the tag runs that has begun with the cable.
    static ChargerFixture Charging(string stop)
    {
        var fixture = Points("EVConnected", stop);
        fixture.Do(new PlugConnector(1));
        fixture.Do(new StartTransaction(Flow.Tag, 1));
        fixture.Sent.Clear();
        return fixture;
    }

    static void CardFirst(ChargerFixture fixture, int after = 10) =>
        fixture.Do(new StartSession(Flow.Tag, 1, null, null, PlugInAfter: TimeSpan.FromSeconds(after), StayPlugged: true));

    static (bool? Ongoing, bool MessagesInQueue) Status(ChargerFixture fixture, string? transactionId)
    {
        var answer = fixture.Ask("GetTransactionStatus", transactionId is null ? "{}" : $$"""{"transactionId":"{{transactionId}}"}""");
        return (answer.TryGetProperty("ongoingIndicator", out var ongoing) ? ongoing.GetBoolean() : null, answer.GetProperty("messagesInQueue").GetBoolean());
    }

    static System.Text.Json.JsonElement Register(System.Text.Json.JsonElement told) =>
        told.GetProperty("meterValue")[0].GetProperty("sampledValue").EnumerateArray().First(value => value.GetProperty("measurand").GetString() == "Energy.Active.Import.Register");
}
