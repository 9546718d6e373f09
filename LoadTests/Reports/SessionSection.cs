namespace OcppLab.LoadTests;

/// <summary>The sessions, from the plan to the stop, and why some failed.</summary>
static class SessionSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(HtmlWriter html, LoadTestResult result)
    {
        var sessions = result.Sessions;
        html.Write($"""<section id="sessions"><h2>Sessions</h2>""");
        if (sessions.Planned == 0 && sessions.Requested == 0)
        {
            html.Write($"""<p class="empty">No session was begun{(result.Status == LoadTestStatus.Finished ? "" : " yet")}.</p></section>""");
            return;
        }

        WriteFunnel(html, sessions);
        html.Write($"<ul>");
        WriteIf(html, sessions.NoChargerFree, $"No charger was free for {Figures.Count(sessions.NoChargerFree)} of the planned sessions.");
        WriteIf(html, sessions.LeftToCsms, $"In {Figures.Count(sessions.LeftToCsms)} sessions the vehicle only plugged in; the CSMS started {Figures.Count(sessions.StartedByCsms)} of them.");
        WriteIf(html, sessions.Failed, $"{Figures.Count(sessions.Failed, "session", "sessions")} failed before the start, {Figures.Share(sessions.Failed, sessions.Failed + sessions.Started)} of those that are decided.");
        WriteIf(html, sessions.Active, $"{Figures.Count(sessions.Active, "session is", "sessions are")} under way; at most {Figures.Count(sessions.MostActive)} were at once.");
        html.Write($"</ul>");
        HtmlTable.Spreads(
            html,
            "Start of a session",
            "It counts from when the plan intended the session, to the CSMS’s confirmation of its start. The driver’s pace is part of it.",
            ("Start", sessions.Start));
        WriteFailures(html, sessions);
        html.Write($"</section>\n");
    }

    /// <summary>The funnel's steps.</summary>
    public static IReadOnlyList<(string Name, long Count)> Steps(SessionResult sessions) =>
    [
        ("Planned", sessions.Planned), ("Requested", sessions.Requested), ("Authorized", sessions.Authorized), ("Started", sessions.Started), ("Stopped", sessions.Stopped),
    ];

    static void WriteIf(HtmlWriter html, long count, string sentence)
    {
        if (count > 0)
        {
            html.Write($"<li>{sentence}</li>");
        }
    }

    static void WriteFunnel(HtmlWriter html, SessionResult sessions)
    {
        var steps = Steps(sessions);
        var whole = Math.Max(1, steps.Max(step => step.Count));
        HtmlTable.Begin(html, "From the plan to the stop", "Step", "Share", "#Sessions", "#Of the planned", "#Of the step before");
        foreach (var (index, (name, count)) in steps.Index())
        {
            html.Write($"""<tr><th scope="row">{name}</th><td class="bars"><svg height="18" role="img" aria-label="{name}: {Figures.Share(count, whole)}"><rect class="track" width="100%" height="18" rx="3"/><rect class="bar" width="{100.0 * count / whole}%" height="18" rx="3"/></svg></td>""");
            HtmlTable.Numbers(
                html,
                Figures.Count(count),
                Figures.Share(count, sessions.Planned),
                index == 0 ? Figures.None : Figures.Share(count, steps[index - 1].Count));
            html.Write($"</tr>\n");
        }

        HtmlTable.End(html);
    }

    static void WriteFailures(HtmlWriter html, SessionResult sessions)
    {
        if (sessions.Failures.Count == 0)
        {
            return;
        }

        html.Write($"<h3>Failures</h3>");
        HtmlTable.Begin(html, "Why sessions failed before their start", "Outcome", "Reason", "#Sessions", "#Of the failed");
        foreach (var failure in sessions.Failures)
        {
            html.Write($"""<tr><th scope="row">{failure.Outcome.Replace('_', ' ')}</th><td class="long">{(failure.Reason.Length == 0 ? Figures.None : failure.Reason)}</td>""");
            HtmlTable.Numbers(html, Figures.Count(failure.Count), Figures.Share(failure.Count, sessions.Failed));
            html.Write($"</tr>\n");
        }

        HtmlTable.End(html);
    }
}
