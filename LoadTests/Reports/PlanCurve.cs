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

    static IReadOnlyList<(double Seconds, double Value)> Of(LoadTestPlan plan, Func<LoadStage, double?> valueOf) => new LoadCurve(plan.Stages, valueOf).Corners;
}
