using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcppLab.Api;

/// <summary>The front door's own JSON types. A group of routes brings its own context with <c>AddJson</c>.</summary>
[JsonSerializable(typeof(HttpErrorResponse))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(LogItems))]
[JsonSerializable(typeof(DeletedLogs))]
[JsonSerializable(typeof(StatusHappening))]
[JsonSerializable(typeof(SessionHappening))]
sealed partial class FrontDoorJson : JsonSerializerContext
{
    /// <summary>With quotes and letters as people write them: what leaves is JSON, never part of a page.</summary>
    public static FrontDoorJson Plain { get; } = new(Set(new()));

    /// <summary>Sets what all JSON of the front door has in common.</summary>
    public static JsonSerializerOptions Set(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        if (!options.Converters.OfType<UtcTimeConverter>().Any())
            options.Converters.Add(new UtcTimeConverter());
        return options;
    }
}

/// <summary>Times as ISO 8601 in UTC with <c>Z</c>, to the millisecond.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>A time as text.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Format);

    /// <inheritdoc />
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[24];
        value.UtcDateTime.TryFormat(text, out var length, Format);
        writer.WriteStringValue(text[..length]);
    }
}
