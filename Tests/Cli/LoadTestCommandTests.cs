using System.Text.Json.Nodes;
using OcppLab.Cli;
using static OcppLab.Tests.Cli.FakeService;

namespace OcppLab.Tests.Cli;

/// <summary><c>ocpplab load-test</c> against a service.</summary>
public sealed class LoadTestCommandTests : IDisposable
{
    const string Plan = "name: try\ntarget: {template: {brand_slug: alfen}, chargers_number: 5}\n";

    readonly Tool tool = new();

    public void Dispose() => tool.Dispose();

    [Theory]
    [InlineData("passed", ExitCode.Done)]
    [InlineData("failed", ExitCode.ThresholdFailed)]
    [InlineData("inconclusive", ExitCode.Inconclusive)]
    [InlineData("stopped", ExitCode.Stopped)]
    [InlineData("error", ExitCode.Failed)]
    public async Task The_exit_code_tells_the_verdict(string verdict, ExitCode code)
    {
        await using var service = await StartAsync(State("preparing"), State("running"), State("finished", verdict));

        Assert.Equal(code, await RunAsync(service));

        Assert.Contains($"morning peak (lt-1): {verdict.ToUpperInvariant()} after", tool.Out.Text);
        Assert.Contains($"Report: {service.Address}/ocpp/load-tests/lt-1/report", tool.Out.Text);
    }

    [Theory]
    [InlineData("plan.yaml", "application/yaml")]
    [InlineData("plan.YML", "application/yaml")]
    [InlineData("plan.json", "application/json")]
    public async Task A_plan_is_sent_as_it_is_with_the_media_type_of_its_extension(string name, string mediaType)
    {
        await using var service = await StartAsync(State("finished", "passed"));
        tool.Variables["OCPPLAB_TOKEN"] = "secret";

        Assert.Equal(ExitCode.Done, await tool.RunAsync("load-test", tool.Write(name, Plan), "--url", service.Address, "--organization", "acme"));

        var posted = service.Requests.First();
        Assert.Equal(("POST", "/ocpp/load-tests", mediaType, Plan), (posted.Method, posted.Path, posted.ContentType, posted.Body));
        Assert.Equal("Bearer secret", posted.Headers.Authorization);
        Assert.Equal("acme", posted.Headers["X-Organization-Id"]);
        Assert.NotEmpty(posted.Headers["Idempotency-Key"].ToString());
    }

    [Theory]
    [InlineData(Plan, "application/yaml")]
    [InlineData("\n {\"name\": \"try\"}", "application/json")]
    public async Task A_plan_comes_from_the_standard_input(string plan, string mediaType)
    {
        await using var service = await StartAsync(State("finished", "passed"));
        tool.In = System.Text.Encoding.UTF8.GetBytes(plan);

        Assert.Equal(ExitCode.Done, await tool.RunAsync("load-test", "-", "--url", service.Address));

        Assert.Equal((mediaType, plan), (service.Requests.First().ContentType, service.Requests.First().Body));
    }

    [Theory]
    [InlineData("plan.yaml")]
    [InlineData("plan.json")]
    public async Task The_chargers_of_a_plan_can_be_pointed_at_a_csms(string name)
    {
        await using var service = await StartAsync(State("finished", "passed"));
        var plan = name.EndsWith("json", StringComparison.Ordinal)
            ? """{"name": "try", "target": {"template": {"ws_url": "ws://old"}, "chargers_number": 5}}"""
            : "name: try # as ever\ntarget:\n  template: &t\n    ws_url: ws://old\n  chargers_number: 5\n";

        Assert.Equal(ExitCode.Done, await tool.RunAsync("load-test", tool.Write(name, plan), "--url", service.Address, "--ws-url", "wss://csms.example/ocpp"));

        var sent = service.Requests.First().Body;
        Assert.Contains("wss://csms.example/ocpp", sent);
        Assert.DoesNotContain("ws://old", sent);
        Assert.Contains("chargers_number", sent);
    }

    [Fact]
    public async Task A_plan_that_is_refused_is_a_mistake_said_in_the_services_words()
    {
        await using var service = await StartAsync();
        service.Instead = async (_, context) =>
        {
            await RefuseAsync(context, 400, "stages[0].kind must be one of ramp, steady, spike, soak.");
            return true;
        };

        Assert.Equal(ExitCode.Usage, await RunAsync(service));

        Assert.Equal("stages[0].kind must be one of ramp, steady, spike, soak.\n", tool.Error.Text);
        Assert.Empty(tool.Out.Text);
    }

    [Theory]
    [InlineData(401, "Bearer error=\"invalid_token\"")]
    [InlineData(403, "Bearer error=\"insufficient_scope\"")]
    public async Task A_token_that_is_not_taken_is_no_access(int status, string challenge)
    {
        await using var service = await StartAsync();
        service.Instead = async (_, context) =>
        {
            context.Response.Headers.WWWAuthenticate = challenge;
            await RefuseAsync(context, status, "The bearer token is not for this.");
            return true;
        };

        Assert.Equal(ExitCode.NoAccess, await RunAsync(service));

        Assert.StartsWith("The bearer token is not for this.", tool.Error.Text);
    }

    [Fact]
    public async Task A_limit_of_the_organization_is_no_matter_of_the_token()
    {
        await using var service = await StartAsync();
        service.Instead = async (_, context) =>
        {
            await RefuseAsync(context, 403, "The organization has 1000 load tests; delete some first.");
            return true;
        };

        Assert.Equal(ExitCode.Failed, await RunAsync(service));

        Assert.Equal("The organization has 1000 load tests; delete some first.\n", tool.Error.Text);
    }

    [Fact]
    public async Task Without_a_service_it_ends_at_once()
    {
        Assert.Equal(ExitCode.NoAccess, await tool.RunAsync("load-test", tool.Write("plan.yaml", Plan), "--url", $"http://127.0.0.1:{Hosts.Ports.Free()}"));

        Assert.Contains("does not answer", tool.Error.Text);
        Assert.Equal(TimeSpan.Zero, ((HurriedTime)tool.Time).Waited);
    }

    [Theory]
    [InlineData("load-test", "there-is-none.yaml")]
    [InlineData("load-test", "plan.txt")]
    [InlineData("load-test")]
    [InlineData("load-test", "plan.yaml", "--no-such-option")]
    [InlineData("load-test", "plan.yaml", "--url", "ftp://somewhere")]
    [InlineData("load-test", "plan.yaml", "--token", "two words")]
    [InlineData("load-test", "plan.yaml", "--token", "a", "--token-file", "plan.yaml")]
    [InlineData("load-test", "plan.yaml", "--token-file", "there-is-none")]
    [InlineData("load-test", "plan.yaml", "--report", "no/such/directory/report.html")]
    [InlineData("load-test", "plan.yaml", "--detach", "--junit", "junit.xml")]
    [InlineData("load-test", "plan.yaml", "--ws-url", "builtin-csms")]
    [InlineData("load-test", "plan.yaml", "--local", "--detach")]
    [InlineData("load-test", "plan.yaml", "--local", "--compare-with", "lt-1")]
    [InlineData("load-test", "plan.yaml", "--local", "--url", "http://127.0.0.1:1")]
    [InlineData("load-test", "of-a-location.yaml", "--local")]
    [InlineData("load-test", "of-a-location.json", "--local")]
    [InlineData("load-test", "no-yaml.yaml", "--local")]
    [InlineData("no-such-command")]
    public async Task Mistakes_are_said_in_a_sentence(params string[] args)
    {
        tool.Write("plan.yaml", Plan);
        tool.Write("of-a-location.yaml", "target: {location_id: loc-1}");
        tool.Write("of-a-location.json", """{"target": {"location_id": "loc-1"}}""");
        tool.Write("no-yaml.yaml", "target: {template: [");

        Assert.Equal(ExitCode.Usage, await tool.RunAsync(args));

        Assert.NotEmpty(tool.Error.Text);
        Assert.DoesNotContain("   at ", tool.Error.Text);
        Assert.Empty(tool.Out.Text);
    }

    [Fact]
    public async Task Lost_connections_and_refusals_that_pass_are_tried_again()
    {
        await using var service = await StartAsync(State("running"), State("finished", "passed"));
        var requests = 0;
        service.Instead = async (_, context) =>
        {
            switch (++requests)
            {
                case 1 or 3:
                    await RefuseAsync(context, 503, "A silo is away.", "4");
                    return true;
                case 4 or 5:
                    context.Abort();
                    return true;
                default:
                    return false;
            }
        };

        Assert.Equal(ExitCode.Done, await RunAsync(service));

        var posted = service.Requests.Where(request => request.Method == "POST").ToList();
        Assert.Equal(2, posted.Count);
        Assert.Equal(posted[0].Headers["Idempotency-Key"], posted[1].Headers["Idempotency-Key"]);
        Assert.Equal(TimeSpan.FromSeconds(4 + 4 + 1 + 1 + 2), ((HurriedTime)tool.Time).Waited);
    }

    [Theory]
    [InlineData(503, ExitCode.Failed)]
    [InlineData(0, ExitCode.NoAccess)]
    [InlineData(404, ExitCode.Failed)]
    [InlineData(500, ExitCode.Failed)]
    public async Task A_service_that_is_gone_for_a_minute_ends_it(int status, ExitCode code)
    {
        await using var service = await StartAsync(State("running"));
        service.Instead = async (request, context) =>
        {
            if (request.Method == "GET" && service.Requests.Count > 3)
            {
                await (status == 0 ? AbortAsync(context) : RefuseAsync(context, status, "It went wrong.", status == 503 ? "1" : null));
                return true;
            }

            return false;
        };

        Assert.Equal(code, await RunAsync(service));

        Assert.InRange(((HurriedTime)tool.Time).Waited, status is 503 or 0 ? TimeSpan.FromSeconds(55) : TimeSpan.Zero, TimeSpan.FromSeconds(70));
        Assert.Contains(status == 0 ? "does not answer" : "It went wrong.", tool.Error.Text);

        static Task AbortAsync(Microsoft.AspNetCore.Http.HttpContext context)
        {
            context.Abort();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Elsewhere_than_on_a_terminal_progress_is_a_line_every_ten_seconds()
    {
        await using var service = await StartAsync([.. Enumerable.Range(0, 11).Select(poll => State("running", elapsed: 70 + (2 * poll))), State("finished", "passed")]);

        Assert.Equal(ExitCode.Done, await RunAsync(service));

        Assert.Equal(
            [70, 80, 90],
            tool.Error.Lines.Select(line => (int)TimeSpan.Parse(line[..8], System.Globalization.CultureInfo.InvariantCulture).TotalSeconds));
        Assert.Equal(
            "00:01:10/00:05:00 stage 2/4 peak: 1,100 connected, 370 active, 970 started, 3 errors (0.3 %), p95 Authorize 41 ms, thresholds 1 of 3 hold",
            tool.Error.Lines[0]);
    }

    [Fact]
    public async Task The_summary_has_actions_sessions_findings_and_thresholds()
    {
        await using var service = await StartAsync(State("finished", "failed"));

        Assert.Equal(ExitCode.ThresholdFailed, await RunAsync(service));

        var shown = string.Join('\n', tool.Out.Lines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        foreach (var text in new[]
        {
            "Authorize 1,000 12 ms 41 ms 250 ms 12.3 s 3 0.3 % 2 GenericError, 1 timed out",
            "planned 990 no charger was free for 5", "started 970 98.88 %, 18 by the CSMS, p95 41 ms, 400 at once", "refused 11 Blocked",
            "1,150 of 1,200 chargers at once, 1,300 opened, 100 of them again, 7 lost, 3 not made; connect p95 41 ms, boot p95 41 ms",
            "The CSMS went against the specification 4 times:", "4 schema violation Authorize: idTagInfo is missing?[2J (at LOAD-000001)",
            "holds p95(Authorize) < 500ms 41 ms", "FAILS sessions_started >= 99.9% 98.88 %", "FAILS p95(Heartbeat) < 1s nothing measured",
            "Not measured: silo-2, 08:01:00 to 08:01:15 UTC: The silo was gone.", "The busiest silo used 97 % of its processors.",
        })
        {
            Assert.Contains(text, shown);
        }
    }

    [Fact]
    public async Task Reports_are_written()
    {
        await using var service = await StartAsync(State("finished", "passed"));
        service.Instead = async (request, context) =>
        {
            if (request.Path == "/ocpp/load-tests/lt-0")
            {
                await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, State("finished", "passed", change: state =>
                    state["actions"]![0]!["response"]!["p95_ms"] = 77));
                return true;
            }

            return false;
        };

        Assert.Equal(ExitCode.Done, await tool.RunAsync(
            "load-test", tool.Write("plan.yaml", Plan), "--url", service.Address, "--report", "r.html", "--junit", "j.xml", "--json-report", "r.json", "--compare-with", "lt-0"));

        Assert.Equal("the report ?format=html&compare_with=lt-0", tool.Read("r.html"));
        Assert.Equal("the report ?format=junit", tool.Read("j.xml"));
        Assert.Equal("the report ?format=json&compare_with=lt-0", tool.Read("r.json"));
        Assert.Contains("Report: r.html, j.xml, r.json, http", tool.Out.Text);
        Assert.Contains("77 ms", tool.Out.Text);
    }

    [Theory]
    [InlineData("passed", ExitCode.Failed)]
    [InlineData("failed", ExitCode.ThresholdFailed)]
    public async Task A_report_that_is_missing_is_no_success(string verdict, ExitCode code)
    {
        await using var service = await StartAsync(State("finished", verdict));
        service.Instead = async (request, context) =>
        {
            if (request.Path.Contains("report"))
            {
                await RefuseAsync(context, 500, "There is no report.");
                return true;
            }

            return false;
        };

        Assert.Equal(code, await tool.RunAsync("load-test", tool.Write("plan.yaml", Plan), "--url", service.Address, "--junit", "j.xml"));

        Assert.Contains("--junit j.xml is not written: There is no report.", tool.Error.Text);
    }

    [Fact]
    public async Task An_earlier_load_test_that_is_not_there_is_a_mistake_before_the_next_begins()
    {
        await using var service = await StartAsync(State("finished", "passed"));

        Assert.Equal(ExitCode.Usage, await tool.RunAsync("load-test", tool.Write("plan.yaml", Plan), "--url", service.Address, "--compare-with", "lt-0"));

        Assert.DoesNotContain(service.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task Detached_it_prints_the_id_and_leaves()
    {
        await using var service = await StartAsync();

        Assert.Equal(ExitCode.Done, await tool.RunAsync("load-test", tool.Write("plan.yaml", Plan), "--url", service.Address, "--detach"));

        Assert.Equal("lt-1\n", tool.Out.Text);
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task For_programs_it_prints_the_services_answer()
    {
        var end = State("finished", "passed");
        await using var service = await StartAsync(end);

        Assert.Equal(ExitCode.Done, await tool.RunAsync("load-test", tool.Write("plan.yaml", Plan), "--url", service.Address, "--json"));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(end), JsonNode.Parse(tool.Out.Text)));
    }

    Task<ExitCode> RunAsync(FakeService service) => tool.RunAsync("load-test", tool.Write("plan.yaml", Plan), "--url", service.Address);
}
