namespace OcppLab.Ocpp;

/// <summary>One WebSocket from a charger to its CSMS. It never retries: that is its owner's business.</summary>
public sealed class CsmsConnection : ICsmsConnection, IWebSocketOwner, IThreadPoolWorkItem
{
    readonly ICsmsConnectionListener listener;
    readonly CsmsConnectionOptions options;
    CsmsEndpoint? endpoint;
    CancellationTokenSource? connecting;
    WebSocketChannel? channel;
    string? reason;
    bool begun;

    CsmsConnection(CsmsEndpoint endpoint, CsmsConnectionOptions options, ICsmsConnectionListener listener)
    {
        this.endpoint = endpoint;
        this.options = options;
        this.listener = listener;
    }

    /// <summary>Starts connecting and returns at once; what becomes of it is told to the listener, never from within this call.</summary>
    public static CsmsConnection Open(CsmsEndpoint endpoint, CsmsConnectionOptions options, ICsmsConnectionListener listener)
    {
        var connection = new CsmsConnection(endpoint, options, listener);
        if (endpoint.Contradiction(options) is { } contradiction)
        {
            connection.Abort(contradiction);
        }
        else
        {
            CsmsHost.Of(endpoint, options).Enter(connection);
        }

        return connection;
    }

    /// <inheritdoc/>
    public bool ServerCertificateRefused { get; private set; }

    /// <inheritdoc/>
    public bool TookFallback { get; private set; }

    /// <inheritdoc/>
    public TimeSpan PingInterval
    {
        get => this.channel?.PingInterval ?? this.options.PingInterval;
        set => this.channel?.PingInterval = value;
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> frame) => this.channel?.Send(frame);

    /// <inheritdoc/>
    public void Close(string reason)
    {
        if (!GiveUp(reason))
        {
            // A normal closure needs no words, and there are CSMSs that stumble over them.
            this.channel!.Close(1000, "", reason);
        }
    }

    /// <inheritdoc/>
    public void Abort(string reason)
    {
        if (!GiveUp(reason))
        {
            this.channel!.Abort(reason);
        }
    }

    /// <summary>Ends what is not open yet; false if it is.</summary>
    bool GiveUp(string reason)
    {
        if (Volatile.Read(ref this.channel) is not null)
        {
            return false;
        }

        Interlocked.CompareExchange(ref this.reason, reason, null);
        if (Begin())
        {
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.listener.Closed(connection, connection.reason!), this, preferLocal: false);
        }
        else
        {
            CancelConnecting();
        }

        return this.channel is null;
    }

    void CancelConnecting()
    {
        try
        {
            Volatile.Read(ref this.connecting)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just opened or failed.
        }
    }

    /// <summary>True for who comes first: the turn to connect, or the end before it.</summary>
    internal bool Begin() => !Interlocked.Exchange(ref begun, true);

    /// <summary>Its turn to connect.</summary>
    void IThreadPoolWorkItem.Execute() => _ = OpenAsync(this.endpoint!);

    async Task OpenAsync(CsmsEndpoint endpoint)
    {
        var host = CsmsHost.Of(endpoint, this.options);
        var step = "connect to";
        Stream? stream = null;
        try
        {
            byte[]? buffer;
            int filled;
            using (var connecting = new CancellationTokenSource(this.options.ConnectTimeout, this.options.Time))
            {
                Volatile.Write(ref this.connecting, connecting);
                if (this.reason is not null)
                {
                    connecting.Cancel();
                }

                stream = await host.ConnectAsync(connecting.Token).ConfigureAwait(false);
                step = "make a TLS connection with";
                stream = await host.SecureAsync(stream, endpoint, connecting.Token).ConfigureAwait(false);
                step = "make a WebSocket connection with";
                (buffer, filled, TookFallback) = await Handshake.PerformAsync(stream, endpoint, connecting.Token).ConfigureAwait(false);
                Volatile.Write(ref this.connecting, null);
            }

            var channel = new WebSocketChannel(stream, stream, this, this.options, isClient: true);
            Interlocked.Exchange(ref this.channel, channel);
            if (this.reason is not null)
            {
                channel.Abort(this.reason);
            }

            this.endpoint = null;
            host.Leave();
            _ = channel.RunAsync(buffer, filled);
        }
        catch (Exception e)
        {
            host.Leave();
            if (stream is not null)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            ServerCertificateRefused = e is ConnectFailure { Kind: ConnectFailureKind.ServerCertificateRefused };
            this.listener.Closed(this, this.reason ?? ConnectFailure.Describe(e, endpoint.Url, step, this.options.ConnectTimeout));
        }
    }

    void IWebSocketOwner.Opened() => this.listener.Opened(this);

    ValueTask IWebSocketOwner.ReceivedAsync(ReadOnlyMemory<byte> message) => this.listener.ReceivedAsync(this, message);

    void IWebSocketOwner.Closed(string reason) => this.listener.Closed(this, reason);
}
