using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace OcppLab.Api;

/// <summary>A JSON object that is answered: its fields declared once, for writing it and for the API description.</summary>
/// <param name="name">Its name in the API description.</param>
/// <param name="description">What it is.</param>
sealed class Answer<T>(string name, string description)
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    readonly List<(Field Field, JsonEncodedText Name, Action<Utf8JsonWriter, T> Write)> parts = [];

    Shape? shape;

    /// <summary>An example for the API description, or null.</summary>
    public JsonNode? Example { get; init; }

    /// <summary>Its shape.</summary>
    public Shape Shape => shape ??= new(name, description, [.. parts.Select(part => part.Field)]) { Example = Example };

    /// <summary>A field with text.</summary>
    public Answer<T> Text(string field, string about, Func<T, string> get) =>
        Add(new(field, about, JsonSchemaType.String), (json, value) => json.WriteStringValue(get(value)));

    /// <summary>A field with text or null.</summary>
    public Answer<T> TextOrNull(string field, string about, Func<T, string?> get) =>
        Add(new(field, about, JsonSchemaType.String) { IsNullable = true }, (json, value) => json.WriteStringValue(get(value)));

    /// <summary>A field with one of a few words.</summary>
    public Answer<T> Word(string field, string about, IEnumerable<string> words, Func<T, string> get) =>
        Add(new(field, about, JsonSchemaType.String) { Words = [.. words] }, (json, value) => json.WriteStringValue(get(value)));

    /// <summary>A field with one of a few words or null.</summary>
    public Answer<T> WordOrNull(string field, string about, IEnumerable<string> words, Func<T, string?> get) => Add(
        new(field, about, JsonSchemaType.String) { Words = [.. words], IsNullable = true }, (json, value) => json.WriteStringValue(get(value)));

    /// <summary>A field with a whole number.</summary>
    public Answer<T> Int(string field, string about, Func<T, int> get) =>
        Add(new(field, about, JsonSchemaType.Integer), (json, value) => json.WriteNumberValue(get(value)));

    /// <summary>A field with a whole number that may be a large one.</summary>
    public Answer<T> Count(string field, string about, Func<T, long> get) =>
        Add(new(field, about, JsonSchemaType.Integer) { Format = "int64" }, (json, value) => json.WriteNumberValue(get(value)));

    /// <summary>A field with an object of counts by their names.</summary>
    public Answer<T> Counts(string field, string about, Func<T, IReadOnlyDictionary<string, long>> get) =>
        Add(new(field, about, JsonSchemaType.Object), (json, value) =>
        {
            json.WriteStartObject();
            foreach (var (key, count) in get(value).OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                json.WriteNumber(key, count);
            }

            json.WriteEndObject();
        });

    /// <summary>A field with an object of a shape that something else writes.</summary>
    public Answer<T> Written(string field, string about, Shape part, Action<Utf8JsonWriter, T> write) =>
        Add(new(field, about, JsonSchemaType.Object) { Part = part }, write);

    /// <summary>A field with a number.</summary>
    public Answer<T> Number(string field, string about, Func<T, double> get) =>
        Add(new(field, about, JsonSchemaType.Number), (json, value) => json.WriteNumberValue(get(value)));

    /// <summary>A field with a number or null.</summary>
    public Answer<T> NumberOrNull(string field, string about, Func<T, double?> get) =>
        Add(new(field, about, JsonSchemaType.Number) { IsNullable = true }, (json, value) =>
        {
            if (get(value) is { } number)
            {
                json.WriteNumberValue(number);
            }
            else
            {
                json.WriteNullValue();
            }
        });

    /// <summary>A field with true or false.</summary>
    public Answer<T> Bool(string field, string about, Func<T, bool> get) =>
        Add(new(field, about, JsonSchemaType.Boolean), (json, value) => json.WriteBooleanValue(get(value)));

    /// <summary>A field with a time.</summary>
    public Answer<T> Time(string field, string about, Func<T, DateTimeOffset> get) =>
        Add(new(field, about, JsonSchemaType.String) { Format = "date-time" }, (json, value) => json.WriteStringValue(UtcTime.Text(get(value))));

    /// <summary>A field with a time or null.</summary>
    public Answer<T> TimeOrNull(string field, string about, Func<T, DateTimeOffset?> get) =>
        Add(
            new(field, about, JsonSchemaType.String) { Format = "date-time", IsNullable = true },
            (json, value) => json.WriteStringValue(get(value) is { } time ? UtcTime.Text(time) : null));

    /// <summary>A field with an object.</summary>
    public Answer<T> Object<TPart>(string field, string about, Answer<TPart> part, Func<T, TPart> get)
        where TPart : notnull =>
        Add(new(field, about, JsonSchemaType.Object) { Part = part.Shape }, (json, value) => part.Write(json, get(value)));

    /// <summary>A field with an object or null.</summary>
    public Answer<T> ObjectOrNull<TPart>(string field, string about, Answer<TPart> part, Func<T, TPart?> get)
        where TPart : class =>
        Add(new(field, about, JsonSchemaType.Object) { Part = part.Shape, IsNullable = true }, (json, value) =>
        {
            if (get(value) is { } there)
            {
                part.Write(json, there);
            }
            else
            {
                json.WriteNullValue();
            }
        });

    /// <summary>A field with an object of any fields, given as UTF-8 JSON.</summary>
    public Answer<T> Json(string field, string about, Func<T, ReadOnlyMemory<byte>> get) =>
        Add(new(field, about, JsonSchemaType.Object), (json, value) => json.WriteRawValue(get(value).Span, skipInputValidation: true));

    /// <summary>A field with an object of a shape, given as JSON, or null.</summary>
    public Answer<T> JsonOrNull(string field, string about, Shape part, Func<T, string?> get) =>
        Add(new(field, about, JsonSchemaType.Object) { Part = part, IsNullable = true }, (json, value) =>
        {
            if (get(value) is { } there)
            {
                json.WriteRawValue(there, skipInputValidation: true);
            }
            else
            {
                json.WriteNullValue();
            }
        });

    /// <summary>A field with an array of text.</summary>
    public Answer<T> Texts(string field, string about, Func<T, IEnumerable<string>> get) =>
        Add(new(field, about, JsonSchemaType.Array), (json, value) =>
        {
            json.WriteStartArray();
            foreach (var text in get(value))
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        });

    /// <summary>A field with an array of objects.</summary>
    public Answer<T> List<TItem>(string field, string about, Answer<TItem> item, Func<T, IEnumerable<TItem>> get) =>
        Add(new(field, about, JsonSchemaType.Array) { Part = item.Shape }, (json, value) =>
        {
            json.WriteStartArray();
            foreach (var one in get(value))
            {
                item.Write(json, one);
            }

            json.WriteEndArray();
        });

    /// <summary>A page of them.</summary>
    public Answer<PageOf<T>> Paged() => new Answer<PageOf<T>>($"{name}Page", "A page of a list.")
        .List<T>("data", "The page's items.", this, page => page.Data)
        .Int("total", "How many items there are on all pages.", page => page.Total)
        .Int("page", "The page, from 1.", page => page.Page)
        .Int("limit", "The items a page has at most.", page => page.Limit);

    /// <summary>Answers with a value.</summary>
    public IResult With(T value, int status = StatusCodes.Status200OK, string? location = null) => new Result(this, value, status, location);

    /// <summary>Writes a value.</summary>
    public void Write(IBufferWriter<byte> buffer, T value)
    {
        using var json = new Utf8JsonWriter(buffer, Options);
        Write(json, value);
    }

    void Write(Utf8JsonWriter json, T value)
    {
        json.WriteStartObject();
        foreach (var part in parts)
        {
            json.WritePropertyName(part.Name);
            part.Write(json, value);
        }

        json.WriteEndObject();
    }

    Answer<T> Add(AnswerField field, Action<Utf8JsonWriter, T> write)
    {
        parts.Add((field with { Schema = field.ToSchema }, JsonEncodedText.Encode(field.Name), write));
        return this;
    }

    sealed class Result(Answer<T> answer, T value, int status, string? location) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = FrontDoorJson.ContentType;
            if (location is not null)
            {
                context.Response.Headers.Location = location;
            }

            await using (var json = new Utf8JsonWriter(context.Response.BodyWriter, Options))
            {
                answer.Write(json, value);
            }

            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }
}

/// <summary>A field that is only written.</summary>
sealed record AnswerField : Field
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public AnswerField(string name, string description, JsonSchemaType type)
        : base(name, description, type) => Schema = ToSchema;

    /// <summary>The words that it may have; null for any.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>Its format, as the API description has it.</summary>
    public string? Format { get; init; }

    /// <summary>The shape of the object, or of an array's items; null for text and for any object.</summary>
    public Shape? Part { get; init; }

    public IOpenApiSchema ToSchema(OpenApiDocument document) => (Type, Part) switch
    {
        (JsonSchemaType.Object, { } part) => part.Reference(document),
        (JsonSchemaType.Array, var part) => new OpenApiSchema
        {
            Type = Type,
            Items = part?.Reference(document) ?? new OpenApiSchema { Type = JsonSchemaType.String },
        },
        _ => new OpenApiSchema
        {
            Type = Type,
            Format = Format,
            Enum = Words is null ? null : [.. Words.Select(word => (JsonNode)word), .. IsNullable ? [JsonNullSentinel.JsonNull] : Array.Empty<JsonNode>()],
        },
    };
}
