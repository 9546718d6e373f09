using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Certification201;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>A charger of 2.1 whose CSMS comes to speak 2.0.1 only: nothing of 2.1 is told, and nothing of it holds any more.</summary>
public sealed class FallbackTests
{
    const string Priority = """
        {"evseId":1,"chargingProfile":{"id":7,"stackLevel":0,"chargingProfilePurpose":"PriorityCharging","chargingProfileKind":"Relative",
         "chargingSchedule":[{"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":8}]}]}}
        """;

    [Fact]
    public void What_waits_and_is_of_21_is_given_up()
    {
        var fixture = Charging();
        fixture.Answers("Accepted", "SetChargingProfile", Priority);
        fixture.Disconnect();
        Assert.Null(fixture.Do(new UsePriorityCharging(1, true)).Refusal);
        FallBack(fixture);
        fixture.Answers("Unknown", "ClearChargingProfile", "{}");
        Assert.DoesNotContain(fixture.Sent, message => message.ActionName == "NotifyPriorityCharging");

        fixture.Disconnect();
        fixture.Connect();
        fixture.Answers("Accepted", "SetChargingProfile", Priority);
        Assert.Null(fixture.Do(new UsePriorityCharging(1, true)).Refusal);
        Assert.Equal(OcppVersion.V21, fixture.Charger.Version);
    }

    [Fact]
    public void Local_generation_holds_no_more()
    {
        var fixture = Charging();
        fixture.Do(new SetChargingLimit(1, 5_000));
        fixture.Do(new SetChargingLimit(1, 2_000, LocalGeneration: true));
        Assert.Equal(7_000, fixture[1].Transaction!.PowerW, 0.001);
        fixture.Disconnect();
        FallBack(fixture);
        Assert.Equal(5_000, fixture[1].Transaction!.PowerW, 0.001);
        fixture.Answers("Accepted", "GetChargingProfiles", """{"requestId":1,"chargingProfile":{}}""");
        AssertFits(fixture);
    }

    [Theory, InlineData("TAG", "DirectPayment"), InlineData("TAG", "VIN")]
    public void An_id_token_is_of_a_type_that_the_CSMS_knows(string idTag, string type)
    {
        var fixture = New();
        fixture.Do(new StartSession(idTag, 1, null, null, IdTokenType: type));
        FallBack(fixture);
        Assert.Equal("Central", Flow.Payload(Assert.Single(fixture.Sent.OfAction("Authorize"))).GetProperty("idToken").GetProperty("type").GetString());
        Assert.Single(fixture.Transactions, message => message.Kind == TransactionEventKind.Started);
        AssertFits(fixture);
    }

    [Fact]
    public void A_session_whose_id_token_is_too_long_for_the_CSMS_is_refused()
    {
        var fixture = New();
        fixture.Do(new StartSession(new string('A', 40), 1, null, null));
        FallBack(fixture);
        Assert.Equal(CommandOutcome.Refused, fixture.Sessions.Last().Outcome);
        Assert.Empty(fixture.Transactions);
        AssertFits(fixture);
    }

    [Fact]
    public void Running_costs_are_told_no_more()
    {
        var fixture = New();
        fixture.Connect();
        fixture.Do(new SetConfiguration("SampledDataCtrlr.TxUpdatedInterval", "0"));
        fixture.Answers("Accepted", "SetDefaultTariff", """{"evseId":0,"tariff":{"tariffId":"A","currency":"EUR","energy":{"prices":[{"priceKwh":0.4}]}}}""");
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(61);
        Assert.Contains(fixture.Transactions, message => message.Trigger == TriggerReason.RunningCost);
        fixture.Disconnect();
        FallBack(fixture);
        fixture.Wait(300);
        fixture.Do(new StopSession(1));
        Assert.DoesNotContain(fixture.Transactions, message => message.Kind == TransactionEventKind.Updated);
        AssertFits(fixture);
    }

    static ChargerFixture New() => new(OcppVersion.V21, options: new() { FallbackVersion = OcppVersion.V201 });

    static ChargerFixture Charging()
    {
        var fixture = New();
        fixture.Connect();
        fixture.Do(new StartSession("TAG", 1, null, null, Vehicle: ProfileCalls.Suv));
        return fixture;
    }

    static void FallBack(ChargerFixture fixture)
    {
        fixture.Sent.Clear();
        fixture.Connect(OcppVersion.V201);
    }

    static void AssertFits(ChargerFixture fixture) => Assert.All(
        fixture.Sent, message => Assert.Null(Ocpp.Wire.Check(OcppVersion.V201, message.ActionName, Ocpp.Wire.Text(message))));
}
