using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What commands come to, as people who gave them find it.</summary>
public sealed class OutcomeTests
{
    static readonly StartSession Session = new("TAG", 1, TimeSpan.FromMinutes(10), 2_000);

    [Theory]
    [InlineData(OcppVersion.V16)]
    [InlineData(OcppVersion.V201)]
    public void A_session_is_authorized_then_started_then_stopped_under_one_id(OcppVersion version)
    {
        var fixture = ChargerFixture.Booted(version);

        fixture.Do(Session);
        fixture.Wait(700);

        Assert.Equal(
            [CommandOutcome.Authorized, CommandOutcome.Started, CommandOutcome.Stopped], fixture.Sessions.Select(session => session.Outcome));
        Assert.Equal([false, true, false], fixture.Sessions.Select(session => session.Confirmed));
        Assert.Single(fixture.Sessions.Select(session => (session.SessionId, session.CommandId)).Distinct());
        Assert.NotNull(fixture.Sessions.ElementAt(1).TransactionId);
        var stopped = fixture.Sessions.Last();
        Assert.Equal((StopReason.TimeLimitReached, null), (stopped.StopReason, stopped.Reason));
        Assert.True(stopped.EnergyWh > 0);
    }

    [Fact]
    public void A_detached_charger_s_session_is_started_at_once()
    {
        var fixture = new ChargerFixture(hasCsms: false);

        fixture.Do(Session);
        fixture.Wait(700);

        Assert.Equal([CommandOutcome.Started, CommandOutcome.Stopped], fixture.Sessions.Select(session => session.Outcome));
    }

    public static TheoryData<OcppVersion, OcppResponse, CommandOutcome, string> Refusals
    {
        get
        {
            var refusals = new TheoryData<OcppVersion, OcppResponse, CommandOutcome, string>();
            foreach (var version in Enum.GetValues<OcppVersion>())
            {
                refusals.Add(version, Replies.Authorize(AuthorizationStatus.Blocked), CommandOutcome.Refused, "Blocked");
                refusals.Add(version, new CallRefused("InternalError", "out of order"), CommandOutcome.Refused, "Authorize: InternalError (out of order)");
                refusals.Add(version, new CallRefused("GenericError", ""), CommandOutcome.Refused, "Authorize: GenericError");
                refusals.Add(version, new NotAnswered(ConnectionLost: false), CommandOutcome.TimedOut, "Authorize was not answered in time");
            }

            return refusals;
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_session_that_the_csms_does_not_allow_says_why(OcppVersion version, OcppResponse reply, CommandOutcome outcome, string reason)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Csms = message => message.ActionName == "Authorize" ? reply : ChargerFixture.Reply(message);

        fixture.Do(Session, "c1");
        fixture.Do(new AuthorizeIdTag("TAG"), "c2");

        var session = Assert.Single(fixture.Sessions);
        Assert.Equal((outcome, reason, "c1", "TAG", null), (session.Outcome, session.Reason, session.CommandId, session.IdTag, session.TransactionId));
        Assert.Equal((fixture.Now, 0), (session.StoppedAt, session.EnergyWh));
        Assert.Equal((outcome, reason), OutcomeOf(fixture, "c2"));
    }

    [Fact]
    public void A_sentence_of_the_csms_s_is_kept_no_longer_than_a_reason_may_be()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Csms = message => message.ActionName == "Authorize" ? new CallRefused("InternalError", new('x', 10_000)) : ChargerFixture.Reply(message);

        fixture.Do(Session);

        Assert.Equal(255, Assert.Single(fixture.Sessions).Reason!.Length);
    }

    [Theory]
    [InlineData(OcppVersion.V16)]
    [InlineData(OcppVersion.V201)]
    public void A_session_of_an_offline_charger_waits_and_goes_on_under_the_same_id(OcppVersion version)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Disconnect();

        fixture.Do(Session);
        fixture.Wait(100);
        fixture.Restart(50);
        fixture.Connect();
        fixture.Wait(700);

        Assert.Equal(
            [CommandOutcome.Offline, CommandOutcome.Authorized, CommandOutcome.Started, CommandOutcome.Stopped],
            fixture.Sessions.Select(session => session.Outcome));
        Assert.Single(fixture.Sessions.Select(session => session.SessionId).Distinct());
        Assert.Equal((null, ChargerFixture.Start), (fixture.Sessions.First().StoppedAt, fixture.Sessions.First().StartedAt));
        Assert.Equal(ChargerFixture.Start.AddSeconds(150), fixture.Sessions.Last().StartedAt);
    }

    [Fact]
    public void A_session_whose_authorization_is_lost_with_the_connection_is_told_once_to_wait()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Csms = message => message.ActionName == "Authorize" ? new NotAnswered(ConnectionLost: true) : ChargerFixture.Reply(message);

        fixture.Do(Session);
        fixture.Connect();
        fixture.Connect();
        fixture.Csms = message => ChargerFixture.Reply(message, message.ActionName == "Authorize" ? AuthorizationStatus.Expired : AuthorizationStatus.Accepted);
        fixture.Connect();

        Assert.Equal([(CommandOutcome.Offline, null), (CommandOutcome.Refused, "Expired")], fixture.Sessions.Select(session => (session.Outcome, session.Reason)));
        Assert.Single(fixture.Sessions.Select(session => session.SessionId).Distinct());
    }

    public static TheoryData<Command, CommandOutcome, string> Ends => new()
    {
        { new StopSession(1), CommandOutcome.Cancelled, "it was stopped before its transaction began" },
        { new UnplugConnector(1), CommandOutcome.NeverPlugged, "the cable was out before its transaction began" },
        { new InjectFault(1, ChargePointErrorCode.GroundFailure), CommandOutcome.Fault, "GroundFailure" },
        { new ResetCharger(Hard: true), CommandOutcome.Cancelled, "the charger restarted" },
        { new StopCharger(), CommandOutcome.Cancelled, "the charger was switched off" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_session_that_is_over_before_its_transaction_says_why(Command end, CommandOutcome outcome, string reason)
    {
        var fixture = ChargerFixture.Booted();
        fixture.Disconnect();
        fixture.Do(Session);

        fixture.Do(end, "c2");

        Assert.Equal([(CommandOutcome.Offline, null), (outcome, reason)], fixture.Sessions.Select(session => (session.Outcome, session.Reason)));
        Assert.Equal((CommandOutcome.Applied, null), OutcomeOf(fixture, "c2"));
    }

    [Theory]
    [InlineData(OcppVersion.V16, "StartTransaction: InternalError")]
    [InlineData(OcppVersion.V201, "TransactionEvent: InternalError")]
    public void A_start_that_the_csms_never_takes_leaves_the_session_authorized_and_says_why(OcppVersion version, string reason)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Csms = message => message is TransactionMessage ? new CallRefused("InternalError", "") : ChargerFixture.Reply(message);

        fixture.Do(Session);
        fixture.Wait(400);

        Assert.Equal([CommandOutcome.Authorized, CommandOutcome.Authorized], fixture.Sessions.Select(session => session.Outcome));
        Assert.Equal((true, reason), (fixture.Sessions.Last().Confirmed, fixture.Sessions.Last().Reason));
    }

    [Theory]
    [InlineData(OcppVersion.V16)]
    [InlineData(OcppVersion.V201)]
    public void A_tag_refused_at_the_start_of_the_transaction_is_named_with_its_end(OcppVersion version)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Csms = message => ChargerFixture.Reply(
            message, message is TransactionMessage ? AuthorizationStatus.ConcurrentTx : AuthorizationStatus.Accepted);

        fixture.Do(Session);

        var stopped = fixture.Sessions.Last();
        Assert.Equal((CommandOutcome.Stopped, StopReason.DeAuthorized, "ConcurrentTx"), (stopped.Outcome, stopped.StopReason, stopped.Reason));
    }

    [Fact]
    public void A_session_that_the_csms_asked_for_in_vain_is_told_without_a_command()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SetConfiguration("AuthorizeRemoteTxRequests", "true"));
        fixture.Csms = message => ChargerFixture.Reply(message, AuthorizationStatus.Invalid);

        fixture.RemoteStart(1, "REMOTE", 5);

        var session = Assert.Single(fixture.Sessions);
        Assert.Equal((CommandOutcome.Refused, "Invalid", null), (session.Outcome, session.Reason, session.CommandId));
    }

    [Fact]
    public void A_message_of_the_user_s_own_comes_to_what_the_csms_answers()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SendProxyMessage("DataTransfer", "{}"), "answered");
        fixture.Csms = _ => new CallRefused("NotSupported", "no");
        fixture.Do(new SendProxyMessage("DataTransfer", "{}"), "refused");
        fixture.Csms = _ => new NotAnswered(ConnectionLost: false);
        fixture.Do(new SendProxyMessage("DataTransfer", "{}"), "late");
        fixture.Disconnect();
        fixture.Do(new SendProxyMessage("DataTransfer", "{}"), "offline");

        Assert.Equal((CommandOutcome.Answered, null), OutcomeOf(fixture, "answered"));
        Assert.Equal((CommandOutcome.Refused, "DataTransfer: NotSupported (no)"), OutcomeOf(fixture, "refused"));
        Assert.Equal((CommandOutcome.TimedOut, "DataTransfer was not answered in time"), OutcomeOf(fixture, "late"));
        Assert.Equal((CommandOutcome.Offline, null), OutcomeOf(fixture, "offline"));
    }

    [Fact]
    public void An_id_tag_that_is_known_is_authorized_without_the_csms()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SetConfiguration("LocalPreAuthorize", "true"));
        fixture.Do(new SetLocalAuthList(1, true, [new("TAG", null, null)]));

        fixture.Do(new AuthorizeIdTag("TAG"), "known");
        fixture.Do(new AuthorizeIdTag("OTHER"), "asked");

        Assert.Equal((CommandOutcome.Authorized, "the CSMS was not asked"), OutcomeOf(fixture, "known"));
        Assert.Equal((CommandOutcome.Authorized, null), OutcomeOf(fixture, "asked"));
    }

    [Fact]
    public void A_command_that_is_refused_or_given_again_tells_nothing()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new PlugConnector(1), "c1");
        fixture.Do(new PlugConnector(1), "c1");
        Assert.False(fixture.Do(new PlugConnector(1), "c2").Accepted);

        Assert.Equal(["c1"], fixture.Events.OfType<CommandOutcomeChanged>().Select(outcome => outcome.CommandId));
    }

    static (CommandOutcome, string?) OutcomeOf(ChargerFixture fixture, string commandId)
    {
        var last = fixture.Events.OfType<CommandOutcomeChanged>().Last(outcome => outcome.CommandId == commandId);
        return (last.Outcome, last.Reason);
    }
}
