using System.Text.Json;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Certification201;
using static OcppLab.Tests.Simulation.V21.Charging21;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>Priority charging (2.1 use cases K21 and K22).</summary>
public sealed class PriorityChargingTests
{
    [Fact]
    public void The_CSMS_lets_a_transaction_charge_by_the_profile_for_priority_and_no_longer()
    {
        var fixture = Limited();
        ProfileCalls.Set(fixture, 0, Priority(limit: 12));
        Assert.Equal(8 * 690, fixture.PowerW());
        Assert.Empty(fixture.Events());

        fixture.Answers("Accepted", "UsePriorityCharging", Use(fixture.IdOf(), true));
        Assert.Equal([RateChanged], fixture.Events());
        Assert.Equal((12 * 690, 12.0), (fixture.PowerW(), ProfileCalls.LimitA(fixture, 1)));
        Assert.Empty(fixture.Told("NotifyPriorityCharging"));

        fixture.Answers("Accepted", "UsePriorityCharging", Use(fixture.IdOf(), false));
        Assert.Equal([RateChanged], fixture.Events());
        Assert.Equal(8 * 690, fixture.PowerW());
    }

    [Fact]
    public void The_profile_of_the_EVSE_comes_before_that_of_all_and_a_limit_of_the_charger_holds()
    {
        var fixture = Limited();
        ProfileCalls.Set(fixture, 0, Priority(limit: 12));
        ProfileCalls.Set(fixture, 1, Priority(limit: 14, id: 8));
        fixture.Answers("Accepted", "UsePriorityCharging", Use(fixture.IdOf(), true));
        Assert.Equal(14 * 690, fixture.PowerW());
        fixture.Do(new SetChargingLimit(0, 11 * 690));
        Assert.Equal(11 * 690, fixture.PowerW());
    }

    [Fact]
    public void It_needs_a_profile_and_a_transaction()
    {
        var fixture = Limited();
        fixture.Answers("NoProfile", "UsePriorityCharging", Use(fixture.IdOf(), true));
        fixture.Answers("Accepted", "UsePriorityCharging", Use(fixture.IdOf(), false));
        ProfileCalls.Set(fixture, 2, Priority(limit: 12));
        fixture.Answers("NoProfile", "UsePriorityCharging", Use(fixture.IdOf(), true));
        Assert.Equal("TxNotFound", Reason(fixture.Ask("UsePriorityCharging", Use("none", true))));
    }

    [Fact]
    public void The_driver_asks_for_it_and_the_CSMS_is_told()
    {
        var fixture = Limited();
        Assert.NotNull(fixture.Do(new UsePriorityCharging(1, true)).Refusal);
        ProfileCalls.Set(fixture, 1, Priority(limit: 12));
        Assert.Null(fixture.Do(new UsePriorityCharging(1, true)).Refusal);
        Assert.Equal(12 * 690, fixture.PowerW());
        Assert.Equal((fixture.IdOf(), true), Said(fixture));
        Assert.NotNull(fixture.Do(new UsePriorityCharging(1, true)).Refusal);

        Assert.Null(fixture.Do(new UsePriorityCharging(1, false)).Refusal);
        Assert.Equal(8 * 690, fixture.PowerW());
        Assert.Equal((fixture.IdOf(), false), Said(fixture));
        Assert.NotNull(fixture.Do(new UsePriorityCharging(1, false)).Refusal);
        Assert.NotNull(fixture.Do(new UsePriorityCharging(2, true)).Refusal);
        Assert.NotNull(fixture.Do(new UsePriorityCharging(3, true)).Refusal);
    }

    [Fact]
    public void It_is_over_with_the_profile_and_with_the_transaction()
    {
        var fixture = Limited();
        ProfileCalls.Set(fixture, 1, Priority(limit: 12));
        fixture.Answers("Accepted", "UsePriorityCharging", Use(fixture.IdOf(), true));
        fixture.Sent.Clear();
        fixture.Answers("Accepted", "ClearChargingProfile", """{"chargingProfileId":7}""");
        Assert.Equal((fixture.IdOf(), false), Said(fixture));
        Assert.Equal(8 * 690, fixture.PowerW());

        ProfileCalls.Set(fixture, 1, Priority(limit: 12));
        fixture.Answers("Accepted", "UsePriorityCharging", Use(fixture.IdOf(), true));
        fixture.Do(new StopSession(1));
        fixture.Do(new StartSession(Flow.Tag, 1, null, null, Vehicle: ProfileCalls.Suv));
        Assert.Equal(8 * 690, fixture.PowerW());
    }

    [Fact]
    public void It_outlives_the_process()
    {
        var fixture = Limited();
        ProfileCalls.Set(fixture, 1, Priority(limit: 12));
        fixture.Do(new UsePriorityCharging(1, true));
        fixture.Restart(30);
        Assert.Equal(12 * 690, fixture.PowerW());
        fixture.Connect();
        fixture.Answers("Accepted", "UsePriorityCharging", Use(fixture.IdOf(), false));
        Assert.Equal(8 * 690, fixture.PowerW());
    }

    [Fact]
    public void Its_profile_lasts_as_long_as_the_transaction_and_only_charges()
    {
        var fixture = Booted();
        Assert.Equal("InvalidSchedule", fixture.Refused(1, Profile(7, "PriorityCharging", "Relative", "\"limit\":8", schedule: "\"duration\":60,")));
        Assert.Equal("InvalidSchedule", fixture.Refused(1, Profile(7, "PriorityCharging", "Relative", "\"limit\":8,\"operationMode\":\"Idle\"")));
        Assert.Equal("InvalidProfile", fixture.Refused(1, Profile(7, "PriorityCharging", "Relative", "\"limit\":8", "\"transactionId\":\"1\",")));
        ProfileCalls.Set(fixture, 1, Profile(7, "PriorityCharging", "Relative", "\"limit\":8,\"operationMode\":\"ChargingOnly\""));
    }

    [Fact]
    public void A_charger_of_2_0_1_has_none()
    {
        var fixture = Flow.Charging();
        Assert.Equal("a charger of OCPP 2.0.1 has no priority charging", fixture.Do(new UsePriorityCharging(1, true)).Refusal);
    }

    static ChargerFixture Limited()
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 0, Profile(1, "TxDefaultProfile", "Absolute", "\"limit\":8"));
        fixture.Sent.Clear();
        return fixture;
    }

    static (string?, bool) Said(ChargerFixture fixture)
    {
        JsonElement told = Assert.Single(fixture.Told("NotifyPriorityCharging"));
        return (told.GetProperty("transactionId").GetString(), told.GetProperty("activated").GetBoolean());
    }

    static string Priority(double limit, int id = 7) => Profile(id, "PriorityCharging", "Relative", $"\"limit\":{limit}");

    static string Use(string transactionId, bool activate) =>
        $$"""{"transactionId":"{{transactionId}}","activate":{{(activate ? "true" : "false")}}}""";
}
