using System.Globalization;
using System.Text.Json;

namespace OcppLab.Ocpp.Messages;

/// <summary>Times on the wire: RFC 3339 in UTC with milliseconds, <c>2026-01-31T23:59:59.000Z</c>.</summary>
public static class Timestamp
{
    /// <summary>Writes a time as a value.</summary>
    public static void Write(Utf8JsonWriter writer, DateTimeOffset at)
    {
        Span<byte> text = stackalloc byte[32];
        writer.WriteStringValue(Format(at, text));
    }

    /// <summary>Writes a time as a field.</summary>
    public static void Write(Utf8JsonWriter writer, JsonEncodedText name, DateTimeOffset at)
    {
        Span<byte> text = stackalloc byte[32];
        writer.WriteString(name, Format(at, text));
    }

    static ReadOnlySpan<byte> Format(DateTimeOffset at, Span<byte> buffer)
    {
        // 2026-01-31T23:59:59.0000000Z, cut after the milliseconds.
        at.UtcDateTime.TryFormat(buffer, out _, "O", CultureInfo.InvariantCulture);
        const int Length = 24;
        buffer[Length - 1] = (byte)'Z';
        return buffer[..Length];
    }
}
