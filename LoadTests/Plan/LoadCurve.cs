namespace OcppLab.LoadTests;

/// <summary>A value over the time of a plan, as its stages have it: straight lines with jumps between them. After the last stage it stays.</summary>
public sealed class LoadCurve
{
    readonly List<Line> lines = [];
    readonly double last;

    /// <summary>The curve of a value.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="valueOf">What a stage has for it; null for as before.</param>
    public LoadCurve(IReadOnlyList<LoadStage> stages, Func<LoadStage, double?> valueOf)
    {
        var (at, value, integral) = (0.0, 0.0, 0.0);
        foreach (var stage in stages)
        {
            var aim = valueOf(stage) ?? value;
            IsUsed |= valueOf(stage) is not null;
            var line = new Line(at, stage.Duration.TotalSeconds, stage.Kind == StageKind.Ramp ? value : aim, aim, integral);
            lines.Add(line);
            at = line.To;
            integral += line.Integral(line.Seconds);
            value = stage.Kind == StageKind.Spike ? value : aim;
        }

        last = value;
    }

    /// <summary>Whether a stage says anything of the value.</summary>
    public bool IsUsed { get; }

    /// <summary>The ends of its lines in seconds from the start of the first stage, in their order; none where no stage says anything of the value.</summary>
    public IReadOnlyList<(double Seconds, double Value)> Corners =>
        IsUsed ? [.. lines.SelectMany(line => new[] { (line.From, line.Start), (line.To, line.End) })] : [];

    /// <summary>The value at a time.</summary>
    public double At(TimeSpan time)
    {
        var seconds = time.TotalSeconds;
        foreach (var line in lines)
        {
            if (seconds >= line.From && seconds < line.To)
            {
                return line.At(seconds - line.From);
            }
        }

        return seconds < 0 ? 0 : last;
    }

    /// <summary>When the value has been at least a level, within a span of time that is short beside a stage.</summary>
    /// <param name="level">The level.</param>
    /// <param name="from">The beginning, where the value is below it.</param>
    /// <param name="to">The end, where it is not.</param>
    public TimeSpan Reached(double level, TimeSpan from, TimeSpan to)
    {
        foreach (var line in lines)
        {
            var (start, end) = (Math.Max(from.TotalSeconds, line.From), Math.Min(to.TotalSeconds, line.To));
            if (start > end || (line.At(start - line.From) < level && line.At(end - line.From) < level))
            {
                continue;
            }

            return TimeSpan.FromSeconds(line.At(start - line.From) >= level ? start : line.From + line.Seconds * (level - line.Start) / (line.End - line.Start));
        }

        return to;
    }

    /// <summary>When a value of events a second has come to so many events; null if it never does.</summary>
    /// <param name="count">How many, from 0.</param>
    public TimeSpan? CountReached(double count)
    {
        foreach (var line in lines)
        {
            if (line.IntegralBefore + line.Integral(line.Seconds) >= count && line.Start + line.End > 0)
            {
                return TimeSpan.FromSeconds(line.From + line.IntegralReached(count - line.IntegralBefore));
            }
        }

        return null;
    }

    /// <summary>A straight line.</summary>
    readonly record struct Line(double From, double Seconds, double Start, double End, double IntegralBefore)
    {
        public double To => From + Seconds;

        public double At(double seconds) => Start + ((End - Start) * seconds / Seconds);

        public double Integral(double seconds) => seconds * (Start + At(seconds)) / 2;

        /// <summary>When its integral is so much: Start t + slope t² / 2 = sum, solved for the form that does not lose digits.</summary>
        public double IntegralReached(double sum)
        {
            var slope = (End - Start) / Seconds;
            var root = Math.Sqrt(Math.Max(0, (Start * Start) + (2 * slope * sum)));
            return Math.Min(Seconds, sum <= 0 ? 0 : 2 * sum / (Start + root));
        }
    }
}
