namespace OcppLab.LoadTests;

/// <summary>Whether the simulator kept up, and what it did not measure.</summary>
static class SimulatorSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(HtmlWriter html, LoadTestResult result)
    {
        var simulator = result.Simulator;
        html.Write($"""<section id="simulator"><h2>Simulator</h2>""");
        if (simulator.WasBottleneck)
        {
            html.Write($"""<p><span class="warn">The simulator was the bottleneck.</span> What was measured tells of the simulator as well as of the CSMS.</p><ul>""");
            foreach (var reason in simulator.Reasons)
            {
                html.Write($"<li>{reason}</li>");
            }

            html.Write($"</ul>");
        }
        else if (simulator.Silos == 0)
        {
            html.Write($"""<p class="empty">Nothing is known of the simulator{(result.Status == LoadTestStatus.Finished ? "" : " yet")}.</p>""");
        }
        else
        {
            html.Write($"<p>The simulator kept up{(result.Status == LoadTestStatus.Finished ? "" : " so far")}: what was measured tells of the CSMS and the network.</p>");
        }

        if (simulator.Silos > 0)
        {
            html.Write($"<p>{Figures.Count(simulator.Silos, "silo", "silos")} took part. The busiest used {Figures.Percent(simulator.ProcessorPercent)} of its processors on average, ");
            html.Write($"and a silo used nearly all of them in {Figures.Percent(simulator.BusyPercent)} of the intervals.</p>");
            HtmlTable.Spreads(
                html,
                "How late it was",
                "“Turns” counts from when a charger’s turn was due, to it; “commands” from when the plan intended a command, to the charger’s answer to it.",
                ("Turns", simulator.TurnsLate),
                ("Commands", simulator.CommandsLate));
        }

        WriteGaps(html, result);
        html.Write($"</section>\n");
    }

    static void WriteGaps(HtmlWriter html, LoadTestResult result)
    {
        html.Write($"<h3>Gaps</h3>");
        if (result.Gaps.Count == 0)
        {
            html.Write($"""<p class="empty">{(result.Points.Count == 0 ? "None." : "None: all that happened was measured.")}</p>""");
            return;
        }

        HtmlTable.Begin(html, "What was not measured", "Silo", "From", "To", "#Length", "Why");
        foreach (var gap in result.Gaps)
        {
            html.Write($"""<tr><th scope="row">{gap.Silo}</th><td>{Figures.Moment(gap.From)}</td><td>{Figures.Moment(gap.To)}</td><td class="n">{Figures.Duration(gap.To - gap.From)}</td><td class="long">{gap.Reason}</td></tr>{"\n"}""");
        }

        HtmlTable.End(html);
    }
}
