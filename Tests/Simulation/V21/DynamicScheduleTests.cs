using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Certification201;
using static OcppLab.Tests.Simulation.V21.Charging21;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>Dynamic charging profiles (2.1 use case K28).</summary>
public sealed class DynamicScheduleTests
{
    [Fact]
    public void The_CSMS_changes_the_limit_of_a_dynamic_profile()
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 1, Dynamic(limit: 10));
        Assert.Equal([RateChanged], fixture.Events());
        Assert.Equal(10 * 690, fixture.PowerW());

        fixture.Wait(60);
        fixture.Answers("Accepted", "UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{"limit":7}}""");
        Assert.Equal([RateChanged], fixture.Events());
        Assert.Equal(7 * 690, fixture.PowerW());
        Assert.Equal(7, ProfileCalls.LimitA(fixture, 1));
    }

    [Fact]
    public void What_an_update_does_not_name_stays()
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 1, Dynamic(limit: 10, period: ",\"limit_L2\":9"));
        fixture.Answers("Accepted", "UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{"limit_L3":8}}""");
        Assert.Equal(8 * 690, fixture.PowerW());
        fixture.Answers("Accepted", "UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{}}""");
        Assert.Equal(8 * 690, fixture.PowerW());
    }

    [Fact]
    public void A_report_has_the_limit_and_the_time_of_the_last_update()
    {
        var fixture = Booted();
        ProfileCalls.Set(fixture, 1, Dynamic(limit: 10, more: "\"dynUpdateInterval\":600,"));
        Assert.Equal((10.0, ChargerFixture.Start), Reported(fixture));

        fixture.Wait(90);
        fixture.Answers("Accepted", "UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{"limit":7.5}}""");
        Assert.Equal((7.5, fixture.Now), Reported(fixture));
        Assert.Equal(7.5, ProfileCalls.LimitA(fixture, 1));
    }

    [Theory]
    [InlineData(6, """{"limit":7}""", "InvalidProfile")]
    [InlineData(8, """{"limit":7}""", "InvalidProfile")]
    [InlineData(5, """{"limit":-1}""", "InvalidSchedule")]
    public void An_update_of_no_dynamic_profile_or_to_what_can_t_be_is_refused(int id, string update, string reason)
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 1, Dynamic(limit: 10));
        ProfileCalls.Set(fixture, 2, Profile(8, "TxDefaultProfile", "Absolute", "\"limit\":10"));
        fixture.Sent.Clear();
        Assert.Equal(reason, Reason(fixture.Ask("UpdateDynamicSchedule", $$"""{"chargingProfileId":{{id}},"scheduleUpdate":{{update}}}""")));
        Assert.Equal(10 * 690, fixture.PowerW());
        Assert.Empty(fixture.Events());
    }

    [Fact]
    public void A_dynamic_profile_has_one_schedule_with_one_period_and_no_other_has_updates()
    {
        var fixture = Booted();
        Assert.Equal("InvalidSchedule", fixture.Refused(1, Dynamic(limit: 10, period: "},{\"startPeriod\":60,\"limit\":8")));
        Assert.Equal("InvalidProfile", fixture.Refused(1, Dynamic(limit: 10, more: "\"dynUpdateInterval\":-1,")));
        Assert.Equal("InvalidProfile", fixture.Refused(1, Profile(8, "TxDefaultProfile", "Absolute", "\"limit\":10", "\"dynUpdateInterval\":60,")));
        Assert.Equal("InvalidProfile", fixture.Refused(1, Profile(8, "TxDefaultProfile", "Absolute", "\"limit\":10", "\"dynUpdateTime\":\"2025-03-01T08:00:00Z\",")));
    }

    [Fact]
    public void The_charger_asks_for_an_update_every_interval_after_the_last_one()
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 1, Dynamic(limit: 10, more: "\"dynUpdateInterval\":100,"));
        var limit = 10.0;
        fixture.Csms = message => message is V2.PullDynamicScheduleUpdateRequest
            ? new V2.PullDynamicScheduleUpdateResponse { Status = V2.ChargingProfileStatusEnumType.Accepted, ScheduleUpdate = new() { Limit = --limit } }
            : ChargerFixture.Reply(message);
        fixture.Wait(99);
        Assert.Empty(fixture.Told("PullDynamicScheduleUpdate"));
        fixture.Wait(1);
        Assert.Equal(5, Assert.Single(fixture.Told("PullDynamicScheduleUpdate")).GetProperty("chargingProfileId").GetInt32());
        Assert.Equal(9 * 690, fixture.PowerW());

        fixture.Wait(50);
        fixture.Answers("Accepted", "UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{"limit":15}}""");
        fixture.Wait(99);
        Assert.Empty(fixture.Told("PullDynamicScheduleUpdate"));
        fixture.Wait(201);
        Assert.Equal(3, fixture.Told("PullDynamicScheduleUpdate").Length);
        Assert.Equal(6 * 690, fixture.PowerW());
    }

    [Fact]
    public void A_refusal_leaves_the_limit_and_the_charger_asks_again()
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 1, Dynamic(limit: 10, more: "\"dynUpdateInterval\":100,"));
        var answers = new Queue<OcppResponse>(
        [
            new V2.PullDynamicScheduleUpdateResponse { Status = V2.ChargingProfileStatusEnumType.Rejected, ScheduleUpdate = new() { Limit = 8 } },
            new CallRefused("NotImplemented", ""),
            new NotAnswered(ConnectionLost: false),
            new V2.PullDynamicScheduleUpdateResponse { Status = V2.ChargingProfileStatusEnumType.Accepted, ScheduleUpdate = new() { Limit = -8 } },
            new V2.PullDynamicScheduleUpdateResponse { Status = V2.ChargingProfileStatusEnumType.Accepted },
        ]);
        fixture.Csms = message => message is V2.PullDynamicScheduleUpdateRequest ? answers.Dequeue() : ChargerFixture.Reply(message);
        fixture.Wait(500);
        Assert.Equal(5, fixture.Told("PullDynamicScheduleUpdate").Length);
        Assert.Empty(answers);
        Assert.Equal(10 * 690, fixture.PowerW());
    }

    [Fact]
    public void An_offline_charger_does_not_ask_and_does_so_at_once_when_it_is_back()
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 1, Dynamic(limit: 10, more: "\"dynUpdateInterval\":100,"));
        fixture.Disconnect();
        fixture.Wait(1_000);
        fixture.Sent.Clear();
        fixture.Connect();
        Assert.Single(fixture.Told("PullDynamicScheduleUpdate"));
        fixture.Wait(100);
        Assert.Single(fixture.Told("PullDynamicScheduleUpdate"));
    }

    [Fact]
    public void It_goes_on_after_a_crash()
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 1, Dynamic(limit: 10, more: "\"dynUpdateInterval\":100,"));
        fixture.Wait(40);
        fixture.Restart();
        fixture.Connect();
        fixture.Sent.Clear();
        fixture.Wait(59);
        Assert.Empty(fixture.Told("PullDynamicScheduleUpdate"));
        fixture.Wait(1);
        Assert.Single(fixture.Told("PullDynamicScheduleUpdate"));
        Assert.Equal(10 * 690, fixture.PowerW());
    }

    [Fact]
    public void Without_an_update_for_its_duration_it_says_nothing_until_one_comes()
    {
        var fixture = Charging();
        ProfileCalls.Set(fixture, 1, Dynamic(limit: 10, schedule: "\"duration\":300,"));
        fixture.Wait(200);
        fixture.Answers("Accepted", "UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{}}""");
        fixture.Wait(299);
        Assert.Equal(10 * 690, fixture.PowerW());
        fixture.Wait(1);
        Assert.Equal(16 * 690, fixture.PowerW());
        fixture.Answers("Accepted", "UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{"limit":8}}""");
        Assert.Equal(8 * 690, fixture.PowerW());
    }

    [Fact]
    public void A_remote_start_may_bring_one()
    {
        var fixture = Booted();
        fixture.Do(new PlugConnector(1));
        fixture.Wait(30);
        fixture.Answers(
            "Accepted", "RequestStartTransaction",
            $$"""
            {"idToken":{"idToken":"TAG","type":"Central"},"remoteStartId":1,"evseId":1,
             "chargingProfile":{{Profile(5, "TxProfile", "Dynamic", "\"limit\":9", "\"dynUpdateInterval\":100,")}}}
            """);
        fixture.Answers("Accepted", "UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{"limit":7}}""");
        Assert.Equal(7, ProfileCalls.LimitA(fixture, 1));
        fixture.Sent.Clear();
        fixture.Wait(100);
        Assert.Single(fixture.Told("PullDynamicScheduleUpdate"));
    }

    [Fact]
    public void A_charger_that_falls_back_to_2_0_1_gives_it_up()
    {
        var fixture = new ChargerFixture(OcppVersion.V21, options: new() { FallbackVersion = OcppVersion.V201 });
        fixture.Connect();
        ProfileCalls.Set(fixture, 1, Dynamic(limit: 10, more: "\"dynUpdateInterval\":100,"));
        ProfileCalls.Set(fixture, 2, ProfileCalls.Profile(8, "TxDefaultProfile"));
        fixture.Disconnect();
        fixture.Connect(OcppVersion.V201);
        fixture.Sent.Clear();
        Assert.Equal([8], ProfileCalls.Report(fixture, "{}").SelectMany(ProfileCalls.Ids));
        fixture.Wait(200);
        Assert.Empty(fixture.Sent);
    }

    static (double Limit, DateTimeOffset At) Reported(ChargerFixture fixture)
    {
        fixture.Sent.Clear();
        fixture.Answers("Accepted", "GetChargingProfiles", """{"requestId":1,"chargingProfile":{"chargingLimitSource":["CSO"]}}""");
        var profile = Assert.Single(fixture.Told("ReportChargingProfiles")).GetProperty("chargingProfile")[0];
        Assert.Equal("Dynamic", profile.GetProperty("chargingProfileKind").GetString());
        Assert.Equal(600, profile.GetProperty("dynUpdateInterval").GetInt32());
        var period = Assert.Single(profile.GetProperty("chargingSchedule")[0].GetProperty("chargingSchedulePeriod").EnumerateArray());
        return (period.GetProperty("limit").GetDouble(), profile.GetProperty("dynUpdateTime").GetDateTimeOffset());
    }

    static string Dynamic(double limit, string more = "", string schedule = "", string period = "") =>
        Profile(5, "TxDefaultProfile", "Dynamic", $"\"limit\":{limit}{period}", more, schedule);
}
