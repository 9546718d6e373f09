using Microsoft.Extensions.Logging;

namespace OcppLab.Grains;

/// <summary>Grains of this silo's knowledge that have to run and could not be activated, or have left it: each is asked again, later each
/// time, until it is active somewhere. Nothing runs while there are none.</summary>
sealed partial class ActivationQueue(IStateStorage storage, IGrainFactory grains, TimeProvider time, ILogger<ActivationQueue> logger) : IDisposable
{
    static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LastWait = TimeSpan.FromSeconds(30);

    /// <summary>How exactly waits are kept: what falls due within it is done in one go.</summary>
    static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.5);

    static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    readonly Lock gate = new();
    readonly Dictionary<AwakeGrain, Waiting> waiting = [];
    readonly PriorityQueue<AwakeGrain, DateTimeOffset> due = new();
    readonly CancellationTokenSource stopping = new();
    bool running;
    long? logged;

    /// <summary>How many chargers wait.</summary>
    public int Chargers
    {
        get
        {
            lock (gate)
            {
                return waiting.Keys.Count(grain => grain.GrainType == AwakeGrain.Charger);
            }
        }
    }

    /// <summary>Sees to it that a grain is activated in a while.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="isAwake">Whether it is known that it is to run; a charger that is not is looked up first.</param>
    public void Add(AwakeGrain grain, bool isAwake) => Add(grain, isAwake, failures: 0);

    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    void Add(AwakeGrain grain, bool isAwake, int failures)
    {
        var wait = FirstWait * Math.Pow(2, Math.Min(failures, 10));
        var at = time.GetUtcNow() + (wait < LastWait ? wait : LastWait);
        lock (gate)
        {
            if (waiting.TryGetValue(grain, out var before))
            {
                isAwake |= before.IsAwake;
                if (failures <= before.Failures)
                {
                    waiting[grain] = before with { IsAwake = isAwake };
                    return;
                }
            }

            waiting[grain] = new(at, failures, isAwake);
            due.Enqueue(grain, at);
            if (running || stopping.IsCancellationRequested)
            {
                return;
            }

            running = true;
        }

        _ = Task.Run(RunAsync);
    }

    async Task RunAsync()
    {
        try
        {
            while (TakeDue() is { } round)
            {
                await BoundedParallel.ForAsync(round.Count, i => TryAsync(round[i].Grain, round[i].Waiting));
                await Task.Delay(Tick, time, stopping.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            // The silo stops.
        }
    }

    /// <summary>Takes what is due; null where nothing waits any more.</summary>
    List<(AwakeGrain Grain, Waiting Waiting)>? TakeDue()
    {
        var now = time.GetUtcNow();
        var round = new List<(AwakeGrain, Waiting)>();
        lock (gate)
        {
            while (due.TryPeek(out var grain, out var at) && at <= now)
            {
                due.Dequeue();
                if (waiting.TryGetValue(grain, out var entry) && entry.At == at)
                {
                    waiting.Remove(grain);
                    round.Add((grain, entry));
                }
            }

            running = round.Count > 0 || waiting.Count > 0;
            return running ? round : null;
        }
    }

    async Task TryAsync(AwakeGrain grain, Waiting entry)
    {
        try
        {
            if (grain.GrainType != AwakeGrain.Charger)
            {
                await grain.ActivateAsync(grains);
            }
            else if ((await storage.ReadAsync(grain.GrainId)).Awake || entry.IsAwake)
            {
                // The database answers: the charger is not asked in vain.
                await grain.ActivateAsync(grains);
            }
        }
        catch (ObjectDisposedException)
        {
            // The silo stops.
        }
        catch (Exception failure)
        {
            Add(grain, entry.IsAwake, entry.Failures + 1);
            Report(failure.Message);
        }
    }

    void Report(string reason)
    {
        int count;
        lock (gate)
        {
            if (logged is { } last && time.GetElapsedTime(last) < LogInterval)
            {
                return;
            }

            logged = time.GetTimestamp();
            count = waiting.Count;
        }

        LogWaiting(count, reason);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} chargers, locations and jobs can't be brought back yet and are tried again: {Reason}")]
    partial void LogWaiting(int count, string reason);

    /// <param name="At">When it is due.</param>
    /// <param name="Failures">How often it has failed.</param>
    /// <param name="IsAwake">Whether it is known that it is to run.</param>
    readonly record struct Waiting(DateTimeOffset At, int Failures, bool IsAwake);
}
