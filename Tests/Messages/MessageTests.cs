using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcppLab.Ocpp.Messages.Generator;

namespace OcppLab.Tests.Messages;

/// <summary>Every message of every version, made of its facts.</summary>
public sealed class MessageTests
{
    [Theory, MemberData(nameof(FactFiles.Messages), MemberType = typeof(FactFiles))]
    public void A_message_is_read_and_written_as_it_was(string version, string action, bool isResponse)
    {
        foreach (var withOptional in new[] { true, false })
        {
            var payload = Payload(version, action, isResponse, withOptional).ToJsonString();
            Assert.Null(SchemaOf(version, action, isResponse).Check(Encoding.UTF8.GetBytes(payload)));
            Assert.Equal(payload, Text(Read(version, action, isResponse, payload)));
        }
    }

    [Theory, MemberData(nameof(FactFiles.Messages), MemberType = typeof(FactFiles))]
    public void What_a_message_may_not_have_is_named(string version, string action, bool isResponse)
    {
        var (_, facts, index) = FactFiles.Of(version);
        var schema = SchemaOf(version, action, isResponse);
        var whole = Payload(version, action, isResponse, withOptional: true);
        Assert.Equal("noSuchField", Violation(changed => changed["noSuchField"] = 1)?.Path);
        foreach (var field in facts.Class(action, isResponse).FieldsIn(index))
        {
            if (field.Type.Name != "any")
            {
                var violation = Violation(changed => changed[field.Name] = field.Type is { Name: "boolean", Items: null } ? 1 : true);
                Assert.Equal((field.Name, ViolationKind.Type), (violation!.Path, violation.Kind));
            }

            var missing = Violation(changed => changed.Remove(field.Name));
            Assert.Equal(field.IsRequired ? (field.Name, "is missing") : default, missing is null ? default : (missing.Path, missing.Problem));
            if (field.Type is { Name: "string", Items: null } && field.LengthOf(index) is { } length)
            {
                Assert.Equal(ViolationKind.Property, Violation(changed => changed[field.Name] = new string('x', length + 1))?.Kind);
                Assert.Null(Violation(changed => changed[field.Name] = new string('é', length)));
            }

            if (facts.Enum(field.Type.Name) is not null && field.Type.Items is null)
            {
                Assert.Equal(ViolationKind.Property, Violation(changed => changed[field.Name] = "NoSuchValue")?.Kind);
            }
        }

        Violation? Violation(Action<JsonObject> change)
        {
            var changed = whole.DeepClone().AsObject();
            change(changed);
            return schema.Check(Encoding.UTF8.GetBytes(changed.ToJsonString()));
        }
    }

    static Schema SchemaOf(string version, string action, bool isResponse)
    {
        var operation = FactFiles.Of(version).Messages.Find(action)!;
        return isResponse ? operation.Response!.Schema : operation.Request.Schema;
    }

    static IJsonObject Read(string version, string action, bool isResponse, string payload)
    {
        var operation = FactFiles.Of(version).Messages.Find(action)!;
        var bytes = Encoding.UTF8.GetBytes(payload);
        return isResponse ? operation.Response!.ReadChecked(bytes) : operation.Request.ReadChecked(bytes);
    }

    static string Text(IJsonObject message)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            message.Write(writer);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    static JsonObject Payload(string version, string action, bool isResponse, bool withOptional)
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
