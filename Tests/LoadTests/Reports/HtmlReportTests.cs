using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using OcppLab.LoadTests;

namespace OcppLab.Tests.LoadTests;

public sealed partial class HtmlReportTests
{
    public static TheoryData<string> Pages => [.. PagesByName.Keys];

    static readonly Dictionary<string, Func<string>> PagesByName = new()
    {
        ["passed"] = () => HtmlReport.Write(SampleResults.Passed),
        ["failed"] = () => HtmlReport.Write(SampleResults.Failed),
        ["running"] = () => HtmlReport.Write(SampleResults.Running),
        ["empty"] = () => HtmlReport.Write(SampleResults.Empty),
        ["hostile"] = () => HtmlReport.Write(HostileResult.Result),
        ["compared"] = () => HtmlReport.WriteComparison(SampleResults.Passed, SampleResults.Failed),
        ["compared with nothing"] = () => HtmlReport.WriteComparison(SampleResults.Empty, SampleResults.Passed),
        ["nothing compared"] = () => HtmlReport.WriteComparison(SampleResults.Empty, SampleResults.Empty),
        ["hostile compared"] = () => HtmlReport.WriteComparison(HostileResult.Result, SampleResults.Passed),
    };

    [Theory, MemberData(nameof(Pages))]
    public void APageIsWellFormedAndNeedsNothingFromElsewhere(string name)
    {
        var html = PagesByName[name]();

        var page = Parse(html);
        Assert.DoesNotMatch(Elsewhere(), html);
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe" or "object" or "form" or "base" or "use");
        Assert.DoesNotContain(
            page.Descendants().Attributes(),
            attribute => attribute.Name.LocalName is "src" or "style" or "srcset" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.All(page.Descendants().Attributes("href"), link => Assert.StartsWith("#", link.Value));
    }

    [Theory, MemberData(nameof(Pages))]
    public void TheLinksOfAPageLeadToItsSections(string name)
    {
        var page = Parse(PagesByName[name]());

        var ids = page.Descendants().Attributes("id").Select(id => id.Value).ToArray();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(page.Descendants().Attributes("href"), link => Assert.Contains(link.Value[1..], ids));
    }

    [Theory, MemberData(nameof(Pages))]
    public void APolicyAllowsItsOwnStyleSheetOnly(string name)
    {
        var page = Parse(PagesByName[name]());

        var policy = page.Descendants("meta").Single(meta => meta.Attribute("http-equiv")?.Value == "Content-Security-Policy").Attribute("content")!.Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(page.Descendants("style").Single().Value)));
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains($"style-src 'sha256-{hash}'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal(policy, HtmlReport.ContentSecurityPolicy);
    }

    [Theory, MemberData(nameof(Pages))]
    public void WhoCanNotSeeIsToldOfEveryChartAndTable(string name)
    {
        var page = Parse(PagesByName[name]());

        Assert.All(page.Descendants("figure"), chart => Assert.NotEmpty(chart.Element("svg")!.Attribute("aria-label")!.Value));
        Assert.All(page.Descendants("svg").Where(svg => svg.Attribute("role")?.Value == "img"), svg => Assert.NotEmpty(svg.Attribute("aria-label")!.Value));
        Assert.All(page.Descendants("th"), head => Assert.Contains(head.Attribute("scope")?.Value, new[] { "col", "row", "rowgroup" }));
        Assert.All(page.Descendants("table"), table => Assert.NotEmpty(table.Element("caption")!.Value));
        Assert.Single(page.Descendants("h1"));
        Assert.Equal("en", page.Root!.Attribute("lang")!.Value);
    }

    [Fact]
    public void TheVerdictStandsInAWordWithItsReasons()
    {
        var verdict = Parse(HtmlReport.Write(SampleResults.Failed)).Descendants("div").Single(element => element.Attribute("class")?.Value == "verdict failed");

        Assert.Contains("Failed", verdict.Value);
        Assert.Contains("3 of 5 thresholds do not hold.", verdict.Value);
        Assert.Contains("p95(StartTransaction) < 500ms does not hold.", verdict.Value);
    }

    [Theory]
    [InlineData(Verdict.Passed, "Passed")]
    [InlineData(Verdict.Failed, "Failed")]
    [InlineData(Verdict.Inconclusive, "Inconclusive")]
    [InlineData(Verdict.Stopped, "Stopped")]
    [InlineData(Verdict.Error, "Error")]
    public void EachVerdictHasItsWord(Verdict verdict, string word)
    {
        var page = Parse(HtmlReport.Write(SampleResults.Passed with { Verdict = verdict, Reasons = ["The reason is told."] }));

        var told = page.Descendants("div").Single(element => element.Attribute("aria-label")?.Value == "Verdict").Value;
        Assert.Contains(word, told);
        Assert.Contains("The reason is told.", told);
    }

    [Fact]
    public void ThresholdsStandWithTheirValues()
    {
        var rows = Section(HtmlReport.Write(SampleResults.Failed), "thresholds").Descendants("tr").Select(row => string.Join('|', row.Elements().Select(cell => cell.Value))).ToArray();

        Assert.Equal(6, rows.Length);
        Assert.Contains("sessions_started >= 99%|94.3\u202f%|✗ no|the load test goes on", rows);
        Assert.Contains("csms_violations == 0|50|✗ no|the load test ends at once", rows);
    }

    [Fact]
    public void ActionsHaveTheirTimesFromDueAndFromSentAndTheirErrors()
    {
        var actions = Section(HtmlReport.Write(SampleResults.Failed), "actions");

        Assert.Contains("from due", actions.Value);
        Assert.Contains("from sent", actions.Value);
        Assert.Contains("InternalError 64", actions.Value);
        Assert.Equal(SampleResults.Failed.Actions.Count, actions.Descendants("th").Count(head => head.Attribute("scope")?.Value == "rowgroup"));
    }

    [Fact]
    public void SessionsAreAFunnelWithReasons()
    {
        var sessions = Section(HtmlReport.Write(SampleResults.Failed), "sessions");

        Assert.Equal(["Planned", "Requested", "Authorized", "Started", "Stopped"], sessions.Descendants("table").First().Element("tbody")!.Elements("tr").Select(row => row.Element("th")!.Value));
        Assert.Contains("idTagInfo is Blocked", sessions.Value);
        Assert.Contains("No charger was free for 6 of the planned sessions.", sessions.Value);
    }

    [Fact]
    public void FindingsStandInPlainWordsWithAFrame()
    {
        var findings = Section(HtmlReport.Write(SampleResults.Failed), "findings");

        Assert.Contains("An answer does not fit its schema", findings.Value);
        Assert.Contains("""[3,"4711",{"transactionId":90210}]""", findings.Descendants("details").First().Element("pre")!.Value);
    }

    [Fact]
    public void ThresholdsOfTimesAreLinesInTheChartsOfTheirActions()
    {
        var time = Section(HtmlReport.Write(SampleResults.Passed), "time");

        var chart = time.Descendants("figure").Single(figure => figure.Descendants("h3").Single().Value == "StartTransaction");
        Assert.Contains("p95(StartTransaction) < 500ms", chart.Value);
        Assert.Single(chart.Descendants("line"), line => line.Attribute("class")!.Value == "limit");
    }

    [Fact]
    public void ASoakStageIsComparedFromItsFirstQuarterToItsLast()
    {
        Assert.Contains("StartTransaction stayed alike: its p95 was ", Section(HtmlReport.Write(SampleResults.Passed), "time").Value);
        Assert.Contains("StartTransaction became slower: its p95 was ", Section(HtmlReport.Write(SampleResults.Failed), "time").Value);
        Assert.Contains("the stage has not run to its end", Section(HtmlReport.Write(SampleResults.Running), "time").Value);
    }

    [Fact]
    public void ASimulatorThatDidNotKeepUpIsToldOf()
    {
        var result = SampleResults.Passed with { Verdict = Verdict.Inconclusive, Simulator = SampleResults.Passed.Simulator with { Reasons = ["Turns were late by 900 ms."] } };

        var simulator = Section(HtmlReport.Write(result), "simulator").Value;
        Assert.Contains("The simulator was the bottleneck.", simulator);
        Assert.Contains("Turns were late by 900 ms.", simulator);
        Assert.Contains("The simulator kept up", Section(HtmlReport.Write(SampleResults.Passed), "simulator").Value);
    }

    [Fact]
    public void WhatWasNotMeasuredIsToldOf() => Assert.Contains("silo-2", Section(HtmlReport.Write(SampleResults.Failed), "simulator").Value);

    [Fact]
    public void ThePlanStandsInSentences()
    {
        var plan = Section(HtmlReport.Write(SampleResults.Empty), "plan");

        Assert.Contains("1\u202f000 chargers made for this load test and removed after it", plan.Value);
        Assert.Contains("Train arrives (spike, 1\u202fmin): at once 10 new sessions a second, and then as before it.", plan.Value);
        Assert.Contains("After 6\u202fmin: 20\u202f% of the chargers lose their connection and make it anew, one after the other over 10\u202fs.", plan.Value);
        Assert.Contains("50\u202f% of the MeterValues messages to the CSMS are delayed by 2\u202fs for 30\u202fs", plan.Value);
    }

    [Fact]
    public void ALoadTestThatHasNotBegunSaysSo()
    {
        var html = HtmlReport.Write(SampleResults.Empty);

        Assert.Contains("Being prepared", Parse(html).Root!.Value);
        Assert.Contains("Nothing was measured yet.", Section(html, "time").Value);
        Assert.Contains("No session was begun yet.", Section(html, "sessions").Value);
        Assert.Contains("No charger has connected yet.", Section(html, "connections").Value);
        Assert.Contains("No request has come to an end yet.", Section(html, "actions").Value);
    }

    [Fact]
    public void ALoadTestThatRunsSaysHowFarItIs() =>
        Assert.Contains("It has run for 5\u202fmin of 12\u202fmin and is in stage 3 of 5, Hold.", Parse(HtmlReport.Write(SampleResults.Running)).Root!.Value);

    [Fact]
    public void AnOutageOfHoursKeepsThePageSmall()
    {
        var points = Enumerable.Range(0, 20_000).Select(index => SampleResults.Passed.Points[index % 150] with { At = index * TimeSpan.FromSeconds(5) });
        var html = HtmlReport.Write(SampleResults.Passed with { Points = [.. points] });

        Assert.InRange(html.Length, 100_000, 1_000_000);
        Assert.Contains("the greatest of 84 measurements", html);
    }

    [Fact]
    public void APointThatWasMeasuredLateIsNoBurst()
    {
        LoadPoint[] points =
        [
            new() { Length = TimeSpan.FromSeconds(5), Requested = 10 },
            new() { At = TimeSpan.FromSeconds(5), Length = TimeSpan.FromSeconds(20), Requested = 40 },
        ];
        var html = HtmlReport.Write(SampleResults.Passed with { Points = points });

        Assert.Contains("Sessions a second, over 25\u202fs; intended; requested: up to 2;", Parse(html).Descendants("svg").Attributes("aria-label").Select(label => label.Value).Single(label => label.StartsWith("Sessions a second", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(Pages))]
    public void WhatComesFromOutsideIsNeverMarkup(string name)
    {
        var html = PagesByName[name]();

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void EachTextFromOutsideIsToldAsItIs()
    {
        var text = Parse(HtmlReport.Write(HostileResult.Result)).Root!.Value;

        Assert.All(HostileResult.Texts, hostile => Assert.Contains(hostile, text));
        Assert.Contains("␀␇", text);
    }

    static XDocument Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new() { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    static XElement Section(string html, string id) => Parse(html).Descendants("section").Single(section => section.Attribute("id")?.Value == id);

    [GeneratedRegex(@"https?:|//\w|url\(|@import", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();
}
