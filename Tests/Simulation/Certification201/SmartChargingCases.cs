using OcppLab.Simulation;
using static OcppLab.Tests.Simulation.Certification201.ProfileCalls;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, block K: charging profiles.</summary>
public abstract class SmartChargingCases(OcppVersion version) : VersionedCases(version)
{
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

    static string? Refused(ChargerFixture fixture, int evseId, string profile)
    {
        var answer = fixture.Ask("SetChargingProfile", $$"""{"evseId":{{evseId}},"chargingProfile":{{profile}}}""");
        Assert.Equal("Rejected", answer.GetProperty("status").GetString());
        return answer.GetProperty("statusInfo").GetProperty("reasonCode").GetString();
    }

    static string Start(string profile) =>
        $$$"""{"idToken":{"idToken":"TAG","type":"Central"},"remoteStartId":1,"evseId":1,"chargingProfile":{{{profile}}}}""";

    static string Criteria(int evseId, string purpose, int stackLevel) =>
        $$$"""{"chargingProfileCriteria":{"evseId":{{{evseId}}},"chargingProfilePurpose":"{{{purpose}}}","stackLevel":{{{stackLevel}}}}}""";
}
