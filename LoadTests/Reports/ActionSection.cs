namespace OcppLab.LoadTests;

/// <summary>What became of the requests, action by action.</summary>
static class ActionSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(HtmlWriter html, LoadTestResult result)
    {
        html.Write($"""<section id="actions"><h2>Actions</h2>""");
        if (result.Actions.Count == 0)
        {
            html.Write($"""<p class="empty">No request has come to an end{(result.Status == LoadTestStatus.Finished ? "" : " yet")}.</p></section>""");
            return;
        }

        WriteOutcomes(html, result.Actions);
        WriteTimes(html, result.Actions);
        html.Write($"</section>\n");
    }

    static void WriteOutcomes(HtmlWriter html, IReadOnlyList<ActionResult> actions)
    {
        HtmlTable.Begin(
            html, "What became of the requests", "Action", "#Requests", "#Answered", "#Failed", "#Error rate", "#Timed out", "#Connection lost", "#Invalid answers", "CALLERRORs by code");
        foreach (var action in actions)
        {
            html.Write($"""<tr><th scope="row">{action.Action}</th>""");
            HtmlTable.Numbers(html, Figures.Count(action.Count), Figures.Count(action.Results));
            if (action.Failed > 0)
            {
                html.Write($"""<td class="n worse">{Figures.Count(action.Failed)}</td><td class="n worse">{Figures.Percent(action.ErrorRatePercent)}</td>""");
            }
            else
            {
                HtmlTable.Numbers(html, "0", Figures.Percent(0));
            }

            HtmlTable.Numbers(html, Figures.Count(action.TimedOut), Figures.Count(action.ConnectionsLost), Figures.Count(action.InvalidResults));
            html.Write($"""<td class="long">{CallErrors(action)}</td></tr>{"\n"}""");
        }

        HtmlTable.End(html);
    }

    static string CallErrors(ActionResult action) => action.CallErrors.Count == 0
        ? Figures.None
        : string.Join(", ", action.CallErrors.OrderByDescending(error => error.Value).ThenBy(error => error.Key, StringComparer.Ordinal).Select(error => $"{error.Key} {Figures.Count(error.Value)}"));

    static void WriteTimes(HtmlWriter html, IReadOnlyList<ActionResult> actions)
    {
        html.Write($"""
            <h3>Answer times</h3>
            <p>“From due” counts from when a request was due, as a user of the charger waits: a charger sends the next request when the one before it is
            answered, so a slow answer delays those behind it. “From sent” counts from when it was sent, which is what the CSMS itself can see.
            Where the two are far apart, requests queued up in the chargers. Thresholds are judged by “from due”.</p>
            """);
        html.Write($"""
            <div class="scroll" role="region" aria-label="Answer times" tabindex="0"><table><caption>Times to the answer in milliseconds</caption><thead><tr>
            <th scope="col">Action</th><th scope="col">Time</th><th scope="col" class="n">Count</th><th scope="col" class="n">mean, ms</th>
            <th scope="col" class="n">p50, ms</th><th scope="col" class="n">p90, ms</th><th scope="col" class="n">p95, ms</th><th scope="col" class="n">p99, ms</th>
            <th scope="col" class="n">p99.9, ms</th><th scope="col" class="n">max, ms</th></tr></thead>

            """);
        foreach (var action in actions)
        {
            html.Write($"""<tbody><tr><th scope="rowgroup" rowspan="2">{action.Action}</th><th scope="row" class="when">from due</th>""");
            HtmlTable.Spread(html, action.Response);
            html.Write($"""</tr><tr><th scope="row" class="when muted">from sent</th>""");
            HtmlTable.Spread(html, action.Answer);
            html.Write($"</tr></tbody>\n");
        }

        html.Write($"</table></div>\n");
    }
}
