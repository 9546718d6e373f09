namespace OcppLab.Grains;

/// <summary>The same call to many grains, a bounded number of them at a time.</summary>
public static class BoundedParallel
{
    /// <summary>How many calls are under way at once: enough to hide the way to another silo, few enough not to fill its queues.</summary>
    const int MaxConcurrency = 256;

    /// <summary>Does the work for 0 to <paramref name="count"/> - 1, on the scheduler of the caller. Once cancelled, no more is begun.</summary>
    public static Task ForAsync(int count, Func<int, Task> work, CancellationToken cancellationToken = default)
    {
        var next = 0;
        var lanes = new Task[Math.Min(count, MaxConcurrency)];
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            lanes[lane] = RunAsync();
        }

        return Task.WhenAll(lanes);

        async Task RunAsync()
        {
            for (int i; (i = Interlocked.Increment(ref next) - 1) < count;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await work(i);
            }
        }
    }
}
