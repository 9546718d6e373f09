using System.Text.Json.Serialization;

namespace OcppLab.LoadTests;

/// <summary>How a value of one load test is beside that of another.</summary>
public enum Change
{
    /// <summary>About the same.</summary>
    [JsonStringEnumMemberName("alike")]
    Alike,
    /// <summary>A time became less.</summary>
    [JsonStringEnumMemberName("faster")]
    Faster,
    /// <summary>A time became more.</summary>
    [JsonStringEnumMemberName("slower")]
    Slower,
    /// <summary>Less of what is counted.</summary>
    [JsonStringEnumMemberName("fewer")]
    Fewer,
    /// <summary>More of what is counted.</summary>
    [JsonStringEnumMemberName("more")]
    More,
    /// <summary>One of the two has no value, or too few measurements for one.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}

/// <summary>A value of two load tests.</summary>
/// <param name="Before">The one's; null where there is none.</param>
/// <param name="After">The other's; null where there is none.</param>
/// <param name="DifferencePercent">How much it changed, in percent of what it was; null where that can't be told.</param>
/// <param name="Change">The change in a word.</param>
public sealed record ComparedValue(
    [property: JsonPropertyName("before")] double? Before,
    [property: JsonPropertyName("after")] double? After,
    [property: JsonPropertyName("difference_percent")] double? DifferencePercent,
    [property: JsonPropertyName("change")] Change Change)
{
    /// <summary>Values that differ by at most this much, in percent of the former, are alike.</summary>
    public const double AlikePercent = 5;

    /// <summary>So are times that differ by less than this many milliseconds.</summary>
    public const double AlikeMs = 1;

    /// <summary>So are shares that differ by less than this many percentage points.</summary>
    public const double AlikePoints = 0.05;

    /// <summary>How many measurements have to lie above a percentile for it to be compared.</summary>
    public const int LeastAbove = 5;

    /// <summary>Two times in milliseconds.</summary>
    public static ComparedValue OfTimes(double? beforeMs, double? afterMs) => Of(beforeMs, afterMs, AlikeMs, Change.Faster, Change.Slower);

    /// <summary>Two shares in percent.</summary>
    public static ComparedValue OfShares(double? beforePercent, double? afterPercent) => Of(beforePercent, afterPercent, AlikePoints, Change.Fewer, Change.More);

    /// <summary>Two counts.</summary>
    public static ComparedValue OfCounts(double before, double after) => Of(before, after, 0, Change.Fewer, Change.More);

    /// <summary>A percentile of two spreads, where both have enough measurements.</summary>
    /// <param name="before">The one.</param>
    /// <param name="after">The other.</param>
    /// <param name="percentileOf">The percentile.</param>
    /// <param name="aboveOf">The share of the measurements above it, 0 to 1.</param>
    internal static ComparedValue OfSpreads(TimeSpread before, TimeSpread after, Func<TimeSpread, double> percentileOf, double aboveOf)
    {
        var compared = OfTimes(before.Count == 0 ? null : percentileOf(before), after.Count == 0 ? null : percentileOf(after));
        return Math.Min(before.Count, after.Count) * aboveOf < LeastAbove - 1e-9 ? compared with { DifferencePercent = null, Change = Change.Unknown } : compared;
    }

    static ComparedValue Of(double? before, double? after, double alike, Change less, Change more)
    {
        if (before is not { } was || after is not { } became)
        {
            return new(before, after, null, Change.Unknown);
        }

        double? percent = was == 0 ? became == 0 ? 0 : null : 100 * (became - was) / was;
        var change = became == was || Math.Abs(became - was) < alike || percent is >= -AlikePercent and <= AlikePercent
            ? Change.Alike
            : became < was ? less : more;
        return new(was, became, percent is { } difference ? Math.Round(difference, 2) : null, change);
    }
}
