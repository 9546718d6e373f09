using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What the CSMS asks of a charger.</summary>
public sealed class CsmsCallTests
{
    static readonly StatusResult Accepted = new(CallStatus.Accepted);
    static readonly StatusResult Rejected = new(CallStatus.Rejected);

    public static TheoryData<OcppVersion> Versions => [OcppVersion.V16, OcppVersion.V201];

    [Theory]
    [InlineData(OcppVersion.V16, "AuthorizeRemoteTxRequests")]
    [InlineData(OcppVersion.V201, "AuthCtrlr.AuthorizeRemoteStart")]
    public void A_remote_start_starts_a_session_without_limits_and_a_remote_stop_ends_it(OcppVersion version, string key)
    {
        foreach (var authorize in new[] { false, true })
        {
            var fixture = ChargerFixture.Booted(version);
            fixture.Do(new SetConfiguration(key, authorize ? "true" : "false"));
            Assert.Equal(Accepted, fixture.Call(new RemoteStart(2, new IdToken("REMOTE"), 42)));
            Assert.Equal(authorize, fixture.Sent.OfType<AuthorizeMessage>().Any());
            var started = fixture.Transactions.First();
            Assert.Equal((2, "REMOTE", TriggerReason.RemoteStart, 42), (started.ConnectorId, started.IdToken?.Value, started.Trigger, started.RemoteStartId));
            Assert.Null(fixture[2].Transaction!.EndsAt);
            Assert.Null(fixture.Sessions.First().CommandId);
            fixture.Wait(60);
            Assert.Equal(Rejected, fixture.Call(new RemoteStop("no such")));
            Assert.Equal(Accepted, fixture.Call(new RemoteStop(fixture[2].Transaction!.Id!)));
            var ended = fixture.Transactions.Last();
            Assert.Equal((StopReason.Remote, TriggerReason.RemoteStop, (IdToken?)null), (ended.StopReason, ended.Trigger, ended.IdToken));
            Assert.Equal(ConnectorStatus.Available, fixture[2].Status);
        }
    }

    [Fact]
    public void A_remote_start_finds_a_free_connector_or_is_rejected()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, null, null));
        Assert.Equal(Rejected with { TransactionId = fixture[1].Transaction!.Id }, fixture.Call(new RemoteStart(1, new IdToken("REMOTE"), 1)));
        Assert.Equal(Accepted, fixture.Call(new RemoteStart(null, new IdToken("REMOTE", "eMAID"), 2)));
        Assert.Equal(new IdToken("REMOTE", "eMAID"), fixture.Transactions.Last().IdToken);
        Assert.Equal(Rejected, fixture.Call(new RemoteStart(null, new IdToken("REMOTE"), 3)));
        Assert.Equal(Rejected, fixture.Call(new RemoteStart(7, new IdToken("REMOTE"), 4)));
    }

    [Fact]
    public void A_cable_that_was_in_before_a_remote_start_stays_in_after_it()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new PlugConnector(1));
        fixture.Call(new RemoteStart(1, new IdToken("REMOTE"), null));
        fixture.Call(new RemoteStop(fixture[1].Transaction!.Id!));
        Assert.Equal(ConnectorStatus.Finishing, fixture[1].Status);
    }

    [Fact]
    public void A_hard_reset_boots_at_once_and_a_soft_one_after_the_farewell()
    {
        foreach (var hard in new[] { true, false })
        {
            var fixture = ChargerFixture.Booted();
            fixture.Do(new StartSession("TAG", 1, null, null));
            Assert.Equal(Accepted, fixture.Call(new RemoteReset(hard, null)));
            Assert.Equal(
                hard ? ["Boot", "Ended"] : ["Ended", "Boot"],
                fixture.Sent.Where(message => message is BootMessage or TransactionMessage { Kind: TransactionEventKind.Ended })
                    .Select(message => message is BootMessage ? "Boot" : "Ended"));
        }
    }

    [Fact]
    public void A_2_0_1_reset_on_idle_waits_for_the_last_transaction()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(60), null));
        Assert.Equal(new StatusResult(CallStatus.Scheduled), fixture.Call(new RemoteReset(Hard: false, null)));
        Assert.Contains("restarts", fixture.Do(new StartSession("TAG", 2, null, null)).Refusal);
        fixture.Restart(20);
        fixture.Connect();
        Assert.Empty(fixture.Sent.OfType<BootMessage>());
        fixture.Wait(60);
        Assert.Equal(BootReason.ScheduledReset, Assert.Single(fixture.Sent.OfType<BootMessage>()).Reason);
        Assert.True(fixture.Do(new StartSession("TAG", 2, null, null)).Accepted);
    }

    [Fact]
    public void A_2_0_1_reset_at_once_ends_the_transaction_first_and_one_of_an_EVSE_that_of_the_EVSE()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Do(new StartSession("TAG", 2, null, null));
        Assert.Equal(Accepted, fixture.Call(new RemoteReset(Hard: true, EvseId: 2)));
        Assert.Equal((StopReason.HardReset, TriggerReason.ResetCommand), (fixture.Transactions.Last().StopReason, fixture.Transactions.Last().Trigger));
        Assert.Equal((true, false), (fixture[1].Transaction is not null, fixture[2].Transaction is not null));
        Assert.Equal(Rejected, fixture.Call(new RemoteReset(Hard: true, EvseId: 9)));

        Assert.Equal(Accepted, fixture.Call(new RemoteReset(Hard: true, null)));
        Assert.True(fixture.Sent.FindLastIndex(message => message is TransactionMessage) < fixture.Sent.FindIndex(message => message is BootMessage));
    }

    [Theory, MemberData(nameof(Versions))]
    public void What_is_triggered_is_sent(OcppVersion version)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(15);

        Assert.Equal(Accepted, Trigger(TriggerKind.Heartbeat, null));
        Assert.IsType<HeartbeatMessage>(Assert.Single(fixture.Sent));

        Assert.Equal(Accepted, Trigger(TriggerKind.StatusNotification, 1));
        Assert.Equal((1, ConnectorStatus.Charging), Describe(Assert.Single(fixture.Sent.Cast<StatusMessage>())));
        Assert.Equal(Accepted, Trigger(TriggerKind.StatusNotification, null));
        Assert.Equal(version == OcppVersion.V16 ? 3 : 2, fixture.Sent.Count);

        Assert.Equal(Accepted, Trigger(TriggerKind.MeterValues, 1));
        var sample = version == OcppVersion.V16
            ? Assert.IsType<TransactionMessage>(Assert.Single(fixture.Sent)).Samples[0]
            : Assert.IsType<MeterValuesMessage>(Assert.Single(fixture.Sent)).Sample;
        Assert.Equal((ReadingContext.Trigger, fixture.Now), (sample.Context, sample.At));
        Assert.True(sample.EnergyWh > 0);
        Assert.Equal(Accepted, Trigger(TriggerKind.MeterValues, 2));
        Assert.Equal(2, Assert.IsType<MeterValuesMessage>(Assert.Single(fixture.Sent)).ConnectorId);

        Assert.Equal(version == OcppVersion.V16 ? Accepted : Rejected, Trigger(TriggerKind.BootNotification, null));
        Assert.Equal(version == OcppVersion.V16, fixture.Sent.OfType<BootMessage>().Any());
        Assert.NotNull(fixture[1].Transaction);

        Assert.Equal(Rejected, Trigger(TriggerKind.StatusNotification, 9));
        Assert.Equal(new StatusResult(CallStatus.NotImplemented), Trigger(TriggerKind.Other, null));
        if (version == OcppVersion.V201)
        {
            Assert.Equal(Accepted, Trigger(TriggerKind.TransactionEvent, null));
            var updated = Assert.IsType<TransactionMessage>(Assert.Single(fixture.Sent));
            Assert.Equal((TriggerReason.Trigger, 1), (updated.Trigger, updated.Samples.Count));
            Assert.Equal(Rejected, Trigger(TriggerKind.TransactionEvent, 2));
        }

        StatusResult Trigger(TriggerKind kind, int? connector)
        {
            fixture.Sent.Clear();
            return (StatusResult)fixture.Call(new TriggerCall(kind, connector));
        }

        static (int, ConnectorStatus) Describe(StatusMessage status) => (status.ConnectorId, status.Status);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_change_of_availability_waits_for_the_transaction_and_is_kept(OcppVersion version)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(60), null));
        Assert.Equal(new StatusResult(CallStatus.Scheduled), fixture.Call(new ChangeAvailabilityCall(0, Operative: false)));
        Assert.Equal((ConnectorStatus.Charging, ConnectorStatus.Unavailable), (fixture[1].Status, fixture[2].Status));
        fixture.Wait(60);
        Assert.Equal(ConnectorStatus.Unavailable, fixture[1].Status);
        Assert.Equal(version == OcppVersion.V16, fixture.Sent.Contains(
            new StatusMessage(0, ConnectorStatus.Unavailable, ChargePointErrorCode.NoError, null, fixture.Now)));
        fixture.Restart();
        Assert.Equal(ConnectorStatus.Unavailable, fixture[1].Status);
        fixture.Connect();
        Assert.Equal(Accepted, fixture.Call(new ChangeAvailabilityCall(1, Operative: true)));
        Assert.Equal((ConnectorStatus.Available, ConnectorStatus.Unavailable), (fixture[1].Status, fixture[2].Status));
        Assert.Equal(Rejected, fixture.Call(new ChangeAvailabilityCall(3, Operative: true)));
    }

    [Fact]
    public void Unlocking_ends_a_1_6_transaction_and_is_refused_in_2_0_1()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new StartSession("TAG", 1, null, null));
        Assert.Equal(new StatusResult(CallStatus.Unlocked), fixture.Call(new UnlockCall(1)));
        Assert.Equal(StopReason.UnlockCommand, fixture.Transactions.Last().StopReason);
        Assert.Equal(new StatusResult(CallStatus.NotSupported), fixture.Call(new UnlockCall(9)));

        fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, null, null));
        Assert.Equal(new StatusResult(CallStatus.OngoingAuthorizedTransaction), fixture.Call(new UnlockCall(1)));
        fixture.Do(new StopTransaction(1));
        Assert.Equal(new StatusResult(CallStatus.Unlocked), fixture.Call(new UnlockCall(1)));
        Assert.Equal(new StatusResult(CallStatus.UnknownConnector), fixture.Call(new UnlockCall(9)));
    }

    [Fact]
    public void Configuration_keys_are_listed_read_and_changed_in_1_6()
    {
        var fixture = ChargerFixture.Booted();
        var all = Assert.IsType<ConfigurationResult>(fixture.Call(new GetConfigurationCall([])));
        Assert.Superset(
            new HashSet<string>(
            [
                "AuthorizeRemoteTxRequests", "ClockAlignedDataInterval", "ConnectionTimeOut", "ConnectorPhaseRotation", "GetConfigurationMaxKeys",
                "HeartbeatInterval", "LocalAuthorizeOffline", "LocalPreAuthorize", "MeterValuesAlignedData", "MeterValuesSampledData",
                "MeterValueSampleInterval", "NumberOfConnectors", "ResetRetries", "StopTransactionOnEVSideDisconnect",
                "StopTransactionOnInvalidId", "StopTxnAlignedData", "StopTxnSampledData", "SupportedFeatureProfiles",
                "TransactionMessageAttempts", "TransactionMessageRetryInterval", "UnlockConnectorOnEVSideDisconnect",
            ]),
            all.Known.Select(entry => entry.Key).ToHashSet());
        Assert.Equal(all.Known.Count, all.Known.DistinctBy(entry => entry.Key).Count());

        Assert.Equal(Accepted, fixture.Call(new ChangeConfigurationCall("localpreauthorize", "TRUE")));
        Assert.Equal(Rejected, fixture.Call(new ChangeConfigurationCall("LocalPreAuthorize", "yes")));
        Assert.Equal(Rejected, fixture.Call(new ChangeConfigurationCall("NumberOfConnectors", "5")));
        Assert.Equal(new StatusResult(CallStatus.NotSupported), fixture.Call(new ChangeConfigurationCall("Nonsense", "5")));
        Assert.Equal(new StatusResult(CallStatus.RebootRequired), fixture.Call(new ChangeConfigurationCall("WebSocketPingInterval", "20")));
        fixture.Restart();
        fixture.Connect();
        Assert.Equal(TimeSpan.FromSeconds(20), fixture.Charger.PingInterval);
        var some = Assert.IsType<ConfigurationResult>(fixture.Call(new GetConfigurationCall(["LocalPreAuthorize", "Nonsense", "NumberOfConnectors"])));
        Assert.Equal(
            [new ConfigurationEntry("LocalPreAuthorize", false, "true"), new ConfigurationEntry("NumberOfConnectors", true, "2")], some.Known);
        Assert.Equal(["Nonsense"], some.Unknown);
    }

    [Fact]
    public void Variables_are_read_and_changed_in_2_0_1()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Assert.Equal("10", Read("SampledDataCtrlr", "TxUpdatedInterval").Value);
        Assert.Equal(CallStatus.Accepted, Write("SampledDataCtrlr", "TxUpdatedInterval", "30"));
        Assert.Equal("30", Read("sampleddatactrlr", "txupdatedinterval").Value);
        Assert.Equal(CallStatus.Rejected, Write("SampledDataCtrlr", "TxUpdatedInterval", "x"));
        Assert.Equal(CallStatus.Rejected, Write("TxCtrlr", "TxStartPoint", "Authorized"));
        Assert.Equal(CallStatus.RebootRequired, Write("OCPPCommCtrlr", "WebSocketPingInterval", "5"));
        Assert.Equal(CallStatus.UnknownComponent, Read("Nonsense", "TxUpdatedInterval").Status);
        Assert.Equal(CallStatus.UnknownVariable, Read("SampledDataCtrlr", "Nonsense").Status);
        Assert.Equal(CallStatus.NotSupportedAttributeType, Read("SampledDataCtrlr", "TxUpdatedInterval", attribute: "MaxSet").Status);
        Assert.Equal(CallStatus.Accepted, Read("OCPPCommCtrlr", "MessageAttempts", instance: "TransactionEvent").Status);
        Assert.Equal(CallStatus.UnknownVariable, Read("OCPPCommCtrlr", "MessageAttempts", instance: "Nonsense").Status);

        VariableOutcome Read(string component, string variable, string? instance = null, string attribute = "Actual") =>
            ((VariablesResult)fixture.Call(new GetVariablesCall([new VariableRef(component, null, null, variable, instance, attribute)]))).Outcomes[0];

        CallStatus Write(string component, string variable, string value) => ((VariablesResult)fixture.Call(
            new SetVariablesCall([(new VariableRef(component, null, null, variable, null, "Actual"), value)]))).Outcomes[0].Status;
    }
}
