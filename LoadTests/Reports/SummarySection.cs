namespace OcppLab.LoadTests;

/// <summary>The top of the page: what the load test has come to, and its main figures.</summary>
static class SummarySection
{
    /// <summary>The verdict in a word, or how far the load test is.</summary>
    public static string Word(LoadTestResult result) => result.Verdict switch
    {
        Verdict.Passed => "passed",
        Verdict.Failed => "failed",
        Verdict.Inconclusive => "inconclusive",
        Verdict.Stopped => "stopped",
        Verdict.Error => "error",
        _ => result.Status switch
        {
            LoadTestStatus.Preparing => "being prepared",
            LoadTestStatus.Running => "running",
            LoadTestStatus.Stopping => "stopping",
            _ => "without a verdict",
        },
    };

    /// <summary>Writes the heading, the verdict, the main figures and the way to the sections.</summary>
    public static void Write(HtmlWriter html, LoadTestResult result)
    {
        html.Write($"""<header><p class="over">Load test {result.Id}</p><h1>{result.Plan.Name}</h1></header>""");
        WriteVerdict(html, result, "Verdict");
        WriteFacts(html, result);
        WriteFigures(html, result);
        html.Write($"""
            <nav aria-label="Sections"><ul><li><a href="#thresholds">Thresholds</a></li><li><a href="#time">Over time</a></li><li><a href="#actions">Actions</a></li>
            <li><a href="#sessions">Sessions</a></li><li><a href="#connections">Connections</a></li><li><a href="#findings">CSMS</a></li>
            <li><a href="#simulator">Simulator</a></li><li><a href="#plan">Plan</a></li></ul></nav>

            """);
    }

    /// <summary>Writes the verdict with its colour, its word and its reasons.</summary>
    public static void WriteVerdict(HtmlWriter html, LoadTestResult result, string label)
    {
        var (style, mark) = result.Verdict switch
        {
            Verdict.Passed => ("passed", "✓"),
            Verdict.Failed => ("failed", "✗"),
            Verdict.Inconclusive => ("inconclusive", "?"),
            Verdict.Stopped => ("stopped", "■"),
            Verdict.Error => ("error", "!"),
            _ => ("open", "…"),
        };
        var word = Word(result);
        html.Write($"""<div class="verdict {style}" role="group" aria-label="{label}"><p class="word"><span aria-hidden="true">{mark}</span> {char.ToUpperInvariant(word[0]) + word[1..]}</p><p>{Meaning(result)}</p>""");
        if (result.Reasons.Count > 0)
        {
            html.Write($"<ul>");
            foreach (var reason in result.Reasons)
            {
                html.Write($"<li>{reason}</li>");
            }

            html.Write($"</ul>");
        }

        html.Write($"</div>\n");
    }

    /// <summary>How long it ran, and was to run.</summary>
    public static string Time(LoadTestResult result)
    {
        var (elapsed, planned) = (Figures.Duration(result.Elapsed), Figures.Duration(result.Plan.Duration));
        return result.StartedAt is null ? $"{planned} planned" : elapsed == planned ? $"{elapsed}, as planned" : $"{elapsed} of {planned} planned";
    }

    static string Meaning(LoadTestResult result) => (result.Verdict, result.Status) switch
    {
        (Verdict.Passed, _) => result.Thresholds.Count == 0 ? "The load test ran to its end. The plan has no thresholds." : "All thresholds hold, and the simulator made the load that was planned.",
        (Verdict.Failed, _) => Failing(result.Thresholds.Count(threshold => !threshold.Holds), result.Thresholds.Count),
        (Verdict.Inconclusive, _) => "All thresholds hold, but the simulator could not make the load that was planned.",
        (Verdict.Stopped, _) => "It was stopped before its end.",
        (Verdict.Error, _) => "It could not be carried out.",
        (_, LoadTestStatus.Preparing) => "Its chargers are made or looked up. Load the page again for what is new.",
        (_, LoadTestStatus.Running) => $"It has run for {Figures.Duration(result.Elapsed)} of {Figures.Duration(result.Plan.Duration)}{Stage(result)}. Load the page again for what is new.",
        (_, LoadTestStatus.Stopping) => "Its stages are over: the last sessions are stopped. Load the page again for what is new.",
        _ => "It is over.",
    };

    static string Stage(LoadTestResult result)
    {
        if (result.Points.Count == 0 || result.Points[^1].Stage >= result.Plan.Stages.Count)
        {
            return "";
        }

        var stage = result.Points[^1].Stage;
        return $" and is in stage {stage + 1} of {result.Plan.Stages.Count}, {PlanTexts.Name(result.Plan.Stages[stage])}";
    }

    static string Failing(int failing, int all) => (failing, all) switch
    {
        (0, _) => "A threshold does not hold.",
        (1, 1) => "Its threshold does not hold.",
        (1, _) => $"One of {all} thresholds does not hold.",
        _ => $"{failing} of {all} thresholds do not hold.",
    };

    static void WriteFacts(HtmlWriter html, LoadTestResult result)
    {
        html.Write($"""<dl class="facts">""");
        WriteMoment(html, "Asked for", result.CreatedAt);
        WriteMoment(html, "Started", result.StartedAt);
        WriteMoment(html, "Finished", result.FinishedAt);
        html.Write($"""
            <div><dt>Ran for</dt><dd>{Time(result)}</dd></div><div><dt>Chargers</dt><dd>{Figures.Count(result.Chargers)}</dd></div></dl>

            """);
    }

    static void WriteMoment(HtmlWriter html, string name, DateTimeOffset? moment)
    {
        if (moment is { } known)
        {
            html.Write($"""<div><dt>{name}</dt><dd><time datetime="{Figures.Iso(known)}">{Figures.Moment(known)}</time></dd></div>""");
        }
        else
        {
            html.Write($"""<div><dt>{name}</dt><dd>not yet</dd></div>""");
        }
    }

    static void WriteFigures(HtmlWriter html, LoadTestResult result)
    {
        var (sessions, requests) = (result.Sessions, result.Actions.Sum(action => action.Count));
        var failed = result.Actions.Sum(action => action.Failed);
        html.Write($"""<section aria-label="Main figures"><dl class="facts figures">""");
        WriteFigure(
            html,
            "Sessions started",
            sessions.Started + sessions.Failed == 0 ? Figures.None : Figures.Percent(sessions.StartedPercent),
            $"{Figures.Count(sessions.Started)} started, {Figures.Count(sessions.Failed)} failed");
        WriteFigure(
            html,
            "Start of a session, p95",
            sessions.Start.Count == 0 ? Figures.None : Figures.Ms(sessions.Start.P95Ms),
            "from plan to CSMS’s answer");
        WriteFigure(html, "Requests", Figures.Count(requests), requests == 0 ? "none has come to an end" : $"{Figures.Count(failed)} failed, {Figures.Share(failed, requests)}");
        WriteFigure(html, "Most connected", Figures.Count(result.Connections.MostConnected), $"of {Figures.Count(result.Chargers, "charger", "chargers")}");
        WriteFigure(html, "Most active sessions", Figures.Count(sessions.MostActive), "at once");
        WriteFigure(html, "Against the specification", Figures.Count(result.CsmsViolations), Figures.Count(result.Findings.Count, "kind of finding", "kinds of findings"));
        html.Write($"</dl></section>\n");
    }

    static void WriteFigure(HtmlWriter html, string name, string value, string note) =>
        html.Write($"<div><dt>{name}</dt><dd>{value}<small>{note}</small></dd></div>");
}
