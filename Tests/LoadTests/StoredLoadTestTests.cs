using System.Text.Json;
using OcppLab.Inventory;
using OcppLab.LoadTests;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.LoadTests;

/// <summary>What is stored of a load test, byte for byte: a newer program reads it, and goes on with a load test that an older one began.</summary>
public sealed class StoredLoadTestTests
{
    const string Plan =
        """{"name":"all","target":{"locationId":"loc-1","chargerIds":["dep-1"],"chargersNumber":5,"share":0.5,"template":{"BrandSlug":"b","ModelSlug":"m","OcppVersion":"V16","SecurityProfile":0},"identityPrefix":"LOAD-"},"seed":7,"stages":[{"name":"up","kind":"spike","duration":"00:01:00","connected":5,"activeSessions":3,"sessionsPerSecond":0.5}],"session":{"idTags":["A"],"idTagPattern":"LOAD####","idTagsNumber":10,"durationSeconds":{"kind":"normal","mean":60,"deviation":5,"min":1,"max":120},"energyKwh":{"kind":"fixed","mean":5,"deviation":0,"min":5,"max":5},"vehicles":[{"vehicle":{"name":"FamilySuv"},"weight":2}],"timing":"instant","remoteStartShare":0.25},"events":[{"kind":"network_fault","at":"00:00:10","share":0.5,"over":"00:00:05","duration":"00:00:20","hard":true,"fault":{"kind":"Latency","direction":"ToCsms","action":"Heartbeat","rate":1,"delay":"00:00:01","seed":3}}],"thresholds":[{"threshold":"csms_violations == 0","abort":true,"after":"00:00:30"}],"gracefulStop":"00:00:30"}""";

    const string Progress =
        """{"chargers":5,"endReason":"why","endVerdict":"stopped","stoppingAt":"2026-03-01T12:00:00+00:00","isDrained":true,"elapsed":"00:01:00","total":{"times":{},"counters":{"Planned":3},"actions":{"Authorize":{"response":"","answer":"","outcomes":[1,2,3,4,5],"callErrors":{"InternalError":2}}},"failures":[{"outcome":"refused","reason":"Blocked","count":2}],"findings":[{"kind":"invalid_answer","action":"Authorize","detail":"idTagInfo is missing.","count":3,"identity":"CP-1","at":"2026-03-01T12:00:00+00:00","frame":"[]"}]},"point":{"times":{},"counters":{},"actions":{},"failures":[],"findings":[]},"pointNumber":12,"pointProcessor":50,"silos":{"S1":{"number":13,"to":"2026-03-01T12:00:00+00:00","isGone":true,"intervals":12,"processorSum":300}},"gaps":[{"silo":"S1","from":"2026-03-01T12:00:00+00:00","to":"2026-03-01T12:00:00+00:00","reason":"gone"}],"connected":5,"mostConnected":5,"active":2,"mostActive":3,"intervals":12,"busyIntervals":1,"lateIntervals":2}""";

    const string Point =
        """{"at":"00:00:05","length":"00:00:05","stage":1,"connected":5,"activeSessions":2,"requested":3,"started":2,"stopped":1,"failed":1,"opened":5,"lost":0,"violations":1,"processor":25.5,"late99":3.5,"actions":[{"action":"Authorize","failed":1,"response":{"n":3,"mean":2,"p50":1,"p90":2,"p95":3,"p99":4,"p999":5,"max":6}}]}""";

    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_plan_is_stored_as_ever() => Assert.Equal(Plan, LoadTestResults.Write(new()
    {
        Name = "all",
        Target = new()
        {
            LocationId = "loc-1",
            ChargerIds = ["dep-1"],
            ChargersNumber = 5,
            Share = 0.5,
            Template = new ChargerTemplate { BrandSlug = "b", ModelSlug = "m", OcppVersion = OcppVersion.V16 },
        },
        Seed = 7,
        Stages =
        [
            new()
            {
                Name = "up",
                Kind = StageKind.Spike,
                Duration = TimeSpan.FromMinutes(1),
                Connected = 5,
                ActiveSessions = 3,
                SessionsPerSecond = 0.5,
            },
        ],
        Session = new()
        {
            IdTags = ["A"],
            IdTagsNumber = 10,
            DurationSeconds = new() { Kind = DistributionKind.Normal, Mean = 60, Deviation = 5, Min = 1, Max = 120 },
            EnergyKwh = new() { Mean = 5, Min = 5, Max = 5 },
            Vehicles = [new(new() { Name = "FamilySuv" }, 2)],
            Timing = Timing.Instant,
            RemoteStartShare = 0.25,
        },
        Events =
        [
            new()
            {
                Kind = LoadEventKind.NetworkFault,
                At = TimeSpan.FromSeconds(10),
                Share = 0.5,
                Over = TimeSpan.FromSeconds(5),
                Duration = TimeSpan.FromSeconds(20),
                Hard = true,
                Fault = new(NetworkFaultKind.Latency, MessageDirection.ToCsms, "Heartbeat", 1, TimeSpan.FromSeconds(1), 3),
            },
        ],
        Thresholds = [new("csms_violations == 0", Abort: true, TimeSpan.FromSeconds(30))],
    }));

    [Fact]
    public void A_stored_plan_is_read() => Assert.Equal(Plan, LoadTestResults.Write(LoadTestResults.ReadPlan(Plan)));

    [Fact]
    public void How_far_it_is_is_stored_as_ever()
    {
        var total = new Measurements();
        total[LoadCounter.Planned] = 3;
        new long[] { 1, 2, 3, 4, 5 }.CopyTo(total.Of("Authorize").Outcomes, 0);
        total.Of("Authorize").AddCallErrors("InternalError", 2);
        total.AddFailure("refused", "Blocked", 2);
        total.Add(new CsmsFinding(CsmsFindingKind.InvalidAnswer, "Authorize", "idTagInfo is missing.", 3, "CP-1", Noon, "[]"));
        var progress = new LoadProgress
        {
            Chargers = 5,
            EndReason = "why",
            EndVerdict = Verdict.Stopped,
            StoppingAt = Noon,
            IsDrained = true,
            Elapsed = TimeSpan.FromMinutes(1),
            Total = total.ToData(),
            PointNumber = 12,
            PointProcessorPercent = 50,
            Silos = new() { ["S1"] = new() { Number = 13, To = Noon, IsGone = true, Intervals = 12, ProcessorPercentSum = 300 } },
            Gaps = [new("S1", Noon, Noon, "gone")],
            Connected = 5,
            MostConnected = 5,
            Active = 2,
            MostActive = 3,
            Intervals = 12,
            BusyIntervals = 1,
            LateIntervals = 2,
        };

        Assert.Equal(Progress, JsonSerializer.Serialize(progress, LoadProgressJson.Default.LoadProgress));
        var read = JsonSerializer.Deserialize(Progress, LoadProgressJson.Default.LoadProgress)!;
        Assert.Equal(
            Progress, JsonSerializer.Serialize(read with { Total = Measurements.Of(read.Total).ToData() }, LoadProgressJson.Default.LoadProgress));
    }

    [Fact]
    public void What_was_measured_in_a_stretch_of_time_is_stored_as_ever()
    {
        var point = new LoadPoint
        {
            At = TimeSpan.FromSeconds(5),
            Length = TimeSpan.FromSeconds(5),
            Stage = 1,
            Connected = 5,
            ActiveSessions = 2,
            Requested = 3,
            Started = 2,
            Stopped = 1,
            Failed = 1,
            Opened = 5,
            Violations = 1,
            ProcessorPercent = 25.5,
            TurnsLateP99Ms = 3.5,
            Actions = [new("Authorize", 1, new(3, 2, 1, 2, 3, 4, 5, 6))],
        };

        Assert.Equal(Point, JsonSerializer.Serialize(point, LoadProgressJson.Default.LoadPoint));
        Assert.Equal(Point, JsonSerializer.Serialize(JsonSerializer.Deserialize(Point, LoadProgressJson.Default.LoadPoint), LoadProgressJson.Default.LoadPoint));
    }

    [Fact]
    public void Times_that_were_stored_are_read()
    {
        var histogram = new TimeHistogram();
        foreach (var milliseconds in (double[])[0, 0.5, 20, 20.5, 3000, 5_000_000])
        {
            histogram.Record(TimeSpan.FromMilliseconds(milliseconds));
        }

        Assert.Equal(histogram.ToSpread(), TimeHistogram.Of(histogram.ToBytes()).ToSpread());
        Assert.Equal(histogram.ToSpread(), TimeHistogram.Of(Convert.FromBase64String(StoredTimes)).ToSpread());
        Assert.InRange(histogram.ToSpread().MaxMs, 3_596_400, 3_603_600);
    }

    const string StoredTimes = "HISTFAAAAQJYhe3KoQ2EUBAE0P2LwJKcvU4QFEA31EAHlHDUdAkFoDAYPCHQAP49MZNM5jtOn4ho4lY9Xa74T3N0+z3kWufSZ5vbkMev5PMDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIB44wQ=";
}
