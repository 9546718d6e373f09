using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OcppLab.Api;

namespace OcppLab.Tests.LoadTests;

/// <summary>A misspelled field of a plan is refused, at whatever level: left unread it would silently be another plan.</summary>
public sealed class UnknownFieldTests
{
    [Theory]
    [InlineData("threshold: [csms_violations == 0]", "threshold is not a field of a plan; did you mean thresholds?")]
    [InlineData("Stages: []", "Stages is not a field of a plan; did you mean stages?")]
    [InlineData("graceful_stop: 5", "graceful_stop is not a field of a plan; did you mean graceful_stop_seconds?")]
    [InlineData("users: 5", "users is not a field of a plan; what may be there is name, target, seed, stages, session, events, thresholds, graceful_stop_seconds.")]
    [InlineData("target: {charger_number: 5}", "target.charger_number is not a field of a plan; did you mean chargers_number?")]
    [InlineData("target: {template: {brandslug: abb}}", "target.template.brandslug is not a field of a plan; did you mean brand_slug?")]
    [InlineData("target: {template: {options: {timings: instant}}}", "target.template.options.timings is not a field of a plan; did you mean timing?")]
    [InlineData("target: {template: {options: {vehicle: {batery_kwh: 5}}}}", "target.template.options.vehicle.batery_kwh is not a field of a plan; did you mean battery_kwh?")]
    [InlineData("stages: [{connected: 1}, {knid: steady}]", "stages[1].knid is not a field of a plan; did you mean kind?")]
    [InlineData("stages: [{type: steady}]", "stages[0].type is not a field of a plan; what may be there is name, kind, duration_seconds,")]
    [InlineData("session: {idTags: [A]}", "session.idTags is not a field of a plan; did you mean id_tags?")]
    [InlineData("session: {duration_seconds: {distribution: normal, mean: 5, deviaton: 1}}", "session.duration_seconds.deviaton is not a field of a plan; did you mean deviation?")]
    [InlineData("session: {energy_kwh: {distribution: uniform, least: 5}}", "session.energy_kwh.least is not a field of a plan; what may be there is distribution, mean, deviation, min, max.")]
    [InlineData("session: {vehicles: [{wieght: 5}]}", "session.vehicles[0].wieght is not a field of a plan; did you mean weight?")]
    [InlineData("session: {vehicles: [{acceptance: [{soc: 5}]}]}", "session.vehicles[0].acceptance[0].soc is not a field of a plan; did you mean soc_percent?")]
    [InlineData("events: [{kind: reset, at_second: 5}]", "events[0].at_second is not a field of a plan; did you mean at_seconds?")]
    [InlineData("thresholds: [csms_violations == 0, {threshold: csms_violations == 0, aborts: true}]", "thresholds[1].aborts is not a field of a plan; did you mean abort?")]
    public void A_field_that_is_not_there_is_refused_with_the_one_that_was_perhaps_meant(string plan, string sentence)
    {
        var refusal = Assert.Throws<BadHttpRequestException>(
            () => LoadTestBody.Read(new(JsonElement.Parse(YamlBody.ToJson(Encoding.UTF8.GetBytes(plan))), ""), new()));

        Assert.Equal(StatusCodes.Status422UnprocessableEntity, refusal.StatusCode);
        Assert.StartsWith(sentence, refusal.Message);
    }

    [Fact]
    public void The_longest_name_that_there_may_be_is_refused_as_any_other()
    {
        var name = new string('s', 4_000_000);

        var refusal = Assert.Throws<BadHttpRequestException>(() => LoadTestBody.Read(new(JsonElement.Parse($$"""{"{{name}}": 1}"""), ""), new()));

        Assert.InRange(refusal.Message.Length, 60, 300);
    }
}
