using System.Globalization;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>What a transaction costs by its tariff (2.1 use case I12).</summary>
public sealed class CostTests
{
    const string Vat = "\"taxRates\":[{\"type\":\"VAT\",\"tax\":20}]";

    // Two vehicles' worth of model: 11 kW on three phases or 7.4 kW.
    static readonly string Whole = Priced.Tariff(
        $$"""
        "energy":{"prices":[{"priceKwh":0.5}],{{Vat}}},"chargingTime":{"prices":[{"priceMinute":0.02}]},"idleTime":{"prices":[{"priceMinute":0.1}]},
        "fixedFee":{"prices":[{"priceFixed":1}],{{Vat}}}
        """);

    [Fact]
    public void Energy_time_and_fee_add_up_with_their_taxes()
    {
        var fixture = Priced.Booted(null, Whole);
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        fixture.Wait(1800);
        fixture.Do(new EvStopsEnergy(1));
        fixture.Wait(600);
        var energyWh = fixture[1].Transaction!.EnergyWh;
        var ended = fixture.Stop();
        Assert.Equal("A", ended.At("transactionInfo.tariffId").GetString());
        var cost = ended.At("costDetails.totalCost");
        Assert.Equal(("EUR", "NormalCost"), (cost.At("currency").GetString(), cost.At("typeOfCost").GetString()));
        Assert.Equal(energyWh / 1000 * 0.5, cost.Number("energy.exclTax"), 4);
        Assert.Equal(energyWh / 1000 * 0.5 * 1.2, cost.Number("energy.inclTax"), 4);
        Assert.Equal(20, cost.Number("energy.taxRates.0.tax"));
        Assert.Equal((0.6, 0.6), (cost.Number("chargingTime.exclTax"), cost.Number("chargingTime.inclTax")));
        Assert.Equal(1, cost.Number("idleTime.exclTax"));
        Assert.Equal((1, 1.2), (cost.Number("fixed.exclTax"), cost.Number("fixed.inclTax")));
        Assert.False(cost.TryGetProperty("reservationTime", out _));
        foreach (var tax in new[] { "exclTax", "inclTax" })
        {
            var parts = new[] { "energy", "chargingTime", "idleTime", "fixed" }.Sum(part => cost.Number($"{part}.{tax}"));
            Assert.Equal(parts, cost.Number($"total.{tax}"), 4);
        }

        var usage = ended.At("costDetails.totalUsage");
        Assert.Equal((energyWh, 1800, 600), (usage.Number("energy"), usage.Number("chargingTime"), usage.Number("idleTime")), new Within(0.001));
        Assert.Equal(1, ended.At("costDetails.chargingPeriods").GetArrayLength());
        Assert.Equal("2025-03-01T08:00:00Z", ended.At("costDetails.chargingPeriods.0.startPeriod").GetDateTimeOffset().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssK", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Taxes_of_a_higher_stack_are_on_those_of_a_lower()
    {
        var fixture = Priced.Booted(null, Priced.Tariff(
            """
            "fixedFee":{"prices":[{"priceFixed":100}],"taxRates":[{"type":"VAT","tax":10,"stack":1},{"type":"state","tax":5},{"type":"city","tax":5}]}
            """));
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        Assert.Equal(121, fixture.Stop().Number("costDetails.totalCost.fixed.inclTax"), 9);
    }

    [Fact]
    public void Each_price_holds_in_its_time_of_day()
    {
        // The night ends at 8:20, the sessions begins at 8:00; the fee is the night's.
        var fixture = Priced.Booted(null, Priced.Tariff(
            """
            "energy":{"prices":[{"priceKwh":0.2,"conditions":{"startTimeOfDay":"22:00","endTimeOfDay":"08:20"}},{"priceKwh":0.6}]},
            "fixedFee":{"prices":[{"priceFixed":2,"conditions":{"startTimeOfDay":"08:20"}},{"priceFixed":1}]}
            """));
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        fixture.Wait(1200);
        var nightWh = fixture[1].Transaction!.EnergyWh;
        fixture.Wait(1200);
        var allWh = fixture[1].Transaction!.EnergyWh;
        var ended = fixture.Stop();
        Assert.Equal(((nightWh * 0.2) + ((allWh - nightWh) * 0.6)) / 1000, ended.Number("costDetails.totalCost.energy.exclTax"), 4);
        Assert.Equal(1, ended.Number("costDetails.totalCost.fixed.exclTax"));
        Assert.Equal([nightWh, allWh - nightWh], ended.Volumes("Energy"), new Within(0.001));
        Assert.Equal(ended.Number("costDetails.totalUsage.energy"), ended.Volumes("Energy").Sum(), 6);
    }

    [Theory]
    [InlineData("""{"dayOfWeek":["Sunday"]}""", 16 * 3600)]
    [InlineData("""{"validFromDate":"2025-03-02"}""", 16 * 3600)]
    [InlineData("""{"validToDate":"2025-03-01"}""", -1)]
    [InlineData("""{"evseKind":"DC"}""", -1)]
    [InlineData("""{"evseKind":"AC"}""", 0)]
    [InlineData("""{"minTime":600}""", 600)]
    [InlineData("""{"minChargingTime":600}""", 600)]
    [InlineData("""{"startTimeOfDay":"09:00","endTimeOfDay":"07:00","minTime":600,"dayOfWeek":["Saturday","Sunday"]}""", 3600)]
    public void A_price_holds_from_when_all_of_its_conditions_do(string conditions, int after)
    {
        var fixture = Priced.Booted(null, Priced.Tariff($$"""
            "chargingTime":{"prices":[{"priceMinute":1,"conditions":{{conditions}}}]},"idleTime":{"prices":[{"priceMinute":1,"conditions":{{conditions}}}]}
            """));
        const int lasts = 17 * 3600;
        fixture.Do(new StartSession(Priced.Tag, 1, TimeSpan.FromSeconds(lasts), null));
        fixture.Wait(lasts);
        var ended = fixture.Told()[^1];
        var charged = ended.Number("costDetails.totalUsage.chargingTime");

        // A full battery charges no more: what depends on the charging holds still in the idle time that follows.
        var expected = after < 0 ? 0 : lasts - after;
        Assert.True(charged is > 3600 and < lasts);
        Assert.Equal(expected / 60.0, ended.Number("costDetails.totalCost.total.exclTax"), 3);
    }

    [Fact]
    public void An_energy_is_split_where_its_price_changes()
    {
        var fixture = Priced.Booted(null, Priced.Tariff(
            """ "energy":{"prices":[{"priceKwh":1,"conditions":{"maxEnergy":2500}},{"priceKwh":3,"conditions":{"minEnergy":4000}},{"priceKwh":2}]}"""));
        fixture.Do(new StartSession(Priced.Tag, 1, null, 7));
        fixture.Do(new StopSession(1));
        fixture.Sent.Clear();
        fixture.Do(new StartSession(Priced.Tag, 1, null, 7000));
        fixture.Wait(7200);
        var ended = fixture.Told()[^1];
        Assert.Equal([2500, 1500, 3000], ended.Volumes("Energy"), new Within(0.001));
        Assert.Equal(2.5 + 3 + 9, ended.Number("costDetails.totalCost.energy.exclTax"), 4);
    }

    [Theory]
    [InlineData("minPower", "maxPower", 5000)]
    [InlineData("minCurrent", "maxCurrent", 20)]
    public void A_price_may_depend_on_the_power(string min, string max, int limit)
    {
        var fixture = Priced.Booted(ChargerFixture.Dc, Priced.Tariff($$$$"""
            "chargingTime":{"prices":[{"priceMinute":1,"conditions":{"{{{{min}}}}":{{{{limit}}}}}},{"priceMinute":0.1,"conditions":{"{{{{max}}}}":{{{{limit}}}}}}]}
            """));
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        fixture.Wait(600);
        fixture.Do(new PowerUpdate(1, 3000));
        fixture.Wait(600);
        Assert.Equal(10 + 1, fixture.Stop().Number("costDetails.totalCost.chargingTime.exclTax"), 4);
    }

    [Theory]
    [InlineData(""" "minCost":{"exclTax":5}""", "MinCost", 5.0, null)]
    [InlineData(""" "minCost":{"exclTax":5,"taxRates":[{"type":"VAT","tax":20}]}""", "MinCost", 5.0, 6.0)]
    [InlineData(""" "minCost":{"inclTax":1.5},"maxCost":{"exclTax":1.4,"inclTax":1.7}""", "NormalCost", 1.5, 1.65)]
    [InlineData(""" "maxCost":{"inclTax":1.6}""", "MaxCost", null, 1.6)]
    public void A_transaction_costs_no_less_and_no_more_than_its_limits(string limits, string kind, double? exclTax, double? inclTax)
    {
        var fixture = Priced.Booted(null, Priced.Tariff($$"""
            {{limits}},"fixedFee":{"prices":[{"priceFixed":1.5}],"taxRates":[{"type":"VAT","tax":10}]}
            """));
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        fixture.Wait(60);
        var cost = fixture.Stop().At("costDetails.totalCost");
        Assert.Equal(kind, cost.At("typeOfCost").GetString());
        Assert.Equal((exclTax, inclTax), (Of("exclTax"), Of("inclTax")));

        double? Of(string name) => cost.At("total").TryGetProperty(name, out var amount) ? amount.GetDouble() : null;
    }

    [Fact]
    public void The_reservation_is_paid_with_the_transaction_that_uses_it()
    {
        var fixture = Priced.Booted(null, Priced.Tariff(
            """ "reservationTime":{"prices":[{"priceMinute":0.05}]},"reservationFixed":{"prices":[{"priceFixed":2}]}"""));
        Assert.Equal("Accepted", fixture.Ask(
            "ReserveNow", """{"id":7,"expiryDateTime":"2025-03-01T10:00:00Z","idToken":{"idToken":"TAG","type":"Central"},"evseId":1}""").At("status").GetString());
        fixture.Wait(600);
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        fixture.Wait(60);
        var details = fixture.Stop().At("costDetails");
        Assert.Equal((0.5, 2, 2.5, 600), (
            details.Number("totalCost.reservationTime.exclTax"), details.Number("totalCost.reservationFixed.exclTax"),
            details.Number("totalCost.total.exclTax"), details.Number("totalUsage.reservationTime")));
    }

    [Fact]
    public void The_running_cost_is_told_at_the_start_and_at_its_interval()
    {
        var fixture = Priced.Booted(null, Whole);
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        var started = Assert.Single(fixture.Told());
        Assert.Equal((1.2, "A"), (started.Number("costDetails.totalCost.total.inclTax"), started.At("transactionInfo.tariffId").GetString()));
        fixture.Wait(150);
        var told = fixture.Told();
        Assert.Equal([60, 120], told.Select(message => message.Number("costDetails.totalUsage.chargingTime")));
        Assert.All(told, message => Assert.Equal("RunningCost", message.At("triggerReason").GetString()));
        Assert.All(told, message => Assert.False(message.GetProperty("costDetails").TryGetProperty("chargingPeriods", out _)));
        fixture.Do(new SetConfiguration("TariffCostCtrlr.Interval[Cost]", "20"));
        fixture.Wait(60);
        Assert.Equal([170, 190, 210], fixture.Told().Select(message => message.Number("costDetails.totalUsage.chargingTime")));
        fixture.Do(new SetConfiguration("TariffCostCtrlr.Enabled[RunningCost]", "false"));
        fixture.Wait(600);
        Assert.Empty(fixture.Told());
        Assert.Equal(810, fixture.Stop().Number("costDetails.totalUsage.chargingTime"));
    }

    [Fact]
    public void While_the_CSMS_is_away_no_running_cost_is_kept_for_it()
    {
        var fixture = Priced.Booted(null, Whole);
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        fixture.Told();
        fixture.Disconnect();
        fixture.Wait(600);
        fixture.Connect();
        Assert.Empty(fixture.Told());
        fixture.Wait(60);
        Assert.Equal(660, Assert.Single(fixture.Told()).Number("costDetails.totalUsage.chargingTime"));
        fixture.Disconnect();
        fixture.Wait(60);
        fixture.Do(new StopSession(1));
        fixture.Connect();
        var ended = Assert.Single(fixture.Told());
        Assert.True(ended.At("offline").GetBoolean());
        Assert.Equal(720, ended.Number("costDetails.totalUsage.chargingTime"));
    }

    [Fact]
    public void A_charger_that_is_not_to_compute_costs_tells_none()
    {
        var fixture = Priced.Booted(null, Whole);
        fixture.Do(new SetConfiguration("TariffCostCtrlr.Enabled[Cost]", "false"));
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        fixture.Wait(60);
        Assert.False(fixture.Stop().TryGetProperty("costDetails", out _));
        Assert.Empty(fixture.Charger.View(fixture.Now).Display);
    }

    [Fact]
    public void The_display_has_the_tariff_and_what_it_costs()
    {
        var fixture = Priced.Booted(null, Priced.Tariff(
            """
            "description":[{"format":"UTF8","content":"0.10 a minute","language":"en"}],"chargingTime":{"prices":[{"priceMinute":0.1}]}
            """));
        string[] idle = ["EVSE 1: 0.10 a minute", "EVSE 2: 0.10 a minute"];
        Assert.Equal(idle, Shown());
        fixture.Do(new StartSession(Priced.Tag, 1, null, null));
        fixture.Wait(600);
        Assert.Equal(["EVSE 1: 0.10 a minute", "EVSE 1: 1.00 EUR", "EVSE 2: 0.10 a minute"], Shown());
        fixture.Wait(150);
        fixture.Stop();
        Assert.Equal(["EVSE 1: 0.10 a minute", "EVSE 1: 1.25 EUR", "EVSE 2: 0.10 a minute"], Shown());

        IReadOnlyList<string> Shown() => fixture.Charger.View(fixture.Now).Display;
    }

    [Fact]
    public void What_it_costs_is_the_same_before_and_after_a_restart()
    {
        var kept = Charged(restart: false);
        var restarted = Charged(restart: true);
        Assert.Equal(kept.GetProperty("costDetails").GetRawText(), restarted.GetProperty("costDetails").GetRawText());
        Assert.True(kept.At("costDetails.chargingPeriods").GetArrayLength() > 3);

        static System.Text.Json.JsonElement Charged(bool restart)
        {
            var fixture = Priced.Booted(ChargerFixture.Dc, Priced.Tariff(
                """
                "energy":{"prices":[{"priceKwh":1,"conditions":{"maxEnergy":2500}},{"priceKwh":2,"conditions":{"endTimeOfDay":"08:20"}},{"priceKwh":3}]},
                "chargingTime":{"prices":[{"priceMinute":0.2,"conditions":{"minPower":25000}},{"priceMinute":0.1}]},
                "idleTime":{"prices":[{"priceMinute":0.5,"conditions":{"minIdleTime":300}}]}
                """));
            fixture.Do(new StartSession(Priced.Tag, 1, null, null));
            fixture.Wait(700);
            fixture.Do(new PowerUpdate(1, 20_000));
            fixture.Wait(700);
            if (restart)
            {
                fixture.Restart();
                fixture.Connect();
            }

            fixture.Do(new EvStopsEnergy(1));
            fixture.Wait(900);
            fixture.Do(new EvRequestsEnergy(1));
            fixture.Wait(900);
            if (restart)
            {
                fixture.Restart();
                fixture.Connect();
            }

            return fixture.Stop();
        }
    }

    // Whatever the conditions, and whatever the vehicle does: with the same price everywhere they do not matter, and the periods add up.
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Periods_add_up_to_the_whole_and_conditions_without_a_difference_make_none(int seed)
    {
        var random = new Random(seed);
        var fixture = Priced.Booted(seed % 2 == 0 ? ChargerFixture.Ac : ChargerFixture.Dc, Random(random));
        fixture.Do(new StartSession(Priced.Tag, 1, null, random.Next(3) == 0 ? random.Next(5000, 50_000) : null, StayPlugged: true));
        for (var step = 0; step < 12 && fixture[1].Transaction is not null; step++)
        {
            fixture.Wait(random.Next(1, 3000));
            fixture.Do(random.Next(4) switch
            {
                0 => new PowerUpdate(1, random.Next(0, 30_000)),
                1 => new EvStopsEnergy(1),
                2 => new EvRequestsEnergy(1),
                _ => new PowerUpdate(1, 1_000_000),
            });
        }

        if (fixture[1].Transaction is not null)
        {
            fixture.Do(new StopSession(1));
        }

        var ended = fixture.Told()[^1];
        var usage = ended.At("costDetails.totalUsage");
        Assert.Equal(usage.Number("energy"), ended.Volumes("Energy").Sum(), 6);
        Assert.Equal(usage.Number("chargingTime"), ended.Volumes("ChargingTime").Sum());
        Assert.Equal(usage.Number("idleTime"), ended.Volumes("IdleTIme").Sum());
        Assert.All(ended.Volumes("Energy"), volume => Assert.True(volume >= 0));
        var cost = ended.At("costDetails.totalCost");
        Assert.Equal(usage.Number("energy") / 1000 * 0.25, cost.Number("energy.exclTax"), 0.001);
        Assert.Equal(usage.Number("chargingTime") / 60 * 0.02, cost.Number("chargingTime.exclTax"), 0.001);
        Assert.Equal(usage.Number("idleTime") / 60 * 0.05, cost.Number("idleTime.exclTax"), 0.001);
        Assert.Equal(
            cost.Number("energy.exclTax") + cost.Number("chargingTime.exclTax") + cost.Number("idleTime.exclTax"), cost.Number("total.exclTax"), 4);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 20)];

    // Prices that are all the same, under conditions of every kind, with one at the end that always holds.
    static string Random(Random random)
    {
        return Priced.Tariff($$"""
            "energy":{"prices":[{{Prices("priceKwh", "0.25")}}]},"chargingTime":{"prices":[{{Prices("priceMinute", "0.02")}}]},
            "idleTime":{"prices":[{{Prices("priceMinute", "0.05")}}]}
            """);

        string Prices(string name, string price) => string.Join(
            ',', Enumerable.Range(0, 4).Select(_ => $$$$"""{"{{{{name}}}}":{{{{price}}}},"conditions":{{{{{Condition()}}}}}}""").Append($$"""{"{{name}}":{{price}}}"""));

        string Condition() => random.Next(8) switch
        {
            0 => $"\"startTimeOfDay\":\"{random.Next(8, 14):00}:{random.Next(60):00}\"",
            1 => $"\"endTimeOfDay\":\"{random.Next(8, 14):00}:{random.Next(60):00}\"",
            2 => $"\"minEnergy\":{random.Next(500, 9000)},\"maxEnergy\":{random.Next(9000, 30_000)}",
            3 => $"\"minPower\":{random.Next(3000, 30_000)}",
            4 => $"\"maxTime\":{random.Next(100, 9000)}",
            5 => $"\"minChargingTime\":{random.Next(100, 5000)}",
            6 => $"\"minIdleTime\":{random.Next(100, 3000)},\"maxIdleTime\":{random.Next(3000, 6000)}",
            _ => $"\"maxCurrent\":{random.Next(5, 60)}",
        };
    }

    // Numbers that are as good as the same.
    sealed class Within(double tolerance) : IEqualityComparer<double>, IEqualityComparer<(double, double, double)>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double obj) => 0;

        public bool Equals((double, double, double) x, (double, double, double) y) =>
            Equals(x.Item1, y.Item1) && Equals(x.Item2, y.Item2) && Equals(x.Item3, y.Item3);

        public int GetHashCode((double, double, double) obj) => 0;
    }
}
