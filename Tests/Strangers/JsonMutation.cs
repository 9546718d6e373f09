using System.Text;
using System.Text.Json.Nodes;

namespace OcppLab.Tests.Strangers;

/// <summary>JSON that is nearly what it should be.</summary>
static class JsonMutation
{
    /// <summary>A place in a tree: an object and the name in it, or an array and the index.</summary>
    readonly record struct Place(JsonNode Parent, string? Name, int Index)
    {
        public void Set(JsonNode value)
        {
            if (Name is { } name)
            {
                Parent[name] = value;
            }
            else
            {
                Parent[Index] = value;
            }
        }

        public void Remove()
        {
            if (Name is { } name)
            {
                Parent.AsObject().Remove(name);
            }
            else
            {
                Parent.AsArray().RemoveAt(Index);
            }
        }
    }

    /// <summary>Tokens in place of a value, each character a byte.</summary>
    static readonly string[] Tokens =
    [
        "null", "true", "false", "[]", "{}", "[null]", "[[]]", "[{}]", "{\"\":{}}", "\"\"", "\" \"", "\"x\"", "0", "-0", "1", "-1", "1.5", "-1.5",
        "1e400", "-1e400", "1e-400", "1E2", "32768", "2147483647", "2147483648", "-2147483649", "9007199254740993", "9223372036854775808",
        "18446744073709551616", new('9', 400), "01", "+1", ".5", "1.", "NaN", "Infinity", "'x'", "undefined", "", "/**/1", "\"\\ud800\"",
        "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"\0\"", "\"\\u0000\"", "\"\n\"", "\"\\x41\"", "\"\u00C3\u0028\"", "\"\u00ED\u00A0\u0080\"",
        "\"\u00C0\u0080\"", "\"\u00F0\u009F\u0098\u0080\"", "\"\u00E2\u0082\u00AC\"", "\"\\u202e\\u0000\\ufeff\"", "\"2026-02-30T25:61:00Z\"",
        "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"../../..\"", "\"%00\"", "\"' OR 1=1 --\"", "\"{0}%s%n\"",
        $"\"{new string('a', 300)}\"", $"\"{new string('a', 60_000)}\"", $"\"{new string('\u00FF', 60)}\"", $"{new string('[', 70)}{new string(']', 70)}",
        $"{new string('[', 20_000)}", string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40),
        $"[{string.Join(',', Enumerable.Repeat("1", 5000))}]", $"[{string.Join(',', Enumerable.Repeat("\"x\"", 200))}]",
    ];

    /// <summary>The JSON as it is, or with a few things about it wrong.</summary>
    public static byte[] Of(JsonNode? sample, Random random)
    {
        var tree = sample?.DeepClone();
        var tokens = new List<string>();
        for (var count = random.Next(6) - 2; count > 0; count--)
        {
            Change(tree, random, tokens);
        }

        var text = Latin1(tree?.ToJsonString() ?? "null");
        for (var i = 0; i < tokens.Count; i++)
        {
            text = text.Replace($"\"@{i}@\"", tokens[i]);
        }

        return Encoding.Latin1.GetBytes(random.OneIn(8) ? Break(text, random) : text);
    }

    /// <summary>A value in place of another, as a token.</summary>
    public static string Token(Random random) => random.Any(Tokens);

    static void Change(JsonNode? tree, Random random, List<string> tokens)
    {
        var places = Places(tree);
        if (places.Count == 0)
        {
            return;
        }

        var place = random.Any(places);
        var token = Token(random);
        switch (random.Next(8))
        {
            case 0:
                place.Remove();
                return;
            case 1 when place is { Name: { } name, Parent: JsonObject }:
                token = $"{token},\"{Latin1(name)}\":{Token(random)}";
                break;
            case 2 when place.Parent is JsonObject parent:
                parent[random.Any(["unknown", "", "__proto__", "$type", "id", "\u20ac"])] = random.Next();
                return;
        }

        place.Set($"@{tokens.Count}@");
        tokens.Add(token);
    }

    static string Break(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        return random.Next(8) switch
        {
            0 => text[..at],
            1 => $"[{text}]",
            2 => text + Token(random),
            3 => "\u00EF\u00BB\u00BF" + text,
            4 => Latin1Of(Encoding.Unicode.GetBytes(text)),
            5 => Token(random),
            6 => text.PadLeft(text.Length + random.Next(2000)),
            // An address must not become another.
            _ when text.Contains("ws:") || text.Contains("wss:") => text + (char)random.Next(256),
            _ => text.Insert(at, $"{(char)random.Next(256)}"),
        };
    }

    static List<Place> Places(JsonNode? node) => node switch
    {
        JsonObject fields => [.. fields.SelectMany(field => Places(field.Value).Prepend(new(fields, field.Key, 0)))],
        JsonArray items => [.. items.SelectMany((item, index) => Places(item).Prepend(new(items, null, index)))],
        _ => [],
    };

    static string Latin1(string text) => Latin1Of(Encoding.UTF8.GetBytes(text));

    static string Latin1Of(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
