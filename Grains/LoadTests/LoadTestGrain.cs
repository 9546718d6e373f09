using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OcppLab.Inventory;
using OcppLab.LoadTests;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Placement.Rebalancing;

namespace OcppLab.Grains;

/// <summary>A load test on a silo: prepares its chargers, has shards give the commands, and puts together what the silos measure.</summary>
[GrainType("load-test"), Reentrant, RandomPlacement]
sealed partial class LoadTestGrain(
    LoadTestStore store, LoadTestChargers chargers, IClusterMembershipService membership, IServiceProvider services, ChargerClock clock,
    ILogger<LoadTestGrain> logger) : Grain, ILoadTestGrain
{
    /// <summary>The most chargers of one shard: few enough for one grain to give their commands in time.</summary>
    const int ChargersInShard = 2000;

    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    /// <summary>How often it is looked, at the end, whether sessions are still under way.</summary>
    static readonly TimeSpan StoppingInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long the rebalancer rests without being told so again: it goes on by itself where the load test is gone.</summary>
    static readonly TimeSpan RebalancerRest = TimeSpan.FromSeconds(60);

#pragma warning disable ORLEANSEXP002 // Experimental: the rebalancer.
    readonly IActivationRebalancer? rebalancer = services.GetService<IActivationRebalancer>();
#pragma warning restore ORLEANSEXP002

    TaskCompletionSource asked = new();
    string[]? subset;
    bool running;
    bool leaving;

    string Id => this.GetPrimaryKeyString();

    public Task ActivateAsync()
    {
        asked.TrySetResult();
        if (!running)
        {
            running = true;
            DelayDeactivation(Timeout.InfiniteTimeSpan);
            _ = RunAsync();
        }

        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        leaving = true;
        asked.TrySetResult();
        return Task.CompletedTask;
    }

    async Task RunAsync()
    {
        // Whoever asked is answered first.
        await Task.Yield();
        for (var retry = FirstRetry; !leaving; retry = retry * 2 < LastRetry ? retry * 2 : LastRetry)
        {
            try
            {
                if (await store.UnfinishedAsync(Id, CancellationToken.None) is not { } row || await TryCarryOutAsync(new(row)))
                {
                    break;
                }
            }
            catch (Exception failure)
            {
                LogFailed(Id, failure);
                await clock.Delay(retry);
            }
        }

        running = false;
        DeactivateOnIdle();
    }

    /// <summary>Carries the load test out from where it is.</summary>
    /// <returns>Whether it is over, rather than this activation.</returns>
    async Task<bool> TryCarryOutAsync(LoadTestRun run)
    {
        var isResumed = run.Status != LoadTestStatus.Preparing;
        if (!isResumed)
        {
            await PrepareAsync(run);
        }

        ShardSet shards = new(GrainFactory, run, (run.Progress.Chargers + ChargersInShard - 1) / ChargersInShard, logger);
        if (run.Row.StartedAt is not null && !run.Progress.IsDrained)
        {
            await FindSubsetAsync(run);
            await CollectAsync(run);
            await shards.BeginAsync(isResumed);
            if (isResumed)
            {
                await shards.LookAsync();
            }

            if (!await MeasureAsync(run, shards))
            {
                return false;
            }
        }

        await CleanUpAsync(run, shards);
        return true;
    }

    async Task PrepareAsync(LoadTestRun run)
    {
        if (run.Row.StopRequested)
        {
            run.EndEarly(Verdict.Stopped, "It was stopped before its first stage.");
            run.Become(LoadTestStatus.Stopping);
            return;
        }

        try
        {
            var count = await chargers.PrepareAsync(run.Row, run.Plan);
            await FindSubsetAsync(run);

            // It is counted before the first charger connects.
            await CollectAsync(run);
            await chargers.WakeAsync(run.Row, run.Plan);
            run.Start(clock.Now + TimeSpan.FromSeconds(1), count);
        }
        catch (FleetException unfit) when (unfit.Error != FleetError.Unavailable)
        {
            run.EndEarly(Verdict.Error, unfit.Message);
            run.Become(LoadTestStatus.Stopping);
        }

        await SaveAsync(run, isLast: false);
    }

    async Task FindSubsetAsync(LoadTestRun run)
    {
        try
        {
            subset = await chargers.SubsetAsync(run.Row, run.Plan);
        }
        catch (FleetException gone) when (gone.Error == FleetError.NotFound && run.Row.StartedAt is not null)
        {
            run.EndEarly(Verdict.Error, gone.Message);
        }
    }

    /// <summary>Goes on to the end of the last stage and of its sessions.</summary>
    /// <returns>False where this activation ends before.</returns>
    async Task<bool> MeasureAsync(LoadTestRun run, ShardSet shards)
    {
        for (var idleRounds = 0; ;)
        {
            asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await Task.WhenAny(asked.Task, clock.Delay(run.Progress.StoppingAt is null ? UntilNext(run) : StoppingInterval));
            if (leaving)
            {
                return false;
            }

            // Deleted, or taken over by another activation: nothing is to be done here any more.
            if (await store.UnfinishedAsync(Id, CancellationToken.None) is not { } row)
            {
                return false;
            }

            await shards.BeginAsync(isResumed: true);
            var (isComplete, silosChanged) = await CollectAsync(run);
            if (silosChanged)
            {
                await shards.LookAsync();
            }

            await StopIfDueAsync(run, row, shards);
            idleRounds = run.Progress.StoppingAt is not null && isComplete && run.Progress.Active == 0 && run.IsStopAnswered ? idleRounds + 1 : 0;
            var isDrained = run.Progress.StoppingAt is { } since && (clock.Now >= since + run.Plan.GracefulStop || idleRounds > 2);
            run.Progress.IsDrained = isDrained;
            await SaveAsync(run, isDrained);
            if (isDrained)
            {
                return true;
            }
        }
    }

    async Task StopIfDueAsync(LoadTestRun run, LoadTestRow row, ShardSet shards)
    {
        var now = clock.Now;
        if (run.Progress.StoppingAt is not null)
        {
            return;
        }

        if (row.StopRequested)
        {
            run.EndEarly(Verdict.Stopped, "It was stopped before its end.");
        }
        else if (run.Aborting(now) is { } threshold)
        {
            run.EndEarly(Verdict.Failed, $"It was ended early, as {threshold.Text} does not hold.");
        }
        else if (run.Progress.EndVerdict is null && now - run.Row.StartedAt < run.Plan.Duration)
        {
            return;
        }

        await SaveAsync(run, isLast: false);
        run.Progress.StoppingAt = now;
        run.Become(LoadTestStatus.Stopping);
        await shards.StopAsync();
    }

    TimeSpan UntilNext(LoadTestRun run)
    {
        var elapsed = clock.Now - run.Row.StartedAt!.Value;
        var next = elapsed < TimeSpan.Zero ? LoadTestResults.Interval : LoadTestResults.Interval * (Math.Floor(elapsed / LoadTestResults.Interval) + 1);
        return (next < run.Plan.Duration || elapsed >= run.Plan.Duration ? next : run.Plan.Duration) - elapsed;
    }

    /// <summary>Has every silo count, and counts what they have measured.</summary>
    /// <returns>Whether all have told it, and whether any has come or gone.</returns>
    async Task<(bool IsComplete, bool SilosChanged)> CollectAsync(LoadTestRun run)
    {
        await SuspendRebalancerAsync();
        string[] active =
        [
            .. membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active)
                .Select(member => member.SiloAddress.ToParsableString()),
        ];
        var changed = run.Found(active, clock.Now);
        var onSilo = new LoadTestOnSilo(Id, run.Row.LocationId, subset, run.Row.CreatedAt);
        var intervals = await Task.WhenAll(run.Silos.Select(async silo => (Silo: silo, Interval: await IntervalAsync(run, onSilo, silo))));
        run.Add([.. intervals.Where(silo => silo.Interval is not null).Select(silo => (silo.Silo, silo.Interval!))]);
        return (intervals.All(silo => silo.Interval is not null), changed);
    }

    async Task SuspendRebalancerAsync()
    {
        try
        {
#pragma warning disable ORLEANSEXP002 // Experimental: the rebalancer.
            await (rebalancer?.SuspendRebalancing(RebalancerRest) ?? Task.CompletedTask);
#pragma warning restore ORLEANSEXP002
        }
        catch (Exception failure) when (failure is not ObjectDisposedException)
        {
            LogRebalancer(Id, failure.Message);
        }
    }

    async Task<SiloInterval?> IntervalAsync(LoadTestRun run, LoadTestOnSilo onSilo, string silo)
    {
        try
        {
            var grain = GrainFactory.GetGrain<ILoadSiloGrain>(silo);
            if (await grain.CollectAsync(Id, run.CountedOf(silo)) is { } interval)
            {
                return JsonSerializer.Deserialize(interval, LoadProgressJson.Default.SiloInterval);
            }

            await grain.BeginAsync(onSilo);
        }
        catch (Exception silent) when (silent is not ObjectDisposedException)
        {
            LogSilent(silo, Id, silent.Message);
        }

        return null;
    }

    async Task CleanUpAsync(LoadTestRun run, ShardSet shards)
    {
        if (run.Row.StartedAt is not null)
        {
            await shards.EndAsync();
        }

        foreach (var silo in run.Silos)
        {
            try
            {
                await GrainFactory.GetGrain<ILoadSiloGrain>(silo).EndAsync(Id);
            }
            catch (Exception silent) when (silent is not ObjectDisposedException)
            {
                LogSilent(silo, Id, silent.Message);
            }
        }

        await chargers.CleanUpAsync(run.Row, run.Plan);
        run.Finish(clock.Now);
        await store.SaveAsync(run.Row, null, CancellationToken.None);
        LogFinished(Id, run.Row.Verdict!);
    }

    async Task SaveAsync(LoadTestRun run, bool isLast)
    {
        var (row, point) = run.ToRows(clock.Now, isLast);
        await store.SaveAsync(row, point, CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Warning, "Load test {LoadTestId} could not go on; it is tried again")]
    partial void LogFailed(string loadTestId, Exception failure);

    [LoggerMessage(LogLevel.Warning, "Silo {Silo} can't be asked what it has measured for load test {LoadTestId}: {Reason}")]
    partial void LogSilent(string silo, string loadTestId, string reason);

    [LoggerMessage(LogLevel.Warning, "The rebalancer can't be told to rest for load test {LoadTestId}: {Reason}")]
    partial void LogRebalancer(string loadTestId, string reason);

    [LoggerMessage(LogLevel.Information, "Load test {LoadTestId} is over: {Verdict}")]
    partial void LogFinished(string loadTestId, string verdict);
}
