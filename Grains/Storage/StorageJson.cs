using System.Text.Json.Serialization;

namespace OcppLab.Grains;

[JsonSerializable(typeof(IReadOnlyList<string>))]
sealed partial class StorageJson : JsonSerializerContext;
