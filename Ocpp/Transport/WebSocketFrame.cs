using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OcppLab.Ocpp;

/// <summary>What a WebSocket frame is (RFC 6455 section 5.2).</summary>
internal enum Opcode : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>The header of a WebSocket frame.</summary>
/// <param name="First">The first byte: FIN, the reserved bits, the opcode.</param>
/// <param name="Masked">Whether the payload is masked.</param>
/// <param name="Length">The payload's length.</param>
/// <param name="Mask">The masking key, bytes in their order on the wire.</param>
/// <param name="Size">The header's own length.</param>
internal readonly record struct WebSocketFrame(byte First, bool Masked, ulong Length, uint Mask, int Size)
{
    public const int MaxHeaderSize = 14;
    public const int MaxControlPayload = 125;

    public bool Final => (First & 0x80) != 0;
    public bool Reserved => (First & 0x70) != 0;
    public Opcode Opcode => (Opcode)(First & 0x0F);
    public bool IsControl => (First & 0x08) != 0;

    /// <summary>Reads a header; false if there is not all of it yet.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out WebSocketFrame frame)
    {
        frame = default;
        if (bytes.Length < 2)
        {
            return false;
        }

        var masked = (bytes[1] & 0x80) != 0;
        ulong length = (ulong)(bytes[1] & 0x7F);
        var lengthSize = length switch { 126 => 2, 127 => 8, _ => 0 };
        var size = 2 + lengthSize + (masked ? 4 : 0);
        if (bytes.Length < size)
        {
            return false;
        }

        if (lengthSize == 2)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }
        else if (lengthSize == 8)
        {
            length = BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]);
        }

        frame = new(bytes[0], masked, length, masked ? MemoryMarshal.Read<uint>(bytes[(2 + lengthSize)..]) : 0, size);
        return true;
    }

    /// <summary>Writes a whole frame; returns its length, at most <see cref="MaxHeaderSize"/> more than the payload's.</summary>
    public static int Write(Span<byte> destination, Opcode opcode, ReadOnlySpan<byte> payload, bool masked)
    {
        destination[0] = (byte)(0x80 | (byte)opcode);
        var size = 2;
        var maskBit = masked ? 0x80 : 0;
        if (payload.Length < 126)
        {
            destination[1] = (byte)(maskBit | payload.Length);
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            destination[1] = (byte)(maskBit | 126);
            BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payload.Length);
            size = 4;
        }
        else
        {
            destination[1] = (byte)(maskBit | 127);
            BinaryPrimitives.WriteUInt64BigEndian(destination[2..], (ulong)payload.Length);
            size = 10;
        }

        if (!masked)
        {
            payload.CopyTo(destination[size..]);
            return size + payload.Length;
        }
        // The key guards proxies against scripts that choose what a browser sends; nobody chooses here.
        var mask = (uint)Random.Shared.NextInt64();
        MemoryMarshal.Write(destination[size..], mask);
        size += 4;
        payload.CopyTo(destination[size..]);
        ApplyMask(destination.Slice(size, payload.Length), mask);
        return size + payload.Length;
    }

    /// <summary>Masks or unmasks in place.</summary>
    public static void ApplyMask(Span<byte> payload, uint mask)
    {
        var wide = MemoryMarshal.Cast<byte, ulong>(payload);
        var wideMask = (ulong)mask << 32 | mask;
        foreach (ref var word in wide)
        {
            word ^= wideMask;
        }

        Span<byte> key = stackalloc byte[4];
        MemoryMarshal.Write(key, mask);
        for (var i = wide.Length * sizeof(ulong); i < payload.Length; i++)
        {
            payload[i] ^= key[i & 3];
        }
    }
}
