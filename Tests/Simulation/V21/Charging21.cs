using System.Text;
using System.Text.Json;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Certification201;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>A charger of 2.1 that charges by profiles, in short words.</summary>
static class Charging21
{
    public const string RateChanged = "Updated ChargingRateChanged Charging";

    public static ChargerFixture Booted(ChargerModel? model = null)
    {
        var fixture = new ChargerFixture(OcppVersion.V21, model);
        fixture.Connect();
        fixture.Sent.Clear();
        return fixture;
    }

    /// <summary>A vehicle charges at EVSE 1; unless another comes, with 16 A on three phases.</summary>
    public static ChargerFixture Charging(ChargerModel? model = null, VehicleOptions? vehicle = null)
    {
        var fixture = Booted(model);
        fixture.Do(new StartSession(Flow.Tag, 1, null, null, StayPlugged: true, Vehicle: vehicle ?? ProfileCalls.Suv));
        fixture.Sent.Clear();
        return fixture;
    }

    public static string IdOf(this ChargerFixture fixture) => fixture[1].Transaction!.Id!;

    public static double PowerW(this ChargerFixture fixture) => fixture[1].Transaction!.PowerW;

    /// <summary>A profile with one schedule.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="periods">The fields of its one period, or of the first and all others.</param>
    /// <param name="more">Further fields of the profile, each with a comma after it.</param>
    /// <param name="schedule">Further fields of the schedule, each with a comma after it.</param>
    public static string Profile(int id, string purpose, string kind, string periods, string more = "", string schedule = "") => $$"""
        {"id":{{id}},"stackLevel":0,"chargingProfilePurpose":"{{purpose}}","chargingProfileKind":"{{kind}}",{{more}}
         "chargingSchedule":[{"id":1,"chargingRateUnit":"A",{{schedule}}{{(kind == "Absolute" ? $"\"startSchedule\":\"{ChargerFixture.Start:O}\"," : "")}}
         "chargingSchedulePeriod":[{"startPeriod":0,{{periods}}}]}]}
        """;

    /// <summary>The reason that a profile is refused for.</summary>
    public static string? Refused(this ChargerFixture fixture, int evseId, string profile) =>
        Reason(fixture.Ask("SetChargingProfile", $$"""{"evseId":{{evseId}},"chargingProfile":{{profile}}}"""));

    /// <summary>The reason of an answer that refuses.</summary>
    public static string? Reason(JsonElement answer)
    {
        Assert.Equal("Rejected", answer.GetProperty("status").GetString());
        return answer.GetProperty("statusInfo").GetProperty("reasonCode").GetString();
    }

    /// <summary>What a message says, as the schema of 2.1 has it.</summary>
    public static JsonElement Payload(OcppRequest request)
    {
        var text = Ocpp.Wire.Text(request);
        Assert.Null(Ocpp.Wire.Check(OcppVersion.V21, request.ActionName, text));
        return JsonElement.Parse(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The messages of an action sent since they were last looked at, each as it is told; all others are forgotten.</summary>
    public static JsonElement[] Told(this ChargerFixture fixture, string action)
    {
        JsonElement[] told = [.. fixture.Sent.Select(request => (request.ActionName, Payload: Payload(request)))
            .Where(message => message.ActionName == action).Select(message => message.Payload)];
        fixture.Sent.Clear();
        return told;
    }

    /// <summary>What has become of transactions since it was last looked at, without meter values: <c>Updated ChargingRateChanged Charging</c>.</summary>
    public static string[] Events(this ChargerFixture fixture) =>
        [.. fixture.Told("TransactionEvent").Select(Words).Where(words => !words.Contains("MeterValuePeriodic", StringComparison.Ordinal))];

    static string Words(JsonElement told)
    {
        var info = told.GetProperty("transactionInfo");
        return $"{told.GetProperty("eventType")} {told.GetProperty("triggerReason")} {info.GetProperty("chargingState")}"
            + (info.TryGetProperty("stoppedReason", out var reason) ? $" {reason}" : "");
    }
}
