using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>Who may charge, and what becomes of a session that may not.</summary>
public sealed class AuthorizationTests
{
    static readonly StartSession Session = new("TAG", 1, TimeSpan.FromSeconds(60), null);

    public static TheoryData<OcppVersion> Versions => [OcppVersion.V16, OcppVersion.V201];

    [Theory]
    [InlineData(null, "04A2B3C4", "ISO14443")]
    [InlineData(null, "TAG", "Central")]
    [InlineData("KeyCode", "1234", "KeyCode")]
    [InlineData("eMAID", "DE8AAC01234567", "eMAID")]
    public void An_id_token_has_the_type_that_was_chosen_or_its_shape_s(string? chosen, string idTag, string type)
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(Session with { IdTag = idTag, IdTokenType = chosen });
        fixture.Do(new StartTransaction(idTag, 2, chosen));
        fixture.Do(new AuthorizeIdTag("OTHER", chosen));
        Assert.Equal((idTag, type), Token(fixture.Sent.OfAction("Authorize").First()));
        Assert.Equal([(idTag, type), (idTag, type)], fixture.Sent.OfAction("TransactionEvent").Select(Token));
        Assert.Equal(("OTHER", chosen ?? "Central"), Token(fixture.Sent.OfAction("Authorize").Last()));
    }

    [Fact]
    public void A_type_can_be_chosen_that_the_specification_has()
    {
        var words = Messages.FactFiles.Of("2.0.1").Facts.Enum("IdTokenEnumType")!.Values.Select(word => word.Text);
        Assert.Equal(words, IdToken.Types.Where(type => IdToken.HasType(OcppVersion.V201, type)));
    }

    [Fact]
    public void A_button_starts_a_session_of_nobody()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(Session with { IdTokenType = IdToken.NoAuthorization });
        fixture.Do(new StopSession(1));
        Assert.Empty(fixture.Sent.OfAction("Authorize"));
        Assert.Equal(("", "NoAuthorization"), Token(fixture.Sent.OfAction("TransactionEvent").First()));
        Assert.Equal(TransactionEventKind.Ended, fixture.Transactions.Last().Kind);
    }

    [Fact]
    public void A_button_starts_nothing_where_a_group_has_reserved()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Ask("ReserveNow", $$$"""
            {"id":1,"evseId":1,"expiryDateTime":"{{{fixture.Now.AddHours(1):O}}}","idToken":{"idToken":"OTHER","type":"Central"},"groupIdToken":{"idToken":"GROUP","type":"Central"}}
            """);
        fixture.Do(Session with { IdTokenType = IdToken.NoAuthorization });
        Assert.Empty(fixture.Sent.OfAction("Authorize"));
        Assert.Empty(fixture.Transactions);
        Assert.Equal(ConnectorStatus.Reserved, fixture[1].Status);
    }

    [Fact]
    public void Whoever_comes_may_charge_where_nobody_is_authorized()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.SetVariable("AuthCtrlr", "Enabled", "false");
        fixture.Do(Session);
        Assert.Empty(fixture.Sent.OfAction("Authorize"));
        Assert.Equal(("TAG", "Central"), Token(fixture.Sent.OfAction("TransactionEvent").First()));
    }

    static (string?, string?) Token(OcppRequest request)
    {
        var token = System.Text.Json.JsonElement.Parse(System.Text.Encoding.UTF8.GetBytes(Ocpp.Wire.Text(request))).GetProperty("idToken");
        return (token.GetProperty("idToken").GetString(), token.GetProperty("type").GetString());
    }

    [Fact]
    public void An_id_tag_of_1_6_has_no_type()
    {
        var fixture = ChargerFixture.Booted();
        foreach (var command in new Command[] { Session with { IdTokenType = "Central" }, new StartTransaction("TAG", 1, "Central"), new AuthorizeIdTag("TAG", "Central") })
        {
            Assert.Equal("an id tag of OCPP 1.6 has no type, so it can't be Central", fixture.Do(command).Refusal);
        }

        Assert.Empty(fixture.Sent);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_refused_tag_ends_the_session_without_a_transaction(OcppVersion version)
    {
        foreach (var answer in new OcppResponse[]
        {
            Replies.Authorize(AuthorizationStatus.Blocked),
            new CallRefused("InternalError", ""),
            new NotAnswered(ConnectionLost: false),
        })
        {
            var fixture = ChargerFixture.Booted(version);
            fixture.Csms = message => message.ActionName == "Authorize" ? answer : ChargerFixture.Reply(message);
            fixture.Do(Session);
            fixture.Wait(100);
            Assert.Empty(fixture.Transactions);
            Assert.All(fixture.Sessions, session => Assert.False(session.HasTransaction));
            Assert.Equal(
                [ConnectorStatus.Preparing, ConnectorStatus.Available], fixture.Events.OfType<StatusChanged>().Select(change => change.Status));
            Assert.True(fixture.Do(Session).Accepted);
        }
    }

    [Theory]
    [InlineData(OcppVersion.V16, "StopTransactionOnInvalidId", "MaxEnergyOnInvalidId")]
    [InlineData(OcppVersion.V201, "TxCtrlr.StopTxOnInvalidId", "TxCtrlr.MaxEnergyOnInvalidId")]
    public void A_tag_refused_at_the_start_of_the_transaction_stops_or_suspends_it_as_configured(OcppVersion version, string stop, string most)
    {
        var fixture = Start();
        Assert.Equal((StopReason.DeAuthorized, TriggerReason.Deauthorized), (fixture.Transactions.Last().StopReason, fixture.Transactions.Last().Trigger));
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);

        fixture = Start((stop, "false"));
        Assert.Equal(ConnectorStatus.SuspendedEVSE, fixture[1].Status);
        Assert.Equal(0, fixture[1].Transaction!.PowerW);
        fixture.Wait(100);
        Assert.Equal(0, fixture.Transactions.Last().MeterWh);
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);

        fixture = Start((stop, "false"), (most, "100"));
        Assert.Equal(ConnectorStatus.Charging, fixture[1].Status);
        fixture.Wait(59);
        var charging = fixture[1].Transaction!.EnergyWh;
        Assert.InRange(charging, 1, 99);
        fixture = Start((stop, "false"), (most, "10"));
        fixture.Wait(59);
        Assert.Equal(ConnectorStatus.SuspendedEVSE, fixture[1].Status);
        Assert.Equal(10, fixture[1].Transaction!.EnergyWh, 1e-3);

        ChargerFixture Start(params (string Key, string Value)[] settings)
        {
            var fixture = ChargerFixture.Booted(version);
            foreach (var (key, value) in settings)
            {
                Assert.True(fixture.Do(new SetConfiguration(key, value)).Accepted);
            }

            fixture.Csms = message => ChargerFixture.Reply(message, message.ActionName == "Authorize" ? AuthorizationStatus.Accepted : AuthorizationStatus.Blocked);
            fixture.Do(Session);
            return fixture;
        }
    }

    [Theory]
    [InlineData(OcppVersion.V16, "LocalPreAuthorize")]
    [InlineData(OcppVersion.V201, "AuthCtrlr.LocalPreAuthorize")]
    public void A_tag_that_the_list_or_the_cache_knows_needs_no_Authorize_where_so_configured(OcppVersion version, string key)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Do(new SetLocalAuthList(1, Full: true, [new LocalAuthEntry("LISTED", null, null), new LocalAuthEntry("OLD", ChargerFixture.Start, null)]));
        fixture.Do(new AuthorizeIdTag("CACHED"));
        fixture.Do(new SetConfiguration(key, "true"));

        Assert.False(Asks("LISTED"));
        Assert.False(Asks("listed"));
        Assert.False(Asks("CACHED"));
        Assert.True(Asks("OLD"));
        Assert.True(Asks("OTHER"));
        fixture.Do(new ResetCache());
        Assert.True(Asks("CACHED"));
        fixture.Do(new ClearLocalAuthList());
        Assert.True(Asks("LISTED"));

        bool Asks(string tag)
        {
            fixture.Sent.Clear();
            fixture.Do(Session with { IdTag = tag });
            fixture.Do(new StopSession(1));
            return fixture.Sent.OfAction("Authorize").Any();
        }
    }

    [Fact]
    public void A_session_asked_for_while_the_CSMS_is_away_waits_for_it()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Disconnect();
        Assert.True(fixture.Do(Session).Accepted);
        fixture.Wait(500);
        Assert.Equal(ConnectorStatus.Preparing, fixture[1].Status);
        fixture.Restart();
        Assert.Equal(ConnectorStatus.Preparing, fixture[1].Status);
        fixture.Connect();
        Assert.Equal(fixture.Now, fixture[1].Transaction!.StartedAt);
    }

    [Theory]
    [InlineData("LISTED", "LocalAuthorizeOffline", "true", true)]
    [InlineData("LISTED", "LocalAuthorizeOffline", "false", false)]
    [InlineData("BLOCKED", "AllowOfflineTxForUnknownId", "true", false)]
    [InlineData("OTHER", "AllowOfflineTxForUnknownId", "true", true)]
    [InlineData("OTHER", "AllowOfflineTxForUnknownId", "false", false)]
    public void Away_from_the_CSMS_a_session_starts_by_itself_as_configured(string tag, string key, string value, bool starts)
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SetConfiguration(key, value));
        fixture.Do(new SetLocalAuthList(
            1, Full: true, [new LocalAuthEntry("LISTED", null, null), new LocalAuthEntry("BLOCKED", null, null, AuthorizationStatus.Blocked)]));
        fixture.Disconnect();
        fixture.Do(Session with { IdTag = tag });
        Assert.Equal(starts, fixture[1].Transaction is not null);
    }

    [Fact]
    public void Without_a_CSMS_a_charger_authorizes_by_itself_and_sends_nothing()
    {
        var fixture = new ChargerFixture(hasCsms: false);
        fixture.Do(new StartSession("TAG", 1, null, 1_000));
        Assert.Equal(ConnectorStatus.Charging, fixture[1].Status);
        Assert.Null(fixture[1].Transaction!.Id);
        Assert.False(fixture.Charger.WantsConnection);
        Assert.False(fixture.Charger.IsIdle);
        Assert.Equal(fixture[1].Transaction!.EndsAt, fixture.Charger.NextDue);
        fixture.Wait(100_000);
        Assert.Equal((1_000, StopReason.EnergyLimitReached), (fixture.Sessions.Last().EnergyWh, fixture.Sessions.Last().StopReason));
        Assert.True(fixture.Charger.IsIdle);
        Assert.Null(fixture.Charger.NextDue);
    }

    [Fact]
    public void The_local_list_is_kept_by_version()
    {
        var fixture = ChargerFixture.Booted();
        Assert.True(fixture.Do(new SetLocalAuthList(5, Full: true, [new LocalAuthEntry("A", null, null)])).Accepted);
        Assert.Contains("version 5", fixture.Do(new SetLocalAuthList(5, Full: false, [])).Refusal);
        Assert.True(fixture.Do(new SetLocalAuthList(6, Full: false, [new LocalAuthEntry("a", null, null, AuthorizationStatus.Blocked)])).Accepted);
        Assert.True(fixture.Do(new SetLocalAuthList(1, Full: true, [])).Accepted);
        Assert.Contains("21 characters", fixture.Do(new SetLocalAuthList(2, Full: true, [new LocalAuthEntry(new string('A', 21), null, null)])).Refusal);
        Assert.Contains("1000", fixture.Do(new SetLocalAuthList(
            2, Full: true, [.. Enumerable.Range(0, 1001).Select(i => new LocalAuthEntry($"{i}", null, null))])).Refusal);
        fixture.Do(new SetConfiguration("LocalAuthListEnabled", "false"));
        Assert.Contains("disabled", fixture.Do(new SetLocalAuthList(2, Full: true, [])).Refusal);
    }

    [Fact]
    public void Authorize_id_tag_asks_the_CSMS_and_starts_nothing()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new PlugConnector(1));
        fixture.Do(new AuthorizeIdTag("TAG"));
        Assert.Equal(new V16.AuthorizeRequest { IdTag = "TAG" }, fixture.Sent.Last());
        Assert.Equal(ConnectorStatus.Preparing, fixture[1].Status);
    }
}
