namespace OcppLab.LoadTests;

/// <summary>What a soak stage tells: whether the last quarter was as fast as the first.</summary>
static class SoakTexts
{
    const int Quarters = 4;

    /// <summary>The share of a stage that has to be measured.</summary>
    const double LeastShare = 0.9;

    /// <summary>Writes a sentence for each soak stage that is over, and each of the actions that matter most.</summary>
    public static void Write(HtmlWriter html, LoadTestResult result)
    {
        foreach (var (index, stage) in result.Plan.Stages.Index().Where(stage => stage.Item.Kind == StageKind.Soak))
        {
            var points = result.Points.Where(point => point.Stage == index).ToArray();
            html.Write($"""<h3>Soak: stage {index + 1}, {PlanTexts.Name(stage)}</h3>""");
            if (points.Length < Quarters || points.Sum(point => PointSeries.LengthOf(point, result.PointLength).TotalSeconds) < stage.Duration.TotalSeconds * LeastShare)
            {
                html.Write($"""<p class="empty">The last quarter can’t be compared with the first: the stage has not run to its end.</p>""");
                continue;
            }

            html.Write($"<ul>");
            foreach (var sentence in ActionChoice.Of(result).Select(action => Sentence(points, action)))
            {
                html.Write($"<li>{sentence}</li>");
            }

            html.Write($"</ul>");
        }
    }

    static string Sentence(LoadPoint[] points, string action)
    {
        var quarter = points.Length / Quarters;
        if (P95Ms(points[..quarter], action) is not { } first || P95Ms(points[^quarter..], action) is not { } last)
        {
            return $"{action} was not sent in both its first and its last quarter.";
        }

        var compared = ComparedValue.OfTimes(first, last);
        return compared.Change switch
        {
            Change.Slower => $"{action} became slower: its p95 was {Figures.Ms(first)} in the first quarter and {Figures.Ms(last)} in the last ({Difference()}).",
            Change.Faster => $"{action} became faster: its p95 was {Figures.Ms(first)} in the first quarter and {Figures.Ms(last)} in the last ({Difference()}).",
            _ => $"{action} stayed alike: its p95 was {Figures.Ms(first)} in the first quarter and {Figures.Ms(last)} in the last.",
        };

        string Difference() => compared.DifferencePercent is { } percent ? Figures.Difference(percent) : "from nothing";
    }

    /// <summary>The mean of the points' p95, each by how many requests it has.</summary>
    static double? P95Ms(LoadPoint[] points, string action)
    {
        var spreads = points.SelectMany(point => point.Actions).Where(at => at.Action == action && at.Response.Count > 0).Select(at => at.Response).ToArray();
        return spreads.Length == 0 ? null : spreads.Sum(spread => spread.P95Ms * spread.Count) / spreads.Sum(spread => spread.Count);
    }
}
