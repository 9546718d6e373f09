using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>Transactions of 2.0.1 that begin before energy may flow, or end after it has.</summary>
public sealed class OpenTransactionTests
{
    [Fact]
    public void A_profile_set_before_energy_flows_counts_from_its_first_moment()
    {
        var fixture = From("EVConnected", to: "EVConnected");
        fixture.Do(new PlugConnector(1));
        Assert.Equal("Accepted", fixture.Ask("SetChargingProfile", $$$"""
            {"evseId":1,"chargingProfile":{"id":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative",
             "transactionId":"{{{fixture[1].Transaction!.Id}}}",
             "chargingSchedule":[{"id":1,"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":5000}]}]}}
            """).GetProperty("status").GetString());
        fixture.Do(new StartSession("TAG", 1, null, null, Vehicle: new() { Name = "FamilySuv" }));
        Assert.Equal(5000, fixture[1].Transaction!.PowerW, 3);

        // It is of that transaction alone, also where no energy ever flowed in one.
        fixture.Do(new UnplugConnector(1));
        Assert.Equal("NoProfiles", fixture.Ask("GetChargingProfiles", """{"requestId":1,"chargingProfile":{}}""").GetProperty("status").GetString());
    }

    [Fact]
    public void What_is_shown_for_a_transaction_is_shown_to_its_end()
    {
        var fixture = From("EVConnected", to: "EVConnected");
        fixture.Do(new PlugConnector(1));
        Assert.Equal("Accepted", fixture.Ask("SetDisplayMessage", $$$"""
            {"message":{"id":1,"priority":"NormalCycle","message":{"format":"UTF8","content":"Hello"},"transactionId":"{{{fixture[1].Transaction!.Id}}}"}}
            """).GetProperty("status").GetString());
        fixture.Do(new StartTransaction("TAG", 1));
        fixture.Do(new StopTransaction(1));
        Assert.Equal("Accepted", Messages());
        fixture.Do(new UnplugConnector(1));
        Assert.Equal("Unknown", Messages());

        string Messages() => fixture.Ask("GetDisplayMessages", """{"requestId":1}""").GetProperty("status").GetString()!;
    }

    [Fact]
    public void A_vehicle_that_was_refused_and_has_left_leaves_the_other_connector_to_whoever_comes()
    {
        var fixture = From("ParkingBayOccupancy", timing: Timing.Realistic);
        Assert.Equal("Accepted", fixture.Ask("ReserveNow", $$$"""
            {"id":1,"expiryDateTime":"{{{fixture.Now.AddHours(1):O}}}","idToken":{"idToken":"OTHER","type":"Central"}}
            """).GetProperty("status").GetString());
        fixture.Csms = message => ChargerFixture.Reply(message, AuthorizationStatus.Blocked);
        fixture.Do(new StartSession("TAG", 1, null, null));
        Assert.Equal(ConnectorStatus.Reserved, fixture[2].Status);
        fixture.Wait(120);
        Assert.Equal([ConnectorStatus.Available, ConnectorStatus.Available], [fixture[1].Status, fixture[2].Status]);
    }

    [Fact]
    public void A_cable_in_the_other_connector_of_an_EVSE_in_use_begins_nothing()
    {
        var fixture = From("EVConnected", model: new("ChargerFixture", "AC22x2", CurrentType.Ac, 3, 22_080, 2, "Type2") { ConnectorsPerEvse = 2 });
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Do(new PlugConnector(2));
        fixture.Wait(600);
        fixture.Do(new StopSession(1));
        fixture.Do(new StartSession("TAG", 2, null, null));
        fixture.Wait(600);
        fixture.Do(new StopSession(2));
        Assert.Equal([1, 2], fixture.Transactions.Where(message => message.Kind == TransactionEventKind.Started).Select(message => message.ConnectorId));
        Assert.Equal(fixture.Transactions.OrderBy(message => message.At).ThenBy(message => message.MeterWh), fixture.Transactions);
    }

    [Theory, InlineData("off"), InlineData("out of service"), InlineData("faulted")]
    public void A_cable_begins_nothing_where_nobody_could_charge(string what)
    {
        var fixture = From("ParkingBayOccupancy,EVConnected");
        Usable(false);
        fixture.Do(new PlugConnector(1));
        fixture.Wait(600);
        Assert.Null(fixture[1].Transaction);
        Usable(true);
        Assert.Empty(fixture.Transactions);

        // The session is one as any other.
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Do(new StopSession(1));
        Assert.Equal([TransactionEventKind.Started, TransactionEventKind.Ended], fixture.Transactions.Select(message => message.Kind));

        void Usable(bool usable)
        {
            switch (what)
            {
                case "off":
                    fixture.Do(usable ? new StartCharger() : new StopCharger());
                    break;
                case "faulted":
                    fixture.Do(usable ? new ClearFault(1) : new InjectFault(1, ChargePointErrorCode.GroundFailure));
                    break;
                default:
                    fixture.ChangeAvailability(1, usable);
                    break;
            }

            if (!fixture.IsOpen && fixture.Charger.WantsConnection)
            {
                fixture.Connect();
            }
        }
    }

    [Fact]
    public void A_charger_that_has_lost_its_CSMS_charges_whoever_comes_to_its_cable()
    {
        var fixture = From("EVConnected");
        fixture.Do(new PlugConnector(1));
        fixture.See(fixture.Charger.ApplyConfiguration(fixture.Charger.Spec with { HasCsms = false }, fixture.Now));
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(60), null));
        fixture.Wait(120);
        Assert.Equal([("TAG", CommandOutcome.Started), ("TAG", CommandOutcome.Stopped)], fixture.Sessions.Select(session => (session.IdTag, session.Outcome)));
        Assert.Equal(StopReason.TimeLimitReached, fixture.Sessions.Last().StopReason);
        Assert.Null(fixture[1].Transaction);
    }

    [Fact]
    public void A_transaction_that_ends_with_the_bay_ends_where_the_cable_is_out_already()
    {
        var fixture = From("PowerPathClosed", to: "ParkingBayOccupancy");
        fixture.SetVariable("TxCtrlr", "StopTxOnEVSideDisconnect", "false");
        fixture.Do(new PlugConnector(1));
        fixture.RemoteStart(1);
        fixture.Do(new UnplugConnector(1));
        Assert.Equal("Accepted", fixture.RemoteStop(fixture[1].Transaction!.Id!));
        Assert.Equal(TransactionEventKind.Ended, fixture.Transactions.Last().Kind);
        Assert.Null(fixture.Do(new StartSession("TAG", 1, null, null)).Refusal);
    }

    [Theory, InlineData("EVConnected"), InlineData("PowerPathClosed")]
    public void Nobody_charges_before_the_CSMS_has_said_that_he_is_of_the_group_that_has_reserved(string start)
    {
        var fixture = From(start, plugInAfter: TimeSpan.FromSeconds(20));
        fixture.Ask("ReserveNow", $$$"""
            {"id":1,"evseId":1,"expiryDateTime":"{{{fixture.Now.AddHours(1):O}}}","idToken":{"idToken":"OTHER","type":"Central"},"groupIdToken":{"idToken":"GROUP","type":"Central"}}
            """);
        fixture.Csms = message => message.ActionName == "Authorize" ? new NotAnswered(ConnectionLost: true) : ChargerFixture.Reply(message);
        fixture.RemoteStart(1);
        fixture.Wait(60);
        Assert.DoesNotContain(fixture.Transactions, message => message.ChargingState == ChargingState.Charging);
        fixture.Csms = message => message.ActionName == "Authorize" ? Replies.Authorize(AuthorizationStatus.Accepted, "GROUP") : ChargerFixture.Reply(message);
        fixture.Connect();
        fixture.Wait(60);
        Assert.Contains(fixture.Transactions, message => message.ChargingState == ChargingState.Charging);
        Assert.Contains(fixture.Transactions, message => message.IdToken?.Value == "REMOTE");
    }

    [Fact]
    public void That_a_session_waits_for_the_CSMS_is_told_once()
    {
        var fixture = From("EVConnected");
        fixture.Disconnect();
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Restart();
        fixture.Restart();
        Assert.Single(fixture.Events.OfType<CommandOutcomeChanged>(), change => change.Outcome == CommandOutcome.Offline);
    }

    [Fact]
    public void A_transaction_that_awaits_its_energy_is_none_yet_for_the_CSMS()
    {
        var fixture = From("EnergyTransfer");
        fixture.Do(new SetChargingLimit(0, 0, ChargingLimitSource.EMS));
        fixture.Do(new StartSession("TAG", 1, null, null));
        Assert.Empty(fixture.Transactions);
        Assert.Equal("Rejected", fixture.Trigger("TransactionEvent", 1));
        Assert.False(fixture.Ask("GetTransactionStatus", $$"""{"transactionId":"{{fixture[1].Transaction!.Id}}"}""").GetProperty("ongoingIndicator").GetBoolean());
        fixture.Do(new ClearChargingLimit(0));
        Assert.Equal("Accepted", fixture.Trigger("TransactionEvent", 1));
        Assert.Equal(TransactionEventKind.Started, fixture.Transactions.First().Kind);
    }

    static ChargerFixture From(
        string start, string to = "PowerPathClosed", Timing timing = Timing.Instant, TimeSpan? plugInAfter = null, ChargerModel? model = null) =>
        TransactionPointTests.Configured(OcppVersion.V201, start, to, timing, plugInAfter, model);
}
