using System.Text.Json;

namespace OcppLab.Api;

/// <summary>The values of an enumeration in the words of bodies and answers: <c>reconnect_storm</c>.</summary>
static class Words
{
    /// <summary>The word of a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>All words and their values.</summary>
    public static (string Word, T Value)[] All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => (Of(value), value))];

    /// <summary>All words.</summary>
    public static IEnumerable<string> Each<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(Of);
}
