using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;

namespace OcppLab.Ocpp;

/// <summary>Who holds a <see cref="WebSocketChannel"/>.</summary>
internal interface IWebSocketOwner
{
    /// <summary>The channel reads and may be sent on. Called once, first.</summary>
    void Opened();

    /// <summary>A text message came; the bytes are valid until the task completes, the next is read after it.</summary>
    ValueTask ReceivedAsync(ReadOnlyMemory<byte> message);

    /// <summary>The channel is over. Called once, last.</summary>
    void Closed(string reason);
}

/// <summary>An open WebSocket of either side (RFC 6455), made for thousands in one process: while nothing comes it holds no
/// buffer, and a message that the system takes at once is sent without a wait.</summary>
internal sealed class WebSocketChannel : ITimeout
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
    byte[]? fragments;
    string? reason;
    TimeSpan pingInterval;
    long pingDue, closeDue;
    int pendingBytes, fragmentsLength;
    bool fragmented, closeSent, discarding, over, silent;

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

    string Peer => this.isClient ? "the CSMS" : "the charger";

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
                pingDue = value > TimeSpan.Zero ? TimeoutQueue.For(this.options.Time, value).Add(this) : long.MaxValue;
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

    /// <summary>Sends a close frame after what was sent before, and ends when the other side's has come.</summary>
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
            closeDue = TimeoutQueue.For(this.options.Time, this.options.CloseTimeout).Add(this);
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
            this.transport.Dispose();
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
                pingDue = TimeoutQueue.For(this.options.Time, pingInterval).Add(this);
            }
        }
    }

    /// <summary>Reads until the end.</summary>
    /// <param name="buffer">A buffer of the shared pool with what came right after the handshake, or null.</param>
    /// <param name="filled">How much that is.</param>
    public async Task RunAsync(byte[]? buffer, int filled)
    {
        PingInterval = this.options.PingInterval;
        try
        {
            this.owner.Opened();
            for (; ; )
            {
                if (buffer is not null)
                {
                    var used = 0;
                    while (TakeMessage(buffer, ref used, filled, out var message))
                    {
                        await this.owner.ReceivedAsync(message).ConfigureAwait(false);
                    }

                    buffer = Compact(buffer, used, ref filled);
                }

                if (over)
                {
                    break;
                }

                if (buffer is null)
                {
                    await this.stream.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
                    buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
                }

                var read = await this.stream.ReadAsync(buffer.AsMemory(filled)).ConfigureAwait(false);
                if (read == 0)
                {
                    End($"{Peer} dropped the connection");
                    break;
                }

                filled += read;
                silent = false;
            }
        }
        catch (Exception e) when (IsLoss(e))
        {
            Abort(Loss(e));
        }
        catch (Exception e)
        {
            Abort($"a message could not be handled: {e.Message}");
        }

        await this.stream.DisposeAsync().ConfigureAwait(false);
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (fragments is not null)
        {
            ArrayPool<byte>.Shared.Return(fragments);
        }

        this.owner.Closed(this.reason!);
    }

    /// <summary>Takes the next text message, seeing to the control frames before it; false if there is not all of it yet.</summary>
    bool TakeMessage(byte[] buffer, ref int used, int filled, out ReadOnlyMemory<byte> message)
    {
        message = default;
        while (!over && !discarding && WebSocketFrame.TryRead(buffer.AsSpan(used, filled - used), out var frame))
        {
            if (Violation(frame) is { } violation)
            {
                Fail(1002, violation);
                break;
            }

            if (frame.Length + (ulong)fragmentsLength > (ulong)this.options.MaxFrameBytes)
            {
                Fail(1009, $"sent a message of more than {this.options.MaxFrameBytes} bytes");
                break;
            }

            if (filled - used < frame.Size + (int)frame.Length)
            {
                return false;
            }

            var payload = buffer.AsMemory(used + frame.Size, (int)frame.Length);
            used += frame.Size + payload.Length;
            if (frame.Masked)
            {
                WebSocketFrame.ApplyMask(payload.Span, frame.Mask);
            }

            switch (frame.Opcode)
            {
                case Opcode.Ping:
                    lock (gate)
                    {
                        if (!closeSent)
                        {
                            Write(Opcode.Pong, payload.Span);
                        }
                    }

                    break;
                case Opcode.Pong:
                    break;
                case Opcode.Close:
                    TakeClose(payload.Span);
                    break;
                case Opcode.Binary:
                    Fail(1003, "sent a binary message");
                    break;
                default:
                    if (TakeData(frame, payload, out message) && !closeSent)
                    {
                        return true;
                    }

                    break;
            }
        }

        if (discarding)
        {
            used = filled;
        }

        return false;
    }

    string? Violation(WebSocketFrame frame) => frame switch
    {
        { Reserved: true } => "set a reserved bit",
        { Masked: true } when this.isClient => "masked a frame",
        { Masked: false } when !this.isClient => "did not mask a frame",
        { IsControl: true, Final: false } => "fragmented a control frame",
        { IsControl: true, Length: > WebSocketFrame.MaxControlPayload } => "sent a control frame of more than 125 bytes",
        { Opcode: Opcode.Continuation } when !this.fragmented => "continued a message that was not begun",
        { Opcode: Opcode.Text or Opcode.Binary } when this.fragmented => "began a message before the last was complete",
        { Opcode: > Opcode.Binary and < Opcode.Close or > Opcode.Pong } => $"sent a frame of the unknown kind {(int)frame.Opcode}",
        _ => null,
    };

    /// <summary>Takes a piece of a text message; true if it completes one.</summary>
    bool TakeData(WebSocketFrame frame, ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> message)
    {
        message = payload;
        this.fragmented = !frame.Final;
        if (this.fragmented || frame.Opcode == Opcode.Continuation)
        {
            var whole = fragmentsLength + payload.Length;
            if (fragments is null || fragments.Length < whole)
            {
                fragments = Grow(fragments, fragmentsLength, whole);
            }

            payload.CopyTo(fragments.AsMemory(fragmentsLength));
            fragmentsLength = whole;
            if (this.fragmented)
            {
                return false;
            }

            message = fragments.AsMemory(0, whole);
            // The message lives on in an array of its own until it is handled.
            fragments = null;
            fragmentsLength = 0;
        }

        if (Utf8.IsValid(message.Span))
        {
            return true;
        }

        Fail(1007, "sent text that is not UTF-8");
        return false;
    }

    void TakeClose(ReadOnlySpan<byte> payload)
    {
        var code = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 1005;
        if (payload.Length == 1 || payload.Length > 1 && code is not (>= 1000 and <= 1003 or >= 1007 and <= 1014 or >= 3000 and <= 4999))
        {
            Fail(1002, "sent a malformed close frame");
            return;
        }

        var text = payload.Length > 2 ? payload[2..] : default;
        if (!Utf8.IsValid(text))
        {
            Fail(1007, "sent a close frame that is not UTF-8");
            return;
        }

        lock (gate)
        {
            if (!closeSent)
            {
                Write(Opcode.Close, payload.Length >= 2 ? payload[..2] : default);
                closeSent = true;
            }

            End($"{Peer} closed the connection ({code} {MeaningOf(code)}{(text.IsEmpty ? "" : $": {Encoding.UTF8.GetString(text)}")})");
        }
    }

    /// <summary>Closes because of what the other side did; what it still sends is thrown away.</summary>
    void Fail(ushort code, string deed)
    {
        discarding = true;
        Close(code, $"{Peer} {deed}");
    }

    void Write(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        if (over)
        {
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(payload.Length + WebSocketFrame.MaxHeaderSize);
        var frame = new ArraySegment<byte>(buffer, 0, WebSocketFrame.Write(buffer, opcode, payload, this.isClient));
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
            var sending = this.stream.WriteAsync(frame);
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
                    sending = this.stream.WriteAsync(frame);
                }
            }
        }
        catch (Exception e) when (IsLoss(e))
        {
            Abort(Loss(e));
        }
    }

    /// <summary>Moves what is left to the front, in a larger buffer if the frame needs one; null (and the buffer given back) if nothing is.</summary>
    static byte[]? Compact(byte[] buffer, int used, ref int filled)
    {
        filled -= used;
        if (filled == 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return null;
        }

        buffer.AsSpan(used, filled).CopyTo(buffer);
        return WebSocketFrame.TryRead(buffer.AsSpan(0, filled), out var frame) && frame.Size + (int)frame.Length > buffer.Length
            ? Grow(buffer, filled, frame.Size + (int)frame.Length)
            : buffer;
    }

    static byte[] Grow(byte[]? buffer, int filled, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, 2 * filled));
        if (buffer is null)
        {
            return larger;
        }

        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    static bool IsLoss(Exception e) => e is IOException or SocketException or ObjectDisposedException or OperationCanceledException;

    string Loss(Exception e) => (e.InnerException ?? e) is SocketException { SocketErrorCode: SocketError.ConnectionReset }
        ? $"{Peer} reset the connection"
        : $"the connection was lost: {e.Message}";

    static string MeaningOf(int code) => code switch
    {
        1000 => "normal closure",
        1001 => "going away",
        1002 => "protocol error",
        1003 => "unacceptable data",
        1005 => "no code given",
        1007 => "invalid text",
        1008 => "policy violation",
        1009 => "message too big",
        1011 => "internal error",
        1012 => "service restart",
        1013 => "try again later",
        _ => "application code",
    };
}
