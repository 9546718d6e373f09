using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OcppLab.Grains;

/// <summary>Sees to it that what is to run without being asked does run: chargers, locations with commands to deliver, jobs. When the
/// silos of the cluster have changed - this one has started, another has died - each silo activates its share. Locations and jobs
/// are few: they are looked for again every half minute.</summary>
sealed partial class ChargerReactivator(
    IClusterMembershipService membership,
    ILocalSiloDetails local,
    IStateStorage storage,
    IGrainFactory grains,
    ClusterSettings settings,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ChargerReactivator> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    const int InOneRound = 4096;
    static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    readonly CancellationTokenSource stopping = new();
    readonly SemaphoreSlim changed = new(0);

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(ChargerReactivator), ServiceLifecycleStage.Active, StartAsync, _ => stopping.CancelAsync());

    Task StartAsync(CancellationToken cancellationToken)
    {
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
                    await Task.Delay(settings.SettleTime, time, stopping.Token);
                }
                while (await changed.WaitAsync(TimeSpan.Zero, stopping.Token));

                if (!await TryActivateAsync(chargers: true))
                {
                    await Task.Delay(Retry, time, stopping.Token);
                    continue;
                }

                while (!await changed.WaitAsync(Period, stopping.Token))
                {
                    await TryActivateAsync(chargers: false);
                }
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

    /// <summary>Activates this silo's share of what is to run.</summary>
    /// <returns>Whether all of it was activated.</returns>
    async Task<bool> TryActivateAsync(bool chargers)
    {
        var active = Active(membership.CurrentSnapshot);
        var share = Array.IndexOf(active, local.SiloAddress);
        if (share < 0)
        {
            return false;
        }

        var since = time.GetTimestamp();
        var round = new List<AwakeGrain>(InOneRound);
        var woken = 0;
        Exception? failure = null;
        try
        {
            var (from, to) = ShareOf(share, active.Length);
            await foreach (var grain in storage.AwakeGrainsAsync(chargers, from, to, stopping.Token))
            {
                round.Add(grain);
                if (round.Count == InOneRound)
                {
                    await ActivateRoundAsync();
                }
            }

            await ActivateRoundAsync();
        }
        catch (Exception unreadable) when (unreadable is not OperationCanceledException)
        {
            failure = unreadable;
        }

        if (failure is null && chargers)
        {
            LogActivated(woken, active.Length, time.GetElapsedTime(since).TotalSeconds);
        }
        else if (failure is not null)
        {
            LogNotActivated(failure.Message);
        }

        return failure is null;

        async Task ActivateRoundAsync()
        {
            await BoundedParallel.ForAsync(round.Count, async i =>
            {
                try
                {
                    await ActivateAsync(round[i]);
                    Interlocked.Increment(ref woken);
                }
                catch (Exception notActivated)
                {
                    failure = notActivated;
                }
            });
            round.Clear();
        }
    }

    Task ActivateAsync(AwakeGrain grain) => grain.GrainType switch
    {
        "charger" => grains.GetGrain<IChargerGrain>(grain.GrainId).ActivateAsync().AsTask(),
        "location" => grains.GetGrain<ILocationGrain>(grain.GrainId).ActivateAsync(),
        _ => grains.GetGrain<IJobGrain>(grain.GrainId).ActivateAsync(),
    };

    /// <summary>The shares of one silo of several: together they are all, none twice.</summary>
    static (int From, int To) ShareOf(int silo, int silos) =>
        (silo * IStateStorage.Shares / silos, (silo + 1) * IStateStorage.Shares / silos);

    static SiloAddress[] Active(ClusterMembershipSnapshot snapshot) =>
        [.. snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).Order()];

    [LoggerMessage(LogLevel.Information, "{Grains} chargers, locations and jobs of this silo's share are awake, {Silos} silos are there ({Seconds:0.0} s)")]
    partial void LogActivated(int grains, int silos, double seconds);

    [LoggerMessage(LogLevel.Warning, "Not everything that is to run is awake yet: {Reason}")]
    partial void LogNotActivated(string reason);
}
