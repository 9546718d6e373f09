namespace OcppLab.LoadTests;

/// <summary>The time that charts are over: its length, the plan's stages as bands, its events as marks.</summary>
/// <param name="Seconds">How long it is, from the start of the first stage; above 0.</param>
/// <param name="Bands">The stages, one after the other.</param>
/// <param name="Marks">The events.</param>
sealed record TimeFrame(double Seconds, IReadOnlyList<TimeFrame.Band> Bands, IReadOnlyList<TimeFrame.Mark> Marks)
{
    const int MostTicks = 7;

    static readonly double[] Steps =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 2 * 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 48 * 3600, 168 * 3600];

    /// <summary>A stage.</summary>
    /// <param name="Number">Its number; empty for what comes after the last.</param>
    /// <param name="Name">Its number and its name.</param>
    /// <param name="From">When it begins, in seconds.</param>
    /// <param name="To">When it ends, in seconds.</param>
    public sealed record Band(string Number, string Name, double From, double To);

    /// <summary>An event.</summary>
    /// <param name="Name">What happens.</param>
    /// <param name="At">When, in seconds.</param>
    public sealed record Mark(string Name, double At);

    double Step => Steps.FirstOrDefault(step => Seconds / step <= MostTicks, Math.Ceiling(Seconds / MostTicks / Steps[^1]) * Steps[^1]);

    /// <summary>The time of the plan's stages and nothing more.</summary>
    public static TimeFrame Of(LoadTestPlan plan) => Of(plan, plan.Duration.TotalSeconds);

    /// <summary>The time of a load test: what was measured, and while it runs what is to come.</summary>
    public static TimeFrame Of(LoadTestResult result)
    {
        var measured = result.Points.Count == 0 ? 0 : (result.Points[^1].At + PointSeries.LengthOf(result.Points[^1], result.PointLength)).TotalSeconds;
        return Of(result.Plan, result.Status == LoadTestStatus.Finished && measured > 0 ? measured : Math.Max(measured, result.Plan.Duration.TotalSeconds));
    }

    /// <summary>The times that are written below, in seconds: few enough for a narrow page.</summary>
    public IEnumerable<double> Ticks()
    {
        for (var at = 0.0; at <= Seconds * 0.97; at += Step)
        {
            yield return at;
        }
    }

    /// <summary>A time as it is written below: 30 s, 1:30 min, 2 h, 1:15 h.</summary>
    public string Text(double seconds)
    {
        var whole = (long)seconds;
        return whole switch
        {
            0 => "0",
            < 60 => $"{whole}{Figures.Thin}s",
            < 3600 when Step < 60 => $"{whole / 60}:{whole % 60:00}{Figures.Thin}min",
            < 3600 => $"{whole / 60}{Figures.Thin}min",
            _ when Step < 3600 => $"{whole / 3600}:{whole % 3600 / 60:00}{Figures.Thin}h",
            _ => $"{whole / 3600}{Figures.Thin}h",
        };
    }

    /// <summary>A time in percent of the whole.</summary>
    public double Percent(double seconds) => 100 * Math.Clamp(seconds / Seconds, 0, 1);

    static TimeFrame Of(LoadTestPlan plan, double seconds)
    {
        seconds = Math.Max(seconds, 1);
        var bands = new List<Band>();
        var at = 0.0;
        foreach (var (index, stage) in plan.Stages.Index())
        {
            var to = Math.Min(at + stage.Duration.TotalSeconds, seconds);
            if (at < seconds)
            {
                bands.Add(new($"{index + 1}", $"{index + 1} {PlanTexts.Name(stage)}", at, to));
            }

            at = to;
        }

        if (at < seconds)
        {
            bands.Add(new("", "end", at, seconds));
        }

        return new(seconds, bands, [.. plan.Events.Where(happening => happening.At.TotalSeconds < seconds)
            .Select(happening => new Mark(PlanTexts.Kind(happening), happening.At.TotalSeconds))]);
    }
}
