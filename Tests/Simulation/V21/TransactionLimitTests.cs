using System.Text.Json;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Certification201;
using static OcppLab.Tests.Simulation.V21.Charging21;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>Limits that the CSMS sets for a transaction (2.1 use case E16).</summary>
public sealed class TransactionLimitTests
{
    [Fact]
    public void Energy_stops_exactly_at_the_limit_and_the_transaction_goes_on()
    {
        var fixture = Limited(new() { MaxEnergy = 5_000 });
        var set = Assert.Single(fixture.Told("TransactionEvent"), told => told.GetProperty("triggerReason").GetString() == "LimitSet");
        Assert.Equal("""{"maxEnergy":5000}""", LimitOf(set).GetRawText());

        fixture.Wait(3600);
        Assert.Equal(["Updated EnergyLimitReached SuspendedEVSE"], fixture.Events());
        Assert.Equal((5_000, 0), (fixture[1].Transaction!.EnergyWh, fixture.PowerW()));
        Assert.Equal(ConnectorStatus.SuspendedEVSE, fixture[1].Status);
    }

    [Fact]
    public void A_higher_limit_lets_it_go_on_and_the_same_one_changes_nothing()
    {
        var fixture = Limited(new() { MaxEnergy = 5_000 });
        fixture.Wait(3600);
        fixture.Sent.Clear();

        Answer(fixture, new() { MaxEnergy = 5_000 });
        Assert.Empty(fixture.Events());
        Answer(fixture, new() { MaxEnergy = 8_000 });
        Assert.Equal(["Updated LimitSet SuspendedEVSE", "Updated ChargingStateChanged Charging"], fixture.Events());
        fixture.Wait(3600);
        Assert.Equal(["Updated EnergyLimitReached SuspendedEVSE"], fixture.Events());
        Assert.Equal(8_000, fixture[1].Transaction!.EnergyWh);
    }

    [Fact]
    public void A_limit_below_what_there_is_holds_at_once()
    {
        var fixture = Charging();
        fixture.Wait(1800);
        var before = fixture[1].Transaction!.EnergyWh;
        fixture.Sent.Clear();
        Answer(fixture, new() { MaxEnergy = 100 });
        Assert.Equal(["Updated LimitSet Charging", "Updated EnergyLimitReached SuspendedEVSE"], fixture.Events());
        fixture.Wait(600);
        Assert.InRange(fixture[1].Transaction!.EnergyWh, before, before + 50);
    }

    [Fact]
    public void Time_counts_from_the_beginning()
    {
        var fixture = Limited(new() { MaxTime = 600 });
        fixture.Sent.Clear();
        fixture.WaitUntil(ChargerFixture.Start.AddSeconds(599));
        Assert.Empty(fixture.Events());
        fixture.WaitUntil(ChargerFixture.Start.AddSeconds(600));
        Assert.Equal(["Updated TimeLimitReached SuspendedEVSE"], fixture.Events());
    }

    [Fact]
    public void A_state_of_charge_limits_where_it_is_known()
    {
        var vehicle = new VehicleOptions { Name = "FamilySuv", SocPercent = 40, BatteryKwh = 50 };
        var fixture = Limited(new() { MaxSoC = 60 }, ChargerFixture.Dc, vehicle);
        fixture.Sent.Clear();
        fixture.Wait(3600);
        Assert.Equal(["Updated SoCLimitReached SuspendedEVSE"], fixture.Events());
        Assert.Equal((60.0, 10_000.0), (Math.Round(fixture[1].Transaction!.SocPercent, 6), Math.Round(fixture[1].Transaction!.EnergyWh, 6)));

        var unknown = Limited(new() { MaxSoC = 60 }, vehicle: vehicle);
        unknown.Wait(60);
        Assert.DoesNotContain("Updated LimitSet Charging", unknown.Events());
    }

    [Fact]
    public void A_cost_that_the_CSMS_tells_limits()
    {
        var fixture = Limited(new() { MaxCost = 10 });
        fixture.Sent.Clear();
        fixture.Ask("CostUpdated", $$"""{"totalCost":9.99,"transactionId":"{{fixture.IdOf()}}"}""");
        Assert.Empty(fixture.Events());
        fixture.Ask("CostUpdated", $$"""{"totalCost":10,"transactionId":"{{fixture.IdOf()}}"}""");
        Assert.Equal(["Updated CostLimitReached SuspendedEVSE"], fixture.Events());

        Answer(fixture, new() { MaxCost = 9, MaxTime = 7200 });
        Assert.Equal(["Updated LimitSet SuspendedEVSE"], fixture.Events());
        Answer(fixture, new() { MaxCost = 11 });
        Assert.Equal(["Updated LimitSet SuspendedEVSE", "Updated ChargingStateChanged Charging"], fixture.Events());
    }

    [Theory]
    [InlineData(5_000.0, null, "Ended EnergyLimitReached EVConnected EnergyLimitReached")]
    [InlineData(null, 600, "Ended TimeLimitReached EVConnected TimeLimitReached")]
    public void Where_a_transaction_ends_with_the_flow_of_energy_it_ends_at_the_limit(double? energyWh, int? seconds, string ended)
    {
        var fixture = Charging();
        fixture.SetVariable("TxCtrlr", "TxStopPoint", "EnergyTransfer");
        Answer(fixture, new() { MaxEnergy = energyWh, MaxTime = seconds });
        fixture.Sent.Clear();
        fixture.Wait(3600);
        Assert.Equal([ended], fixture.Events());
        Assert.Equal(energyWh, energyWh is null ? null : fixture.Sessions.Last().EnergyWh);
    }

    [Fact]
    public void It_is_told_even_where_nothing_flowed()
    {
        var fixture = Limited(new() { MaxTime = 600 });
        fixture.Do(new PowerUpdate(1, 0));
        fixture.Sent.Clear();
        fixture.Wait(700);
        Assert.Equal(["Updated TimeLimitReached SuspendedEVSE"], fixture.Events());
    }

    [Fact]
    public void It_outlives_the_process()
    {
        var fixture = Limited(new() { MaxEnergy = 5_000 });
        fixture.Restart(10);
        fixture.Connect();
        fixture.Wait(3600);
        Assert.Equal(5_000, fixture[1].Transaction!.EnergyWh);
        fixture.Restart(10);
        Assert.Equal((5_000, 0), (fixture[1].Transaction!.EnergyWh, fixture.PowerW()));
    }

    [Fact]
    public void A_limit_that_came_with_an_earlier_answer_is_told_as_it_was()
    {
        var fixture = Charging();
        fixture.Disconnect();
        fixture.Do(new EvStopsEnergy(1));
        fixture.Csms = Answering(new() { MaxEnergy = 5_000 });
        fixture.Connect();
        var limits = fixture.Told("TransactionEvent").Where(told => told.GetProperty("triggerReason").GetString() == "LimitSet").ToList();
        Assert.Equal("""{"maxEnergy":5000}""", LimitOf(Assert.Single(limits)).GetRawText());
    }

    // The CSMS limits a transaction in its answer to the beginning.
    static ChargerFixture Limited(V2.TransactionLimitType limit, ChargerModel? model = null, VehicleOptions? vehicle = null)
    {
        var fixture = Booted(model);
        fixture.Csms = Answering(limit);
        fixture.Do(new StartSession(Flow.Tag, 1, null, null, StayPlugged: true, Vehicle: vehicle ?? ProfileCalls.Suv));
        return fixture;
    }

    // The CSMS limits a transaction in its answer to the next meter value.
    static void Answer(ChargerFixture fixture, V2.TransactionLimitType limit)
    {
        fixture.Csms = Answering(limit);
        fixture.Wait(10);
        fixture.Csms = ChargerFixture.Accepts;
    }

    static Func<OcppRequest, OcppResponse> Answering(V2.TransactionLimitType limit)
    {
        var given = false;
        return message =>
        {
            var reply = ChargerFixture.Reply(message);
            if (reply is not V2.TransactionEventResponse answer || given)
            {
                return reply;
            }

            given = true;
            return answer with { TransactionLimit = limit };
        };
    }

    static JsonElement LimitOf(JsonElement told) => told.GetProperty("transactionInfo").GetProperty("transactionLimit");
}
