using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace OcppLab.Ocpp.Messages;

/// <summary>What a JSON value must look like: the part of JSON Schema that OCPP's schemas use. Checking a value that fits
/// allocates nothing.</summary>
public abstract class Schema
{
    /// <summary>A string of at most so many characters.</summary>
    public static Schema Text(int maxLength = int.MaxValue) => new TextSchema(maxLength);

    /// <summary>One of these strings.</summary>
    public static Schema OneOf(params string[] values) => new EnumSchema(values);

    /// <summary>An integer of 32 bits in a range.</summary>
    public static Schema Integer(int minimum = int.MinValue, int maximum = int.MaxValue) => new IntegerSchema(minimum, maximum);

    /// <summary>A number in a range; with so many digits after the point at most, if given.</summary>
    public static Schema Number(double minimum = double.MinValue, double maximum = double.MaxValue, int? decimals = null) =>
        new NumberSchema(minimum, maximum, decimals);

    /// <summary>true or false.</summary>
    public static Schema Boolean { get; } = new BooleanSchema();

    /// <summary>A date and time of RFC 3339 with its offset.</summary>
    public static Schema DateTime { get; } = new DateTimeSchema();

    /// <summary>Any value.</summary>
    public static Schema Any { get; } = new AnySchema();

    /// <summary>An array.</summary>
    public static Schema Array(Schema item, int minItems = 0, int maxItems = int.MaxValue) => new ArraySchema(item, minItems, maxItems);

    /// <summary>An object with these fields and no others; null for a field that the version has not.</summary>
    public static Schema Object(params ReadOnlySpan<SchemaField?> fields) => new ObjectSchema(Known(fields), open: false);

    /// <summary>An object with these fields and any others.</summary>
    public static Schema OpenObject(params SchemaField[] fields) => new ObjectSchema(fields, open: true);

    /// <summary>The field customData, which every object of 2.0.1 and 2.1 may have.</summary>
    public static SchemaField CustomData { get; } = Optional("customData", OpenObject(Required("vendorId", Text(255))));

    /// <summary>A field that must be there.</summary>
    public static SchemaField Required(string name, Schema schema) => new(name, schema, IsRequired: true);

    /// <summary>A field that may be there.</summary>
    public static SchemaField Optional(string name, Schema schema) => new(name, schema, IsRequired: false);

    /// <summary>The first thing wrong with a JSON text, or null if it fits. Throws nothing, whatever the bytes.</summary>
    public Violation? Check(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return new(ViolationKind.Format, "is not UTF-8 text");
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            var violation = Check(ref reader);
            if (violation is null)
            {
                // Throws if anything but white space follows.
                reader.Read();
            }

            return violation;
        }
        catch (JsonException e)
        {
            return new(ViolationKind.Format, $"is not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", Rule: "is not JSON");
        }
        catch (InvalidOperationException)
        {
            return new(ViolationKind.Format, "has a string that is not Unicode text");
        }
    }

    /// <summary>Checks the value the reader is at, and leaves the reader at its last token.</summary>
    private protected abstract Violation? Check(ref Utf8JsonReader reader);

    static SchemaField[] Known(ReadOnlySpan<SchemaField?> fields)
    {
        var known = new List<SchemaField>(fields.Length);
        foreach (var field in fields)
        {
            if (field is not null)
            {
                known.Add(field);
            }
        }

        return [.. known];
    }

    static Violation WrongType(ref Utf8JsonReader reader, string wanted) =>
        new(ViolationKind.Type, $"is {Token.Describe(ref reader)}; it must be {wanted}", Rule: $"must be {wanted}");

    static Violation WrongValue(ref Utf8JsonReader reader, string rule) =>
        new(ViolationKind.Property, $"is {Token.Describe(ref reader)}; it must be {rule}", Rule: $"must be {rule}");

    sealed class TextSchema(int maxLength) : Schema
    {
        private protected override Violation? Check(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                return WrongType(ref reader, "a string");
            }

            if (!reader.ValueIsEscaped && reader.ValueSpan.Length <= maxLength)
            {
                return null;
            }

            var text = reader.GetString()!;
            var length = text.Length - text.Count(char.IsLowSurrogate);
            return length <= maxLength
                ? null
                : new(
                    ViolationKind.Property, $"is \"{Token.Cut(text)}\" with {length} characters; it may have {maxLength}",
                    Rule: $"may have {maxLength} characters");
        }
    }

    sealed class EnumSchema(string[] values) : Schema
    {
        readonly byte[][] utf8 = [.. values.Select(Encoding.UTF8.GetBytes)];

        private protected override Violation? Check(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                return WrongType(ref reader, "a string");
            }

            return IndexOf(ref reader, utf8, start: 0) >= 0
                ? null
                : WrongValue(ref reader, values.Length == 1 ? values[0] : $"one of {string.Join(", ", values)}");
        }
    }

    sealed class IntegerSchema(int minimum, int maximum) : Schema
    {
        private protected override Violation? Check(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.Number || reader.ValueSpan.IndexOfAny(".eE"u8) >= 0)
            {
                return WrongType(ref reader, "an integer");
            }

            return reader.TryGetInt32(out var value) && value >= minimum && value <= maximum
                ? null
                : WrongValue(ref reader, Range(minimum, maximum, int.MinValue, int.MaxValue) ?? "an integer of 32 bits");
        }
    }

    sealed class NumberSchema(double minimum, double maximum, int? decimals) : Schema
    {
        private protected override Violation? Check(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.Number)
            {
                return WrongType(ref reader, "a number");
            }

            if (!(reader.TryGetDouble(out var value) && value >= minimum && value <= maximum))
            {
                return WrongValue(ref reader, Range(minimum, maximum, double.MinValue, double.MaxValue) ?? "a number of 64 bits");
            }

            return decimals is { } digits && reader.TryGetDecimal(out var exact) && decimal.Round(exact, digits) != exact
                ? WrongValue(ref reader, digits == 1 ? "a multiple of 0.1" : $"a number with {digits} digits after the point")
                : null;
        }
    }

    sealed class BooleanSchema : Schema
    {
        private protected override Violation? Check(ref Utf8JsonReader reader) =>
            reader.TokenType is JsonTokenType.True or JsonTokenType.False ? null : WrongType(ref reader, "true or false");
    }

    sealed class DateTimeSchema : Schema
    {
        private protected override Violation? Check(ref Utf8JsonReader reader) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out _)
                && IsRfc3339(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan)
                ? null
                : WrongType(ref reader, "a date and time of RFC 3339 with its offset");

        // What the reader takes beyond RFC 3339: a date alone, a time without seconds or offset, an offset without minutes.
        static bool IsRfc3339(ReadOnlySpan<byte> text) =>
            text.Length >= "2000-01-01T00:00:00Z".Length && text[16] == ':'
            && (text[^1] == 'Z' || (text[^3] == ':' && text[^6] is (byte)'+' or (byte)'-'));
    }

    sealed class AnySchema : Schema
    {
        private protected override Violation? Check(ref Utf8JsonReader reader)
        {
            reader.Skip();
            return null;
        }
    }

    sealed class ArraySchema(Schema item, int minItems, int maxItems) : Schema
    {
        private protected override Violation? Check(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                return WrongType(ref reader, "an array");
            }

            var count = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (item.Check(ref reader) is { } violation)
                {
                    return violation.In($"[{count}]");
                }

                count++;
            }

            if (count >= minItems && count <= maxItems)
            {
                return null;
            }

            var range = Range(minItems, maxItems, 0, int.MaxValue);
            return new(ViolationKind.Occurrence, $"has {count} items; it must have {range}", Rule: $"must have {range} items");
        }
    }

    sealed class ObjectSchema : Schema
    {
        readonly SchemaField[] fields;
        readonly byte[][] names;
        readonly ulong required;
        readonly bool open;

        public ObjectSchema(SchemaField[] fields, bool open)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(fields.Length, 64);
            this.open = open;
            this.fields = fields;
            names = [.. fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];
            for (var i = 0; i < fields.Length; i++)
            {
                required |= fields[i].IsRequired ? 1UL << i : 0;
            }
        }

        private protected override Violation? Check(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return WrongType(ref reader, "an object");
            }

            var seen = 0UL;
            var index = -1;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                // Most senders keep to the specification's order.
                index = IndexOf(ref reader, names, index + 1);
                if (index < 0)
                {
                    if (!open)
                    {
                        return new Violation(ViolationKind.Occurrence, "is not a field of this message").In(Token.Cut(reader.GetString()!));
                    }

                    reader.Skip();
                    continue;
                }

                var (name, schema, _) = fields[index];
                if ((seen & (1UL << index)) != 0)
                {
                    return new Violation(ViolationKind.Occurrence, "is there twice").In(name);
                }

                seen |= 1UL << index;
                reader.Read();
                if (schema.Check(ref reader) is { } violation)
                {
                    return violation.In(name);
                }
            }

            var missing = required & ~seen;
            return missing == 0
                ? null
                : new Violation(ViolationKind.Occurrence, "is missing").In(fields[System.Numerics.BitOperations.TrailingZeroCount(missing)].Name);
        }
    }

    /// <summary>The index of the string that the reader is at, or -1.</summary>
    /// <param name="reader">The reader, at a string or a field's name.</param>
    /// <param name="texts">The strings.</param>
    /// <param name="start">Where to look first.</param>
    static int IndexOf(ref Utf8JsonReader reader, byte[][] texts, int start)
    {
        var escaped = reader.ValueIsEscaped;
        var span = reader.ValueSpan;
        for (var i = 0; i < texts.Length; i++)
        {
            var index = i + start < texts.Length ? i + start : i + start - texts.Length;
            if (escaped ? reader.ValueTextEquals(texts[index]) : span.SequenceEqual(texts[index]))
            {
                return index;
            }
        }

        return -1;
    }

    static string? Range<T>(T minimum, T maximum, T least, T most) where T : IEquatable<T> =>
        (minimum.Equals(least), maximum.Equals(most)) switch
        {
            (true, true) => null,
            (false, true) => FormattableString.Invariant($"{minimum} or more"),
            (true, false) => FormattableString.Invariant($"{maximum} or less"),
            _ => FormattableString.Invariant($"{minimum} to {maximum}"),
        };
}

/// <summary>A field of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schema">What its value must look like.</param>
/// <param name="IsRequired">Whether it must be there.</param>
public sealed record SchemaField(string Name, Schema Schema, bool IsRequired);
