namespace OcppLab.LoadTests;

/// <summary>What a plan intends over time, as the corners of a line.</summary>
static class PlanCurve
{
    /// <summary>The chargers that are to be switched on; none where no stage says, as all are then.</summary>
    public static IReadOnlyList<(double Seconds, double Value)> Connected(LoadTestPlan plan) => Of(plan, stage => stage.Connected);

    /// <summary>The sessions that are to be under way; none where no stage says.</summary>
    public static IReadOnlyList<(double Seconds, double Value)> ActiveSessions(LoadTestPlan plan) => Of(plan, stage => stage.ActiveSessions);

    /// <summary>The sessions that are to begin in a second; none where no stage says.</summary>
    public static IReadOnlyList<(double Seconds, double Value)> SessionsPerSecond(LoadTestPlan plan) => Of(plan, stage => stage.SessionsPerSecond);

    static List<(double Seconds, double Value)> Of(LoadTestPlan plan, Func<LoadStage, double?> valueOf)
    {
        var corners = new List<(double, double)>();
        if (plan.Stages.All(stage => valueOf(stage) is null))
        {
            return corners;
        }

        var (at, before) = (0.0, 0.0);
        foreach (var stage in plan.Stages)
        {
            var value = valueOf(stage) ?? before;
            corners.Add((at, stage.Kind == StageKind.Ramp ? before : value));
            at += stage.Duration.TotalSeconds;
            corners.Add((at, value));
            before = stage.Kind == StageKind.Spike ? before : value;
        }

        return corners;
    }
}
