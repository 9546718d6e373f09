using Microsoft.Extensions.Time.Testing;
using OcppLab.Inventory;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Inventory;

/// <summary>Reads of a database server that takes its time, or does not answer at all.</summary>
public sealed class DatabaseAnswersTests
{
    readonly FakeTimeProvider time = new();
    readonly TaskCompletionSource answer = new();
    int asked;

    DatabaseAnswers Answers() => new(
        () =>
        {
            asked++;
            return answer.Task;
        },
        time);

    [Fact]
    public async Task A_long_read_goes_on_while_the_server_answers()
    {
        var answers = Answers();
        var read = new TaskCompletionSource<int>();
        var reading = answers.ReadAsync(() => read.Task);

        time.Advance(DatabaseAnswers.LongRead);
        await Guard.UntilAsync(() => asked == 1, "the server is asked");
        answer.SetResult();
        read.SetResult(7);
        Assert.Equal(7, await reading.WaitAsync(Guard.Time));
    }

    [Fact]
    public async Task A_read_of_a_server_that_hangs_ends_and_those_after_it_are_refused_at_once_until_it_answers()
    {
        var answers = Answers();
        var reads = Enumerable.Range(0, 100).Select(_ => answers.ReadAsync(() => new TaskCompletionSource<int>().Task)).ToArray();
        time.Advance(DatabaseAnswers.LongRead);
        await Guard.UntilAsync(() => asked == 1, "the server is asked");
        Assert.DoesNotContain(reads, read => read.IsCompleted);

        time.Advance(DatabaseAnswers.LongAnswer);
        await Guard.UntilAsync(() => Array.TrueForAll(reads, read => read.IsFaulted), "all reads have ended");
        Assert.Equal(1, asked);
        var refused = await Assert.ThrowsAsync<FleetException>(() => answers.ReadAsync(() => Task.FromResult(1)));
        Assert.Equal(FleetError.Unavailable, refused.Error);

        answer.SetResult();
        await Guard.UntilAsync(() => answers.ReadAsync(() => Task.FromResult(1)).IsCompletedSuccessfully, "reads are answered again");
    }

    [Fact]
    public async Task A_read_that_fails_by_itself_says_so()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Answers().ReadAsync<int>(() => throw new TimeoutException("the driver's own")));
        Assert.Equal(0, asked);
    }
}
