using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>Charging profiles of 2.0.1 (block K): what is refused and why, external limits, and the schedules of vehicles with ISO 15118.</summary>
public sealed class EvseProfileTests
{
    // Two EVSEs with a CCS and a Type 2 connector each.
    static readonly ChargerModel Twofold = new("ChargerFixture", "AC22x4", CurrentType.Ac, 3, 22_080, 4, "Type2") { ConnectorsPerEvse = 2 };
    static readonly VehicleOptions Suv = new() { Name = "FamilySuv" };

    [Theory]
    [InlineData("UnknownEvse", "\"evseId\":1", "\"evseId\":3")]
    [InlineData("InvalidProfile", "TxDefaultProfile", "ChargingStationExternalConstraints")]
    [InlineData("InvalidProfile", "TxDefaultProfile", "ChargingStationMaxProfile")]
    [InlineData("InvalidProfile", "\"stackLevel\":0", "\"stackLevel\":0,\"transactionId\":\"x\"")]
    [InlineData("InvalidProfile", "Absolute", "Recurring")]
    [InlineData("InvalidProfile", "\"stackLevel\":0", "\"stackLevel\":0,\"validFrom\":\"2025-03-02T00:00:00Z\",\"validTo\":\"2025-03-01T00:00:00Z\"")]
    [InlineData("InvalidStackLevel", "\"stackLevel\":0", "\"stackLevel\":21")]
    [InlineData("InvalidSchedule", "Absolute", "Relative")]
    [InlineData("InvalidSchedule", "\"startSchedule\":\"2025-03-01T08:00:00Z\",", "")]
    [InlineData("InvalidSchedule", "2025-03-01T08:00:00Z", "2500-03-01T08:00:00Z")]
    [InlineData("InvalidSchedule", "\"duration\":600", "\"duration\":0")]
    [InlineData("InvalidSchedule", "\"startPeriod\":0", "\"startPeriod\":1")]
    [InlineData("InvalidSchedule", "\"startPeriod\":60", "\"startPeriod\":0")]
    [InlineData("InvalidSchedule", "\"limit\":8", "\"limit\":-8")]
    [InlineData("InvalidSchedule", "\"limit\":8", "\"limit\":8,\"numberPhases\":0")]
    [InlineData("InvalidSchedule", "\"limit\":8", "\"limit\":8,\"numberPhases\":3,\"phaseToUse\":1")]
    [InlineData("TxNotFound", "TxDefaultProfile", "TxProfile")]
    [InlineData(null, "\"limit\":8", "\"limit\":8,\"numberPhases\":1,\"phaseToUse\":2")]
    [InlineData(null, "\"duration\":600", "\"duration\":600,\"minChargingRate\":6.5")]
    [InlineData(null, "Absolute", "Recurring\",\"recurrencyKind\":\"Weekly")]
    public void A_profile_that_can_t_be_followed_is_refused_with_the_reason(string? reason, string what, string with)
    {
        const string Sound = """
            {"evseId":1,"chargingProfile":{"id":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute",
             "chargingSchedule":[{"id":1,"duration":600,"startSchedule":"2025-03-01T08:00:00Z","chargingRateUnit":"A",
              "chargingSchedulePeriod":[{"startPeriod":0,"limit":8},{"startPeriod":60,"limit":9}]}]}}
            """;
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Assert.Contains(what, Sound, StringComparison.Ordinal);
        Assert.Equal(reason, Reason(fixture.Ask("SetChargingProfile", Sound.Replace(what, with, StringComparison.Ordinal))));
    }

    [Fact]
    public void A_phase_can_be_chosen_where_there_are_three_only()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201, ChargerFixture.AcSinglePhase);
        Assert.Equal("InvalidSchedule", Set(fixture, 1, 1, "TxDefaultProfile", period: ",\"numberPhases\":1,\"phaseToUse\":1"));
        Assert.Equal("false", fixture.GetVariable("SmartChargingCtrlr", "ACPhaseSwitchingSupported").GetProperty("attributeValue").GetString());
        Assert.Null(Set(ChargerFixture.Booted(OcppVersion.V201, ChargerFixture.Dc), 1, 1, "TxDefaultProfile", period: ",\"numberPhases\":1"));
    }

    [Fact]
    public void A_vehicle_charges_on_the_phase_that_is_chosen()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, null, null, Vehicle: Suv));
        Assert.Null(Set(fixture, 1, 1, "TxDefaultProfile", period: ",\"numberPhases\":1,\"phaseToUse\":2"));
        Assert.Equal(8 * 230, fixture[1].Transaction!.PowerW);
        Assert.Equal(["L2", "L2-N"], PhasesAfter(10));
        var told = fixture.Ask("GetCompositeSchedule", """{"evseId":1,"duration":60}""").GetProperty("schedule").GetProperty("chargingSchedulePeriod")[0];
        Assert.Equal((1, 2), (told.GetProperty("numberPhases").GetInt32(), told.GetProperty("phaseToUse").GetInt32()));
        Assert.Null(Set(fixture, 1, 1, "TxDefaultProfile"));
        Assert.Equal(["L1", "L2", "L3", "L1-N", "L2-N", "L3-N"], PhasesAfter(10));

        IEnumerable<string?> PhasesAfter(double seconds)
        {
            fixture.Sent.Clear();
            fixture.Wait(seconds);
            return JsonElement.Parse(System.Text.Encoding.UTF8.GetBytes(Ocpp.Wire.Text(fixture.Transactions.Last())))
                .GetProperty("meterValue")[0].GetProperty("sampledValue").EnumerateArray()
                .Where(value => value.TryGetProperty("phase", out _)).Select(value => value.GetProperty("phase").GetString());
        }
    }

    [Fact]
    public void Two_profiles_of_a_purpose_and_level_can_t_hold_at_the_same_time()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Assert.Null(Set(fixture, 1, 1, "TxDefaultProfile", more: "\"validTo\":\"2025-03-02T00:00:00Z\","));
        Assert.Equal("DuplicateProfile", Set(fixture, 1, 2, "TxDefaultProfile"));
        Assert.Equal("DuplicateProfile", Set(fixture, 0, 2, "TxDefaultProfile"));
        Assert.Null(Set(fixture, 2, 3, "TxDefaultProfile"));
        Assert.Null(Set(fixture, 1, 4, "TxDefaultProfile", level: 1));
        Assert.Null(Set(fixture, 1, 5, "TxDefaultProfile", more: "\"validFrom\":\"2025-03-02T00:00:00Z\","));
        Assert.Null(Set(fixture, 0, 6, "ChargingStationMaxProfile"));
        Assert.Equal("DuplicateProfile", Set(fixture, 0, 7, "ChargingStationMaxProfile"));
        Assert.Equal("5", fixture.GetVariable("SmartChargingCtrlr", "Entries", "ChargingProfiles").GetProperty("attributeValue").GetString());

        fixture.Do(new StartTransaction("TAG", 1));
        var id = fixture[1].Transaction!.Id;
        Assert.Equal("InvalidProfile", Set(fixture, 1, 8, "TxProfile", kind: "Relative"));
        Assert.Equal("InvalidProfile", Set(fixture, 0, 8, "TxProfile", kind: "Relative", transactionId: id));
        Assert.Equal("TxNotFound", Set(fixture, 1, 8, "TxProfile", kind: "Relative", transactionId: "another"));
        Assert.Equal("TxNotFound", Set(fixture, 2, 8, "TxProfile", kind: "Relative", transactionId: id));
        Assert.Null(Set(fixture, 1, 8, "TxProfile", kind: "Relative", transactionId: id));
        Assert.Equal("DuplicateProfile", Set(fixture, 1, 9, "TxProfile", kind: "Relative", transactionId: id));
    }

    [Fact]
    public void There_is_room_for_fifty_profiles()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        for (var i = 0; i < 50; i++)
        {
            Assert.Null(Set(fixture, i % 3, i + 1, "TxDefaultProfile", level: i % 21, more: $"\"validTo\":\"2025-03-0{2 + (i / 21)}T00:00:00Z\",\"validFrom\":\"2025-03-0{1 + (i / 21)}T00:00:00Z\","));
        }

        Assert.Equal("TooManyElements", Set(fixture, 0, 99, "ChargingStationMaxProfile"));
        Assert.Null(Set(fixture, 0, 50, "ChargingStationMaxProfile"));
    }

    [Fact]
    public void A_profile_holds_for_whichever_connector_of_the_EVSE_is_in_use()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201, Twofold);
        Assert.Null(Set(fixture, 2, 1, "TxDefaultProfile"));
        fixture.Do(new StartSession("TAG", 4, null, null, Vehicle: Suv));
        fixture.Do(new StartSession("TAG", 1, null, null, Vehicle: Suv));
        Assert.Equal((8 * 690, 16 * 690), (fixture[4].Transaction!.PowerW, fixture[1].Transaction!.PowerW));
        Assert.Null(Set(fixture, 2, 2, "TxProfile", kind: "Relative", limit: 6, transactionId: fixture[4].Transaction!.Id));
        Assert.Equal(6 * 690, fixture[4].Transaction!.PowerW);
        Assert.Equal(6, Composite(fixture, 2));
        Assert.Equal(38, Composite(fixture, 0));
        fixture.Do(new StopSession(4));
        Assert.Equal("NoProfiles", fixture.Ask("GetChargingProfiles", """{"requestId":1,"chargingProfile":{"chargingProfilePurpose":"TxProfile"}}""").GetProperty("status").GetString());
    }

    [Fact]
    public void A_profile_is_reported_as_it_was_given()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        const string Given = """
            {"id":7,"stackLevel":3,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Recurring","chargingSchedule":[{"id":11,"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":7000.5,"numberPhases":1,"phaseToUse":2}],"startSchedule":"2025-03-01T08:00:00.000Z","duration":600,"minChargingRate":1400},{"id":12,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":9}],"startSchedule":"2025-03-01T08:00:00.000Z"}],"recurrencyKind":"Daily","validFrom":"2025-02-01T00:00:00.000Z"}
            """;
        Assert.Null(Reason(fixture.Ask("SetChargingProfile", $$"""{"evseId":2,"chargingProfile":{{Given}}}""")));
        fixture.Restart();
        fixture.Connect();
        fixture.Sent.Clear();
        fixture.Ask("GetChargingProfiles", """{"requestId":4,"chargingProfile":{}}""");
        var report = JsonElement.Parse(System.Text.Encoding.UTF8.GetBytes(Ocpp.Wire.Text(Assert.Single(fixture.Sent.OfAction("ReportChargingProfiles")))));
        Assert.Equal(Given.Trim(), report.GetProperty("chargingProfile")[0].GetRawText());
    }

    [Fact]
    public void External_limits_hold_beside_the_CSMS_s_and_can_t_be_cleared_by_it()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, null, null, Vehicle: Suv));
        fixture.Do(new StartSession("TAG", 2, null, null, Vehicle: Suv));
        Assert.Null(Set(fixture, 0, 1, "ChargingStationMaxProfile", limit: 20));
        Assert.Equal((6_900, 6_900), Powers(fixture));
        fixture.Do(new SetChargingLimit(0, 12_000));
        Assert.Equal((6_000, 6_000), Powers(fixture));
        fixture.Do(new SetChargingLimit(0, 9_000, ChargingLimitSource.SO));
        Assert.Equal((4_500, 4_500), Powers(fixture));
        fixture.Do(new SetChargingLimit(2, 0));
        Assert.Equal((9_000, 0), Powers(fixture));
        Assert.Equal(ConnectorStatus.SuspendedEVSE, fixture[2].Status);
        Assert.Equal("Accepted", fixture.Ask("ClearChargingProfile", "{}").GetProperty("status").GetString());
        Assert.Equal("Unknown", fixture.Ask("ClearChargingProfile", "{}").GetProperty("status").GetString());
        Assert.Equal((9_000, 0), Powers(fixture));
        Assert.Equal("InvalidProfile", Set(fixture, 1, -1, "TxDefaultProfile"));
        fixture.Restart();
        Assert.Equal((9_000, 0), Powers(fixture));
        fixture.Do(new ClearChargingLimit(0));
        fixture.Do(new ClearChargingLimit(2, ChargingLimitSource.EMS));
        Assert.Equal((16 * 690, 16 * 690), Powers(fixture));
        Assert.NotNull(fixture.Do(new ClearChargingLimit(2)).Refusal);
        Assert.NotNull(fixture.Do(new SetChargingLimit(3, 0)).Refusal);
        Assert.NotNull(fixture.Do(new SetChargingLimit(-1, 0)).Refusal);
        fixture.Do(new SetConfiguration("SmartChargingCtrlr.ExternalControlSignalsEnabled", "false"));
        Assert.NotNull(fixture.Do(new SetChargingLimit(0, 0)).Refusal);
    }

    [Fact]
    public void A_charger_of_1_6_follows_an_external_limit_and_tells_nothing()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new StartSession("TAG", 2, null, null, Vehicle: Suv));
        fixture.Sent.Clear();
        fixture.Do(new SetChargingLimit(2, 7_000));
        Assert.Equal(7_000, fixture[2].Transaction!.PowerW);
        Assert.Equal("Unknown", fixture.Ask("ClearChargingProfile", "{}").GetProperty("status").GetString());
        fixture.Do(new SetChargingLimit(0, 6_000));
        Assert.Equal(6_000, fixture[2].Transaction!.PowerW);
        fixture.Do(new ClearChargingLimit(0));
        fixture.Do(new ClearChargingLimit(2));
        Assert.Equal(16 * 690, fixture[2].Transaction!.PowerW);
        Assert.Empty(fixture.Sent);
        Assert.NotNull(fixture.Do(new EvRenegotiates(2)).Refusal);
    }

    [Fact]
    public void A_small_change_of_a_limit_is_not_told()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, null, null, Vehicle: Suv));
        fixture.Do(new SetConfiguration("SmartChargingCtrlr.LimitChangeSignificance", "10"));
        fixture.Do(new SetConfiguration("SmartChargingCtrlr.NotifyChargingLimitWithSchedules", "false"));
        fixture.Do(new SetChargingLimit(1, 10_000));
        fixture.Sent.Clear();
        fixture.Do(new SetChargingLimit(1, 9_000));
        Assert.Empty(fixture.Sent);
        Assert.Equal(9_000, fixture[1].Transaction!.PowerW);
        fixture.Do(new SetChargingLimit(1, 8_000));
        Assert.Equal(["NotifyChargingLimit", "TransactionEvent"], fixture.Sent.Select(message => message.ActionName));
        Assert.DoesNotContain("chargingSchedule", Ocpp.Wire.Text(fixture.Sent[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Below_the_least_rate_of_its_schedule_a_vehicle_waits()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, null, null, Vehicle: Suv));
        fixture.Do(new StartSession("TAG", 2, null, null, Vehicle: Suv));
        Assert.Null(Set(fixture, 0, 1, "ChargingStationMaxProfile", limit: 16));
        Assert.Equal((8 * 690, 8 * 690), Powers(fixture));
        Assert.Null(Set(fixture, 2, 2, "TxDefaultProfile", limit: 16, least: 9));
        Assert.Equal((7 * 690, 9 * 690), Powers(fixture));
        Assert.Null(Set(fixture, 0, 1, "ChargingStationMaxProfile", limit: 14));
        Assert.Equal((14 * 690, 0), Powers(fixture));
        Assert.Equal("InvalidSchedule", Set(fixture, 2, 2, "TxDefaultProfile", least: -1));
    }

    [Property]
    public void The_energy_is_that_of_the_schedule_to_the_second(NonEmptyArray<byte> limits, byte externalA)
    {
        // Each minute has its limit; what is below 6 A does not flow, and nothing above the vehicle's 16 A.
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, null, null, Vehicle: Suv with { SocPercent = 20 }));
        var each = limits.Get.Take(50).Select(limit => limit % 20).ToList();
        Assert.Null(Set(fixture, 1, 1, "TxProfile", transactionId: fixture[1].Transaction!.Id, schedule: [.. each.Select((limit, i) => (i * 60, (double)limit))]));
        var mostA = 6 + (externalA % 12);
        fixture.Do(new SetChargingLimit(1, mostA * 690));
        fixture.Wait(60 * each.Count);
        var flowing = each.Select(limit => Math.Min(Math.Min(limit, mostA), 16)).Where(limit => limit >= 6).Sum();
        Assert.Equal(flowing * 690 / 60.0, fixture[1].Transaction!.EnergyWh, 6);
    }

    [Fact]
    public void Where_smart_charging_is_off_no_profile_counts_and_nothing_is_asked()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, null, null, Vehicle: Suv));
        Assert.Null(Set(fixture, 1, 1, "TxDefaultProfile"));
        Assert.Equal(8 * 690, fixture[1].Transaction!.PowerW);
        Assert.Equal("Accepted", fixture.SetVariable("SmartChargingCtrlr", "Enabled", "false"));
        Assert.Equal(16 * 690, fixture[1].Transaction!.PowerW);
        Assert.All(
            new OcppRequest[]
            {
                new V2.GetChargingProfilesRequest { RequestId = 1, ChargingProfile = new() },
                new V2.ClearChargingProfileRequest(),
                new V2.GetCompositeScheduleRequest { EvseId = 1, Duration = 60 },
            },
            request => Assert.Equal("NotSupported", Assert.IsType<CallRefused>(fixture.Call(request)).Code));
        Assert.Equal("Accepted", fixture.SetVariable("SmartChargingCtrlr", "Enabled", "true"));
        Assert.Equal(8 * 690, fixture[1].Transaction!.PowerW);
    }

    [Fact]
    public void A_composite_schedule_is_of_the_charger_or_an_EVSE_for_a_time()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Assert.Equal("UnknownEvse", Reason(fixture.Ask("GetCompositeSchedule", """{"evseId":3,"duration":60}""")));
        Assert.Equal("ValuePositiveOnly", Reason(fixture.Ask("GetCompositeSchedule", """{"evseId":1,"duration":0}""")));
        fixture.Do(new SetChargingLimit(1, 7_000));
        Assert.Null(Set(fixture, 1, 1, "TxDefaultProfile", kind: "Relative", more: "", schedule: [(0, 10), (60, 20)]));
        var periods = fixture.Ask("GetCompositeSchedule", """{"evseId":1,"duration":90}""").GetProperty("schedule").GetProperty("chargingSchedulePeriod");
        Assert.Equal([(0, 6_900), (60, 7_000)], periods.EnumerateArray().Select(
            period => (period.GetProperty("startPeriod").GetInt32(), period.GetProperty("limit").GetDouble())));
    }

    [Theory]
    [InlineData(true, 2, 10)]
    [InlineData(false, 1, 8)]
    public void A_vehicle_with_ISO_15118_chooses_of_several_schedules_the_one_with_most_energy(bool iso15118, int schedule, double limitA)
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, null, null, Vehicle: Suv with { Iso15118 = iso15118 }));
        fixture.Sent.Clear();
        Assert.Null(Reason(fixture.Ask("SetChargingProfile", $$$"""
            {"evseId":1,"chargingProfile":{"id":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative",
             "transactionId":"{{{fixture[1].Transaction!.Id}}}","chargingSchedule":[
              {"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":8}]},
              {"id":2,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":10}]},
              {"id":3,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16},{"startPeriod":60,"limit":6}]}]}}
            """)));
        Assert.Equal(limitA * 690, fixture[1].Transaction!.PowerW);
        var told = fixture.Sent.OfAction("NotifyEVChargingSchedule").Select(message => Ocpp.Wire.Text(message)).SingleOrDefault();
        Assert.Equal(iso15118, told?.Contains($"\"chargingSchedule\":{{\"id\":{schedule},", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void The_needs_of_a_vehicle_on_DC_are_its_battery_s()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201, ChargerFixture.Dc);
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromHours(1), null, Vehicle: Suv with { SocPercent = 25, Iso15118 = true }));
        var needs = JsonElement.Parse(System.Text.Encoding.UTF8.GetBytes(Ocpp.Wire.Text(Assert.Single(fixture.Sent.OfAction("NotifyEVChargingNeeds")))))
            .GetProperty("chargingNeeds");
        Assert.Equal("DC", needs.GetProperty("requestedEnergyTransfer").GetString());
        Assert.Equal(ChargerFixture.Start.AddHours(1), needs.GetProperty("departureTime").GetDateTimeOffset());
        var dc = needs.GetProperty("dcChargingParameters");
        Assert.Equal((77_000, 57_750, 25, 450, 135_000), (Of("evEnergyCapacity"), Of("energyAmount"), Of("stateOfCharge"), Of("evMaxVoltage"), Of("evMaxPower")));

        fixture.Do(new StartSession("TAG", 2, null, null, Vehicle: Suv));
        Assert.Single(fixture.Sent.OfAction("NotifyEVChargingNeeds"));
        Assert.NotNull(fixture.Do(new EvRenegotiates(2)).Refusal);
        fixture.Do(new StopSession(2));
        Assert.NotNull(fixture.Do(new EvRenegotiates(2)).Refusal);

        int Of(string name) => dc.GetProperty(name).GetInt32();
    }

    [Fact]
    public void A_remote_start_s_profile_is_its_transaction_s_and_names_none()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Assert.Equal("Rejected", Start("\"chargingProfilePurpose\":\"TxDefaultProfile\""));
        Assert.Equal("Rejected", Start("\"chargingProfilePurpose\":\"TxProfile\",\"transactionId\":\"x\""));
        Assert.Equal("Accepted", Start("\"chargingProfilePurpose\":\"TxProfile\""));
        Assert.Equal(8, Composite(fixture, 1));

        string? Start(string purpose) => fixture.Ask("RequestStartTransaction", $$$"""
            {"idToken":{"idToken":"TAG","type":"Central"},"remoteStartId":1,"evseId":1,"chargingProfile":{"id":1,"stackLevel":0,{{{purpose}}},
             "chargingProfileKind":"Relative","chargingSchedule":[{"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":8}]}]}}
            """).GetProperty("status").GetString();
    }

    // Null where it is accepted, or why it is not.
    static string? Set(
        ChargerFixture fixture, int evseId, int id, string purpose, string kind = "Absolute", int level = 0, double limit = 8,
        string? transactionId = null, string more = "", string period = "", (int Start, double LimitA)[]? schedule = null,
        double? least = null) => Reason(fixture.Ask("SetChargingProfile", $$"""
        {"evseId":{{evseId}},"chargingProfile":{"id":{{id}},"stackLevel":{{level}},{{more}}"chargingProfilePurpose":"{{purpose}}",
         {{(transactionId is null ? "" : $"\"transactionId\":\"{transactionId}\",")}}"chargingProfileKind":"{{kind}}",
         "chargingSchedule":[{"id":1,"chargingRateUnit":"A",{{(least is null ? "" : $"\"minChargingRate\":{least},")}}{{(kind == "Relative" ? "" : $"\"startSchedule\":\"{ChargerFixture.Start:O}\",")}}
         "chargingSchedulePeriod":[{{string.Join(',', (schedule ?? [(0, limit)]).Select(from => $"{{\"startPeriod\":{from.Start},\"limit\":{from.LimitA}{period}}}"))}}]}]}
        }
        """));

    static string? Reason(JsonElement answer)
    {
        var isRejected = answer.GetProperty("status").GetString() == "Rejected";
        return isRejected ? answer.GetProperty("statusInfo").GetProperty("reasonCode").GetString() : null;
    }

    static (double, double) Powers(ChargerFixture fixture) =>
        (Math.Round(fixture[1].Transaction!.PowerW, 3), Math.Round(fixture[2].Transaction!.PowerW, 3));

    static double Composite(ChargerFixture fixture, int evseId) => fixture
        .Ask("GetCompositeSchedule", $$"""{"evseId":{{evseId}},"duration":60,"chargingRateUnit":"A"}""")
        .GetProperty("schedule").GetProperty("chargingSchedulePeriod")[0].GetProperty("limit").GetDouble();
}
