namespace OcppLab.Ocpp;

/// <summary>What happens on a connection. Calls come one at a time, from any thread.</summary>
public interface ICsmsConnectionListener
{
    /// <summary>The WebSocket is open.</summary>
    void Opened(ICsmsConnection connection);

    /// <summary>A text frame came. The bytes are valid during the call only; the returned task completes when the frame is taken in. The
    /// next frame may be read before that, and is not given before it.</summary>
    ValueTask ReceivedAsync(ICsmsConnection connection, ReadOnlyMemory<byte> frame);

    /// <summary>The connection could not be made, or is over. Called once, last.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="reason">Why, in plain words for the person who set it up.</param>
    void Closed(ICsmsConnection connection, string reason);
}
