using System.Text.Json;

namespace OcppLab.Simulation;

/// <summary>An enumeration's names on the wire, indexed by value.</summary>
static class EncodedNames
{
    public static JsonEncodedText[] Of<T>() where T : struct, Enum => Of<T>(static value => value.ToString());

    public static JsonEncodedText[] Of<T>(Func<T, string> name) where T : struct, Enum =>
        [.. Enum.GetValues<T>().Select(value => JsonEncodedText.Encode(name(value)))];
}
