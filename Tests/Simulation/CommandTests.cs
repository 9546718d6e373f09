using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What each command does, and when it is refused.</summary>
public sealed class CommandTests
{
    static readonly StartSession Session = new("TAG", 1, TimeSpan.FromSeconds(600), 20_000);

    public static TheoryData<OcppVersion> Versions => [OcppVersion.V16, OcppVersion.V201];

    [Fact]
    public void A_refusal_names_the_connector_and_its_state()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal("there is no connector 3: the charger has connectors 1 to 2", fixture.Do(Session with { ConnectorId = 3 }).Refusal);
        Assert.Equal("there is no connector 0: the charger has connectors 1 to 2", fixture.Do(new StopSession(0)).Refusal);
        Assert.Contains("21 characters: OCPP 1.6 takes 20", fixture.Do(Session with { IdTag = new string('T', 21) }).Refusal);
        Assert.Contains("takes 36", ChargerFixture.Booted(OcppVersion.V201).Do(Session with { IdTag = new string('T', 37) }).Refusal);
        Assert.Equal("connector 1 has no session to stop (Available)", fixture.Do(new StopSession(1)).Refusal);
        Assert.Equal("connector 1 has no transaction (Available)", fixture.Do(new StopTransaction(1)).Refusal);
        Assert.Equal("connector 1 has no transaction (Available)", fixture.Do(new EvStopsEnergy(1)).Refusal);
        Assert.Equal("connector 1 has no cable in (Available)", fixture.Do(new UnplugConnector(1)).Refusal);
        Assert.Contains("connector 1 has no fault to clear (Available)", fixture.Do(new ClearFault(1)).Refusal);
        Assert.Equal("the charger is switched on already", fixture.Do(new StartCharger()).Refusal);

        fixture.Do(Session);
        Assert.Equal("connector 1 is already in a session (Charging)", fixture.Do(Session).Refusal);
        Assert.Equal("connector 1 is already in a session (Charging)", fixture.Do(new StartTransaction("T", 1)).Refusal);
        Assert.Equal("connector 1 has a cable in already (Charging)", fixture.Do(new PlugConnector(1)).Refusal);
        Assert.Contains("takes energy already (Charging)", fixture.Do(new EvRequestsEnergy(1)).Refusal);
        Assert.True(fixture.Do(Session with { ConnectorId = 2 }).Accepted);

        fixture.Do(new InjectFault(1, ChargePointErrorCode.GroundFailure));
        Assert.Equal("connector 1 is faulted (GroundFailure)", fixture.Do(Session).Refusal);
        fixture.Do(new StopCharger());
        Assert.Equal("the charger is switched off", fixture.Do(Session).Refusal);
        Assert.Equal("the charger is switched off already", fixture.Do(new StopCharger()).Refusal);

        fixture = ChargerFixture.Booted();
        fixture.ChangeAvailability(1, false);
        Assert.Equal("connector 1 is unavailable", fixture.Do(Session).Refusal);
    }

    [Fact]
    public void A_command_is_taken_once()
    {
        var fixture = ChargerFixture.Booted();
        Assert.True(fixture.Do(Session, "a1b2c3d4e5f6").Accepted);
        fixture.Restart();
        fixture.Connect();
        Assert.True(fixture.Do(Session, "a1b2c3d4e5f6").Accepted);
        Assert.True(fixture.Do(new StopSession(1)).Accepted);
        Assert.True(fixture.Do(Session, "a1b2c3d4e5f6").Accepted);
        Assert.Null(fixture[1].Transaction);
        Assert.Equal("a1b2c3d4e5f6", fixture.Sessions.First().CommandId);
        Assert.Single(fixture.Sessions.Select(session => session.SessionId).Distinct());
    }

    [Theory, MemberData(nameof(Versions))]
    public void Stop_session_stops_as_the_user_would_and_unplugs(OcppVersion version)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Do(Session);
        fixture.Wait(60);
        fixture.Do(new StopSession(1));
        var ended = fixture.Transactions.Last();
        Assert.Equal((StopReason.Local, TriggerReason.StopAuthorized, "TAG"), (ended.StopReason, ended.Trigger, ended.IdToken?.Value));
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
    }

    [Fact]
    public void Stop_session_before_the_authorization_cancels_the_session()
    {
        var fixture = new ChargerFixture();
        fixture.Do(Session);
        Assert.True(fixture.Do(new StopSession(1)).Accepted);
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
        fixture.Connect();
        fixture.Wait(10);
        Assert.DoesNotContain(fixture.Sent, message => message.ActionName == "Authorize" || message is TransactionMessage);
    }

    [Fact]
    public void An_answer_to_a_session_that_was_cancelled_meanwhile_starts_nothing()
    {
        var fixture = ChargerFixture.Booted();
        var charger = fixture.Charger;
        charger.Handle("start", Session, fixture.Now);
        Assert.IsType<StatusMessage>(charger.TakeMessage(fixture.Now));
        charger.Receive(Acknowledged.Instance, fixture.Now);
        Assert.Equal("Authorize", charger.TakeMessage(fixture.Now)?.ActionName);
        charger.Handle("stop", new StopSession(1), fixture.Now);
        charger.Handle("start again", Session with { IdTag = "OTHER" }, fixture.Now);
        charger.Receive(Replies.Authorize(AuthorizationStatus.Accepted), fixture.Now);
        Assert.Null(fixture[1].Transaction);
        fixture.Pump();
        Assert.Equal("OTHER", fixture[1].Transaction!.IdTag);
    }

    [Fact]
    public void Step_by_step_a_user_gets_the_same_session()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new PlugConnector(1));
        fixture.Do(new AuthorizeIdTag("TAG"));
        fixture.Do(new StartTransaction("TAG", 1));
        fixture.Wait(15);
        fixture.Do(new StopTransaction(1));
        Assert.Equal(ConnectorStatus.Finishing, fixture[1].Status);
        fixture.Do(new UnplugConnector(1));
        Assert.Equal(
            [ConnectorStatus.Preparing, ConnectorStatus.Charging, ConnectorStatus.Finishing, ConnectorStatus.Available],
            fixture.Sent.OfType<StatusMessage>().Select(status => status.Status));
        Assert.Equal(3, fixture.Transactions.Count());
    }

    [Theory, MemberData(nameof(Versions))]
    public void Pulling_the_cable_ends_the_transaction(OcppVersion version)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Do(Session);
        fixture.Do(new UnplugConnector(1));
        var ended = fixture.Transactions.Last();
        Assert.Equal(
            (StopReason.EVDisconnected, TriggerReason.EVCommunicationLost, ChargingState.Idle), (ended.StopReason, ended.Trigger, ended.ChargingState));
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);

        fixture.Do(Session);
        fixture.Do(new UnlockConnector(1));
        Assert.Equal((StopReason.UnlockCommand, TriggerReason.UnlockCommand), (fixture.Transactions.Last().StopReason, fixture.Transactions.Last().Trigger));
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
    }

    [Fact]
    public void The_vehicle_pauses_and_goes_on()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(Session with { TargetEnergyWh = null });
        fixture.Wait(60);
        fixture.Do(new EvStopsEnergy(1));
        var energy = fixture[1].Transaction!.EnergyWh;
        fixture.Wait(60);
        Assert.Equal((ConnectorStatus.SuspendedEV, energy, 0.0), (fixture[1].Status, fixture[1].Transaction!.EnergyWh, fixture[1].Transaction!.PowerW));
        fixture.Do(new EvRequestsEnergy(1));
        fixture.Wait(60);
        Assert.Equal(ConnectorStatus.Charging, fixture[1].Status);
        Assert.Equal(energy * 2, fixture[1].Transaction!.EnergyWh, 1e-6);
        Assert.Equal(
            [ChargingState.SuspendedEV, ChargingState.Charging],
            fixture.Transactions.Where(message => message.Trigger == TriggerReason.ChargingStateChanged).Select(message => message.ChargingState));
    }

    [Fact]
    public void A_power_update_caps_from_then_on()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(Session with { TargetEnergyWh = 1_000, Duration = null });
        fixture.Do(new PowerUpdate(1, 2_000));
        Assert.Equal(TriggerReason.ChargingRateChanged, fixture.Transactions.Last().Trigger);
        Assert.Equal(2_000, fixture[1].Transaction!.PowerW, 1e-9);
        Assert.Equal(ChargerFixture.Start.AddMinutes(30), fixture[1].Transaction!.EndsAt);
        fixture.Wait(900);
        fixture.Do(new PowerUpdate(1, 0));
        Assert.Equal((ConnectorStatus.SuspendedEVSE, 500.0), (fixture[1].Status, fixture[1].Transaction!.EnergyWh));
        Assert.Equal((TriggerReason.ChargingStateChanged, ChargingState.SuspendedEVSE), (fixture.Transactions.Last().Trigger, fixture.Transactions.Last().ChargingState));
        Assert.Null(fixture[1].Transaction!.EndsAt);
        fixture.Wait(900);
        fixture.Do(new PowerUpdate(1, 1_000));
        fixture.Wait(1800);
        Assert.Equal((1_000.0, StopReason.EnergyLimitReached), (fixture.Transactions.Last().MeterWh, fixture.Transactions.Last().StopReason));
    }

    [Theory]
    [InlineData(OcppVersion.V16, ChargePointErrorCode.GroundFailure, StopReason.GroundFault)]
    [InlineData(OcppVersion.V201, ChargePointErrorCode.OverCurrentFailure, StopReason.OvercurrentFault)]
    [InlineData(OcppVersion.V201, ChargePointErrorCode.HighTemperature, StopReason.Other)]
    public void A_fault_ends_the_transaction_and_stays_until_cleared(OcppVersion version, ChargePointErrorCode code, StopReason reason)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Do(Session);
        fixture.Do(new InjectFault(1, code));
        Assert.Equal((reason, TriggerReason.AbnormalCondition), (fixture.Transactions.Last().StopReason, fixture.Transactions.Last().Trigger));
        Assert.Equal((ConnectorStatus.Faulted, code), (fixture[1].Status, fixture[1].ErrorCode));
        Assert.Equal((ConnectorStatus.Faulted, code), (fixture.Sent.OfType<StatusMessage>().Last().Status, fixture.Sent.OfType<StatusMessage>().Last().ErrorCode));
        fixture.Restart(10);
        Assert.Equal(ConnectorStatus.Faulted, fixture[1].Status);
        fixture.Do(new ClearFault(1));
        Assert.Equal(ConnectorStatus.Preparing, fixture[1].Status);
        fixture.Do(new UnplugConnector(1));
        fixture.Do(new InjectFault(1, code));
        fixture.Do(new ClearFault(1));
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
    }

    [Fact]
    public void A_network_fault_is_kept_until_cleared_and_offline_means_no_connection()
    {
        var fixture = ChargerFixture.Booted();
        var latency = new NetworkFault(NetworkFaultKind.Latency, MessageDirection.ToCsms, null, 0.5, TimeSpan.FromSeconds(2), 9);
        fixture.Do(new InjectNetworkFault(latency));
        fixture.Do(new InjectNetworkFault(latency with { Rate = 1 }));
        Assert.Equal([latency with { Rate = 1 }], fixture.Charger.NetworkFaults);
        Assert.True(fixture.IsOpen);
        fixture.Do(new InjectNetworkFault(new NetworkFault(NetworkFaultKind.Offline, null, null, 1, TimeSpan.Zero, 0)));
        Assert.False(fixture.Charger.WantsConnection);
        Assert.False(fixture.IsOpen);
        fixture.Restart();
        Assert.Equal(2, fixture.Charger.NetworkFaults.Count);
        fixture.Do(new ClearFault(2));
        Assert.True(fixture.Charger.WantsConnection);
        Assert.Empty(fixture.Charger.NetworkFaults);
        Assert.Contains("no CSMS", new ChargerFixture(hasCsms: false).Do(new InjectNetworkFault(latency)).Refusal);
    }

    [Theory]
    [InlineData(OcppVersion.V16, false, StopReason.SoftReset)]
    [InlineData(OcppVersion.V16, true, StopReason.HardReset)]
    [InlineData(OcppVersion.V201, false, StopReason.SoftReset)]
    public void A_reset_ends_the_transaction_and_boots_again(OcppVersion version, bool hard, StopReason reason)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Do(Session);
        fixture.Do(new ResetCharger(hard));
        var ended = fixture.Sent.FindIndex(message => message is TransactionMessage { Kind: TransactionEventKind.Ended } stop && stop.StopReason == reason);
        var boot = fixture.Sent.FindIndex(message => message.ActionName == "BootNotification" && message is not V2.BootNotificationRequest { Reason: not V2.BootReasonEnumType.RemoteReset });
        Assert.Equal(hard, ended > boot);
        Assert.True(Math.Min(ended, boot) > 0);
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
    }

    [Fact]
    public void Switching_off_tells_the_CSMS_first_and_switching_on_boots()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(Session);
        fixture.Do(new StopCharger());
        Assert.Equal(StopReason.PowerLoss, fixture.Transactions.Last().StopReason);
        Assert.False(fixture.Charger.WantsConnection);
        Assert.False(fixture.IsOpen);
        Assert.False(fixture.Charger.View(fixture.Now).On);
        fixture.Restart(50);
        Assert.False(fixture.Charger.WantsConnection);
        fixture.Do(new StartCharger());
        fixture.Sent.Clear();
        fixture.Connect();
        Assert.Equal("BootNotification", fixture.Sent[0].ActionName);
        Assert.Empty(fixture.Transactions);
        fixture.Do(new RestartCharger());
        Assert.Equal(2, fixture.Sent.OfAction("BootNotification").Count());
    }

    [Fact]
    public void A_CSMS_that_does_not_answer_delays_switching_off_by_half_a_minute_and_hears_the_rest_later()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(Session);
        fixture.Csms = _ => new NotAnswered(ConnectionLost: false);
        fixture.Do(new StopCharger());
        Assert.True(fixture.Charger.WantsConnection);
        Assert.Equal("the charger is switched off", fixture.Do(Session).Refusal);
        fixture.Wait(30);
        Assert.False(fixture.Charger.WantsConnection);
        fixture.Csms = ChargerFixture.Accepts;
        fixture.Do(new StartCharger());
        fixture.Connect();
        Assert.Equal(TransactionEventKind.Ended, fixture.Transactions.Last().Kind);
    }

    [Theory]
    [InlineData(OcppVersion.V16, "MeterValueSampleInterval", "MeterValuesSampledData")]
    [InlineData(OcppVersion.V201, "SampledDataCtrlr.TxUpdatedInterval", "sampleddatactrlr.txupdatedmeasurands")]
    public void Configuration_takes_what_fits_and_says_what_does_not(OcppVersion version, string interval, string measurands)
    {
        var fixture = ChargerFixture.Booted(version);
        Assert.True(fixture.Do(new SetConfiguration(interval, "30")).Accepted);
        Assert.True(fixture.Do(new SetConfiguration(measurands, "Voltage,SoC")).Accepted);
        Assert.Contains("'-1'", fixture.Do(new SetConfiguration(interval, "-1")).Refusal);
        Assert.Contains("a whole number", fixture.Do(new SetConfiguration(interval, "ten")).Refusal);
        Assert.Contains("measurands", fixture.Do(new SetConfiguration(measurands, "Volts")).Refusal);
        Assert.Contains("NoSuch.Thing", fixture.Do(new SetConfiguration("NoSuch.Thing", "1")).Refusal);
        Assert.Contains("read-only", fixture.Do(new SetConfiguration(
            version == OcppVersion.V16 ? "NumberOfConnectors" : "LocalAuthListCtrlr.Entries", "1")).Refusal);
    }

    [Fact]
    public void A_full_battery_suspends_the_session_until_its_limit()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201, ChargerFixture.Dc);
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromHours(20), 500_000));
        fixture.Wait(19 * 3600);
        Assert.Equal((ConnectorStatus.SuspendedEV, 100.0), (fixture[1].Status, fixture[1].Transaction!.SocPercent));
        Assert.Contains("full", fixture.Do(new EvRequestsEnergy(1)).Refusal);
        Assert.Equal(ChargingState.SuspendedEV, Assert.Single(fixture.Transactions, message => message.Trigger == TriggerReason.ChargingStateChanged).ChargingState);
        fixture.Wait(3600);
        Assert.Equal(StopReason.TimeLimitReached, fixture.Transactions.Last().StopReason);
    }

    [Fact]
    public void A_full_battery_ends_a_session_that_has_no_other_end()
    {
        foreach (double? limit in new double?[] { null, 500_000 })
        {
            var fixture = ChargerFixture.Booted();
            fixture.Do(new StartSession("TAG", 1, null, limit));
            var ends = fixture[1].Transaction!.EndsAt;
            fixture.Wait(100_000);
            Assert.Equal((StopReason.StoppedByEV, ends), (fixture.Transactions.Last().StopReason, fixture.Sessions.Last().StoppedAt));
            Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
        }
    }
}
