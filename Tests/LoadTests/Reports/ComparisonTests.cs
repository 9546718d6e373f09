using System.Text.Json;
using System.Xml.Linq;
using OcppLab.LoadTests;
using OcppLab.Ocpp;

namespace OcppLab.Tests.LoadTests;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData(100, 104, Change.Alike, 4.0)]
    [InlineData(100, 95, Change.Alike, -5.0)]
    [InlineData(100, 106, Change.Slower, 6.0)]
    [InlineData(100, 80, Change.Faster, -20.0)]
    [InlineData(2, 2.9, Change.Alike, 45.0)]
    [InlineData(0, 50, Change.Slower, null)]
    public void TimesAreFasterSlowerOrAlike(double before, double after, Change change, double? percent)
    {
        var compared = ComparedValue.OfTimes(before, after);

        Assert.Equal(change, compared.Change);
        Assert.Equal(percent, compared.DifferencePercent);
    }

    [Theory]
    [InlineData(0, 0, Change.Alike)]
    [InlineData(0, 0.04, Change.Alike)]
    [InlineData(0, 0.2, Change.More)]
    [InlineData(3, 1, Change.Fewer)]
    public void ErrorRatesAreMoreFewerOrAlike(double before, double after, Change change) => Assert.Equal(change, ComparedValue.OfShares(before, after).Change);

    [Fact]
    public void WhatIsInOneOnlyIsNotCompared()
    {
        var compared = ComparedValue.OfTimes(null, 12);

        Assert.Equal(new(null, 12, null, Change.Unknown), compared);
    }

    [Theory]
    [InlineData(499, Change.Unknown)]
    [InlineData(500, Change.Slower)]
    public void APercentileOfFewRequestsIsNotCompared(long count, Change change)
    {
        var before = With(count, 100);
        var after = With(count, 200);

        var action = Assert.Single(Comparison.Of(before, after).Actions);
        Assert.Equal(change, action.P99Ms.Change);
        Assert.Equal((100, 200), (action.P99Ms.Before, action.P99Ms.After));
        Assert.Equal(Change.Slower, action.P95Ms.Change);

        static LoadTestResult With(long count, double ms) => SampleResults.Passed with
        {
            Actions = [new("Authorize", count, count, new Dictionary<string, long>(), 0, 0, 0, new(count, ms, ms, ms, ms, ms, ms, ms), default)],
        };
    }

    [Fact]
    public void ThresholdsStandWithBothValues()
    {
        var threshold = Comparison.Of(SampleResults.Passed, SampleResults.Failed).Thresholds.Single(threshold => threshold.Text == "csms_violations == 0");

        Assert.Equal(new(0, "", true), threshold.Before);
        Assert.Equal(new(50, "", false), threshold.After);
    }

    [Fact]
    public void AThresholdOfOneOnlyIsTold()
    {
        var comparison = Comparison.Of(SampleResults.Passed, SampleResults.Passed with { Thresholds = [] });

        Assert.Equal(SampleResults.Passed.Thresholds.Count, comparison.Thresholds.Count);
        Assert.All(comparison.Thresholds, threshold => Assert.Null(threshold.After));
    }

    [Fact]
    public void FindingsComeGoAndStay()
    {
        var (first, second, third) = (SampleResults.Failed.Findings[0], SampleResults.Failed.Findings[1], SampleResults.Failed.Findings[2]);
        var comparison = Comparison.Of(
            SampleResults.Failed with { Findings = [first, second] },
            SampleResults.Failed with { Findings = [first with { Count = 40, Identity = "other" }, third] });

        Assert.Equal(CsmsFindingKind.AbsurdHeartbeatInterval, Assert.Single(comparison.FindingsThatCame).Kind);
        Assert.Equal(CsmsFindingKind.LateAnswer, Assert.Single(comparison.FindingsThatWent).Kind);
        Assert.Equal(new(first.Kind, first.Action, first.Detail, 37, 40), Assert.Single(comparison.FindingsThatStayed));
    }

    [Fact]
    public void PlansThatDifferAreTold()
    {
        var plan = SampleResults.Plan with { Name = "Another name", Seed = 7, Stages = [.. SampleResults.Plan.Stages.Take(2)] };
        var comparison = Comparison.Of(SampleResults.Passed, SampleResults.Passed with { Plan = plan, Chargers = 500 });

        Assert.Equal(["1\u202f000 chargers before, 500 after.", "The stages differ.", "The seed was 42, and then 7."], comparison.PlanDifferences);
        Assert.Empty(Comparison.Of(SampleResults.Passed, SampleResults.Failed).PlanDifferences);
    }

    [Fact]
    public void ThePageSaysInShortWhatChanged()
    {
        var summary = XDocument.Parse(HtmlReport.WriteComparison(SampleResults.Passed, SampleResults.Failed))
            .Descendants("section").Single(section => section.Attribute("id")?.Value == "summary").Value;

        Assert.Contains("By their p95, all 7 actions are slower; none is faster; none is alike.", summary);
        Assert.Contains("StartTransaction fails more often.", summary);
        Assert.Contains("3 thresholds that held do not hold any more.", summary);
        Assert.Contains("The CSMS goes against the specification in 3 new ways.", summary);
    }

    [Fact]
    public void TheSameRunTwiceIsAlike()
    {
        var comparison = Comparison.Of(SampleResults.Passed, SampleResults.Passed);

        Assert.All(comparison.Actions, action => Assert.Equal(Change.Alike, action.P50Ms.Change));
        Assert.Contains("none is slower; none is faster; all 7 actions are alike.", HtmlReport.WriteComparison(SampleResults.Passed, SampleResults.Passed));
    }

    [Fact]
    public void TheJsonHasWrittenDownNames()
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(Comparison.Of(SampleResults.Passed, SampleResults.Failed), ComparisonJson.Default.Comparison));

        var root = json.RootElement;
        Assert.Equal("passed", root.GetProperty("before").GetProperty("verdict").GetString());
        Assert.Equal("lt-2", root.GetProperty("after").GetProperty("load_test_id").GetString());
        var action = root.GetProperty("actions").EnumerateArray().Single(action => action.GetProperty("action").GetString() == "StartTransaction");
        Assert.Equal("slower", action.GetProperty("p95_ms").GetProperty("change").GetString());
        Assert.Equal("more", action.GetProperty("error_rate_percent").GetProperty("change").GetString());
        Assert.Equal("invalid_answer", root.GetProperty("findings_that_came")[0].GetProperty("kind").GetString());
    }
}
