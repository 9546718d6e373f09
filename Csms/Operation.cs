using System.Collections.Frozen;
using System.Text.Json;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>A request that chargers make, in one version.</summary>
/// <param name="Action">The action.</param>
/// <param name="Request">What it must look like.</param>
/// <param name="Answer">Takes a request that does, and writes the answer's payload. The charger is locked.</param>
sealed record Operation(string Action, Schema Request, AnswerWriter Answer);

/// <summary>Takes a request and writes the answer's payload.</summary>
delegate void AnswerWriter(ChargerSession session, in Frame call, Utf8JsonWriter answer);

/// <summary>What a version's chargers may ask, and how they answer.</summary>
/// <param name="Version">The version.</param>
/// <param name="Subprotocol">Its subprotocol.</param>
/// <param name="Operations">The requests that chargers make.</param>
/// <param name="Responses">The schemas of the answers to calls.</param>
sealed record Protocol(
    OcppVersion Version, string Subprotocol, FrozenDictionary<string, Operation> Operations, FrozenDictionary<string, Schema> Responses)
{
    /// <summary>The protocols, by subprotocol.</summary>
    public static FrozenDictionary<string, Protocol> All { get; } =
        new[] { V16Operations.Protocol, V201Operations.Protocol }.ToFrozenDictionary(protocol => protocol.Subprotocol);
}

/// <summary>Requests that both versions have in the same form.</summary>
static class CommonOperations
{
    /// <summary>A request that is taken as it comes and answered with an empty object.</summary>
    public static Operation Acknowledge(string action, Schema? request = null) => new(action, request ?? Schema.OpenObject(), static (_, in _, answer) =>
    {
        answer.WriteStartObject();
        answer.WriteEndObject();
    });

    /// <summary>DataTransfer: no vendor's is understood.</summary>
    public static Operation DataTransfer { get; } = new("DataTransfer", Schema.OpenObject(Schema.Required("vendorId", Schema.Text(255))), static (_, in _, answer) =>
    {
        answer.WriteStartObject();
        answer.WriteString("status"u8, "UnknownVendorId"u8);
        answer.WriteEndObject();
    });

    /// <summary>Heartbeat.</summary>
    public static Operation Heartbeat(Schema request) => new("Heartbeat", request, static (session, in _, answer) =>
    {
        answer.WriteStartObject();
        answer.WriteString("currentTime"u8, session.System.Time.GetUtcNow().UtcDateTime);
        answer.WriteEndObject();
    });
}
