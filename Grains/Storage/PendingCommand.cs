using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcppLab.Grains;

/// <summary>A command that a location has accepted and gives to its chargers until each has stored it.</summary>
sealed class PendingCommand
{
    CommandRequest? request;

    /// <summary>The location.</summary>
    [JsonIgnore]
    public string LocationId { get; private set; } = "";

    /// <summary>The command's id.</summary>
    [JsonPropertyName("Id")]
    public required string Id { get; init; }

    /// <summary>The location's organization.</summary>
    [JsonPropertyName("OrganizationId")]
    public required string OrganizationId { get; init; }

    /// <summary>The command's name in the contract.</summary>
    [JsonPropertyName("EventType")]
    public required string EventType { get; init; }

    /// <summary>The command, as <see cref="CommandJson"/> writes it.</summary>
    [JsonPropertyName("Command")]
    public required JsonElement Command { get; init; }

    /// <summary>The event with its defaults filled in.</summary>
    [JsonPropertyName("Payload")]
    public required JsonElement Payload { get; init; }

    /// <summary>Only for these chargers; null for all of the location.</summary>
    [JsonPropertyName("ChargerIds")]
    public IReadOnlyList<string>? ChargerIds { get; init; }

    /// <summary>When it came in.</summary>
    [JsonPropertyName("RequestedAt")]
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>The chargers that refused it.</summary>
    [JsonPropertyName("Refused")]
    public IReadOnlyList<string> Refused { get; set; } = [];

    /// <summary>The command.</summary>
    [JsonIgnore]
    public CommandRequest Request => request ??= new(
        Id, EventType, CommandJson.Read(JsonSerializer.SerializeToUtf8Bytes(Command)), JsonSerializer.SerializeToUtf8Bytes(Payload),
        RequestedAt, LocationId);

    /// <summary>A command that nobody has refused yet.</summary>
    public static PendingCommand Of(string locationId, string organizationId, CommandRequest request, IReadOnlyList<string>? chargerIds) => new()
    {
        LocationId = locationId,
        Id = request.Id,
        OrganizationId = organizationId,
        EventType = request.EventType,
        Command = JsonElement.Parse(CommandJson.Write(request.Command)),
        Payload = JsonElement.Parse(request.Payload.Span),
        ChargerIds = chargerIds,
        RequestedAt = request.RequestedAt,
        request = request with { LocationId = locationId },
    };

    /// <summary>The command as it is stored.</summary>
    public string Write() => JsonSerializer.Serialize(this, PendingCommandJson.Default.PendingCommand);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static PendingCommand Read(string locationId, string json)
    {
        var command = JsonSerializer.Deserialize(json, PendingCommandJson.Default.PendingCommand)!;
        command.LocationId = locationId;
        return command;
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PendingCommand))]
sealed partial class PendingCommandJson : JsonSerializerContext;
