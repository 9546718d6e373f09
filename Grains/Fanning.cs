namespace OcppLab.Grains;

/// <summary>The same for many, a bounded number of them at a time.</summary>
static class Fanning
{
    /// <summary>How many calls one fan-out has under way: enough to hide the way to another silo, few enough not to fill its queues.</summary>
    const int UnderWay = 256;

    /// <summary>Does the work for 0 to <paramref name="count"/> - 1, on the scheduler of the caller.</summary>
    public static Task OutAsync(int count, Func<int, Task> work)
    {
        var next = 0;
        var lanes = new Task[Math.Min(count, UnderWay)];
        for (var lane = 0; lane < lanes.Length; lane++)
            lanes[lane] = RunAsync();
        return Task.WhenAll(lanes);

        async Task RunAsync()
        {
            for (int i; (i = Interlocked.Increment(ref next) - 1) < count;)
                await work(i);
        }
    }
}
