namespace OcppLab.Grains;

/// <summary>The shards of a load test.</summary>
sealed class ShardSet(IGrainFactory grains, LoadTestRun run, int count)
{
    /// <summary>Begins those that do not run: at the start all, later those whose silo is gone. One that can't be asked now is tried
    /// again the next time.</summary>
    /// <returns>How many could not be asked.</returns>
    public async Task<int> BeginAsync(bool isResumed)
    {
        var silent = 0;
        await BoundedParallel.ForAsync(count, async number =>
        {
            try
            {
                var shard = Shard(number);
                if (!await shard.IsRunningAsync())
                {
                    await shard.BeginAsync(SpecOf(number, isResumed));
                    if (run.Progress.StoppingAt is not null)
                    {
                        await shard.StopAsync();
                    }
                }
            }
            catch (Exception failure) when (failure is not ObjectDisposedException)
            {
                silent++;
            }
        });
        return silent;
    }

    /// <summary>Stops their sessions.</summary>
    public Task StopAsync() => EachAsync(shard => shard.StopAsync());

    /// <summary>Ends them.</summary>
    public Task EndAsync() => EachAsync(shard => shard.EndAsync());

    Task EachAsync(Func<ILoadShardGrain, Task> call) => BoundedParallel.ForAsync(count, async number =>
    {
        try
        {
            await call(Shard(number));
        }
        catch (Exception gone) when (gone is not ObjectDisposedException)
        {
            // Its sessions end by their own limits, or with their chargers.
        }
    });

    ILoadShardGrain Shard(int number) => grains.GetGrain<ILoadShardGrain>(LoadShardGrain.KeyOf(run.Row.Id, number));

    LoadShard SpecOf(int number, bool isResumed)
    {
        var chargers = run.Progress.Chargers;
        var first = (int)((long)number * chargers / count);
        return new(
            run.Row.Id, run.Row.OrganizationId, run.Row.LocationId, run.Row.Plan, number, count, first,
            (int)((long)(number + 1) * chargers / count) - first, run.Row.StartedAt!.Value, isResumed);
    }
}
