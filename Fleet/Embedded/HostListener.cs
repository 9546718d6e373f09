using OcppLab.Ocpp;

namespace OcppLab.Fleet;

/// <summary>Brings what happens on one connection into its host's turns.</summary>
sealed class HostListener(ChargerHost host, HostTurns turns, Action closed) : ICsmsConnectionListener
{
    /// <inheritdoc/>
    public void Opened(ICsmsConnection connection) => Run(() => host.Opened(connection));

    /// <inheritdoc/>
    public ValueTask ReceivedAsync(ICsmsConnection connection, ReadOnlyMemory<byte> frame)
    {
        try
        {
            lock (host)
                host.Received(connection, frame);
        }
        catch (Exception mistake)
        {
            turns.Report(host, mistake);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Closed(ICsmsConnection connection, string reason)
    {
        Run(() => host.Closed(connection, reason));
        closed();
    }

    void Run(Action turn) => turns.Run(host, _ => turn());
}
