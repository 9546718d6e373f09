using Microsoft.Extensions.Logging;
using OcppLab.LoadTests;

namespace OcppLab.Grains;

/// <summary>The shards of a load test.</summary>
sealed partial class ShardSet(IGrainFactory grains, LoadTestRun run, int count, ILogger logger)
{
    /// <summary>Begins those that do not run: at the start all, later those whose silo is gone. One that can't be asked now is tried
    /// again the next time.</summary>
    public Task BeginAsync(bool isResumed) => EachAsync(async (shard, number) =>
    {
        if (!await shard.IsRunningAsync())
        {
            await shard.BeginAsync(SpecOf(number, isResumed));
            if (run.Progress.StoppingAt is not null)
            {
                await shard.StopAsync();
            }
        }
    });

    /// <summary>Has them look what their chargers are doing.</summary>
    public Task LookAsync() => EachAsync((shard, _) => shard.LookAsync());

    /// <summary>Stops their sessions.</summary>
    public Task StopAsync() => EachAsync((shard, _) => shard.StopAsync());

    /// <summary>Ends them. What one can't end ends by its own limits, or with its chargers.</summary>
    public Task EndAsync() => EachAsync((shard, _) => shard.EndAsync());

    Task EachAsync(Func<ILoadShardGrain, int, Task> call) => BoundedParallel.ForAsync(count, async number =>
    {
        try
        {
            await call(grains.GetGrain<ILoadShardGrain>(LoadShardGrain.KeyOf(run.Row.Id, number)), number);
        }
        catch (Exception gone) when (gone is not ObjectDisposedException)
        {
            LogSilent(number, run.Row.Id, gone.Message);
        }
    });

    LoadShard SpecOf(int number, bool isResumed)
    {
        var (first, chargers) = ShardDriver.ChargersOf(number, count, run.Progress.Chargers);
        return new(
            run.Row.Id, run.Row.OrganizationId, run.Row.LocationId, run.Row.Plan, number, count, first, chargers, run.Row.StartedAt!.Value, isResumed);
    }

    [LoggerMessage(LogLevel.Warning, "Shard {Shard} of load test {LoadTestId} can't be asked: {Reason}")]
    partial void LogSilent(int shard, string loadTestId, string reason);
}
