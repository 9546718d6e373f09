using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlScalar = YamlDotNet.Core.Events.Scalar;

namespace OcppLab.Api;

/// <summary>Makes of a YAML body the JSON that it stands for: one document whose plain scalars are what YAML 1.2's core schema says. What
/// JSON has not is refused: aliases, tags other than that of text, keys that are not text, values that are no number.</summary>
static class YamlBody
{
    /// <summary>The media type of YAML (RFC 9512).</summary>
    public const string ContentType = "application/yaml";

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = Body.MaxDepth };

    static readonly TagName TextTag = new("tag:yaml.org,2002:str");

    /// <summary>Whether a content type is that of YAML in UTF-8.</summary>
    public static bool Is(string? contentType) => Body.MediaTypeIn(contentType)?.ToLowerInvariant() is ContentType or "application/x-yaml" or "text/yaml" or "text/x-yaml";

    /// <summary>The JSON.</summary>
    /// <exception cref="BadHttpRequestException">It is not YAML, or not such as stands for JSON; the sentence says where.</exception>
    public static byte[] ToJson(byte[] yaml)
    {
        if (!Utf8.IsValid(yaml))
        {
            throw Body.Invalid("The body is not UTF-8.");
        }

        var json = new ArrayBufferWriter<byte>(yaml.Length + 16);
        var scanner = new Scanner(new StringReader(Encoding.UTF8.GetString(yaml).TrimStart('\uFEFF')), skipComments: true);
        try
        {
            var parser = new Parser(scanner);
            using (var writer = new Utf8JsonWriter(json, Options))
            {
                parser.Consume<StreamStart>();
                if (parser.Accept<StreamEnd>(out _))
                {
                    throw Body.Invalid("The body is empty; it must be YAML or JSON.");
                }

                parser.Consume<DocumentStart>();
                Value(parser, writer, depth: 0);
                parser.Consume<DocumentEnd>();
                if (parser.Accept<DocumentStart>(out var second))
                {
                    throw Wrong(second.Start, "there is a second document");
                }

                parser.Consume<StreamEnd>();
            }

            return json.WrittenSpan.ToArray();
        }
        catch (YamlException mistake)
        {
            throw Wrong(mistake.Start, mistake.Message.TrimEnd('.'));
        }
        catch (Exception mistake) when (mistake is InvalidOperationException or ArgumentException)
        {
            // What the scanner throws of a list that is not closed, and of a tag without a name.
            throw Wrong(scanner.CurrentPosition, "what is there is not expected");
        }
    }

    static void Value(Parser parser, Utf8JsonWriter writer, int depth)
    {
        var node = parser.Consume<ParsingEvent>();
        switch (node)
        {
            case AnchorAlias alias:
                throw Wrong(alias.Start, $"the alias *{alias.Value} is not taken");
            case YamlScalar scalar:
                CheckTag(scalar);
                Write(scalar, writer);
                break;
            case SequenceStart sequence:
                CheckTag(sequence);
                CheckDepth(sequence, depth);
                writer.WriteStartArray();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    Value(parser, writer, depth + 1);
                }

                writer.WriteEndArray();
                break;
            case MappingStart mapping:
                CheckTag(mapping);
                CheckDepth(mapping, depth);
                Mapping(parser, writer, depth);
                break;
            default:
                throw Wrong(node.Start, "there is no value");
        }
    }

    static void Mapping(Parser parser, Utf8JsonWriter writer, int depth)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        writer.WriteStartObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<YamlScalar>(out var key))
            {
                throw Wrong(parser.Consume<ParsingEvent>().Start, "a name must be text");
            }

            CheckTag(key);
            if (!names.Add(key.Value))
            {
                throw Wrong(key.Start, $"the name '{Body.Shown(key.Value)}' is there twice");
            }

            writer.WritePropertyName(key.Value);
            Value(parser, writer, depth + 1);
        }

        writer.WriteEndObject();
    }

    static void Write(YamlScalar scalar, Utf8JsonWriter writer)
    {
        var text = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain || scalar.Tag == TextTag)
        {
            writer.WriteStringValue(text);
            return;
        }

        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                writer.WriteNullValue();
                break;
            case "true" or "True" or "TRUE":
                writer.WriteBooleanValue(true);
                break;
            case "false" or "False" or "FALSE":
                writer.WriteBooleanValue(false);
                break;
            default:
                if (YamlNumber.InJson(text) is not { } number)
                {
                    writer.WriteStringValue(text);
                }
                else if (number.Length > 0)
                {
                    writer.WriteRawValue(number, skipInputValidation: true);
                }
                else
                {
                    throw Wrong(scalar.Start, $"{Body.Shown(text)} is no number that JSON has");
                }

                break;
        }
    }

    static void CheckTag(NodeEvent node)
    {
        if (!node.Tag.IsEmpty && !(node.Tag.IsNonSpecific || (node is YamlScalar && node.Tag == TextTag)))
        {
            throw Wrong(node.Start, $"the tag {Body.Shown(node.Tag.ToString())} is not taken");
        }
    }

    static void CheckDepth(NodeEvent node, int depth)
    {
        if (depth >= Body.MaxDepth)
        {
            throw Wrong(node.Start, $"it is more than {Body.MaxDepth} levels deep");
        }
    }

    static BadHttpRequestException Wrong(Mark at, string reason) => Body.Invalid($"The body is not valid YAML at line {at.Line}, column {at.Column}: {reason}.");
}
