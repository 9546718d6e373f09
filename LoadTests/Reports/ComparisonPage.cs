namespace OcppLab.LoadTests;

/// <summary>The page of two load tests beside each other.</summary>
static class ComparisonPage
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlWriter html, LoadTestResult before, LoadTestResult after, Comparison comparison)
    {
        html.Write($"""<header><p class="over">Two load tests compared</p><h1>{Title(before, after)}</h1></header>""");
        WriteSides(html, before, after);
        WriteSummary(html, comparison);
        WriteThresholds(html, comparison);
        WriteActions(html, comparison);
        ComparisonCharts.Write(html, before, after);
        WriteCounts(html, comparison);
        WriteFindings(html, comparison);
    }

    static string Title(LoadTestResult before, LoadTestResult after) =>
        before.Plan.Name == after.Plan.Name ? after.Plan.Name : $"{before.Plan.Name} and {after.Plan.Name}";

    static void WriteSides(HtmlWriter html, LoadTestResult before, LoadTestResult after)
    {
        html.Write($"""<div class="sides">""");
        foreach (var (name, result) in new[] { ("Before", before), ("After", after) })
        {
            html.Write($"""<div><h2 class="side">{name}</h2>""");
            SummarySection.WriteVerdict(html, result, $"Verdict, {name}");
            html.Write($"""<dl class="facts"><div><dt>Name</dt><dd>{result.Plan.Name}</dd></div><div><dt>Load test</dt><dd>{result.Id}</dd></div>""");
            html.Write($"""<div><dt>Started</dt><dd>{(result.StartedAt is { } at ? Figures.Moment(at) : "not yet")}</dd></div><div><dt>Ran for</dt><dd>{SummarySection.Time(result)}</dd></div>""");
            html.Write($"<div><dt>Chargers</dt><dd>{Figures.Count(result.Chargers)}</dd></div></dl></div>\n");
        }

        html.Write($"</div>\n");
    }

    static void WriteSummary(HtmlWriter html, Comparison comparison)
    {
        html.Write($"""<section id="summary"><h2>In short</h2><ul>""");
        foreach (var sentence in ComparisonTexts.Sentences(comparison))
        {
            html.Write($"<li>{sentence}</li>");
        }

        html.Write($"</ul>");
        if (comparison.PlanDifferences.Count > 0)
        {
            html.Write($"""<p><span class="warn">The plans differ:</span> what changed may come from that.</p><ul>""");
            foreach (var difference in comparison.PlanDifferences)
            {
                html.Write($"<li>{difference}</li>");
            }

            html.Write($"</ul>");
        }

        html.Write($"""
            <p class="note">Values that differ by at most {Figures.Percent(ComparedValue.AlikePercent)} are called alike; so are times that differ by less than {Figures.Ms(ComparedValue.AlikeMs)}, and error rates
            that differ by less than {Figures.Count(ComparedValue.AlikePoints)} percentage points. A percentile with fewer than {ComparedValue.LeastAbove} requests above it, in either, tells too little to be compared.</p></section>

            """);
    }

    static void WriteThresholds(HtmlWriter html, Comparison comparison)
    {
        html.Write($"""<section id="thresholds"><h2>Thresholds</h2>""");
        if (comparison.Thresholds.Count == 0)
        {
            html.Write($"""<p class="empty">Neither has any.</p></section>""");
            return;
        }

        HtmlTable.Begin(html, "The thresholds of both", "Threshold", "#Before", "Holds", "#After", "Holds");
        foreach (var threshold in comparison.Thresholds)
        {
            html.Write($"""<tr><th scope="row"><code>{threshold.Text}</code></th>""");
            Side(threshold.Before);
            Side(threshold.After);
            html.Write($"</tr>\n");
        }

        HtmlTable.End(html);
        html.Write($"</section>\n");

        void Side(ThresholdValue? value)
        {
            html.Write($"""<td class="n">{(value is null ? Figures.None : ThresholdSection.Value(value.Value, value.Unit))}</td><td>""");
            ThresholdSection.WriteHolds(html, value?.Holds);
            html.Write($"</td>");
        }
    }

    static void WriteActions(HtmlWriter html, Comparison comparison)
    {
        html.Write($"""<section id="actions"><h2>Actions</h2>""");
        if (comparison.Actions.Count == 0)
        {
            html.Write($"""<p class="empty">No request has come to an end in either.</p></section>""");
            return;
        }

        HtmlTable.Begin(
            html,
            "Before → after: times from when a request was due, to its answer, and the share that failed",
            "Action", "#Requests", "#p50, ms", "#p95, ms", "#p99, ms", "#Error rate");
        foreach (var action in comparison.Actions)
        {
            html.Write($"""<tr><th scope="row">{action.Action}</th><td class="n">{Figures.Count(action.Count.Before ?? 0)} → {Figures.Count(action.Count.After ?? 0)}</td>""");
            ComparedCell.Write(html, action.P50Ms, Figures.Number);
            ComparedCell.Write(html, action.P95Ms, Figures.Number);
            ComparedCell.Write(html, action.P99Ms, Figures.Number);
            ComparedCell.Write(html, action.ErrorRatePercent, Figures.Percent, isBad: true);
            html.Write($"</tr>\n");
        }

        HtmlTable.End(html);
        html.Write($"</section>\n");
    }

    static void WriteCounts(HtmlWriter html, Comparison comparison)
    {
        var (sessions, connections) = (comparison.Sessions, comparison.Connections);
        html.Write($"""<section id="sessions"><h2>Sessions</h2>""");
        HtmlTable.Begin(html, "From the plan to the stop", "What", "#Before", "#Of the planned", "#After", "#Of the planned");
        foreach (var (name, value) in new[]
        {
            ("Planned", sessions.Planned), ("Requested", sessions.Requested), ("Authorized", sessions.Authorized), ("Started", sessions.Started), ("Stopped", sessions.Stopped),
            ("Failed before the start", sessions.Failed),
        })
        {
            html.Write($"""<tr><th scope="row">{name}</th>""");
            HtmlTable.Numbers(
                html,
                Figures.Count(value.Before ?? 0),
                Figures.Share((long)(value.Before ?? 0), (long)(sessions.Planned.Before ?? 0)),
                Figures.Count(value.After ?? 0),
                Figures.Share((long)(value.After ?? 0), (long)(sessions.Planned.After ?? 0)));
            html.Write($"</tr>\n");
        }

        HtmlTable.End(html);
        Pairs(html, "Starts", ("Started of those that are decided", sessions.StartedPercent, Figures.Percent, false), ("p95 of the start", sessions.StartP95Ms, Figures.Ms, false));
        html.Write($"""</section><section id="connections"><h2>Connections</h2>""");
        Pairs(
            html,
            "Connections of all chargers",
            ("Accepted at once, at most", connections.MostConnected, Figures.Count, false),
            ("Opened by a charger that had one before", connections.Reconnects, Figures.Count, false),
            ("Lost though the charger wanted them", connections.Lost, Figures.Count, true),
            ("Could not be made", connections.NotMade, Figures.Count, true),
            ("p95 to connect", connections.ConnectP95Ms, Figures.Ms, false),
            ("p95 to boot", connections.BootP95Ms, Figures.Ms, false));
        html.Write($"</section>\n");
    }

    static void Pairs(HtmlWriter html, string caption, params ReadOnlySpan<(string Name, ComparedValue Value, Func<double, string> Text, bool IsBad)> rows)
    {
        HtmlTable.Begin(html, caption, "What", "#Before → after");
        foreach (var (name, value, text, isBad) in rows)
        {
            html.Write($"""<tr><th scope="row">{name}</th>""");
            ComparedCell.Write(html, value, text, isBad);
            html.Write($"</tr>\n");
        }

        HtmlTable.End(html);
    }

    static void WriteFindings(HtmlWriter html, Comparison comparison)
    {
        html.Write($"""<section id="findings"><h2>CSMS and specification</h2>""");
        Findings("Findings that came", comparison.FindingsThatCame, "None came.");
        Findings("Findings that went", comparison.FindingsThatWent, "None went.");
        Findings("Findings that stayed", comparison.FindingsThatStayed, "None stayed.");
        html.Write($"</section>\n");

        void Findings(string caption, IReadOnlyList<ComparedFinding> findings, string none)
        {
            if (findings.Count == 0)
            {
                html.Write($"""<p class="empty">{none}</p>""");
                return;
            }

            HtmlTable.Begin(html, caption, "What", "Action", "Detail", "#Before", "#After");
            foreach (var finding in findings)
            {
                html.Write($"""<tr><th scope="row" class="long">{FindingSection.Kind(finding.Kind)}</th><td>{finding.Action}</td><td class="long">{finding.Detail}</td>""");
                HtmlTable.Numbers(html, Figures.Count(finding.Before), Figures.Count(finding.After));
                html.Write($"</tr>\n");
            }

            HtmlTable.End(html);
        }
    }
}
