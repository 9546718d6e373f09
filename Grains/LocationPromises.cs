using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OcppLab.Fleet;
using Orleans.Storage;

namespace OcppLab.Grains;

/// <summary>What a location has promised and does not know to be kept yet.</summary>
public sealed class LocationPromises
{
    /// <summary>The commands.</summary>
    public List<Promise> Promises { get; init; } = [];
}

/// <summary>A command that a location gives to its chargers until each has stored it.</summary>
public sealed class Promise
{
    CommandRequest? request;

    /// <summary>The command's id.</summary>
    public required string Id { get; init; }

    /// <summary>The location's organization.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The command's name in the contract.</summary>
    public required string EventType { get; init; }

    /// <summary>The command, as <see cref="CommandJson"/> writes it.</summary>
    public required JsonElement Command { get; init; }

    /// <summary>The event with its defaults filled in.</summary>
    public required JsonElement Payload { get; init; }

    /// <summary>Only for these chargers; null for all of the location.</summary>
    public IReadOnlyList<string>? ChargerIds { get; init; }

    /// <summary>The chargers that refused it.</summary>
    public IReadOnlyList<string> Refused { get; set; } = [];

    /// <summary>The command.</summary>
    [JsonIgnore]
    public CommandRequest Request => request ??= new(
        Id, EventType, CommandJson.Read(JsonSerializer.SerializeToUtf8Bytes(Command)), JsonSerializer.SerializeToUtf8Bytes(Payload));

    /// <summary>A command that nobody has refused yet.</summary>
    public static Promise Of(string organizationId, CommandRequest request, IReadOnlyList<string>? chargerIds) => new()
    {
        Id = request.Id,
        OrganizationId = organizationId,
        EventType = request.EventType,
        Command = JsonElement.Parse(CommandJson.Write(request.Command)),
        Payload = JsonElement.Parse(request.Payload.Span),
        ChargerIds = chargerIds,
        request = request,
    };
}

/// <summary>Grains' states as JSON without names of types, so that a type may be moved or renamed and gain members.</summary>
sealed class GrainStateSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input!, Info<T>()));

    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize(input.ToMemory().Span, Info<T>())!;

    static JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)PromiseJson.Default.GetTypeInfo(typeof(T))!;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LocationPromises))]
sealed partial class PromiseJson : JsonSerializerContext;
