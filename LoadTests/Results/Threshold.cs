using System.Globalization;
using System.Text.RegularExpressions;

namespace OcppLab.LoadTests;

/// <summary>What has to hold of a load test, such as <c>p95(StartTransaction) &lt; 500ms</c> or <c>sessions_started &gt;= 99.9%</c>.</summary>
/// <remarks>A spread of times is asked for by p50, p90, p95, p99, p99.9, max or mean, of an OCPP action (from when the request was due, to its
/// answer), of <c>connect</c>, <c>boot</c> or <c>session_start</c>; an action also by error_rate and count. The single values are in
/// <see cref="SingleValues"/>.</remarks>
public sealed partial record Threshold
{
    static readonly Dictionary<string, Func<TimeSpread, double>> Percentiles = new()
    {
        ["p50"] = spread => spread.P50Ms,
        ["p90"] = spread => spread.P90Ms,
        ["p95"] = spread => spread.P95Ms,
        ["p99"] = spread => spread.P99Ms,
        ["p99.9"] = spread => spread.P999Ms,
        ["max"] = spread => spread.MaxMs,
        ["mean"] = spread => spread.MeanMs,
    };

    static readonly Dictionary<string, Func<LoadTestResult, TimeSpread>> Spreads = new()
    {
        ["connect"] = result => result.Connections.Connect,
        ["boot"] = result => result.Connections.Boot,
        ["session_start"] = result => result.Sessions.Start,
    };

    static readonly Dictionary<string, (string Unit, Func<LoadTestResult, double?> Value)> Singles = new()
    {
        ["sessions_started"] = ("%", result => result.Sessions.Started + result.Sessions.Failed == 0 ? null : result.Sessions.StartedPercent),
        ["sessions_failed"] = ("", result => result.Sessions.Failed),
        ["no_charger_free"] = ("", result => result.Sessions.NoChargerFree),
        ["csms_violations"] = ("", result => result.CsmsViolations),
        ["error_rate"] = ("%", result => result.Actions.Sum(action => action.Count) is > 0 and var count
            ? 100.0 * result.Actions.Sum(action => action.Failed) / count
            : null),
        ["reconnects"] = ("", result => result.Connections.Reconnects),
        ["connections_lost"] = ("", result => result.Connections.Lost),
        ["connections_not_made"] = ("", result => result.Connections.NotMade),
        ["most_connected"] = ("", result => result.Connections.MostConnected),
        ["most_active_sessions"] = ("", result => result.Sessions.MostActive),
    };

    static readonly Dictionary<string, Func<double, double, bool>> Comparisons = new()
    {
        ["<"] = (value, bound) => value < bound,
        ["<="] = (value, bound) => value <= bound,
        [">"] = (value, bound) => value > bound,
        [">="] = (value, bound) => value >= bound,
        ["=="] = (value, bound) => value == bound,
        ["!="] = (value, bound) => value != bound,
    };

    readonly Func<LoadTestResult, double?> valueOf;
    readonly Func<double, double, bool> compare;

    Threshold(string text, string unit, double bound, Func<LoadTestResult, double?> valueOf, Func<double, double, bool> compare) =>
        (Text, Unit, Bound, this.valueOf, this.compare) = (text, unit, bound, valueOf, compare);

    /// <summary>The values that stand by themselves, with their units.</summary>
    public static IReadOnlyDictionary<string, string> SingleValues { get; } = Singles.ToDictionary(single => single.Key, single => single.Value.Unit);

    /// <summary>It, as it was given.</summary>
    public string Text { get; }

    /// <summary>The unit of its value: <c>ms</c>, <c>%</c> or empty.</summary>
    public string Unit { get; }

    /// <summary>What its value is compared with, in its unit.</summary>
    public double Bound { get; }

    /// <summary>Reads one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isAction">Whether a word is an OCPP action that chargers send.</param>
    /// <exception cref="FormatException">It is none; the message says what does not fit.</exception>
    public static Threshold Parse(string text, Func<string, bool> isAction)
    {
        if (Form().Match(text) is not { Success: true } match)
        {
            throw new FormatException("is not of the form p95(StartTransaction) < 500ms or sessions_started >= 99.9%");
        }

        var (function, subject) = (match.Groups["function"].Value, match.Groups["subject"].Value);
        var given = match.Groups["unit"].Value;
        var bound = double.Parse(match.Groups["bound"].Value, CultureInfo.InvariantCulture);
        var (unit, valueOf) = subject.Length == 0 ? SingleOf(function) : SpreadOf(function, subject, isAction);
        bound *= (given, unit) switch
        {
            ("s", "ms") => 1000,
            ("ms", "ms") or ("%", "%") or ("", "") => 1,
            _ => throw new FormatException($"has the unit \"{given}\", not {(unit.Length == 0 ? "none" : unit == "ms" ? "ms or s" : "%")}"),
        };
        return new(text, unit, bound, valueOf, Comparisons[match.Groups["comparison"].Value]);
    }

    /// <summary>Its value in a load test, and whether it holds. Where nothing was measured it does not.</summary>
    public ThresholdResult Evaluate(LoadTestResult result, bool aborts = false) =>
        valueOf(result) is { } value ? new(Text, value, Unit, compare(value, Bound), aborts) : new(Text, null, Unit, Holds: false, aborts);

    static (string Unit, Func<LoadTestResult, double?> Value) SingleOf(string name) => Singles.TryGetValue(name, out var single)
        ? single
        : throw new FormatException($"asks for \"{name}\", which is none of {string.Join(", ", Singles.Keys)}, nor a function of something");

    static (string Unit, Func<LoadTestResult, double?> Value) SpreadOf(string function, string subject, Func<string, bool> isAction)
    {
        if (Percentiles.TryGetValue(function, out var percentile))
        {
            var spreadOf = Spreads.GetValueOrDefault(subject) ?? (isAction(subject)
                ? result => result.Actions.FirstOrDefault(action => action.Action == subject)?.Response ?? default
                : throw NoSubject($"an OCPP action that chargers send, nor one of {string.Join(", ", Spreads.Keys)}"));
            return ("ms", result => spreadOf(result) is { Count: > 0 } spread ? percentile(spread) : null);
        }

        if (function is not ("error_rate" or "count"))
        {
            throw new FormatException($"asks for \"{function}\", which is none of {string.Join(", ", Percentiles.Keys)}, error_rate, count");
        }

        if (!isAction(subject))
        {
            throw NoSubject("an OCPP action that chargers send");
        }

        return function == "count"
            ? ("", result => Find(result)?.Count ?? 0)
            : ("%", result => Find(result)?.ErrorRatePercent);

        ActionResult? Find(LoadTestResult result) => result.Actions.FirstOrDefault(action => action.Action == subject);

        FormatException NoSubject(string expected) => new($"asks for \"{subject}\", which is not {expected}");
    }

    [GeneratedRegex(@"^\s*(?<function>[a-z0-9_.]+)\s*(\(\s*(?<subject>\w+)\s*\))?\s*(?<comparison><=|>=|==|!=|<|>)\s*(?<bound>\d{1,12}(\.\d{1,9})?)\s*(?<unit>[a-z%]*)\s*$")]
    private static partial Regex Form();
}
