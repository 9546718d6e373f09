using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcppLab.Ocpp;

/// <summary>Times on the wire: RFC 3339 in UTC with milliseconds, <c>2026-01-31T23:59:59.000Z</c>.</summary>
static class Timestamp
{
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

    /// <summary>The same for records.</summary>
    public sealed class Converter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset().ToUniversalTime();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[32];
            writer.WriteStringValue(Format(value, text));
        }
    }
}
