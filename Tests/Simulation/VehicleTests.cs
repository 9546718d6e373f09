using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>The vehicle that comes to a session.</summary>
public sealed class VehicleTests
{
    // Takes 10 kW whatever its state of charge.
    static readonly VehicleOptions Even = new()
    {
        BatteryKwh = 100,
        SocPercent = 20,
        AcPhases = 3,
        AcCurrentA = 500,
        Acceptance = [new(0, 10_000), new(100, 10_000)],
    };

    [Fact]
    public void A_chosen_vehicle_comes_to_every_session()
    {
        var fixture = Booted(new() { Vehicle = new() { Name = "FastAcHatchback", SocPercent = 50 } });
        for (var session = 0; session < 5; session++)
        {
            fixture.Do(new StartSession("TAG", 1, TimeSpan.FromMinutes(10), null));
            Assert.Equal((50, 22_080), (fixture[1].Transaction!.SocPercent, fixture[1].Transaction!.PowerW));
            fixture.Wait(600);
        }
    }

    [Fact]
    public void Without_a_state_of_charge_it_arrives_with_one_that_the_seed_chooses()
    {
        var fixture = Booted(new() { Vehicle = new() { Name = "LongRangeSedan" } });
        var arrivals = Enumerable.Range(0, 8).Select(_ =>
        {
            fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(10), null));
            var soc = fixture[1].Transaction!.SocPercent;
            fixture.Wait(10);
            return soc;
        }).ToList();
        Assert.All(arrivals, soc => Assert.InRange(soc, 10, 60));
        Assert.True(arrivals.Distinct().Count() > 1);
    }

    [Theory]
    [InlineData(CurrentType.Ac)]
    [InlineData(CurrentType.Dc)]
    public void Values_of_its_own_are_followed_to_the_end(CurrentType current)
    {
        var fixture = Booted(new() { Vehicle = Even }, current == CurrentType.Ac ? ChargerFixture.Ac : ChargerFixture.Dc);
        fixture.Do(new StartSession("TAG", 1, null, null));
        Assert.Equal((20, 10_000), (fixture[1].Transaction!.SocPercent, fixture[1].Transaction!.PowerW));

        // 80 kWh at 10 kW.
        fixture.Wait((8 * 3600) - 1);
        Assert.NotNull(fixture[1].Transaction);
        fixture.Wait(2);
        Assert.Null(fixture[1].Transaction);
        Assert.Equal(80_000, fixture.Transactions.Last().MeterWh, 1e-3);
    }

    [Fact]
    public void One_phase_and_its_current_limit_what_it_takes()
    {
        var fixture = Booted(new() { Vehicle = Even with { AcPhases = 1, AcCurrentA = 10 } });
        fixture.Do(new StartSession("TAG", 1, null, null));
        Assert.Equal(2300, fixture[1].Transaction!.PowerW, 1e-6);
    }

    [Fact]
    public void One_that_arrives_full_takes_nothing()
    {
        var fixture = Booted(new() { Vehicle = Even with { SocPercent = 100 } });
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromHours(1), null));
        fixture.Wait(1);
        Assert.Equal((ConnectorStatus.SuspendedEV, 100), (fixture[1].Status, fixture[1].Transaction!.SocPercent));
        fixture.Wait(3600);
        Assert.Equal(0, fixture.Transactions.Last().MeterWh);
    }

    [Fact]
    public void The_session_s_own_vehicle_goes_before_the_charger_s()
    {
        var fixture = Booted(new() { Vehicle = new() { Name = "FastAcHatchback", SocPercent = 50 } });
        fixture.Do(new StartSession("TAG", 1, null, 1_000, Vehicle: Even with { SocPercent = 33 }));
        fixture.Do(new StartTransaction("TAG", 2));
        Assert.Equal((33, 50), (fixture[1].Transaction!.SocPercent, fixture[2].Transaction!.SocPercent));
    }

    [Fact]
    public void A_running_transaction_keeps_its_vehicle_over_a_restart_and_a_change_of_the_options()
    {
        var options = new ChargerOptions { Vehicle = Even };
        var (calm, eventful) = (Booted(options), Booted(options));
        calm.Do(new StartSession("TAG", 1, null, 30_000));
        eventful.Do(new StartSession("TAG", 1, null, 30_000));
        calm.Wait(1800);
        eventful.Wait(1800);

        eventful.See(eventful.Charger.ApplyConfiguration(
            eventful.Charger.Spec with { Options = new() { Vehicle = new() { Name = "CityCar", SocPercent = 99 } } }, eventful.Now));
        eventful.Restart();
        eventful.Connect();

        Assert.Equal(calm[1].Transaction, eventful[1].Transaction);
        Assert.Equal(25, eventful[1].Transaction!.SocPercent, 1e-6);
        eventful.Wait(3 * 3600);
        eventful.Do(new StartSession("TAG", 1, null, 30_000));
        Assert.Equal(99, eventful[1].Transaction!.SocPercent);
    }

    [Fact]
    public void A_vehicle_of_a_kind_is_stored_by_its_name_alone()
    {
        var fixture = Booted(new() { Vehicle = new() { Name = "CityCar", SocPercent = 20 } });
        fixture.Do(new StartSession("TAG", 1, null, 30_000));
        var state = ChargerFixture.Save(fixture.Charger);
        Assert.Contains("\"vehicleName\":\"CityCar\",\"startSoc\":0.2", state);
        Assert.DoesNotContain("\"vehicle\":", state);
    }

    [Fact]
    public void A_session_that_waits_for_the_csms_keeps_its_vehicle()
    {
        var fixture = Booted(null);
        fixture.Disconnect();
        fixture.Do(new StartSession("TAG", 1, null, 1_000, Vehicle: Even with { SocPercent = 33 }));
        fixture.Restart();
        fixture.Connect();
        Assert.Equal((33, 10_000), (fixture[1].Transaction!.SocPercent, fixture[1].Transaction!.PowerW));
    }

    [Fact]
    public void A_vehicle_that_takes_no_direct_current_is_refused_where_there_is_no_other()
    {
        var plugInHybrid = new VehicleOptions { Name = "PlugInHybrid" };
        Assert.Contains("PlugInHybrid", Booted(null, ChargerFixture.Dc).Do(new StartSession("TAG", 1, null, null, Vehicle: plugInHybrid)).Refusal);
        Assert.Null(Booted(null).Do(new StartSession("TAG", 1, null, null, Vehicle: plugInHybrid)).Refusal);
    }

    static ChargerFixture Booted(ChargerOptions? options, ChargerModel? model = null)
    {
        var fixture = new ChargerFixture(model: model, options: options);
        fixture.Connect();
        fixture.Sent.Clear();
        return fixture;
    }
}
