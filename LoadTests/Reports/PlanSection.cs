namespace OcppLab.LoadTests;

/// <summary>The plan in sentences, with a picture of the load that it intends.</summary>
static class PlanSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(HtmlWriter html, LoadTestResult result)
    {
        var plan = result.Plan;
        html.Write($"""<section id="plan"><h2>Plan</h2><p>{PlanTexts.Target(plan.Target)} Seed {Figures.Count(plan.Seed)}.</p>""");
        WriteCurve(html, plan);
        html.Write($"<h3>Stages</h3><ol>");
        foreach (var stage in plan.Stages)
        {
            html.Write($"<li>{PlanTexts.Stage(stage)}: {PlanTexts.Load(stage)}.</li>");
        }

        html.Write($"</ol>");
        if (plan.Stages.All(stage => stage.Connected is null))
        {
            html.Write($"<p>All chargers are connected from the start.</p>");
        }

        html.Write($"<h3>Sessions</h3><ul>");
        foreach (var sentence in PlanTexts.Session(plan.Session))
        {
            html.Write($"<li>{sentence}</li>");
        }

        html.Write($"</ul><h3>Events</h3>");
        WriteEvents(html, plan);
        html.Write($"<p>After the last stage sessions have {Figures.Duration(plan.GracefulStop)} to come to their end.</p></section>\n");
    }

    static void WriteEvents(HtmlWriter html, LoadTestPlan plan)
    {
        if (plan.Events.Count == 0)
        {
            html.Write($"""<p class="empty">None.</p>""");
            return;
        }

        html.Write($"<ul>");
        foreach (var happening in plan.Events)
        {
            html.Write($"<li>After {Figures.Duration(happening.At)}: {PlanTexts.Event(happening)}.</li>");
        }

        html.Write($"</ul>");
    }

    static void WriteCurve(HtmlWriter html, LoadTestPlan plan)
    {
        var lines = new[]
        {
            Line("connected chargers", "s1", PlanCurve.Connected(plan), Figures.Count),
            Line("active sessions", "s4", PlanCurve.ActiveSessions(plan), Figures.Count),
            Line("new sessions a second", "s2", PlanCurve.SessionsPerSecond(plan), Figures.Rate),
        }.OfType<ChartLine>().ToArray();
        if (lines.Length > 0)
        {
            html.Write($"""<div class="charts">""");
            ChartSvg.Write(html, new("The intended load", TimeFrame.Of(plan), ValueAxis.Linear(100), Figures.Percent, lines) { Note = "Each line in percent of its greatest value." });
            html.Write($"</div>");
        }
    }

    static ChartLine? Line(string name, string style, IReadOnlyList<(double Seconds, double Value)> corners, Func<double, string> text)
    {
        if (corners.Count == 0)
        {
            return null;
        }

        var greatest = corners.Max(corner => corner.Value);
        return new($"{name}, at most {text(greatest)}", style, [.. corners.Select(corner => (corner.Seconds, (double?)(greatest == 0 ? 0 : 100 * corner.Value / greatest)))])
        {
            IsMeasured = false,
        };
    }
}
