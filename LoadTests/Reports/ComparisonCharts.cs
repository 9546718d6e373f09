namespace OcppLab.LoadTests;

/// <summary>The charts of two load tests, drawn over each other.</summary>
static class ComparisonCharts
{
    /// <summary>Writes the section.</summary>
    public static void Write(HtmlWriter html, LoadTestResult before, LoadTestResult after)
    {
        html.Write($"""<section id="time"><h2>Over time</h2>""");
        if (before.Points.Count == 0 && after.Points.Count == 0)
        {
            html.Write($"""<p class="empty">Nothing was measured in either.</p></section>""");
            return;
        }

        var (former, latter) = (new PointSeries(before), new PointSeries(after));
        var (frame, other) = (TimeFrame.Of(after), TimeFrame.Of(before));
        frame = frame with { Seconds = Math.Max(frame.Seconds, other.Seconds) };
        html.Write($"""<p class="note">Times count from the start of the first stage of each. The bands are the stages of the plan of “after”. Point at a chart to read its values.</p><div class="charts">""");
        WriteTimes(html, ActionChoice.Of(before, after), former, latter, frame);
        WriteCounts(html, "Connected chargers", true, series => (name, style) => series.Level(name, style, point => point.Connected));
        WriteCounts(html, "Active sessions", true, series => (name, style) => series.Level(name, style, point => point.ActiveSessions));
        WriteCounts(html, "Sessions started a second", false, series => (name, style) => series.Rate(name, style, point => point.Started));
        WriteCounts(html, "Requests a second", false, series => (name, style) => series.Rate(name, style, point => point.Actions.Sum(action => action.Response.Count)));
        WriteCounts(html, "Requests that failed, a second", false, series => (name, style) => series.Rate(name, style, point => point.Actions.Sum(action => action.Failed)));
        html.Write($"</div></section>\n");

        void WriteCounts(HtmlWriter html, string title, bool whole, Func<PointSeries, Func<string, string, ChartLine>> lineOf) =>
            ChartSvg.Write(html, ChartSections.Counts(title, frame, whole, lineOf(former)("before", "before"), lineOf(latter)("after", "s1")));
    }

    static void WriteTimes(HtmlWriter html, IReadOnlyList<string> actions, PointSeries former, PointSeries latter, TimeFrame frame)
    {
        var charts = actions
            .Select(action => (Action: action, Lines: new[]
            {
                former.Time("before", "before", action, spread => spread.P95Ms),
                latter.Time("after", "s2", action, spread => spread.P95Ms),
            }))
            .ToArray();
        var axis = ValueAxis.OfTimes(charts.SelectMany(chart => chart.Lines).SelectMany(line => line.Values).Select(at => at.Value ?? 0));
        foreach (var (action, lines) in charts)
        {
            ChartSvg.Write(html, new($"{action}, p95 of the answer times", frame, axis, Figures.Ms, lines));
        }
    }
}
