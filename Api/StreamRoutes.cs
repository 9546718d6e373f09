using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OcppLab.Fleet;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>What happens now, as Server-Sent Events. A reader too slow for it is dropped: its stream ends.</summary>
static class StreamRoutes
{
    const int FlushBytes = 64 * 1024;

    static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    static readonly Field<string?> ChargerId = Field.Text("charger_id", "Only this charger's.").OrNull();
    static readonly Field<bool> Frames = Field.Bool("frames", "Whether to tell frames too.").Or(false);

    /// <summary>Maps the routes.</summary>
    public static void MapStreams(this IEndpointRouteBuilder routes)
    {
        var streams = routes.MapGroup("/ocpp").WithTags("Logs").RequireRead();
        streams.MapGet("chargers/{id}/logs/stream", FramesAsync)
            .WithName("stream-charger-logs")
            .WithSummary("The frames of a charger as they come and go.")
            .WithDescription($"Server-Sent Events named `frame`, each with the JSON object of a log. {Dropped}")
            .WithMetadata(new StreamDescription())
            .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.");
        streams.MapGet("events/stream", EventsAsync)
            .WithName("stream-events")
            .WithSummary("What happens at the organization's chargers.")
            .WithDescription(
                "Server-Sent Events with a JSON object each: `session_started`, `session_updated` (the CSMS gave it its transaction id),"
                + $" `session_stopped`, `status_changed` and, if asked for, `frame`. {Dropped}")
            .WithMetadata(new StreamDescription())
            .WithQuery(ChargerId, Frames)
            .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.");
    }

    const string Dropped = "A comment every 15 seconds keeps the connection alive. A reader too slow for what happens is dropped.";

    static async Task FramesAsync(string id, Organization organization, Inventory inventory, IFleet fleet, HttpContext context)
    {
        var charger = await inventory.ChargerAsync(organization.Id, id, context.RequestAborted);
        await StreamAsync(context, ended => fleet.WatchAsync(organization.Id, charger.Id, frames: true, ended), framesOnly: true);
    }

    static async Task EventsAsync(Query query, Organization organization, Inventory inventory, IFleet fleet, HttpContext context)
    {
        var frames = query.Get(Frames);
        var id = query.Get(ChargerId);
        if (id is not null)
            await inventory.ChargerAsync(organization.Id, id, context.RequestAborted);
        await StreamAsync(context, ended => fleet.WatchAsync(organization.Id, id, frames, ended), framesOnly: false);
    }

    static async Task StreamAsync(HttpContext context, Func<CancellationToken, IAsyncEnumerable<FleetEvent>> watch, bool framesOnly)
    {
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var pipe = context.Response.BodyWriter;
        var happenings = watch(ended.Token).GetAsyncEnumerator(ended.Token);
        // The first step subscribes: whoever has read the first comment misses nothing.
        var next = happenings.MoveNextAsync().AsTask();
        try
        {
            pipe.Write(": connected\n\n"u8);
            using var timer = new PeriodicTimer(KeepAlive, context.RequestServices.GetRequiredService<TimeProvider>());
            var tick = timer.WaitForNextTickAsync(ended.Token).AsTask();
            while (true)
            {
                if (!next.IsCompleted || pipe.UnflushedBytes > FlushBytes)
                    await pipe.FlushAsync(ended.Token);
                if (await Task.WhenAny(next, tick) == tick)
                {
                    await tick;
                    pipe.Write(":\n\n"u8);
                    tick = timer.WaitForNextTickAsync(ended.Token).AsTask();
                    continue;
                }
                if (!await next)
                    break;
                if (!framesOnly || happenings.Current.Frame is not null)
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

    static void Write(PipeWriter pipe, FleetEvent happening)
    {
        switch (happening)
        {
            case { Frame: { } frame }:
                Write(pipe, "frame"u8, LogItem.From(frame), FrontDoorJson.Plain.LogItem);
                break;
            case { Event: StatusChanged status }:
                Write(pipe, "status_changed"u8, new(
                    happening.ChargerId, happening.Identity, status.ConnectorId, status.Status.ToString(), status.ErrorCode.ToString(), status.At),
                    FrontDoorJson.Plain.StatusHappening);
                break;
            case { Event: SessionChanged session }:
                var name = session.StoppedAt is not null ? "session_stopped"u8 : session.At == session.StartedAt ? "session_started"u8 : "session_updated"u8;
                Write(pipe, name, new(
                    happening.ChargerId, happening.Identity, session.SessionId, session.ConnectorId, session.IdTag, session.TransactionId,
                    session.StartedAt, session.StoppedAt, session.EnergyWh, session.StopReason?.ToString(), session.CommandId, session.At),
                    FrontDoorJson.Plain.SessionHappening);
                break;
        }
    }

    static void Write<T>(PipeWriter pipe, ReadOnlySpan<byte> name, T data, JsonTypeInfo<T> type)
    {
        pipe.Write("event: "u8);
        pipe.Write(name);
        pipe.Write("\ndata: "u8);
        pipe.Write(JsonSerializer.SerializeToUtf8Bytes(data, type));
        pipe.Write("\n\n"u8);
    }
}

/// <summary>A connector's status changed.</summary>
sealed record StatusHappening(
    string ChargerId, string Identity, int ConnectorId, string Status, string ErrorCode, DateTimeOffset Timestamp);

/// <summary>A session as it is now.</summary>
sealed record SessionHappening(
    string ChargerId,
    string Identity,
    string SessionId,
    int ConnectorId,
    string IdTag,
    string? TransactionId,
    DateTimeOffset StartedAt,
    DateTimeOffset? StoppedAt,
    double EnergyWh,
    string? StopReason,
    string? CommandId,
    DateTimeOffset Timestamp);

/// <summary>Marks the routes that answer with Server-Sent Events.</summary>
sealed record StreamDescription;
