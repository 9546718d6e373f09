using OcppLab.Grains;
using OcppLab.LoadTests;
using OcppLab.Ocpp;

namespace OcppLab.Tests.LoadTests;

/// <summary>What is made of the intervals that silos hand on.</summary>
public sealed class LoadTestRunTests
{
    static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_transaction_id_that_a_csms_gives_twice_names_the_charger_that_had_it_second()
    {
        var run = Running();
        run.Add([("silo-1", Interval(1, new GivenTransactionId("ws://a", "CP-1", 7), new("ws://b", "CP-2", 7), new("ws://a", "CP-3", 8)))]);
        run.Add([("silo-1", Interval(2, new GivenTransactionId("ws://a", "CP-4", 7)))]);

        var result = Finished(run);

        var finding = Assert.Single(result.Findings);
        Assert.Equal((CsmsFindingKind.DoubledTransactionId, "CP-4", 1), (finding.Kind, finding.Identity, finding.Count));
        Assert.Equal(1, result.CsmsViolations);
    }

    [Fact]
    public void Ends_of_transactions_that_were_never_answered_are_told()
    {
        var run = Running();
        run.Add([("silo-1", Stops(1, told: 3, answered: 1))]);

        Assert.False(run.IsStopAnswered);
        var finding = Assert.Single(Finished(run).Findings);
        Assert.Equal((CsmsFindingKind.UnansweredStop, 2), (finding.Kind, finding.Count));
    }

    [Fact]
    public void What_was_not_measured_is_not_laid_to_the_csms()
    {
        var run = Running();
        run.Add([("silo-1", Stops(1, told: 3, answered: 1))]);
        run.Found(["silo-2"], Start.AddSeconds(9));

        var result = Finished(run);

        Assert.Single(result.Gaps);
        Assert.Empty(result.Findings);
    }

    [Fact]
    public void The_short_rounds_at_the_end_do_not_make_a_busy_simulator_a_good_one()
    {
        var run = Running();
        for (var number = 1; number <= 12; number++)
        {
            run.Add([("silo-1", Interval(number) with { ProcessorPercent = number <= 2 ? 99 : 10 })]);
        }

        for (var number = 13; number <= 60; number++)
        {
            run.Add([("silo-1", Interval(number) with { To = Start.AddSeconds(1) })]);
        }

        var result = Finished(run);
        Assert.Equal(Verdict.Inconclusive, result.Verdict);
        Assert.Equal(100.0 * 2 / 12, result.Simulator.BusyPercent, 6);
    }

    [Fact]
    public void Connections_that_the_simulator_s_machine_does_not_allow_are_no_pass()
    {
        var recorder = new LoadRecorder("load-1");
        recorder.ConnectionFailed(wasOpen: false, "this system allows no more open connections (see ulimit -n)");
        recorder.ConnectionFailed(wasOpen: false, "nothing listens at 127.0.0.1:1 (connection refused)");
        var run = Running();
        run.Add([("silo-1", Interval(1) with { Data = recorder.Take().Measurements.ToData() })]);

        var result = Finished(run);

        Assert.Equal((Verdict.Inconclusive, 2), (result.Verdict, result.Connections.NotMade));
        Assert.StartsWith("A silo's machine did not allow 1 attempts", Assert.Single(result.Reasons));
    }

    [Fact]
    public void A_level_that_no_charger_was_free_for_is_no_pass()
    {
        var run = Running();
        var measured = new Measurements();
        (measured[LoadCounter.PlannedSessionSeconds], measured[LoadCounter.MissingSessionSeconds]) = (1000, 500);
        run.Add([("silo-1", Interval(1) with { Data = measured.ToData() })]);

        var result = Finished(run);

        Assert.Equal(Verdict.Inconclusive, result.Verdict);
        Assert.StartsWith("50 % of the sessions", Assert.Single(result.Reasons));
    }

    static LoadTestRun Running()
    {
        var run = new LoadTestRun(new()
        {
            Id = "load-1",
            OrganizationId = "acme",
            LocationId = "loc-1",
            Name = "test",
            Plan = LoadTestResults.Write(Plans.Of(Plans.Steady(60, active: 1))),
            Status = "preparing",
            CreatedAt = Start,
        });
        run.Start(Start, chargers: 1);
        Assert.True(run.Found(["silo-1"], Start));
        Assert.False(run.Found(["silo-1"], Start));
        return run;
    }

    static LoadTestResult Finished(LoadTestRun run)
    {
        run.Finish(Start.AddSeconds(70));
        return LoadTestResults.Of(run.Row);
    }

    static SiloInterval Stops(int number, int told, int answered)
    {
        var measured = new Measurements();
        (measured[LoadCounter.StopsToTell], measured[LoadCounter.StopsAnswered]) = (told, answered);
        return Interval(number) with { Data = measured.ToData() };
    }

    static SiloInterval Interval(int number, params GivenTransactionId[] ids) => new()
    {
        Number = number,
        From = Start,
        To = Start.AddSeconds(5),
        Data = new Measurements().ToData(),
        TransactionIds = ids,
    };
}
