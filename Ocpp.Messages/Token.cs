using System.Text;
using System.Text.Json;

namespace OcppLab.Ocpp.Messages;

/// <summary>Words for a JSON token in an error's description.</summary>
public static class Token
{
    const int MaxLength = 40;

    /// <summary>The token's value as the sender wrote it, if it is a short one.</summary>
    public static string Describe(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => $"\"{Cut(reader.GetString()!)}\"",
        JsonTokenType.Number => Cut(Encoding.UTF8.GetString(reader.ValueSpan)),
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };

    /// <summary>The text, its end left out if it is long.</summary>
    public static string Cut(string text, int maxLength = MaxLength)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[maxLength - 2]) ? maxLength - 2 : maxLength - 1;
        return $"{text.AsSpan(0, end)}…";
    }
}
