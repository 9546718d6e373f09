using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What a charger's display shows, and until when (2.0.1 blocks I and O).</summary>
public sealed class DisplayTests
{
    [Fact]
    public void One_that_is_always_in_front_is_alone_and_takes_the_place_of_the_last()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Set(fixture, 1, "NormalCycle");
        Set(fixture, 2, "NormalCycle");
        AssertShows(fixture, "Message 1", "Message 2");
        Set(fixture, 3, "InFront");
        AssertShows(fixture, "Message 3");
        Set(fixture, 4, "AlwaysFront");
        AssertShows(fixture, "Message 4");
        Set(fixture, 5, "AlwaysFront");
        AssertShows(fixture, "Message 5");
        fixture.Ask("ClearDisplayMessage", """{"id":5}""");
        AssertShows(fixture, "Message 3");
        Assert.Equal("3", fixture.GetVariable("DisplayMessageCtrlr", "DisplayMessages").GetProperty("attributeValue").GetString());
    }

    [Fact]
    public void Twenty_messages_are_told_five_at_a_time_and_one_more_is_rejected()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        for (var id = 1; id <= 20; id++)
        {
            Set(fixture, id, "NormalCycle");
        }

        Set(fixture, 21, "NormalCycle", status: "Rejected");
        Set(fixture, 20, "InFront");
        Assert.Equal("Accepted", fixture.Ask("GetDisplayMessages", """{"requestId":9}""").GetProperty("status").GetString());
        var parts = fixture.Sent.Cast<V2.NotifyDisplayMessagesRequest>().ToList();
        Assert.Equal([true, true, true, null], parts.Select(part => part.Tbc));
        Assert.Equal(Enumerable.Range(1, 20), parts.SelectMany(part => part.MessageInfo!).Select(info => info.Id));
        Assert.All(parts, part => Assert.Equal((9, 5), (part.RequestId, part.MessageInfo!.Count)));
    }

    [Theory]
    [InlineData(",\"endDateTime\":\"2025-03-01T07:59:59Z\"")]
    [InlineData(",\"endDateTime\":\"2025-03-01T09:00:00Z\",\"startDateTime\":\"2025-03-01T09:00:00Z\"")]
    [InlineData(",\"display\":{\"name\":\"Projector\"}")]
    [InlineData(",\"display\":{\"name\":\"Display\",\"evse\":{\"id\":3}}")]
    [InlineData(",\"display\":{\"name\":\"Display\",\"evse\":{\"id\":1,\"connectorId\":2}}")]
    public void What_could_never_be_shown_is_rejected(string more) =>
        Set(ChargerFixture.Booted(OcppVersion.V201), 1, "NormalCycle", more, "Rejected");

    [Fact]
    public void It_is_told_as_it_was_given()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        const string message = """
            {"id":7,"priority":"InFront","message":{"format":"URI","content":"http://127.0.0.1/","language":"de"},"display":{"name":"display",
             "evse":{"id":2,"connectorId":1},"instance":"Top"},"state":"Idle","startDateTime":"2025-03-01T08:00:00Z","endDateTime":"2025-03-02T08:00:00Z"}
            """;
        fixture.Ask("SetDisplayMessage", $$"""{"message":{{message}}}""");
        fixture.Restart();
        fixture.Connect();
        fixture.Sent.Clear();
        fixture.Ask("GetDisplayMessages", """{"requestId":9}""");
        Assert.Equal(
            System.Text.Json.Nodes.JsonNode.Parse($$"""{"requestId":9,"messageInfo":[{{message}}]}""")!.ToJsonString(),
            System.Text.Json.Nodes.JsonNode.Parse(Ocpp.Wire.Text(Assert.Single(fixture.Sent)))!.ToJsonString().Replace(".000Z", "Z", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_shown_in_its_state_and_where_it_is_for()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        foreach (var (id, state) in new[] { (1, "Idle"), (2, "Charging"), (3, "Faulted"), (4, "Unavailable") })
        {
            Set(fixture, id, "NormalCycle", $",\"state\":\"{state}\",\"display\":{{\"name\":\"Display\",\"evse\":{{\"id\":1}}}}");
        }

        Set(fixture, 5, "NormalCycle", ",\"state\":\"Idle\",\"display\":{\"name\":\"Display\",\"evse\":{\"id\":2}}");
        AssertShows(fixture, "Message 1", "Message 5");
        fixture.Do(new StartSession("TAG", 1, null, null));
        AssertShows(fixture, "Message 2", "Message 5");
        fixture.Do(new StopSession(1));
        fixture.ChangeAvailability(1, operative: false);
        AssertShows(fixture, "Message 4", "Message 5");
        fixture.ChangeAvailability(1, operative: true);
        fixture.Do(new InjectFault(1, ChargePointErrorCode.OtherError));
        AssertShows(fixture, "Message 3", "Message 5");
    }

    [Fact]
    public void A_message_whose_time_ends_while_the_charger_is_away_is_gone()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Set(fixture, 1, "NormalCycle", ",\"endDateTime\":\"2025-03-01T09:00:00Z\"");
        fixture.Disconnect();
        Assert.Equal(ChargerFixture.Start.AddHours(1), fixture.Charger.NextDue);
        fixture.Restart(3_600);
        AssertShows(fixture);
        Assert.DoesNotContain("displayMessages", ChargerFixture.Save(fixture.Charger));
    }

    [Fact]
    public void The_driver_sees_tariff_and_cost_of_the_session_until_the_next_begins()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Csms = message => message switch
        {
            { ActionName: "Authorize" } => new V2.AuthorizeResponse
            {
                IdTokenInfo = new() { Status = V2.AuthorizationStatusEnumType.Accepted, PersonalMessage = Text("0.50 a kWh") },
            },
            TransactionMessage { Kind: TransactionEventKind.Updated } => new V2.TransactionEventResponse { TotalCost = 1 },
            TransactionMessage { Kind: TransactionEventKind.Ended } => new V2.TransactionEventResponse { TotalCost = 2.5, UpdatedPersonalMessage = Text("Come back") },
            _ => ChargerFixture.Reply(message),
        };
        fixture.Do(new StartSession("TAG", 2, null, null));
        AssertShows(fixture, "EVSE 2: 0.50 a kWh");
        fixture.Wait(10);
        AssertShows(fixture, "EVSE 2: 0.50 a kWh", "EVSE 2: 1.00 EUR");
        fixture.Do(new StopSession(2));
        AssertShows(fixture, "EVSE 2: Come back", "EVSE 2: 2.50 EUR");
        fixture.Do(new SetConfiguration("TariffCostCtrlr.Currency", "CHF"));
        fixture.Do(new SetConfiguration("TariffCostCtrlr.Enabled[Tariff]", "false"));
        AssertShows(fixture, "EVSE 2: 2.50 CHF");
        fixture.Do(new SetConfiguration("TariffCostCtrlr.Enabled[Cost]", "false"));
        AssertShows(fixture);
        fixture.Do(new SetConfiguration("TariffCostCtrlr.Enabled[Cost]", "true"));
        fixture.Restart();
        AssertShows(fixture, "EVSE 2: 2.50 CHF");
        fixture.Do(new StartSession("TAG", 2, null, null));
        AssertShows(fixture);
    }

    [Fact]
    public void Where_the_CSMS_says_nothing_there_are_messages_to_fall_back_on()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new SetConfiguration("TariffCostCtrlr.TariffFallbackMessage", "1.00 a kWh"));
        fixture.Do(new SetConfiguration("TariffCostCtrlr.TotalCostFallbackMessage", "See your invoice"));
        fixture.Do(new StartSession("TAG", 1, null, null, StayPlugged: true));
        AssertShows(fixture, "EVSE 1: 1.00 a kWh");
        fixture.Disconnect();
        fixture.Do(new StopSession(1));
        AssertShows(fixture, "EVSE 1: See your invoice");
        fixture.Do(new UnplugConnector(1));
        AssertShows(fixture);
    }

    [Fact]
    public void The_cost_of_a_transaction_that_is_not_known_is_shown_nowhere()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Assert.Empty(fixture.Ask("CostUpdated", """{"totalCost":3,"transactionId":"none"}""").EnumerateObject());
        AssertShows(fixture);
    }

    static V2.MessageContentType Text(string content) => new() { Format = V2.MessageFormatEnumType.UTF8, Content = content };

    static void Set(ChargerFixture fixture, int id, string priority, string more = "", string status = "Accepted") => Assert.Equal(status, fixture.Ask(
        "SetDisplayMessage",
        $$$"""{"message":{"id":{{{id}}},"priority":"{{{priority}}}","message":{"format":"UTF8","content":"Message {{{id}}}"}{{{more}}}}}""").GetProperty("status").GetString());

    static void AssertShows(ChargerFixture fixture, params string[] texts) => Assert.Equal(texts, fixture.Charger.View(fixture.Now).Display);
}
