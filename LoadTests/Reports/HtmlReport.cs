using System.Text;

namespace OcppLab.LoadTests;

/// <summary>A load test as one page of HTML. It needs nothing from elsewhere and has no script: its charts are drawn here.</summary>
public static class HtmlReport
{
    /// <summary>The content security policy of the pages. It stands in them; a server may say it once more.</summary>
    public static string ContentSecurityPolicy => ReportStyle.Policy;

    /// <summary>The page of a load test, also of one that still runs.</summary>
    public static string Write(LoadTestResult result)
    {
        var output = new StringBuilder();
        var html = new HtmlWriter(output);
        Begin(html, $"{result.Plan.Name}: {SummarySection.Word(result)}");
        SummarySection.Write(html, result);
        ThresholdSection.Write(html, result);
        ChartSections.Write(html, result);
        ActionSection.Write(html, result);
        SessionSection.Write(html, result);
        ConnectionSection.Write(html, result);
        FindingSection.Write(html, result);
        SimulatorSection.Write(html, result);
        PlanSection.Write(html, result);
        End(html);
        return output.ToString();
    }

    /// <summary>The page of two load tests beside each other.</summary>
    /// <param name="before">The one.</param>
    /// <param name="after">The other, which is judged by the one.</param>
    public static string WriteComparison(LoadTestResult before, LoadTestResult after)
    {
        var output = new StringBuilder();
        var html = new HtmlWriter(output);
        Begin(html, $"{before.Plan.Name} and {after.Plan.Name}");
        ComparisonPage.Write(html, before, after, Comparison.Of(before, after));
        End(html);
        return output.ToString();
    }

    static void Begin(HtmlWriter html, string title)
    {
        html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta http-equiv="Content-Security-Policy" content="{ReportStyle.Policy}"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="referrer" content="no-referrer"/>
            <title>{title}</title>
            <style>
            """);
        html.WriteStyleSheet();
        html.Write($"</style>\n</head>\n<body>\n<main>\n");
    }

    static void End(HtmlWriter html) => html.Write($"\n<footer>Made by OcppLab. All moments are in UTC.</footer>\n</main>\n</body>\n</html>\n");
}
