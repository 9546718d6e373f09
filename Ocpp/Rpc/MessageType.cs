using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>A message's schema and JSON form.</summary>
/// <typeparam name="T">The message's record.</typeparam>
/// <param name="version">The version it belongs to.</param>
/// <param name="schema">Its schema.</param>
/// <param name="json">How its record is read and written; null fields are left out.</param>
public sealed class MessageType<T>(OcppVersion version, Schema schema, JsonTypeInfo<T> json)
{
    /// <summary>Its schema.</summary>
    public Schema Schema { get; } = schema;

    /// <summary>Reads a payload.</summary>
    /// <exception cref="OcppException">It does not fit the schema.</exception>
    public T Read(ReadOnlySpan<byte> payload) =>
        Schema.Check(payload) is { } violation
            ? throw new OcppException(violation.Code(version), violation.Description)
            : ReadChecked(payload);

    /// <summary>Reads a payload that is known to fit the schema.</summary>
    internal T ReadChecked(ReadOnlySpan<byte> payload) => JsonSerializer.Deserialize(payload, json)!;

    /// <summary>Writes a payload.</summary>
    public void Write(T message, Utf8JsonWriter payload) => JsonSerializer.Serialize(payload, message, json);
}
