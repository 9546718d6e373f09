using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>A command of the contract: its route, what its event carries, and what it asks of a charger.</summary>
/// <param name="Name">The route after <c>/ocpp/commands/</c>.</param>
/// <param name="Event">The event's fields.</param>
/// <param name="Read">Makes the command from an event.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="Description">What it does to a charger, and when a charger refuses it.</param>
sealed record CommandSpec(string Name, Shape Event, Func<Body, Command> Read, string Summary, string Description)
{
    /// <summary>Another route for the same, or null.</summary>
    public string? Alias { get; init; }

    /// <summary>Its name in answers: the route with underscores.</summary>
    public string EventType { get; } = Name.Replace('-', '_').Replace('/', '_');

    /// <summary>The whole body.</summary>
    public Shape Request { get; } = CommandBody.Request(Event, Summary);

    /// <summary>The event with its defaults filled in; a field that was left out and has none stays out.</summary>
    public byte[] Payload(Body body)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var field in Event.Fields)
            {
                if (body.Value.TryGetProperty(field.Name, out var value))
                {
                    json.WritePropertyName(field.Name);
                    json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                }
                else if (field.Default is { } fallback)
                {
                    json.WritePropertyName(field.Name);
                    fallback.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
