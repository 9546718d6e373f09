using System.Text.Json;

namespace OcppLab.Ocpp.Messages;

/// <summary>Reads one item of an array, at its first token.</summary>
delegate T ItemReader<out T>(ref Utf8JsonReader reader);

/// <summary>How the fields of messages are written and read. A field that is null is left out.</summary>
static class Json
{
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } flag)
        {
            writer.WriteBoolean(name, flag);
        }
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? value)
    {
        if (value is { } at)
        {
            writer.WritePropertyName(name);
            Timestamp.Write(writer, at);
        }
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, JsonElement? value)
    {
        if (value is { } element)
        {
            writer.WritePropertyName(name);
            element.WriteTo(writer);
        }
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, EnumNames names, int? value)
    {
        if (value is { } index)
        {
            writer.WriteString(name, names.Encoded(index));
        }
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IJsonObject? value)
    {
        if (value is not null)
        {
            writer.WritePropertyName(name);
            value.Write(writer);
        }
    }

    public static void WriteObjects(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<IJsonObject>? items) =>
        WriteArray(writer, name, items, static (writer, item) => item.Write(writer));

    public static void WriteArray<T>(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<T>? items, Action<Utf8JsonWriter, T> write)
    {
        if (items is null)
        {
            return;
        }

        writer.WriteStartArray(name);
        for (var i = 0; i < items.Count; i++)
        {
            write(writer, items[i]);
        }

        writer.WriteEndArray();
    }

    public static void WriteTime(Utf8JsonWriter writer, DateTimeOffset at) => Timestamp.Write(writer, at);

    /// <summary>Reads a time that is one of RFC 3339.</summary>
    public static DateTimeOffset ReadTime(ref Utf8JsonReader reader) => reader.GetDateTimeOffset().ToUniversalTime();

    public static IReadOnlyList<T> ReadArray<T>(ref Utf8JsonReader reader, ItemReader<T> read)
    {
        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(read(ref reader));
        }

        return items;
    }
}
