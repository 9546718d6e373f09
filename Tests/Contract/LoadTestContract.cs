using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OcppLab.Inventory;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>What a client that load-tests its CSMS relies on.</summary>
public abstract class LoadTestContract(ContractHost host) : ContractSuite(host)
{
    [Fact]
    public async Task A_load_test_is_carried_out_reported_on_and_deleted()
    {
        await AddChargersAsync(4);

        var begun = await BeginAsync(Plan(4, "sessions_started >= 100%"));

        Assert.Equal(["load_test_id", "status", "status_url", "report_url"], begun.Json.AsObject().Select(field => field.Key));
        var path = (string)begun.Json["status_url"]!;
        Assert.Equal(path, begun.Headers.Location!.OriginalString);
        var result = await FinishedAsync(path);
        Assert.Equal((4, 4), ((int)result["chargers"]!, (int)result["sessions"]!["most_active"]!));
        Assert.True((bool)result["thresholds"]![0]!["holds"]!, result.ToJsonString());
        Assert.Contains((string)result["verdict"]!, new[] { "passed", "inconclusive" });
        var report = (string)begun.Json["report_url"]!;
        var page = await GetAsync(report);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.StartsWith("<!DOCTYPE html>", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("sessions_started &gt;= 100%", page.Text);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains($"content=\"{policy}\"", WebUtility.HtmlDecode(page.Text));
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        var json = (await GetAsync($"{report}?format=json")).Expect(HttpStatusCode.OK);
        Assert.Equal((3, 5), ((int)json["plan"]!["stages"]![0]!["duration_seconds"]!, (int)json["point_seconds"]!));
        Assert.NotEmpty(json["points"]!.AsArray());
        Assert.Contains("<testsuite", (await GetAsync($"{report}?format=junit")).Text);
        var listed = (await GetAsync("/ocpp/load-tests")).Expect(HttpStatusCode.OK)["data"]![0]!;
        Assert.Equal(((string)begun.Json["load_test_id"]!, (string)result["verdict"]!), ((string)listed["load_test_id"]!, (string)listed["verdict"]!));
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(new(HttpMethod.Delete, path))).Status);
        (await GetAsync(path)).Refused(HttpStatusCode.NotFound);
        (await GetAsync(report)).Refused(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_plan_may_be_yaml_and_two_runs_are_compared()
    {
        await AddChargersAsync(2);
        var yaml = $"""
            name: two chargers
            target: {LocationId}
            """;
        (await SendAsync(Yaml(yaml))).Refused(HttpStatusCode.UnprocessableEntity);
        yaml = $$"""
            name: two chargers
            target: { location_id: {{LocationId}} }
            stages:
              - { kind: steady, duration_seconds: 2, active_sessions: 1 }
            session: { id_tags: ["0042"], duration_seconds: 60 }
            graceful_stop_seconds: 5
            """;

        var reports = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            var begun = await SendAsync(Yaml(yaml));
            begun.Expect(HttpStatusCode.Accepted);
            await FinishedAsync((string)begun.Json["status_url"]!);
            reports.Add((string)begun.Json["load_test_id"]!);
        }

        var compared = $"/ocpp/load-tests/{reports[1]}/report?compare_with={reports[0]}";
        Assert.Contains("two chargers", (await GetAsync(compared)).Text);
        var json = (await GetAsync($"{compared}&format=json")).Expect(HttpStatusCode.OK);
        Assert.Equal(reports, [(string)json["before"]!["load_test_id"]!, (string)json["after"]!["load_test_id"]!]);
        Assert.Contains("compare_with", (await GetAsync($"{compared}&format=junit")).Refused(HttpStatusCode.UnprocessableEntity));
        Assert.All((await GetAsync("/ocpp/sessions")).Json["data"]!.AsArray(), session => Assert.Equal("0042", (string)session!["id_tag"]!));
    }

    [Fact]
    public async Task A_load_test_that_is_stopped_ends_and_one_runs_at_a_location_at_a_time()
    {
        await AddChargersAsync(2);
        var begun = await BeginAsync(Plan(2, duration: 3600), key: "key-1");
        var path = (string)begun.Json["status_url"]!;

        Assert.Equal(path, (string)(await BeginAsync(Plan(2, duration: 3600), key: "key-1")).Json["status_url"]!);
        Assert.Contains((string)begun.Json["load_test_id"]!, (await SendAsync(Post("/ocpp/load-tests", Plan(1)))).Refused(HttpStatusCode.Conflict));
        (await SendAsync(new(HttpMethod.Delete, path))).Refused(HttpStatusCode.Conflict);
        (await SendAsync(Post($"{path}/stop", ""))).Expect(HttpStatusCode.Accepted);

        Assert.Equal("stopped", (string)(await FinishedAsync(path))["verdict"]!);
        (await SendAsync(Post($"{path}/stop", ""))).Expect(HttpStatusCode.Accepted);
        Assert.Equal("stopped", (string)(await GetAsync(path)).Json["verdict"]!);
    }

    [Fact]
    public async Task What_is_not_there_or_another_s_is_not_found()
    {
        (await SendAsync(Post("/ocpp/load-tests", Plan(1)))).Refused(HttpStatusCode.NotFound);
        await AddChargersAsync(1);
        var path = (string)(await BeginAsync(Plan(1))).Json["status_url"]!;
        foreach (var (method, route) in new[] { (HttpMethod.Get, path), (HttpMethod.Get, $"{path}/report"), (HttpMethod.Post, $"{path}/stop"), (HttpMethod.Delete, path) })
        {
            var request = new HttpRequestMessage(method, route);
            request.Headers.Authorization = new("Bearer", Token("another"));
            (await SendAsync(request)).Refused(HttpStatusCode.NotFound);
        }

        Assert.Empty((await SendAsync(As(new(HttpMethod.Get, "/ocpp/load-tests"), Token("another")))).Json["data"]!.AsArray());
        var theirs = await StoredAsync($"not-{Org}", 1, isFinished: true);
        Assert.Contains(theirs, (await GetAsync($"{path}/report?compare_with={theirs}")).Refused(HttpStatusCode.NotFound));
        await FinishedAsync(path);
    }

    [Theory]
    [InlineData("ocpp:read ocpp:write")]
    [InlineData("ocpp:read ocpp:command")]
    public async Task Who_may_not_command_and_write_may_not_begin_one(string scope)
    {
        await AddChargersAsync(1);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(As(Post("/ocpp/load-tests", Plan(1)), Token(scope: scope)))).Status);
    }

    [Fact]
    public async Task A_limit_of_the_organization_is_told_from_a_token_that_does_not_permit_it()
    {
        await AddChargersAsync(1);
        for (var number = 1; number <= LoadTestStore.MostUnfinished; number++)
        {
            await StoredAsync(Org, number, isFinished: false);
        }

        var limited = await SendAsync(Post("/ocpp/load-tests", Plan(1)));
        Assert.Contains("20 load tests that are not finished", limited.Refused(HttpStatusCode.Forbidden));
        Assert.Empty(limited.Headers.WwwAuthenticate);
        var forbidden = await SendAsync(As(Post("/ocpp/load-tests", Plan(1)), Token(scope: "ocpp:read")));
        Assert.Equal("error=\"insufficient_scope\"", Assert.Single(forbidden.Headers.WwwAuthenticate).Parameter);
    }

    [Fact]
    public async Task A_misspelled_field_is_refused()
    {
        await AddChargersAsync(1);
        Assert.Equal(
            "threshold is not a field of a plan; did you mean thresholds?",
            (await SendAsync(Post("/ocpp/load-tests", Plan(1).Replace("\"thresholds\"", "\"threshold\"")))).Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task What_it_takes_is_described()
    {
        var description = (await GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK);
        var begin = description["paths"]!["/ocpp/load-tests"]!["post"]!;
        Assert.Contains("Scopes `ocpp:write` and `ocpp:command`.", (string)begin["description"]!);
        Assert.EndsWith("Scope `ocpp:read`.", (string)description["paths"]!["/ocpp/load-tests"]!["get"]!["description"]!);
        Assert.Contains("1000 load tests", (string)begin["responses"]!["403"]!["description"]!);
        Assert.Equal(
            ["application/json", "text/html", "application/xml"],
            description["paths"]!["/ocpp/load-tests/{id}/report"]!["get"]!["responses"]!["200"]!["content"]!.AsObject().Select(content => content.Key));
        var closed = description["components"]!["schemas"]!.AsObject()
            .Where(schema => schema.Value!["additionalProperties"]?.GetValueKind() == JsonValueKind.False).Select(schema => schema.Key);
        Assert.Equal(
            [
                "LoadTestChargers", "LoadTestDurations", "LoadTestEnergies", "LoadTestEvent", "LoadTestPlan", "LoadTestSession", "LoadTestStage",
                "LoadTestTarget", "LoadTestThreshold", "LoadTestVehicle",
            ],
            closed.Order());
    }

    async Task<string> StoredAsync(string organization, int number, bool isFinished)
    {
        var store = Host.Services.GetRequiredService<LoadTestStore>();
        var now = Host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var row = new LoadTestRow
        {
            Id = $"load-{organization}-{number}",
            OrganizationId = organization,
            LocationId = $"loc-{organization}-{number}",
            Name = "stored",
            Plan = "{}",
            Status = isFinished ? "finished" : "running",
            CreatedAt = now,
            FinishedAt = isFinished ? now : null,
        };
        return (await store.AddAsync(row, default)).Id;
    }

    string Plan(int sessions, string threshold = "csms_violations == 0", int duration = 3) => $$"""
        {
          "name": "a load test", "target": {"location_id": "{{LocationId}}"},
          "stages": [{"kind": "steady", "duration_seconds": {{duration}}, "active_sessions": {{sessions}}}],
          "session": {"duration_seconds": 3600}, "thresholds": ["{{threshold}}"], "graceful_stop_seconds": 5
        }
        """;

    async Task<Answer> BeginAsync(string plan, string? key = null)
    {
        var request = Post("/ocpp/load-tests", plan);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        var begun = await SendAsync(request);
        begun.Expect(HttpStatusCode.Accepted);
        return begun;
    }

    static HttpRequestMessage Yaml(string plan) => new(HttpMethod.Post, "/ocpp/load-tests")
    {
        Content = new StringContent(plan, Encoding.UTF8, new MediaTypeHeaderValue("application/yaml")),
    };

    static HttpRequestMessage As(HttpRequestMessage request, string token)
    {
        request.Headers.Authorization = new("Bearer", token);
        return request;
    }

    /// <summary>The load test when it is finished.</summary>
    async Task<JsonNode> FinishedAsync(string path)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var result = (await GetAsync(path)).Expect(HttpStatusCode.OK);
            if ((string)result["status"]! == "finished")
            {
                return result;
            }

            Assert.False(patience.IsCancellationRequested, $"It is still {result.ToJsonString()}");
        }
    }
}
