using OcppLab.LoadTests;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.LoadTests;

/// <summary>Made-up results of load tests, always the same.</summary>
static class SampleResults
{
    /// <summary>When the load tests of the samples were asked for.</summary>
    public static readonly DateTimeOffset CreatedAt = new(2026, 11, 27, 6, 0, 0, TimeSpan.Zero);

    static readonly TimeSpan PointLength = TimeSpan.FromSeconds(5);

    static readonly CsmsFinding[] Findings =
    [
        new(
            CsmsFindingKind.InvalidAnswer, "StartTransaction", "idTagInfo is missing", 37, "LOAD-000417", CreatedAt.AddMinutes(4), """[3,"4711",{"transactionId":90210}]"""),
        new(CsmsFindingKind.LateAnswer, "MeterValues", "", 12, "LOAD-000090", CreatedAt.AddMinutes(9), """[3,"5c1",{}]"""),
        new(CsmsFindingKind.AbsurdHeartbeatInterval, "BootNotification", "0 s", 1, "LOAD-000001", CreatedAt.AddMinutes(1), ""),
    ];

    /// <summary>A plan of twelve minutes with 1,000 chargers and all kinds of stage.</summary>
    public static LoadTestPlan Plan { get; } = new()
    {
        Name = "Morning peak at Harbour Street",
        Target = new() { Template = new() { BrandSlug = "alfen", ModelSlug = "eve-double-pro-line", WsUrl = "ws://127.0.0.1:9000/ocpp" }, ChargersNumber = 1000 },
        Seed = 42,
        Stages =
        [
            new() { Name = "Connect", Kind = StageKind.Ramp, Duration = TimeSpan.FromMinutes(2), Connected = 1000, SessionsPerSecond = 0 },
            new() { Name = "Morning", Kind = StageKind.Ramp, Duration = TimeSpan.FromMinutes(2), SessionsPerSecond = 4 },
            new() { Name = "Hold", Kind = StageKind.Soak, Duration = TimeSpan.FromMinutes(5), SessionsPerSecond = 4 },
            new() { Name = "Train arrives", Kind = StageKind.Spike, Duration = TimeSpan.FromMinutes(1), SessionsPerSecond = 10 },
            new() { Kind = StageKind.Ramp, Duration = TimeSpan.FromMinutes(2), SessionsPerSecond = 0 },
        ],
        Session = new()
        {
            DurationSeconds = new() { Kind = DistributionKind.Normal, Mean = 90, Deviation = 20, Min = 30, Max = 180 },
            EnergyKwh = new() { Kind = DistributionKind.Uniform, Min = 5, Max = 40 },
            Vehicles = [new(new() { Name = "city-car" }, 3), new(new() { BatteryKwh = 77 }, 1)],
            Timing = Timing.Realistic,
            RemoteStartShare = 0.1,
        },
        Events =
        [
            new() { Kind = LoadEventKind.ReconnectStorm, At = TimeSpan.FromMinutes(6), Share = 0.2, Over = TimeSpan.FromSeconds(10) },
            new()
            {
                Kind = LoadEventKind.NetworkFault,
                At = TimeSpan.FromMinutes(10),
                Share = 0.05,
                Duration = TimeSpan.FromSeconds(30),
                Fault = new(NetworkFaultKind.Latency, MessageDirection.ToCsms, "MeterValues", 0.5, TimeSpan.FromSeconds(2), 0),
            },
        ],
        Thresholds =
        [
            new("p95(StartTransaction) < 500ms"), new("p99(Authorize) < 1s"), new("error_rate(Authorize) < 0.1%"), new("sessions_started >= 99%"), new("csms_violations == 0", Abort: true),
        ],
    };

    /// <summary>A load test that ran to its end and passed.</summary>
    public static LoadTestResult Passed { get; } = Judge(Finish(1, slowness: 1), Verdict.Passed);

    /// <summary>The same with a CSMS that is slow, fails and goes against the specification.</summary>
    public static LoadTestResult Failed { get; } = Judge(Finish(2, slowness: 4), Verdict.Failed);

    /// <summary>A load test that has been asked for and nothing more.</summary>
    public static LoadTestResult Empty { get; } = new()
    {
        Id = "lt-empty",
        Plan = Plan,
        Status = LoadTestStatus.Preparing,
        CreatedAt = CreatedAt,
    };

    /// <summary>A load test in its third stage.</summary>
    public static LoadTestResult Running { get; } = Passed with
    {
        Id = "lt-running",
        Status = LoadTestStatus.Running,
        Verdict = null,
        FinishedAt = null,
        Elapsed = TimeSpan.FromMinutes(5),
        Points = [.. Passed.Points.Take(60)],
    };

    static LoadTestResult Judge(LoadTestResult result, Verdict verdict)
    {
        ThresholdResult[] thresholds = [.. Plan.Thresholds.Select(rule => Threshold.Parse(rule.Text, _ => true).Evaluate(result, rule.Abort))];
        return result with
        {
            Verdict = verdict,
            Thresholds = thresholds,
            Reasons = [.. thresholds.Where(threshold => !threshold.Holds).Select(threshold => $"{threshold.Text} does not hold.")],
        };
    }

    static LoadTestResult Finish(int number, double slowness)
    {
        var isSlow = slowness > 1;
        LoadPoint[] points = [.. Enumerable.Range(0, 150).Select(index => Point(index, slowness))];
        var (requested, started, failed) = (points.Sum(point => point.Requested), points.Sum(point => point.Started), points.Sum(point => point.Failed));
        return new()
        {
            Id = $"lt-{number}",
            Plan = Plan,
            Status = LoadTestStatus.Finished,
            CreatedAt = CreatedAt.AddDays(number),
            StartedAt = CreatedAt.AddDays(number).AddSeconds(8),
            FinishedAt = CreatedAt.AddDays(number).AddSeconds(8).Add(Plan.Duration).AddSeconds(30),
            Elapsed = Plan.Duration,
            Chargers = 1000,
            Actions = [.. points[^1].Actions.Select(action => Action(action.Action, points, isSlow))],
            Connections = new()
            {
                Connected = 0,
                MostConnected = 1000,
                Opened = 1214,
                Reconnects = 214,
                Lost = isSlow ? 14 : 0,
                NotMade = isSlow ? 3 : 0,
                Connect = Spread(1214, 3.4 * slowness),
                Boot = Spread(1000, 12 * slowness),
            },
            Sessions = new()
            {
                Planned = requested + 6,
                NoChargerFree = 6,
                Requested = requested,
                LeftToCsms = requested / 10,
                Authorized = started + (failed / 3),
                Started = started,
                StartedByCsms = requested / 10,
                Stopped = started,
                Failed = failed,
                Failures = isSlow
                    ? [new("refused", "idTagInfo is Blocked", failed - (failed / 3)), new("timed_out", "The CSMS did not answer StartTransaction in time.", failed / 3)]
                    : [new("refused", "idTagInfo is Blocked", failed)],
                MostActive = points.Max(point => point.ActiveSessions),
                Start = Spread(started, 3200 + (120 * slowness)),
            },
            Findings = isSlow ? Findings : [],
            CsmsViolations = isSlow ? Findings.Sum(finding => finding.Count) : 0,
            Simulator = new()
            {
                Silos = 2,
                ProcessorPercent = 31.4,
                BusyPercent = 0,
                TurnsLate = Spread(481_202, 0.6),
                CommandsLate = Spread(requested, 4.1),
            },
            Gaps = isSlow
                ? [new("silo-2", CreatedAt.AddDays(number).AddMinutes(7), CreatedAt.AddDays(number).AddMinutes(7).AddSeconds(10), "The silo ended and took with it what it had not handed on.")]
                : [],
            Points = points,
            PointLength = PointLength,
        };
    }

    static LoadPoint Point(int index, double slowness)
    {
        var seconds = (index + 0.5) * PointLength.TotalSeconds;
        var rate = SessionsPerSecond(seconds);
        var connected = Math.Min(1, seconds / 120) * (seconds is > 360 and < 372 ? 0.8 : 1) * (seconds > 735 ? 0 : 1);
        var requested = (long)(rate * 5);
        var failed = slowness > 1 ? requested / 12 : index % 40 == 39 ? 1 : 0;
        var load = slowness * (1 + (rate / 4) + (slowness > 1 && seconds > 240 ? (seconds - 240) / 300 : 0)) * (1 + (0.2 * Math.Sin(index * 1.7)));
        return new()
        {
            At = index * PointLength,
            Stage = seconds switch { < 120 => 0, < 240 => 1, < 540 => 2, < 600 => 3, < 720 => 4, _ => 5 },
            Connected = (long)(1000 * connected),
            ActiveSessions = (long)Enumerable.Range(0, 90).Sum(ago => SessionsPerSecond(seconds - ago)),
            Requested = requested,
            Started = requested - failed,
            Stopped = (long)(SessionsPerSecond(seconds - 90) * 5),
            Failed = failed,
            Opened = seconds < 120 ? 42 : seconds is > 360 and < 372 ? 100 : 0,
            Lost = slowness > 1 && seconds is > 500 and < 510 ? 7 : 0,
            Violations = slowness > 1 ? requested / 10 : 0,
            ProcessorPercent = 12 + (7 * rate) + (2 * Math.Sin(index)),
            TurnsLateP99Ms = 1.2 + (0.3 * rate) + (0.4 * Math.Cos(index)),
            Actions =
            [
                new("Authorize", 0, Spread(requested, 9 * load)),
                new("BootNotification", 0, Spread(seconds < 120 ? 42 : 0, 12 * slowness)),
                new("Heartbeat", 0, Spread((long)(16 * connected), 2.1 * slowness)),
                new("MeterValues", 0, Spread((long)(40 * rate), 3.2 * load)),
                new("StartTransaction", failed, Spread(requested, 21 * load)),
                new("StatusNotification", 0, Spread((long)(30 * rate) + (seconds < 120 ? 84 : 0), 3.9 * load)),
                new("StopTransaction", 0, Spread((long)(SessionsPerSecond(seconds - 90) * 5), 24 * load)),
            ],
        };
    }

    static double SessionsPerSecond(double seconds) => seconds switch
    {
        < 120 => 0,
        < 240 => 4 * (seconds - 120) / 120,
        < 540 => 4,
        < 600 => 10,
        < 720 => 4 * (720 - seconds) / 120,
        _ => 0,
    };

    static ActionResult Action(string action, LoadPoint[] points, bool isSlow)
    {
        ActionPoint[] all = [.. points.SelectMany(point => point.Actions).Where(at => at.Action == action && at.Response.Count > 0)];
        var (count, failed) = (all.Sum(at => at.Response.Count), all.Sum(at => at.Failed));
        var errors = failed / 2;
        var response = Spread(count, all.Sum(at => at.Response.P50Ms * at.Response.Count) / Math.Max(1, count));
        return new(
            action,
            count,
            count - failed,
            errors == 0 ? new Dictionary<string, long>() : new Dictionary<string, long> { ["InternalError"] = errors },
            isSlow ? failed - errors : 0,
            isSlow ? 0 : failed - errors,
            0,
            response,
            Spread(count, response.P50Ms * 0.8));
    }

    static TimeSpread Spread(long count, double p50Ms) => count == 0
        ? default
        : new(count, p50Ms * 1.15, p50Ms, p50Ms * 1.9, p50Ms * 2.6, p50Ms * 4.4, p50Ms * 9, p50Ms * 14);
}
