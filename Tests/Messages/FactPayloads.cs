using System.Text.Json.Nodes;
using OcppLab.Ocpp.Messages.Generator;

namespace OcppLab.Tests.Messages;

/// <summary>Payloads made of the facts: a message with every field that it may have, or with no more than it must.</summary>
static class FactPayloads
{
    public static JsonObject Of(string version, string action, bool isResponse, bool withOptional)
    {
        var (_, facts, index) = FactFiles.Of(version);
        return Object(facts, index, facts.Class(action, isResponse), withOptional);
    }

    static JsonObject Object(Facts facts, int version, ClassFacts type, bool withOptional)
    {
        var result = new JsonObject();
        foreach (var field in type.FieldsIn(version).Where(field => field.IsRequired || withOptional))
        {
            result[field.Name] = field.Type.Items is { } items
                ? new JsonArray([.. Enumerable.Range(0, Math.Max(1, Number(items.Min))).Select(_ => Item(facts, version, field.Type, withOptional))])
                : Item(facts, version, field.Type, withOptional);
        }

        return result;
    }

    static JsonNode Item(Facts facts, int version, TypeFacts type, bool withOptional) => type.Name switch
    {
        "string" => "text"[..Math.Min(4, LengthOf(type, version))],
        "uri" => "ftp://127.0.0.1/file",
        "integer" => Math.Min(Math.Max(1, Number(type.Min)), type.Max.Length == 0 ? 1 : Number(type.Max)),
        "number" => type.IsInTenths ? 16.1 : Math.Min(0.5, type.Max.Length == 0 ? 1 : Number(type.Max)),
        "boolean" => true,
        "dateTime" => "2026-01-31T11:30:15.250Z",
        "any" => new JsonObject { ["any"] = 1 },
        _ when facts.Enum(type.Name) is { } names => names.Values.Last(value => value.Only is null || value.Only == version).Text,
        _ => Object(facts, version, facts.Classes.Single(known => known.Name == type.Name), withOptional),
    };

    static int LengthOf(TypeFacts type, int version) =>
        type.MaxLengths.Length == 0 ? int.MaxValue : type.MaxLengths[Math.Min(version, type.MaxLengths.Length - 1)] ?? int.MaxValue;

    static int Number(string text) => text.Length == 0 ? 0 : (int)double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
