using System.Globalization;

namespace OcppLab.LoadTests;

/// <summary>Numbers as people read them: thin spaces between thousands and before units, no more digits than tell something.</summary>
static class Figures
{
    /// <summary>The narrow space that does not break.</summary>
    public const string Thin = "\u202f";

    /// <summary>What stands where nothing was measured.</summary>
    public const string None = "–";

    static readonly NumberFormatInfo Format = new() { NumberGroupSeparator = Thin, NegativeSign = "\u2212" };

    /// <summary>A count: 12 345.</summary>
    public static string Count(double count) => count.ToString("#,0.##", Format);

    /// <summary>A count with its noun: 1 charger, 2 chargers.</summary>
    public static string Count(long count, string one, string more) => $"{Count(count)} {(count == 1 ? one : more)}";

    /// <summary>A number of what happens in a second: 0.25, 4.2, 120.</summary>
    public static string Rate(double rate) => rate.ToString(rate < 1 ? "0.##" : rate < 100 ? "0.#" : "#,0", Format);

    /// <summary>A share in percent. What is not quite none or all does not look like it.</summary>
    public static string Percent(double percent) => percent switch
    {
        0 or 100 => $"{percent.ToString("0", Format)}{Thin}%",
        > 0 and < 0.01 => $"under 0.01{Thin}%",
        > 99 and < 100 => $"{(Math.Floor(percent * 100) / 100).ToString("0.##", Format)}{Thin}%",
        < 10 => $"{percent.ToString("0.##", Format)}{Thin}%",
        _ => $"{percent.ToString("#,0.#", Format)}{Thin}%",
    };

    /// <summary>A share of a whole; a dash where there is no whole.</summary>
    public static string Share(long part, long whole) => whole == 0 ? None : Percent(100.0 * part / whole);

    /// <summary>Milliseconds without their unit: 0.4, 8.1, 12, 1 204.</summary>
    public static string Number(double ms) => ms.ToString(ms < 10 ? "0.#" : "#,0", Format);

    /// <summary>Milliseconds: 8.1 ms.</summary>
    public static string Ms(double ms) => $"{Number(ms)}{Thin}ms";

    /// <summary>A difference in percent with its sign: +12 %.</summary>
    public static string Difference(double percent) =>
        $"{(percent > 0 ? "+" : "")}{percent.ToString(Math.Abs(percent) < 10 ? "0.#" : "#,0", Format)}{Thin}%";

    /// <summary>A value in the unit of a threshold or an axis: <c>ms</c>, <c>%</c> or none.</summary>
    public static string Value(double value, string unit) => unit switch
    {
        "ms" => Ms(value),
        "%" => Percent(value),
        _ => Count(value),
    };

    /// <summary>A duration by its two largest units: 1 h 5 min, 3 min 20 s, 0.5 s.</summary>
    public static string Duration(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(10))
        {
            return $"{duration.TotalSeconds.ToString("0.#", Format)}{Thin}s";
        }

        var seconds = (long)Math.Round(duration.TotalSeconds);
        return seconds switch
        {
            < 60 => $"{seconds}{Thin}s",
            < 3600 => Two(seconds / 60, "min", seconds % 60, "s"),
            < 86400 => Two(seconds / 3600, "h", seconds % 3600 / 60, "min"),
            _ => Two(seconds / 86400, "d", seconds % 86400 / 3600, "h"),
        };

        static string Two(long large, string largeUnit, long small, string smallUnit) =>
            small == 0 ? $"{large}{Thin}{largeUnit}" : $"{large}{Thin}{largeUnit} {small}{Thin}{smallUnit}";
    }

    /// <summary>A moment in UTC for people.</summary>
    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A moment in UTC as ISO 8601.</summary>
    public static string Iso(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
