using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OcppLab.LoadTests;

namespace OcppLab.Tests.LoadTests;

/// <summary>What a plan's stages mean.</summary>
public sealed class LoadCurveTests
{
    static readonly LoadStage[] Stages =
        [Plans.Ramp(10, rate: 20), Plans.Steady(10), Plans.Spike(5, rate: 100), Plans.Ramp(10, rate: 0), Plans.Steady(5, rate: 3)];

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(5, 10)]
    [InlineData(15, 20)]
    [InlineData(22, 100)]
    [InlineData(25, 20)]
    [InlineData(30, 10)]
    [InlineData(37, 3)]
    [InlineData(41, 3)]
    public void A_ramp_rises_from_what_was_before_and_a_spike_goes_back_to_it(double seconds, double value) =>
        Assert.Equal(value, Rate().At(TimeSpan.FromSeconds(seconds)), 9);

    [Theory]
    [InlineData(100, 10)]
    [InlineData(25, 5)]
    [InlineData(300, 20)]
    [InlineData(800, 25)]
    [InlineData(900, 35)]
    [InlineData(903, 36)]
    public void Events_come_when_the_curve_s_area_has_come_to_their_number(double count, double seconds) =>
        Assert.Equal(seconds, Rate().CountReached(count)!.Value.TotalSeconds, 6);

    [Fact]
    public void What_the_curve_never_comes_to_is_never() => Assert.Null(Rate().CountReached(915.1));

    [Fact]
    public void A_level_is_reached_in_the_midst_of_a_ramp() => Assert.Equal(
        TimeSpan.FromSeconds(2.5), Rate().Reached(5, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)));

    [Fact]
    public void A_value_that_no_stage_names_is_not_used()
    {
        Assert.False(new LoadCurve(Stages, stage => stage.Connected).IsUsed);
        Assert.True(Rate().IsUsed);
    }

    [Property]
    public Property Later_events_come_later(PositiveInt[] rates, PositiveInt[] seconds)
    {
        LoadStage[] stages = [.. rates.Zip(seconds, (rate, time) => Plans.Ramp(time.Get, rate: rate.Get % 100))];
        var curve = new LoadCurve(stages, stage => stage.SessionsPerSecond);
        TimeSpan?[] times = [.. Enumerable.Range(0, 200).Select(count => curve.CountReached(count + 0.5))];
        return (times.Zip(times.Skip(1)).All(both => both.Second is null || both.First <= both.Second)
            && times.All(time => time is null || time <= TimeSpan.FromSeconds(seconds.Sum(one => one.Get)))).ToProperty();
    }

    static LoadCurve Rate() => new(Stages, stage => stage.SessionsPerSecond);
}
