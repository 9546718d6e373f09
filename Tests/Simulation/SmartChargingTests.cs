using FsCheck;
using FsCheck.Xunit;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>Charging profiles (1.6 section 3.13). The charger has one phase at 230 V, so that 10 A are 2,300 W, and every vehicle takes that.</summary>
public sealed class SmartChargingTests
{
    const string Accepted = Calls.Accepted;

    [Fact]
    public void A_default_profile_limits_every_transaction_until_it_is_cleared()
    {
        var fixture = Charger();
        Assert.Equal(Accepted, Set(fixture, 0, 1, "TxDefaultProfile", "[0,10]"));
        fixture.Do(new StartSession("TAG", 1, null, null));
        Assert.Equal(2300, Power(fixture));
        fixture.Wait(3600);
        Assert.Equal(2300, fixture[1].Transaction!.EnergyWh, 6);
        Assert.Equal(Accepted, Clear(fixture, """{"id":1}"""));
        Assert.True(Power(fixture) > 3600);
        Assert.Equal("Unknown", Clear(fixture, """{"id":1}"""));
    }

    [Fact]
    public void A_transaction_s_profile_is_followed_to_the_second_and_goes_with_it()
    {
        var fixture = Charger();
        Assert.Equal("Rejected", Set(fixture, 1, 1, "TxProfile", "[0,10]", kind: "Relative"));
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(100);
        var before = fixture[1].Transaction!.EnergyWh;
        Assert.Equal(Accepted, Set(fixture, 1, 1, "TxProfile", "[0,10],[600,8]", start: fixture.Now));
        fixture.Wait(1200);
        Assert.Equal(before + (2300 / 6.0) + (1840 / 6.0), fixture[1].Transaction!.EnergyWh, 6);
        Assert.Equal("Rejected", Set(fixture, 1, 2, "TxProfile", "[0,6]", transactionId: 99));
        fixture.Do(new StopSession(1));
        fixture.Do(new StartSession("TAG", 1, null, null));
        Assert.True(Power(fixture) > 3600);
    }

    [Fact]
    public void An_energy_limit_is_hit_exactly_whatever_the_schedule()
    {
        var fixture = Charger();
        Set(fixture, 1, 1, "TxDefaultProfile", "[0,10],[600,8]", kind: "Relative");
        fixture.Do(new StartSession("TAG", 1, null, 1000));
        fixture.Wait(7200);
        var ended = fixture.Transactions.Last(message => message.Kind == TransactionEventKind.Ended);
        Assert.Equal(1000, ended.MeterWh - fixture.Transactions.First().MeterWh, 9);
        Assert.Equal(600 + ((1000 - (2300 / 6.0)) / 1840 * 3600), (ended.At - ChargerFixture.Start).TotalSeconds, 5);
    }

    [Fact]
    public void Below_six_amperes_the_charger_suspends()
    {
        var fixture = Charger();
        Set(fixture, 1, 1, "TxDefaultProfile", "[0,16],[60,5.9],[120,6]", kind: "Relative");
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(60);
        Assert.Equal((ConnectorStatus.SuspendedEVSE, 0), (fixture[1].Status, Power(fixture)));
        fixture.Wait(60);
        Assert.Equal((ConnectorStatus.Charging, 1380), (fixture[1].Status, Power(fixture)));
    }

    [Fact]
    public void The_highest_profile_that_says_something_counts_and_a_connector_s_before_that_of_all()
    {
        var fixture = Charger();
        Set(fixture, 0, 1, "TxDefaultProfile", "[0,7]", stackLevel: 5);
        fixture.Do(new StartSession("TAG", 1, null, null));
        Set(fixture, 1, 2, "TxDefaultProfile", "[0,8]");
        Set(fixture, 1, 3, "TxDefaultProfile", "[0,9]", stackLevel: 1, start: fixture.Now, duration: 300);
        Assert.Equal(9 * 230, Power(fixture));
        fixture.Wait(300);
        Assert.Equal(8 * 230, Power(fixture));
        Clear(fixture, """{"connectorId":1}""");
        Assert.Equal(7 * 230, Power(fixture));
        Set(fixture, 0, 4, "TxDefaultProfile", "[0,6]", stackLevel: 5);
        Assert.Equal(6 * 230, Power(fixture));
    }

    [Fact]
    public void A_profile_counts_between_its_dates_and_a_recurring_one_every_day()
    {
        var fixture = Charger();
        fixture.Do(new StartSession("TAG", 1, null, null));
        Set(fixture, 1, 1, "TxDefaultProfile", "[0,10],[3600,8]", kind: "Recurring", recurrency: "Daily", start: ChargerFixture.Start.AddDays(-3).AddHours(-1), duration: 7200);
        Assert.Equal(8 * 230, Power(fixture));
        fixture.Wait(3600);
        Assert.True(Power(fixture) > 3600);
        Assert.Equal(
            [(0, 3680), (79_200, 2300), (82_800, 1840), (86_400, 3680)],
            Schedule(fixture, 1, 90_000, "W").Select(period => (period.Start, (int)Math.Min(period.Limit, 3680))));
        Set(fixture, 1, 2, "TxDefaultProfile", "[0,6]", stackLevel: 3, validFrom: fixture.Now.AddSeconds(60), validTo: fixture.Now.AddSeconds(120));
        fixture.Wait(60);
        Assert.Equal(6 * 230, Power(fixture));
        fixture.Wait(60);
        Assert.True(Power(fixture) > 3600);
    }

    [Fact]
    public void The_charger_s_own_limit_is_shared_by_those_that_charge()
    {
        var fixture = ChargerFixture.Booted(model: ChargerFixture.Dc);
        Assert.Equal("Rejected", Set(fixture, 1, 1, "ChargePointMaxProfile", "[0,20000]", unit: "W"));
        Assert.Equal(Accepted, Set(fixture, 0, 1, "ChargePointMaxProfile", "[0,20000]", unit: "W"));
        fixture.Do(new StartSession("TAG", 1, null, null));
        Assert.Equal(20_000, Power(fixture));
        fixture.Do(new StartSession("TAG2", 2, null, null));
        Assert.Equal((10_000, 10_000), (Power(fixture), Power(fixture, 2)));
        fixture.Do(new StopSession(2));
        Assert.Equal(20_000, Power(fixture));
        Assert.Equal([(0, 20_000)], Schedule(fixture, 0, 600, "W").Select(period => (period.Start, (int)period.Limit)));
    }

    [Fact]
    public void The_composite_schedule_is_what_a_transaction_would_get()
    {
        var fixture = Charger();
        Assert.Equal([(0, 32)], Schedule(fixture, 1, 600, "A"));
        Set(fixture, 0, 1, "ChargePointMaxProfile", "[0,12]");
        Set(fixture, 1, 2, "TxDefaultProfile", "[0,16],[300,10],[400,10],[500,6]", kind: "Relative");
        Assert.Equal([(0, 12), (300, 10), (500, 6)], Schedule(fixture, 1, 600, "A"));
        Assert.Equal([(0, 2760), (300, 2300)], Schedule(fixture, 1, 400, "W"));
        Assert.Equal("Rejected", Status(fixture, "GetCompositeSchedule", """{"connectorId":5,"duration":60}"""));
    }

    [Fact]
    public void A_remote_start_brings_its_profile()
    {
        var fixture = Charger();
        Assert.Equal("Rejected", RemoteStart(fixture, "TxDefaultProfile"));
        Assert.Equal(Accepted, RemoteStart(fixture, "TxProfile"));
        Assert.Equal(2300, Power(fixture));
        fixture.Restart(10);
        Assert.Equal(2300, Power(fixture));
    }

    [Theory]
    [InlineData("[5,10]", "A", 0, 1)]
    [InlineData("[0,10],[0,8]", "A", 0, 1)]
    [InlineData("[0,-1]", "A", 0, 1)]
    [InlineData("[0,10]", "A", 21, 1)]
    [InlineData("[0,10]", "A", 0, 4)]
    public void A_profile_that_can_t_be_followed_is_rejected(string periods, string unit, int stackLevel, int connectorId) =>
        Assert.Equal("Rejected", Set(Charger(), connectorId, 1, "TxDefaultProfile", periods, unit: unit, stackLevel: stackLevel));

    [Fact]
    public void Profiles_outlive_a_reset_and_their_number_is_limited()
    {
        var fixture = Charger();
        for (var id = 1; id <= 50; id++)
        {
            Assert.Equal(Accepted, Set(fixture, id % 2, id, "TxDefaultProfile", "[0,10]", stackLevel: (id - 1) / 3));
        }

        fixture.Reset(hard: true);
        fixture.Restart();
        fixture.Connect();
        fixture.Do(new StartSession("TAG", 1, null, null));
        Assert.Equal(2300, Power(fixture));
    }

    /// <summary>Whatever profiles come and go: the power is within the limit at every moment, the energy is what flowed, and a process that
    /// dies in between changes nothing.</summary>
    [Property(MaxTest = 200)]
    public void The_energy_is_what_the_limits_let_flow(bool realistic, (byte Kind, byte Id, byte Level, byte Limit, byte Wait)[] steps)
    {
        var fixture = Charger(realistic ? Timing.Realistic : Timing.Instant);
        fixture.Do(new StartSession("TAG", 1, null, 2_000));
        var delivered = 0.0;
        foreach (var (kind, id, level, limit, wait) in steps)
        {
            var profile = (id % 5) + 1;
            _ = (kind % 6) switch
            {
                0 => Set(fixture, 0, profile, "TxDefaultProfile", $"[0,{limit % 20}],[{60 + wait},{level % 20}]", stackLevel: level % 3, kind: "Relative"),
                1 => Set(fixture, 1, profile, "TxProfile", $"[0,{limit % 20}]", stackLevel: level % 3, start: fixture.Now.AddSeconds(level), duration: wait + 1),
                2 => Set(fixture, 0, profile, "ChargePointMaxProfile", $"[0,{limit % 40}]", validTo: fixture.Now.AddSeconds(wait + 1)),
                3 => Clear(fixture, $$"""{"id":{{profile}}}"""),
                4 => Restarted(fixture),
                _ => "",
            };
            for (var i = 0; i < wait % 8; i++)
            {
                var before = fixture[1].Transaction;
                fixture.Wait(1);
                if (before is null || fixture[1].Transaction is not { } after)
                {
                    continue;
                }

                var most = Schedule(fixture, 1, 1, "W")[0].Limit;
                Assert.True(after.PowerW <= most + 0.11, $"{after.PowerW} W are above {most} W");
                Assert.InRange(after.EnergyWh - before.EnergyWh, 0, 7_360 / 3600.0);
                Assert.True(after.EnergyWh >= delivered - 1e-9);
                delivered = after.EnergyWh;
            }
        }

        fixture.Ask("ClearChargingProfile", "{}");
        fixture.Wait(7200);
        var told = fixture.Transactions.Where(message => message.Kind is TransactionEventKind.Started or TransactionEventKind.Ended).ToList();
        Assert.Equal(2_000, told[^1].MeterWh - told[0].MeterWh, 6);

        static string Restarted(ChargerFixture fixture)
        {
            fixture.Restart();
            fixture.Connect();
            return "";
        }
    }

    static ChargerFixture Charger(Timing timing = Timing.Instant) => ChargerFixture.Booted(model: ChargerFixture.AcSinglePhase, timing: timing);

    static int Power(ChargerFixture fixture, int connectorId = 1) => (int)Math.Round(fixture[connectorId].Transaction!.PowerW);

    static string Clear(ChargerFixture fixture, string criteria) => Status(fixture, "ClearChargingProfile", criteria);

    static string RemoteStart(ChargerFixture fixture, string purpose) => Status(
        fixture, "RemoteStartTransaction", $$"""{"idTag":"REMOTE","connectorId":1,"chargingProfile":{{Profile(3, purpose, "[0,10]", kind: "Relative")}} }""");

    static List<(int Start, double Limit)> Schedule(ChargerFixture fixture, int connectorId, int seconds, string unit) => [.. fixture.Ask(
        "GetCompositeSchedule", $$"""{"connectorId":{{connectorId}},"duration":{{seconds}},"chargingRateUnit":"{{unit}}"}""")
        .GetProperty("chargingSchedule").GetProperty("chargingSchedulePeriod").EnumerateArray()
        .Select(period => (period.GetProperty("startPeriod").GetInt32(), period.GetProperty("limit").GetDouble()))];

    static string Set(
        ChargerFixture fixture, int connectorId, int id, string purpose, string periods, string unit = "A", int stackLevel = 0,
        string kind = "Absolute", string? recurrency = null, DateTimeOffset? start = null, int? duration = null, int? transactionId = null,
        DateTimeOffset? validFrom = null, DateTimeOffset? validTo = null) => Status(
        fixture, "SetChargingProfile",
        $$"""{"connectorId":{{connectorId}},"csChargingProfiles":{{Profile(id, purpose, periods, unit, stackLevel, kind, recurrency, start, duration, transactionId, validFrom, validTo)}} }""");

    // Periods as [start,limit],[start,limit].
    static string Profile(
        int id, string purpose, string periods, string unit = "A", int stackLevel = 0, string kind = "Absolute", string? recurrency = null,
        DateTimeOffset? start = null, int? duration = null, int? transactionId = null, DateTimeOffset? validFrom = null, DateTimeOffset? validTo = null)
    {
        var list = string.Join(',', periods.Trim('[', ']').Split("],[").Select(period => period.Split(',')).Select(
            period => $$"""{"startPeriod":{{period[0]}},"limit":{{period[1]}}}"""));
        return $$"""
            {"chargingProfileId":{{id}},"stackLevel":{{stackLevel}},"chargingProfilePurpose":"{{purpose}}","chargingProfileKind":"{{kind}}"
            {{Field("recurrencyKind", recurrency)}}{{Field("validFrom", validFrom)}}{{Field("validTo", validTo)}}
            {{(transactionId is { } transaction ? $",\"transactionId\":{transaction}" : "")}},
            "chargingSchedule":{"chargingRateUnit":"{{unit}}"{{Field("startSchedule", start)}}{{(duration is { } seconds ? $",\"duration\":{seconds}" : "")}},
            "chargingSchedulePeriod":[{{list}}] } }
            """;
    }

    static string Field(string name, object? value) => value switch
    {
        null => "",
        DateTimeOffset time => $",\"{name}\":\"{time.UtcDateTime:O}\"",
        _ => $",\"{name}\":\"{value}\"",
    };

    static string Status(ChargerFixture fixture, string action, string payload) => fixture.Ask(action, payload).GetProperty("status").GetString()!;
}
