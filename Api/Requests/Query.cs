using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;

namespace OcppLab.Api;

/// <summary>A request's query, read as its body is. A parameter given empty counts as left out; a list may be repeated
/// parameters or one with commas.</summary>
/// <param name="parameters">The parameters.</param>
public readonly struct Query(IQueryCollection parameters)
{
    /// <summary>A parameter's value; its default when it is absent.</summary>
    public T Get<T>(Field<T> field)
    {
        var values = parameters[field.Name];
        if (!StringValues.IsNullOrEmpty(values))
            return field.Read(ToJson(field, values), field.Name);
        return field.IsRequired ? throw Body.Invalid($"The query parameter {field.Name} is required.") : field.Fallback!;
    }

    /// <summary>Reads a request's query.</summary>
    public static ValueTask<Query> BindAsync(HttpContext context) => new(new Query(context.Request.Query));

    static JsonElement ToJson(Field field, StringValues values)
    {
        if (field.Type == JsonSchemaType.Array)
        {
            var items = values.SelectMany(value => value!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();
            return JsonSerializer.SerializeToElement(items, FrontDoorJson.Plain.StringArray);
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
}
