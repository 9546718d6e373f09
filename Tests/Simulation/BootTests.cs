using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>How a charger introduces itself and stays in touch.</summary>
public sealed class BootTests
{
    [Fact]
    public void After_its_boot_a_charger_tells_the_status_of_each_connector()
    {
        var fixture = new ChargerFixture();
        fixture.Connect();
        Assert.Equal(
            ("ChargerFixture", "AC22", "0000000000000007", "1.0.0"),
            fixture.Sent[0] is V16.BootNotificationRequest boot
                ? (boot.ChargePointVendor, boot.ChargePointModel, boot.ChargePointSerialNumber, boot.FirmwareVersion)
                : default);
        Assert.Equal([0, 1, 2], fixture.Sent.Skip(1).Cast<StatusMessage>().Select(status => status.ConnectorId));

        fixture = new ChargerFixture(OcppVersion.V201);
        fixture.Connect();
        Assert.Equal(
            (V2.BootReasonEnumType.PowerUp, "AC22"),
            fixture.Sent[0] is V2.BootNotificationRequest started ? (started.Reason, started.ChargingStation.Model) : default);
        Assert.Equal([1, 2], fixture.Sent.Skip(1).Cast<StatusMessage>().Select(status => status.ConnectorId));
        Assert.Equal(RegistrationStatus.Accepted, fixture.Charger.View(fixture.Now).Registration);
    }

    [Theory, InlineData(RegistrationStatus.Pending), InlineData(RegistrationStatus.Rejected)]
    public void A_charger_that_is_not_accepted_asks_again_after_the_interval_and_says_nothing_else(RegistrationStatus status)
    {
        var fixture = new ChargerFixture();
        fixture.Csms = message => message.ActionName == "BootNotification" && fixture.Sent.Count < 3 ? Replies.Boot(status, 40) : ChargerFixture.Reply(message);
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(60), null));
        fixture.Connect();

        fixture.Wait(39);
        Assert.Single(fixture.Sent);
        Assert.Equal(status, fixture.Charger.View(fixture.Now).Registration);
        Assert.Equal(ConnectorStatus.Preparing, fixture[1].Status);
        fixture.Wait(1);
        Assert.Equal(2, fixture.Sent.Count);
        fixture.Wait(40);

        Assert.Equal(3, fixture.Sent.OfAction("BootNotification").Count());
        Assert.Equal(ConnectorStatus.Charging, fixture[1].Status);
    }

    [Fact]
    public void A_boot_without_an_answer_is_tried_again()
    {
        var fixture = new ChargerFixture();
        fixture.Csms = message => fixture.Sent.Count == 1 ? new NotAnswered(ConnectionLost: false) : ChargerFixture.Reply(message);
        fixture.Connect();
        fixture.Wait(60);
        Assert.Equal(2, fixture.Sent.OfAction("BootNotification").Count());
        Assert.Equal(RegistrationStatus.Accepted, fixture.Charger.View(fixture.Now).Registration);
    }

    [Fact]
    public void A_pending_charger_answers_the_CSMS_and_a_rejected_one_refuses()
    {
        var fixture = new ChargerFixture { Csms = message => Replies.Boot(RegistrationStatus.Pending, 3600) };
        fixture.Connect();
        Assert.Equal("Accepted", fixture.ChangeConfiguration("MeterValueSampleInterval", "30"));
        Assert.Equal("Rejected", fixture.RemoteStart(1, "TAG"));
        fixture.Csms = ChargerFixture.Accepts;
        Assert.Equal("Accepted", fixture.Trigger("BootNotification", null));
        Assert.Equal("BootNotification", fixture.Sent[1].ActionName);
        Assert.Equal(RegistrationStatus.Accepted, fixture.Charger.View(fixture.Now).Registration);

        fixture = new ChargerFixture { Csms = message => Replies.Boot(RegistrationStatus.Rejected, 3600) };
        fixture.Connect();
        Assert.Equal(
            "SecurityError",
            Assert.IsType<CallRefused>(fixture.Call(new V16.ChangeConfigurationRequest { Key = "MeterValueSampleInterval", Value = "30" })).Code);
    }

    [Fact]
    public void Heartbeats_come_at_the_interval_of_the_boot_when_nothing_else_is_said()
    {
        var fixture = new ChargerFixture();
        fixture.Csms = message => message.ActionName == "BootNotification" ? Replies.Boot(RegistrationStatus.Accepted, 50) : ChargerFixture.Reply(message);
        fixture.Connect();
        fixture.Wait(49);
        Assert.Empty(fixture.Sent.OfAction("Heartbeat"));
        fixture.Wait(101);
        Assert.Equal(3, fixture.Sent.OfAction("Heartbeat").Count());

        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Sent.Clear();
        fixture.Wait(200);
        Assert.Empty(fixture.Sent.OfAction("Heartbeat"));
    }

    [Fact]
    public void A_lost_connection_is_no_boot_and_only_news_are_told_after_it()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Disconnect();
        fixture.Do(new PlugConnector(2));
        fixture.Do(new UnplugConnector(2));
        fixture.Do(new PlugConnector(1));
        fixture.Wait(50);
        fixture.Connect();

        var status = Assert.IsType<StatusMessage>(Assert.Single(fixture.Sent));
        Assert.Equal((1, ConnectorStatus.Preparing, ChargerFixture.Start), (status.ConnectorId, status.Status, status.At));
    }

    [Fact]
    public void After_long_enough_away_a_2_0_1_charger_tells_every_status_anew()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new SetConfiguration("OCPPCommCtrlr.OfflineThreshold", "60"));
        fixture.Disconnect();
        fixture.Wait(60);
        fixture.Connect();
        Assert.Empty(fixture.Sent);
        fixture.Disconnect();
        fixture.Wait(61);
        fixture.Connect();
        Assert.Equal(2, fixture.Sent.OfType<StatusMessage>().Count());
    }

    [Fact]
    public void A_2_0_1_charger_tells_a_status_only_when_it_is_another_in_that_version()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(60), null));
        fixture.Do(new EvStopsEnergy(1));
        fixture.Wait(100);
        Assert.Equal(
            [ConnectorStatus.Preparing, ConnectorStatus.Available], fixture.Sent.OfType<StatusMessage>().Select(status => status.Status));
    }
}
