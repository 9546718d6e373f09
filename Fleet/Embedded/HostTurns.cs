using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OcppLab.Fleet;

/// <summary>Turns of hosts in the embedded engine: a host's own lock makes them one at a time.</summary>
sealed partial class HostTurns(ILogger logger) : IThreadPoolWorkItem
{
    const int InOneItem = 16;

    readonly ConcurrentQueue<Item> queue = new();
    int workers;

    /// <summary>Runs a turn now. What it throws is a mistake in the program, and is logged.</summary>
    public void Run(ChargerHost host, Action<ChargerHost> turn)
    {
        try
        {
            lock (host)
                turn(host);
        }
        catch (Exception mistake)
        {
            Report(host, mistake);
        }
    }

    /// <summary>Runs a turn of each of the hosts: a few now, many on the pool.</summary>
    public void RunOrQueue(List<ChargerHost> hosts, Action<ChargerHost> turn)
    {
        if (hosts.Count > InOneItem)
            Queue(hosts, turn);
        else
            foreach (var host in hosts)
                Run(host, turn);
    }

    /// <summary>Runs a turn of each of the hosts on the pool, a few hosts at a time, so that whatever else waits for the pool
    /// comes in between.</summary>
    public void Queue(List<ChargerHost> hosts, Action<ChargerHost> turn)
    {
        for (var start = 0; start < hosts.Count; start += InOneItem)
            queue.Enqueue(new(hosts, start, turn));
        for (var i = 0; i < Environment.ProcessorCount; i++)
            StartWorker();
    }

    void StartWorker()
    {
        if (Interlocked.Increment(ref workers) <= Environment.ProcessorCount)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else
            Interlocked.Decrement(ref workers);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (queue.TryDequeue(out var item))
        {
            for (var i = item.Start; i < Math.Min(item.Hosts.Count, item.Start + InOneItem); i++)
                Run(item.Hosts[i], item.Turn);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }

        Interlocked.Decrement(ref workers);
        if (!queue.IsEmpty)
            StartWorker();
    }

    /// <summary>Logs a mistake in the program.</summary>
    public void Report(ChargerHost host, Exception mistake) => LogMistake(host.Id, host.Identity, mistake);

    [LoggerMessage(LogLevel.Error, "Charger {ChargerId} ({Identity}) failed inside")]
    partial void LogMistake(string chargerId, string identity, Exception mistake);

    readonly record struct Item(List<ChargerHost> Hosts, int Start, Action<ChargerHost> Turn);
}
