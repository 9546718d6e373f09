using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, block C: who may charge, and who may stop what another has started.</summary>
public abstract class AuthorizationCases(OcppVersion version) : VersionedCases(version)
{
    const string Friend = "FRIEND";
    const string Master = "MASTER";

    [Fact]
    public void TC_C_02_Local_start_authorization_invalid() => Refused(AuthorizationStatus.Invalid);

    [Fact]
    public void TC_C_06_Local_start_authorization_blocked() => Refused(AuthorizationStatus.Blocked);

    [Fact]
    public void TC_C_07_Local_start_authorization_expired() => Refused(AuthorizationStatus.Expired);

    [Fact]
    public void TC_C_08_Authorization_through_the_cache_accepted()
    {
        var fixture = Connected();
        fixture.Do(new AuthorizeIdTag(Flow.Tag));
        fixture.Sent.Clear();
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Says("TransactionEvent Updated Authorized EVConnected TAG", "TransactionEvent Updated ChargingStateChanged Charging");
    }

    [Fact]
    public void TC_C_20_Authorization_through_the_cache_invalid()
    {
        var fixture = Connected();
        fixture.Csms = message => message.ActionName == "Authorize" ? Replies.Authorize(AuthorizationStatus.Invalid) : ChargerFixture.Reply(message);
        fixture.Do(new AuthorizeIdTag(Flow.Tag));
        fixture.Sent.Clear();

        // One that is not known as valid is asked for again (C12.FR.05), and nobody charges.
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Says("Authorize TAG", "StatusNotification 1 Available", "TransactionEvent Ended EVCommunicationLost Idle EVDisconnected");
        Assert.Equal(CommandOutcome.Refused, fixture.Events.OfType<CommandOutcomeChanged>().Last().Outcome);
    }

    [Fact]
    public void TC_C_39_Authorization_by_group_id()
    {
        var fixture = Charging(group: "GROUP");
        fixture.Do(new StopSession(1, IdTag: Friend));
        fixture.Says(
            "Authorize FRIEND", "TransactionEvent Updated StopAuthorized EVConnected FRIEND", "StatusNotification 1 Available",
            "TransactionEvent Ended EVCommunicationLost Idle Local");
    }

    [Fact]
    public void TC_C_40_Authorization_by_group_id_with_the_local_list()
    {
        var fixture = Connected();
        fixture.Do(new SetLocalAuthList(1, true, [new(Flow.Tag, null, "GROUP"), new(Friend, null, "GROUP")]));
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Says("TransactionEvent Updated Authorized EVConnected TAG", "TransactionEvent Updated ChargingStateChanged Charging");
        fixture.Do(new StopSession(1, IdTag: Friend));
        Assert.Equal("TransactionEvent", fixture.Sent[0].ActionName);
        Assert.DoesNotContain(fixture.Sent, message => message.ActionName == "Authorize");
        Assert.Equal(Friend, fixture.All("TransactionEvent")[0].GetProperty("idToken").GetProperty("idToken").GetString());
    }

    [Fact]
    public void TC_C_43_Authorization_by_group_id_with_an_invalid_entry_of_the_local_list()
    {
        var fixture = Charging(group: "GROUP");
        fixture.Do(new SetLocalAuthList(1, true, [new(Friend, null, null, AuthorizationStatus.Invalid)]));
        fixture.Do(new StopSession(1, IdTag: Friend));
        fixture.Says(
            "Authorize FRIEND", "TransactionEvent Updated StopAuthorized EVConnected FRIEND", "StatusNotification 1 Available",
            "TransactionEvent Ended EVCommunicationLost Idle Local");
    }

    [Fact]
    public void TC_C_47_Master_pass_with_ui_all_transactions()
    {
        var fixture = ChargingWithMaster();
        fixture.Do(new StopSession(1, IdTag: Master));
        fixture.Do(new StopSession(2, IdTag: Master));
        Assert.Equal("Authorize", Assert.Single(fixture.Sent, message => message.ActionName == "Authorize").ActionName);
        Assert.All([1, 2], evseId => AssertStopped(fixture, evseId, Master));
    }

    [Fact]
    public void TC_C_48_Master_pass_with_ui_a_specific_transaction()
    {
        var fixture = ChargingWithMaster();
        fixture.Do(new StopSession(2, IdTag: Master));
        AssertStopped(fixture, 2, Master);
        Assert.NotNull(fixture[1].Transaction);
    }

    [Fact]
    public void TC_C_49_Master_pass_without_ui()
    {
        var fixture = ChargingWithMaster();
        fixture.Do(new AuthorizeIdTag(Master));
        Assert.Equal("Authorize", fixture.Sent[0].ActionName);
        AssertStopped(fixture, 1, Flow.Tag);
        AssertStopped(fixture, 2, Friend);
    }

    [Fact]
    public void A_master_pass_starts_no_session()
    {
        var fixture = ChargingWithMaster();
        fixture.Do(new StopSession(1));
        fixture.Do(new StartSession(Master, 1, null, null));
        Assert.Null(fixture[1].Transaction);
        Assert.Contains("master pass", fixture.Sessions.Last().Reason);
    }

    static void Refused(AuthorizationStatus status)
    {
        var fixture = Flow.Booted();
        fixture.Csms = message => message.ActionName == "Authorize" ? Replies.Authorize(status) : ChargerFixture.Reply(message);
        fixture.Do(new AuthorizeIdTag(Flow.Tag));
        fixture.Says("Authorize TAG");
        var outcome = fixture.Events.OfType<CommandOutcomeChanged>().Last();
        Assert.Equal((CommandOutcome.Refused, status.ToString()), (outcome.Outcome, outcome.Reason));
    }

    // A cable is in, and a transaction has begun with it.
    static ChargerFixture Connected()
    {
        var fixture = Flow.Booted();
        fixture.Do(new SetConfiguration("AuthCtrlr.LocalPreAuthorize", "true"));
        fixture.Do(new SetConfiguration("TxCtrlr.TxStartPoint", "EVConnected"));
        fixture.Do(new SetConfiguration("TxCtrlr.TxStopPoint", "EVConnected"));
        fixture.Do(new PlugConnector(1));
        fixture.Sent.Clear();
        return fixture;
    }

    static ChargerFixture Charging(string group)
    {
        var fixture = Connected();
        fixture.Csms = message => InGroup(message, group);
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Says(
            "Authorize TAG", "TransactionEvent Updated Authorized EVConnected TAG", "TransactionEvent Updated ChargingStateChanged Charging");
        return fixture;
    }

    static ChargerFixture ChargingWithMaster()
    {
        var fixture = Flow.Booted();
        fixture.Do(new SetConfiguration("AuthCtrlr.MasterPassGroupId", "MASTERS"));
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Do(new StartSession(Friend, 2, null, null));
        fixture.Csms = message => InGroup(message, "MASTERS");
        fixture.Sent.Clear();
        return fixture;
    }

    static OcppResponse InGroup(OcppRequest message, string group) => message switch
    {
        { ActionName: "Authorize" } => new V2.AuthorizeResponse
        {
            IdTokenInfo = new() { Status = V2.AuthorizationStatusEnumType.Accepted, GroupIdToken = new() { IdToken = group, Type = "Central" } },
        },
        TransactionMessage { IdToken: not null } => Replies.Event(AuthorizationStatus.Accepted, group: group),
        _ => ChargerFixture.Reply(message),
    };

    static void AssertStopped(ChargerFixture fixture, int evseId, string idToken)
    {
        var ended = fixture.All("TransactionEvent").Single(told => told.GetProperty("eventType").GetString() == "Ended" && EvseOf(told) == evseId);
        Assert.Equal(
            ("StopAuthorized", "MasterPass", idToken),
            (ended.GetProperty("triggerReason").GetString(), ended.GetProperty("transactionInfo").GetProperty("stoppedReason").GetString(),
                ended.GetProperty("idToken").GetProperty("idToken").GetString()));

        static int EvseOf(JsonElement told) => told.GetProperty("evse").GetProperty("id").GetInt32();
    }
}
