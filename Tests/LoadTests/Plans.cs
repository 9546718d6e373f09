using OcppLab.LoadTests;

namespace OcppLab.Tests.LoadTests;

/// <summary>Plans in few words.</summary>
static class Plans
{
    public static LoadTestPlan Of(params LoadStage[] stages) => new()
    {
        Name = "test",
        Target = new() { LocationId = "loc-1" },
        Seed = 7,
        Stages = stages,
        Session = new() { DurationSeconds = new() { Kind = DistributionKind.Fixed, Mean = 60, Min = 60, Max = 60 } },
    };

    public static LoadStage Ramp(double seconds, int? connected = null, int? active = null, double? rate = null) =>
        Stage(StageKind.Ramp, seconds, connected, active, rate);

    public static LoadStage Steady(double seconds, int? connected = null, int? active = null, double? rate = null) =>
        Stage(StageKind.Steady, seconds, connected, active, rate);

    public static LoadStage Spike(double seconds, int? connected = null, int? active = null, double? rate = null) =>
        Stage(StageKind.Spike, seconds, connected, active, rate);

    static LoadStage Stage(StageKind kind, double seconds, int? connected, int? active, double? rate) => new()
    {
        Kind = kind,
        Duration = TimeSpan.FromSeconds(seconds),
        Connected = connected,
        ActiveSessions = active,
        SessionsPerSecond = rate,
    };
}
