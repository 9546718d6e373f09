using System.Text.RegularExpressions;

namespace OcppLab.LoadTests;

/// <summary>The actions that a report shows most of.</summary>
static partial class ActionChoice
{
    const int Most = 6;

    /// <summary>Those that a threshold is about, and then the busiest.</summary>
    public static IReadOnlyList<string> Of(params LoadTestResult[] results)
    {
        var counts = results.SelectMany(result => result.Actions)
            .GroupBy(action => action.Action, action => action.Count)
            .Where(counts => counts.Sum() > 0)
            .ToDictionary(counts => counts.Key, counts => counts.Sum());
        var judged = results.SelectMany(result => result.Thresholds).Select(threshold => Asked().Match(threshold.Text).Groups["subject"].Value).ToHashSet();
        return [.. counts.Keys.OrderByDescending(judged.Contains).ThenByDescending(action => counts[action]).ThenBy(action => action, StringComparer.Ordinal).Take(Most)];
    }

    /// <summary>The times that thresholds allow an action, with their texts.</summary>
    public static IReadOnlyList<(double Value, string Name)> Limits(LoadTestResult result, string action) =>
        [.. result.Thresholds
            .Where(threshold => threshold.Unit == "ms" && Asked().Match(threshold.Text).Groups["subject"].Value == action)
            .Select(threshold => (Threshold.Parse(threshold.Text, _ => true).Bound, threshold.Text))];

    [GeneratedRegex(@"^\s*[a-z0-9_.]+\s*\(\s*(?<subject>\w+)\s*\)")]
    private static partial Regex Asked();
}
