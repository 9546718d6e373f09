using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification16;

/// <summary>Certification cases of 1.6: smart charging.</summary>
public sealed class SmartChargingCases
{
    [Fact]
    public void TC_056_A_default_profile()
    {
        var fixture = ChargerFixture.Booted();
        var (from, to) = (fixture.Now, fixture.Now.AddDays(1));
        Set(fixture, 1, 1, "TxDefaultProfile", "Absolute", $"""
            "validFrom":"{from:O}","validTo":"{to:O}",
            """);
        Assert.Equal(8, LimitA(fixture));
        fixture.Says();
    }

    [Theory]
    [InlineData("Absolute")]
    [InlineData("Relative")]
    public void TC_057_A_transaction_s_profile(string kind)
    {
        var fixture = Flow.Charging();
        Set(fixture, 1, 1, "TxProfile", kind, "\"transactionId\":1,");
        Assert.Equal(8, LimitA(fixture));
        fixture.Says();
    }

    [Fact]
    public void TC_059_A_remote_start_with_a_profile()
    {
        var fixture = ChargerFixture.Booted(plugInAfter: TimeSpan.FromSeconds(10));
        fixture.Do(new SetConfiguration("AuthorizeRemoteTxRequests", "true"));
        fixture.Answers(
            Calls.Accepted, "RemoteStartTransaction", $$"""{"idTag":"TAG","connectorId":1,"chargingProfile":{{Profile(1, "TxProfile", "Relative")}}}""");
        fixture.Says("Authorize TAG", "StatusNotification 1 Preparing");
        fixture.Wait(10);
        fixture.Says("StartTransaction 1 TAG", "StatusNotification 1 Charging");
        Assert.Equal(8, LimitA(fixture));
    }

    [Fact]
    public void TC_066_Get_composite_schedule()
    {
        var answer = ChargerFixture.Booted().Ask("GetCompositeSchedule", """{"connectorId":1,"duration":300,"chargingRateUnit":"W"}""");
        var schedule = answer.GetProperty("chargingSchedule");
        var period = Assert.Single(schedule.GetProperty("chargingSchedulePeriod").EnumerateArray());
        Assert.Equal(
            ("Accepted", 1, 300, "W", 0),
            (answer.GetProperty("status").GetString(), answer.GetProperty("connectorId").GetInt32(), schedule.GetProperty("duration").GetInt32(),
                schedule.GetProperty("chargingRateUnit").GetString(), period.GetProperty("startPeriod").GetInt32()));
        Assert.True(period.GetProperty("limit").GetDouble() > 0);
    }

    [Fact]
    public void TC_067_Clear_charging_profile()
    {
        var fixture = Flow.Charging();
        Set(fixture, 0, 1, "ChargePointMaxProfile", "Absolute");
        Set(fixture, 1, 2, "TxDefaultProfile", "Absolute");
        Set(fixture, 1, 3, "TxProfile", "Absolute", "\"transactionId\":1,");
        foreach (var what in new[] { """{"id":1}""", """{"connectorId":1,"chargingProfilePurpose":"TxDefaultProfile","stackLevel":0}""", "{}" })
        {
            Assert.Equal(8, LimitA(fixture));
            fixture.Answers(Calls.Accepted, "ClearChargingProfile", what);
        }

        Assert.NotEqual(8, LimitA(fixture));
        fixture.Answers("Unknown", "ClearChargingProfile", "{}");
        fixture.Says();
    }

    static void Set(ChargerFixture fixture, int connectorId, int id, string purpose, string kind, string more = "") => fixture.Answers(
        Calls.Accepted, "SetChargingProfile", $$"""{"connectorId":{{connectorId}},"csChargingProfiles":{{Profile(id, purpose, kind, more)}}}""");

    static string Profile(int id, string purpose, string kind, string more = "") => $$"""
        { {{more}}"chargingProfileId":{{id}},"stackLevel":0,"chargingProfilePurpose":"{{purpose}}","chargingProfileKind":"{{kind}}",
        "chargingSchedule":{"duration":3600,"chargingRateUnit":"A",{{(kind == "Absolute" ? $"\"startSchedule\":\"{ChargerFixture.Start:O}\"," : "")}}
        "chargingSchedulePeriod":[{"startPeriod":0,"limit":8}]} }
        """;

    static double LimitA(ChargerFixture fixture) => fixture.Ask("GetCompositeSchedule", """{"connectorId":1,"duration":60,"chargingRateUnit":"A"}""")
        .GetProperty("chargingSchedule").GetProperty("chargingSchedulePeriod")[0].GetProperty("limit").GetDouble();
}
