using System.Text.Json;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Certification201;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>The tariffs that a charger of 2.1 is given (use cases I07 to I11).</summary>
public sealed class TariffTests
{
    [Fact]
    public void Default_tariffs_are_told_by_EVSE_and_cleared()
    {
        var fixture = Priced.Booted();
        Set(fixture, 0, Fee("A", 1));
        Set(fixture, 2, Fee("B", 2));
        Assert.Equal("""[{"tariffId":"A","tariffKind":"DefaultTariff","evseIds":[1]},{"tariffId":"B","tariffKind":"DefaultTariff","evseIds":[2]}]""", Get(fixture, 0));
        Assert.Equal("""[{"tariffId":"B","tariffKind":"DefaultTariff","evseIds":[2]}]""", Get(fixture, 2));
        fixture.Answers("DuplicateTariffId", "SetDefaultTariff", $$"""{"evseId":1,"tariff":{{Fee("B", 3)}}}""");
        Assert.Equal("""[{"status":"NoTariff"}]""", Clear(fixture, """{"evseId":1,"tariffIds":["B"]}"""));
        Assert.Equal("""[{"status":"Accepted","tariffId":"A"},{"status":"NoTariff","tariffId":"C"}]""", Clear(fixture, """{"tariffIds":["A","C"]}"""));
        Assert.Equal("""[{"status":"Accepted","tariffId":"B"}]""", Clear(fixture, "{}"));
        fixture.Answers("NoTariff", "GetTariffs", """{"evseId":0}""");
        Assert.DoesNotContain("tariffs", ChargerFixture.Save(fixture.Charger));
    }

    [Fact]
    public void One_that_is_to_hold_later_takes_the_place_of_the_other_then()
    {
        var fixture = Priced.Booted(null, Fee("A", 1));
        Set(fixture, 0, Fee("B", 2, ",\"validFrom\":\"2025-03-01T08:10:00Z\""));
        Set(fixture, 0, Fee("C", 3));
        Assert.Equal(3, Cost(fixture));
        fixture.Wait(599);
        Assert.Equal(3, Cost(fixture));
        fixture.Wait(1);
        Assert.Equal(2, Cost(fixture));
        Assert.Equal("""[{"tariffId":"B","tariffKind":"DefaultTariff","validFrom":"2025-03-01T08:10:00.000Z","evseIds":[1,2]}]""", Get(fixture, 0));
    }

    [Fact]
    public void A_transaction_keeps_the_tariff_it_began_with()
    {
        var fixture = Priced.Booted(null, Fee("A", 1));
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        Set(fixture, 0, Fee("B", 2));
        Assert.Equal("""[{"status":"Accepted","tariffId":"B"}]""", Clear(fixture, "{}"));
        fixture.Wait(60);
        var ended = fixture.Stop();
        Assert.Equal(("A", 1), (ended.At("transactionInfo.tariffId").GetString(), ended.Number("costDetails.totalCost.total.exclTax")));
    }

    [Fact]
    public void The_drivers_tariff_goes_before_the_EVSEs()
    {
        var fixture = Priced.Booted(null, Fee("A", 1));
        fixture.GiveDriver(Fee("D", 7, ",\"validFrom\":\"2030-01-01T00:00:00Z\""));
        fixture.Do(new StartSession(Priced.Tag, 1, null, null, StayPlugged: true));
        Assert.Equal("D", Assert.Single(fixture.Told()).At("transactionInfo.tariffId").GetString());
        Assert.Equal("""
            [{"tariffId":"A","tariffKind":"DefaultTariff","evseIds":[1,2]},{"tariffId":"D","tariffKind":"DriverTariff","evseIds":[1],"idTokens":["TAG"]}]
            """.Trim(), Get(fixture, 0));
        Assert.Equal("""[{"status":"NoTariff"}]""", Clear(fixture, """{"tariffIds":["D"]}"""));
        Assert.Equal(7, fixture.Stop().Number("costDetails.totalCost.total.exclTax"));
        Assert.Equal("""[{"tariffId":"A","tariffKind":"DefaultTariff","evseIds":[1,2]}]""", Get(fixture, 0));
        fixture.Do(new StartSession("OTHER", 2, null, null));
        Assert.Equal(1, fixture.Stop(2).Number("costDetails.totalCost.total.exclTax"));
    }

    [Theory]
    [InlineData(true, 7)]
    [InlineData(false, 1)]
    public void The_cache_has_the_drivers_tariff_too(bool cached, int fee)
    {
        var fixture = Priced.Booted(null, Fee("A", 1));
        fixture.Do(new SetConfiguration("AuthCacheCtrlr.Enabled", cached ? "true" : "false"));
        fixture.Do(new SetConfiguration("AuthCtrlr.LocalPreAuthorize", "true"));
        fixture.GiveDriver(Fee("D", 7));
        Assert.Equal(7, Cost(fixture));
        fixture.Restart();
        fixture.Connect();
        fixture.Sent.Clear();

        // With the cache nobody is asked; without it the CSMS has changed its mind.
        fixture.GiveDriver(null);
        Assert.Equal(fee, Cost(fixture));
        fixture.Do(new ResetCache());
        Assert.Equal(1, Cost(fixture));
    }

    [Theory]
    [InlineData("UseDefaultTariff", "A")]
    [InlineData("CentralCost", null)]
    [InlineData("Deauthorize", "")]
    public void A_drivers_tariff_that_cannot_be_computed_is_handled_as_configured(string handled, string? tariffId)
    {
        var fixture = Priced.Booted(null, Fee("A", 1));
        fixture.Do(new SetConfiguration("TariffCostCtrlr.HandleFailedTariff", handled));
        fixture.GiveDriver(Priced.Tariff(""" "fixedFee":{"prices":[{"priceFixed":1,"conditions":{"paymentBrand":"VISA"}}]}""", "D"));
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        var problems = Problems();
        var told = fixture.Told();
        Assert.Equal(("true", "ConditionNotSupported"), (problems[0].At("actualValue").GetString(), problems[0].At("techCode").GetString()));
        Assert.Equal("true", Problem());
        fixture.GiveDriver(Fee("E", 1), "OTHER");
        fixture.Do(new AuthorizeIdTag("OTHER"));
        Assert.Equal("false", Assert.Single(Problems()).At("actualValue").GetString());
        Assert.Equal("false", Problem());
        if (tariffId == "")
        {
            Assert.Empty(told);
            Assert.Equal("the tariff D can't be computed: ConditionNotSupported", fixture.Sessions.Last().Reason);
            return;
        }

        Assert.Equal(tariffId, Assert.Single(told).At("transactionInfo").TryGetProperty("tariffId", out var id) ? id.GetString() : null);

        List<JsonElement> Problems() =>
            fixture.Sent.Where(message => message.ActionName == "NotifyEvent").Select(message => Priced.Payload(message).At("eventData.0")).ToList();

        string? Problem() => fixture.Ask(
            "GetVariables", """{"getVariableData":[{"component":{"name":"TariffCostCtrlr"},"variable":{"name":"Problem"}}]}""")
            .At("getVariableResult.0.attributeValue").GetString();
    }

    [Fact]
    public void A_transactions_tariff_is_changed_from_now_on()
    {
        var fixture = Priced.Booted(null, Priced.Tariff(""" "energy":{"prices":[{"priceKwh":1}]},"fixedFee":{"prices":[{"priceFixed":1}]}"""));
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        fixture.Do(new SetConfiguration("TariffCostCtrlr.Enabled[RunningCost]", "false"));
        fixture.Wait(600);
        fixture.Told();
        var id = fixture[1].Transaction!.Id;
        var firstWh = fixture[1].Transaction!.EnergyWh;
        Change("TxNotFound", "B", "EUR", transaction: "none");
        Change("NoCurrencyChange", "B", "USD");
        Change("ConditionNotSupported", "B", "EUR", ""","fixedFee":{"prices":[{"priceFixed":1,"conditions":{"paymentRecognition":"CC"}}]}""");
        Change("TooManyElements", "B", "EUR", $$""","idleTime":{"prices":[{{string.Join(',', Enumerable.Repeat("{\"priceMinute\":1}", 21))}}]}""");
        Change("Rejected", "B", "EUR", ",\"minCost\":{}");
        Assert.Empty(fixture.Told());
        Change("Accepted", "B", "EUR", ""","fixedFee":{"prices":[{"priceFixed":100}]}""");
        var changed = Assert.Single(fixture.Told());
        Assert.Equal(("TariffChanged", "B"), (changed.At("triggerReason").GetString(), changed.At("transactionInfo.tariffId").GetString()));
        Assert.Contains("""{"tariffId":"B","tariffKind":"DriverTariff","evseIds":[1],"idTokens":["TAG"]}""", Get(fixture, 1));
        fixture.Wait(600);
        var allWh = fixture[1].Transaction!.EnergyWh;
        var ended = fixture.Stop();
        Assert.Equal(1 + ((firstWh + ((allWh - firstWh) * 2)) / 1000), ended.Number("costDetails.totalCost.total.exclTax"), 3);
        Assert.Equal(["A", "B"], ended.At("costDetails.chargingPeriods").EnumerateArray().Select(period => period.At("tariffId").GetString()));

        void Change(string status, string tariffId, string currency, string more = "", string? transaction = null) => fixture.Answers(
            status, "ChangeTransactionTariff",
            $$$$"""{"transactionId":"{{{{transaction ?? id}}}}","tariff":{"tariffId":"{{{{tariffId}}}}","currency":"{{{{currency}}}}","energy":{"prices":[{"priceKwh":2}]}{{{{more}}}}}}""");
    }

    [Fact]
    public void A_transaction_without_a_tariff_costs_something_from_when_it_is_given_one()
    {
        var fixture = Priced.Booted();
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        fixture.Wait(600);
        fixture.Answers("Accepted", "ChangeTransactionTariff", $$"""{"transactionId":"{{fixture[1].Transaction!.Id}}","tariff":{{Priced.Tariff(
            """ "chargingTime":{"prices":[{"priceMinute":1}]},"fixedFee":{"prices":[{"priceFixed":100}]}""")}}}""");
        fixture.Wait(300);
        var ended = fixture.Stop();
        Assert.Equal((5, 900), (ended.Number("costDetails.totalCost.total.exclTax"), ended.Number("costDetails.totalUsage.chargingTime")));
    }

    [Fact]
    public void A_charger_that_has_tariffs_disabled_refuses_them()
    {
        var fixture = Priced.Booted(null, Fee("A", 1));
        fixture.Do(new SetConfiguration("TariffCostCtrlr.Enabled[Tariff]", "false"));
        fixture.Answers("Rejected", "SetDefaultTariff", $$"""{"evseId":0,"tariff":{{Fee("B", 1)}}}""");
        fixture.Answers("Rejected", "GetTariffs", """{"evseId":0}""");
        fixture.GiveDriver(Fee("D", 7));
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        Assert.False(Assert.Single(fixture.Told()).At("transactionInfo").TryGetProperty("tariffId", out _));
    }

    [Fact]
    public void Where_2_0_1_is_spoken_there_are_no_tariffs()
    {
        var fixture = new ChargerFixture(OcppVersion.V21, options: new() { FallbackVersion = OcppVersion.V201 });
        fixture.Connect(OcppVersion.V21);
        Set(fixture, 0, Fee("A", 1));
        fixture.Disconnect();
        fixture.Connect(OcppVersion.V201);
        fixture.Sent.Clear();
        fixture.GiveDriver(Fee("D", 7));
        fixture.Do(new StartSession(Priced.Tag, 1, null, null, StayPlugged: true));
        fixture.Do(new StopSession(1));
        Assert.All(fixture.Sent, message => Assert.DoesNotContain("tariffId", Flow.Payload(message).GetRawText()));
        Assert.Equal(1, fixture.Sent.Count(message => message is TransactionMessage { Kind: TransactionEventKind.Ended, CostDetails: null }));
    }

    static string Fee(string id, double fee, string more = "") => Priced.Tariff($$"""
        "fixedFee":{"prices":[{"priceFixed":{{fee}}}]}{{more}}
        """, id);

    static void Set(ChargerFixture fixture, int evseId, string tariff) =>
        fixture.Answers("Accepted", "SetDefaultTariff", $$"""{"evseId":{{evseId}},"tariff":{{tariff}}}""");

    static string Get(ChargerFixture fixture, int evseId)
    {
        var answer = fixture.Ask("GetTariffs", $$"""{"evseId":{{evseId}}}""");
        Assert.Equal("Accepted", answer.At("status").GetString());
        return answer.At("tariffAssignments").GetRawText();
    }

    static string Clear(ChargerFixture fixture, string request) => fixture.Ask("ClearTariffs", request).At("clearTariffsResult").GetRawText();

    // What a short session at EVSE 1 costs.
    static double Cost(ChargerFixture fixture)
    {
        Assert.Null(fixture.Do(new StartSession(Priced.Tag, 1, null, null)).Refusal);
        return fixture.Stop().Number("costDetails.totalCost.total.exclTax");
    }
}
