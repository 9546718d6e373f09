using OcppLab.LoadTests;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.LoadTests;

/// <summary>A result whose texts from outside are all markup.</summary>
static class HostileResult
{
    static readonly List<string> Made = [];

    public static LoadTestResult Result { get; } = Make();

    /// <summary>The texts.</summary>
    public static IReadOnlyList<string> Texts => Made;

    static LoadTestResult Make()
    {
        var sample = SampleResults.Failed;
        var action = Hostile("action");
        return sample with
        {
            Id = Hostile("id"),
            Plan = sample.Plan with
            {
                Name = Hostile("plan"),
                Target = new() { LocationId = Hostile("location") },
                Stages = [sample.Plan.Stages[0] with { Name = Hostile("stage") }, .. sample.Plan.Stages.Skip(1)],
                Session = new() { IdTagPattern = Hostile("pattern"), Vehicles = [new(new() { Name = Hostile("vehicle") }, 1)] },
                Events =
                [
                    sample.Plan.Events[1] with { Fault = new(NetworkFaultKind.Drop, null, Hostile("faulty"), 1, default, 0) },
                ],
            },
            Reasons = [Hostile("reason")],
            Actions =
            [
                new(action, 9, 4, new Dictionary<string, long> { [Hostile("code")] = 5 }, 0, 0, 0, sample.Actions[0].Response, sample.Actions[0].Answer),
            ],
            Points = [.. sample.Points.Select(point => point with { Actions = [new(action, 0, point.Actions[0].Response)] })],
            Sessions = sample.Sessions with { Failures = [new(Hostile("outcome"), Hostile("failure"), 1)] },
            Findings =
            [
                new(CsmsFindingKind.InvalidFrame, Hostile("requested"), Hostile("detail"), 1, Hostile("identity"), SampleResults.CreatedAt, Hostile("frame") + "\0\u0007\ud800"),
            ],
            Simulator = sample.Simulator with { Reasons = [Hostile("bottleneck")] },
            Gaps = [new(Hostile("silo"), SampleResults.CreatedAt, SampleResults.CreatedAt, Hostile("gap"))],
            Thresholds = [new(Hostile("threshold"), 1, "", false, false)],
        };
    }

    static string Hostile(string where)
    {
        var text = $"""</title></pre></td>"'><script>alert("{where}")</script><b>&amp;{where}""";
        Made.Add(text);
        return text;
    }
}
