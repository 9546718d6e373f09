using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;

namespace OcppLab.Api;

/// <summary>A JSON body, or an object within it, read field by field. Whatever does not fit is a
/// <see cref="BadHttpRequestException"/> with the status and a sentence that names the field.</summary>
/// <param name="value">The JSON value.</param>
/// <param name="path">Where it is in the body; empty for the body as a whole.</param>
public readonly struct Body(JsonElement value, string path)
{
    /// <summary>How deep objects and arrays may be in each other.</summary>
    internal const int MaxDepth = 32;

    static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The JSON value.</summary>
    public JsonElement Value => value;

    /// <summary>Where it is in the body, for messages; empty for the body as a whole.</summary>
    public string Path => path;

    /// <summary>A field's value; its default when it is absent.</summary>
    public T Get<T>(Field<T> field) =>
        Find(field, out var found) ? found
        : field.IsRequired ? throw Invalid($"{PathOf(field)} is required.")
        : field.Fallback!;

    /// <summary>A field's value; <paramref name="current"/> when it is absent.</summary>
    public T Get<T>(Field<T> field, T current) => Find(field, out var found) ? found : current;

    /// <summary>Whether a field is there and is not null.</summary>
    public bool Has(Field field) => value.TryGetProperty(field.Name, out var found) && found.ValueKind != JsonValueKind.Null;

    /// <summary>The objects of a body that is an array.</summary>
    public IReadOnlyList<Body> Items(int min, int max)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong("The body", "a JSON array", value);
        }

        var count = value.GetArrayLength();
        if (count < min || count > max)
        {
            throw Invalid($"The body must have {min} to {max} items, not {count}.");
        }

        return [.. value.EnumerateArray().Select((item, index) => new Body(item, $"[{index}]").RequireObject())];
    }

    /// <summary>Where a field is, for messages.</summary>
    public string PathOf(Field field) => path.Length == 0 ? field.Name : $"{path}.{field.Name}";

    internal Body RequireObject() =>
        value.ValueKind == JsonValueKind.Object ? this : throw Wrong(path.Length == 0 ? "The body" : path, "a JSON object", value);

    bool Find<T>(Field<T> field, out T found)
    {
        found = default!;
        if (!RequireObject().Value.TryGetProperty(field.Name, out var element))
        {
            return false;
        }

        if (element.ValueKind != JsonValueKind.Null)
        {
            found = field.Read(element, PathOf(field));
        }
        else if (!field.IsNullable)
        {
            throw Invalid($"{PathOf(field)} must not be null.");
        }

        return true;
    }

    /// <summary>Reads a request's body: an object, where the route does not say that it is an array.</summary>
    public static async ValueTask<Body> BindAsync(HttpContext context)
    {
        var request = context.Request;
        var description = context.GetEndpoint()?.Metadata.GetMetadata<BodyDescription>();
        var isYaml = description is { Yaml: true } && YamlBody.Is(request.ContentType);
        if (!isYaml && !IsJson(request.ContentType))
        {
            throw new BadHttpRequestException(
                $"The content type must be application/json{(description is { Yaml: true } ? " or application/yaml" : "")}, not {(string.IsNullOrEmpty(request.ContentType) ? "missing" : Shown(request.ContentType))}.",
                StatusCodes.Status415UnsupportedMediaType);
        }

        var limit = context.RequestServices.GetRequiredService<FrontDoorSettings>().BodyBytes;
        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        var upload = context.RequestServices.GetRequiredService<Uploads>().Begin();
        context.Response.RegisterForDispose(upload);
        var json = await ReadAsync(request.BodyReader, limit, upload, context.RequestAborted);
        if (isYaml)
        {
            var yaml = json.Length;
            json = YamlBody.ToJson(json);
            upload.Grow(yaml + json.Length);
        }

        var document = Parse(json);
        context.Response.RegisterForDispose(document);
        var body = new Body(document.RootElement, "");
        return description is { Many: true } ? body : body.RequireObject();
    }

    static async ValueTask<byte[]> ReadAsync(PipeReader reader, int limit, Uploads.Upload upload, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await reader.ReadAsync(cancellationToken);
            }
            catch (IOException unreadable) when (unreadable is not BadHttpRequestException)
            {
                throw new BadHttpRequestException($"The body can't be read to its end: {unreadable.Message}", StatusCodes.Status400BadRequest, unreadable);
            }

            // What is refused is consumed too: the server drops the rest, and the connection stays as it was.
            var consumed = read.Buffer.End;
            try
            {
                upload.Grow(read.Buffer.Length);
                if (read.Buffer.Length > limit)
                {
                    throw TooLarge(limit);
                }

                if (read.IsCompleted)
                {
                    return read.Buffer.ToArray();
                }

                consumed = read.Buffer.Start;
            }
            finally
            {
                reader.AdvanceTo(consumed, read.Buffer.End);
            }
        }
    }

    static JsonDocument Parse(byte[] json)
    {
        if (json.Length == 0)
        {
            throw Invalid("The body is empty; it must be JSON.");
        }

        if (!Utf8.IsValid(json))
        {
            throw Invalid("The body is not UTF-8.");
        }

        try
        {
            var document = JsonDocument.Parse(json, Strict);
            CheckEscapes(json);
            return document;
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split(" LineNumber:")[0].Split(" Path:")[0].Split(" encountered during")[0].TrimEnd('.');
            throw Invalid(e.LineNumber is { } line
                ? $"The body is not valid JSON at line {line + 1}, byte {e.BytePositionInLine + 1}: {reason}."
                : $"The body is not valid JSON: {reason}.");
        }
        catch (InvalidOperationException)
        {
            throw Invalid("The body has text that is not valid Unicode: half of a surrogate pair.");
        }
    }

    // Half a surrogate pair can only come as an escape; nothing behind the front door could read such text.
    static void CheckEscapes(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(json, new() { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                reader.GetString();
            }
        }
    }

    static bool IsJson(string? contentType) =>
        MediaTypeIn(contentType) is { } type
        && (type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    /// <summary>The media type of a content type; null where it has none, or not in UTF-8.</summary>
    internal static string? MediaTypeIn(string? contentType) =>
        System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? type.MediaType
            : null;

    internal static string Text(JsonElement value, string path, int min, int max, bool ascii, bool lines = false)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Wrong(path, "a string", value);
        }

        var text = value.GetString()!;
        if (min > 0 && string.IsNullOrWhiteSpace(text))
        {
            throw Invalid($"{path} must not be empty.");
        }

        if (text.Length < min || text.Length > max)
        {
            throw Invalid($"{path} must have {min} to {max} characters, not {text.Length}.");
        }

        foreach (var character in text)
        {
            if (char.IsControl(character) && !(lines && character is ('\r' or '\n')))
            {
                throw Invalid($"{path} must not have control characters (it has U+{(int)character:X4}).");
            }

            if (ascii && character > '~')
            {
                throw Invalid($"{path} may only have printable ASCII characters, not {Shown(text)}.");
            }
        }

        return text;
    }

    internal static BadHttpRequestException Invalid(string detail) => new(detail, StatusCodes.Status422UnprocessableEntity);

    internal static BadHttpRequestException Wrong(string path, string expected, JsonElement value) => Invalid($"{path} must be {expected}, not {Shown(value)}.");

    static BadHttpRequestException TooLarge(long limit) =>
        new($"The body is larger than {limit} bytes (Limits:BodyBytes).", StatusCodes.Status413PayloadTooLarge);

    static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => Shown(value.GetRawText()),
    };

    internal static string Shown(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "…");
}
