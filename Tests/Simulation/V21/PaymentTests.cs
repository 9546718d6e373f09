using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>Payments at a charger of 2.1: on the web and at the terminal (use cases C19 to C25).</summary>
public sealed class PaymentTests
{
    [Fact]
    public void Nobody_starts_at_an_EVSE_that_is_being_paid_for_but_the_CSMS()
    {
        var fixture = Priced.Booted();
        Assert.Equal("{}", fixture.Ask("NotifyWebPaymentStarted", """{"evseId":1,"timeout":300}""").GetRawText());
        var refusal = "connector 1 waits for a payment on the web until 2025-03-01 08:05:00Z";
        Assert.Equal(refusal, fixture.Do(new StartSession(Priced.Tag, 1, null, null)).Refusal);
        Assert.Equal(refusal, fixture.Do(new StartTransaction(Priced.Tag, 1)).Refusal);
        Assert.Equal(["EVSE 1: waits for a payment on the web until 2025-03-01 08:05:00Z"], fixture.Charger.View(fixture.Now).Display);
        Assert.Null(fixture.Do(new StartSession(Priced.Tag, 2, null, null)).Refusal);
        Assert.Equal("Accepted", fixture.RemoteStart(1, "psp-4711", type: "DirectPayment"));
        Assert.Equal("DirectPayment", fixture.Told()[^1].At("idToken.type").GetString());
        fixture.Do(new StopSession(1));
        Assert.Null(fixture.Do(new StartSession(Priced.Tag, 1, null, null)).Refusal);
    }

    [Fact]
    public void A_payment_that_does_not_come_holds_the_EVSE_until_its_time_is_over()
    {
        var fixture = Priced.Booted();
        fixture.Ask("NotifyWebPaymentStarted", """{"evseId":1,"timeout":300}""");
        fixture.Restart();
        fixture.Connect();
        Assert.NotNull(fixture.Do(new StartSession(Priced.Tag, 1, null, null)).Refusal);
        fixture.Wait(300);
        Assert.Null(fixture.Do(new StartSession(Priced.Tag, 1, null, null)).Refusal);
        Assert.Empty(fixture.Charger.View(fixture.Now).Display);
    }

    [Fact]
    public void The_CSMS_may_end_the_wait_and_what_it_starts_anywhere_goes_to_another_EVSE()
    {
        var fixture = Priced.Booted();
        fixture.Ask("NotifyWebPaymentStarted", """{"evseId":1,"timeout":300}""");
        Assert.Equal("Accepted", fixture.RemoteStart(null));
        Assert.NotNull(fixture[2].Transaction);
        fixture.Ask("NotifyWebPaymentStarted", """{"evseId":1,"timeout":0}""");
        Assert.DoesNotContain("webPayments", ChargerFixture.Save(fixture.Charger));
        Assert.Null(fixture.Do(new StartSession(Priced.Tag, 1, null, null)).Refusal);
    }

    [Theory]
    [InlineData(true, CommandOutcome.Answered, "Company")]
    [InlineData(false, CommandOutcome.Refused, "Rejected: InvalidValue")]
    public void A_VAT_number_is_asked_of_the_CSMS(bool valid, CommandOutcome outcome, string reason)
    {
        var fixture = Priced.Booted();
        fixture.Csms = message => message is V2.VatNumberValidationRequest request ? new V2.VatNumberValidationResponse
        {
            VatNumber = request.VatNumber,
            Status = valid ? V2.GenericStatusEnumType.Accepted : V2.GenericStatusEnumType.Rejected,
            Company = valid ? new() { Name = "Company", Address1 = "Street 1", City = "City", Country = "Country" } : null,
            StatusInfo = valid ? null : new() { ReasonCode = "InvalidValue" },
        } : ChargerFixture.Reply(message);
        Assert.Null(fixture.Do(new ValidateVatNumber("DE123456789", 1), "vat").Refusal);
        Assert.Equal("""{"vatNumber":"DE123456789","evseId":1}""", Priced.Payload(Assert.Single(fixture.Sent)).GetRawText());
        Assert.Equal(
            [(CommandOutcome.Applied, null), (outcome, reason)],
            fixture.Events.OfType<CommandOutcomeChanged>().Where(changed => changed.CommandId == "vat").Select(changed => (changed.Outcome, changed.Reason)));
    }

    [Fact]
    public void What_was_settled_is_what_the_session_cost()
    {
        var fixture = Priced.Booted(null, Priced.Tariff(""" "fixedFee":{"prices":[{"priceFixed":2}],"taxRates":[{"type":"VAT","tax":20}]}"""));
        fixture.Csms = message => message is V2.NotifySettlementRequest
            ? new V2.NotifySettlementResponse { ReceiptId = "7", ReceiptUrl = "https://receipts.invalid/7" } : ChargerFixture.Reply(message);
        Assert.Equal("Accepted", fixture.RemoteStart(1, "psp-4711", type: "DirectPayment"));
        var id = fixture[1].Transaction!.Id;
        Assert.Equal("connector 1 has a transaction that is not over (Charging)", fixture.Do(new SettlePayment(1, "psp-4711")).Refusal);
        fixture.Do(new StopSession(1));
        fixture.Sent.Clear();
        fixture.Do(new SettlePayment(1, "psp-4711", VatNumber: "DE123456789"), "settle");
        var settled = Priced.Payload(Assert.Single(fixture.Sent));
        Assert.Equal(("psp-4711", "Settled", 2.4, id, "DE123456789"), (
            settled.At("pspRef").GetString(), settled.At("status").GetString(), settled.Number("settlementAmount"),
            settled.At("transactionId").GetString(), settled.At("vatNumber").GetString()));
        Assert.Equal(
            [(CommandOutcome.Applied, null), (CommandOutcome.Answered, "https://receipts.invalid/7")],
            fixture.Events.OfType<CommandOutcomeChanged>().Where(changed => changed.CommandId == "settle").Select(changed => (changed.Outcome, changed.Reason)));
    }

    [Fact]
    public void The_card_at_the_terminal_is_an_id_token_of_its_own_type()
    {
        var fixture = Priced.Booted();
        Assert.Null(fixture.Do(new StartSession("psp-4711", 1, null, null, IdTokenType: "DirectPayment")).Refusal);
        foreach (var message in fixture.Sent.Where(message => message is V2.AuthorizeRequest or TransactionMessage))
        {
            Assert.Equal(("psp-4711", "DirectPayment"), (Priced.Payload(message).At("idToken.idToken").GetString(), Priced.Payload(message).At("idToken.type").GetString()));
        }

        Assert.Equal(
            "OCPP 2.0.1 has no id token type DirectPayment",
            ChargerFixture.Booted(OcppVersion.V201).Do(new StartSession("psp-4711", 1, null, null, IdTokenType: "DirectPayment")).Refusal);
    }

    [Fact]
    public void A_settlement_waits_for_the_CSMS_over_a_restart()
    {
        var fixture = Priced.Booted();
        fixture.Disconnect();
        fixture.Do(new SettlePayment(1, "psp-4711", PaymentStatus.Canceled, StatusInfo: "nobody plugged in"), "settle");
        fixture.Restart();
        fixture.Connect();
        var canceled = Priced.Payload(Assert.Single(fixture.Sent.OfType<V2.NotifySettlementRequest>()));
        Assert.Equal(("Canceled", 0, false), (
            canceled.At("status").GetString(), canceled.Number("settlementAmount"), canceled.TryGetProperty("transactionId", out _)));
    }

    [Fact]
    public void A_charger_of_2_0_1_has_no_message_for_it()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Assert.Equal("OCPP 2.0.1 has no message about payments", fixture.Do(new ValidateVatNumber("DE123456789")).Refusal);
        Assert.Equal("OCPP 2.0.1 has no message about payments", fixture.Do(new SettlePayment(1, "psp-4711")).Refusal);
        Assert.Equal("the charger has no EVSE 9", Priced.Booted().Do(new ValidateVatNumber("DE123456789", 9)).Refusal);
    }
}
