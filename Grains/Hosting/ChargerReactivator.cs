using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OcppLab.Grains;

/// <summary>Sees to it that what is to run without being asked does run: chargers, locations with commands to deliver, jobs. Each silo has
/// some of the shares of what is to run. When the silos of the cluster have changed - this one has started, another has died - it goes
/// through them at once, and then through each again within <see cref="ClusterSettings.SweepTime"/>, some at a time: what no silo has
/// active is activated.</summary>
sealed partial class ChargerReactivator(
    IClusterMembershipService membership,
    ILocalSiloDetails local,
    IStateStorage storage,
    SiloChargers chargers,
    ActivationQueue activations,
    IGrainFactory grains,
    ClusterSettings settings,
    SiloMetrics metrics,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ChargerReactivator> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>How many shares are looked at together: many at once after a change, so that the database is asked and chargers are
    /// activated in large batches, few later.</summary>
    const int SharesAtOnce = 128;
    const int SharesInStep = 16;

    /// <summary>How many chargers another silo is asked about at once.</summary>
    const int InOneCall = 4096;

    static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    readonly CancellationTokenSource stopping = new();
    readonly SemaphoreSlim changed = new(0);
    int beingWoken;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(ChargerReactivator), ServiceLifecycleStage.Active, StartAsync, _ => stopping.CancelAsync());

    Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.ObserveDueNotAwake(() => Volatile.Read(ref beingWoken) + activations.Chargers);
        _ = Task.Run(WatchAsync, CancellationToken.None);
        _ = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    async Task WatchAsync()
    {
        SiloAddress[] known = [];
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stopping.Token))
            {
                var active = Active(snapshot);
                if (active.SequenceEqual(known))
                {
                    continue;
                }

                known = active;
                changed.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    async Task RunAsync()
    {
        try
        {
            await changed.WaitAsync(stopping.Token);
            await HostStartedAsync();
            while (true)
            {
                do
                {
                    // A silo that is alone has nobody to share with.
                    await Task.Delay(settings.Database is null ? TimeSpan.Zero : settings.SettleTime, time, stopping.Token);
                }
                while (await changed.WaitAsync(TimeSpan.Zero, stopping.Token));

                await SweepUntilChangedAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    /// <summary>Completes when everything in the process has started: a CSMS that it serves, and a front door that does not have to share
    /// the processor with thousands of activations.</summary>
    async Task HostStartedAsync()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (lifetime.ApplicationStarted.Register(started.SetResult))
        {
            await started.Task.WaitAsync(stopping.Token);
        }
    }

    /// <summary>Goes through this silo's shares at once, and then again and again, until the silos have changed.</summary>
    async Task SweepUntilChangedAsync()
    {
        var silos = Active(membership.CurrentSnapshot);
        var silo = Array.IndexOf(silos, local.SiloAddress);
        if (silo < 0)
        {
            // It is not active yet, or not any more.
            await changed.WaitAsync(stopping.Token);
            return;
        }

        var (first, end) = ShareOf(silo, silos.Length);
        ISiloGrain[] others = [.. silos.Where(other => !other.Equals(local.SiloAddress)).Select(
            other => grains.GetGrain<ISiloGrain>(other.ToParsableString()))];
        var since = time.GetTimestamp();
        var woken = 0;
        var (step, pause) = (SharesAtOnce, TimeSpan.Zero);
        while (true)
        {
            for (var from = first; from < end; from += step)
            {
                if (await changed.WaitAsync(pause, stopping.Token))
                {
                    return;
                }

                int? awake;
                while ((awake = await TryStepAsync(from, Math.Min(from + step, end), others)) is null)
                {
                    if (await changed.WaitAsync(Retry, stopping.Token))
                    {
                        return;
                    }
                }

                woken += awake.Value;
            }

            if (pause == TimeSpan.Zero)
            {
                LogActivated(woken, silos.Length, time.GetElapsedTime(since).TotalSeconds);
            }
            else if (woken > 0)
            {
                LogFound(woken);
            }

            woken = 0;
            (step, pause) = (SharesInStep, settings.SweepTime * SharesInStep / Math.Max(end - first, SharesInStep));
        }
    }

    /// <summary>Activates what no silo has active of some shares.</summary>
    /// <returns>How many grains; null if the shares can't be read now.</returns>
    async Task<int?> TryStepAsync(int fromShare, int toShare, ISiloGrain[] others)
    {
        var absent = new List<AwakeGrain>();
        var few = new HashSet<AwakeGrain>();
        try
        {
            await foreach (var grain in storage.AwakeGrainsAsync(fromShare, toShare, stopping.Token))
            {
                if (grain.GrainType != AwakeGrain.Charger)
                {
                    few.Add(grain);
                }
                else if (!chargers.IsActive(grain.GrainId))
                {
                    absent.Add(grain);
                }
            }
        }
        catch (Exception unreadable) when (unreadable is not OperationCanceledException)
        {
            LogUnreadable(unreadable.Message);
            return null;
        }

        foreach (var other in others)
        {
            absent = await AbsentAsync(absent, other);
        }

        // Locations and jobs are few, and a call to one that is active costs little.
        AwakeGrain[] all = [.. absent, .. few];
        Volatile.Write(ref beingWoken, absent.Count);
        await BoundedParallel.ForAsync(all.Length, async i =>
        {
            try
            {
                await all[i].ActivateAsync(grains);
            }
            catch (Exception notActivated) when (notActivated is not ObjectDisposedException)
            {
                activations.Add(all[i], isAwake: true);
            }
            finally
            {
                if (all[i].GrainType == AwakeGrain.Charger)
                {
                    Interlocked.Decrement(ref beingWoken);
                }
            }
        });
        return absent.Count;
    }

    /// <summary>Those of some chargers that another silo does not have active. Where it can't tell, they are asked themselves.</summary>
    async Task<List<AwakeGrain>> AbsentAsync(List<AwakeGrain> chargers, ISiloGrain other)
    {
        var absent = new List<AwakeGrain>();
        foreach (var some in chargers.Chunk(InOneCall))
        {
            try
            {
                var active = await other.AreActiveAsync(Array.ConvertAll(some, charger => charger.GrainId));
                absent.AddRange(some.Where((_, i) => !active[i]));
            }
            catch (Exception failure) when (failure is not ObjectDisposedException)
            {
                absent.AddRange(some);
            }
        }

        return absent;
    }

    /// <summary>The shares of one silo of several: together they are all, none twice.</summary>
    internal static (int From, int To) ShareOf(int silo, int silos) =>
        (silo * IStateStorage.Shares / silos, (silo + 1) * IStateStorage.Shares / silos);

    static SiloAddress[] Active(ClusterMembershipSnapshot snapshot) =>
        [.. snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).Order()];

    [LoggerMessage(LogLevel.Information, "{Chargers} chargers of this silo's share were woken, {Silos} silos are there ({Seconds:0.0} s)")]
    partial void LogActivated(int chargers, int silos, double seconds);

    [LoggerMessage(LogLevel.Warning, "{Chargers} chargers that are to run did not, and were woken")]
    partial void LogFound(int chargers);

    [LoggerMessage(LogLevel.Warning, "What is to run can't be looked up now: {Reason}")]
    partial void LogUnreadable(string reason);
}
