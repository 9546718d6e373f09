using System.Globalization;
using System.Text.Json.Nodes;
using OcppLab.Ocpp.Messages.Generator;

namespace OcppLab.Tests.Messages;

/// <summary>The facts of the messages are those of the official schemas.</summary>
public sealed class FactTests
{
    // Where 1.6 is held to more than its schemas say, by the words of the specification: numbers that count connectors and seconds,
    // and a meter value that has a value.
    static readonly HashSet<string> Stricter16 = ["connectorId", "interval", "sampledValue"];

    [OfficialSchemasTheory, MemberData(nameof(FactFiles.Messages), MemberType = typeof(FactFiles))]
    public void A_message_has_the_fields_of_its_official_schema(string version, string action, bool isResponse)
    {
        var (_, facts, index) = FactFiles.Of(version);
        var official = OfficialSchemas.Read(version, action, isResponse);
        Compare(facts, index, facts.Class(action, isResponse), official, official, $"{action} of {version}");
    }

    [OfficialSchemasTheory]
    [InlineData("1.6")]
    [InlineData("2.0.1")]
    [InlineData("2.1")]
    public void There_is_a_message_for_every_official_schema(string version)
    {
        var actions = FactFiles.Of(version).Messages.Actions;
        Assert.Empty(OfficialSchemas.Names(version)
            .Select(name => name.EndsWith("Response", StringComparison.Ordinal) ? name[..^8] : name.EndsWith("Request", StringComparison.Ordinal) ? name[..^7] : name)
            .Except(actions));
    }

    [Theory]
    [InlineData("versions 1.6\nmessages Reset\n", 2)]
    [InlineData("versions 1.6\nmessage Reset from csms\n  type ResetType\n", 3)]
    [InlineData("versions 1.6\nmessage Reset from csms @2.1\n", 2)]
    [InlineData("versions 1.6\nmessage Reset from csms\n  type: integer<0>\n", 3)]
    public void A_line_that_is_no_fact_is_named(string text, int line) =>
        Assert.Equal(line, Assert.Throws<FactsException>(() => Facts.Parse(text)).Line);

    static void Compare(Facts facts, int version, ClassFacts type, JsonObject official, JsonObject root, string where)
    {
        var fields = type.FieldsIn(version).ToDictionary(field => field.Name);
        var known = (official["properties"]?.AsObject() ?? []).Where(property => property.Key != "customData").ToDictionary(property => property.Key, property => property.Value!);
        Assert.Equal(known.Keys.Order(), fields.Keys.Order());
        Assert.Equal(
            (official["required"]?.AsArray() ?? []).Select(name => (string)name!).Order(),
            fields.Values.Where(field => field.IsRequired).Select(field => field.Name).Order());
        foreach (var (name, field) in fields)
        {
            Compare(facts, version, field, Resolve(known[name].AsObject(), root), root, $"{where}, {name}");
        }
    }

    static void Compare(Facts facts, int version, FieldFacts field, JsonObject official, JsonObject root, string where)
    {
        var type = field.Type;
        var mayBeStricter = version == 0 && (facts.Versions.Count > 1 || Stricter16.Contains(field.Name));
        if ((string?)official["type"] == "array")
        {
            Assert.True(type.Items is not null, $"{where} is an array.");
            Assert.True(Bound(official["minItems"], "0") == Bound(type.Items.Value.Min, "0") || mayBeStricter, $"{where} has another least length.");
            Assert.Equal(Bound(official["maxItems"], ""), type.Items.Value.Max);
            official = Resolve(official["items"]!.AsObject(), root);
        }
        else
        {
            Assert.True(type.Items is null, $"{where} is no array.");
        }

        if (official["enum"] is JsonArray values)
        {
            var names = facts.Enum(type.Name);
            Assert.True(names is not null, $"{where} is an enumeration.");
            var ours = names.Values.Where(value => value.Only is null || value.Only == version).Select(value => value.Text).ToList();
            var theirs = values.Select(value => (string)value!).ToHashSet();

            // A unit that the schema of MeterValues has and that of StopTransaction has not.
            Assert.True(theirs.SetEquals(ours.Where(text => text != "Hertz" || theirs.Contains(text))), $"{where} has other values.");
            return;
        }

        switch ((string?)official["type"])
        {
            case "object":
                Compare(facts, version, facts.Classes.Single(known => known.Name == type.Name), official, root, where);
                break;
            case "string" when (string?)official["format"] == "date-time":
                Assert.Equal("dateTime", type.Name);
                break;
            case "string":
                Assert.Contains(type.Name, new[] { "string", "uri" });
                var length = type.MaxLengths.Length == 0 ? null : type.MaxLengths[Math.Min(version, type.MaxLengths.Length - 1)];
                Assert.Equal((int?)official["maxLength"], length);
                break;
            case "integer" or "number":
                Assert.Equal((string)official["type"]!, type.Name);
                Assert.Equal(official["multipleOf"] is not null, type.IsInTenths);
                Assert.True(Bound(official["minimum"], "") == type.Min || mayBeStricter, $"{where} has another least value.");
                Assert.True(Bound(official["maximum"], "") == type.Max || mayBeStricter, $"{where} has another greatest value.");
                break;
            case "boolean":
                Assert.Equal("boolean", type.Name);
                break;
            default:
                Assert.Equal("any", type.Name);
                break;
        }
    }

    static JsonObject Resolve(JsonObject schema, JsonObject root) => (string?)schema["$ref"] is { } reference
        ? root["definitions"]![reference.Split('/')[^1]]!.AsObject()
        : schema;

    static string Bound(JsonNode? value, string none) =>
        value is null ? none : value.GetValue<double>().ToString(CultureInfo.InvariantCulture);

    static string Bound(string value, string none) => value.Length == 0 ? none : value;
}
