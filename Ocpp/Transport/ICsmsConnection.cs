namespace OcppLab.Ocpp;

/// <summary>A connection from a charger to its CSMS, as its owner sees it.</summary>
public interface ICsmsConnection
{
    /// <summary>Whether the connection could not be made because the server's certificate is refused; known when
    /// <see cref="ICsmsConnectionListener.Closed"/> is called.</summary>
    bool ServerCertificateRefused => false;

    /// <summary>Whether the CSMS has agreed to the fallback rather than to the subprotocol preferred; known when
    /// <see cref="ICsmsConnectionListener.Opened"/> is called.</summary>
    bool TookFallback => false;

    /// <summary>The interval of WebSocket pings, from the options until it is set; zero for none. To be set while the connection is open.</summary>
    TimeSpan PingInterval { get; set; }

    /// <summary>Sends a text frame after those sent before it; the bytes are copied or sent before the call returns. A failure
    /// closes the connection. Unless the connection is open it does nothing.</summary>
    void Send(ReadOnlySpan<byte> frame);

    /// <summary>Closes the connection after what was sent before, with a close frame of code 1000 and no words;
    /// <see cref="ICsmsConnectionListener.Closed"/> follows when the CSMS has answered and ended the connection, or has not in time.</summary>
    /// <param name="reason">What <see cref="ICsmsConnectionListener.Closed"/> is told.</param>
    void Close(string reason);

    /// <summary>Drops the connection without a farewell; <see cref="ICsmsConnectionListener.Closed"/> follows.</summary>
    void Abort(string reason);
}
