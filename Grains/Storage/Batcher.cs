using System.Threading.Channels;

namespace OcppLab.Grains;

/// <summary>Does in one go what is asked for at the same time: while one batch is under way, the next gathers.</summary>
/// <typeparam name="T">What is asked.</typeparam>
sealed class Batcher<T>
{
    readonly Channel<T> waiting = Channel.CreateUnbounded<T>();

    /// <param name="most">The size of the largest batch.</param>
    /// <param name="lanes">How many batches may be under way at once.</param>
    /// <param name="run">Does one batch; throws nothing.</param>
    public Batcher(int most, int lanes, Func<List<T>, Task> run)
    {
        for (var lane = 0; lane < lanes; lane++)
        {
            _ = Task.Run(() => RunAsync(most, run));
        }
    }

    /// <summary>Puts something into the next batch.</summary>
    public void Add(T item) => waiting.Writer.TryWrite(item);

    /// <summary>Takes nothing more; what waits is done.</summary>
    public void Complete() => waiting.Writer.TryComplete();

    async Task RunAsync(int most, Func<List<T>, Task> run)
    {
        var batch = new List<T>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < most && waiting.Reader.TryRead(out var item))
            {
                batch.Add(item);
            }

            if (batch.Count > 0)
            {
                await run(batch);
            }

            batch.Clear();
        }
    }
}
