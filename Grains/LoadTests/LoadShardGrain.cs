using Microsoft.Extensions.Logging;
using OcppLab.Inventory;
using OcppLab.LoadTests;
using OcppLab.Simulation;
using Orleans.Concurrency;
using Orleans.Placement;

namespace OcppLab.Grains;

/// <summary>Gives the commands of a load test to some of its chargers, when the plan intends them.</summary>
[GrainType("load-shard"), Reentrant, RandomPlacement]
sealed partial class LoadShardGrain(
    InventoryStore inventory, ChargerClock clock, SiloLoadTests loadTests, ILogger<LoadShardGrain> logger) : Grain, ILoadShardGrain
{
    /// <summary>How many commands are under way at once; those beyond wait, and count as late.</summary>
    const int MaxConcurrency = 256;

    /// <summary>How often it is looked at what the plan's curves have come to.</summary>
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    readonly SemaphoreSlim places = new(MaxConcurrency);
    LoadShard? spec;
    ShardDriver? driver;
    IReadOnlyList<ChargerRecord> chargers = [];
    Task? beginning;
    long toldPlanned;
    long toldNoChargerFree;
    bool leaving;

    /// <summary>The key of a load test's shard.</summary>
    public static string KeyOf(string loadTestId, int shard) => $"{loadTestId}/{shard}";

    LoadRecorder? Recorder => loadTests.Find(spec!.LoadTestId);

    TimeSpan Now => clock.Now - spec!.StartedAt;

    public Task BeginAsync(LoadShard shard) => beginning ??= BeginOnceAsync(shard);

    public ValueTask<bool> IsRunningAsync() => new(driver is not null);

    public ValueTask EndedAsync(int[] sessions)
    {
        foreach (var session in sessions)
        {
            driver?.Ended(session);
        }

        return default;
    }

    public async Task StopAsync()
    {
        if (driver is not null)
        {
            await Task.WhenAll(driver.Stop(Now).ToArray().Select(GiveAsync));
            TellPlanned();
        }
    }

    public async Task EndAsync()
    {
        if (driver is not null)
        {
            // Those of a location were on before; those that were made go.
            await Task.WhenAll(Enumerable.Range(driver.On, chargers.Count - driver.On).Select(charger =>
                GiveAsync(new(charger, Now, new StartCharger()))));
        }

        leaving = true;
        DeactivateOnIdle();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        leaving = true;
        return Task.CompletedTask;
    }

    async Task BeginOnceAsync(LoadShard shard)
    {
        try
        {
            spec = shard;
            var plan = LoadTestResults.ReadPlan(shard.Plan);
            chargers = await ChargersAsync(plan);
            int[] connectors = [.. chargers.Select(charger => Catalog.TryRatingOf(charger)?.ConnectorCount ?? 0)];
            var begun = new ShardDriver(plan, shard.Number, shard.Shards, connectors, shard.IsResumed ? Now : TimeSpan.Zero);
            if (shard.IsResumed || plan.Target.Template is null)
            {
                await LookAsync(begun);
            }

            DelayDeactivation(Timeout.InfiniteTimeSpan);
            driver = begun;
            _ = RunAsync(begun);
        }
        catch
        {
            beginning = null;
            throw;
        }
    }

    async Task<IReadOnlyList<ChargerRecord>> ChargersAsync(LoadTestPlan plan) => plan.Target.ChargerIds is { } ids
        ? await inventory.FindAsync(
            spec!.OrganizationId, spec.LocationId, [.. ids.Order(StringComparer.Ordinal).Skip(spec.FirstCharger).Take(spec.Chargers)], CancellationToken.None)
        : (await inventory.ChargersAsync(
            spec!.OrganizationId, new ChargerFilter { LocationId = spec.LocationId }, spec.FirstCharger, spec.Chargers, CancellationToken.None)).Data;

    /// <summary>Looks what its chargers are doing: others may use them, and after a crash its own sessions run.</summary>
    async Task LookAsync(ShardDriver begun)
    {
        var live = new ChargerLive?[chargers.Count];
        await BoundedParallel.ForAsync(chargers.Count, async i =>
        {
            try
            {
                live[i] = await GrainFactory.GetGrain<IChargerGrain>(chargers[i].Id).GetLiveAsync();
            }
            catch (Exception silent) when (silent is not ObjectDisposedException)
            {
                LogNotAsked(chargers[i].Id, spec!.LoadTestId, silent.Message);
            }
        });
        for (var i = 0; i < live.Length; i++)
        {
            if (live[i] is { } found)
            {
                begun.Found(
                    i, spec!.IsResumed && found.View.On,
                    found.View.Connectors.Where(connector => connector.Transaction is not null).Select(connector => connector.ConnectorId));
            }
        }
    }

    async Task RunAsync(ShardDriver running)
    {
        // Whoever asked is answered first.
        await Task.Yield();
        while (!leaving)
        {
            try
            {
                foreach (var action in running.Advance(Now).ToArray())
                {
                    _ = GiveAsync(action);
                }

                TellPlanned();
            }
            catch (Exception failure)
            {
                LogFailed(spec!.LoadTestId, spec.Number, failure);
            }

            var wait = running.NextDue is { } due && due - Now < Step ? due - Now : Step;
            await clock.Delay(wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait);
        }
    }

    /// <summary>Gives one command.</summary>
    async Task GiveAsync(LoadAction action)
    {
        await places.WaitAsync();
        try
        {
            var isLeftToCsms = action.Command is PlugConnector;
            var refusal = await RefusalAsync(action);
            Recorder?.Record(LoadTime.CommandLate, Now - action.Intended);
            if (action.Session is not { } session)
            {
                return;
            }

            if (refusal is null)
            {
                Recorder?.Count(LoadCounter.Requested);
                if (isLeftToCsms)
                {
                    Recorder?.Count(LoadCounter.LeftToCsms);
                }
            }
            else if (!driver!.Refused(session, Now))
            {
                Recorder?.Count(LoadCounter.Requested);
                Recorder?.CountFailed(Outcomes.Failed, refusal);
            }
        }
        finally
        {
            places.Release();
        }
    }

    async Task<string?> RefusalAsync(LoadAction action)
    {
        // The location's own commands are not listed with each of its chargers either.
        var id = new LoadCommandId(spec!.Number, action.Session ?? 0, action.Intended).Of(spec.LoadTestId);
        var request = new CommandRequest(
            action.Session is null ? $"{id}.{action.Command.GetType().Name}.{action.Charger}" : id, "load-test", action.Command, default,
            spec.StartedAt + action.Intended, spec.LocationId);
        try
        {
            return await GrainFactory.GetGrain<IChargerGrain>(chargers[action.Charger].Id).CommandAsync(request, storedByLocation: false);
        }
        catch (KeyNotFoundException)
        {
            return "the charger was removed";
        }
        catch (Exception silent) when (silent is not ObjectDisposedException)
        {
            return $"the charger can't be asked: {silent.Message}";
        }
    }

    void TellPlanned()
    {
        if (Recorder is { } recorder)
        {
            recorder.Count(LoadCounter.Planned, driver!.Planned - toldPlanned);
            recorder.Count(LoadCounter.NoChargerFree, driver.NoChargerFree - toldNoChargerFree);
            (toldPlanned, toldNoChargerFree) = (driver.Planned, driver.NoChargerFree);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Charger {ChargerId} of load test {LoadTestId} can't be asked what it is doing: {Reason}")]
    partial void LogNotAsked(string chargerId, string loadTestId, string reason);

    [LoggerMessage(LogLevel.Error, "Shard {Shard} of load test {LoadTestId} failed inside")]
    partial void LogFailed(string loadTestId, int shard, Exception failure);
}
