using System.Text.Encodings.Web;
using System.Text.Json;
using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>The answer to a command, written straight to the response: it may have as many items as a location has chargers.</summary>
/// <param name="response">What the chargers said.</param>
sealed class CommandAnswer(LocationCommandResponse response) : IResult
{
    const int FlushBytes = 64 * 1024;
    const int MaxError = 255;

    static readonly JsonEncodedText TargetedCount = JsonEncodedText.Encode("targeted_count");
    static readonly JsonEncodedText QueuedCount = JsonEncodedText.Encode("queued_count");
    static readonly JsonEncodedText FailedCount = JsonEncodedText.Encode("failed_count");
    static readonly JsonEncodedText Results = JsonEncodedText.Encode("results");
    static readonly JsonEncodedText Failed = JsonEncodedText.Encode("failed");
    static readonly JsonEncodedText ChargerId = JsonEncodedText.Encode("charger_id");
    static readonly JsonEncodedText Identity = JsonEncodedText.Encode("identity");
    static readonly JsonEncodedText Command = JsonEncodedText.Encode("command");
    static readonly JsonEncodedText Error = JsonEncodedText.Encode("error");

    /// <summary>Its shape.</summary>
    public static readonly Shape Shape = new(
        "LocationCommandResponse",
        "Response body returned by location-scoped charger command endpoints; `targeted_count` is `queued_count` plus `failed_count`.",
        Field.Int("targeted_count", "The chargers that the target means.", 0),
        Field.Int("queued_count", "Those that took the command: it is kept, and a crash does not lose it.", 0),
        Field.Int("failed_count", "Those that refused it.", 0),
        Field.List("results", "One item for each charger that took it.", Field.Object("", "", new(
            "LocationQueuedCommandResult",
            "One queued command result item for a location-scoped command request.",
            Field.Text("charger_id", "The charger.").Like("dep-123"),
            Field.Text("identity", "Its charge point identity."),
            Field.Object("command", "The command as it was queued.", new(
                "QueuedCommandResponse",
                "Queued command payload returned by simulator action endpoints.",
                Field.Text("id", "The command's id, the same for all chargers of the target.").Like("a1b2c3d4e5f6"),
                Field.Text("event_type", "The command's name with underscores.").Like("start_session"),
                Field.Text("ocpp_version", "The charger's OCPP version.").Like("ocpp1.6"),
                Field.Json("payload", "The event with its defaults filled in.")))))),
        Field.List("failed", "One item for each charger that refused it.", Field.Object("", "", new(
            "LocationCommandFailure",
            "Failed charger result returned by location command endpoints.",
            Field.Text("identity", "The charger's identity; null where the location has no such charger.").OrNull(),
            Field.Text("error", "Why, in a sentence.", max: MaxError).Like("connector 1 is already in a session (Charging)")))));

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = FrontDoorJson.ContentType;
        context.Response.Headers.Location = $"/ocpp/commands/{response.Request.Id}";
        var pipe = context.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(pipe, new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber(TargetedCount, response.Queued.Count + response.Failed.Count);
        json.WriteNumber(QueuedCount, response.Queued.Count);
        json.WriteNumber(FailedCount, response.Failed.Count);
        json.WriteStartArray(Results);
        var flushed = 0L;
        var commands = new byte[Enum.GetValues<OcppVersion>().Length][];
        foreach (var answer in response.Queued)
        {
            json.WriteStartObject();
            json.WriteString(ChargerId, answer.ChargerId);
            json.WriteString(Identity, answer.Identity);
            json.WritePropertyName(Command);
            json.WriteRawValue(commands[(int)answer.Version] ??= Queued(answer.Version), skipInputValidation: true);
            json.WriteEndObject();
            await FlushAsync();
        }

        json.WriteEndArray();
        json.WriteStartArray(Failed);
        foreach (var answer in response.Failed)
        {
            json.WriteStartObject();
            json.WriteString(Identity, answer.Identity);
            json.WriteString(Error, Shortened(answer.Refusal!));
            json.WriteEndObject();
            await FlushAsync();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        async ValueTask FlushAsync()
        {
            if (json.BytesCommitted - flushed < FlushBytes)
            {
                return;
            }

            json.Flush();
            flushed = json.BytesCommitted;
            await pipe.FlushAsync(context.RequestAborted);
        }
    }

    // It may repeat what was asked for, such as an id.
    static string Shortened(string refusal) => refusal.Length <= MaxError ? refusal : string.Concat(refusal.AsSpan(0, MaxError - 1), "…");

    byte[] Queued(OcppVersion version)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", response.Request.Id);
            json.WriteString("event_type", response.Request.EventType);
            json.WriteString("ocpp_version", version.Name());
            json.WritePropertyName("payload");
            json.WriteRawValue(response.Request.Payload.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
