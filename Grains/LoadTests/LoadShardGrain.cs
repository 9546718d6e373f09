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

    /// <summary>How soon a command is given again where it can't be told whether the charger has got it.</summary>
    static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(1);

    /// <summary>How often it is looked whether what others use is free.</summary>
    static readonly TimeSpan OthersInterval = TimeSpan.FromSeconds(15);

    /// <summary>How long a session is tried to be begun at a charger that can't be asked.</summary>
    static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(60);

    readonly SemaphoreSlim places = new(MaxConcurrency);
    LoadShard? spec;
    ShardDriver? driver;
    IReadOnlyList<ChargerRecord> chargers = [];
    readonly List<int> endedMeanwhile = [];
    Task? beginning;
    bool areMade;
    WantedSessions told;
    bool leaving;

    /// <summary>The key of a load test's shard.</summary>
    public static string KeyOf(string loadTestId, int shard) => $"{loadTestId}/{shard}";

    int[] AllChargers => [.. Enumerable.Range(0, chargers.Count)];

    LoadRecorder? Recorder => loadTests.Find(spec!.LoadTestId);

    TimeSpan Now => clock.Now - spec!.StartedAt;

    public Task BeginAsync(LoadShard shard) => beginning ??= BeginOnceAsync(shard);

    public ValueTask<bool> IsRunningAsync() => new(driver is not null);

    public ValueTask EndedAsync(int[] sessions)
    {
        if (driver is null)
        {
            endedMeanwhile.AddRange(sessions);
            return default;
        }

        foreach (var session in sessions)
        {
            driver.Ended(session);
        }

        return default;
    }

    public async Task LookAsync()
    {
        if (driver is not null)
        {
            var given = driver.GivenSessions;
            driver.Found(await FoundAsync(AllChargers), given);
        }
    }

    public async Task StopAsync()
    {
        if (driver is not null)
        {
            await Task.WhenAll(driver.Stop(Now).ToArray().Select(GiveAsync));
            TellWanted();
        }
    }

    public async Task EndAsync()
    {
        if (driver is not null && !areMade)
        {
            await Task.WhenAll(driver.Restore(Now).ToArray().Select(GiveAsync));
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
            areMade = plan.Target.Template is not null;
            chargers = await ChargersAsync(plan);
            int[] connectors = [.. chargers.Select(charger => Catalog.TryRatingOf(charger)?.ConnectorCount ?? 0)];
            var begun = new ShardDriver(plan, shard.Number, shard.Shards, connectors, shard.IsResumed ? Now : TimeSpan.Zero);
            if (shard.IsResumed)
            {
                begun.FoundAgain(await FoundAsync(AllChargers), Now);
            }
            else if (!areMade)
            {
                begun.FoundAtStart(await FoundAsync(AllChargers));
            }

            DelayDeactivation(Timeout.InfiniteTimeSpan);
            driver = begun;
            endedMeanwhile.ForEach(begun.Ended);
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

    /// <summary>What those of its chargers are doing that can be asked: others may use them, and after a crash its own sessions run.</summary>
    async Task<List<FoundCharger>> FoundAsync(IReadOnlyList<int> asked)
    {
        var live = new ChargerLive?[asked.Count];
        await BoundedParallel.ForAsync(asked.Count, async i =>
        {
            var id = chargers[asked[i]].Id;
            try
            {
                live[i] = await GrainFactory.GetGrain<IChargerGrain>(id).GetLiveAsync();
            }
            catch (Exception silent) when (silent is not ObjectDisposedException)
            {
                LogNotAsked(id, spec!.LoadTestId, silent.Message);
            }
        });
        return [.. live.Zip(asked).Where(one => one.First is not null).Select(one => Found(one.Second, one.First!.View))];
    }

    /// <summary>Looks whether connectors are free that others used.</summary>
    async Task LookAtOthersAsync(ShardDriver running)
    {
        if (running.ChargersOfOthers is { Count: > 0 } others)
        {
            running.Found(await FoundAsync(others), []);
        }
    }

    FoundCharger Found(int charger, ChargerView view) => new(charger, view.On,
    [
        .. view.Connectors.Select(connector => new FoundConnector(
            connector.ConnectorId,
            connector.Transaction is not null || connector.Status is ConnectorStatus.Preparing or ConnectorStatus.Finishing,
            connector.CommandId is { } id && LoadCommandId.TryParse(id, spec!.LoadTestId, out var command)
                ? new FoundSession(command.Shard, command.Number, command.IntendedAt - spec.StartedAt)
                : null)),
    ]);

    async Task RunAsync(ShardDriver running)
    {
        // Whoever asked is answered first.
        await Task.Yield();
        for (var nextLook = Now + OthersInterval; !leaving;)
        {
            try
            {
                if (Now >= nextLook)
                {
                    nextLook = Now + OthersInterval;
                    _ = LookAtOthersAsync(running);
                }

                foreach (var action in running.Advance(Now).ToArray())
                {
                    _ = GiveAsync(action);
                }

                TellWanted();
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
            var refusal = await RefusalAsync(action, action.Command);
            Recorder?.Record(LoadTime.CommandLate, Now - action.Intended);
            foreach (var next in action.Next ?? [])
            {
                await RefusalAsync(action, next);
            }

            if (action.Session is { } session)
            {
                Tell(action, session, refusal);
            }
        }
        catch (KeyNotFoundException)
        {
            if (action.Session is { } session)
            {
                Tell(action, session, "the charger was removed");
            }
        }
        catch (Exception silent) when (silent is not ObjectDisposedException)
        {
            // The charger may have got it: the same command, by its id, is done once.
            if (action.Session is { } session && (driver!.IsStopped || Now - action.Intended > LongestTry))
            {
                driver.Ended(session);
                Recorder?.Count(LoadCounter.Requested);
                Recorder?.CountFailed(Outcomes.Failed, $"the charger can't be asked: {silent.Message}");
            }
            else
            {
                driver!.Retry(action, Now + RetryTime);
            }
        }
        finally
        {
            places.Release();
        }
    }

    void Tell(LoadAction action, int session, string? refusal)
    {
        if (refusal is null)
        {
            driver!.Given(session);
            Recorder?.Count(LoadCounter.Requested);
            if (action.Command is PlugConnector)
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

    async Task<string?> RefusalAsync(LoadAction action, Command command)
    {
        // The location's own commands are not listed with each of its chargers either.
        var intendedAt = spec!.StartedAt + action.Intended;
        var id = new LoadCommandId(spec.Number, action.Session ?? 0, intendedAt).Of(spec.LoadTestId);
        var request = new CommandRequest(
            action.Session is null ? $"{id}.{IdOf(command)}" : id, "load-test", command, default, intendedAt, spec.LocationId);
        return await GrainFactory.GetGrain<IChargerGrain>(chargers[action.Charger].Id).CommandAsync(request, storedByLocation: false);

        // Several may be intended for the same moment.
        static string IdOf(Command command) => command.GetType().Name + command switch
        {
            StopSession stop => $".{stop.ConnectorId}",
            UnplugConnector unplug => $".{unplug.ConnectorId}",
            InjectNetworkFault { Fault: var fault } => $".{fault.Kind}.{fault.Direction}.{fault.Action}",
            _ => "",
        };
    }

    void TellWanted()
    {
        if (Recorder is { } recorder)
        {
            var news = driver!.Wanted - told;
            recorder.Count(LoadCounter.Planned, news.Planned);
            recorder.Count(LoadCounter.NoChargerFree, news.NoChargerFree);
            recorder.Count(LoadCounter.PlannedSessionSeconds, news.SessionSeconds);
            recorder.Count(LoadCounter.MissingSessionSeconds, news.MissingSessionSeconds);
            told = driver.Wanted;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Charger {ChargerId} of load test {LoadTestId} can't be asked what it is doing: {Reason}")]
    partial void LogNotAsked(string chargerId, string loadTestId, string reason);

    [LoggerMessage(LogLevel.Error, "Shard {Shard} of load test {LoadTestId} failed inside")]
    partial void LogFailed(string loadTestId, int shard, Exception failure);
}
