using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OcppLab.Cli;

/// <summary>Reads what the service answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LoadTestAnswer))]
[JsonSerializable(typeof(LoadTestTaken))]
[JsonSerializable(typeof(CommandTaken))]
[JsonSerializable(typeof(CommandSummary))]
[JsonSerializable(typeof(PageAnswer<CommandOutcomeAnswer>))]
[JsonSerializable(typeof(PageAnswer<ChargerAnswer>))]
[JsonSerializable(typeof(FrameAnswer))]
[JsonSerializable(typeof(GapEvent))]
sealed partial class ServiceJson : JsonSerializerContext
{
    /// <summary>Reads it.</summary>
    /// <exception cref="CliException">It is something else than what is expected.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new CliException(ExitCode.Failed, $"The service answers what this program does not understand; are they of one version? ({e.Message})");
        }
    }
}
