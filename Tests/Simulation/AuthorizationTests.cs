using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>Who may charge, and what becomes of a session that may not.</summary>
public sealed class AuthorizationTests
{
    static readonly StartSession Session = new("TAG", 1, TimeSpan.FromSeconds(60), null);

    public static TheoryData<OcppVersion> Versions => [OcppVersion.V16, OcppVersion.V201];

    [Theory, MemberData(nameof(Versions))]
    public void A_refused_tag_ends_the_session_without_a_transaction(OcppVersion version)
    {
        foreach (var answer in new CsmsReply[]
        {
            new AuthorizeReply(AuthorizationStatus.Blocked, null, null),
            new CallFailed("InternalError", ""),
            new NotAnswered(ConnectionLost: false),
        })
        {
            var lab = Lab.Booted(version);
            lab.Csms = message => message is AuthorizeMessage ? answer : Lab.Reply(message);
            lab.Do(Session);
            lab.Wait(100);
            Assert.Empty(lab.Transactions);
            Assert.Empty(lab.Sessions);
            Assert.Equal(
                [ConnectorStatus.Preparing, ConnectorStatus.Available], lab.Events.OfType<StatusChanged>().Select(change => change.Status));
            Assert.True(lab.Do(Session).Accepted);
        }
    }

    [Theory]
    [InlineData(OcppVersion.V16, "StopTransactionOnInvalidId", "MaxEnergyOnInvalidId")]
    [InlineData(OcppVersion.V201, "TxCtrlr.StopTxOnInvalidId", "TxCtrlr.MaxEnergyOnInvalidId")]
    public void A_tag_refused_at_the_start_of_the_transaction_stops_or_suspends_it_as_configured(OcppVersion version, string stop, string most)
    {
        var lab = Start();
        Assert.Equal((StopReason.DeAuthorized, TriggerReason.Deauthorized), (lab.Transactions.Last().StopReason, lab.Transactions.Last().Trigger));
        Assert.Equal(ConnectorStatus.Available, lab[1].Status);

        lab = Start((stop, "false"));
        Assert.Equal(ConnectorStatus.SuspendedEVSE, lab[1].Status);
        Assert.Equal(0, lab[1].Transaction!.PowerW);
        lab.Wait(100);
        Assert.Equal(0, lab.Transactions.Last().MeterWh);
        Assert.Equal(ConnectorStatus.Available, lab[1].Status);

        lab = Start((stop, "false"), (most, "100"));
        Assert.Equal(ConnectorStatus.Charging, lab[1].Status);
        lab.Wait(59);
        var charging = lab[1].Transaction!.EnergyWh;
        Assert.InRange(charging, 1, 99);
        lab = Start((stop, "false"), (most, "10"));
        lab.Wait(59);
        Assert.Equal(ConnectorStatus.SuspendedEVSE, lab[1].Status);
        Assert.Equal(10, lab[1].Transaction!.EnergyWh, 1e-3);

        Lab Start(params (string Key, string Value)[] settings)
        {
            var lab = Lab.Booted(version);
            foreach (var (key, value) in settings)
            {
                Assert.True(lab.Do(new SetConfiguration(key, value)).Accepted);
            }

            lab.Csms = message => Lab.Reply(message, message is AuthorizeMessage ? AuthorizationStatus.Accepted : AuthorizationStatus.Blocked);
            lab.Do(Session);
            return lab;
        }
    }

    [Theory]
    [InlineData(OcppVersion.V16, "LocalPreAuthorize")]
    [InlineData(OcppVersion.V201, "AuthCtrlr.LocalPreAuthorize")]
    public void A_tag_that_the_list_or_the_cache_knows_needs_no_Authorize_where_so_configured(OcppVersion version, string key)
    {
        var lab = Lab.Booted(version);
        lab.Do(new SetLocalAuthList(1, Full: true, [new LocalAuthEntry("LISTED", null, null), new LocalAuthEntry("OLD", Lab.Start, null)]));
        lab.Do(new AuthorizeIdTag("CACHED"));
        lab.Do(new SetConfiguration(key, "true"));

        Assert.False(Asks("LISTED"));
        Assert.False(Asks("listed"));
        Assert.False(Asks("CACHED"));
        Assert.True(Asks("OLD"));
        Assert.True(Asks("OTHER"));
        lab.Do(new ResetCache());
        Assert.True(Asks("CACHED"));
        lab.Do(new ClearLocalAuthList());
        Assert.True(Asks("LISTED"));

        bool Asks(string tag)
        {
            lab.Sent.Clear();
            lab.Do(Session with { IdTag = tag });
            lab.Do(new StopSession(1));
            return lab.Sent.OfType<AuthorizeMessage>().Any();
        }
    }

    [Fact]
    public void A_session_asked_for_while_the_CSMS_is_away_waits_for_it()
    {
        var lab = Lab.Booted();
        lab.Disconnect();
        Assert.True(lab.Do(Session).Accepted);
        lab.Wait(500);
        Assert.Equal(ConnectorStatus.Preparing, lab[1].Status);
        lab.Restart();
        Assert.Equal(ConnectorStatus.Preparing, lab[1].Status);
        lab.Connect();
        Assert.Equal(lab.Now, lab[1].Transaction!.StartedAt);
    }

    [Theory]
    [InlineData("LISTED", "LocalAuthorizeOffline", "true", true)]
    [InlineData("LISTED", "LocalAuthorizeOffline", "false", false)]
    [InlineData("BLOCKED", "AllowOfflineTxForUnknownId", "true", false)]
    [InlineData("OTHER", "AllowOfflineTxForUnknownId", "true", true)]
    [InlineData("OTHER", "AllowOfflineTxForUnknownId", "false", false)]
    public void Away_from_the_CSMS_a_session_starts_by_itself_as_configured(string tag, string key, string value, bool starts)
    {
        var lab = Lab.Booted();
        lab.Do(new SetConfiguration(key, value));
        lab.Do(new SetLocalAuthList(
            1, Full: true, [new LocalAuthEntry("LISTED", null, null), new LocalAuthEntry("BLOCKED", null, null, AuthorizationStatus.Blocked)]));
        lab.Disconnect();
        lab.Do(Session with { IdTag = tag });
        Assert.Equal(starts, lab[1].Transaction is not null);
    }

    [Fact]
    public void Without_a_CSMS_a_charger_authorizes_by_itself_and_sends_nothing()
    {
        var lab = new Lab(hasCsms: false);
        lab.Do(new StartSession("TAG", 1, null, 1_000));
        Assert.Equal(ConnectorStatus.Charging, lab[1].Status);
        Assert.Null(lab[1].Transaction!.Id);
        Assert.False(lab.Charger.WantsConnection);
        Assert.False(lab.Charger.IsIdle);
        Assert.Equal(lab[1].Transaction!.EndsAt, lab.Charger.NextDue);
        lab.Wait(100_000);
        Assert.Equal((1_000, StopReason.EnergyLimitReached), (lab.Sessions.Last().EnergyWh, lab.Sessions.Last().StopReason));
        Assert.True(lab.Charger.IsIdle);
        Assert.Null(lab.Charger.NextDue);
    }

    [Fact]
    public void The_local_list_is_kept_by_version()
    {
        var lab = Lab.Booted();
        Assert.True(lab.Do(new SetLocalAuthList(5, Full: true, [new LocalAuthEntry("A", null, null)])).Accepted);
        Assert.Contains("version 5", lab.Do(new SetLocalAuthList(5, Full: false, [])).Refusal);
        Assert.True(lab.Do(new SetLocalAuthList(6, Full: false, [new LocalAuthEntry("a", null, null, AuthorizationStatus.Blocked)])).Accepted);
        Assert.True(lab.Do(new SetLocalAuthList(1, Full: true, [])).Accepted);
        Assert.Contains("21 characters", lab.Do(new SetLocalAuthList(2, Full: true, [new LocalAuthEntry(new string('A', 21), null, null)])).Refusal);
        Assert.Contains("1000", lab.Do(new SetLocalAuthList(
            2, Full: true, [.. Enumerable.Range(0, 1001).Select(i => new LocalAuthEntry($"{i}", null, null))])).Refusal);
        lab.Do(new SetConfiguration("LocalAuthListEnabled", "false"));
        Assert.Contains("disabled", lab.Do(new SetLocalAuthList(2, Full: true, [])).Refusal);
    }

    [Fact]
    public void Authorize_id_tag_asks_the_CSMS_and_starts_nothing()
    {
        var lab = Lab.Booted();
        lab.Do(new PlugConnector(1));
        lab.Do(new AuthorizeIdTag("TAG"));
        Assert.Equal("TAG", Assert.IsType<AuthorizeMessage>(lab.Sent.Last()).IdToken.Value);
        Assert.Equal(ConnectorStatus.Preparing, lab[1].Status);
    }
}
