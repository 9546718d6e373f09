using System.Text.Encodings.Web;
using System.Text.Json.Serialization;

namespace OcppLab.Api;

/// <summary>The JSON types that are not declared field by field.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(string))]
sealed partial class FrontDoorJson : JsonSerializerContext
{
    /// <summary>The content type of every JSON answer.</summary>
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>With quotes and letters as people write them: what leaves is JSON, never part of a page.</summary>
    public static FrontDoorJson Plain { get; } = new(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
