using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Unicode;

namespace OcppLab.Ocpp;

/// <summary>Who holds a <see cref="WebSocketChannel"/>.</summary>
internal interface IWebSocketOwner
{
    /// <summary>The channel reads and may be sent on. Called once, first.</summary>
    void Opened();

    /// <summary>A text message came; the bytes are valid during the call only, the next message comes after the task.</summary>
    ValueTask ReceivedAsync(ReadOnlyMemory<byte> message);

    /// <summary>The channel is over. Called once, last.</summary>
    void Closed(string reason);
}

/// <summary>An open WebSocket of either side (RFC 6455), made for thousands in one process: while nothing comes it holds no
/// buffer, and a message that the system takes at once is sent without a wait.</summary>
internal sealed partial class WebSocketChannel : ITimeout
{
    const int BufferSize = 4096;
    const int MaxPendingBytes = 4 * 1024 * 1024;

    readonly Lock gate = new();
    readonly Stream stream;
    readonly IDisposable transport;
    readonly IWebSocketOwner owner;
    readonly CsmsConnectionOptions options;
    readonly bool isClient;

    Queue<ArraySegment<byte>>? pending;
    string? reason;
    TimeSpan pingInterval;
    long pingDue, closeDue;
    int pendingBytes;
    bool closeSent, over, silent;

    /// <summary>A channel over a stream whose handshake is done.</summary>
    /// <param name="stream">The stream; the channel disposes it.</param>
    /// <param name="transport">What to dispose to end a read of the stream at once; the stream itself where that does.</param>
    /// <param name="owner">Whom to tell.</param>
    /// <param name="options">Limits, time-outs, pings.</param>
    /// <param name="isClient">Whether this side is the client, which masks.</param>
    public WebSocketChannel(
        Stream stream, IDisposable transport, IWebSocketOwner owner, CsmsConnectionOptions options, bool isClient)
    {
        this.stream = stream;
        this.transport = transport;
        this.owner = owner;
        this.options = options;
        this.isClient = isClient;
    }

    string Peer => isClient ? "the CSMS" : "the charger";

    /// <summary>The interval of pings; zero for none. A change counts from now.</summary>
    public TimeSpan PingInterval
    {
        get => pingInterval;
        set
        {
            lock (gate)
            {
                if (over || value == pingInterval)
                {
                    return;
                }

                pingInterval = value;
                silent = false;
                pingDue = value > TimeSpan.Zero ? TimeoutQueue.For(options.Time, value).Add(this) : long.MaxValue;
            }
        }
    }

    /// <summary>Sends a text message after those sent before it; the bytes are copied or sent before the call returns.</summary>
    public void Send(ReadOnlySpan<byte> message)
    {
        lock (gate)
        {
            if (!closeSent)
            {
                Write(Opcode.Text, message);
            }
        }
    }

    /// <summary>Sends a close frame after what was sent before, and ends when the other side's has come; as the client, when the other side has
    /// ended the connection too. It does not wait longer than the options' time-out.</summary>
    /// <param name="code">The close code.</param>
    /// <param name="told">What the close frame says.</param>
    /// <param name="reason">What <see cref="IWebSocketOwner.Closed"/> is told; null for the same.</param>
    public void Close(ushort code, string told, string? reason = null)
    {
        lock (gate)
        {
            if (over || closeSent)
            {
                return;
            }

            this.reason = reason ?? told;
            Span<byte> payload = stackalloc byte[WebSocketFrame.MaxControlPayload];
            BinaryPrimitives.WriteUInt16BigEndian(payload, code);
            Utf8.FromUtf16(told, payload[2..], out _, out var written);
            Write(Opcode.Close, payload[..(2 + written)]);
            closeSent = true;
            closeDue = TimeoutQueue.For(options.Time, options.CloseTimeout).Add(this);
        }
    }

    /// <summary>Drops the connection.</summary>
    public void Abort(string reason)
    {
        lock (gate)
        {
            if (over)
            {
                return;
            }

            End(reason);
            transport.Dispose();
        }
    }

    void End(string reason)
    {
        this.reason ??= reason;
        over = true;
    }

    void ITimeout.Expired(long now)
    {
        lock (gate)
        {
            if (over)
            {
                return;
            }

            if (closeSent)
            {
                if (now >= closeDue)
                {
                    Abort($"{Peer} did not answer the close");
                }
            }
            else if (now >= pingDue)
            {
                if (silent)
                {
                    Abort($"{Peer} did not answer a ping within {pingInterval.TotalSeconds:0.#} s");
                    return;
                }

                silent = true;
                Write(Opcode.Ping, default);
                pingDue = TimeoutQueue.For(options.Time, pingInterval).Add(this);
            }
        }
    }

    void Write(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        if (over)
        {
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(payload.Length + WebSocketFrame.MaxHeaderSize);
        var frame = new ArraySegment<byte>(buffer, 0, WebSocketFrame.Write(buffer, opcode, payload, isClient));
        if (this.pending is { } pending)
        {
            pending.Enqueue(frame);
            pendingBytes += frame.Count;
            if (pendingBytes > MaxPendingBytes)
            {
                Abort($"{Peer} does not read what it is sent");
            }

            return;
        }

        try
        {
            var sending = stream.WriteAsync(frame);
            if (!sending.IsCompleted)
            {
                this.pending = new();
                _ = SendPendingAsync(sending, buffer);
                return;
            }

            sending.GetAwaiter().GetResult();
        }
        catch (Exception e) when (IsLoss(e))
        {
            Abort(Loss(e));
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    async Task SendPendingAsync(ValueTask sending, byte[] buffer)
    {
        try
        {
            for (; ; )
            {
                await sending.ConfigureAwait(false);
                ArrayPool<byte>.Shared.Return(buffer);
                lock (gate)
                {
                    if (over || !this.pending!.TryDequeue(out var frame))
                    {
                        this.pending = null;
                        return;
                    }

                    pendingBytes -= frame.Count;
                    buffer = frame.Array!;
                    sending = stream.WriteAsync(frame);
                }
            }
        }
        catch (Exception e) when (IsLoss(e))
        {
            Abort(Loss(e));
        }
    }

    static bool IsLoss(Exception e) => e is IOException or SocketException or ObjectDisposedException or OperationCanceledException;

    string Loss(Exception e) => (e.InnerException ?? e) is SocketException { SocketErrorCode: SocketError.ConnectionReset }
        ? $"{Peer} reset the connection"
        : $"the connection was lost: {e.Message}";
}
