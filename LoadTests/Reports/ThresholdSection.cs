namespace OcppLab.LoadTests;

/// <summary>The thresholds and their values.</summary>
static class ThresholdSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(HtmlWriter html, LoadTestResult result)
    {
        html.Write($"""<section id="thresholds"><h2>Thresholds</h2>""");
        if (result.Thresholds.Count == 0)
        {
            html.Write($"""<p class="empty">{(result.Plan.Thresholds.Count == 0 ? "The plan has none." : "None of them has been judged yet.")}</p></section>""");
            return;
        }

        HtmlTable.Begin(html, result.Status == LoadTestStatus.Finished ? "What had to hold" : "What has to hold, as it stands now", "Threshold", "#Value", "Holds", "If not");
        foreach (var threshold in result.Thresholds)
        {
            html.Write($"""<tr><th scope="row"><code>{threshold.Text}</code></th><td class="n">{Value(threshold.Value, threshold.Unit)}</td><td>""");
            WriteHolds(html, threshold.Holds);
            html.Write($"""</td><td class="long">{(threshold.Aborts ? "the load test ends at once" : "the load test goes on")}</td></tr>{"\n"}""");
        }

        HtmlTable.End(html);
        html.Write($"</section>\n");
    }

    /// <summary>A threshold's value with its unit.</summary>
    public static string Value(double? value, string unit) => value is { } known ? Figures.Value(known, unit) : "not measured";

    /// <summary>Writes whether it holds, in a word and a colour; null for a load test that does not have it.</summary>
    public static void WriteHolds(HtmlWriter html, bool? holds)
    {
        if (holds is null)
        {
            html.Write($"""<span class="muted">not asked for</span>""");
        }
        else if (holds.Value)
        {
            html.Write($"""<span class="good">✓ yes</span>""");
        }
        else
        {
            html.Write($"""<span class="worse">✗ no</span>""");
        }
    }
}
