using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>What happens now, as Server-Sent Events. A reader too slow for it is dropped: its stream ends, and can be resumed.</summary>
static class StreamRoutes
{
    const int FlushBytes = 64 * 1024;
    const string LastEventId = "Last-Event-ID";
    const string MissingDetail =
        "Some of what happened before this may be missing: a silo has come or gone, or it does not keep events for so long.";

    static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    static readonly Field<string?> ChargerId = Field.Text("charger_id", "Only this charger's.").OrNull();
    static readonly Field<string?> LocationId = Field.Text(
        "location_id", "Only that of chargers that are at this location when it happens.").OrNull();
    static readonly Field<bool> Frames = Field.Bool("frames", "Whether to tell frames too.").Or(false);

    static readonly Field<bool> CommandOutcomes = Field.Bool("command_outcomes", "Whether to tell what commands come to.").Or(true);

    static readonly Field<bool> Meters = Field.Bool("meter_values", "Whether to tell meter values too.").Or(false);

    static readonly Answer<(FleetEvent At, StatusChanged Status)> Status = new Answer<(FleetEvent At, StatusChanged Status)>(
        "StatusEvent", "A connector's status changed.")
        .Text("charger_id", "The charger.", happening => happening.At.ChargerId)
        .Text("identity", "Its charge point identity.", happening => happening.At.Identity)
        .Int("connector_id", "The connector; 0 for the charger as a whole.", happening => happening.Status.ConnectorId)
        .Word("status", "Its status, in the words of OCPP 1.6.", Enum.GetNames<ConnectorStatus>(), happening => happening.Status.Status.ToString())
        .Word("error_code", "Its error, in the words of OCPP 1.6.", Enum.GetNames<ChargePointErrorCode>(), happening => happening.Status.ErrorCode.ToString())
        .Time("timestamp", "When.", happening => happening.Status.At);

    static readonly Answer<(FleetEvent At, SessionChanged Session)> Session = new Answer<(FleetEvent At, SessionChanged Session)>(
        "SessionEvent", "A session as it is now.")
        .Text("charger_id", "The charger.", happening => happening.At.ChargerId)
        .Text("identity", "Its charge point identity.", happening => happening.At.Identity)
        .Text("session_id", "The session's id, as `/ocpp/sessions` has it.", happening => happening.Session.SessionId)
        .Int("connector_id", "The connector.", happening => happening.Session.ConnectorId)
        .Text("id_tag", "The id tag.", happening => happening.Session.IdTag)
        .TextOrNull("transaction_id", "The OCPP transaction id; null while the CSMS has not given it.", happening => happening.Session.TransactionId)
        .Time("started_at", "When it started.", happening => happening.Session.StartedAt)
        .TimeOrNull("stopped_at", "When it ended; null while it runs.", happening => happening.Session.StoppedAt)
        .Number("energy_wh", "The energy delivered, in watt-hours.", happening => Math.Round(happening.Session.EnergyWh, 3))
        .TextOrNull("stop_reason", "Why it ended; null while it runs.", happening => happening.Session.StopReason?.ToString())
        .TextOrNull("command_id", "The command that started it; null if the CSMS did.", happening => happening.Session.CommandId)
        .Word("outcome", "What it has come to, as commands have it.", Outcomes.All, happening => Outcomes.WordOf(happening.Session.Outcome))
        .TextOrNull("reason", "Why; null where there is nothing to add.", happening => happening.Session.Reason)
        .Time("timestamp", "When.", happening => happening.Session.At);

    static readonly Answer<(FleetEvent At, CommandOutcomeChanged Outcome)> Outcome = new Answer<(FleetEvent At, CommandOutcomeChanged Outcome)>(
        "CommandOutcomeEvent", "A command has come to something at a charger.")
    {
        Example = JsonNode.Parse(
            """
            {
              "command_id": "a1b2c3d4e5f6", "charger_id": "dep-123", "identity": "CP-17", "outcome": "started", "reason": null,
              "session_id": "0b0e5f43-6d1f-8b6a-9d55-2f9f0d1f4c11", "transaction_id": "4711", "stop_reason": null, "energy_wh": null,
              "timestamp": "2026-11-24T08:00:03.271Z"
            }
            """),
    }
        .Text("command_id", "The command.", happening => happening.Outcome.CommandId)
        .Text("charger_id", "The charger.", happening => happening.At.ChargerId)
        .Text("identity", "Its charge point identity.", happening => happening.At.Identity)
        .Word("outcome", "What it has come to.", Outcomes.All, happening => Outcomes.WordOf(happening.Outcome.Outcome))
        .TextOrNull("reason", "Why, in the CSMS's own words or in a sentence; null where there is nothing to add.", happening => happening.Outcome.Reason)
        .TextOrNull("session_id", "The session that it began; null for none.", happening => happening.Outcome.Session?.SessionId)
        .TextOrNull("transaction_id", "The session's OCPP transaction id; null while it is not known.", happening => happening.Outcome.Session?.TransactionId)
        .TextOrNull("stop_reason", "Why the session's transaction ended; null while it runs.", happening => happening.Outcome.Session?.StopReason?.ToString())
        .NumberOrNull(
            "energy_wh", "The energy that the session delivered, in watt-hours; null until it is over.",
            happening => happening.Outcome is { Outcome: CommandOutcome.Stopped, Session: { } session } ? Math.Round(session.EnergyWh, 3) : null)
        .Time("timestamp", "When.", happening => happening.Outcome.At);

    static readonly Answer<SampledMeasurand> Sampled = new Answer<SampledMeasurand>("SampledMeasurand", "One sampled value.")
        .Text("measurand", "The measurand, in the words of OCPP, such as `Power.Active.Import`.", sampled => sampled.Measurand)
        .Number("value", "The value.", sampled => sampled.Value)
        .Text("unit", "Its unit: `Wh`, `W`, `A`, `V`, `Percent` or `Hz`.", sampled => sampled.Unit)
        .TextOrNull("phase", "The phase, in the words of OCPP; null for all together.", sampled => sampled.Phase);

    static readonly Answer<(FleetEvent At, MeterValuesSent Sent)> MeterValues = new Answer<(FleetEvent At, MeterValuesSent Sent)>(
        "MeterValuesEvent", "A charger sent its CSMS sampled values of a running transaction.")
        .Text("charger_id", "The charger.", happening => happening.At.ChargerId)
        .Text("identity", "Its charge point identity.", happening => happening.At.Identity)
        .Int("connector_id", "The connector.", happening => happening.Sent.ConnectorId)
        .TextOrNull("transaction_id", "The OCPP transaction id; null while the CSMS has not given it.", happening => happening.Sent.TransactionId)
        .Number(
            "energy_wh", "The connector's energy register, in watt-hours; it goes on from session to session.",
            happening => Math.Round(happening.Sent.EnergyWh, 3))
        .List("sampled_values", "The values that were sent.", Sampled, happening => happening.Sent.Values)
        .Time("timestamp", "When they were sampled.", happening => happening.Sent.At);

    static readonly Answer<string> Gap = new Answer<string>("GapEvent", "Something that happened before may be missing.")
        .Text("detail", "Why, in a sentence.", detail => detail);

    /// <summary>Maps the routes.</summary>
    public static void MapStreams(this IEndpointRouteBuilder routes)
    {
        var streams = routes.MapGroup("/ocpp").WithTags(Tags.Logs).RequireRead();
        streams.MapGet("chargers/{id}/logs/stream", FramesAsync)
            .WithName("stream-charger-logs")
            .WithSummary("The frames of a charger as they come and go.")
            .WithDescription($"Server-Sent Events named `frame`, each with a `Log` as JSON. {Resumed}")
            .WithMetadata(new StreamDescription(LogRoutes.Frame.Shape, Gap.Shape))
            .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.");
        streams.MapGet("events/stream", EventsAsync)
            .WithName("stream-events")
            .WithSummary("What happens at the organization's chargers.")
            .WithDescription(
                "Server-Sent Events: `session_pending` (it waits for the CSMS to be there), `session_failed` (it never came to a transaction),"
                + " `session_started`, `session_updated` (the CSMS has answered its start, and given it its transaction id) and `session_stopped` with a"
                + " `SessionEvent` as JSON, `command_outcome` with a `CommandOutcomeEvent` each time a command has come to something at a charger,"
                + " `status_changed` with a `StatusEvent`, and, if asked for, `frame` with a `Log` and"
                + " `meter_values` with a `MeterValuesEvent`: one each time a charger sends its CSMS sampled values of a running transaction (1.6"
                + $" MeterValues, 2.0.1 TransactionEvent). Detached chargers send none, so there are none of them. {Resumed}")
            .WithMetadata(new StreamDescription(Session.Shape, Outcome.Shape, Status.Shape, LogRoutes.Frame.Shape, MeterValues.Shape, Gap.Shape))
            .WithQuery(ChargerId, LocationId, CommandOutcomes, Frames, Meters)
            .WithRefusal(StatusCodes.Status404NotFound, "Charger or location not found.");
    }

    const string Resumed =
        "\n\nEvery event has an id. A stream with the same query that is given the last one as `Last-Event-ID`, as browsers do by themselves, tells"
        + " what happened since then and goes on; any front door of the cluster does. The silos keep the last of what somebody watches, until"
        + " five minutes after nobody does. Where something may be missing, an event `gap` with a `GapEvent` says so."
        + "\n\nA comment every 15 seconds keeps the connection alive. A reader too slow for what happens is dropped, and can resume.";

    static async Task FramesAsync(string id, Organization organization, InventoryStore inventory, FleetClient fleet, HttpContext context)
    {
        var after = After(context.Request);
        var charger = await inventory.ChargerAsync(organization.Id, id, context.RequestAborted);
        var filter = new EventFilter(organization.Id, charger.Id, null, EventKinds.Frames);
        await StreamAsync(context, ended => fleet.WatchAsync(filter, after, ended));
    }

    static async Task EventsAsync(Query query, Organization organization, InventoryStore inventory, FleetClient fleet, HttpContext context)
    {
        var kinds = EventKinds.Changes | (query.Get(CommandOutcomes) ? EventKinds.Outcomes : 0) | (query.Get(Frames) ? EventKinds.Frames : 0) | (query.Get(Meters) ? EventKinds.MeterValues : 0);
        var filter = new EventFilter(organization.Id, query.Get(ChargerId), query.Get(LocationId), kinds);
        var after = After(context.Request);
        if (filter.ChargerId is { } charger)
        {
            await inventory.ChargerAsync(organization.Id, charger, context.RequestAborted);
        }

        if (filter.LocationId is { } location)
        {
            await inventory.LocationAsync(organization.Id, location, context.RequestAborted);
        }

        await StreamAsync(context, ended => fleet.WatchAsync(filter, after, ended));
    }

    /// <summary>After which event a stream is resumed.</summary>
    static EventPositions After(HttpRequest request)
    {
        var id = request.Headers[LastEventId].ToString();
        return id.Length == 0 ? EventPositions.None
            : EventPositions.TryParse(id, out var after) ? after
            : throw Body.Invalid($"The header {LastEventId} must be the id of an event of this stream, such as a1b2c3d4-17.");
    }

    static async Task StreamAsync(HttpContext context, Func<CancellationToken, Task<IAsyncEnumerable<StreamedEvent>>> watch)
    {
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        if (context.IsHead())
        {
            return;
        }

        var pipe = context.Response.BodyWriter;
        // Whoever has read the first comment misses nothing.
        var happenings = (await watch(ended.Token)).GetAsyncEnumerator(ended.Token);
        var next = happenings.MoveNextAsync().AsTask();
        try
        {
            pipe.Write(": connected\n\n"u8);
            using var timer = new PeriodicTimer(KeepAlive, context.RequestServices.GetRequiredService<TimeProvider>());
            var tick = timer.WaitForNextTickAsync(ended.Token).AsTask();
            while (true)
            {
                if (!next.IsCompleted || pipe.UnflushedBytes > FlushBytes)
                {
                    await pipe.FlushAsync(ended.Token);
                }

                if (await Task.WhenAny(next, tick) == tick)
                {
                    await tick;
                    pipe.Write(":\n\n"u8);
                    tick = timer.WaitForNextTickAsync(ended.Token).AsTask();
                    continue;
                }

                if (!await next)
                {
                    break;
                }

                Write(pipe, happenings.Current);
                next = happenings.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client is gone or the process ends: so does the stream.
        }
        finally
        {
            await ended.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await happenings.DisposeAsync();
        }
    }

    static void Write(PipeWriter pipe, StreamedEvent told)
    {
        pipe.Write("id: "u8);
        Encoding.UTF8.GetBytes(told.Positions.ToString(), pipe);
        pipe.Write("\n"u8);
        switch (told.Happened)
        {
            case { Frame: { } frame }:
                Write(pipe, "frame"u8, LogRoutes.Frame, frame);
                break;
            case { Event: StatusChanged status } happening:
                Write(pipe, "status_changed"u8, Status, (happening, status));
                break;
            case { Event: SessionChanged session } happening:
                Write(pipe, NameOf(session), Session, (happening, session));
                break;
            case { Event: CommandOutcomeChanged outcome } happening:
                Write(pipe, "command_outcome"u8, Outcome, (happening, outcome));
                break;
            case { Event: MeterValuesSent sent } happening:
                Write(pipe, "meter_values"u8, MeterValues, (happening, sent));
                break;
            case null when told.Missing:
                Write(pipe, "gap"u8, Gap, MissingDetail);
                break;
        }

        pipe.Write("\n"u8);
    }

    static ReadOnlySpan<byte> NameOf(SessionChanged session) =>
        session.Confirmed ? "session_updated"u8
        : session.Outcome == CommandOutcome.Offline ? "session_pending"u8
        : !session.HasTransaction ? "session_failed"u8
        : session.StoppedAt is null ? "session_started"u8
        : "session_stopped"u8;

    static void Write<T>(PipeWriter pipe, ReadOnlySpan<byte> name, Answer<T> answer, T data)
    {
        pipe.Write("event: "u8);
        pipe.Write(name);
        pipe.Write("\ndata: "u8);
        answer.Write(pipe, data);
        pipe.Write("\n"u8);
    }
}

/// <summary>Marks the routes that answer with Server-Sent Events.</summary>
/// <param name="Events">The shapes of the events' data.</param>
sealed record StreamDescription(params IReadOnlyList<Shape> Events);
