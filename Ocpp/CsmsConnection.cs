namespace OcppLab.Ocpp;

/// <summary>Where and how a charger connects to its CSMS.</summary>
/// <param name="Url">The CSMS's WebSocket address (<c>ws</c> or <c>wss</c>), without the identity.</param>
/// <param name="Identity">The charge point identity: the last segment of the path, URL-encoded (OCPP-J section 3.1).</param>
/// <param name="Subprotocol">The subprotocol asked for; a CSMS that does not agree to it is refused.</param>
/// <param name="SecurityProfile">0 none, 1 basic authentication, 2 TLS with basic authentication, 3 TLS with a client certificate.</param>
/// <param name="AuthorizationKey">The basic-authentication password of profiles 1 and 2, or null.</param>
public sealed record CsmsEndpoint(Uri Url, string Identity, string Subprotocol, int SecurityProfile, string? AuthorizationKey);

/// <summary>What happens on a connection. Calls come one at a time, from any thread.</summary>
public interface ICsmsConnectionListener
{
    /// <summary>The WebSocket is open.</summary>
    void Opened(ICsmsConnection connection);

    /// <summary>A text frame came. The bytes are valid until the returned task completes; the next frame is read after it.</summary>
    ValueTask ReceivedAsync(ICsmsConnection connection, ReadOnlyMemory<byte> frame);

    /// <summary>The connection could not be made, or is over. Called once, last.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="reason">Why, in plain words for the person who set it up.</param>
    void Closed(ICsmsConnection connection, string reason);
}

/// <summary>A connection from a charger to its CSMS, as its owner sees it.</summary>
public interface ICsmsConnection
{
    /// <summary>The interval of WebSocket pings, from the options until it is set; zero for none. To be set while the connection is open.</summary>
    TimeSpan PingInterval { get; set; }

    /// <summary>Sends a text frame after those sent before it; the bytes are copied or sent before the call returns. A failure
    /// closes the connection.</summary>
    void Send(ReadOnlySpan<byte> frame);

    /// <summary>Closes the connection with a close frame after what was sent before; <see cref="ICsmsConnectionListener.Closed"/> follows.</summary>
    void Close(string reason);

    /// <summary>Drops the connection without a farewell; <see cref="ICsmsConnectionListener.Closed"/> follows.</summary>
    void Abort(string reason);
}

/// <summary>One WebSocket from a charger to its CSMS. It never retries: that is its owner's business.</summary>
public sealed class CsmsConnection : ICsmsConnection
{
    /// <inheritdoc/>
    public TimeSpan PingInterval { get => throw new NotImplementedException(); set => throw new NotImplementedException(); }

    /// <summary>Starts connecting and returns at once; what becomes of it is told to the listener, never from within this call.</summary>
    public static CsmsConnection Open(
        CsmsEndpoint endpoint, CsmsConnectionOptions options, ICsmsConnectionListener listener) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> frame) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Close(string reason) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Abort(string reason) => throw new NotImplementedException();
}

/// <summary>What all connections of a process have in common.</summary>
public sealed record CsmsConnectionOptions
{
    /// <summary>The time a connection may take to open.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The interval of WebSocket pings; zero for none. A peer silent for as long again after one is gone.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest frame taken, in bytes; a larger one closes the connection with 1009.</summary>
    public int MaxFrameBytes { get; init; } = 1024 * 1024;

    /// <summary>A PEM file with the root certificates to trust besides the system's (profiles 2 and 3), or null.</summary>
    public string? RootCertificates { get; init; }

    /// <summary>A PEM file with the client certificate and its key (profile 3), or null.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Whether any server certificate is taken (for a CSMS in a lab).</summary>
    public bool TrustAnyCertificate { get; init; }
}
