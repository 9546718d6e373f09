using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>What the cases of smart charging ask of a charger.</summary>
static class ProfileCalls
{
    public const string RateChanged = "TransactionEvent Updated ChargingRateChanged Charging";

    /// <summary>It takes 16 A on three phases.</summary>
    public static readonly VehicleOptions Suv = new() { Name = "FamilySuv" };

    // A vehicle charges with the charger's word; of one with ISO 15118 the needs are told.
    public static ChargerFixture Charging(VehicleOptions vehicle)
    {
        var fixture = Flow.Booted();
        fixture.Do(new StartSession(Flow.Tag, 1, null, null, StayPlugged: true, Vehicle: vehicle));
        Assert.Equal("Started", Flow.Payload(fixture.Sent[2]).GetProperty("eventType").GetString());
        fixture.Sent.RemoveRange(0, 3);
        return fixture;
    }

    public static void Set(ChargerFixture fixture, int evseId, string profile) =>
        fixture.Answers("Accepted", "SetChargingProfile", $$"""{"evseId":{{evseId}},"chargingProfile":{{profile}}}""");

    public static string Profile(int id, string purpose, string kind = "Absolute", int stackLevel = 0, double limit = 8, string? transactionId = null) => $$"""
        {"id":{{id}},"stackLevel":{{stackLevel}},"chargingProfilePurpose":"{{purpose}}","chargingProfileKind":"{{kind}}",
         {{(kind == "Recurring" ? "\"recurrencyKind\":\"Daily\"," : "")}}{{(transactionId is null ? "" : $"\"transactionId\":\"{transactionId}\",")}}
         "chargingSchedule":[{"id":1,"duration":3600,"chargingRateUnit":"A",{{(kind == "Relative" ? "" : $"\"startSchedule\":\"{ChargerFixture.Start:O}\",")}}
         "chargingSchedulePeriod":[{"startPeriod":0,"limit":{{limit}}}]}]}
        """;

    // Asks for the profiles, and gives the reports that follow.
    public static JsonElement[] Report(ChargerFixture fixture, string criteria, int? evseId = null)
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

    public static (int EvseId, string? Source) PlaceOf(JsonElement report) =>
        (report.GetProperty("evseId").GetInt32(), report.GetProperty("chargingLimitSource").GetString());

    public static IEnumerable<int> Ids(JsonElement report) => report.GetProperty("chargingProfile").EnumerateArray().Select(profile => profile.GetProperty("id").GetInt32());

    public static void AssertSchedule(ChargerFixture fixture, int evseId, string unit, double limit)
    {
        var schedule = Schedule(fixture, evseId, unit);
        var period = Assert.Single(schedule.GetProperty("chargingSchedulePeriod").EnumerateArray());
        Assert.Equal(
            (evseId, 300, unit, 0, limit),
            (schedule.GetProperty("evseId").GetInt32(), schedule.GetProperty("duration").GetInt32(), schedule.GetProperty("chargingRateUnit").GetString(),
                period.GetProperty("startPeriod").GetInt32(), period.GetProperty("limit").GetDouble()));
    }

    public static double LimitA(ChargerFixture fixture, int evseId) =>
        Schedule(fixture, evseId, "A").GetProperty("chargingSchedulePeriod")[0].GetProperty("limit").GetDouble();

    public static JsonElement Schedule(ChargerFixture fixture, int evseId, string unit)
    {
        var answer = fixture.Ask("GetCompositeSchedule", $$"""{"evseId":{{evseId}},"duration":300,"chargingRateUnit":"{{unit}}"}""");
        Assert.Equal("Accepted", answer.GetProperty("status").GetString());
        return answer.GetProperty("schedule");
    }
}
