using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcppLab.Tests.Contract;

/// <summary>Reads the API description, and holds bodies to it.</summary>
static class ApiDescriptionReading
{
    static readonly string[] Methods = ["get", "post", "put", "delete"];

    /// <summary>Holds a body to its schema.</summary>
    public static void Check(JsonNode description, JsonNode schema, JsonNode? value, string where)
    {
        if (schema["oneOf"]?.AsArray() is { } choices)
        {
            Assert.Contains(choices, choice => TypesOf(Resolve(description, choice!)).Contains(TypeOf(value)));
            schema = choices.First(choice => TypesOf(Resolve(description, choice!)).Contains(TypeOf(value)))!;
        }

        schema = Resolve(description, schema);
        var type = TypeOf(value);
        var types = TypesOf(schema);
        Assert.True(types.Contains(type) || (type == "number" && types.Contains("integer") && (double)value! % 1 == 0), $"{where}: {type} is not {schema}");
        if (schema["enum"] is { } words)
        {
            Assert.True(words.AsArray().Any(word => JsonNode.DeepEquals(word, value)), $"{where}: {value} is not one of {words}");
        }

        if (value is JsonArray items)
        {
            foreach (var item in items)
            {
                Check(description, schema["items"]!, item, where);
            }
        }

        if (value is not JsonObject fields)
        {
            return;
        }

        Assert.All(schema["required"]?.AsArray() ?? [], field => Assert.True(fields.ContainsKey((string)field!), $"{where}: {field} is missing"));
        foreach (var (name, field) in fields)
        {
            if (schema["properties"]?[name] is { } described)
            {
                Check(description, described, field, $"{where}: {name}");
            }
            else
            {
                Assert.True(schema["properties"] is null, $"{where}: {name} is not described");
            }
        }
    }

    /// <summary>The type of a value in the words of a schema.</summary>
    public static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        _ => "boolean",
    };

    /// <summary>The schema that a reference names.</summary>
    public static JsonNode Resolve(JsonNode description, JsonNode schema) =>
        schema["$ref"] is { } reference ? description["components"]!["schemas"]![((string)reference!).Split('/')[^1]]! : schema;

    /// <summary>The types that a schema allows.</summary>
    public static IEnumerable<string> TypesOf(JsonNode schema) =>
        schema["type"] is JsonArray types ? types.Select(type => (string)type!) : [(string)schema["type"]!];

    /// <summary>All operations.</summary>
    public static IEnumerable<(string Path, string Method, JsonNode Operation)> Operations(JsonNode description) =>
        from path in description["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where Methods.Contains(operation.Key)
        select (path.Key, operation.Key, operation.Value!);
}
