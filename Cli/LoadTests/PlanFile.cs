using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OcppLab.Cli;

/// <summary>A plan as it is sent to the service.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="MediaType">What they are: JSON or YAML.</param>
sealed record PlanFile(byte[] Content, string MediaType)
{
    const string Json = "application/json";
    const string Yaml = "application/yaml";
    const string StandardInput = "-";

    /// <summary>Reads one from a file, or with <c>-</c> from the standard input.</summary>
    /// <exception cref="CliException">There is no such file, or it is neither YAML nor JSON by its name.</exception>
    public static async Task<PlanFile> ReadAsync(string name, Terminal terminal, CancellationToken cancellationToken)
    {
        if (name == StandardInput)
        {
            using var read = new MemoryStream();
            await using var input = terminal.In();
            await input.CopyToAsync(read, cancellationToken).WaitAsync(cancellationToken);
            var text = Encoding.UTF8.GetString(read.ToArray()).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
            return new(read.ToArray(), text.StartsWith('{') ? Json : Yaml);
        }

        var mediaType = Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".json" => Json,
            ".yaml" or ".yml" => Yaml,
            _ => throw new CliException(ExitCode.Usage, $"The plan {name} must end with .yaml, .yml or .json, or be - for the standard input."),
        };
        try
        {
            return new(await File.ReadAllBytesAsync(terminal.PathOf(name), cancellationToken), mediaType);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"The plan can't be read: {e.Message}");
        }
    }

    /// <summary>The plan with another CSMS address for the chargers that it makes.</summary>
    /// <param name="choose">Told whether the template has an address and which, says which it is to have.</param>
    /// <exception cref="CliException">The plan can't be read, or makes no chargers.</exception>
    public PlanFile WithWsUrl(Func<bool, string?, string?> choose)
    {
        try
        {
            return MediaType == Json ? JsonWith(choose) : YamlWith(choose);
        }
        catch (Exception e) when (e is JsonException or YamlException or InvalidOperationException or ArgumentException)
        {
            throw new CliException(ExitCode.Usage, $"The plan can't be read: {e.Message}");
        }
    }

    PlanFile JsonWith(Func<bool, string?, string?> choose)
    {
        var plan = JsonNode.Parse(Content);
        if (plan?["target"]?["template"] is not JsonObject template)
        {
            throw NoTemplate();
        }

        template["ws_url"] = choose(template.TryGetPropertyValue("ws_url", out var before), (string?)before);
        return this with { Content = Encoding.UTF8.GetBytes(plan.ToJsonString()) };
    }

    PlanFile YamlWith(Func<bool, string?, string?> choose)
    {
        var yaml = new YamlStream();
        using (var reader = new StreamReader(new MemoryStream(Content)))
        {
            yaml.Load(reader);
        }

        if (yaml.Documents is not [var document] || Child(Child(document.RootNode, "target"), "template") is not YamlMappingNode template)
        {
            throw NoTemplate();
        }

        var before = Child(template, "ws_url") as YamlScalarNode;
        var isNull = before is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" };
        var after = choose(before is not null, isNull ? null : before?.Value);
        template.Children[new YamlScalarNode("ws_url")] = after is null
            ? new YamlScalarNode("null")
            : new YamlScalarNode(after) { Style = ScalarStyle.DoubleQuoted };
        using var written = new StringWriter();
        yaml.Save(written, assignAnchors: false);
        return this with { Content = Encoding.UTF8.GetBytes(written.ToString()) };
    }

    static YamlNode? Child(YamlNode? node, string name) =>
        (node as YamlMappingNode)?.Children.FirstOrDefault(child => child.Key is YamlScalarNode { Value: var key } && key == name).Value;

    static CliException NoTemplate() => new(
        ExitCode.Usage, "The plan's target must have a template: only chargers that the load test makes can be told where to connect.");
}
