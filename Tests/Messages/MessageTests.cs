using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcppLab.Tests.Messages;

/// <summary>Every message of every version, made of its facts.</summary>
public sealed class MessageTests
{
    [Theory, MemberData(nameof(FactFiles.Messages), MemberType = typeof(FactFiles))]
    public void A_message_is_read_and_written_as_it_was(string version, string action, bool isResponse)
    {
        foreach (var withOptional in new[] { true, false })
        {
            var payload = FactPayloads.Of(version, action, isResponse, withOptional).ToJsonString();
            Assert.Null(SchemaOf(version, action, isResponse).Check(Encoding.UTF8.GetBytes(payload)));
            Assert.Equal(payload, Text(Read(version, action, isResponse, payload)));
        }
    }

    [Theory, MemberData(nameof(FactFiles.Messages), MemberType = typeof(FactFiles))]
    public void What_a_message_may_not_have_is_named(string version, string action, bool isResponse)
    {
        var (_, facts, index) = FactFiles.Of(version);
        var schema = SchemaOf(version, action, isResponse);
        var whole = FactPayloads.Of(version, action, isResponse, withOptional: true);
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
}
