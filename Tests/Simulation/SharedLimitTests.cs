using System.Globalization;
using FsCheck.Xunit;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>Charging profiles where several connectors, phases and vehicles meet (1.6 section 3.13). The charger has two connectors of 22 kW
/// on three phases, unless it is said.</summary>
public sealed class SharedLimitTests
{
    /// <summary>32 A on three phases.</summary>
    const string Fast = "FastAcHatchback";

    /// <summary>16 A on three phases.</summary>
    const string Usual = "FamilySuv";

    /// <summary>32 A on one phase.</summary>
    const string SinglePhase = "CityCar";

    [Fact]
    public void What_one_vehicle_does_not_take_of_the_charger_s_limit_is_the_other_s()
    {
        var fixture = With(Fast, Usual);
        Set(fixture, 0, 1, "ChargePointMaxProfile", "W", (0, 20_000));
        Begin(fixture, 1);
        Begin(fixture, 2);
        Assert.Equal((10_000, 10_000), Powers(fixture));
        Set(fixture, 2, 2, "TxProfile", "W", (0, 6_000));
        Assert.Equal((14_000, 6_000), Powers(fixture));
        Clear(fixture, 2);
        fixture.Do(new EvStopsEnergy(1));
        Assert.Equal((0, 11_040), Powers(fixture));
        Assert.Equal(ConnectorStatus.SuspendedEV, fixture[1].Status);
        fixture.Do(new EvRequestsEnergy(1));
        Assert.Equal((10_000, 10_000), Powers(fixture));
        fixture.Do(new PowerUpdate(2, 3_000));
        Assert.Equal((17_000, 3_000), Powers(fixture));
    }

    [Fact]
    public void Where_the_charger_s_limit_is_too_little_for_all_who_came_last_waits()
    {
        var fixture = With(Fast, Usual);
        Set(fixture, 0, 1, "ChargePointMaxProfile", "A", (0, 10));
        Begin(fixture, 1);
        Begin(fixture, 2);
        Assert.Equal((6_900, 0), Powers(fixture));
        Assert.Equal(ConnectorStatus.SuspendedEVSE, fixture[2].Status);
        fixture.Do(new StopSession(1));
        Assert.Equal((ConnectorStatus.Charging, 6_900), (fixture[2].Status, Powers(fixture).Item2));
    }

    [Fact]
    public void No_phase_of_the_charger_has_more_than_its_amperes()
    {
        var fixture = With(SinglePhase, Fast);
        Set(fixture, 0, 1, "ChargePointMaxProfile", "A", (0, 20));
        Begin(fixture, 1);
        Assert.Equal((20 * 230, 0), Powers(fixture));
        Begin(fixture, 2);
        Assert.Equal((10 * 230, 10 * 690), Powers(fixture));
    }

    [Theory, InlineData("Absolute"), InlineData("Relative")]
    public void The_charger_s_limit_counts_from_its_installation_where_it_names_no_start(string kind)
    {
        var fixture = With(Fast);
        Begin(fixture, 1);
        fixture.Wait(100);
        Set(fixture, 0, 1, "ChargePointMaxProfile", "W", kind, (0, 11_000), (600, 7_000));
        Assert.Equal([(0, 11_000), (600, 7_000)], Schedule(fixture, 1, 3600, "W"));
        fixture.Wait(599);
        Assert.Equal(11_000, Powers(fixture).Item1);
        fixture.Wait(1);
        Assert.Equal(7_000, Powers(fixture).Item1);
    }

    [Fact]
    public void A_limit_for_one_phase_makes_the_vehicle_charge_on_one()
    {
        var fixture = With(Fast);
        Ask(fixture, 1, """
            {"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Relative","chargingSchedule":
            {"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":11000},{"startPeriod":3600,"limit":11000,"numberPhases":1}]}}
            """);
        Begin(fixture, 1);
        fixture.Wait(3600);
        Assert.Equal((7_360, 11_000), (Powers(fixture).Item1, (int)Math.Round(fixture[1].Transaction!.EnergyWh)));
        Assert.Equal([(0, 32)], Schedule(fixture, 1, 60, "A"));
    }

    [Fact]
    public void The_composite_schedule_of_the_charger_is_the_sum_of_its_connectors_within_its_own_limit()
    {
        var fixture = With(SinglePhase);
        Set(fixture, 1, 1, "TxDefaultProfile", "W", (0, 7_000), (1800, 3_000));
        Assert.Equal([(0, 29_080), (1800, 25_080)], Schedule(fixture, 0, 3600, "W"));
        Set(fixture, 0, 2, "ChargePointMaxProfile", "W", (0, 26_000));
        Assert.Equal([(0, 26_000), (1800, 25_080)], Schedule(fixture, 0, 3600, "W"));
        Clear(fixture, 1);
        Clear(fixture, 2);
        Begin(fixture, 1);
        Assert.Equal([(0, 32)], Schedule(fixture, 1, 3600, "A"));
        Assert.Equal([(0, 7_360)], Schedule(fixture, 1, 3600, "W"));
    }

    [Fact]
    public void A_composite_schedule_ends_where_not_all_can_be_told()
    {
        var fixture = With(Fast);
        Recurring(1, "[{\"startPeriod\":0,\"limit\":10},{\"startPeriod\":60,\"limit\":20}]");
        Assert.Equal((100, 50 * 86_400), Told());
        Recurring(1, "[{\"startPeriod\":0,\"limit\":10},{\"startPeriod\":60,\"limit\":10}]");
        Assert.Equal((1, 500 * 86_400), Told());

        void Recurring(int id, string periods) => Ask(fixture, 1, $$"""
            {"chargingProfileId":{{id}},"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Recurring","recurrencyKind":"Daily",
            "chargingSchedule":{"chargingRateUnit":"A","startSchedule":"2025-03-01T08:00:00Z","chargingSchedulePeriod":{{periods}}} }
            """);

        (int, int) Told()
        {
            var schedule = fixture.Ask("GetCompositeSchedule", $$"""{"connectorId":1,"duration":{{int.MaxValue}}}""").GetProperty("chargingSchedule");
            return (schedule.GetProperty("chargingSchedulePeriod").GetArrayLength(), schedule.GetProperty("duration").GetInt32());
        }
    }

    [Theory]
    [InlineData("""{"validFrom":"2025-03-01T09:00:00Z","validTo":"2025-03-01T09:00:00Z",""", "TxDefaultProfile")]
    [InlineData("""{"transactionId":1,""", "TxDefaultProfile")]
    [InlineData("""{"transactionId":1,""", "ChargePointMaxProfile")]
    public void A_profile_that_contradicts_itself_is_rejected(string start, string purpose) => Assert.Equal("Rejected", Ask(With(Fast), 0, start + $$"""
        "chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"{{purpose}}","chargingProfileKind":"Absolute",
        "chargingSchedule":{"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":7000}]} }
        """));

    [Fact]
    public void The_profile_of_a_remote_start_names_no_transaction()
    {
        var fixture = With(Fast);
        Assert.Equal("Rejected", Start("\"transactionId\":1,"));
        Assert.Equal("Accepted", Start(""));
        Assert.Equal(7_000, Powers(fixture).Item1);

        string Start(string more) => fixture.Ask("RemoteStartTransaction", $$"""
            {"idTag":"REMOTE","connectorId":1,"chargingProfile":{ {{more}}"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile",
            "chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":7000}]} } }
            """).GetProperty("status").GetString()!;
    }

    [Property(MaxTest = 200, EndSize = 120)]
    public void Power_stays_within_all_limits_and_energy_is_its_integral(bool dc, byte seed, byte[] script)
    {
        var fixture = Started(dc, seed);
        foreach (var step in script.Chunk(4).Where(step => step.Length == 4))
        {
            Step(fixture, step);
            for (var waited = 0; waited < step[2]; waited += 60)
            {
                CheckLimits(fixture);
                var before = Readings(fixture);
                fixture.Wait(1);
                foreach (var (from, to) in before.Zip(Readings(fixture)).Where(pair => pair.First?.Start == pair.Second?.Start && pair.First is not null))
                {
                    // Within a second the power changes by a schedule at one of its ends, or by the battery hardly at all.
                    Assert.InRange(
                        (to!.Value.EnergyWh - from!.Value.EnergyWh) * 3600,
                        (Math.Min(from.Value.PowerW, to.Value.PowerW) * 0.99) - 1, (Math.Max(from.Value.PowerW, to.Value.PowerW) * 1.01) + 1);
                }

                fixture.Wait(59);
            }
        }

        fixture.Ask("ClearChargingProfile", "{}");
        fixture.Wait(12 * 3600);
        Assert.All(
            fixture.Sessions.Where(session => session.StopReason == StopReason.EnergyLimitReached), session => Assert.Equal(5_000, session.EnergyWh));
    }

    [Property(MaxTest = 200, EndSize = 120)]
    public void A_restart_in_the_middle_changes_nothing(bool dc, byte seed, byte[] script, ushort away)
    {
        var fixture = Started(dc, seed);
        foreach (var step in script.Chunk(4).Where(step => step.Length == 4))
        {
            fixture.Let(0.25);
            Step(fixture, step);
            fixture.Wait(step[2] * 4);
        }

        var restored = fixture.Copy();
        restored.Restart(away);
        fixture.Let(away);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(Readings(fixture), Readings(restored));
            fixture.Let(1801.5);
            restored.Let(1801.5);
        }
    }

    [Property(MaxTest = 1000)]
    public void Of_a_limit_everybody_gets_a_fair_share(byte whole, (byte Least, byte More)[] people)
    {
        var claims = people.Take(8).Select(one => ((double)(one.Least % 40), (one.Least % 40) + (double)one.More)).ToList();
        var parts = FairShare.Of(whole, claims);
        Assert.True(parts.Sum() <= whole + 1e-6);
        var level = parts.Zip(claims).Where(one => one.First > one.Second.Item1).Select(one => one.First).DefaultIfEmpty(0).Max();
        var left = (double)whole;
        foreach (var (part, (least, most)) in parts.Zip(claims))
        {
            // All of it, an equal part, the least it needs, or nothing where that is not left by those before.
            var served = most > 0 && least <= left + 1e-6;
            left -= served ? least : 0;
            Assert.True(served
                ? Math.Abs(part - most) < 1e-6 || Math.Abs(part - Math.Max(least, Math.Min(most, level))) < 1e-6
                : part == 0);
        }

        Assert.True(parts.Sum() > whole - 1e-6 || parts.Zip(claims).All(one => one.First == 0 || one.First > one.Second.Item2 - 1e-6));
    }

    static ChargerFixture With(params string[] vehicles)
    {
        for (var seed = 1UL; ; seed++)
        {
            if (vehicles.Select((name, i) => Vehicle.Choose(seed, i + 1, CurrentType.Ac) is var (vehicle, soc) && vehicle.Name == name && soc <= 0.3).All(fits => fits))
            {
                return ChargerFixture.Booted(seed: seed);
            }
        }
    }

    static ChargerFixture Started(bool dc, byte seed)
    {
        var fixture = ChargerFixture.Booted(model: dc ? ChargerFixture.Dc : ChargerFixture.Ac, seed: seed);
        fixture.Do(new StartSession("TAG", 1, null, 5_000));
        Begin(fixture, 2);
        return fixture;
    }

    // Composite schedules are told to one decimal, rounded down.
    static void CheckLimits(ChargerFixture fixture)
    {
        var sum = 0.0;
        for (var id = 1; id <= 2; id++)
        {
            var power = fixture[id].Transaction?.PowerW ?? 0;
            Assert.True(power <= Schedule(fixture, id, 1, "W")[0].Item2 + 0.11);
            sum += power;
        }

        Assert.True(sum <= Schedule(fixture, 0, 1, "W")[0].Item2 + 0.11);
    }

    static (DateTimeOffset Start, double EnergyWh, double PowerW)?[] Readings(ChargerFixture fixture) =>
        [.. fixture.Charger.View(fixture.Now).Connectors.Select(connector => connector.Transaction is { } transaction
            ? (transaction.StartedAt, transaction.EnergyWh, transaction.PowerW)
            : ((DateTimeOffset, double, double)?)null)];

    static void Step(ChargerFixture fixture, byte[] step)
    {
        var (kind, a, b, c) = (step[0], step[1], step[2], step[3]);
        var connector = 1 + (a & 1);
        var unit = (a & 2) == 0 ? "A" : "W";
        var rate = unit == "A" ? b % 40 : b * 100;
        var phases = (a & 4) == 0 ? "" : $",\"numberPhases\":{1 + (c % 3)}";
        var times = (a & 8) == 0 ? "" : $",\"duration\":{300 + (30 * c)}";
        var valid = ((a & 16) == 0 ? "" : $",\"validFrom\":\"{fixture.Now.AddSeconds(c * 10):O}\"")
            + ((a & 32) == 0 ? "" : $",\"validTo\":\"{fixture.Now.AddSeconds(3000 + (b * 10)):O}\"");
        string Profile(string purpose) => $$"""
            {"chargingProfileId":{{a % 7}},"stackLevel":{{c % 4}},"chargingProfilePurpose":"{{purpose}}"
            ,"chargingProfileKind":"{{new[] { "Absolute", "Recurring", "Relative" }[b % 3]}}","recurrencyKind":"Daily"{{valid}},"chargingSchedule":
            {"chargingRateUnit":"{{unit}}","startSchedule":"{{fixture.Now.AddSeconds((c - 128) * 20.5):O}}"{{times}},"chargingSchedulePeriod":
            [{"startPeriod":0,"limit":{{rate}}{{phases}}},{"startPeriod":{{60 + (10 * c)}},"limit":{{rate / 2}}},{"startPeriod":5000,"limit":{{rate + 5}},"numberPhases":3}]} }
            """;
        switch (kind % 10)
        {
            case 0 or 1:
                Ask(fixture, a % 3, Profile("TxDefaultProfile"));
                break;
            case 2 or 3:
                Ask(fixture, connector, Profile("TxProfile"));
                break;
            case 4 or 5:
                Ask(fixture, 0, Profile("ChargePointMaxProfile"));
                break;
            case 6:
                Clear(fixture, a % 7);
                break;
            case 7:
                fixture.Do(b < 128 ? new EvStopsEnergy(connector) : new EvRequestsEnergy(connector));
                break;
            case 8:
                fixture.Do(b < 100 ? new StopSession(connector) : new StartSession("TAG", connector, null, b < 180 ? 5_000 : null));
                break;
            case 9:
                fixture.Do(new PowerUpdate(connector, c * 60));
                break;
        }
    }

    static void Begin(ChargerFixture fixture, int connectorId) => fixture.Do(new StartSession("TAG", connectorId, null, null));

    static (int, int) Powers(ChargerFixture fixture) =>
        ((int)Math.Round(fixture[1].Transaction?.PowerW ?? 0), (int)Math.Round(fixture[2].Transaction?.PowerW ?? 0));

    static string Set(ChargerFixture fixture, int connectorId, int id, string purpose, string unit, params (int Start, int Limit)[] periods) =>
        Set(fixture, connectorId, id, purpose, unit, "Relative", periods);

    static string Set(
        ChargerFixture fixture, int connectorId, int id, string purpose, string unit, string kind, params (int Start, int Limit)[] periods) => Ask(
        fixture, connectorId,
        $$"""
        {"chargingProfileId":{{id}},"stackLevel":0,"chargingProfilePurpose":"{{purpose}}","chargingProfileKind":"{{kind}}","chargingSchedule":
        {"chargingRateUnit":"{{unit}}","chargingSchedulePeriod":[{{string.Join(',', periods.Select(
            period => string.Create(CultureInfo.InvariantCulture, $"{{\"startPeriod\":{period.Start},\"limit\":{period.Limit}}}")))}}]} }
        """);

    static string Ask(ChargerFixture fixture, int connectorId, string profile) => fixture.Ask(
        "SetChargingProfile", $$"""{"connectorId":{{connectorId}},"csChargingProfiles":{{profile}} }""").GetProperty("status").GetString()!;

    static void Clear(ChargerFixture fixture, int id) => fixture.Ask("ClearChargingProfile", $$"""{"id":{{id}}}""");

    static (int, double)[] Schedule(ChargerFixture fixture, int connectorId, int seconds, string unit) => [.. fixture.Ask(
        "GetCompositeSchedule", $$"""{"connectorId":{{connectorId}},"duration":{{seconds}},"chargingRateUnit":"{{unit}}"}""")
        .GetProperty("chargingSchedule").GetProperty("chargingSchedulePeriod").EnumerateArray()
        .Select(period => (period.GetProperty("startPeriod").GetInt32(), period.GetProperty("limit").GetDouble()))];
}
