using System.Text.Encodings.Web;
using System.Text.Json.Serialization;

namespace OcppLab.Api;

/// <summary>The JSON types that are not declared field by field.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(string))]
sealed partial class FrontDoorJson : JsonSerializerContext
{
    /// <summary>With quotes and letters as people write them: what leaves is JSON, never part of a page.</summary>
    public static FrontDoorJson Plain { get; } = new(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
