using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What the CSMS asks of a charger.</summary>
public sealed class CsmsCallTests
{
    const string Accepted = Calls.Accepted;
    const string Rejected = Calls.Rejected;

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
            Assert.Equal(Accepted, fixture.RemoteStart(2, "REMOTE", 42));
            Assert.Equal(authorize, fixture.Sent.OfAction("Authorize").Any());
            var started = fixture.Transactions.First();
            Assert.Equal(
                (2, "REMOTE", TriggerReason.RemoteStart, version == OcppVersion.V16 ? (int?)null : 42), (started.ConnectorId, started.IdToken?.Value, started.Trigger, started.RemoteStartId));
            Assert.Null(fixture[2].Transaction!.EndsAt);
            Assert.Null(fixture.Sessions.First().CommandId);
            fixture.Wait(60);
            Assert.Equal(Rejected, fixture.RemoteStop("99"));
            Assert.Equal(Accepted, fixture.RemoteStop(fixture[2].Transaction!.Id!));
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
        var busy = fixture.Ask("RequestStartTransaction", """{"evseId":1,"idToken":{"idToken":"REMOTE","type":"Central"},"remoteStartId":1}""");
        Assert.Equal((Rejected, fixture[1].Transaction!.Id), (busy.GetProperty("status").GetString(), busy.GetProperty("transactionId").GetString()));
        Assert.Equal(Accepted, fixture.RemoteStart(null, "REMOTE", 2, "eMAID"));
        Assert.Equal(new IdToken("REMOTE", "eMAID"), fixture.Transactions.Last().IdToken);
        Assert.Equal(Rejected, fixture.RemoteStart(null, "REMOTE", 3));
        Assert.Equal(Rejected, fixture.RemoteStart(7, "REMOTE", 4));
    }

    [Fact]
    public void A_cable_that_was_in_before_a_remote_start_stays_in_after_it()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new PlugConnector(1));
        fixture.RemoteStart(1, "REMOTE");
        fixture.RemoteStop(fixture[1].Transaction!.Id!);
        Assert.Equal(ConnectorStatus.Finishing, fixture[1].Status);
    }

    [Fact]
    public void A_hard_reset_boots_at_once_and_a_soft_one_after_the_farewell()
    {
        foreach (var hard in new[] { true, false })
        {
            var fixture = ChargerFixture.Booted();
            fixture.Do(new StartSession("TAG", 1, null, null));
            Assert.Equal(Accepted, fixture.Reset(hard));
            Assert.Equal(
                hard ? ["Boot", "Ended"] : ["Ended", "Boot"],
                fixture.Sent.Where(message => message.ActionName == "BootNotification" || message is TransactionMessage { Kind: TransactionEventKind.Ended })
                    .Select(message => message.ActionName == "BootNotification" ? "Boot" : "Ended"));
        }
    }

    [Fact]
    public void A_2_0_1_reset_on_idle_waits_for_the_last_transaction()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(60), null));
        Assert.Equal("Scheduled", fixture.Reset(false));
        Assert.Contains("restarts", fixture.Do(new StartSession("TAG", 2, null, null)).Refusal);
        fixture.Restart(20);
        fixture.Connect();
        Assert.Empty(fixture.Sent.OfAction("BootNotification"));
        fixture.Wait(60);
        Assert.Equal(
            V2.BootReasonEnumType.ScheduledReset, Assert.Single(fixture.Sent.OfType<V2.BootNotificationRequest>()).Reason);
        Assert.True(fixture.Do(new StartSession("TAG", 2, null, null)).Accepted);
    }

    [Fact]
    public void A_2_0_1_reset_at_once_ends_the_transaction_first_and_one_of_an_EVSE_that_of_the_EVSE()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Do(new StartSession("TAG", 2, null, null));
        Assert.Equal(Accepted, fixture.Reset(true, 2));
        Assert.Equal((StopReason.HardReset, TriggerReason.ResetCommand), (fixture.Transactions.Last().StopReason, fixture.Transactions.Last().Trigger));
        Assert.Equal((true, false), (fixture[1].Transaction is not null, fixture[2].Transaction is not null));
        Assert.Equal(Rejected, fixture.Reset(true, 9));

        Assert.Equal(Accepted, fixture.Reset(true));
        Assert.True(fixture.Sent.FindLastIndex(message => message is TransactionMessage) < fixture.Sent.FindIndex(message => message.ActionName == "BootNotification"));
    }

    [Theory, MemberData(nameof(Versions))]
    public void What_is_triggered_is_sent(OcppVersion version)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(15);

        Assert.Equal(Accepted, Trigger("Heartbeat", null));
        Assert.Equal("Heartbeat", Assert.Single(fixture.Sent).ActionName);

        Assert.Equal(Accepted, Trigger("StatusNotification", 1));
        Assert.Equal((1, ConnectorStatus.Charging), Describe(Assert.Single(fixture.Sent.Cast<StatusMessage>())));
        Assert.Equal(Accepted, Trigger("StatusNotification", null));
        Assert.Equal(version == OcppVersion.V16 ? 3 : 2, fixture.Sent.Count);

        Assert.Equal(Accepted, Trigger("MeterValues", 1));
        var sample = version == OcppVersion.V16
            ? Assert.IsType<TransactionMessage>(Assert.Single(fixture.Sent)).Samples[0]
            : Assert.IsType<MeterValuesMessage>(Assert.Single(fixture.Sent)).Sample;
        Assert.Equal((ReadingContext.Trigger, fixture.Now), (sample.Context, sample.At));
        Assert.True(sample.EnergyWh > 0);
        Assert.Equal(Accepted, Trigger("MeterValues", 2));
        Assert.Equal(2, Assert.IsType<MeterValuesMessage>(Assert.Single(fixture.Sent)).PlaceId);

        Assert.Equal(version == OcppVersion.V16 ? Accepted : Rejected, Trigger("BootNotification", null));
        Assert.Equal(version == OcppVersion.V16, fixture.Sent.OfAction("BootNotification").Any());
        Assert.NotNull(fixture[1].Transaction);

        Assert.Equal(Rejected, Trigger("StatusNotification", 9));
        if (version == OcppVersion.V201)
        {
            Assert.Equal(Accepted, Trigger("SignV2GCertificate", null));
            Assert.Equal(Accepted, Trigger("TransactionEvent", null));
            var updated = Assert.IsType<TransactionMessage>(Assert.Single(fixture.Sent));
            Assert.Equal((TriggerReason.Trigger, 1), (updated.Trigger, updated.Samples.Count));
            Assert.Equal(Rejected, Trigger("TransactionEvent", 2));
        }

        string Trigger(string message, int? connector)
        {
            fixture.Sent.Clear();
            return fixture.Trigger(message, connector);
        }

        static (int, ConnectorStatus) Describe(StatusMessage status) => (status.ConnectorId, status.Status);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_change_of_availability_waits_for_the_transaction_and_is_kept(OcppVersion version)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(60), null));
        Assert.Equal("Scheduled", fixture.ChangeAvailability(0, false));
        Assert.Equal((ConnectorStatus.Charging, ConnectorStatus.Unavailable), (fixture[1].Status, fixture[2].Status));
        fixture.Wait(60);
        Assert.Equal(ConnectorStatus.Unavailable, fixture[1].Status);
        Assert.Equal(version == OcppVersion.V16, fixture.Sent.Contains(
            new StatusMessage(version, 0, ConnectorStatus.Unavailable, ChargePointErrorCode.NoError, fixture.Now)));
        fixture.Restart();
        Assert.Equal(ConnectorStatus.Unavailable, fixture[1].Status);
        fixture.Connect();
        Assert.Equal(Accepted, fixture.ChangeAvailability(1, true));
        Assert.Equal((ConnectorStatus.Available, ConnectorStatus.Unavailable), (fixture[1].Status, fixture[2].Status));
        Assert.Equal(Rejected, fixture.ChangeAvailability(3, true));
    }

    [Fact]
    public void Unlocking_ends_a_1_6_transaction_and_is_refused_in_2_0_1()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new StartSession("TAG", 1, null, null));
        Assert.Equal("Unlocked", fixture.Unlock(1));
        Assert.Equal(StopReason.UnlockCommand, fixture.Transactions.Last().StopReason);
        Assert.Equal("NotSupported", fixture.Unlock(9));

        fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, null, null));
        Assert.Equal("OngoingAuthorizedTransaction", fixture.Unlock(1));
        fixture.Do(new StopTransaction(1));
        Assert.Equal("Unlocked", fixture.Unlock(1));
        Assert.Equal("UnknownConnector", fixture.Unlock(9));
    }

    [Fact]
    public void Configuration_keys_are_listed_read_and_changed_in_1_6()
    {
        var fixture = ChargerFixture.Booted();
        var all = Assert.IsType<V16.GetConfigurationResponse>(fixture.Call(new V16.GetConfigurationRequest()));
        Assert.Superset(
            new HashSet<string>(
            [
                "AuthorizeRemoteTxRequests", "ClockAlignedDataInterval", "ConnectionTimeOut", "ConnectorPhaseRotation", "GetConfigurationMaxKeys",
                "HeartbeatInterval", "LocalAuthorizeOffline", "LocalPreAuthorize", "MeterValuesAlignedData", "MeterValuesSampledData",
                "MeterValueSampleInterval", "NumberOfConnectors", "ResetRetries", "StopTransactionOnEVSideDisconnect",
                "StopTransactionOnInvalidId", "StopTxnAlignedData", "StopTxnSampledData", "SupportedFeatureProfiles",
                "TransactionMessageAttempts", "TransactionMessageRetryInterval", "UnlockConnectorOnEVSideDisconnect",
            ]),
            all.ConfigurationKey!.Select(entry => entry.Key).ToHashSet());
        Assert.Equal(all.ConfigurationKey!.Count, all.ConfigurationKey.DistinctBy(entry => entry.Key).Count());
        Assert.Null(all.UnknownKey);

        Assert.Equal(Accepted, fixture.ChangeConfiguration("localpreauthorize", "TRUE"));
        Assert.Equal(Rejected, fixture.ChangeConfiguration("LocalPreAuthorize", "yes"));
        Assert.Equal(Rejected, fixture.ChangeConfiguration("NumberOfConnectors", "5"));
        Assert.Equal("NotSupported", fixture.ChangeConfiguration("Nonsense", "5"));
        Assert.Equal(Accepted, fixture.ChangeConfiguration("WebSocketPingInterval", "20"));
        Assert.Equal(TimeSpan.FromSeconds(20), fixture.Charger.PingInterval);
        fixture.Restart();
        fixture.Connect();
        Assert.Equal(TimeSpan.FromSeconds(20), fixture.Charger.PingInterval);
        Assert.Equal(
            """{"configurationKey":[{"key":"LocalPreAuthorize","readonly":false,"value":"true"},{"key":"NumberOfConnectors","readonly":true,"value":"2"}],"unknownKey":["Nonsense"]}""",
            fixture.Ask("GetConfiguration", """{"key":["LocalPreAuthorize","Nonsense","NumberOfConnectors"]}""").GetRawText());
    }

    [Theory]
    [InlineData("0.RST,1.RST,2.STR", Accepted)]
    [InlineData("TRS", Accepted)]
    [InlineData("NotApplicable", Accepted)]
    [InlineData("1.Unknown", Accepted)]
    [InlineData("", Rejected)]
    [InlineData("1.RRR", Rejected)]
    [InlineData("x.RST", Rejected)]
    [InlineData("0.RST,", Rejected)]
    public void The_wiring_of_the_phases_is_one_that_there_is(string value, string status) =>
        Assert.Equal(status, ChargerFixture.Booted().ChangeConfiguration("ConnectorPhaseRotation", value));

    [Fact]
    public void Variables_are_read_and_changed_in_2_0_1()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Assert.Equal("10", Value("SampledDataCtrlr", "TxUpdatedInterval"));
        Assert.Equal("Accepted", fixture.SetVariable("SampledDataCtrlr", "TxUpdatedInterval", "30"));
        Assert.Equal("30", Value("sampleddatactrlr", "txupdatedinterval"));
        Assert.Equal("Rejected", fixture.SetVariable("SampledDataCtrlr", "TxUpdatedInterval", "x"));
        Assert.Equal("Rejected", fixture.SetVariable("LocalAuthListCtrlr", "Entries", "1"));
        Assert.Equal("Accepted", fixture.SetVariable("TxCtrlr", "TxStartPoint", "Authorized,EVConnected"));
        Assert.Equal("Rejected", fixture.SetVariable("TxCtrlr", "TxStopPoint", "Sometimes"));
        Assert.Equal("Accepted", fixture.SetVariable("OCPPCommCtrlr", "WebSocketPingInterval", "5"));
        Assert.Equal("UnknownComponent", Status(fixture.GetVariable("Nonsense", "TxUpdatedInterval")));
        Assert.Equal("UnknownVariable", Status(fixture.GetVariable("SampledDataCtrlr", "Nonsense")));
        Assert.Equal("NotSupportedAttributeType", Status(fixture.GetVariable("SampledDataCtrlr", "TxUpdatedInterval", attribute: "MaxSet")));
        Assert.Equal("Accepted", Status(fixture.GetVariable("OCPPCommCtrlr", "MessageAttempts", instance: "TransactionEvent")));
        Assert.Equal("UnknownVariable", Status(fixture.GetVariable("OCPPCommCtrlr", "MessageAttempts", instance: "Nonsense")));
        Assert.Equal(
            """{"attributeStatus":"UnknownComponent","component":{"name":"Connector","evse":{"id":1,"connectorId":1},"instance":"A"},"variable":{"name":"Power","instance":"L1"},"attributeType":"MaxSet"}""",
            fixture.Ask(
                "GetVariables",
                """
                {"getVariableData":[{"attributeType":"MaxSet","component":{"name":"Connector","instance":"A","evse":{"id":1,"connectorId":1}},
                 "variable":{"name":"Power","instance":"L1"}}]}
                """).GetProperty("getVariableResult")[0].GetRawText());

        string? Value(string component, string variable) => fixture.GetVariable(component, variable).GetProperty("attributeValue").GetString();

        static string? Status(System.Text.Json.JsonElement result) => result.GetProperty("attributeStatus").GetString();
    }

    [Theory]
    [InlineData("""{"evseId":2,"connectorId":2}""")]
    [InlineData("""{"evseId":3,"connectorId":1}""")]
    public void A_second_connector_of_an_EVSE_is_no_connector(string payload) => Assert.Equal(
        "UnknownConnector", ChargerFixture.Booted(OcppVersion.V201).Ask("UnlockConnector", payload).GetProperty("status").GetString());
}
