using Microsoft.Extensions.Logging;

namespace OcppLab.Fleet;

/// <summary>Turns of hosts in the embedded engine: a host's own lock makes them one at a time.</summary>
sealed partial class HostTurns(ILogger logger)
{
    const int InOneItem = 64;

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

    /// <summary>Runs a turn of each of the hosts on the pool.</summary>
    public void Queue(List<ChargerHost> hosts, Action<ChargerHost> turn)
    {
        for (var start = 0; start < hosts.Count; start += InOneItem)
            ThreadPool.UnsafeQueueUserWorkItem(new Item(this, hosts, start, turn), preferLocal: false);
    }

    /// <summary>Logs a mistake in the program.</summary>
    public void Report(ChargerHost host, Exception mistake) => LogMistake(host.Id, host.Identity, mistake);

    [LoggerMessage(LogLevel.Error, "Charger {ChargerId} ({Identity}) failed inside")]
    partial void LogMistake(string chargerId, string identity, Exception mistake);

    sealed class Item(HostTurns turns, List<ChargerHost> hosts, int start, Action<ChargerHost> turn) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            for (var i = start; i < Math.Min(hosts.Count, start + InOneItem); i++)
                turns.Run(hosts[i], turn);
        }
    }
}
