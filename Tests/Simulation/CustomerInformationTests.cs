using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What a charger tells of a customer and forgets (2.0.1 use cases N09 and N10).</summary>
public sealed class CustomerInformationTests
{
    const string Token = ",\"idToken\":{\"idToken\":\"tag\",\"type\":\"Central\"}";

    [Theory]
    [InlineData("true", "true", "", "Invalid")]
    [InlineData("false", "false", Token, "Rejected")]
    public void A_request_for_nobody_is_invalid_and_one_for_nothing_rejected(string report, string clear, string customer, string status)
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Assert.Equal(status, Ask(fixture, report, clear, customer));
        Assert.Empty(fixture.Sent);
    }

    [Fact]
    public void All_that_is_known_is_told_in_parts_of_512_characters()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new SetLocalAuthList(1, true, [new("TAG", ChargerFixture.Start.AddYears(1), "GROUP", TokenType: "Central")]));
        fixture.Ask("ReserveNow", """{"id":5,"evseId":2,"expiryDateTime":"2025-03-02T10:00:00Z","idToken":{"idToken":"TAG","type":"Central"}}""");
        fixture.Csms = message => message is TransactionMessage { Kind: TransactionEventKind.Ended }
            ? new NotAnswered(ConnectionLost: false) : ChargerFixture.Reply(message);
        for (var i = 0; i < 6; i++)
        {
            fixture.Do(new StartSession("TAG", 1, null, null));
            fixture.Wait(20);
            fixture.Do(new StopSession(1));
        }

        fixture.Sent.Clear();
        Assert.Equal("Accepted", Ask(fixture, "true", "false", Token));
        var parts = fixture.Sent.OfType<V2.NotifyCustomerInformationRequest>().ToList();
        Assert.Equal([true, null], parts.Select(part => part.Tbc));
        Assert.Equal([0, 1], parts.Select(part => part.SeqNo));
        Assert.Equal(512, parts[0].Data.Length);
        Assert.All(parts, part => Assert.Equal((4, fixture.Now), (part.RequestId, part.GeneratedAt)));
        var lines = string.Concat(parts.Select(part => part.Data)).Split('\n');
        Assert.Equal("Local authorization list: Accepted, group GROUP, until 2026-03-01T08:00:00.0000000Z", lines[0]);
        Assert.Equal("Authorization cache: Accepted", lines[1]);
        Assert.Equal("Reservation 5: until 2025-03-02T10:00:00.0000000Z", lines[2]);
        Assert.Equal(6, lines.Count(line => line.StartsWith("Transaction ", StringComparison.Ordinal) && line.Contains("EVSE 1, since 2025-03-01T08:0", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_token_of_another_type_is_another_customer()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new AuthorizeIdTag("TAG", "KeyCode"));
        fixture.Sent.Clear();
        Ask(fixture, "true", "true", Token);
        Assert.Equal("", Assert.IsType<V2.NotifyCustomerInformationRequest>(Assert.Single(fixture.Sent)).Data);
        fixture.Sent.Clear();
        Ask(fixture, "true", "true", ",\"idToken\":{\"idToken\":\"TAG\",\"type\":\"KeyCode\"}");
        Assert.Equal("Authorization cache: Accepted\n", Assert.IsType<V2.NotifyCustomerInformationRequest>(Assert.Single(fixture.Sent)).Data);
        Assert.DoesNotContain("\"cache\"", ChargerFixture.Save(fixture.Charger));
    }

    static string? Ask(ChargerFixture fixture, string report, string clear, string customer) =>
        fixture.Ask("CustomerInformation", $$"""{"requestId":4,"report":{{report}},"clear":{{clear}}{{customer}}}""").GetProperty("status").GetString();
}
