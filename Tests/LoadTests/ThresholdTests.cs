using OcppLab.LoadTests;

namespace OcppLab.Tests.LoadTests;

/// <summary>What thresholds mean.</summary>
public sealed class ThresholdTests
{
    static readonly LoadTestResult Result = new()
    {
        Id = "load-1",
        Plan = Plans.Of(Plans.Steady(10, active: 1)),
        Status = LoadTestStatus.Running,
        CreatedAt = default,
        Actions =
        [
            new("Authorize", 1000, 999, new Dictionary<string, long> { ["InternalError"] = 1 }, 0, 0, 0, new(1000, 20, 10, 30, 40, 50, 60, 70), default),
            new("StartTransaction", 200, 200, new Dictionary<string, long>(), 0, 0, 0, new(200, 120, 100, 300, 400, 500, 600, 700), default),
        ],
        Connections = new() { Reconnects = 4, Boot = new(5, 1, 2, 3, 4, 5, 6, 7) },
        Sessions = new() { Started = 999, Failed = 1 },
        CsmsViolations = 2,
    };

    [Theory]
    [InlineData("p95(StartTransaction) < 500ms", 400, "ms", true)]
    [InlineData("p95(StartTransaction)<0.4s", 400, "ms", false)]
    [InlineData("p95(StartTransaction) <= 0.4s", 400, "ms", true)]
    [InlineData(" p99.9( Authorize ) == 60 ms ", 60, "ms", true)]
    [InlineData("mean(Authorize) > 19.5ms", 20, "ms", true)]
    [InlineData("max(boot) != 7ms", 7, "ms", false)]
    [InlineData("error_rate(Authorize) < 0.1%", 0.1, "%", false)]
    [InlineData("error_rate(Authorize) <= 0.1%", 0.1, "%", true)]
    [InlineData("error_rate < 0.1%", 100.0 / 1200, "%", true)]
    [InlineData("count(StartTransaction) >= 200", 200, "", true)]
    [InlineData("count(MeterValues) >= 1", 0, "", false)]
    [InlineData("sessions_started >= 99.9%", 99.9, "%", true)]
    [InlineData("csms_violations == 0", 2, "", false)]
    [InlineData("reconnects < 5", 4, "", true)]
    public void A_threshold_is_compared_with_what_was_measured(string text, double value, string unit, bool holds)
    {
        var threshold = Threshold.Parse(text, LoadTestResults.IsSentByChargers).Evaluate(Result);
        Assert.Equal(value, threshold.Value!.Value, 9);
        Assert.Equal((text, unit, holds), (threshold.Text, threshold.Unit, threshold.Holds));
    }

    [Theory]
    [InlineData("p95(MeterValues) < 1s")]
    [InlineData("p50(connect) < 1s")]
    [InlineData("error_rate(Heartbeat) < 1%")]
    public void What_was_not_measured_does_not_hold(string text)
    {
        var threshold = Threshold.Parse(text, LoadTestResults.IsSentByChargers).Evaluate(Result);
        Assert.Equal((null, false), (threshold.Value, threshold.Holds));
    }

    [Theory]
    [InlineData("", "is not of the form")]
    [InlineData("p95(StartTransaction)", "is not of the form")]
    [InlineData("p95(StartTransaction) < -1ms", "is not of the form")]
    [InlineData("p95(StartTransaction) < 500", "has the unit \"\", not ms or s")]
    [InlineData("p95(StartTransaction) < 5%", "has the unit \"%\", not ms or s")]
    [InlineData("csms_violations == 0ms", "has the unit \"ms\", not none")]
    [InlineData("sessions_started > 1", "has the unit \"\", not %")]
    [InlineData("p95(starttransaction) < 5ms", "asks for \"starttransaction\"")]
    [InlineData("p95(RemoteStartTransaction) < 5ms", "asks for \"RemoteStartTransaction\"")]
    [InlineData("p97(Authorize) < 5ms", "asks for \"p97\"")]
    [InlineData("count(boot) < 5", "asks for \"boot\"")]
    [InlineData("violations == 0", "asks for \"violations\"")]
    public void What_is_no_threshold_is_refused_with_what_is_wrong(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => Threshold.Parse(text, LoadTestResults.IsSentByChargers)).Message);
}
