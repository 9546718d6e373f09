using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>How a charger introduces itself and stays in touch.</summary>
public sealed class BootTests
{
    [Fact]
    public void After_its_boot_a_charger_tells_the_status_of_each_connector()
    {
        var lab = new Lab();
        lab.Connect();
        Assert.Equal(BootReason.PowerUp, Assert.IsType<BootMessage>(lab.Sent[0]).Reason);
        Assert.Equal([0, 1, 2], lab.Sent.Skip(1).Cast<StatusMessage>().Select(status => status.ConnectorId));

        lab = new Lab(OcppVersion.V201);
        lab.Connect();
        Assert.Equal([1, 2], lab.Sent.Skip(1).Cast<StatusMessage>().Select(status => status.ConnectorId));
        Assert.Equal(RegistrationStatus.Accepted, lab.Charger.View(lab.Now).Registration);
    }

    [Theory, InlineData(RegistrationStatus.Pending), InlineData(RegistrationStatus.Rejected)]
    public void A_charger_that_is_not_accepted_asks_again_after_the_interval_and_says_nothing_else(RegistrationStatus status)
    {
        var lab = new Lab();
        lab.Csms = message => message is BootMessage && lab.Sent.Count < 3 ? new BootReply(status, TimeSpan.FromSeconds(40), lab.Now) : Lab.Reply(message);
        lab.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(60), null));
        lab.Connect();

        lab.Wait(39);
        Assert.Single(lab.Sent);
        Assert.Equal(status, lab.Charger.View(lab.Now).Registration);
        Assert.Equal(ConnectorStatus.Preparing, lab[1].Status);
        lab.Wait(1);
        Assert.Equal(2, lab.Sent.Count);
        lab.Wait(40);

        Assert.Equal(3, lab.Sent.OfType<BootMessage>().Count());
        Assert.Equal(ConnectorStatus.Charging, lab[1].Status);
    }

    [Fact]
    public void A_boot_without_an_answer_is_tried_again()
    {
        var lab = new Lab();
        lab.Csms = message => lab.Sent.Count == 1 ? new NotAnswered(ConnectionLost: false) : Lab.Reply(message);
        lab.Connect();
        lab.Wait(60);
        Assert.Equal(2, lab.Sent.OfType<BootMessage>().Count());
        Assert.Equal(RegistrationStatus.Accepted, lab.Charger.View(lab.Now).Registration);
    }

    [Fact]
    public void A_pending_charger_answers_the_CSMS_and_a_rejected_one_refuses()
    {
        var lab = new Lab { Csms = message => new BootReply(RegistrationStatus.Pending, TimeSpan.FromHours(1), Lab.Start) };
        lab.Connect();
        Assert.Equal(new StatusResult(CallStatus.Accepted), lab.Call(new ChangeConfigurationCall("MeterValueSampleInterval", "30")));
        Assert.Equal(new StatusResult(CallStatus.Rejected), lab.Call(new RemoteStart(1, new IdToken("TAG"), null)));
        lab.Csms = Lab.Accepts;
        Assert.Equal(new StatusResult(CallStatus.Accepted), lab.Call(new TriggerCall(TriggerKind.BootNotification, null)));
        Assert.Equal(BootReason.Triggered, lab.Sent.OfType<BootMessage>().Last().Reason);
        Assert.Equal(RegistrationStatus.Accepted, lab.Charger.View(lab.Now).Registration);

        lab = new Lab { Csms = message => new BootReply(RegistrationStatus.Rejected, TimeSpan.FromHours(1), Lab.Start) };
        lab.Connect();
        Assert.IsType<CallRefused>(lab.Call(new ChangeConfigurationCall("MeterValueSampleInterval", "30")));
    }

    [Fact]
    public void Heartbeats_come_at_the_interval_of_the_boot_when_nothing_else_is_said()
    {
        var lab = new Lab();
        lab.Csms = message => message is BootMessage ? new BootReply(RegistrationStatus.Accepted, TimeSpan.FromSeconds(50), lab.Now) : Lab.Reply(message);
        lab.Connect();
        lab.Wait(49);
        Assert.DoesNotContain(HeartbeatMessage.Instance, lab.Sent);
        lab.Wait(101);
        Assert.Equal(3, lab.Sent.OfType<HeartbeatMessage>().Count());

        lab.Do(new StartSession("TAG", 1, null, null));
        lab.Sent.Clear();
        lab.Wait(200);
        Assert.DoesNotContain(HeartbeatMessage.Instance, lab.Sent);
    }

    [Fact]
    public void A_lost_connection_is_no_boot_and_only_news_are_told_after_it()
    {
        var lab = Lab.Booted();
        lab.Disconnect();
        lab.Do(new PlugConnector(2));
        lab.Do(new UnplugConnector(2));
        lab.Do(new PlugConnector(1));
        lab.Wait(50);
        lab.Connect();

        var status = Assert.IsType<StatusMessage>(Assert.Single(lab.Sent));
        Assert.Equal((1, ConnectorStatus.Preparing, Lab.Start), (status.ConnectorId, status.Status, status.At));
    }

    [Fact]
    public void After_long_enough_away_a_2_0_1_charger_tells_every_status_anew()
    {
        var lab = Lab.Booted(OcppVersion.V201);
        lab.Do(new SetConfiguration("OCPPCommCtrlr.OfflineThreshold", "60"));
        lab.Disconnect();
        lab.Wait(60);
        lab.Connect();
        Assert.Empty(lab.Sent);
        lab.Disconnect();
        lab.Wait(61);
        lab.Connect();
        Assert.Equal(2, lab.Sent.OfType<StatusMessage>().Count());
    }

    [Fact]
    public void A_2_0_1_charger_tells_a_status_only_when_it_is_another_in_that_version()
    {
        var lab = Lab.Booted(OcppVersion.V201);
        lab.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(60), null));
        lab.Do(new EvStopsEnergy(1));
        lab.Wait(100);
        Assert.Equal(
            [ConnectorStatus.Preparing, ConnectorStatus.Available], lab.Sent.OfType<StatusMessage>().Select(status => status.Status));
    }
}
