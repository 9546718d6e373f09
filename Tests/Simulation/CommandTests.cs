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
        var lab = Lab.Booted();
        Assert.Equal("there is no connector 3: the charger has connectors 1 to 2", lab.Do(Session with { ConnectorId = 3 }).Refusal);
        Assert.Equal("there is no connector 0: the charger has connectors 1 to 2", lab.Do(new StopSession(0)).Refusal);
        Assert.Contains("21 characters: OCPP 1.6 takes 20", lab.Do(Session with { IdTag = new string('T', 21) }).Refusal);
        Assert.Contains("takes 36", Lab.Booted(OcppVersion.V201).Do(Session with { IdTag = new string('T', 37) }).Refusal);
        Assert.Equal("connector 1 has no session to stop (Available)", lab.Do(new StopSession(1)).Refusal);
        Assert.Equal("connector 1 has no transaction (Available)", lab.Do(new StopTransaction(1)).Refusal);
        Assert.Equal("connector 1 has no transaction (Available)", lab.Do(new EvStopsEnergy(1)).Refusal);
        Assert.Equal("connector 1 has no cable in (Available)", lab.Do(new UnplugConnector(1)).Refusal);
        Assert.Contains("connector 1 has no fault to clear (Available)", lab.Do(new ClearFault(1)).Refusal);
        Assert.Equal("the charger is switched on already", lab.Do(new StartCharger()).Refusal);

        lab.Do(Session);
        Assert.Equal("connector 1 is already in a session (Charging)", lab.Do(Session).Refusal);
        Assert.Equal("connector 1 is already in a session (Charging)", lab.Do(new StartTransaction("T", 1)).Refusal);
        Assert.Equal("connector 1 has a cable in already (Charging)", lab.Do(new PlugConnector(1)).Refusal);
        Assert.Contains("takes energy already (Charging)", lab.Do(new EvRequestsEnergy(1)).Refusal);
        Assert.True(lab.Do(Session with { ConnectorId = 2 }).Accepted);

        lab.Do(new InjectFault(1, ChargePointErrorCode.GroundFailure));
        Assert.Equal("connector 1 is faulted (GroundFailure)", lab.Do(Session).Refusal);
        lab.Do(new StopCharger());
        Assert.Equal("the charger is switched off", lab.Do(Session).Refusal);
        Assert.Equal("the charger is switched off already", lab.Do(new StopCharger()).Refusal);

        lab = Lab.Booted();
        lab.Call(new ChangeAvailabilityCall(1, Operative: false));
        Assert.Equal("connector 1 is unavailable", lab.Do(Session).Refusal);
    }

    [Fact]
    public void A_command_is_taken_once()
    {
        var lab = Lab.Booted();
        Assert.True(lab.Do(Session, "a1b2c3d4e5f6").Accepted);
        lab.Restart();
        lab.Connect();
        Assert.True(lab.Do(Session, "a1b2c3d4e5f6").Accepted);
        Assert.True(lab.Do(new StopSession(1)).Accepted);
        Assert.True(lab.Do(Session, "a1b2c3d4e5f6").Accepted);
        Assert.Null(lab[1].Transaction);
        Assert.Equal("a1b2c3d4e5f6", lab.Sessions.First().CommandId);
        Assert.Single(lab.Sessions.Select(session => session.SessionId).Distinct());
    }

    [Theory, MemberData(nameof(Versions))]
    public void Stop_session_stops_as_the_user_would_and_unplugs(OcppVersion version)
    {
        var lab = Lab.Booted(version);
        lab.Do(Session);
        lab.Wait(60);
        lab.Do(new StopSession(1));
        var ended = lab.Transactions.Last();
        Assert.Equal((StopReason.Local, TriggerReason.StopAuthorized, "TAG"), (ended.StopReason, ended.Trigger, ended.IdToken?.Value));
        Assert.Equal(ConnectorStatus.Available, lab[1].Status);
    }

    [Fact]
    public void Stop_session_before_the_authorization_cancels_the_session()
    {
        var lab = new Lab();
        lab.Do(Session);
        Assert.True(lab.Do(new StopSession(1)).Accepted);
        Assert.Equal(ConnectorStatus.Available, lab[1].Status);
        lab.Connect();
        lab.Wait(10);
        Assert.DoesNotContain(lab.Sent, message => message is AuthorizeMessage or TransactionMessage);
    }

    [Fact]
    public void An_answer_to_a_session_that_was_cancelled_meanwhile_starts_nothing()
    {
        var lab = Lab.Booted();
        var charger = lab.Charger;
        charger.Handle("start", Session, lab.Now);
        Assert.IsType<StatusMessage>(charger.TakeMessage(lab.Now));
        charger.Receive(Acknowledged.Instance, lab.Now);
        Assert.IsType<AuthorizeMessage>(charger.TakeMessage(lab.Now));
        charger.Handle("stop", new StopSession(1), lab.Now);
        charger.Handle("start again", Session with { IdTag = "OTHER" }, lab.Now);
        charger.Receive(new AuthorizeReply(AuthorizationStatus.Accepted, null, null), lab.Now);
        Assert.Null(lab[1].Transaction);
        lab.Pump();
        Assert.Equal("OTHER", lab[1].Transaction!.IdTag);
    }

    [Fact]
    public void Step_by_step_a_user_gets_the_same_session()
    {
        var lab = Lab.Booted();
        lab.Do(new PlugConnector(1));
        lab.Do(new AuthorizeIdTag("TAG"));
        lab.Do(new StartTransaction("TAG", 1));
        lab.Wait(15);
        lab.Do(new StopTransaction(1));
        Assert.Equal(ConnectorStatus.Finishing, lab[1].Status);
        lab.Do(new UnplugConnector(1));
        Assert.Equal(
            [ConnectorStatus.Preparing, ConnectorStatus.Charging, ConnectorStatus.Finishing, ConnectorStatus.Available],
            lab.Sent.OfType<StatusMessage>().Select(status => status.Status));
        Assert.Equal(3, lab.Transactions.Count());
    }

    [Theory, MemberData(nameof(Versions))]
    public void Pulling_the_cable_ends_the_transaction(OcppVersion version)
    {
        var lab = Lab.Booted(version);
        lab.Do(Session);
        lab.Do(new UnplugConnector(1));
        var ended = lab.Transactions.Last();
        Assert.Equal(
            (StopReason.EVDisconnected, TriggerReason.EVCommunicationLost, ChargingState.Idle), (ended.StopReason, ended.Trigger, ended.ChargingState));
        Assert.Equal(ConnectorStatus.Available, lab[1].Status);

        lab.Do(Session);
        lab.Do(new UnlockConnector(1));
        Assert.Equal((StopReason.UnlockCommand, TriggerReason.UnlockCommand), (lab.Transactions.Last().StopReason, lab.Transactions.Last().Trigger));
        Assert.Equal(ConnectorStatus.Available, lab[1].Status);
    }

    [Fact]
    public void The_vehicle_pauses_and_goes_on()
    {
        var lab = Lab.Booted(OcppVersion.V201);
        lab.Do(Session with { TargetEnergyWh = null });
        lab.Wait(60);
        lab.Do(new EvStopsEnergy(1));
        var energy = lab[1].Transaction!.EnergyWh;
        lab.Wait(60);
        Assert.Equal((ConnectorStatus.SuspendedEV, energy, 0.0), (lab[1].Status, lab[1].Transaction!.EnergyWh, lab[1].Transaction!.PowerW));
        lab.Do(new EvRequestsEnergy(1));
        lab.Wait(60);
        Assert.Equal(ConnectorStatus.Charging, lab[1].Status);
        Assert.Equal(energy * 2, lab[1].Transaction!.EnergyWh, 1e-6);
        Assert.Equal(
            [ChargingState.SuspendedEV, ChargingState.Charging],
            lab.Transactions.Where(message => message.Trigger == TriggerReason.ChargingStateChanged).Select(message => message.ChargingState));
    }

    [Fact]
    public void A_power_update_caps_from_then_on()
    {
        var lab = Lab.Booted(OcppVersion.V201);
        lab.Do(Session with { TargetEnergyWh = 1_000, Duration = null });
        lab.Do(new PowerUpdate(1, 2_000));
        Assert.Equal(TriggerReason.ChargingRateChanged, lab.Transactions.Last().Trigger);
        Assert.Equal(2_000, lab[1].Transaction!.PowerW, 1e-9);
        Assert.Equal(Lab.Start.AddMinutes(30), lab[1].Transaction!.EndsAt);
        lab.Wait(900);
        lab.Do(new PowerUpdate(1, 0));
        Assert.Equal((ConnectorStatus.SuspendedEVSE, 500.0), (lab[1].Status, lab[1].Transaction!.EnergyWh));
        Assert.Equal((TriggerReason.ChargingStateChanged, ChargingState.SuspendedEVSE), (lab.Transactions.Last().Trigger, lab.Transactions.Last().ChargingState));
        Assert.Null(lab[1].Transaction!.EndsAt);
        lab.Wait(900);
        lab.Do(new PowerUpdate(1, 1_000));
        lab.Wait(1800);
        Assert.Equal((1_000.0, StopReason.EnergyLimitReached), (lab.Transactions.Last().MeterWh, lab.Transactions.Last().StopReason));
    }

    [Theory]
    [InlineData(OcppVersion.V16, ChargePointErrorCode.GroundFailure, StopReason.GroundFault)]
    [InlineData(OcppVersion.V201, ChargePointErrorCode.OverCurrentFailure, StopReason.OvercurrentFault)]
    [InlineData(OcppVersion.V201, ChargePointErrorCode.HighTemperature, StopReason.Other)]
    public void A_fault_ends_the_transaction_and_stays_until_cleared(OcppVersion version, ChargePointErrorCode code, StopReason reason)
    {
        var lab = Lab.Booted(version);
        lab.Do(Session);
        lab.Do(new InjectFault(1, code));
        Assert.Equal((reason, TriggerReason.AbnormalCondition), (lab.Transactions.Last().StopReason, lab.Transactions.Last().Trigger));
        Assert.Equal((ConnectorStatus.Faulted, code), (lab[1].Status, lab[1].ErrorCode));
        Assert.Equal((ConnectorStatus.Faulted, code), (lab.Sent.OfType<StatusMessage>().Last().Status, lab.Sent.OfType<StatusMessage>().Last().ErrorCode));
        lab.Restart(10);
        Assert.Equal(ConnectorStatus.Faulted, lab[1].Status);
        lab.Do(new ClearFault(1));
        Assert.Equal(ConnectorStatus.Preparing, lab[1].Status);
        lab.Do(new UnplugConnector(1));
        lab.Do(new InjectFault(1, code));
        lab.Do(new ClearFault(1));
        Assert.Equal(ConnectorStatus.Available, lab[1].Status);
    }

    [Fact]
    public void A_network_fault_is_kept_until_cleared_and_offline_means_no_connection()
    {
        var lab = Lab.Booted();
        var latency = new NetworkFault(NetworkFaultKind.Latency, MessageDirection.ToCsms, null, 0.5, TimeSpan.FromSeconds(2), 9);
        lab.Do(new InjectNetworkFault(latency));
        lab.Do(new InjectNetworkFault(latency with { Rate = 1 }));
        Assert.Equal([latency with { Rate = 1 }], lab.Charger.NetworkFaults);
        Assert.True(lab.IsOpen);
        lab.Do(new InjectNetworkFault(new NetworkFault(NetworkFaultKind.Offline, null, null, 1, TimeSpan.Zero, 0)));
        Assert.False(lab.Charger.WantsConnection);
        Assert.False(lab.IsOpen);
        lab.Restart();
        Assert.Equal(2, lab.Charger.NetworkFaults.Count);
        lab.Do(new ClearFault(2));
        Assert.True(lab.Charger.WantsConnection);
        Assert.Empty(lab.Charger.NetworkFaults);
        Assert.Contains("no CSMS", new Lab(hasCsms: false).Do(new InjectNetworkFault(latency)).Refusal);
    }

    [Theory]
    [InlineData(OcppVersion.V16, false, StopReason.SoftReset)]
    [InlineData(OcppVersion.V16, true, StopReason.HardReset)]
    [InlineData(OcppVersion.V201, false, StopReason.SoftReset)]
    public void A_reset_ends_the_transaction_and_boots_again(OcppVersion version, bool hard, StopReason reason)
    {
        var lab = Lab.Booted(version);
        lab.Do(Session);
        lab.Do(new ResetCharger(hard));
        var ended = lab.Sent.FindIndex(message => message is TransactionMessage { Kind: TransactionEventKind.Ended } stop && stop.StopReason == reason);
        var boot = lab.Sent.FindIndex(message => message is BootMessage { Reason: BootReason.RemoteReset });
        Assert.Equal(hard, ended > boot);
        Assert.True(Math.Min(ended, boot) > 0);
        Assert.Equal(ConnectorStatus.Available, lab[1].Status);
    }

    [Fact]
    public void Switching_off_tells_the_CSMS_first_and_switching_on_boots()
    {
        var lab = Lab.Booted();
        lab.Do(Session);
        lab.Do(new StopCharger());
        Assert.Equal(StopReason.PowerLoss, lab.Transactions.Last().StopReason);
        Assert.False(lab.Charger.WantsConnection);
        Assert.False(lab.IsOpen);
        Assert.False(lab.Charger.View(lab.Now).On);
        lab.Restart(50);
        Assert.False(lab.Charger.WantsConnection);
        lab.Do(new StartCharger());
        lab.Sent.Clear();
        lab.Connect();
        Assert.IsType<BootMessage>(lab.Sent[0]);
        Assert.Empty(lab.Transactions);
        lab.Do(new RestartCharger());
        Assert.Equal(2, lab.Sent.OfType<BootMessage>().Count());
    }

    [Fact]
    public void A_CSMS_that_does_not_answer_delays_switching_off_by_half_a_minute_and_hears_the_rest_later()
    {
        var lab = Lab.Booted();
        lab.Do(Session);
        lab.Csms = _ => new NotAnswered(ConnectionLost: false);
        lab.Do(new StopCharger());
        Assert.True(lab.Charger.WantsConnection);
        Assert.Equal("the charger is switched off", lab.Do(Session).Refusal);
        lab.Wait(30);
        Assert.False(lab.Charger.WantsConnection);
        lab.Csms = Lab.Accepts;
        lab.Do(new StartCharger());
        lab.Connect();
        Assert.Equal(TransactionEventKind.Ended, lab.Transactions.Last().Kind);
    }

    [Theory]
    [InlineData(OcppVersion.V16, "MeterValueSampleInterval", "MeterValuesSampledData")]
    [InlineData(OcppVersion.V201, "SampledDataCtrlr.TxUpdatedInterval", "sampleddatactrlr.txupdatedmeasurands")]
    public void Configuration_takes_what_fits_and_says_what_does_not(OcppVersion version, string interval, string measurands)
    {
        var lab = Lab.Booted(version);
        Assert.True(lab.Do(new SetConfiguration(interval, "30")).Accepted);
        Assert.True(lab.Do(new SetConfiguration(measurands, "Voltage,SoC")).Accepted);
        Assert.Contains("'-1'", lab.Do(new SetConfiguration(interval, "-1")).Refusal);
        Assert.Contains("a whole number", lab.Do(new SetConfiguration(interval, "ten")).Refusal);
        Assert.Contains("measurands", lab.Do(new SetConfiguration(measurands, "Volts")).Refusal);
        Assert.Contains("NoSuch.Thing", lab.Do(new SetConfiguration("NoSuch.Thing", "1")).Refusal);
        Assert.Contains("read-only", lab.Do(new SetConfiguration(
            version == OcppVersion.V16 ? "NumberOfConnectors" : "TxCtrlr.TxStartPoint", "1")).Refusal);
    }

    [Fact]
    public void A_full_battery_suspends_the_session_until_its_limit()
    {
        var lab = Lab.Booted(OcppVersion.V201, Lab.Dc);
        lab.Do(new StartSession("TAG", 1, TimeSpan.FromHours(20), 500_000));
        lab.Wait(19 * 3600);
        Assert.Equal((ConnectorStatus.SuspendedEV, 100.0), (lab[1].Status, lab[1].Transaction!.SocPercent));
        Assert.Contains("full", lab.Do(new EvRequestsEnergy(1)).Refusal);
        Assert.Equal(ChargingState.SuspendedEV, Assert.Single(lab.Transactions, message => message.Trigger == TriggerReason.ChargingStateChanged).ChargingState);
        lab.Wait(3600);
        Assert.Equal(StopReason.TimeLimitReached, lab.Transactions.Last().StopReason);
    }

    [Fact]
    public void A_full_battery_ends_a_session_that_has_no_other_end()
    {
        foreach (double? limit in new double?[] { null, 500_000 })
        {
            var lab = Lab.Booted();
            lab.Do(new StartSession("TAG", 1, null, limit));
            var ends = lab[1].Transaction!.EndsAt;
            lab.Wait(100_000);
            Assert.Equal((StopReason.StoppedByEV, ends), (lab.Transactions.Last().StopReason, lab.Sessions.Last().StoppedAt));
            Assert.Equal(ConnectorStatus.Available, lab[1].Status);
        }
    }
}
