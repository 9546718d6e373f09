using System.Text.Json.Nodes;

namespace OcppLab.Tests.Messages;

/// <summary>The folder of the official JSON schemas, named by an environment variable where it is at hand.</summary>
static class OfficialSchemas
{
    /// <summary>The variable: the folder with <c>v16</c>, <c>v201</c> and <c>v21</c>.</summary>
    public const string Variable = "OCPPLAB_OCPP_SCHEMAS";

    public static string? Folder { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>The official schema of a message.</summary>
    public static JsonObject Read(string version, string action, bool isResponse)
    {
        var folder = Path.Combine(Folder!, "v" + version.Replace(".", ""));
        var names = isResponse ? [$"{action}Response.json"] : new[] { $"{action}.json", $"{action}Request.json" };
        return JsonNode.Parse(File.ReadAllText(names.Select(name => Path.Combine(folder, name)).Single(File.Exists)))!.AsObject();
    }

    /// <summary>The names of the official schemas of a version.</summary>
    public static IEnumerable<string> Names(string version) =>
        Directory.EnumerateFiles(Path.Combine(Folder!, "v" + version.Replace(".", ""))).Select(file => Path.GetFileNameWithoutExtension(file));
}

/// <summary>A test that needs the official schemas; skipped where they are not at hand.</summary>
sealed class OfficialSchemasTheoryAttribute : TheoryAttribute
{
    public OfficialSchemasTheoryAttribute() => Skip = OfficialSchemas.Folder is null ? $"{OfficialSchemas.Variable} names no folder." : null;
}
