using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;

namespace OcppLab.Api;

/// <summary>A request's query, read as its body is. A parameter given empty counts as left out; a list may be repeated
/// parameters, one with commas or a JSON array.</summary>
/// <param name="parameters">The parameters.</param>
public readonly struct Query(IQueryCollection parameters)
{
    /// <summary>A parameter's value; its default when it is absent.</summary>
    public T Get<T>(Field<T> field)
    {
        var values = parameters[field.Name];
        if (!StringValues.IsNullOrEmpty(values))
        {
            return field.Read(ToJson(field, values), field.Name);
        }

        return field.IsRequired ? throw Body.Invalid($"The query parameter {field.Name} is required.") : field.Fallback!;
    }

    /// <summary>Refuses a query that has a parameter besides those given, or an empty one: for requests that do more the less is said.</summary>
    public void RequireOnly(IReadOnlyCollection<Field> fields)
    {
        foreach (var (name, values) in parameters)
        {
            if (!fields.Any(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                throw Body.Invalid($"There is no query parameter {Body.Shown(name)}; there are {string.Join(", ", fields.Select(field => field.Name))}.");
            }

            if (values.Any(string.IsNullOrWhiteSpace))
            {
                throw Body.Invalid($"The query parameter {name} is empty.");
            }
        }
    }

    /// <summary>Reads a request's query.</summary>
    public static ValueTask<Query> BindAsync(HttpContext context) => new(new Query(context.Request.Query));

    static JsonElement ToJson(Field field, StringValues values)
    {
        if (field.Type == JsonSchemaType.Array)
        {
            return ToJsonArray(field, values);
        }

        var text = values[^1]!;
        if (field.Type != JsonSchemaType.String)
        {
            try
            {
                return JsonElement.Parse(text);
            }
            catch (JsonException)
            {
                // Told by the field's reader, which sees text where it wants a number.
            }
        }

        return JsonSerializer.SerializeToElement(text, FrontDoorJson.Plain.String);
    }

    static JsonElement ToJsonArray(Field field, StringValues values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var value in values)
            {
                if (value!.TrimStart().StartsWith('['))
                {
                    WriteItems(json, field, value);
                }
                else
                {
                    foreach (var item in value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                    {
                        json.WriteStringValue(item);
                    }
                }
            }

            json.WriteEndArray();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    static void WriteItems(Utf8JsonWriter json, Field field, string array)
    {
        try
        {
            foreach (var item in JsonElement.Parse(array).EnumerateArray())
            {
                item.WriteTo(json);
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The second is text that is not Unicode: half of a surrogate pair, which can only come as an escape.
            throw Body.Wrong(field.Name, "a word or a JSON array of words", JsonSerializer.SerializeToElement(array, FrontDoorJson.Plain.String));
        }
    }
}
