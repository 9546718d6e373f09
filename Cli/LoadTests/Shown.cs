using System.Globalization;

namespace OcppLab.Cli;

/// <summary>Values as people read them.</summary>
static class Shown
{
    /// <summary>The actions that say most, first.</summary>
    static readonly string[] MainActions =
        ["StartTransaction", "TransactionEvent", "Authorize", "StopTransaction", "MeterValues", "BootNotification", "StatusNotification", "Heartbeat"];

    /// <summary>A time.</summary>
    public static string Ms(double ms) => ms switch
    {
        < 10 => ms.ToString("0.0 ms", CultureInfo.InvariantCulture),
        < 10_000 => ms.ToString("0 ms", CultureInfo.InvariantCulture),
        _ => (ms / 1000).ToString("0.0 s", CultureInfo.InvariantCulture),
    };

    /// <summary>A value of a spread; empty where nothing was measured.</summary>
    public static string Ms(SpreadAnswer spread, Func<SpreadAnswer, double> value) => spread.Count == 0 ? "" : Ms(value(spread));

    /// <summary>A share in percent.</summary>
    public static string Percent(double? percent) => percent is { } value ? value.ToString("0.## '%'", CultureInfo.InvariantCulture) : "";

    /// <summary>A count.</summary>
    public static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count of something.</summary>
    public static string Count(long count, string one, string many) => $"{Number(count)} {(count == 1 ? one : many)}";

    /// <summary>A length of time.</summary>
    public static string Clock(double seconds)
    {
        var span = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1e9));
        return $"{(int)span.TotalHours:00}:{span:mm\\:ss}";
    }

    /// <summary>A threshold's value.</summary>
    public static string Value(ThresholdAnswer threshold) => (threshold.Value, threshold.Unit) switch
    {
        (null, _) => "nothing measured",
        ({ } value, "ms") => Ms(value),
        ({ } value, "%") => Percent(value),
        ({ } value, _) => value.ToString("#,0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>The main actions with the times that 95 % of their requests took at most.</summary>
    public static IEnumerable<string> P95(LoadTestAnswer state, int most) => state.Actions
        .Where(action => action.Response.Count > 0)
        .OrderBy(action => Array.IndexOf(MainActions, action.Action) is >= 0 and var place ? place : int.MaxValue)
        .Take(most)
        .Select(action => $"{action.Action} {Ms(action.Response.P95Ms)}");

    /// <summary>How many requests failed.</summary>
    public static string Errors(LoadTestAnswer state) =>
        state.Failed == 0 ? "0 errors" : $"{Count(state.Failed, "error", "errors")} ({Percent(state.FailedPercent)})";

    /// <summary>The stage.</summary>
    public static string Stage(LoadTestAnswer state) => state.Stage is { } stage
        ? $"stage {stage.Number}/{stage.Of}{(string.IsNullOrEmpty(stage.Name) ? "" : $" {Printable(stage.Name)}")}"
        : state.Status;

    /// <summary>A text of somebody else's, without what a terminal would take for a command.</summary>
    public static string Printable(string? text) => text is null ? ""
        : text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? '?' : character))
        : text;
}
