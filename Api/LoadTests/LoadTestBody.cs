using System.Text.Json.Nodes;
using OcppLab.Inventory;
using OcppLab.LoadTests;

namespace OcppLab.Api;

/// <summary>The plan of a load test, as it is given in a body.</summary>
static class LoadTestBody
{
    /// <summary>The longest plan, in seconds: 30 days.</summary>
    public const int MaxSeconds = 2_592_000;

    /// <summary>The least length of something that has one, in seconds.</summary>
    public const double LeastSeconds = 0.001;

    const int MaxStages = 100;
    const int MaxSessions = 10_000_000;
    const double MaxSessionsPerSecond = 100_000;
    const double LeastSessionsPerSecond = 0.000_001;
    const int MaxGracefulStopSeconds = 3600;

    public static readonly Field<string> Name = Field.Text("name", "A name for people.").Like("Morning peak");

    public static readonly Field<long> Seed = Field.Long(
        "seed", "What everything that is chosen at random is chosen by: the same plan with the same seed begins the same sessions at the same times.", 0).Or(1);

    public static readonly Field<string?> StageName = Field.Text("name", "A name for people; null for its kind.").OrNull();

    public static readonly Field<StageKind> Kind = Field.Choice(
        "kind",
        "How the stage comes to its values. `ramp`: evenly, from what the stage before ended with, 0 for the first. `steady`: at once, and then they hold."
        + " `spike`: the same, and at its end they are again what they were before it. `soak`: as `steady`; the report compares its last quarter with its first.",
        Words.All<StageKind>()).Or(StageKind.Ramp, "ramp");

    public static readonly Field<double> DurationSeconds =
        Field.Number("duration_seconds", "How long it takes, in seconds; all stages together take 30 days at most.", LeastSeconds, MaxSeconds).Like(300);

    public static readonly Field<int?> Connected = Field.Int(
        "connected", "How many chargers are switched on; null for as before. Where no stage says, all are from the start.", 0, LoadTargetBody.MaxChargers).OrNull();

    public static readonly Field<int?> ActiveSessions = Field.Int(
        "active_sessions", "How many sessions are under way: when one ends the next begins. Null for as before.", 0, MaxSessions).OrNull();

    public static readonly Field<double?> SessionsPerSecond = Field.Number(
        "sessions_per_second", "How many sessions begin in a second, whatever becomes of those before: 0, or from 0.000001. Null for as before.", 0, MaxSessionsPerSecond).OrNull();

    public static readonly Field<IReadOnlyList<Body>> Stages = Field.List(
        "stages",
        "How the load changes, one stage after the other.",
        Field.Object("", "", new(
            "LoadTestStage", "A stage. Of `active_sessions` and `sessions_per_second` it has one at most.",
            StageName, Kind, DurationSeconds, Connected, ActiveSessions, SessionsPerSecond)
        { IsClosed = true }),
        1, MaxStages);

    public static readonly Field<double> GracefulStopSeconds = Field.Number(
        "graceful_stop_seconds", "How long after the last stage its sessions are waited for, from their stop to the CSMS's last answer, in seconds.",
        0, MaxGracefulStopSeconds).Or(30);

    /// <summary>A plan.</summary>
    public static readonly Shape Shape = new(
        "LoadTestPlan",
        "What a load test does. At least one stage has `connected`, `active_sessions` or `sessions_per_second`. A field that is not described is refused.",
        Name, LoadTargetBody.Target, Seed, Stages, LoadSessionBody.Session, LoadEventBody.Events, ThresholdBody.Thresholds, GracefulStopSeconds)
    {
        IsClosed = true,
        Example = JsonNode.Parse("""
            {
              "name": "Morning peak",
              "target": {"location_id": "loc-456"},
              "stages": [
                {"kind": "ramp", "duration_seconds": 120, "sessions_per_second": 10},
                {"kind": "steady", "duration_seconds": 600, "sessions_per_second": 10}
              ],
              "session": {"duration_seconds": {"distribution": "normal", "mean": 60, "deviation": 10}},
              "thresholds": ["p95(StartTransaction) < 500ms", "sessions_started >= 99.9%", {"threshold": "error_rate < 1%", "abort": true}]
            }
            """),
    };

    /// <summary>Reads a plan.</summary>
    /// <exception cref="BadHttpRequestException">It does not fit; the sentence names the field and the value.</exception>
    /// <exception cref="FleetException">Invalid: the same of what the inventory checks.</exception>
    public static LoadTestPlan Read(Body body, FleetLimits limits)
    {
        UnknownFields.Refuse(body, Shape, "a plan");
        var target = LoadTargetBody.Read(body.Get(LoadTargetBody.Target), limits);
        IReadOnlyList<LoadStage> stages = [.. body.Get(Stages).Select(stage => ReadStage(stage, target))];
        var total = stages.Sum(stage => stage.Duration.TotalSeconds);
        if (total > MaxSeconds)
        {
            throw Body.Invalid($"{body.PathOf(Stages)} take {total} seconds together; a load test takes {MaxSeconds} at most (30 days).");
        }

        if (stages.All(stage => stage is { Connected: null, ActiveSessions: null, SessionsPerSecond: null }))
        {
            throw Body.Invalid(
                $"One of {body.PathOf(Stages)} at least must have {Connected.Name}, {ActiveSessions.Name} or {SessionsPerSecond.Name}: nothing would happen.");
        }

        var seed = body.Get(Seed);
        return new()
        {
            Name = body.Get(Name),
            Target = target,
            Seed = seed,
            Stages = stages,
            Session = LoadSessionBody.Read(body, target.Template?.OcppVersion),
            Events = [.. body.Get(LoadEventBody.Events).Select(happening => LoadEventBody.Read(happening, total, (ulong)seed))],
            Thresholds = ThresholdBody.Read(body, total),
            GracefulStop = TimeSpan.FromSeconds(body.Get(GracefulStopSeconds)),
        };
    }

    static LoadStage ReadStage(Body body, LoadTarget target)
    {
        if (body.Has(ActiveSessions) && body.Has(SessionsPerSecond))
        {
            throw Body.Invalid(
                $"{body.PathOf(ActiveSessions)} and {body.PathOf(SessionsPerSecond)} can't be given together: so many sessions are under way, or so many begin.");
        }

        var connected = body.Get(Connected);
        if (connected > (target.ChargersNumber ?? target.ChargerIds?.Count))
        {
            throw Body.Invalid($"{body.PathOf(Connected)} is {connected}, but the target has {target.ChargersNumber ?? target.ChargerIds?.Count} chargers.");
        }

        var rate = body.Get(SessionsPerSecond);
        if (rate is > 0 and < LeastSessionsPerSecond)
        {
            throw Body.Invalid(FormattableString.Invariant($"{body.PathOf(SessionsPerSecond)} must be 0 or at least {(decimal)LeastSessionsPerSecond}, not {rate}."));
        }

        return new()
        {
            Name = body.Get(StageName),
            Kind = body.Get(Kind),
            Duration = TimeSpan.FromSeconds(body.Get(DurationSeconds)),
            Connected = connected,
            ActiveSessions = body.Get(ActiveSessions),
            SessionsPerSecond = rate,
        };
    }
}
