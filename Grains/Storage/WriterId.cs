using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OcppLab.Grains;

/// <summary>Who wrote a stored state: its first half is the process, its second the activation. Older programs wrote ids that
/// name the activation only.</summary>
/// <param name="Value">The id as it is stored.</param>
readonly record struct WriterId(Guid Value)
{
    const int Half = 8;

    /// <summary>The version of a UUID whose bits have a meaning of one's own (RFC 9562).</summary>
    const int OwnVersion = 8;

    static long last;

    /// <summary>Whether it names its process.</summary>
    public bool HasProcess => Value.Version == OwnVersion;

    /// <summary>A new process.</summary>
    public static WriterId NewProcess()
    {
        Span<byte> bytes = stackalloc byte[2 * Half];
        bytes.Clear();
        RandomNumberGenerator.Fill(bytes[..Half]);
        bytes[6] = (byte)((bytes[6] & 0x0F) | (OwnVersion << 4));
        return new(new Guid(bytes, bigEndian: true));
    }

    /// <summary>A new activation of this process.</summary>
    public WriterId NewActivation()
    {
        Span<byte> bytes = stackalloc byte[2 * Half];
        Value.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[Half..], Interlocked.Increment(ref last));
        bytes[Half] |= 0x80;
        return new(new Guid(bytes, bigEndian: true));
    }
}
