using Microsoft.Extensions.Logging;

namespace OcppLab.Grains;

/// <summary>Sees to it that the chargers that are to run do run. When the silos of the cluster have changed - this one has
/// started, another has died - each silo touches its share of them: those that ran where no silo is any more come back.</summary>
sealed partial class Shepherd(
    IClusterMembershipService membership,
    ILocalSiloDetails local,
    IChargerStorage storage,
    IGrainFactory grains,
    ClusterSettings settings,
    TimeProvider time,
    ILogger<Shepherd> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    const int InOneRound = 4096;
    static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    readonly CancellationTokenSource stopping = new();
    readonly SemaphoreSlim changed = new(0);

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(Shepherd), ServiceLifecycleStage.Active, StartAsync, _ => stopping.CancelAsync());

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
                    continue;
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
            while (true)
            {
                do
                    await Task.Delay(settings.SettleTime, time, stopping.Token);
                while (await changed.WaitAsync(TimeSpan.Zero, stopping.Token));

                if (await TryWakeAsync())
                    await changed.WaitAsync(stopping.Token);
                else
                    await Task.Delay(Retry, time, stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    /// <summary>Wakes this silo's share of what is to run.</summary>
    /// <returns>Whether all of it was woken.</returns>
    async Task<bool> TryWakeAsync()
    {
        var active = Active(membership.CurrentSnapshot);
        var share = Array.IndexOf(active, local.SiloAddress);
        if (share < 0)
            return false;
        var since = time.GetTimestamp();
        try
        {
            var locations = await WakeAsync(
                storage.PromisingLocationsAsync(stopping.Token), id => grains.GetGrain<ILocationGrain>(id).WakeAsync());
            var chargers = await WakeAsync(
                storage.AwakeAsync(stopping.Token), id => grains.GetGrain<IChargerGrain>(id).WakeAsync().AsTask());
            LogWoken(chargers.Woken, locations.Woken, active.Length, time.GetElapsedTime(since).TotalSeconds);
            if (chargers.Failure is { } failure)
                LogNotWoken(failure.Message);
            return chargers.Failure is null && locations.Failure is null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotWoken(failure.Message);
            return false;
        }

        async Task<(int Woken, Exception? Failure)> WakeAsync(IAsyncEnumerable<string> ids, Func<string, Task> wake)
        {
            var round = new List<string>(InOneRound);
            var woken = 0;
            Exception? failure = null;
            await foreach (var id in ids)
            {
                if (Hash(id) % active.Length != share)
                    continue;
                round.Add(id);
                if (round.Count == InOneRound)
                    await WakeRoundAsync();
            }

            await WakeRoundAsync();
            return (woken, failure);

            async Task WakeRoundAsync()
            {
                await Fanning.OutAsync(round.Count, async i =>
                {
                    try
                    {
                        await wake(round[i]);
                        Interlocked.Increment(ref woken);
                    }
                    catch (Exception notWoken)
                    {
                        failure = notWoken;
                    }
                });
                round.Clear();
            }
        }
    }

    static SiloAddress[] Active(ClusterMembershipSnapshot snapshot) =>
        [.. snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).Order()];

    /// <summary>The same on every silo, below 2^31 (FNV-1a).</summary>
    static int Hash(string id)
    {
        var hash = 2166136261;
        foreach (var letter in id)
            hash = (hash ^ letter) * 16777619;
        return (int)(hash >> 1);
    }

    [LoggerMessage(LogLevel.Information, "{Chargers} chargers and {Locations} locations of this silo's share are awake, {Silos} silos are there ({Seconds:0.0} s)")]
    partial void LogWoken(int chargers, int locations, int silos, double seconds);

    [LoggerMessage(LogLevel.Warning, "Not everything that is to run is awake yet: {Reason}")]
    partial void LogNotWoken(string reason);
}
