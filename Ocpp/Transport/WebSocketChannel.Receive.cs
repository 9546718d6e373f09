using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace OcppLab.Ocpp;

/// <summary>A WebSocket, continued: what is read from it, until its end.</summary>
internal sealed partial class WebSocketChannel
{
    byte[]? fragments;
    int fragmentsLength;
    bool fragmented, discarding;

    /// <summary>Reads until the end.</summary>
    /// <param name="buffer">A buffer of the shared pool with what came right after the handshake, or null.</param>
    /// <param name="filled">How much that is.</param>
    public async Task RunAsync(byte[]? buffer, int filled)
    {
        PingInterval = options.PingInterval;

        // The last message may still be waited for when the next is read: to wait before would be a wake-up more for each.
        ValueTask taken = default;
        try
        {
            owner.Opened();
            for (; ; )
            {
                if (buffer is not null)
                {
                    var used = 0;
                    while (TakeMessage(buffer, ref used, filled, out var message))
                    {
                        await taken.ConfigureAwait(false);
                        taken = owner.ReceivedAsync(message);
                        if (taken.IsCompleted)
                        {
                            await taken.ConfigureAwait(false);
                            taken = default;
                        }
                    }

                    buffer = Compact(buffer, used, ref filled);
                }

                if (over)
                {
                    break;
                }

                if (buffer is null)
                {
                    await stream.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
                    buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
                }

                var read = await stream.ReadAsync(buffer.AsMemory(filled)).ConfigureAwait(false);
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

        await stream.DisposeAsync().ConfigureAwait(false);
        await taken.AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (fragments is not null)
        {
            ArrayPool<byte>.Shared.Return(fragments);
        }

        owner.Closed(this.reason!);
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

            if (frame.Length + (ulong)fragmentsLength > (ulong)options.MaxFrameBytes)
            {
                Fail(1009, $"sent a message of more than {options.MaxFrameBytes} bytes");
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
        { Masked: true } when isClient => "masked a frame",
        { Masked: false } when !isClient => "did not mask a frame",
        { IsControl: true, Final: false } => "fragmented a control frame",
        { IsControl: true, Length: > WebSocketFrame.MaxControlPayload } => "sent a control frame of more than 125 bytes",
        { Opcode: Opcode.Continuation } when !fragmented => "continued a message that was not begun",
        { Opcode: Opcode.Text or Opcode.Binary } when fragmented => "began a message before the last was complete",
        { Opcode: > Opcode.Binary and < Opcode.Close or > Opcode.Pong } => $"sent a frame of the unknown kind {(int)frame.Opcode}",
        _ => null,
    };

    /// <summary>Takes a piece of a text message; true if it completes one.</summary>
    bool TakeData(WebSocketFrame frame, ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> message)
    {
        message = payload;
        fragmented = !frame.Final;
        if (fragmented || frame.Opcode == Opcode.Continuation)
        {
            var whole = fragmentsLength + payload.Length;
            if (fragments is null || fragments.Length < whole)
            {
                fragments = Grow(fragments, fragmentsLength, whole);
            }

            payload.CopyTo(fragments.AsMemory(fragmentsLength));
            fragmentsLength = whole;
            if (fragmented)
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
            // Who connected waits for the other side to end the connection (RFC 6455 section 7.1.1): until then it is there.
            if (closeSent && isClient)
            {
                discarding = true;
                return;
            }

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
