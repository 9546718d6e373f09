using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, block K: smart charging. The vehicle takes 16 A on three phases.</summary>
public sealed class SmartChargingCases
{
    const string RateChanged = "TransactionEvent Updated ChargingRateChanged Charging";
    static readonly VehicleOptions Suv = new() { Name = "FamilySuv" };

    [Fact]
    public void TC_K_01_Set_charging_profile_TxDefaultProfile_specific_EVSE()
    {
        var fixture = Flow.Booted();
        Set(fixture, 1, Profile(1, "TxDefaultProfile"));
        Assert.Equal((8, 32), (LimitA(fixture, 1), LimitA(fixture, 2)));
        fixture.Says();
    }

    [Fact]
    public void TC_K_02_Set_charging_profile_TxProfile_without_ongoing_transaction_on_the_specified_EVSE()
    {
        var fixture = Flow.Booted();
        Assert.Equal("TxNotFound", Refused(fixture, 1, Profile(1, "TxProfile", "Relative", transactionId: "none")));
        fixture.Says();
    }

    [Fact]
    public void TC_K_03_Set_charging_profile_ChargingStationMaxProfile()
    {
        var fixture = Flow.Booted();
        Set(fixture, 0, Profile(1, "ChargingStationMaxProfile"));
        Assert.Equal(8, LimitA(fixture, 0));
        fixture.Says();
    }

    [Fact]
    public void TC_K_04_Replace_charging_profile_with_chargingProfileId()
    {
        var fixture = Flow.Booted();
        Set(fixture, 1, Profile(1, "TxDefaultProfile"));
        Set(fixture, 1, Profile(1, "TxDefaultProfile", limit: 6));
        Assert.Equal(6, LimitA(fixture, 1));
        Assert.Equal([1], Report(fixture, "{}").SelectMany(Ids));
    }

    [Fact]
    public void TC_K_05_Clear_charging_profile_with_chargingProfileId()
    {
        var fixture = Flow.Booted();
        Set(fixture, 1, Profile(1, "TxDefaultProfile"));
        Assert.Equal([1], Report(fixture, "{}").SelectMany(Ids));
        fixture.Answers("Accepted", "ClearChargingProfile", """{"chargingProfileId":1}""");
        Assert.Equal(32, LimitA(fixture, 1));
        fixture.Answers("NoProfiles", "GetChargingProfiles", """{"requestId":2,"chargingProfile":{}}""");
    }

    [Fact]
    public void TC_K_06_Clear_charging_profile_with_stackLevel_purpose_combination_for_one_profile()
    {
        var fixture = Flow.Booted();
        Set(fixture, 1, Profile(1, "TxDefaultProfile"));
        Set(fixture, 1, Profile(2, "TxDefaultProfile", stackLevel: 1));
        fixture.Answers("Accepted", "ClearChargingProfile", Criteria(1, "TxDefaultProfile", 0));
        Assert.Equal([2], Report(fixture, "{}").SelectMany(Ids));
    }

    [Fact]
    public void TC_K_08_Clear_charging_profile_without_previous_charging_profile()
    {
        var fixture = Flow.Booted();
        fixture.Answers("Unknown", "ClearChargingProfile", Criteria(1, "TxDefaultProfile", 0));
        fixture.Says();
    }

    [Fact]
    public void TC_K_10_Set_charging_profile_TxDefaultProfile_all_EVSE()
    {
        var fixture = Flow.Booted();
        Set(fixture, 0, Profile(1, "TxDefaultProfile"));
        Assert.Equal((8, 8), (LimitA(fixture, 1), LimitA(fixture, 2)));
        fixture.Says();
    }

    [Fact]
    public void TC_K_15_Set_charging_profile_not_supported()
    {
        var fixture = Flow.Booted();
        fixture.Do(new AnswerCalls(new("SetChargingProfile", ErrorCode: "NotSupported", Times: 1)));
        var chosen = fixture.Charger.TakeCallAnswer("SetChargingProfile", out _);
        Assert.Equal(new CallRefused("NotSupported", ""), chosen!.Response);

        fixture.Do(new SetConfiguration("SmartChargingCtrlr.Enabled", "false"));
        var refused = Assert.IsType<CallRefused>(fixture.Call(new V2.SetChargingProfileRequest
        {
            EvseId = 1,
            ChargingProfile = new()
            {
                Id = 1,
                StackLevel = 0,
                ChargingProfilePurpose = V2.ChargingProfilePurposeEnumType.TxDefaultProfile,
                ChargingProfileKind = V2.ChargingProfileKindEnumType.Relative,
                ChargingSchedule = [],
            },
        }));
        Assert.Equal("NotSupported", refused.Code);
        fixture.Says();
    }

    [Fact]
    public void TC_K_19_Set_charging_profile_ChargingProfileKind_is_Recurring()
    {
        var fixture = Flow.Booted();
        Set(fixture, 1, Profile(1, "TxDefaultProfile", "Recurring"));
        Assert.Equal(8, LimitA(fixture, 1));
        fixture.Wait(3600);
        Assert.Equal(32, LimitA(fixture, 1));
        fixture.Wait(23 * 3600);
        Assert.Equal(8, LimitA(fixture, 1));
    }

    [Fact]
    public void TC_K_29_Get_charging_profile_EvseId_0()
    {
        var report = Assert.Single(Report(Profiled(), """{"chargingProfilePurpose":"ChargingStationMaxProfile"}""", evseId: 0));
        Assert.Equal((0, "CSO"), PlaceOf(report));
        Assert.Equal([1], Ids(report));
    }

    [Fact]
    public void TC_K_30_Get_charging_profile_EvseId_above_0()
    {
        var report = Assert.Single(Report(Profiled(), """{"chargingProfilePurpose":"TxDefaultProfile"}""", evseId: 1));
        Assert.Equal((1, "CSO"), PlaceOf(report));
        Assert.Equal([2, 3], Ids(report));
    }

    [Fact]
    public void TC_K_31_Get_charging_profile_no_EvseId()
    {
        var reports = Report(Profiled(), """{"chargingProfilePurpose":"TxDefaultProfile"}""");
        Assert.Equal([(1, "CSO"), (2, "CSO")], reports.Select(PlaceOf));
        Assert.Equal([true, false], reports.Select(report => report.TryGetProperty("tbc", out var tbc) && tbc.GetBoolean()));
    }

    [Fact]
    public void TC_K_32_Get_charging_profile_chargingProfileId() =>
        Assert.Equal([2, 4], Report(Profiled(), """{"chargingProfileId":[2,4,77]}""").SelectMany(Ids));

    [Fact]
    public void TC_K_33_Get_charging_profile_EvseId_above_0_and_stackLevel() =>
        Assert.Equal([3], Report(Profiled(), """{"stackLevel":1}""", evseId: 1).SelectMany(Ids));

    [Fact]
    public void TC_K_34_Get_charging_profile_EvseId_above_0_and_chargingLimitSource()
    {
        var fixture = Profiled();
        fixture.Do(new SetChargingLimit(1, 7_000, ChargingLimitSource.SO));
        fixture.Sent.Clear();
        Assert.Equal([2, 3], Report(fixture, """{"chargingLimitSource":["CSO"]}""", evseId: 1).SelectMany(Ids));
        Assert.Equal((1, "SO"), PlaceOf(Assert.Single(Report(fixture, """{"chargingLimitSource":["SO","EMS"]}""", evseId: 1))));
    }

    [Fact]
    public void TC_K_35_Get_charging_profile_EvseId_above_0_and_chargingProfilePurpose() =>
        Assert.Equal([2, 3], Report(Profiled(), """{"chargingProfilePurpose":"TxDefaultProfile"}""", evseId: 1).SelectMany(Ids));

    [Fact]
    public void TC_K_36_Get_charging_profile_EvseId_above_0_and_chargingProfilePurpose_and_stackLevel() =>
        Assert.Equal([2], Report(Profiled(), """{"chargingProfilePurpose":"TxDefaultProfile","stackLevel":0}""", evseId: 1).SelectMany(Ids));

    [Fact]
    public void TC_K_37_Remote_start_transaction_with_charging_profile_success()
    {
        var fixture = Flow.Booted();
        fixture.Do(new PlugConnector(1));
        fixture.Says("StatusNotification 1 Occupied");
        fixture.Answers("Accepted", "RequestStartTransaction", Start(Profile(1, "TxProfile", "Relative")));
        fixture.Says("TransactionEvent Started RemoteStart Charging TAG");
        Assert.Equal(8, LimitA(fixture, 1));
        Assert.Equal([1], Report(fixture, "{}", evseId: 1).SelectMany(Ids));
    }

    [Fact]
    public void TC_K_43_Get_composite_schedule_specific_EVSE()
    {
        var fixture = Flow.Booted();
        Set(fixture, 1, Profile(1, "TxDefaultProfile"));
        AssertSchedule(fixture, 1, "A", 8);
        AssertSchedule(fixture, 1, "W", 8 * 690);
    }

    [Fact]
    public void TC_K_44_Get_composite_schedule_charging_station()
    {
        var fixture = Flow.Booted();
        Set(fixture, 0, Profile(1, "ChargingStationMaxProfile"));
        AssertSchedule(fixture, 0, "A", 8);
    }

    [Fact]
    public void TC_K_48_Set_update_external_charging_limit_not_on_a_transaction()
    {
        var fixture = Flow.Booted();
        fixture.Do(new SetChargingLimit(0, 7_000, GridCritical: true));
        var told = fixture.Sole("NotifyChargingLimit");
        Assert.True(told.GetProperty("chargingLimit").GetProperty("isGridCritical").GetBoolean());
        Assert.Equal(7_000, told.GetProperty("chargingSchedule")[0].GetProperty("chargingSchedulePeriod")[0].GetProperty("limit").GetDouble());
        fixture.Says("NotifyChargingLimit EMS");
        AssertSchedule(fixture, 0, "W", 7_000);
    }

    [Fact]
    public void TC_K_50_Reset_release_external_charging_limit_without_ongoing_transaction()
    {
        var fixture = Flow.Booted();
        fixture.Do(new SetChargingLimit(0, 7_000));
        fixture.Says("NotifyChargingLimit EMS");
        fixture.Do(new ClearChargingLimit(0));
        fixture.Says("ClearedChargingLimit EMS");
    }

    [Fact]
    public void TC_K_51_Reset_release_external_charging_limit_with_ongoing_transaction()
    {
        var fixture = Charging(Suv);
        fixture.Do(new SetChargingLimit(1, 7_000));
        fixture.Says("NotifyChargingLimit 1 EMS", RateChanged);
        Assert.Equal(7_000, fixture[1].Transaction!.PowerW);
        fixture.Do(new ClearChargingLimit(1, ChargingLimitSource.EMS));
        fixture.Says("ClearedChargingLimit EMS 1", RateChanged);
        Assert.Equal(16 * 690, fixture[1].Transaction!.PowerW);
    }

    [Fact]
    public void TC_K_52_Set_update_external_charging_limit_ChargingStationExternalConstraints_in_report()
    {
        var fixture = Flow.Booted();
        fixture.Do(new SetChargingLimit(1, 7_000));
        fixture.Says("NotifyChargingLimit 1 EMS");
        var report = Assert.Single(Report(fixture, """{"chargingProfilePurpose":"ChargingStationExternalConstraints"}""", evseId: 1));
        Assert.Equal((1, "EMS"), PlaceOf(report));
        Assert.Equal("ChargingStationExternalConstraints", report.GetProperty("chargingProfile")[0].GetProperty("chargingProfilePurpose").GetString());
    }

    [Fact]
    public void TC_K_53_Charging_with_load_leveling_based_on_High_Level_Communication_success()
    {
        var fixture = Negotiated(out var id);
        Set(fixture, 1, Profile(1, "TxProfile", "Relative", transactionId: id));
        Assert.Equal(8, LimitOf(fixture.Sole("NotifyEVChargingSchedule")));
        fixture.Says("NotifyEVChargingSchedule 1", RateChanged);
        Assert.Equal(8 * 690, fixture[1].Transaction!.PowerW);
    }

    [Fact]
    public void TC_K_55_Charging_with_load_leveling_EV_charging_profile_exceeds_limits()
    {
        var fixture = Agreed(out var id);
        fixture.Csms = message => message.ActionName == "NotifyEVChargingSchedule"
            ? new V2.NotifyEVChargingScheduleResponse { Status = V2.GenericStatusEnumType.Rejected }
            : ChargerFixture.Reply(message);
        fixture.Do(new EvRenegotiates(1, EvScheduleAnswer.Exceeds));
        fixture.Do(new EvRenegotiates(1));
        fixture.Says("NotifyEVChargingNeeds 1");
        Set(fixture, 1, Profile(1, "TxProfile", "Relative", limit: 10, transactionId: id));
        Assert.True(LimitOf(fixture.Sole("NotifyEVChargingSchedule")) > 10);
        fixture.Says("NotifyEVChargingSchedule 1", RateChanged);
        Assert.Equal(10 * 690, fixture[1].Transaction!.PowerW);
        fixture.Csms = ChargerFixture.Accepts;
        Set(fixture, 1, Profile(1, "TxProfile", "Relative", limit: 9, transactionId: id));
        Assert.Equal(9, LimitOf(fixture.Sole("NotifyEVChargingSchedule")));
        fixture.Says("NotifyEVChargingSchedule 1", RateChanged);
    }

    [Fact]
    public void TC_K_57_Renegotiating_a_charging_schedule_initiated_by_EV()
    {
        var fixture = Agreed(out var id);
        fixture.Do(new EvRenegotiates(1));
        fixture.Says("NotifyEVChargingNeeds 1");
        Set(fixture, 1, Profile(1, "TxProfile", "Relative", limit: 10, transactionId: id));
        fixture.Says("NotifyEVChargingSchedule 1", RateChanged);
    }

    [Fact]
    public void TC_K_58_Renegotiating_a_charging_schedule_initiated_by_CSMS()
    {
        var fixture = Agreed(out var id);
        Set(fixture, 1, Profile(1, "TxProfile", "Relative", limit: 10, transactionId: id));
        Assert.Equal(10, LimitOf(fixture.Sole("NotifyEVChargingSchedule")));
        fixture.Says("NotifyEVChargingSchedule 1", RateChanged);
    }

    [Fact]
    public void TC_K_59_Renegotiating_a_charging_schedule_initiated_by_CSMS_send_NotifyEVChargingNeeds()
    {
        var fixture = Agreed(out var id);
        fixture.Do(new EvRenegotiates(1, EvScheduleAnswer.Renegotiates));
        fixture.Says();
        Set(fixture, 1, Profile(1, "TxProfile", "Relative", limit: 10, transactionId: id));
        fixture.Says("NotifyEVChargingNeeds 1", RateChanged);
        Set(fixture, 1, Profile(1, "TxProfile", "Relative", limit: 12, transactionId: id));
        Assert.Equal(12, LimitOf(fixture.Sole("NotifyEVChargingSchedule")));
        fixture.Says("NotifyEVChargingSchedule 1", RateChanged);
    }

    [Fact]
    public void TC_K_60_Set_charging_profile_TxProfile_with_ongoing_transaction_on_the_specified_EVSE()
    {
        var fixture = Charging(Suv);
        Set(fixture, 1, Profile(1, "TxProfile", "Relative", transactionId: fixture[1].Transaction!.Id));
        fixture.Says(RateChanged);
        Assert.Equal(8 * 690, fixture[1].Transaction!.PowerW);
    }

    [Fact]
    public void TC_K_70_Set_charging_profile_multiple_profiles()
    {
        var fixture = Charging(Suv);
        Set(fixture, 1, Profile(1, "TxDefaultProfile"));
        fixture.Says(RateChanged);
        Set(fixture, 0, Profile(2, "ChargingStationMaxProfile", limit: 7));
        fixture.Says(RateChanged);
        Assert.Equal(7 * 690, fixture[1].Transaction!.PowerW);
    }

    // A vehicle charges with the charger's word; of one with ISO 15118 the needs are told.
    static ChargerFixture Charging(VehicleOptions vehicle)
    {
        var fixture = Flow.Booted();
        fixture.Do(new StartSession(Flow.Tag, 1, null, null, StayPlugged: true, Vehicle: vehicle));
        Assert.Equal("Started", Flow.Payload(fixture.Sent[2]).GetProperty("eventType").GetString());
        fixture.Sent.RemoveRange(0, 3);
        return fixture;
    }

    static ChargerFixture Negotiated(out string id)
    {
        var fixture = Charging(Suv with { Iso15118 = true });
        var needs = fixture.Sole("NotifyEVChargingNeeds").GetProperty("chargingNeeds");
        Assert.Equal(("AC_three_phase", 16),
            (needs.GetProperty("requestedEnergyTransfer").GetString(), needs.GetProperty("acChargingParameters").GetProperty("evMaxCurrent").GetInt32()));
        fixture.Says("NotifyEVChargingNeeds 1");
        id = fixture[1].Transaction!.Id!;
        return fixture;
    }

    // The reusable state ISO15118SmartCharging.
    static ChargerFixture Agreed(out string id)
    {
        var fixture = Negotiated(out id);
        Set(fixture, 1, Profile(1, "TxProfile", "Relative", transactionId: id));
        fixture.Sent.Clear();
        return fixture;
    }

    // The charger has a limit of its own, EVSE 1 two defaults, EVSE 2 one.
    static ChargerFixture Profiled()
    {
        var fixture = Flow.Booted();
        Set(fixture, 0, Profile(1, "ChargingStationMaxProfile"));
        Set(fixture, 1, Profile(2, "TxDefaultProfile"));
        Set(fixture, 1, Profile(3, "TxDefaultProfile", stackLevel: 1));
        Set(fixture, 2, Profile(4, "TxDefaultProfile"));
        return fixture;
    }

    static void Set(ChargerFixture fixture, int evseId, string profile) =>
        fixture.Answers("Accepted", "SetChargingProfile", $$"""{"evseId":{{evseId}},"chargingProfile":{{profile}}}""");

    static string? Refused(ChargerFixture fixture, int evseId, string profile)
    {
        var answer = fixture.Ask("SetChargingProfile", $$"""{"evseId":{{evseId}},"chargingProfile":{{profile}}}""");
        Assert.Equal("Rejected", answer.GetProperty("status").GetString());
        return answer.GetProperty("statusInfo").GetProperty("reasonCode").GetString();
    }

    static string Profile(int id, string purpose, string kind = "Absolute", int stackLevel = 0, double limit = 8, string? transactionId = null) => $$"""
        {"id":{{id}},"stackLevel":{{stackLevel}},"chargingProfilePurpose":"{{purpose}}","chargingProfileKind":"{{kind}}",
         {{(kind == "Recurring" ? "\"recurrencyKind\":\"Daily\"," : "")}}{{(transactionId is null ? "" : $"\"transactionId\":\"{transactionId}\",")}}
         "chargingSchedule":[{"id":1,"duration":3600,"chargingRateUnit":"A",{{(kind == "Relative" ? "" : $"\"startSchedule\":\"{ChargerFixture.Start:O}\",")}}
         "chargingSchedulePeriod":[{"startPeriod":0,"limit":{{limit}}}]}]}
        """;

    static string Start(string profile) =>
        $$$"""{"idToken":{"idToken":"TAG","type":"Central"},"remoteStartId":1,"evseId":1,"chargingProfile":{{{profile}}}}""";

    static string Criteria(int evseId, string purpose, int stackLevel) =>
        $$$"""{"chargingProfileCriteria":{"evseId":{{{evseId}}},"chargingProfilePurpose":"{{{purpose}}}","stackLevel":{{{stackLevel}}}}}""";

    // Asks for the profiles, and gives the reports that follow.
    static JsonElement[] Report(ChargerFixture fixture, string criteria, int? evseId = null)
    {
        fixture.Answers(
            "Accepted", "GetChargingProfiles",
            $$"""{"requestId":12,{{(evseId is null ? "" : $"\"evseId\":{evseId},")}}"chargingProfile":{{criteria}}}""");
        var reports = fixture.All("ReportChargingProfiles");
        Assert.Equal(fixture.Sent.Count, reports.Length);
        Assert.All(reports, report => Assert.Equal(12, report.GetProperty("requestId").GetInt32()));
        fixture.Sent.Clear();
        return reports;
    }

    static (int EvseId, string? Source) PlaceOf(JsonElement report) =>
        (report.GetProperty("evseId").GetInt32(), report.GetProperty("chargingLimitSource").GetString());

    static IEnumerable<int> Ids(JsonElement report) => report.GetProperty("chargingProfile").EnumerateArray().Select(profile => profile.GetProperty("id").GetInt32());

    static double LimitOf(JsonElement told) =>
        told.GetProperty("chargingSchedule").GetProperty("chargingSchedulePeriod")[0].GetProperty("limit").GetDouble();

    static void AssertSchedule(ChargerFixture fixture, int evseId, string unit, double limit)
    {
        var schedule = Schedule(fixture, evseId, unit);
        var period = Assert.Single(schedule.GetProperty("chargingSchedulePeriod").EnumerateArray());
        Assert.Equal(
            (evseId, 300, unit, 0, limit),
            (schedule.GetProperty("evseId").GetInt32(), schedule.GetProperty("duration").GetInt32(), schedule.GetProperty("chargingRateUnit").GetString(),
                period.GetProperty("startPeriod").GetInt32(), period.GetProperty("limit").GetDouble()));
    }

    static double LimitA(ChargerFixture fixture, int evseId) =>
        Schedule(fixture, evseId, "A").GetProperty("chargingSchedulePeriod")[0].GetProperty("limit").GetDouble();

    static JsonElement Schedule(ChargerFixture fixture, int evseId, string unit)
    {
        var answer = fixture.Ask("GetCompositeSchedule", $$"""{"evseId":{{evseId}},"duration":300,"chargingRateUnit":"{{unit}}"}""");
        Assert.Equal("Accepted", answer.GetProperty("status").GetString());
        return answer.GetProperty("schedule");
    }
}
