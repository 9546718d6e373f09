using System.Text.Json;
using OcppLab.Simulation;
using static OcppLab.Tests.Simulation.Certification201.ProfileCalls;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, block K: limits from outside, and vehicles with ISO 15118.</summary>
public abstract class ChargingLimitCases(OcppVersion version) : VersionedCases(version)
{
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

    static double LimitOf(JsonElement told) =>
        told.GetProperty("chargingSchedule").GetProperty("chargingSchedulePeriod")[0].GetProperty("limit").GetDouble();
}
