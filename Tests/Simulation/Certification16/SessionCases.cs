using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification16;

/// <summary>Certification cases of 1.6: the boot, and sessions from the cable to the end of the transaction.</summary>
public sealed class SessionCases
{
    [Fact]
    public void TC_001_Cold_boot()
    {
        var fixture = new ChargerFixture();
        fixture.Csms = message => message.ActionName == "BootNotification" ? Replies.Boot(RegistrationStatus.Accepted, 60) : ChargerFixture.Reply(message);
        fixture.Connect();
        var boot = fixture.Sole("BootNotification");
        Assert.Equal(
            ("ChargerFixture", "AC22"), (boot.GetProperty("chargePointVendor").GetString(), boot.GetProperty("chargePointModel").GetString()));
        fixture.Says(["BootNotification", .. Flow.Statuses("Available")]);
        fixture.Wait(180);
        fixture.Says("Heartbeat", "Heartbeat", "Heartbeat");
    }

    [Fact]
    public void TC_003_Regular_session_plug_in_first()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Wait(20);
        Flow.Charge(fixture);
        var start = fixture.Sole("StartTransaction");
        Assert.Equal((0, fixture.Now), (start.GetProperty("meterStart").GetInt32(), start.GetProperty("timestamp").GetDateTimeOffset()));
        fixture.Says("StatusNotification 1 Preparing", "Authorize TAG", "StartTransaction 1 TAG", "StatusNotification 1 Charging");
    }

    [Fact]
    public void TC_004_1_Regular_session_identification_first()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new StartSession(Flow.Tag, 1, null, null, PlugInAfter: TimeSpan.FromSeconds(10)));
        fixture.Says("Authorize TAG", "StatusNotification 1 Preparing");
        fixture.Wait(10);
        fixture.Says("StartTransaction 1 TAG", "StatusNotification 1 Charging");
    }

    [Fact]
    public void TC_004_2_Regular_session_identification_first_and_nobody_plugs_in()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SetConfiguration("ConnectionTimeOut", "30"));
        fixture.Do(new StartSession(Flow.Tag, 1, null, null, PlugInAfter: TimeSpan.FromSeconds(31)));
        fixture.Says("Authorize TAG", "StatusNotification 1 Preparing");
        fixture.Wait(29);
        fixture.Says();
        fixture.Wait(1);
        fixture.Says("StatusNotification 1 Available");
    }

    [Fact]
    public void TC_005_1_EV_side_disconnected()
    {
        var fixture = Flow.Charging();
        fixture.Do(new SetConfiguration("StopTransactionOnEVSideDisconnect", "true"));
        fixture.Do(new UnplugConnector(1));
        fixture.Says(
            "StatusNotification 1 SuspendedEV", "StopTransaction 1 EVDisconnected", "StatusNotification 1 Finishing", "StatusNotification 1 Available");
    }

    [Fact]
    public void TC_007_Regular_start_with_a_cached_id()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SetConfiguration("LocalPreAuthorize", "true"));
        fixture.Do(new AuthorizeIdTag(Flow.Tag));
        fixture.Says("Authorize TAG");
        fixture.Do(new PlugConnector(1));
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Says("StatusNotification 1 Preparing", "StartTransaction 1 TAG", "StatusNotification 1 Charging");
    }

    [Fact]
    public void TC_010_Remote_start_cable_plugged_in_first()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SetConfiguration("AuthorizeRemoteTxRequests", "true"));
        fixture.Do(new PlugConnector(1));
        fixture.Says("StatusNotification 1 Preparing");
        Assert.Equal(Calls.Accepted, fixture.RemoteStart(1, Flow.Tag));
        fixture.Says("Authorize TAG", "StartTransaction 1 TAG", "StatusNotification 1 Charging");
    }

    [Fact]
    public void TC_011_1_Remote_start_first()
    {
        var fixture = RemotelyStarted();
        fixture.Wait(10);
        fixture.Says("StartTransaction 1 TAG", "StatusNotification 1 Charging");
    }

    [Fact]
    public void TC_011_2_Remote_start_first_and_nobody_plugs_in()
    {
        var fixture = RemotelyStarted(connectionTimeOutSeconds: 9);
        fixture.Wait(8);
        fixture.Says();
        fixture.Wait(1);
        fixture.Says("StatusNotification 1 Available");
    }

    [Fact]
    public void TC_012_Remote_stop()
    {
        var fixture = Flow.Charging();
        fixture.Wait(9);
        Assert.Equal(Calls.Accepted, fixture.RemoteStop("1"));
        Assert.True(fixture.Sole("StopTransaction").GetProperty("meterStop").GetInt32() > 0);
        fixture.Says("StopTransaction 1 Remote", "StatusNotification 1 Finishing");
        fixture.Do(new UnplugConnector(1));
        fixture.Says("StatusNotification 1 Available");
    }

    [Fact]
    public void TC_023_1_Authorize_invalid() => IsRefused(AuthorizationStatus.Invalid);

    [Fact]
    public void TC_023_2_Authorize_expired() => IsRefused(AuthorizationStatus.Expired);

    [Fact]
    public void TC_023_3_Authorize_blocked() => IsRefused(AuthorizationStatus.Blocked);

    [Fact]
    public void TC_024_Lock_failure()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new AuthorizeIdTag(Flow.Tag));
        fixture.Do(new PlugConnector(1));
        fixture.Do(new InjectFault(1, ChargePointErrorCode.ConnectorLockFailure));
        fixture.Says("Authorize TAG", "StatusNotification 1 Preparing", "StatusNotification 1 Faulted ConnectorLockFailure");
    }

    [Fact]
    public void TC_026_Remote_start_rejected()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new InjectFault(1, ChargePointErrorCode.OtherError));
        fixture.Says("StatusNotification 1 Faulted OtherError");
        Assert.Equal(Calls.Rejected, fixture.RemoteStart(1, Flow.Tag));
        fixture.Says();
    }

    [Fact]
    public void TC_028_Remote_stop_rejected()
    {
        var fixture = Flow.Charging();
        Assert.Equal(Calls.Rejected, fixture.RemoteStop("999"));
        fixture.Says();
    }

    // The driver is to plug in after ten seconds.
    static ChargerFixture RemotelyStarted(int connectionTimeOutSeconds = 60)
    {
        var fixture = ChargerFixture.Booted(plugInAfter: TimeSpan.FromSeconds(10));
        fixture.Do(new SetConfiguration("AuthorizeRemoteTxRequests", "true"));
        fixture.Do(new SetConfiguration("ConnectionTimeOut", $"{connectionTimeOutSeconds}"));
        Assert.Equal(Calls.Accepted, fixture.RemoteStart(1, Flow.Tag));
        fixture.Says("Authorize TAG", "StatusNotification 1 Preparing");
        return fixture;
    }

    static void IsRefused(AuthorizationStatus status)
    {
        var fixture = ChargerFixture.Booted();
        fixture.Csms = message => ChargerFixture.Reply(message, status);
        fixture.Do(new AuthorizeIdTag(Flow.Tag));
        fixture.Says("Authorize TAG");
        var outcome = fixture.Events.OfType<CommandOutcomeChanged>().Last();
        Assert.Equal((CommandOutcome.Refused, status.ToString()), (outcome.Outcome, outcome.Reason));
    }
}
