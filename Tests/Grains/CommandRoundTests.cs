using Microsoft.Extensions.Time.Testing;
using OcppLab.Grains;
using OcppLab.Simulation;
using OcppLab.Tests.Api;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Grains;

/// <summary>A command for many chargers, some of which are on a silo that does not answer.</summary>
public sealed class CommandRoundTests
{
    static readonly CommandRequest Stop = new("0123456789ab", "stop_session", new StopSession(1), "{}"u8.ToArray());

    readonly FakeTimeProvider time = new();
    readonly FakeGrains grains = new();

    static List<string> Ids(int count) => [.. Enumerable.Range(0, count).Select(number => $"{number}")];

    [Fact]
    public async Task Who_refuses_is_told_exactly_and_who_is_gone_too()
    {
        grains.Command = (id, _) => int.Parse(id) switch
        {
            var number when number % 10 == 3 => Task.FromResult<string?>($"{id} is busy"),
            var number when number % 10 == 4 => Task.FromException<string?>(new KeyNotFoundException()),
            _ => Task.FromResult<string?>(null),
        };
        var round = new CommandRound(grains, Stop, storedByLocation: true, time);

        await round.RunAsync(Ids(10_000)).WaitAsync(Guard.Time);

        Assert.Equal(1_000, round.Refusals.Count);
        Assert.All(round.Refusals, refusal => Assert.Equal($"{refusal.Key} is busy", refusal.Value));
        Assert.Equal(1_000, round.Answers.ToArray().Count(outcome => outcome == RoundAnswer.Gone));
        Assert.Equal((8_000, 0), (round.Answers.ToArray().Count(outcome => outcome == RoundAnswer.Taken), round.NotAsked));
        Assert.Null(round.Failure);
    }

    [Fact]
    public async Task Chargers_that_do_not_answer_hold_up_neither_the_others_nor_the_end()
    {
        var late = new TaskCompletionSource<string?>();
        grains.Command = (id, _) => int.Parse(id) % 3 == 0 ? late.Task : Task.FromResult<string?>(null);
        var round = new CommandRound(grains, Stop, storedByLocation: true, time);

        var run = round.RunAsync(Ids(30_000));
        await Guard.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return run.IsCompleted;
            },
            "the round ends");

        await run;
        Assert.Equal(10_000, round.NotAsked);
        Assert.Contains("does not answer", round.Failure);
        late.SetResult("too late to be told");
        Assert.Empty(round.Refusals);
        Assert.All(
            round.Answers.ToArray().Index(),
            one => Assert.Equal(one.Index % 3 == 0 ? RoundAnswer.None : RoundAnswer.Taken, one.Item));
    }

    [Fact]
    public async Task A_call_that_fails_with_a_silo_counts_as_not_asked()
    {
        grains.Command = (id, _) => id == "5"
            ? Task.FromException<string?>(new TimeoutException("its silo is gone")) : Task.FromResult<string?>(null);
        var round = new CommandRound(grains, Stop, storedByLocation: false, time);

        await round.RunAsync(Ids(10)).WaitAsync(Guard.Time);

        Assert.Equal((1, "5: its silo is gone"), (round.NotAsked, round.Failure));
    }
}
