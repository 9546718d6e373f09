using System.Buffers;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OcppLab.Api;
using OcppLab.LoadTests;
using OcppLab.Ocpp;

namespace OcppLab.Tests.LoadTests;

/// <summary>A load test is answered with the names, words and units that the contract has.</summary>
public sealed class LoadTestAnswerTests
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    static readonly TimeSpread Spread = new(3, 1.25, 1, 2, 3, 4, 5, 6.123456);

    static readonly LoadTestResult Result = new()
    {
        Id = "lt-1",
        Plan = new()
        {
            Name = "Peak",
            Target = new() { LocationId = "loc-1" },
            Stages =
            [
                new() { Kind = StageKind.Ramp, Duration = TimeSpan.FromSeconds(60), Connected = 10 },
                new() { Name = "hold", Kind = StageKind.Steady, Duration = TimeSpan.FromSeconds(30) },
            ],
        },
        Status = LoadTestStatus.Running,
        CreatedAt = Noon,
        StartedAt = Noon.AddSeconds(5),
        Elapsed = TimeSpan.FromSeconds(60),
        Chargers = 10,
        Actions = [new("Authorize", 5, 2, new Dictionary<string, long> { ["InternalError"] = 1, ["GenericError"] = 1 }, 0, 1, 0, Spread, Spread)],
        Connections = new() { Connected = 9, MostConnected = 10, Opened = 12, Reconnects = 2, Lost = 1, NotMade = 3, Connect = Spread },
        Sessions = new()
        {
            Planned = 8,
            NoChargerFree = 1,
            Requested = 7,
            LeftToCsms = 1,
            Authorized = 6,
            Started = 2,
            StartedByCsms = 1,
            Stopped = 1,
            Failed = 1,
            Failures = [new("refused", "Invalid", 1)],
            Active = 1,
            MostActive = 2,
        },
        Findings = [new(CsmsFindingKind.AbsurdHeartbeatInterval, "BootNotification", "interval is negative.", 2, "CP-1", Noon, "[3]")],
        CsmsViolations = 2,
        Simulator = new() { Reasons = ["busy"], Silos = 2, ProcessorPercent = 50 },
        Gaps = [new("silo-2", Noon, Noon.AddSeconds(5), "it is gone")],
        Thresholds = [new("p95(Authorize) < 5ms", 3, "ms", true, false), new("sessions_started >= 99%", null, "%", false, true)],
        PointLength = TimeSpan.FromSeconds(5),
        Points = [new() { At = TimeSpan.FromSeconds(5), Stage = 1, Connected = 9, Violations = 2, TurnsLateP99Ms = 1.5, Actions = [new("Authorize", 1, Spread)] }],
    };

    [Fact]
    public void A_load_test_on_its_way()
    {
        const string spread = """{"count":3,"mean_ms":1.25,"p50_ms":1,"p90_ms":2,"p95_ms":3,"p99_ms":4,"p999_ms":5,"max_ms":6.1235}""";
        const string none = """{"count":0,"mean_ms":0,"p50_ms":0,"p90_ms":0,"p95_ms":0,"p99_ms":0,"p999_ms":0,"max_ms":0}""";
        AssertJson(
            $$$"""
            {"load_test_id":"lt-1","name":"Peak","status":"running","verdict":null,"reasons":[],"created_at":"2026-03-01T12:00:00.000Z",
             "started_at":"2026-03-01T12:00:05.000Z","finished_at":null,"elapsed_seconds":60,"planned_seconds":90,
             "stage":{"number":2,"of":2,"name":"hold"},"chargers":10,
             "actions":[{"action":"Authorize","count":5,"results":2,"call_errors":{"GenericError":1,"InternalError":1},"invalid_results":0,"timed_out":1,
              "connections_lost":0,"error_rate_percent":60,"response":{{{spread}}},"answer":{{{spread}}}}],
             "connections":{"connected":9,"most_connected":10,"opened":12,"reconnects":2,"lost":1,"not_made":3,"connect":{{{spread}}},"boot":{{{none}}}},
             "sessions":{"planned":8,"no_charger_free":1,"requested":7,"left_to_csms":1,"authorized":6,"started":2,"started_by_csms":1,"stopped":1,"failed":1,
              "failures":[{"outcome":"refused","reason":"Invalid","count":1}],"active":1,"most_active":2,"started_percent":66.6667,"start":{{{none}}}},
             "csms_violations":2,
             "findings":[{"kind":"absurd_heartbeat_interval","action":"BootNotification","detail":"interval is negative.","count":2,"identity":"CP-1",
              "at":"2026-03-01T12:00:00.000Z","frame":"[3]"}],
             "simulator":{"was_bottleneck":true,"reasons":["busy"],"silos":2,"processor_percent":50,"busy_percent":0,"turns_late":{{{none}}},"commands_late":{{{none}}}},
             "gaps":[{"silo":"silo-2","from":"2026-03-01T12:00:00.000Z","to":"2026-03-01T12:00:05.000Z","reason":"it is gone"}],
             "thresholds":[{"threshold":"p95(Authorize) < 5ms","value":3,"unit":"ms","holds":true,"aborts":false},
              {"threshold":"sessions_started >= 99%","value":null,"unit":"%","holds":false,"aborts":true}],
             "report_url":"/ocpp/load-tests/lt-1/report"}
            """,
            Written(LoadTestAnswer.Result, Result));
    }

    [Fact]
    public void A_report_is_the_same_with_the_plan_and_the_points()
    {
        var report = Written(LoadTestAnswer.Report, Result);
        var answer = Written(LoadTestAnswer.Result, Result);
        Assert.Equal([.. answer.Select(property => property.Key), "plan", "point_seconds", "points"], report.Select(property => property.Key));
        Assert.Equal(("loc-1", 5), ((string?)report["plan"]!["target"]!["location_id"], (int)report["point_seconds"]!));
        AssertJson(
            """
            {"at_seconds":5,"length_seconds":0,"stage":2,"connected":9,"active_sessions":0,"requested":0,"started":0,"stopped":0,"failed":0,"opened":0,"lost":0,"violations":2,
             "processor_percent":0,"turns_late_p99_ms":1.5,"actions":[{"action":"Authorize","failed":1,
              "response":{"count":3,"mean_ms":1.25,"p50_ms":1,"p90_ms":2,"p95_ms":3,"p99_ms":4,"p999_ms":5,"max_ms":6.1235}}]}
            """,
            report["points"]![0]!);
    }

    [Theory]
    [InlineData(LoadTestStatus.Preparing, 0, null)]
    [InlineData(LoadTestStatus.Running, 0, "1 ramp")]
    [InlineData(LoadTestStatus.Running, 59.9, "1 ramp")]
    [InlineData(LoadTestStatus.Running, 60, "2 hold")]
    [InlineData(LoadTestStatus.Running, 1000, "2 hold")]
    [InlineData(LoadTestStatus.Finished, 90, null)]
    public void The_stage_that_runs(LoadTestStatus status, double elapsedSeconds, string? stage)
    {
        var place = PlaceInPlan.In(Result with { Status = status, Elapsed = TimeSpan.FromSeconds(elapsedSeconds) });
        Assert.Equal(stage, place is null ? null : $"{place.Number} {place.Name}");
    }

    [Fact]
    public void One_that_begins() => AssertJson(
        """{"load_test_id":"lt-1","status":"preparing","status_url":"/ocpp/load-tests/lt-1","report_url":"/ocpp/load-tests/lt-1/report"}""",
        Written(LoadTestAnswer.Begun, new("lt-1", LoadTestStatus.Preparing)));

    [Fact]
    public void Words_are_those_that_are_stored()
    {
        Type[] types = [typeof(LoadTestStatus), typeof(Verdict), typeof(CsmsFindingKind), typeof(StageKind), typeof(LoadEventKind), typeof(DistributionKind)];
        Assert.All(
            types.SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static)),
            value => Assert.Equal(
                value.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name,
                typeof(Words).GetMethod(nameof(Words.Of))!.MakeGenericMethod(value.FieldType).Invoke(null, [value.GetValue(null)])));
    }

    static JsonObject Written<T>(Answer<T> answer, T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        answer.Write(buffer, value);
        return JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
    }

    static void AssertJson(string expected, JsonNode actual) => Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), actual.ToJsonString());
}
