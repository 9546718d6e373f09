using System.Text.Json;
using System.Text.Json.Serialization;
using OcppLab.Ocpp;

namespace OcppLab.LoadTests;

/// <summary>Two load tests beside each other. Values differ by what is <see cref="ComparedValue"/>'s to say.</summary>
public sealed record Comparison
{
    /// <summary>The one.</summary>
    [JsonPropertyName("before")]
    public required ComparedRun Before { get; init; }

    /// <summary>The other, which is judged by the one.</summary>
    [JsonPropertyName("after")]
    public required ComparedRun After { get; init; }

    /// <summary>In what the plans differ, in sentences; empty where only the names do.</summary>
    [JsonPropertyName("plan_differences")]
    public required IReadOnlyList<string> PlanDifferences { get; init; }

    /// <summary>Values that differ by at most this much, in percent, are called alike.</summary>
    [JsonPropertyName("alike_within_percent")]
    public double AlikeWithinPercent { get; init; } = ComparedValue.AlikePercent;

    /// <summary>The thresholds of either.</summary>
    [JsonPropertyName("thresholds")]
    public required IReadOnlyList<ComparedThreshold> Thresholds { get; init; }

    /// <summary>The actions of either, in order of their names.</summary>
    [JsonPropertyName("actions")]
    public required IReadOnlyList<ComparedAction> Actions { get; init; }

    /// <summary>The sessions.</summary>
    [JsonPropertyName("sessions")]
    public required ComparedSessions Sessions { get; init; }

    /// <summary>The connections.</summary>
    [JsonPropertyName("connections")]
    public required ComparedConnections Connections { get; init; }

    /// <summary>What the CSMS did against the specification in the latter only.</summary>
    [JsonPropertyName("findings_that_came")]
    public required IReadOnlyList<ComparedFinding> FindingsThatCame { get; init; }

    /// <summary>What it did in the former only.</summary>
    [JsonPropertyName("findings_that_went")]
    public required IReadOnlyList<ComparedFinding> FindingsThatWent { get; init; }

    /// <summary>What it did in both.</summary>
    [JsonPropertyName("findings_that_stayed")]
    public required IReadOnlyList<ComparedFinding> FindingsThatStayed { get; init; }

    /// <summary>Compares two load tests.</summary>
    /// <param name="before">The one.</param>
    /// <param name="after">The other, which is judged by the one.</param>
    public static Comparison Of(LoadTestResult before, LoadTestResult after)
    {
        var findings = FindingsOf(before, after);
        return new()
        {
            Before = ComparedRun.Of(before),
            After = ComparedRun.Of(after),
            PlanDifferences = [.. DifferencesOf(before, after)],
            Thresholds = [.. after.Thresholds.Concat(before.Thresholds).Select(threshold => threshold.Text).Distinct().Select(text => new ComparedThreshold(
                text,
                ThresholdValue.Of(before.Thresholds.FirstOrDefault(threshold => threshold.Text == text)),
                ThresholdValue.Of(after.Thresholds.FirstOrDefault(threshold => threshold.Text == text))))],
            Actions = [.. before.Actions.Concat(after.Actions).Select(action => action.Action).Distinct().Order(StringComparer.Ordinal).Select(action => ComparedAction.Of(
                action,
                before.Actions.FirstOrDefault(one => one.Action == action),
                after.Actions.FirstOrDefault(one => one.Action == action)))],
            Sessions = ComparedSessions.Of(before.Sessions, after.Sessions),
            Connections = ComparedConnections.Of(before.Connections, after.Connections),
            FindingsThatCame = [.. findings.Where(finding => finding.Before == 0)],
            FindingsThatWent = [.. findings.Where(finding => finding.After == 0)],
            FindingsThatStayed = [.. findings.Where(finding => finding is { Before: > 0, After: > 0 })],
        };
    }

    static List<ComparedFinding> FindingsOf(LoadTestResult before, LoadTestResult after)
    {
        return [.. after.Findings.Concat(before.Findings).Select(finding => (finding.Kind, finding.Action, finding.Detail)).Distinct()
            .Select(kind => new ComparedFinding(kind.Kind, kind.Action, kind.Detail, CountOf(before, kind), CountOf(after, kind)))
            .OrderByDescending(finding => Math.Max(finding.Before, finding.After))];

        static long CountOf(LoadTestResult result, (CsmsFindingKind, string, string) kind) =>
            result.Findings.Where(finding => (finding.Kind, finding.Action, finding.Detail) == kind).Sum(finding => finding.Count);
    }

    static IEnumerable<string> DifferencesOf(LoadTestResult before, LoadTestResult after)
    {
        if (before.Chargers != after.Chargers)
        {
            yield return $"{Figures.Count(before.Chargers, "charger", "chargers")} before, {Figures.Count(after.Chargers)} after.";
        }

        foreach (var (name, part) in Parts)
        {
            if (part(before.Plan) != part(after.Plan))
            {
                yield return $"The {name} differ.";
            }
        }

        if (before.Plan.Seed != after.Plan.Seed)
        {
            yield return $"The seed was {before.Plan.Seed}, and then {after.Plan.Seed}.";
        }
    }

    static readonly (string Name, Func<LoadTestPlan, string> Part)[] Parts =
    [
        ("chargers that were chosen", plan => Json(plan with { Stages = [], Session = new(), Events = [] })),
        ("stages", plan => Json(plan with { Target = new(), Session = new(), Events = [] })),
        ("sessions", plan => Json(plan with { Target = new(), Stages = [], Events = [] })),
        ("events", plan => Json(plan with { Target = new(), Stages = [], Session = new() })),
    ];

    static string Json(LoadTestPlan plan) =>
        JsonSerializer.Serialize(plan with { Name = "", Seed = 0, Thresholds = [], GracefulStop = default }, LoadTestPlanJson.Default.LoadTestPlan);
}

/// <summary>The JSON of comparisons.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(Comparison))]
public sealed partial class ComparisonJson : JsonSerializerContext;
