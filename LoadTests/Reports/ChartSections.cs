namespace OcppLab.LoadTests;

/// <summary>The charts of a load test over time.</summary>
static class ChartSections
{
    /// <summary>Writes the section, with what its soak stages tell.</summary>
    public static void Write(HtmlWriter html, LoadTestResult result)
    {
        html.Write($"""<section id="time"><h2>Over time</h2>""");
        if (result.Points.Count == 0)
        {
            html.Write($"""<p class="empty">Nothing was measured{(result.Status == LoadTestStatus.Finished ? "" : " yet")}.</p></section>""");
            return;
        }

        var (series, frame) = (new PointSeries(result), TimeFrame.Of(result));
        html.Write($"""<p class="note">Times count from the start of the first stage. The bands are the stages of the plan. A point stands for {Figures.Duration(series.Length)}""");
        html.Write($"""{(series.MergedPoints > 1 ? $", the greatest of {series.MergedPoints} measurements" : "")}. Point at a chart to read its values.</p>""");
        WriteTimes(html, result, series, frame);
        SoakTexts.Write(html, result);
        html.Write($"""<div class="charts">""");
        WriteLoad(html, result, series, frame);
        WriteTraffic(html, series, frame);
        WriteSimulator(html, series, frame);
        html.Write($"</div></section>\n");
    }

    /// <summary>A chart whose values are counts or rates.</summary>
    public static Chart Counts(string title, TimeFrame frame, bool whole, params IReadOnlyList<ChartLine> lines) => new(
        title,
        frame,
        ValueAxis.Linear(lines.Max(line => line.Greatest) ?? 0, whole),
        whole ? Figures.Count : Figures.Rate,
        [.. lines.Where(line => line.Values.Count > 0)]);

    static void WriteTimes(HtmlWriter html, LoadTestResult result, PointSeries series, TimeFrame frame)
    {
        var charts = ActionChoice.Of(result)
            .Select(action => (Action: action, Limits: ActionChoice.Limits(result, action), Lines: (IReadOnlyList<ChartLine>)
            [
                series.Time("p99", "s3", action, spread => spread.P99Ms),
                series.Time("p95", "s2", action, spread => spread.P95Ms),
                series.Time("p50", "s1", action, spread => spread.P50Ms),
            ]))
            .ToArray();
        if (charts.Length == 0)
        {
            return;
        }

        var axis = ValueAxis.OfTimes(charts
            .SelectMany(chart => chart.Lines.SelectMany(line => line.Values).Select(at => at.Value ?? 0).Concat(chart.Limits.Select(limit => limit.Value))));
        html.Write($"""<p class="note">Answer times count from when a request was due to its answer. The charts have one scale{(axis.IsLogarithmic ? ", a logarithmic one" : "")}.</p><div class="charts">""");
        foreach (var (action, limits, lines) in charts)
        {
            ChartSvg.Write(html, new(action, frame, axis, Figures.Ms, lines) { Limits = limits });
        }

        html.Write($"</div>");
    }

    static void WriteLoad(HtmlWriter html, LoadTestResult result, PointSeries series, TimeFrame frame)
    {
        ChartSvg.Write(html, Counts(
            "Connected chargers",
            frame,
            true,
            Intended("intended", PlanCurve.Connected(result.Plan)),
            series.Level("connected", "s1", point => point.Connected)));
        ChartSvg.Write(html, Counts(
            "Active sessions",
            frame,
            true,
            Intended("intended", PlanCurve.ActiveSessions(result.Plan)),
            series.Level("under way", "s4", point => point.ActiveSessions)));
        ChartSvg.Write(html, Counts(
            "Sessions a second",
            frame,
            false,
            Intended("intended", PlanCurve.SessionsPerSecond(result.Plan)),
            series.Rate("requested", "s1", point => point.Requested),
            series.Rate("stopped", "s2", point => point.Stopped),
            series.Rate("started", "s4", point => point.Started),
            series.Rate("failed", "bad", point => point.Failed)));
    }

    static void WriteTraffic(HtmlWriter html, PointSeries series, TimeFrame frame)
    {
        ChartSvg.Write(html, Counts(
            "Requests a second",
            frame,
            false,
            series.Rate("requests that came to an end", "s1", point => point.Actions.Sum(action => action.Response.Count))));
        ChartSvg.Write(html, Counts(
            "Errors a second",
            frame,
            false,
            series.Rate("connections lost or not made", "s2", point => point.Lost),
            series.Rate("against the specification", "s3", point => point.Violations),
            series.Rate("requests that failed", "bad", point => point.Actions.Sum(action => action.Failed))));
    }

    static void WriteSimulator(HtmlWriter html, PointSeries series, TimeFrame frame)
    {
        ChartSvg.Write(html, new(
            "The simulator’s processors",
            frame,
            ValueAxis.Linear(100),
            Figures.Percent,
            [series.Peak("busiest silo", "s5", point => point.ProcessorPercent)]));
        var late = series.Peak("p99 of the turns", "s5", point => point.TurnsLateP99Ms);
        ChartSvg.Write(html, new("How late the simulator was", frame, ValueAxis.Linear(Math.Max(1, late.Greatest ?? 0)), Figures.Ms, [late]));
    }

    static ChartLine Intended(string name, IReadOnlyList<(double Seconds, double Value)> corners) =>
        new(name, "plan", [.. corners.Select(corner => (corner.Seconds, (double?)corner.Value))]) { IsMeasured = false };
}
