using System.Globalization;
using System.Xml.Linq;
using OcppLab.LoadTests;

namespace OcppLab.Tests.LoadTests;

public sealed class JUnitReportTests
{
    public static TheoryData<string> Results => [.. ResultsByName.Keys];

    static readonly Dictionary<string, LoadTestResult> ResultsByName = new()
    {
        ["passed"] = SampleResults.Passed,
        ["failed"] = SampleResults.Failed,
        ["running"] = SampleResults.Running,
        ["empty"] = SampleResults.Empty,
        ["hostile"] = HostileResult.Result,
        ["stopped"] = SampleResults.Failed with { Verdict = Verdict.Stopped },
        ["error"] = SampleResults.Empty with { Status = LoadTestStatus.Finished, Verdict = Verdict.Error },
    };

    /// <summary>What the readers of Jenkins, GitLab and GitHub have in common.</summary>
    [Theory, MemberData(nameof(Results))]
    public void ItKeepsToWhatReadersExpect(string name)
    {
        var suites = XDocument.Parse(JUnitReport.Write(ResultsByName[name])).Root!;

        Assert.Equal("testsuites", suites.Name);
        var suite = Assert.Single(suites.Elements());
        Assert.Equal("testsuite", suite.Name);
        Assert.Equal("properties", suite.Elements().First().Name);
        Assert.All(suite.Elements().Skip(1), element => Assert.Equal("testcase", element.Name));
        Assert.All(suite.Element("properties")!.Elements(), property => Assert.NotEmpty(property.Attribute("name")!.Value + property.Attribute("value")!.Value));
        Assert.All(suite.Elements("testcase"), one =>
        {
            Assert.NotEmpty(one.Attribute("name")!.Value);
            Assert.NotEmpty(one.Attribute("classname")!.Value);
            Assert.True(double.Parse(one.Attribute("time")!.Value, CultureInfo.InvariantCulture) >= 0);
            Assert.True(one.Elements().Count() <= 1);
            Assert.All(one.Elements(), outcome => Assert.Contains(outcome.Name.LocalName, new[] { "failure", "error", "skipped" }));
        });
        Assert.Equal(Count(suite, "testcase"), Number(suite, "tests"));
        Assert.Equal(suite.Descendants("failure").Count(), Number(suite, "failures"));
        Assert.Equal(suite.Descendants("error").Count(), Number(suite, "errors"));
        Assert.Equal(suite.Descendants("skipped").Count(), Number(suite, "skipped"));
        Assert.True(DateTime.TryParseExact(suite.Attribute("timestamp")!.Value, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
        Assert.Equal(ResultsByName[name].Plan.Name, suite.Attribute("name")!.Value);
    }

    [Fact]
    public void ItSaysThatItIsUtf8() => Assert.StartsWith("""<?xml version="1.0" encoding="utf-8"?>""", JUnitReport.Write(SampleResults.Passed));

    [Fact]
    public void ALoadTestThatPassedHasNoFailure()
    {
        var suite = Suite(SampleResults.Passed);

        Assert.Equal([.. SampleResults.Plan.Thresholds.Select(rule => rule.Text), "verdict"], suite.Elements("testcase").Select(one => one.Attribute("name")!.Value));
        Assert.All(suite.Elements("testcase"), one => Assert.Empty(one.Elements()));
        Assert.Equal("720", suite.Attribute("time")!.Value);
    }

    [Fact]
    public void AThresholdThatDoesNotHoldIsAFailureWithItsValue()
    {
        var failure = Case(SampleResults.Failed, "csms_violations == 0").Element("failure")!;

        Assert.Equal("csms_violations == 0 does not hold: its value is 50.", failure.Attribute("message")!.Value);
        Assert.Equal(failure.Attribute("message")!.Value, failure.Value);
        Assert.NotNull(Case(SampleResults.Failed, "verdict").Element("failure"));
        Assert.Empty(Case(SampleResults.Failed, "p99(Authorize) < 1s").Elements());
    }

    [Fact]
    public void AThresholdThatNothingWasMeasuredForFails()
    {
        var result = SampleResults.Failed with { Thresholds = [new("p95(Authorize) < 1s", null, "ms", false, false)] };

        Assert.Equal("p95(Authorize) < 1s does not hold: nothing was measured for it.", Case(result, "p95(Authorize) < 1s").Element("failure")!.Attribute("message")!.Value);
    }

    [Theory]
    [InlineData(Verdict.Inconclusive, "skipped", "Inconclusive: The silo was too busy.")]
    [InlineData(Verdict.Stopped, "skipped", "Stopped: The silo was too busy.")]
    [InlineData(Verdict.Error, "error", "The silo was too busy.")]
    [InlineData(Verdict.Failed, "failure", "The silo was too busy.")]
    public void TheVerdictIsATestcaseWithItsReason(Verdict verdict, string element, string message)
    {
        var outcome = Assert.Single(Case(SampleResults.Passed with { Verdict = verdict, Reasons = ["The silo was too busy."] }, "verdict").Elements());

        Assert.Equal(element, outcome.Name);
        Assert.Equal(message, outcome.Attribute("message")!.Value);
    }

    [Fact]
    public void WhatStillRunsHasNeitherPassedNorFailed()
    {
        var result = SampleResults.Running with { Thresholds = SampleResults.Failed.Thresholds };

        Assert.Equal("The load test is not finished.", Case(result, "verdict").Element("skipped")!.Attribute("message")!.Value);
        Assert.Equal("It does not hold so far: its value is 50.", Case(result, "csms_violations == 0").Element("skipped")!.Attribute("message")!.Value);
    }

    [Fact]
    public void TheMainFiguresAreProperties()
    {
        var properties = Suite(SampleResults.Passed).Element("properties")!.Elements().ToDictionary(property => property.Attribute("name")!.Value, property => property.Attribute("value")!.Value);

        Assert.Equal("passed", properties["verdict"]);
        Assert.Equal("1000", properties["chargers"]);
        Assert.Equal("2253", properties["sessions_started"]);
        Assert.Equal("false", properties["simulator_was_bottleneck"]);
        Assert.Contains("StartTransaction.p95_ms", properties.Keys);
    }

    static XElement Suite(LoadTestResult result) => XDocument.Parse(JUnitReport.Write(result)).Root!.Element("testsuite")!;

    static XElement Case(LoadTestResult result, string name) => Suite(result).Elements("testcase").Single(one => one.Attribute("name")!.Value == name);

    static int Count(XElement suite, string element) => suite.Elements(element).Count();

    static int Number(XElement suite, string attribute) => int.Parse(suite.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
