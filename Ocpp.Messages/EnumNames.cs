using System.Text;
using System.Text.Json;

namespace OcppLab.Ocpp.Messages;

/// <summary>The strings of an enumeration, in the order of its values.</summary>
sealed class EnumNames(params string[] names)
{
    readonly JsonEncodedText?[] encoded = new JsonEncodedText?[names.Length];

    public string this[int value] => names[value];

    /// <summary>What a value must be.</summary>
    public Schema Schema => field ??= Schema.OneOf(names);

    /// <summary>What a value must be where only the first of them are known.</summary>
    public Schema First(int count) => Schema.OneOf(names[..count]);

    public JsonEncodedText Encoded(int value) => encoded[value] ??= JsonEncodedText.Encode(names[value]);

    /// <summary>The value of the string that the reader is at, which is one of them.</summary>
    public int Read(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (reader.ValueTextEquals(names[i]))
            {
                return i;
            }
        }

        throw new FormatException($"'{Encoding.UTF8.GetString(reader.ValueSpan)}' is none of {string.Join(", ", names)}.");
    }
}
