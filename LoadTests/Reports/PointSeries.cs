namespace OcppLab.LoadTests;

/// <summary>What was measured over time, in not more points than a chart can show.</summary>
sealed class PointSeries
{
    const int MostPoints = 240;

    readonly IReadOnlyList<Stretch> stretches;

    /// <summary>The points of a load test.</summary>
    public PointSeries(LoadTestResult result)
    {
        MergedPoints = Math.Max(1, (result.Points.Count + MostPoints - 1) / MostPoints);
        Length = result.PointLength * MergedPoints;
        stretches = [.. result.Points.Chunk(MergedPoints).Select(points => new Stretch(points, result.PointLength))];
    }

    /// <summary>How long a point was measured; what does not say so took the usual time.</summary>
    public static TimeSpan LengthOf(LoadPoint point, TimeSpan usual) => point.Length > TimeSpan.Zero ? point.Length : usual;

    /// <summary>How many measured points became one.</summary>
    public int MergedPoints { get; }

    /// <summary>How long a point takes.</summary>
    public TimeSpan Length { get; }

    /// <summary>A value that stands at a point's end; of several the last.</summary>
    public ChartLine Level(string name, string style, Func<LoadPoint, double> valueOf) =>
        new(name, style, [.. stretches.Select(stretch => (stretch.Middle, (double?)valueOf(stretch.Points[^1])))]);

    /// <summary>A value of which the greatest tells; of several the greatest.</summary>
    public ChartLine Peak(string name, string style, Func<LoadPoint, double> valueOf) =>
        new(name, style, [.. stretches.Select(stretch => (stretch.Middle, (double?)stretch.Points.Max(valueOf)))]);

    /// <summary>What was counted, a second.</summary>
    public ChartLine Rate(string name, string style, Func<LoadPoint, long> countOf) =>
        new(name, style, [.. stretches.Select(stretch => (stretch.Middle, (double?)(stretch.Points.Sum(countOf) / stretch.Seconds)))]);

    /// <summary>A percentile of an action's answer times in milliseconds; of several the greatest; none where it was not sent.</summary>
    public ChartLine Time(string name, string style, string action, Func<TimeSpread, double> percentileOf) =>
        new(name, style, [.. stretches.Select(stretch => (stretch.Middle, stretch.Points
            .SelectMany(point => point.Actions)
            .Where(at => at.Action == action && at.Response.Count > 0)
            .Max(at => (double?)percentileOf(at.Response))))]);

    /// <summary>Points that are shown as one.</summary>
    sealed class Stretch(LoadPoint[] points, TimeSpan usual)
    {
        public LoadPoint[] Points => points;

        public double Seconds { get; } = Math.Max(0.001, points.Sum(point => LengthOf(point, usual).TotalSeconds));

        public double Middle => points[0].At.TotalSeconds + (Seconds / 2);
    }
}
