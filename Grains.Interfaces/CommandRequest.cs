using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>A command as it came in: what to do, and how it is told back.</summary>
/// <param name="Id">The command's id, 12 hexadecimal digits; a charger takes an id once.</param>
/// <param name="EventType">Its name in the contract with underscores, <c>start_session</c>.</param>
/// <param name="Command">What the charger is to do.</param>
/// <param name="Payload">The event with its defaults filled in, as UTF-8 JSON.</param>
/// <param name="RequestedAt">When it came in.</param>
/// <param name="LocationId">The location whose chargers it is for; null where it is for one charger.</param>
public sealed record CommandRequest(
    string Id, string EventType, Command Command, ReadOnlyMemory<byte> Payload, DateTimeOffset RequestedAt = default, string? LocationId = null);

/// <summary>One charger's answer to a command.</summary>
/// <param name="ChargerId">The charger as the target named it.</param>
/// <param name="Identity">Its identity; null where the location has no such charger.</param>
/// <param name="Version">The OCPP version it speaks.</param>
/// <param name="Refusal">Why it was refused; null when it was queued.</param>
[GenerateSerializer, Immutable, Alias("ocpplab.answer")]
public readonly record struct ChargerReceipt(
    [property: Id(0)] string ChargerId, [property: Id(1)] string? Identity, [property: Id(2)] OcppVersion Version, [property: Id(3)] string? Refusal);
