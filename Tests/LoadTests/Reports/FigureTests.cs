using OcppLab.LoadTests;

namespace OcppLab.Tests.LoadTests;

public sealed class FigureTests
{
    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.004, "under 0.01 %")]
    [InlineData(0.128, "0.13 %")]
    [InlineData(42.36, "42.4 %")]
    [InlineData(99.999, "99.99 %")]
    [InlineData(100, "100 %")]
    [InlineData(1250, "1 250 %")]
    public void WhatIsNotQuiteNoneOrAllDoesNotLookLikeIt(double percent, string text) => Assert.Equal(text, Plain(Figures.Percent(percent)));

    [Theory]
    [InlineData(0.5, "0.5 s")]
    [InlineData(45, "45 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(3600, "1 h")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(180_000, "2 d 2 h")]
    public void DurationsHaveTheirTwoLargestUnits(double seconds, string text) => Assert.Equal(text, Plain(Figures.Duration(TimeSpan.FromSeconds(seconds))));

    [Theory]
    [InlineData(0.42, "0.4 ms")]
    [InlineData(8.16, "8.2 ms")]
    [InlineData(12.4, "12 ms")]
    [InlineData(12_345, "12 345 ms")]
    public void TimesHaveAsManyDigitsAsTellSomething(double ms, string text) => Assert.Equal(text, Plain(Figures.Ms(ms)));

    [Theory]
    [InlineData(new double[] { 3, 40 }, false, new double[] { 0, 10, 20, 30, 40 })]
    [InlineData(new double[] { 3, 90, 400 }, true, new double[] { 2, 5, 10, 20, 50, 100, 200, 500 })]
    [InlineData(new double[] { 0, 2, 20_000 }, true, new double[] { 10, 100, 1000, 10_000 })]
    [InlineData(new double[] { }, false, new[] { 0, 0.5, 1 })]
    public void TimesFarApartHaveALogarithmicAxis(double[] times, bool isLogarithmic, double[] ticks)
    {
        var axis = ValueAxis.OfTimes(times);

        Assert.Equal(isLogarithmic, axis.IsLogarithmic);
        Assert.Equal(ticks, axis.Ticks.Select(tick => Math.Round(tick, 6)));
        Assert.Equal(times.Order(), times.OrderBy(axis.Fraction));
        Assert.All(times, time => Assert.InRange(axis.Fraction(time), 0, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5e-324)]
    [InlineData(1e-300)]
    [InlineData(1e-13)]
    [InlineData(1e-12)]
    [InlineData(1e-6)]
    public void AnAxisOfTinyValuesHasFewLinesAndAnEnd(double greatest)
    {
        foreach (var axis in new[] { ValueAxis.Linear(greatest), ValueAxis.Linear(greatest, whole: true), ValueAxis.OfTimes([greatest]) })
        {
            Assert.InRange(axis.Ticks.Count, 2, 6);
            Assert.All(axis.Ticks, tick => Assert.True(double.IsFinite(tick)));
            Assert.InRange(axis.Fraction(greatest), 0, 1);
            Assert.InRange(greatest, 0, axis.Ticks[^1] * 1.000001);
        }
    }

    [Theory]
    [InlineData(60, "0", "10 s", "50 s")]
    [InlineData(200, "0", "30 s", "3:00 min")]
    [InlineData(720, "0", "2 min", "10 min")]
    [InlineData(6 * 3600, "0", "1 h", "5 h")]
    [InlineData(3 * 3600, "0", "30 min", "2:30 h")]
    public void TheTimesBelowAChartAreFewAndRound(int seconds, string first, string second, string last)
    {
        var frame = TimeFrame.Of(SampleResults.Plan with { Stages = [new() { Duration = TimeSpan.FromSeconds(seconds) }], Events = [] });

        var texts = frame.Ticks().Select(frame.Text).Select(Plain).ToArray();
        Assert.InRange(texts.Length, 4, 8);
        Assert.Equal((first, second, last), (texts[0], texts[1], texts[^1]));
    }

    [Fact]
    public void AStageWithoutAValueKeepsTheOneBefore()
    {
        (double, double)[] connected = [(0, 0), (120, 1000), (120, 1000), (240, 1000), (240, 1000), (540, 1000), (540, 1000), (600, 1000), (600, 1000), (720, 1000)];

        Assert.Equal(connected, PlanCurve.Connected(SampleResults.Plan));
        Assert.Empty(PlanCurve.ActiveSessions(SampleResults.Plan));
    }

    [Fact]
    public void ASpikeEndsAtWhatWasBeforeIt() =>
        Assert.Equal([(540, 10), (600, 10), (600, 4), (720, 0)], PlanCurve.SessionsPerSecond(SampleResults.Plan).Skip(6));

    static string Plain(string text) => text.Replace('\u202f', ' ');
}
