namespace OcppLab.LoadTests;

/// <summary>Where a value is between the bottom and the top of a chart.</summary>
sealed class ValueAxis
{
    /// <summary>From how many times the least the greatest value is, that a linear axis would hide the least.</summary>
    const double ManyTimes = 30;

    /// <summary>What is less looks like nothing: no digits are left to tell its steps.</summary>
    const double Least = 1e-12;

    readonly double bottom;
    readonly double top;
    readonly bool logarithmic;

    ValueAxis(double bottom, double top, bool logarithmic, IReadOnlyList<double> ticks) =>
        (this.bottom, this.top, this.logarithmic, Ticks) = (bottom, top, logarithmic, ticks);

    /// <summary>The values that have a line of their own, ascending.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Whether it is logarithmic.</summary>
    public bool IsLogarithmic => logarithmic;

    /// <summary>From 0 to a round number from <paramref name="greatest"/>.</summary>
    /// <param name="greatest">The greatest value.</param>
    /// <param name="whole">Whether only whole numbers are told.</param>
    public static ValueAxis Linear(double greatest, bool whole = false)
    {
        if (greatest < Least)
        {
            return new(0, 1, false, [0, 1]);
        }

        var step = RoundStep(greatest / 4);
        step = whole ? Math.Max(1, step) : step;
        var steps = Math.Max(1, (int)Math.Ceiling((greatest / step) - 1e-9));
        return new(0, steps * step, false, [.. Enumerable.Range(0, steps + 1).Select(i => i * step)]);
    }

    /// <summary>As fits times in milliseconds: linear from 0, or logarithmic where they are far apart.</summary>
    public static ValueAxis OfTimes(IEnumerable<double> times)
    {
        var positive = times.Where(time => time > 0).DefaultIfEmpty(1).ToArray();
        var (least, greatest) = (Math.Max(positive.Min(), 0.1), positive.Max());
        if (greatest < least * ManyTimes)
        {
            return Linear(greatest);
        }

        double[] ticks = [.. Rounds().SkipWhile(round => round <= least / 2.5).TakeWhile(round => round < greatest * 2.5)];
        var from = Math.Max(0, Array.FindLastIndex(ticks, tick => tick <= least));
        var to = Array.FindIndex(ticks, tick => tick >= greatest);
        ticks = ticks[from..(to + 1)];
        var told = ticks.Length > 8 ? ticks.Where(IsDecade) : ticks;
        return new(ticks[0], ticks[^1], true, [.. told]);
    }

    /// <summary>Where a value is: 0 at the bottom, 1 at the top.</summary>
    public double Fraction(double value) => Math.Clamp(
        logarithmic ? Math.Log(Math.Max(value, bottom) / bottom) / Math.Log(top / bottom) : (value - bottom) / (top - bottom), 0, 1);

    static bool IsDecade(double round) => Math.Abs(Math.Log10(round) - Math.Round(Math.Log10(round))) < 1e-9;

    static IEnumerable<double> Rounds()
    {
        for (var decade = 0.1; ; decade *= 10)
        {
            yield return decade;
            yield return 2 * decade;
            yield return 5 * decade;
        }
    }

    static double RoundStep(double least)
    {
        var decade = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return (least / decade) switch
        {
            <= 1 => decade,
            <= 2 => 2 * decade,
            <= 5 => 5 * decade,
            _ => 10 * decade,
        };
    }
}
