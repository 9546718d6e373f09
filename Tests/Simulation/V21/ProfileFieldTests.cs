using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Certification201;
using static OcppLab.Tests.Simulation.V21.Charging21;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>What else charging profiles have in 2.1.</summary>
public sealed class ProfileFieldTests
{
    [Fact]
    public void What_is_generated_at_the_site_comes_on_top_of_the_least_limit()
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 1, Profile(1, "TxDefaultProfile", "Absolute", "\"limit\":8"));
        ProfileCalls.Set(fixture, 1, Profile(2, "LocalGeneration", "Absolute", "\"limit\":3"));
        Assert.Equal(11, ProfileCalls.LimitA(fixture, 1));
        Assert.Equal(11 * 690, fixture.PowerW());

        fixture.Do(new SetChargingLimit(1, 7 * 690));
        Assert.Equal(10 * 690, fixture.PowerW());
        fixture.Do(new SetChargingLimit(0, 6 * 690));
        Assert.Equal(9 * 690, fixture.PowerW(), 6);
        Assert.Equal(9, ProfileCalls.LimitA(fixture, 0));

        fixture.Answers("Accepted", "ClearChargingProfile", """{"chargingProfileId":2}""");
        Assert.Equal(6 * 690, fixture.PowerW(), 6);
    }

    [Fact]
    public void Generation_never_takes_a_connector_beyond_its_rating()
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 0, Profile(2, "LocalGeneration", "Absolute", "\"limit\":40"));
        Assert.Equal(32, ProfileCalls.LimitA(fixture, 1));
        Assert.Equal("InvalidProfile", fixture.Refused(0, Profile(3, "LocalGeneration", "Relative", "\"limit\":4")));
    }

    [Fact]
    public void An_external_system_tells_of_generation_beside_its_limit()
    {
        var fixture = Charging();
        fixture.Do(new SetChargingLimit(0, 8 * 690));
        fixture.Sent.Clear();
        Assert.Null(fixture.Do(new SetChargingLimit(0, 2 * 690, LocalGeneration: true)).Refusal);
        var limit = Assert.Single(fixture.Told("NotifyChargingLimit")).GetProperty("chargingLimit");
        Assert.Equal(("EMS", true), (limit.GetProperty("chargingLimitSource").GetString(), limit.GetProperty("isLocalGeneration").GetBoolean()));
        Assert.Equal(10 * 690, fixture.PowerW(), 6);

        fixture.Answers("Accepted", "GetChargingProfiles", """{"requestId":1,"chargingProfile":{"chargingLimitSource":["EMS"]}}""");
        Assert.Equal(
            ["ChargingStationExternalConstraints", "LocalGeneration"],
            Assert.Single(fixture.Told("ReportChargingProfiles")).GetProperty("chargingProfile").EnumerateArray()
                .Select(profile => profile.GetProperty("chargingProfilePurpose").GetString()));
        fixture.Answers("Unknown", "ClearChargingProfile", """{"chargingProfileCriteria":{"chargingProfilePurpose":"LocalGeneration"}}""");

        Assert.Null(fixture.Do(new ClearChargingLimit(0, LocalGeneration: true)).Refusal);
        Assert.Equal("EMS", Assert.Single(fixture.Told("ClearedChargingLimit")).GetProperty("chargingLimitSource").GetString());
        Assert.Equal(8 * 690, fixture.PowerW(), 6);
        Assert.NotNull(fixture.Do(new ClearChargingLimit(0, LocalGeneration: true)).Refusal);
        Assert.Equal("a charger of OCPP 2.0.1 knows no local generation", Flow.Booted().Do(new SetChargingLimit(0, 1, LocalGeneration: true)).Refusal);
    }

    [Fact]
    public void A_profile_counts_for_a_while_without_the_CSMS()
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 1, Profile(1, "TxDefaultProfile", "Absolute", "\"limit\":8", "\"maxOfflineDuration\":300,"));
        fixture.Disconnect();
        fixture.Wait(299);
        Assert.Equal(8 * 690, fixture.PowerW());
        fixture.Wait(1);
        Assert.Equal(16 * 690, fixture.PowerW());
        fixture.Connect();
        Assert.Equal(8 * 690, fixture.PowerW());
        Assert.Contains("Updated ChargingRateChanged Charging", fixture.Events());
    }

    [Fact]
    public void Or_is_given_up_after_it_or_never_counts_without_it()
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 1, Profile(1, "TxDefaultProfile", "Absolute", "\"limit\":8", "\"maxOfflineDuration\":300,\"invalidAfterOfflineDuration\":true,"));
        fixture.Disconnect();
        fixture.Wait(100);
        fixture.Connect();
        Assert.Equal(8 * 690, fixture.PowerW());
        fixture.Disconnect();
        fixture.Wait(400);
        fixture.Connect();
        Assert.Equal(16 * 690, fixture.PowerW());
        fixture.Answers("NoProfiles", "GetChargingProfiles", """{"requestId":1,"chargingProfile":{}}""");

        ProfileCalls.Set(fixture, 1, Profile(1, "TxDefaultProfile", "Absolute", "\"limit\":8", "\"maxOfflineDuration\":0,"));
        Assert.Equal(8 * 690, fixture.PowerW());
        fixture.Disconnect();
        Assert.Equal(16 * 690, fixture.PowerW());
        Assert.Equal("InvalidProfile", Booted().Refused(1, Profile(1, "TxDefaultProfile", "Absolute", "\"limit\":8", "\"maxOfflineDuration\":-1,")));
    }

    [Fact]
    public void The_time_without_the_CSMS_goes_on_in_the_next_process()
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 1, Profile(1, "TxDefaultProfile", "Absolute", "\"limit\":8", "\"maxOfflineDuration\":300,"));
        fixture.Disconnect();
        fixture.Wait(200);
        fixture.Restart(50);
        Assert.Equal(8 * 690, fixture.PowerW());
        fixture.Wait(50);
        Assert.Equal(16 * 690, fixture.PowerW());

        fixture.Connect();
        fixture.Wait(20);
        fixture.Restart();
        fixture.Wait(299);
        Assert.Equal(8 * 690, fixture.PowerW());
        fixture.Wait(1);
        Assert.Equal(16 * 690, fixture.PowerW());
    }

    [Fact]
    public void Periods_begin_later_by_chance_each_by_its_own_and_never_out_of_order()
    {
        const string Three = "\"limit\":8},{\"startPeriod\":10,\"limit\":9},{\"startPeriod\":1000,\"limit\":10";
        List<List<int>> all = [];
        for (var seed = 0UL; seed < 40; seed++)
        {
            var fixture = ChargerFixture.Booted(OcppVersion.V21, seed: seed);
            ProfileCalls.Set(fixture, 1, Profile(1, "TxDefaultProfile", "Absolute", Three, schedule: "\"randomizedDelay\":600,"));
            var starts = fixture.Ask("GetCompositeSchedule", """{"evseId":1,"duration":5000,"chargingRateUnit":"A"}""")
                .GetProperty("schedule").GetProperty("chargingSchedulePeriod").EnumerateArray().ToDictionary(
                    period => period.GetProperty("limit").GetDouble(), period => period.GetProperty("startPeriod").GetInt32());
            Assert.InRange(starts[8], 0, 600);
            Assert.InRange(starts[9], starts[8] + 1, 610);
            Assert.InRange(starts[10], 1000, 1600);
            all.Add([starts[8], starts[9], starts[10]]);

            var again = ChargerFixture.Booted(OcppVersion.V21, seed: seed);
            ProfileCalls.Set(again, 1, Profile(1, "TxDefaultProfile", "Absolute", Three, schedule: "\"randomizedDelay\":600,"));
            Assert.Equal(ChargerFixture.Save(fixture.Charger), ChargerFixture.Save(again.Charger));
        }

        Assert.True(all.Select(starts => starts[0]).Distinct().Count() > 20);
        Assert.True(all.Select(starts => starts[2] - starts[0]).Distinct().Count() > 20);
        Assert.Equal("InvalidSchedule", Booted().Refused(0, Profile(1, "ChargingStationMaxProfile", "Absolute", "\"limit\":8", schedule: "\"randomizedDelay\":1,")));
    }

    [Fact]
    public void Beyond_a_state_of_charge_another_limit_counts()
    {
        var vehicle = new VehicleOptions { Name = "FamilySuv", SocPercent = 40, BatteryKwh = 50 };
        var fixture = Charging(ChargerFixture.Dc, vehicle);
        const string At50 = """
            {"id":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Relative","chargingSchedule":[
             {"id":1,"chargingRateUnit":"W","limitAtSoC":{"soc":50,"limit":5000},"chargingSchedulePeriod":[{"startPeriod":0,"limit":20000}]}]}
            """;
        ProfileCalls.Set(fixture, 1, At50);
        Assert.Equal(20_000, fixture.PowerW());
        Assert.Equal([RateChanged], fixture.Events());
        fixture.Wait(899);
        Assert.Equal(20_000, fixture.PowerW());
        fixture.Wait(2);
        Assert.Equal(5_000, fixture.PowerW());
        Assert.Equal([RateChanged], fixture.Events());

        fixture.Do(new StopSession(1));
        fixture.Do(new StartSession(Flow.Tag, 1, null, null, StayPlugged: true, Vehicle: vehicle with { SocPercent = 55 }));
        Assert.Equal(5_000, fixture.PowerW());

        var unknown = Charging(vehicle: vehicle);
        ProfileCalls.Set(unknown, 1, At50.Replace("20000", "8000", StringComparison.Ordinal));
        unknown.Wait(3 * 3600);
        Assert.Equal(8_000, unknown.PowerW());
        Assert.Equal("InvalidSchedule", fixture.Refused(1, At50.Replace("5000", "-1", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("A", "\"limit\":10,\"limit_L2\":9,\"limit_L3\":8", 8 * 690)]
    [InlineData("A", "\"limit\":7,\"limit_L2\":9", 7 * 690)]
    [InlineData("W", "\"limit\":2000,\"limit_L2\":1900,\"limit_L3\":2100", 5_700)]
    [InlineData("W", "\"limit\":6000", 6_000)]
    [InlineData("A", "\"limit\":10,\"evseSleep\":true", 0)]
    [InlineData("A", "\"limit\":10,\"evseSleep\":false", 6_900)]
    public void The_phase_that_may_have_least_limits_and_an_EVSE_asleep_gives_nothing(string unit, string period, double powerW)
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 1, Profile(1, "TxDefaultProfile", "Absolute", period).Replace("\"A\"", $"\"{unit}\"", StringComparison.Ordinal));
        Assert.Equal(powerW, fixture.PowerW());
    }

    [Fact]
    public void What_the_charger_does_not_take_is_refused_with_its_reason()
    {
        var fixture = Booted();
        Assert.Equal("InvalidSchedule", fixture.Refused(1, Profile(1, "TxDefaultProfile", "Absolute", "\"limit\":8", schedule: "\"useLocalTime\":true,")));
        Assert.Equal("InvalidSchedule", fixture.Refused(1, Profile(1, "TxDefaultProfile", "Absolute", "\"limit\":8,\"limit_L2\":-1")));
        Assert.Equal("InvalidProfileId", fixture.Refused(1, Profile(-1, "TxDefaultProfile", "Absolute", "\"limit\":8")));
        Assert.Equal("InvalidProfile", fixture.Refused(0, Profile(1, "ChargingStationExternalConstraints", "Absolute", "\"limit\":8")));
        Assert.Equal("NoPhaseForDC", Booted(ChargerFixture.Dc).Refused(1, Profile(1, "TxDefaultProfile", "Absolute", "\"limit\":8,\"numberPhases\":3")));
        ProfileCalls.Set(fixture, 1, Profile(0, "TxDefaultProfile", "Absolute", "\"limit\":8", schedule: "\"useLocalTime\":false,"));
    }

    [Theory]
    [InlineData("SmartChargingCtrlr", "SupportedAdditionalPurposes", null, "PriorityCharging,LocalGeneration")]
    [InlineData("SmartChargingCtrlr", "SupportsFeature", "DynamicProfiles", "true")]
    [InlineData("SmartChargingCtrlr", "SupportsFeature", "MaxOfflineDuration", "true")]
    [InlineData("SmartChargingCtrlr", "SupportsFeature", "RandomizedDelay", "true")]
    [InlineData("SmartChargingCtrlr", "SupportsFeature", "LimitAtSoC", "true")]
    [InlineData("SmartChargingCtrlr", "SupportsFeature", "EvseSleep", "true")]
    [InlineData("SmartChargingCtrlr", "SupportsFeature", "UseLocalTime", "false")]
    [InlineData("SmartChargingCtrlr", "ChargingProfilePersistence", "TxProfile", "false")]
    [InlineData("SmartChargingCtrlr", "MaxExternalConstraintsId", null, "-1")]
    [InlineData("TxCtrlr", "SupportedLimits", null, "maxCost,maxEnergy,maxTime,maxSoC")]
    public void The_device_model_says_what_the_charger_can_do(string component, string variable, string? instance, string value)
    {
        var result = Booted().GetVariable(component, variable, instance);
        Assert.Equal(("Accepted", value), (result.GetProperty("attributeStatus").GetString(), result.GetProperty("attributeValue").GetString()));
        Assert.StartsWith("Unknown", Flow.Booted().GetVariable(component, variable, instance).GetProperty("attributeStatus").GetString(), StringComparison.Ordinal);
    }
}
