using System.Net;
using System.Net.Http.Headers;
using Microsoft.OpenApi;
using OcppLab.Api;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>Whatever a client sends is answered with the right code and a sentence that names what is wrong.</summary>
public abstract class BadInputContract(ContractHost host) : ContractSuite(host)
{
    public static IEnumerable<object[]> Fields() =>
        CommandTable.All.SelectMany(command => command.Event.Fields.Select(field => new object[] { command.Name, field.Name }));

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Every_field_of_every_command_wrong_in_turn(string name, string fieldName)
    {
        await AddChargersAsync(1);
        var command = CommandTable.All.Single(command => command.Name == name);
        var field = command.Event.Fields.Single(field => field.Name == fieldName);
        string[] otherTypes = field.Type switch
        {
            JsonSchemaType.String => ["7", "-1", "true", "[]", "{}"],
            JsonSchemaType.Integer => ["\"7\"", "\"\"", "\"😀\"", "1.5", "-1", "1e400", "-1e400", "123456789012345678901234567890", "true", "[]", "{}"],
            JsonSchemaType.Number => ["\"7\"", "\"\"", "\"😀\"", "-1", "1e400", "-1e400", "true", "[]", "{}"],
            JsonSchemaType.Boolean => ["\"x\"", "\"true\"", "1", "[]", "{}"],
            JsonSchemaType.Array => ["\"x\"", "7", "true", "{}", "[7]", "[null]", "[{}]"],
            _ => ["\"x\"", "7", "true", "[]"],
        };
        var wrong = otherTypes.ToList();
        if (field.Type == JsonSchemaType.String)
        {
            wrong.AddRange(["\"\\u0000\"", $"\"{new string('x', 10_000)}\""]);
        }

        if (!field.IsNullable)
        {
            wrong.Add("null");
        }

        if (field.IsRequired)
        {
            wrong.Add("");
        }

        foreach (var value in wrong)
        {
            var answer = await CommandAsync(name, Body(command, field, value));
            Assert.True(answer.Status == HttpStatusCode.UnprocessableEntity, $"{value}: {(int)answer.Status} {answer.Text}");
            Assert.Contains($"event.{fieldName}", answer.Refused(HttpStatusCode.UnprocessableEntity));
        }

        foreach (var value in new[] { "NaN", "Infinity", "0x10", "'x'", "1e", "\"", "{", "[" })
        {
            var detail = (await CommandAsync(name, Body(command, field, value))).Refused(HttpStatusCode.UnprocessableEntity);
            Assert.Contains("not valid JSON at line 1, byte ", detail);
        }

        var twice = (await CommandAsync(name, Body(command, field, $"null, \"{fieldName}\": null"))).Refused(HttpStatusCode.UnprocessableEntity);
        Assert.Contains($"Duplicate property '{fieldName[..Math.Min(fieldName.Length, 10)]}", twice);
        (await CommandAsync(name, Body(command, null, ""))).Expect(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("id_tag", "\"A\"", 202)]
    [InlineData("id_tag", "\"12345678901234567890\"", 202)]
    [InlineData("id_tag", "\"\"", 422)]
    [InlineData("id_tag", "\"   \"", 422)]
    [InlineData("id_tag", "\"😀\"", 422)]
    [InlineData("id_tag", "\"\\ud83d\"", 422)]
    [InlineData("id_tag", "\"a\\nb\"", 422)]
    [InlineData("id_tag", "null", 422)]
    [InlineData("id_tag", "12", 422)]
    [InlineData("connector_id", "1", 202)]
    [InlineData("connector_id", "1.0", 202)]
    [InlineData("connector_id", "2", 202)]
    [InlineData("connector_id", "0", 422)]
    [InlineData("connector_id", "-1", 422)]
    [InlineData("connector_id", "1.5", 422)]
    [InlineData("connector_id", "\"1\"", 422)]
    [InlineData("connector_id", "true", 422)]
    [InlineData("connector_id", "2147483648", 422)]
    [InlineData("connector_id", "null", 422)]
    [InlineData("duration_seconds", "1", 202)]
    [InlineData("duration_seconds", "null", 202)]
    [InlineData("duration_seconds", "0", 422)]
    [InlineData("duration_seconds", "-300", 422)]
    [InlineData("duration_seconds", "0.5", 422)]
    [InlineData("duration_seconds", "1e300", 422)]
    [InlineData("duration_seconds", "\"300\"", 422)]
    [InlineData("target_energy_kwh", "0.001", 202)]
    [InlineData("target_energy_kwh", "15.5", 202)]
    [InlineData("target_energy_kwh", "null", 202)]
    [InlineData("target_energy_kwh", "0", 422)]
    [InlineData("target_energy_kwh", "-0.1", 422)]
    [InlineData("target_energy_kwh", "1e9", 422)]
    [InlineData("target_energy_kwh", "1e999", 422)]
    [InlineData("target_energy_kwh", "\"20\"", 422)]
    [InlineData("stay_plugged", "true", 202)]
    [InlineData("stay_plugged", "1", 422)]
    [InlineData("plug_in_after_seconds", "0.5", 202)]
    [InlineData("plug_in_after_seconds", "-1", 422)]
    [InlineData("timing", "\"realistic\"", 202)]
    [InlineData("timing", "\"slow\"", 422)]
    public async Task Start_session_takes_what_fits_and_nothing_else(string field, string value, int status)
    {
        await AddChargersAsync(1);
        var fields = new Dictionary<string, string> { ["id_tag"] = "\"TAG\"", [field] = value };
        var text = string.Join(", ", fields.Select(pair => $"\"{pair.Key}\": {pair.Value}"));

        var answer = await CommandAsync("start-session", $$$"""{"target": {"charger_id": "{{{Charger(1)}}}"}, "event": {{{{text}}}}}""");

        Assert.Equal(status, (int)answer.Status);
        if (status == 202)
        {
            Assert.Equal(1, (int)answer.Json["queued_count"]!);
        }
        else
        {
            Assert.Contains(value.Contains("\\ud") ? "Unicode" : $"event.{field}", answer.Refused(HttpStatusCode.UnprocessableEntity));
        }
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" ", "not valid JSON")]
    [InlineData("null", "JSON object")]
    [InlineData("[]", "JSON object")]
    [InlineData("\"text\"", "JSON object")]
    [InlineData("{\"target\": {\"charger_id\": \"dep-1\"}", "line 1, byte")]
    [InlineData("{\"target\": {\"charger_id\": \"dep-1\"}} {}", "line 1, byte")]
    [InlineData("{\n  \"target\": {,}\n}", "line 2, byte")]
    [InlineData("{\"target\": {}, \"target\": {}}", "target")]
    [InlineData("{\"target\": 1}", "target must be a JSON object, not 1")]
    [InlineData("{\"\\ud800\": 1}", "Unicode")]
    [InlineData("{\"event\": {}}", "target is required")]
    [InlineData("{\"target\": {\"charger_id\": \"dep-1\"}}", "event.id_tag is required")]
    [InlineData("{\"target\": {\"charger_id\": \"dep-1\"}, \"event\": null}", "event.id_tag is required")]
    [InlineData("{\"target\": {\"charger_id\": \"dep-1\"}, \"event\": []}", "event must be a JSON object, not an array")]
    [InlineData("{\"target\": {\"charger_id\": \"dep-1\"}, \"payload\": \"x\"}", "payload must be a JSON object")]
    public async Task A_body_that_is_none_is_refused_with_the_place(string body, string named) =>
        Assert.Contains(named, (await CommandAsync("start-session", body)).Refused(HttpStatusCode.UnprocessableEntity));

    [Fact]
    public async Task Deep_nesting_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "1" + new string('}', 5000);

        Assert.Contains("depth", (await CommandAsync("start-session", $$"""{"target": {{deep}}}""")).Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused()
    {
        var request = Post("/ocpp/commands/start-session", "");
        request.Content = new ByteArrayContent([.. "{\"target\": \""u8, 0xFF, 0xFE, .. "\"}"u8]);
        request.Content.Headers.ContentType = new("application/json");

        Assert.Contains("UTF-8", (await SendAsync(request)).Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_ten_megabytes_is_too_large(bool chunked)
    {
        var request = Post("/ocpp/commands/start-session", $$$"""{"target": {"charger_id": "{{{new string('x', 10_000_000)}}}"}}""");
        request.Headers.TransferEncodingChunked = chunked;

        Assert.Contains("4194304", (await SendAsync(request)).Refused(HttpStatusCode.RequestEntityTooLarge));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task A_body_of_another_type_is_not_taken(string? type)
    {
        var request = Post("/ocpp/commands/start-session", "");
        request.Content = new ByteArrayContent("{}"u8.ToArray());
        if (type is not null)
        {
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        Assert.Contains("application/json", (await SendAsync(request)).Refused(HttpStatusCode.UnsupportedMediaType));
    }

    [Fact]
    public async Task An_unknown_route_is_not_found_and_a_wrong_method_told()
    {
        Assert.Contains("/ocpp/commands/fly", (await CommandAsync("fly", "{}")).Refused(HttpStatusCode.NotFound));
        Assert.Contains("it takes POST", (await GetAsync("/ocpp/commands/start-session")).Refused(HttpStatusCode.MethodNotAllowed));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("offset=-1", "offset")]
    [InlineData("start_date=yesterday", "start_date")]
    [InlineData("start_date=7", "start_date")]
    [InlineData("start_date=12:00", "start_date")]
    [InlineData("start_date=31.12.2026", "start_date")]
    [InlineData("end_date=2026-13-45", "end_date")]
    [InlineData("event=%00", "event")]
    [InlineData("event=%5B%22Heartbeat", "event")]
    [InlineData("event=%5B%22%5Cud800%22%5D", "event")]
    [InlineData("action=%5B7%5D", "action[0]")]
    public async Task A_query_that_does_not_fit_is_refused_and_named(string query, string named)
    {
        await AddChargersAsync(1);

        Assert.Contains(named, (await GetAsync($"/ocpp/chargers/{Charger(1)}/logs?{query}")).Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Theory]
    [InlineData("charger_id=dep-1&deployment_id=dep-2", "deployment_id 'dep-2'")]
    [InlineData("charger_id=dep-1&identity=CP-1", "charger_id and identity")]
    [InlineData("deployment_id=dep-1&identity=CP-1", "deployment_id and identity")]
    public async Task Logs_of_a_charger_that_is_named_twice_are_refused_by_the_names(string query, string named)
    {
        Assert.Contains(named, (await GetAsync($"/ocpp/logs?{query}")).Refused(HttpStatusCode.UnprocessableEntity));
        Assert.Contains(named, (await SendAsync(new(HttpMethod.Delete, $"/ocpp/logs?{query}"))).Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Theory]
    [InlineData("", "all=true")]
    [InlineData("all=false", "all=true")]
    [InlineData("action=,", "all=true")]
    [InlineData("charger=dep-1", "charger")]
    [InlineData("page=1", "page")]
    [InlineData("charger_id=", "charger_id is empty")]
    [InlineData("action=&action=Heartbeat", "action is empty")]
    [InlineData("all=yes", "all must be true or false")]
    [InlineData("all=true&action=Heartbeat", "beside a filter")]
    public async Task Logs_are_not_deleted_by_a_filter_that_says_nothing(string query, string named) => Assert.Contains(
        named, (await SendAsync(new(HttpMethod.Delete, $"/ocpp/logs?{query}"))).Refused(HttpStatusCode.UnprocessableEntity));

    [Theory]
    [InlineData("2026-03-01")]
    [InlineData("2026-03-01T12:00:00")]
    [InlineData("2026-03-01T12:00:00.123Z")]
    [InlineData("2026-03-01T12:00:00%2B01:00")]
    public async Task A_time_is_taken_as_iso_8601_has_it(string time)
    {
        await AddChargersAsync(1);

        (await GetAsync($"/ocpp/chargers/{Charger(1)}/logs?start_date={time}&end_date={time}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_empty_or_unknown_parameter_counts_as_left_out()
    {
        await AddChargersAsync(1);

        var page = (await GetAsync($"/ocpp/chargers/{Charger(1)}/logs?limit=&event=&color=red")).Expect(HttpStatusCode.OK);

        Assert.Equal((50, 0), ((int)page["limit"]!, (int)page["offset"]!));
    }

    /// <summary>A command's body with examples in its event, one field of which has another value; "" leaves it out.</summary>
    string Body(CommandSpec command, Field? changed, string value)
    {
        var fields = command.Event.Fields
            .Where(field => field.IsRequired || field.Example is not null || field == changed)
            .Where(field => field != changed || value.Length > 0)
            .Select(field => $"\"{field.Name}\": {(field == changed ? value : field.Example!.ToJsonString())}");
        return $$$"""{"target": {"charger_id": "{{{Charger(1)}}}"}, "event": {{{{string.Join(", ", fields)}}}}}""";
    }
}
