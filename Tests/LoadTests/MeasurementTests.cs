using System.Text.Json;
using OcppLab.LoadTests;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.LoadTests;

/// <summary>What a silo measures, and how it comes together.</summary>
public sealed class MeasurementTests
{
    static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Times_of_all_silos_come_together_and_survive_being_stored()
    {
        var total = new Measurements();
        for (var silo = 0; silo < 2; silo++)
        {
            var recorder = new LoadRecorder("load-1");
            for (var i = 1; i <= 500; i++)
            {
                recorder.Ended(Call("Authorize", CallOutcome.Result, milliseconds: (2 * i) - silo, waited: 1000));
            }

            recorder.Ended(Call("Authorize", CallOutcome.CallError, 5, error: "InternalError"));
            recorder.Ended(Call("Authorize", CallOutcome.TimedOut, 30_000));
            recorder.Ended(Call("Authorize", CallOutcome.ConnectionLost, 1));
            total.Add(Measurements.Of(Stored(recorder.Take().Measurements.ToData())));
        }

        var result = total.Of("Authorize").ToResult("Authorize");

        Assert.Equal((1006, 1000, 2, 2, 6), (result.Count, result.Results, result.TimedOut, result.ConnectionsLost, result.Failed));
        Assert.Equal(2, result.CallErrors["InternalError"]);
        Assert.Equal(100.0 * 6 / 1006, result.ErrorRatePercent, 9);
        Assert.Equal(1004, result.Answer.Count);
        Assert.InRange(result.Answer.P50Ms, 495, 505);
        Assert.InRange(result.Answer.P99Ms, 985, 1000);
        Assert.InRange(result.Answer.MaxMs, 29_990, 30_030);
        Assert.InRange(result.Response.P50Ms, 1490, 1510);
    }

    [Fact]
    public void What_was_taken_is_not_taken_again()
    {
        var recorder = new LoadRecorder("load-1");
        recorder.Ended(Call("Heartbeat", CallOutcome.Result, 5));
        recorder.Count(LoadCounter.Planned, 3);

        Assert.Equal((1, 3), Counts(recorder.Take().Measurements));
        Assert.Equal((0, 0), Counts(recorder.Take().Measurements));

        static (long, long) Counts(Measurements taken) => (taken.Of("Heartbeat").Count, taken[LoadCounter.Planned]);
    }

    [Fact]
    public void Requests_of_the_csms_are_not_its_answers()
    {
        var recorder = new LoadRecorder("load-1");
        recorder.Ended(new(MessageDirection.ToCharger, OcppVersion.V16, "Reset", CallOutcome.Result, TimeSpan.FromSeconds(1)));
        Assert.Empty(recorder.Take().Measurements.Actions);
    }

    [Fact]
    public void A_session_is_followed_from_the_plan_s_time_to_its_stop()
    {
        var recorder = new LoadRecorder("load-1");
        var id = new LoadCommandId(3, 17, Start.AddSeconds(2)).Of("load-1");
        var begun = new SessionChanged(Start.AddSeconds(3), 1, "s", "TAG", null, Start, null, 0, null, id, Outcome: CommandOutcome.Authorized);
        var stopped = begun with { StoppedAt = Start.AddSeconds(9), StopReason = StopReason.Local, Outcome = CommandOutcome.Stopped };

        recorder.SessionChanged(begun);
        recorder.SessionChanged(begun with { At = Start.AddSeconds(4), TransactionId = "77", Confirmed = true, Outcome = CommandOutcome.Started });
        recorder.SessionChanged(stopped);
        recorder.SessionChanged(begun with { CommandId = "load-2.3.17.2000" });

        Assert.Equal([new EndedSession(3, 17)], recorder.TakeEndedSessions());
        var taken = recorder.Take().Measurements;
        Assert.Equal((1, 1, 1, 0), (taken[LoadCounter.Authorized], taken[LoadCounter.Started], taken[LoadCounter.Stopped], taken[LoadCounter.Failed]));
        Assert.InRange(taken[LoadTime.SessionStart].ToSpread().MaxMs, 1999, 2003);
    }

    [Theory]
    [InlineData(CommandOutcome.Refused, "Blocked", "refused")]
    [InlineData(CommandOutcome.TimedOut, "Authorize was not answered in time", "timed_out")]
    public void A_session_that_never_starts_has_failed_with_its_reason(CommandOutcome outcome, string reason, string word)
    {
        var recorder = new LoadRecorder("load-1");
        recorder.SessionChanged(
            new(Start, 1, "s", "TAG", null, Start, Start, 0, null, new LoadCommandId(0, 1, Start).Of("load-1"), Outcome: outcome, Reason: reason));

        Assert.Equal([new EndedSession(0, 1)], recorder.TakeEndedSessions());
        var taken = recorder.Take().Measurements;
        Assert.Equal(1, taken[LoadCounter.Failed]);
        Assert.Equal(1, taken.Failures[(word, reason)]);
    }

    [Fact]
    public void A_session_that_the_load_test_itself_cancels_has_not_failed()
    {
        var recorder = new LoadRecorder("load-1");
        recorder.SessionChanged(
            new(Start, 1, "s", "TAG", null, Start, Start, 0, null, new LoadCommandId(0, 1, Start).Of("load-1"), Outcome: CommandOutcome.Cancelled, Reason: "it was stopped"));

        var taken = recorder.Take().Measurements;
        Assert.Equal((0, 1), (taken[LoadCounter.Failed], taken.Failures[("cancelled", "it was stopped")]));
    }

    [Fact]
    public void A_start_that_the_csms_confirms_and_refuses_has_failed()
    {
        var recorder = new LoadRecorder("load-1");
        recorder.SessionChanged(
            new(Start, 1, "s", "TAG", "5", Start, null, 0, null, new LoadCommandId(0, 1, Start).Of("load-1"), true, CommandOutcome.Started, "Blocked"));

        var taken = recorder.Take().Measurements;
        Assert.Equal((0, 1), (taken[LoadCounter.Started], taken[LoadCounter.Failed]));
    }

    [Fact]
    public void The_end_of_a_session_whose_start_was_refused_is_that_of_none()
    {
        var recorder = new LoadRecorder("load-1");
        recorder.SessionChanged(
            new(Start, 1, "s", "TAG", "5", Start, Start, 0, null, new LoadCommandId(0, 1, Start).Of("load-1"), Outcome: CommandOutcome.Stopped),
            wasRefused: true);

        Assert.Equal([new EndedSession(0, 1)], recorder.TakeEndedSessions());
        Assert.Equal(0, recorder.Take().Measurements[LoadCounter.Stopped]);
    }

    [Fact]
    public void The_first_example_of_a_finding_stays_and_the_findings_have_an_end()
    {
        var total = new Measurements();
        total.Add(Finding("a", "CP-1") with { Count = 2 });
        total.Add(Finding("a", "CP-2"));
        for (var i = 0; i < 1000; i++)
        {
            total.Add(Finding($"field{i}", "CP-3"));
        }

        Assert.Equal(Measurements.MostFindings, total.Findings.Count);
        var first = total.Findings.Single(finding => finding.Detail == "a");
        Assert.Equal((3, "CP-1"), (first.Count, first.Identity));

        static CsmsFinding Finding(string detail, string identity) => new(CsmsFindingKind.InvalidAnswer, "Authorize", detail, 1, identity, Start, "[]");
    }

    [Fact]
    public void A_transaction_id_is_new_once()
    {
        var ids = new TransactionIdSet();
        Assert.All(Enumerable.Range(-100, 200_000), id => Assert.True(ids.Add(id)));
        Assert.False(ids.Add(-100));
        Assert.False(ids.Add(150_000));
        Assert.True(ids.Add(int.MaxValue));
        Assert.False(ids.Add(int.MaxValue));
    }

    static MeasurementsData Stored(MeasurementsData data) => JsonSerializer.Deserialize(
        JsonSerializer.Serialize(
            new() { Total = data }, LoadProgressJson.Default.LoadProgress), LoadProgressJson.Default.LoadProgress)!.Total;

    static EndedCall Call(string action, CallOutcome outcome, double milliseconds, double waited = 0, string? error = null) => new(
        MessageDirection.ToCsms, OcppVersion.V16, action, outcome, TimeSpan.FromMilliseconds(milliseconds), TimeSpan.FromMilliseconds(waited), error);
}
