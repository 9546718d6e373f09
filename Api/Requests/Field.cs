using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>A named value of a request, in its body or its query: declared once, for reading it and for the API description.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Description">What it is, for the API description.</param>
/// <param name="Type">Its JSON type.</param>
public abstract record Field(string Name, string Description, JsonSchemaType Type)
{
    /// <summary>Whether it has to be there.</summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>Whether it may be null.</summary>
    public bool IsNullable { get; init; }

    /// <summary>What it is when absent, as JSON; null for null and for a required field.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>An example for the API description, or null.</summary>
    public JsonNode? Example { get; init; }

    /// <summary>The shape of the object that it is or may be, or of those in its list; null for none.</summary>
    public Shape? Inner { get; init; }

    /// <summary>Its schema apart from name, nullability, default and example.</summary>
    public required Func<OpenApiDocument, IOpenApiSchema> Schema { get; init; }

    /// <summary>Whole numbers.</summary>
    public static Field<int> Int(string name, string description, int min = int.MinValue, int max = int.MaxValue)
    {
        var expected = $"a whole number from {min} to {max}";
        return new(name, description, JsonSchemaType.Integer, (value, path) =>
            value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
                && number == Math.Floor(number) && number >= min && number <= max
                ? (int)number
                : throw Body.Wrong(path, expected, value))
        {
            Schema = _ => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = min == int.MinValue ? null : Text(min),
                Maximum = max == int.MaxValue ? null : Text(max),
            },
        };
    }

    /// <summary>Whole numbers of 53 bits, which every JSON library takes.</summary>
    public static Field<long> Long(string name, string description, long min, long max = 1L << 53)
    {
        var expected = $"a whole number from {min} to {max}";
        return new(name, description, JsonSchemaType.Integer, (value, path) =>
            value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
                && number == Math.Floor(number) && number >= min && number <= max
                ? (long)number
                : throw Body.Wrong(path, expected, value))
        {
            Schema = _ => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Minimum = Text(min),
                Maximum = Text(max),
            },
        };
    }

    /// <summary>Numbers with a fraction.</summary>
    /// <param name="name">The name.</param>
    /// <param name="description">The description.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <param name="above">Whether the least value itself is excluded.</param>
    public static Field<double> Number(string name, string description, double min, double max, bool above = false)
    {
        var expected = above ? $"a number above {Text(min)} and at most {Text(max)}" : $"a number from {Text(min)} to {Text(max)}";
        return new(name, description, JsonSchemaType.Number, (value, path) =>
            value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
                && (above ? number > min : number >= min) && number <= max
                ? number
                : throw Body.Wrong(path, expected, value))
        {
            Schema = _ => new OpenApiSchema
            {
                Type = JsonSchemaType.Number,
                Format = "double",
                Minimum = above ? null : Text(min),
                ExclusiveMinimum = above ? Text(min) : null,
                Maximum = Text(max),
            },
        };
    }

    /// <summary>true or false.</summary>
    public static Field<bool> Bool(string name, string description) =>
        new(name, description, JsonSchemaType.Boolean, (value, path) => value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Body.Wrong(path, "true or false", value),
        })
        {
            Schema = _ => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        };

    /// <summary>Text without control characters.</summary>
    /// <param name="name">The name.</param>
    /// <param name="description">The description.</param>
    /// <param name="min">The least length in characters; from 1, blank text is refused as well.</param>
    /// <param name="max">The greatest length in characters.</param>
    /// <param name="ascii">Whether only printable ASCII characters are taken.</param>
    /// <param name="lines">Whether it may have several lines.</param>
    public static Field<string> Text(string name, string description, int min = 1, int max = 255, bool ascii = false, bool lines = false) =>
        new(name, description, JsonSchemaType.String, (value, path) => Body.Text(value, path, min, max, ascii, lines))
        {
            Schema = _ => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                MinLength = min == 0 ? null : min,
                MaxLength = max,
                Pattern = ascii ? "^[ -~]*$" : null,
            },
        };

    /// <summary>Times in ISO 8601 with <c>Z</c> or an offset; one with neither is UTC.</summary>
    public static Field<DateTimeOffset> Time(string name, string description) =>
        new(name, description, JsonSchemaType.String, (value, path) =>
            value.ValueKind == JsonValueKind.String && value.TryGetDateTime(out var time)
                ? new(time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime())
                : throw Body.Wrong(path, "a time such as 2026-01-31T12:00:00Z", value))
        {
            Schema = _ => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
        };

    /// <summary>One of a few words, in any letter case.</summary>
    public static Field<T> Choice<T>(string name, string description, params (string Word, T Value)[] words)
    {
        var expected = "one of " + string.Join(", ", words.Select(word => word.Word));
        return new(name, description, JsonSchemaType.String, (value, path) =>
        {
            if (value.ValueKind == JsonValueKind.String)
            {
                var text = Body.Text(value, path, 0, int.MaxValue, false);
                foreach (var (word, meaning) in words)
                {
                    if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
                    {
                        return meaning;
                    }
                }
            }

            throw Body.Wrong(path, expected, value);
        })
        {
            Schema = _ => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. words.Select(word => (JsonNode)JsonValue.Create(word.Word))],
            },
        };
    }

    /// <summary>OCPP versions, in any letter case and with or without <c>OCPP</c> before the number.</summary>
    public static Field<OcppVersion> Version(string name, string description) =>
        new(name, description, JsonSchemaType.String, (value, path) =>
            value.ValueKind == JsonValueKind.String && OcppVersions.TryParse(value.GetString()!, out var version)
                ? version
                : throw Body.Wrong(path, "OCPP1.6, OCPP2.0.1 or OCPP2.1", value))
        {
            Schema = _ => new OpenApiSchema { Type = JsonSchemaType.String },
            Example = "OCPP1.6",
        };

    /// <summary>A JSON object whose fields are declared.</summary>
    public static Field<Body> Object(string name, string description, Shape shape) =>
        new(name, description, JsonSchemaType.Object, (value, path) => new Body(value, path).RequireObject()) { Inner = shape, Schema = shape.Reference };

    /// <summary>Any JSON object.</summary>
    public static Field<JsonElement> Json(string name, string description) =>
        new(name, description, JsonSchemaType.Object, (value, path) =>
            value.ValueKind == JsonValueKind.Object ? value : throw Body.Wrong(path, "a JSON object", value))
        {
            Schema = _ => new OpenApiSchema { Type = JsonSchemaType.Object },
        };

    /// <summary>A JSON array.</summary>
    /// <param name="item">How each item is read; its name does not matter.</param>
    /// <param name="name">The name.</param>
    /// <param name="description">The description.</param>
    /// <param name="min">The fewest items.</param>
    /// <param name="max">The most items.</param>
    public static Field<IReadOnlyList<T>> List<T>(string name, string description, Field<T> item, int min = 0, int max = 100_000) =>
        new(name, description, JsonSchemaType.Array, (value, path) =>
        {
            if (value.ValueKind != JsonValueKind.Array)
            {
                throw Body.Wrong(path, "an array", value);
            }

            var count = value.GetArrayLength();
            if (count < min || count > max)
            {
                throw Body.Invalid($"{path} must have {min} to {max} items, not {count}.");
            }

            var items = new List<T>(count);
            foreach (var element in value.EnumerateArray())
            {
                items.Add(item.Read(element, $"{path}[{items.Count}]"));
            }

            return items;
        })
        {
            Inner = item.Inner,
            Schema = document => new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = item.Describe(document),
                MinItems = min == 0 ? null : min,
                MaxItems = max,
            },
        };

    /// <summary>Its whole schema.</summary>
    internal IOpenApiSchema Describe(OpenApiDocument document)
    {
        var schema = Schema(document);
        if (schema is not OpenApiSchema own)
        {
            if (!IsNullable)
            {
                return schema;
            }

            own = new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, schema] };
        }
        else if (IsNullable && own.OneOf is { Count: > 0 } choices)
        {
            choices.Add(new OpenApiSchema { Type = JsonSchemaType.Null });
        }
        else if (IsNullable)
        {
            own.Type |= JsonSchemaType.Null;
        }

        own.Description = Description.Length == 0 ? null : Description;
        own.Default = Default?.DeepClone();
        if (Example is not null)
        {
            own.Examples = [Example.DeepClone()];
        }

        return own;
    }

    static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Reads a value.</summary>
/// <param name="value">The value, not null.</param>
/// <param name="path">Where it is, for the message.</param>
/// <exception cref="BadHttpRequestException">It does not fit; the message says how.</exception>
public delegate T FieldReader<out T>(JsonElement value, string path);

/// <summary>A named value of a request.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Description">What it is, for the API description.</param>
/// <param name="Type">Its JSON type.</param>
/// <param name="Read">Reads it.</param>
public sealed record Field<T>(string Name, string Description, JsonSchemaType Type, FieldReader<T> Read) : Field(Name, Description, Type)
{
    /// <summary>What it is when absent, unless it is required.</summary>
    public T? Fallback { get; init; }

    /// <summary>The same field, which may be left out.</summary>
    /// <param name="fallback">What it is then.</param>
    /// <param name="json">The same in JSON where it is not a simple value.</param>
    public Field<T> Or(T fallback, JsonNode? json = null) => this with
    {
        IsRequired = false,
        Fallback = fallback,
        Default = json ?? fallback switch
        {
            int number => JsonValue.Create(number),
            long number => JsonValue.Create(number),
            double number => JsonValue.Create(number),
            bool truth => JsonValue.Create(truth),
            string text => JsonValue.Create(text),
            _ => null,
        },
    };

    /// <summary>The same field with an example.</summary>
    public Field<T> Like(JsonNode example) => this with { Example = example };
}

/// <summary>Fields that may be null.</summary>
public static class NullableFields
{
    /// <summary>The same field, which may be left out or null.</summary>
    public static Field<T?> OrNull<T>(this Field<T> field)
        where T : struct =>
        field.Nullable<T?>((value, path) => field.Read(value, path));

    /// <inheritdoc cref="OrNull{T}(Field{T})" />
    public static Field<string?> OrNull(this Field<string> field) => field.Nullable<string?>((value, path) => field.Read(value, path));

    /// <inheritdoc cref="OrNull{T}(Field{T})" />
    public static Field<IReadOnlyList<T>?> OrNull<T>(this Field<IReadOnlyList<T>> field) =>
        field.Nullable<IReadOnlyList<T>?>((value, path) => field.Read(value, path));

    static Field<T> Nullable<T>(this Field field, FieldReader<T> read) => new(field.Name, field.Description, field.Type, read)
    {
        IsRequired = false,
        IsNullable = true,
        Example = field.Example,
        Inner = field.Inner,
        Schema = field.Schema,
    };
}
