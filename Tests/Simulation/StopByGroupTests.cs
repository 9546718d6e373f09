using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>Who may stop a session by presenting an id tag.</summary>
public sealed class StopByGroupTests
{
    [Fact]
    public void The_id_tag_that_started_stops_in_any_letter_case_without_the_CSMS()
    {
        var fixture = Charging();
        Assert.Null(fixture.Do(new StopSession(1, IdTag: "tag")).Refusal);
        Assert.Empty(fixture.Sent.OfAction("Authorize"));
        Assert.Equal("TAG", fixture.Transactions.Last().IdToken!.Value.Value);
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
    }

    [Fact]
    public void One_that_the_local_list_has_in_the_same_group_stops_and_one_of_another_does_not()
    {
        var fixture = Charging();
        fixture.Do(new SetLocalAuthList(1, true, [new("TAG", null, "GROUP"), new("FRIEND", null, "group"), new("OTHER", null, "OTHERS")]));
        Assert.Equal("the id tag OTHER is not of the group that started the session of connector 1", fixture.Do(new StopSession(1, IdTag: "OTHER")).Refusal);
        Assert.NotNull(fixture[1].Transaction);
        Assert.Null(fixture.Do(new StopSession(1, IdTag: "FRIEND"), "stop").Refusal);
        Assert.Empty(fixture.Sent.OfAction("Authorize"));
        Assert.Equal(("FRIEND", (StopReason?)StopReason.Local), (fixture.Transactions.Last().IdToken!.Value.Value, fixture.Transactions.Last().StopReason));
        Assert.Equal(CommandOutcome.Applied, Assert.Single(fixture.Events.OfType<CommandOutcomeChanged>(), told => told.CommandId == "stop").Outcome);
    }

    [Theory]
    [InlineData("GROUP", CommandOutcome.Applied, null)]
    [InlineData("OTHERS", CommandOutcome.Refused, "the id tag FRIEND is not of the group that started the session of connector 1")]
    [InlineData(null, CommandOutcome.Refused, "the id tag FRIEND is not of the group that started the session of connector 1")]
    public void Of_one_that_the_charger_does_not_know_the_CSMS_is_asked(string? group, CommandOutcome outcome, string? reason)
    {
        var fixture = Charging();
        fixture.Csms = message => message is V16.AuthorizeRequest ? Answer(group) : ChargerFixture.Reply(message);
        fixture.Do(new StopSession(1, StopReason.EmergencyStop, "FRIEND"), "stop");
        Assert.Single(fixture.Sent.OfAction("Authorize"));
        var told = fixture.Events.OfType<CommandOutcomeChanged>().Last(told => told.CommandId == "stop");
        Assert.Equal((outcome, reason), (told.Outcome, told.Reason));
        Assert.Equal(outcome == CommandOutcome.Applied, fixture[1].Transaction is null);
        if (outcome == CommandOutcome.Applied)
        {
            Assert.Equal(("FRIEND", (StopReason?)StopReason.EmergencyStop), (fixture.Transactions.Last().IdToken!.Value.Value, fixture.Transactions.Last().StopReason));
        }
    }

    [Fact]
    public void While_the_CSMS_is_away_the_session_goes_on_until_it_has_said_so()
    {
        var fixture = Charging();
        fixture.Disconnect();
        fixture.Do(new StopSession(1, IdTag: "FRIEND"), "stop");
        Assert.Equal(CommandOutcome.Offline, fixture.Events.OfType<CommandOutcomeChanged>().Last().Outcome);
        fixture.Restart(10);
        Assert.NotNull(fixture[1].Transaction);
        fixture.Csms = message => message is V16.AuthorizeRequest ? Answer("GROUP") : ChargerFixture.Reply(message);
        fixture.Connect();
        Assert.Null(fixture[1].Transaction);
        Assert.Equal("FRIEND", fixture.Transactions.Last().IdToken!.Value.Value);
    }

    static V16.AuthorizeResponse Answer(string? group) =>
        new() { IdTagInfo = new() { Status = V16.AuthorizationStatus.Accepted, ParentIdTag = group } };

    // Started by TAG, which the CSMS said is of GROUP.
    static ChargerFixture Charging()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Csms = message => message is V16.AuthorizeRequest ? Answer("GROUP") : ChargerFixture.Reply(message);
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Sent.Clear();
        return fixture;
    }
}
