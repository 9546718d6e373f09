using OcppLab.Ocpp;

namespace OcppLab.LoadTests;

/// <summary>What the CSMS did against the specification.</summary>
static class FindingSection
{
    /// <summary>A kind of finding in plain words.</summary>
    public static string Kind(CsmsFindingKind kind) => kind switch
    {
        CsmsFindingKind.InvalidAnswer => "An answer does not fit its schema",
        CsmsFindingKind.InvalidRequest => "A request does not fit its schema, or its action does not exist",
        CsmsFindingKind.InvalidFrame => "A frame is no OCPP message",
        CsmsFindingKind.MissingAnswer => "A request was not answered in time",
        CsmsFindingKind.LateAnswer => "An answer came too late",
        CsmsFindingKind.RepeatedAnswer => "A request was answered more than once",
        CsmsFindingKind.UnknownAnswer => "An answer to nothing that was asked",
        CsmsFindingKind.DoubledTransactionId => "Two transactions were given the same id",
        CsmsFindingKind.UnansweredStop => "A transaction’s end was never answered",
        CsmsFindingKind.AbsurdHeartbeatInterval => "The heartbeat interval is below a second or above a day",
        CsmsFindingKind.RequestBeforeBoot => "A request came before the BootNotification was accepted",
        _ => "A request came before the one before it was answered",
    };

    /// <summary>Writes the section.</summary>
    public static void Write(HtmlWriter html, LoadTestResult result)
    {
        html.Write($"""<section id="findings"><h2>CSMS and specification</h2>""");
        if (result.Findings.Count == 0)
        {
            html.Write($"""<p class="empty">{Nothing(result)}</p></section>""");
            return;
        }

        html.Write($"<p>The CSMS went against the specification {Figures.Count(result.CsmsViolations, "time", "times")}.</p>");
        HtmlTable.Begin(html, "Findings, the most frequent first", "What", "Action", "Detail", "#Times", "An example: charger and time");
        foreach (var finding in result.Findings)
        {
            html.Write($"""<tr><th scope="row" class="long">{Kind(finding.Kind)}</th><td>{OrNone(finding.Action)}</td><td class="long">{OrNone(finding.Detail)}</td><td class="n">{Figures.Count(finding.Count)}</td><td class="long">""");
            WriteExample(html, finding);
            html.Write($"</td></tr>\n");
        }

        HtmlTable.End(html);
        html.Write($"</section>\n");
    }

    static string Nothing(LoadTestResult result) => result.Status == LoadTestStatus.Finished
        ? result.Actions.Count == 0
            ? "No request came to an end, so that nothing can be said of the CSMS."
            : "The CSMS did nothing against the specification in what it sent to the chargers."
        : "Nothing against the specification so far.";

    static void WriteExample(HtmlWriter html, CsmsFinding finding)
    {
        var where = $"{finding.Identity}, {Figures.Moment(finding.At)}";
        if (finding.Frame.Length == 0)
        {
            html.Write($"{where}");
        }
        else
        {
            html.Write($"<details><summary>{where}</summary><pre>{finding.Frame}</pre></details>");
        }
    }

    static string OrNone(string text) => text.Length == 0 ? Figures.None : text;
}
