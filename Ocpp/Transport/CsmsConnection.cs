namespace OcppLab.Ocpp;

/// <summary>One WebSocket from a charger to its CSMS. It never retries: that is its owner's business.</summary>
public sealed class CsmsConnection : ICsmsConnection, IWebSocketOwner, IThreadPoolWorkItem
{
    readonly ICsmsConnectionListener _listener;
    readonly CsmsConnectionOptions _options;
    CsmsEndpoint? _endpoint;
    CancellationTokenSource? _connecting;
    WebSocketChannel? _channel;
    string? _reason;
    bool _begun;

    CsmsConnection(CsmsEndpoint endpoint, CsmsConnectionOptions options, ICsmsConnectionListener listener)
    {
        _endpoint = endpoint;
        _options = options;
        _listener = listener;
    }

    /// <summary>Starts connecting and returns at once; what becomes of it is told to the listener, never from within this call.</summary>
    public static CsmsConnection Open(CsmsEndpoint endpoint, CsmsConnectionOptions options, ICsmsConnectionListener listener)
    {
        var connection = new CsmsConnection(endpoint, options, listener);
        if (endpoint.Contradiction(options) is { } contradiction)
            connection.Abort(contradiction);
        else
            CsmsHost.Of(endpoint, options).Enter(connection);
        return connection;
    }

    /// <inheritdoc/>
    public TimeSpan PingInterval
    {
        get => _channel?.PingInterval ?? _options.PingInterval;
        set => _channel?.PingInterval = value;
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> frame) => _channel?.Send(frame);

    /// <inheritdoc/>
    public void Close(string reason)
    {
        if (!GiveUp(reason))
            _channel!.Close(1000, reason);
    }

    /// <inheritdoc/>
    public void Abort(string reason)
    {
        if (!GiveUp(reason))
            _channel!.Abort(reason);
    }

    /// <summary>Ends what is not open yet; false if it is.</summary>
    bool GiveUp(string reason)
    {
        if (Volatile.Read(ref _channel) is not null)
            return false;
        Interlocked.CompareExchange(ref _reason, reason, null);
        if (Begin())
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection._listener.Closed(connection, connection._reason!), this, preferLocal: false);
        else
            CancelConnecting();
        return _channel is null;
    }

    void CancelConnecting()
    {
        try
        {
            Volatile.Read(ref _connecting)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just opened or failed.
        }
    }

    /// <summary>True for who comes first: the turn to connect, or the end before it.</summary>
    internal bool Begin() => !Interlocked.Exchange(ref _begun, true);

    /// <summary>Its turn to connect.</summary>
    void IThreadPoolWorkItem.Execute() => _ = OpenAsync(_endpoint!);

    async Task OpenAsync(CsmsEndpoint endpoint)
    {
        var host = CsmsHost.Of(endpoint, _options);
        var step = "connect to";
        Stream? stream = null;
        try
        {
            byte[]? buffer;
            int filled;
            using (var connecting = new CancellationTokenSource(_options.ConnectTimeout, _options.Time))
            {
                Volatile.Write(ref _connecting, connecting);
                if (_reason is not null)
                    connecting.Cancel();
                stream = await host.ConnectAsync(connecting.Token).ConfigureAwait(false);
                step = "make a TLS connection with";
                stream = await host.SecureAsync(stream, connecting.Token).ConfigureAwait(false);
                step = "make a WebSocket connection with";
                (buffer, filled) = await Handshake.PerformAsync(stream, endpoint, connecting.Token).ConfigureAwait(false);
                Volatile.Write(ref _connecting, null);
            }
            var channel = new WebSocketChannel(stream, stream, this, _options, isClient: true);
            Interlocked.Exchange(ref _channel, channel);
            if (_reason is not null)
                channel.Abort(_reason);
            _endpoint = null;
            host.Leave();
            _ = channel.RunAsync(buffer, filled);
        }
        catch (Exception e)
        {
            host.Leave();
            if (stream is not null)
                await stream.DisposeAsync().ConfigureAwait(false);
            _listener.Closed(this, _reason ?? ConnectFailure.Describe(e, endpoint, step, _options.ConnectTimeout));
        }
    }

    void IWebSocketOwner.Opened() => _listener.Opened(this);

    ValueTask IWebSocketOwner.ReceivedAsync(ReadOnlyMemory<byte> message) => _listener.ReceivedAsync(this, message);

    void IWebSocketOwner.Closed(string reason) => _listener.Closed(this, reason);
}
