using Microsoft.Extensions.Logging;

namespace OcppLab.Fleet;

/// <summary>The one writer of a process's states: a thread that writes whatever waits as one transaction. While a batch is
/// being written the next one gathers.</summary>
sealed partial class StateWriter
{
    const int MostInBatch = 1024;

    /// <summary>How long a write is tried before its commands are told that they are not kept.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan PatienceAtStop = TimeSpan.FromSeconds(3);
    static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(2);

    /// <summary>How long messages are held back in favour of writes that wait.</summary>
    static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(250);

    readonly IStateStore store;
    readonly TimeProvider time;
    readonly HostTurns turns;
    readonly ILogger logger;
    readonly Lock gate = new();
    readonly SemaphoreSlim arrived = new(0);
    readonly StateBatch batch = new();
    readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Queue<ChargerHost> waiting = new();
    List<ChargerHost> held = [];
    long heldSince;
    volatile bool stopping;

    /// <summary>A writer that gathers what is to be written, until it is started.</summary>
    public StateWriter(IStateStore store, HostTurns turns, TimeProvider time, ILogger logger)
    {
        this.turns = turns;
        this.store = store;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Starts the thread: from now on the store is its own.</summary>
    public void Start() => new Thread(Run) { IsBackground = true, Name = "State writer" }.Start();

    /// <summary>Has a host's state written.</summary>
    public void Write(ChargerHost host)
    {
        bool wake;
        lock (gate)
        {
            waiting.Enqueue(host);
            wake = waiting.Count == 1;
        }

        if (wake)
            arrived.Release();
    }

    /// <summary>Writes what waits, then ends.</summary>
    public Task StopAsync()
    {
        stopping = true;
        arrived.Release();
        return finished.Task;
    }

    void Run()
    {
        while (true)
        {
            if (!Gather())
            {
                LetGo();
                if (stopping && IsEmpty)
                    break;
                arrived.Wait();
                continue;
            }

            var kept = TryWrite();
            foreach (var host in batch.Hosts)
            {
                lock (host)
                    host.Written(kept);
                held.Add(host);
            }

            batch.Clear();
            if (held.Count > 0 && time.GetElapsedTime(heldSince) > LongestHold)
                LetGo();
        }

        finished.SetResult();
    }

    bool IsEmpty
    {
        get
        {
            lock (gate)
                return waiting.Count == 0;
        }
    }

    /// <summary>Takes what waits into the batch.</summary>
    bool Gather()
    {
        if (held.Count == 0)
            heldSince = time.GetTimestamp();
        while (batch.Count < MostInBatch)
        {
            ChargerHost? host;
            lock (gate)
                if (!waiting.TryDequeue(out host))
                    break;
            try
            {
                lock (host)
                    batch.Add(host);
            }
            catch (Exception mistake)
            {
                turns.Report(host, mistake);
                turns.Run(host, static host => host.NotSaved());
            }
        }

        return batch.Count > 0;
    }

    bool TryWrite()
    {
        var since = time.GetTimestamp();
        for (var retry = FirstRetry; ; retry = retry * 2 < LastRetry ? retry * 2 : LastRetry)
        {
            try
            {
                store.Write(batch);
                return true;
            }
            catch (Exception failure)
            {
                LogNotWritten(batch.Count, failure.Message);
                var patience = stopping ? PatienceAtStop : Patience;
                if (time.GetElapsedTime(since) + retry > patience)
                    return false;
            }

            Task.Delay(retry, time).GetAwaiter().GetResult();
        }
    }

    /// <summary>Lets the hosts written send what depends on it: on the pool, so that writing goes on.</summary>
    void LetGo()
    {
        if (held.Count == 0)
            return;
        turns.Queue(held, static host => host.Resume());
        held = [];
    }

    [LoggerMessage(LogLevel.Warning, "The states of {Count} chargers could not be written: {Reason}")]
    partial void LogNotWritten(int count, string reason);
}
