using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OcppLab.Api;
using OcppLab.Inventory;
using OcppLab.LoadTests;
using OcppLab.Simulation;

namespace OcppLab.Tests.LoadTests;

/// <summary>Plans of load tests are read from JSON and YAML alike, and what does not fit is refused by name and value.</summary>
public sealed class LoadTestBodyTests
{
    const string Whole = """
        {
          "name": "Everything",
          "target": {
            "template": {"brand_slug": "wallbox", "model_slug": "wallbox-pulsar-plus", "ws_url": "ws://127.0.0.1:9/csms", "ocpp_version": "2.0.1",
                         "security_profile": 1, "authorization_key": "0123456789abcdef", "options": {"timing": "instant"}},
            "chargers_number": 500, "identity_prefix": "PEAK-"
          },
          "seed": 42,
          "stages": [
            {"name": "up", "kind": "ramp", "duration_seconds": 60, "connected": 500},
            {"kind": "steady", "duration_seconds": 0.5, "active_sessions": 100},
            {"kind": "Spike", "duration_seconds": 30, "sessions_per_second": 2.5},
            {"kind": "soak", "duration_seconds": 600}
          ],
          "session": {
            "id_tag_pattern": "TAG-####-A", "id_tags_number": 500,
            "duration_seconds": {"distribution": "normal", "mean": 60, "deviation": 10.5, "min": 5, "max": 120},
            "energy_kwh": 12.5,
            "vehicles": [{"name": "FamilySuv", "weight": 3}, {"battery_kwh": 40, "soc_percent": 20}],
            "timing": "instant", "remote_start_share": 0.25
          },
          "events": [
            {"kind": "reconnect_storm", "at_seconds": 100},
            {"kind": "reset", "at_seconds": 120, "share": 0.5, "hard": true},
            {"kind": "offline", "at_seconds": 200, "duration_seconds": 30, "over_seconds": 10},
            {"kind": "network_fault", "at_seconds": 300, "duration_seconds": 60, "fault": "latency", "direction": "cp_to_csms", "action": "MeterValues", "rate": 0.5, "delay_ms": 250},
            {"kind": "network_fault", "at_seconds": 400, "duration_seconds": 60, "fault": "drop"}
          ],
          "thresholds": ["p95(TransactionEvent) < 500ms", {"threshold": "csms_violations == 0", "abort": true, "after_seconds": 60}],
          "graceful_stop_seconds": 12
        }
        """;

    const string WholeInYaml = """
        name: Everything
        target:
          template:
            brand_slug: wallbox
            model_slug: wallbox-pulsar-plus
            ws_url: ws://127.0.0.1:9/csms
            ocpp_version: "2.0.1"
            security_profile: 1
            authorization_key: 0123456789abcdef
            options: {timing: instant}
          chargers_number: 500
          identity_prefix: PEAK-
        seed: 42
        stages:
          - {name: up, kind: ramp, duration_seconds: 60, connected: 500}
          - {kind: steady, duration_seconds: .5, active_sessions: 100}
          - {kind: Spike, duration_seconds: 30, sessions_per_second: 2.5}
          - kind: soak
            duration_seconds: 600
        session:
          id_tag_pattern: TAG-####-A       # five hundred of them
          id_tags_number: 500
          duration_seconds: {distribution: normal, mean: 60, deviation: 10.5, min: 5, max: 120}
          energy_kwh: 12.5
          vehicles:
            - name: FamilySuv
              weight: 3
            - {battery_kwh: 40, soc_percent: 20}
          timing: instant
          remote_start_share: 0.25
        events:
          - {kind: reconnect_storm, at_seconds: 100}
          - {kind: reset, at_seconds: 120, share: 0.5, hard: true}
          - {kind: offline, at_seconds: 200, duration_seconds: 30, over_seconds: 10}
          - {kind: network_fault, at_seconds: 300, duration_seconds: 60, fault: latency, direction: cp_to_csms, action: MeterValues, rate: 0.5, delay_ms: 250}
          - {kind: network_fault, at_seconds: 400, duration_seconds: 60, fault: drop}
        thresholds:
          - p95(TransactionEvent) < 500ms
          - {threshold: csms_violations == 0, abort: true, after_seconds: 60}
        graceful_stop_seconds: 12
        """;

    const string Small = """
        {"name": "Small", "target": {"location_id": "loc-1"}, "stages": [{"duration_seconds": 600, "active_sessions": 10}]}
        """;

    [Fact]
    public void A_plan_is_read_with_all_that_it_has()
    {
        var plan = Read(Whole);

        Assert.Equal(("Everything", 42L, TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(690.5)), (plan.Name, plan.Seed, plan.GracefulStop, plan.Duration));
        Assert.Equal((null, 500, "PEAK-"), (plan.Target.LocationId, plan.Target.ChargersNumber, plan.Target.IdentityPrefix));
        Assert.Equal(
            ("wallbox", "ws://127.0.0.1:9/csms", OcppVersion.V201, "0123456789abcdef", Timing.Instant),
            (plan.Target.Template!.BrandSlug, plan.Target.Template.WsUrl, plan.Target.Template.OcppVersion, plan.Target.Template.AuthorizationKey, plan.Target.Template.Options!.Timing));
        Assert.Equal(
            [
                new() { Name = "up", Kind = StageKind.Ramp, Duration = TimeSpan.FromSeconds(60), Connected = 500 },
                new() { Kind = StageKind.Steady, Duration = TimeSpan.FromSeconds(0.5), ActiveSessions = 100 },
                new() { Kind = StageKind.Spike, Duration = TimeSpan.FromSeconds(30), SessionsPerSecond = 2.5 },
                new() { Kind = StageKind.Soak, Duration = TimeSpan.FromSeconds(600) },
            ],
            plan.Stages);
        Assert.Equal(("TAG-####-A", 500, 0.25, Timing.Instant), (plan.Session.IdTagPattern, plan.Session.IdTagsNumber, plan.Session.RemoteStartShare, plan.Session.Timing));
        Assert.Equal(new() { Kind = DistributionKind.Normal, Mean = 60, Deviation = 10.5, Min = 5, Max = 120 }, plan.Session.DurationSeconds);
        Assert.Equal(12.5, plan.Session.EnergyKwh!.Sample(new(1)));
        Assert.Equal(
            [new(new() { Name = "FamilySuv" }, 3), new WeightedVehicle(new() { BatteryKwh = 40, SocPercent = 20 }, 1)], plan.Session.Vehicles);
        Assert.Equal(
            [
                new() { Kind = LoadEventKind.ReconnectStorm, At = TimeSpan.FromSeconds(100) },
                new() { Kind = LoadEventKind.Reset, At = TimeSpan.FromSeconds(120), Share = 0.5, Hard = true },
                new() { Kind = LoadEventKind.Offline, At = TimeSpan.FromSeconds(200), Duration = TimeSpan.FromSeconds(30), Over = TimeSpan.FromSeconds(10) },
                new()
                {
                    Kind = LoadEventKind.NetworkFault, At = TimeSpan.FromSeconds(300), Duration = TimeSpan.FromSeconds(60),
                    Fault = new(NetworkFaultKind.Latency, MessageDirection.ToCsms, "MeterValues", 0.5, TimeSpan.FromMilliseconds(250), 42),
                },
                new()
                {
                    Kind = LoadEventKind.NetworkFault, At = TimeSpan.FromSeconds(400), Duration = TimeSpan.FromSeconds(60),
                    Fault = new(NetworkFaultKind.Drop, null, null, 1, TimeSpan.Zero, 42),
                },
            ],
            plan.Events);
        Assert.Equal([new("p95(TransactionEvent) < 500ms"), new ThresholdRule("csms_violations == 0", true, TimeSpan.FromSeconds(60))], plan.Thresholds);
    }

    [Fact]
    public void What_is_left_out_is_as_the_plan_has_it()
    {
        var plan = Read(Small);
        var usual = new LoadTestPlan
        {
            Name = "Small",
            Target = new() { LocationId = "loc-1" },
            Stages = [new() { Duration = TimeSpan.FromSeconds(600), ActiveSessions = 10 }],
        };
        Assert.Equal(Stored(usual), Stored(plan));
    }

    [Fact]
    public void Yaml_gives_the_same_plan() =>
        Assert.Equal(Stored(Read(Whole)), Stored(Read(Encoding.UTF8.GetString(YamlBody.ToJson(Encoding.UTF8.GetBytes(WholeInYaml))))));

    [Theory]
    [InlineData(Whole)]
    [InlineData(Small)]
    public void A_plan_is_written_as_it_may_be_given_but_for_the_key(string json)
    {
        var plan = Read(json);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            LoadTestPlanWriter.Write(writer, plan);
        }

        var written = JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
        if (plan.Target.Template is not null)
        {
            Assert.DoesNotContain("authorization_key", written.ToJsonString());
            written["target"]!["template"]!["authorization_key"] = plan.Target.Template.AuthorizationKey;
        }

        Assert.Equal(Stored(plan), Stored(Read(written.ToJsonString())));
    }

    [Fact]
    public void The_plans_that_are_shipped_fit()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "plans"), "*.yaml");

        Assert.Equal(5, files.Length);
        Assert.All(files, file =>
        {
            var plan = File.ReadAllText(file).Replace("builtin-csms", "ws://127.0.0.1:8080/csms");
            Assert.NotEmpty(Read(Encoding.UTF8.GetString(YamlBody.ToJson(Encoding.UTF8.GetBytes(plan)))).Thresholds);
        });
    }

    [Fact]
    public void Its_example_fits() => Assert.Equal("loc-456", Read(LoadTestBody.Shape.Example!.ToJsonString()).Target.LocationId);

    [Theory]
    [InlineData("name", null, "name is required.")]
    [InlineData("name", "7", "name must be a string, not 7.")]
    [InlineData("target", null, "target is required.")]
    [InlineData("target", "{}", "Exactly one of target.location_id and target.template is required.")]
    [InlineData("target", """{"location_id": "a", "template": {}}""", "Exactly one of target.location_id and target.template is required.")]
    [InlineData("target", """{"location_id": "a", "share": 0.5, "chargers_number": 3}""", "target.chargers_number and target.share can't be given together")]
    [InlineData("target", """{"location_id": "a", "share": 0}""", "target.share must be a number above 0 and at most 1, not 0.")]
    [InlineData("target", """{"location_id": "a", "charger_ids": []}""", "target.charger_ids must have 1 to")]
    [InlineData("target", """{"location_id": "a", "charger_ids": ["x", "y", "x"]}""", "target.charger_ids has \"x\" twice.")]
    [InlineData("target", """{"location_id": "a", "identity_prefix": "P"}""", "target.identity_prefix can't be given with target.location_id.")]
    [InlineData("target", """{"template": {"brand_slug": "wallbox"}}""", "target.chargers_number is required with target.template.")]
    [InlineData("target", """{"template": {"brand_slug": "wallbox"}, "chargers_number": 1}""", "target.template.model_slug is required.")]
    [InlineData("target", """{"template": {"brand_slug": "wallbox", "model_slug": "wallbox-pulsar-plus"}, "chargers_number": 1}""", "target.template.ws_url is required")]
    [InlineData("target", """{"template": {"brand_slug": "nobody", "model_slug": "x", "ws_url": "ws://127.0.0.1/"}, "chargers_number": 1}""", "brand_slug")]
    [InlineData("target", """{"template": {}, "chargers_number": 201}""", "The request has 201 chargers; at most 200 fit in one (Limits:BulkChargers).")]
    [InlineData("target", """{"template": {}, "chargers_number": 1, "share": 1}""", "target.share can't be given with target.template.")]
    [InlineData("target", """{"template": {}, "chargers_number": 1, "identity_prefix": "a b"}""", "target.identity_prefix may only have letters, digits and")]
    [InlineData("seed", "-1", "seed must be a whole number from 0")]
    [InlineData("stages", null, "stages is required.")]
    [InlineData("stages", "[]", "stages must have 1 to 100 items, not 0.")]
    [InlineData("stages", """[{"duration_seconds": 0, "connected": 1}]""", "stages[0].duration_seconds must be a number from 0.001 to 2592000, not 0.")]
    [InlineData("stages", """[{"duration_seconds": 1e-8, "connected": 1}]""", "stages[0].duration_seconds must be a number from 0.001 to 2592000, not 1e-8.")]
    [InlineData("stages", """[{"duration_seconds": 1, "sessions_per_second": 5e-324}]""", "stages[0].sessions_per_second must be 0 or at least 0.000001, not 5E-324.")]
    [InlineData("stages", """[{"duration_seconds": 1, "sessions_per_second": -1}]""", "stages[0].sessions_per_second must be a number from 0 to 100000, not -1.")]
    [InlineData("stages", """[{"duration_seconds": 1}]""", "One of stages at least must have connected, active_sessions or sessions_per_second")]
    [InlineData("stages", """[{"duration_seconds": 2000000, "connected": 1}, {"duration_seconds": 1000000}]""", "stages take 3000000 seconds together; a load test takes 2592000 at most (30 days).")]
    [InlineData("stages", """[{"duration_seconds": 1, "active_sessions": 1, "sessions_per_second": 1}]""",
        "stages[0].active_sessions and stages[0].sessions_per_second can't be given together")]
    [InlineData("stages", """[{"duration_seconds": 1, "kind": "slope", "connected": 1}]""", "stages[0].kind must be one of ramp, steady, spike, soak, not \"slope\".")]
    [InlineData("stages", """[{"duration_seconds": 1, "connected": -1}]""", "stages[0].connected must be a whole number from 0 to 1000000, not -1.")]
    [InlineData("session", "[]", "session must be a JSON object, not an array.")]
    [InlineData("session", """{"id_tags": []}""", "session.id_tags must have 1 to 100000 items, not 0.")]
    [InlineData("session", """{"id_tags": [42]}""", "session.id_tags[0] must be a string, not 42.")]
    [InlineData("session", """{"id_tags": ["A"], "id_tag_pattern": "B#"}""", "session.id_tag_pattern can't be given with session.id_tags.")]
    [InlineData("session", """{"id_tags": ["A"], "id_tags_number": 2}""", "session.id_tags_number can't be given with session.id_tags.")]
    [InlineData("session", """{"id_tag_pattern": "TAG"}""", "session.id_tag_pattern must have exactly one run of #, not as \"TAG\".")]
    [InlineData("session", """{"id_tag_pattern": "#-#"}""", "session.id_tag_pattern must have exactly one run of #, not as \"#-#\".")]
    [InlineData("session", """{"id_tag_pattern": "##########"}""", "session.id_tag_pattern may have 9 # in a run, not 10.")]
    [InlineData("session", """{"id_tag_pattern": "A##", "id_tags_number": 101}""", "session.id_tags_number is 101, but session.id_tag_pattern \"A##\" has 100 numbers.")]
    [InlineData("session", """{"duration_seconds": "60"}""", "session.duration_seconds must be a number or an object with a distribution, not \"60\".")]
    [InlineData("session", """{"duration_seconds": 0}""", "session.duration_seconds must be a number from 1 to 315360000, not 0.")]
    [InlineData("session", """{"duration_seconds": {"mean": 1}}""", "session.duration_seconds.distribution is required.")]
    [InlineData("session", """{"duration_seconds": {"distribution": "poisson"}}""", "session.duration_seconds.distribution must be one of uniform, normal, exponential, not \"poisson\".")]
    [InlineData("session", """{"duration_seconds": {"distribution": "uniform", "min": 5}}""", "session.duration_seconds.max is required with the distribution uniform.")]
    [InlineData("session", """{"duration_seconds": {"distribution": "normal", "mean": 5}}""", "session.duration_seconds.deviation is required with the distribution normal.")]
    [InlineData("session", """{"duration_seconds": {"distribution": "exponential", "mean": 5, "deviation": 1}}""", "session.duration_seconds.deviation can't be given with the distribution exponential.")]
    [InlineData("session", """{"energy_kwh": {"distribution": "uniform", "min": 5, "max": 4.5}}""", "session.energy_kwh.min is 5, more than session.energy_kwh.max, 4.5.")]
    [InlineData("session", """{"energy_kwh": {"distribution": "exponential", "mean": 5, "max": 4}}""", "session.energy_kwh.mean is 5, which is not from 0.001 to 4.")]
    [InlineData("session", """{"vehicles": [{"weight": 0}]}""", "session.vehicles[0].weight must be a number above 0")]
    [InlineData("session", """{"vehicles": [{"ac_phases": 2}]}""", "session.vehicles[0].ac_phases must be 1 or 3, not 2.")]
    [InlineData("session", """{"remote_start_share": 1.5}""", "session.remote_start_share must be a number from 0 to 1, not 1.5.")]
    [InlineData("events", """[{"at_seconds": 1}]""", "events[0].kind is required.")]
    [InlineData("events", """[{"kind": "reset"}]""", "events[0].at_seconds is required.")]
    [InlineData("events", """[{"kind": "reset", "at_seconds": 600}]""", "events[0].at_seconds is 600, but the stages take 600 seconds.")]
    [InlineData("events", """[{"kind": "offline", "at_seconds": 500, "over_seconds": 50, "duration_seconds": 60}]""", "events[0] is over after 610 seconds, but the stages take 600.")]
    [InlineData("events", """[{"kind": "offline", "at_seconds": 1, "duration_seconds": 1e-8}]""", "events[0].duration_seconds must be a number from 0.001 to 2592000, not 1e-8.")]
    [InlineData("events", """[{"kind": "offline", "at_seconds": 1}]""", "events[0].duration_seconds is required with the kind offline.")]
    [InlineData("events", """[{"kind": "network_fault", "at_seconds": 1, "fault": "drop"}]""", "events[0].duration_seconds is required with the kind network_fault.")]
    [InlineData("events", """[{"kind": "network_fault", "at_seconds": 1, "duration_seconds": 1}]""", "events[0].fault is required with the kind network_fault.")]
    [InlineData("events", """[{"kind": "reset", "at_seconds": 1, "duration_seconds": 1}]""", "events[0].duration_seconds can't be given with the kind reset.")]
    [InlineData("events", """[{"kind": "offline", "at_seconds": 1, "duration_seconds": 1, "hard": true}]""", "events[0].hard can't be given with the kind offline.")]
    [InlineData("events", """[{"kind": "reconnect_storm", "at_seconds": 1, "rate": 1}]""", "events[0].rate can't be given with the kind reconnect_storm.")]
    [InlineData("events", """[{"kind": "network_fault", "at_seconds": 1, "duration_seconds": 1, "fault": "drop", "delay_ms": 5}]""", "events[0].delay_ms can't be given with the fault drop.")]
    [InlineData("events", """[{"kind": "network_fault", "at_seconds": 1, "duration_seconds": 1, "fault": "offline"}]""", "events[0].fault must be one of latency, drop, not \"offline\".")]
    [InlineData("thresholds", "[7]", "thresholds[0] must be a threshold such as \"p95(StartTransaction) < 500ms\", or an object with one, not 7.")]
    [InlineData("thresholds", """["fast enough"]""", "thresholds[0] \"fast enough\" is not of the form")]
    [InlineData("thresholds", """["p95(Reset) < 5ms"]""", "thresholds[0] \"p95(Reset) < 5ms\" asks for \"Reset\", which is not an OCPP action that chargers send")]
    [InlineData("thresholds", """["p95(Authorize) < 5%"]""", "has the unit \"%\", not ms or s.")]
    [InlineData("thresholds", """[{"abort": true}]""", "thresholds[0].threshold is required.")]
    [InlineData("thresholds", """["csms_violations == 0", {"threshold": "p95(Foo) < 5s"}]""", "thresholds[1].threshold \"p95(Foo) < 5s\" asks for \"Foo\"")]
    [InlineData("thresholds", """[{"threshold": "csms_violations == 0", "after_seconds": 5}]""", "thresholds[0].after_seconds can only be given where thresholds[0].abort is true.")]
    [InlineData("thresholds", """[{"threshold": "csms_violations == 0", "abort": true, "after_seconds": 600}]""", "thresholds[0].after_seconds is 600, but the stages take 600 seconds.")]
    [InlineData("graceful_stop_seconds", "4000", "graceful_stop_seconds must be a number from 0 to 3600, not 4000.")]
    public void What_does_not_fit_is_refused(string field, string? value, string sentence)
    {
        var plan = JsonNode.Parse(Small)!.AsObject();
        plan.Remove(field);
        if (value is not null)
        {
            plan[field] = JsonNode.Parse(value);
        }

        var refusal = Assert.ThrowsAny<Exception>(() => Read(plan.ToJsonString(), new() { BulkChargers = 200 }));
        Assert.Contains(sentence, refusal.Message);
        Assert.True(refusal is BadHttpRequestException { StatusCode: 422 } or FleetException { Error: FleetError.Invalid }, refusal.ToString());
    }

    [Fact]
    public void No_more_chargers_are_connected_than_there_are()
    {
        var refusal = Assert.Throws<BadHttpRequestException>(() => Read(
            """{"name": "A", "target": {"location_id": "a", "chargers_number": 99}, "stages": [{"duration_seconds": 1, "connected": 100}]}"""));
        Assert.Equal("stages[0].connected is 100, but the target has 99 chargers.", refusal.Message);
    }

    [Theory]
    [InlineData("OCPP1.6", 20)]
    [InlineData("OCPP2.0.1", 36)]
    public void An_id_tag_is_as_long_as_the_chargers_version_takes(string version, int most)
    {
        Assert.Equal(new string('A', most), Read(With(Tags(most))).Session.IdTags![1]);
        Assert.Equal(new string('#', 9).PadRight(most, 'B'), Read(With(Pattern(most))).Session.IdTagPattern);
        var tooLong = Assert.Throws<BadHttpRequestException>(() => Read(With(Tags(most + 1))));
        Assert.Equal(
            $"session.id_tags[1] \"{new string('A', most + 1)}\" has {most + 1} characters, but chargers of {version} take id tags of {most} at most.", tooLong.Message);
        tooLong = Assert.Throws<BadHttpRequestException>(() => Read(With(Pattern(most + 1))));
        Assert.StartsWith("session.id_tag_pattern \"#########B", tooLong.Message);

        static string Tags(int length) => $$"""{"id_tags": ["B", "{{new string('A', length)}}"]}""";

        static string Pattern(int length) => $$"""{"id_tag_pattern": "{{new string('#', 9).PadRight(length, 'B')}}"}""";

        string With(string session) => $$"""
            {
              "name": "A", "stages": [{"duration_seconds": 1, "connected": 1}], "session": {{session}},
              "target": {"chargers_number": 1, "template": {"brand_slug": "wallbox", "model_slug": "wallbox-pulsar-plus", "ws_url": "ws://127.0.0.1:9/csms", "ocpp_version": "{{version}}"} }
            }
            """;
    }

    [Fact]
    public void Of_chargers_that_are_there_the_version_is_not_known() =>
        Assert.NotEmpty(Read("""
            {"name": "A", "target": {"location_id": "a"}, "stages": [{"duration_seconds": 1, "connected": 1}], "session": {"id_tags": ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]}}
            """).Session.IdTags!);

    [Fact]
    public void Sessions_may_come_slowly_or_not_at_all() => Assert.Equal(
        [0, 0.000001],
        Read("""
            {"name": "A", "target": {"location_id": "a"}, "stages": [{"duration_seconds": 1, "sessions_per_second": 0}, {"duration_seconds": 0.001, "sessions_per_second": 0.000001}]}
            """).Stages.Select(stage => stage.SessionsPerSecond!.Value));

    [Theory]
    [InlineData("StartTransaction", true)]
    [InlineData("TransactionEvent", true)]
    [InlineData("DataTransfer", true)]
    [InlineData("NotifySettlement", true)]
    [InlineData("Reset", false)]
    [InlineData("starttransaction", false)]
    public void What_chargers_send(string word, bool isSent) => Assert.Equal(isSent, LoadTestResults.IsSentByChargers(word));

    static LoadTestPlan Read(string json, FleetLimits? limits = null) => LoadTestBody.Read(new(JsonElement.Parse(json), ""), limits ?? new());

    static string Stored(LoadTestPlan plan) => JsonSerializer.Serialize(plan, LoadTestPlanJson.Default.LoadTestPlan);
}
