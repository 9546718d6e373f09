using System.Buffers;
using System.Globalization;
using System.Text;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Fleet;

/// <summary>A charger's end of the wire: the connection and its renewal, the request in flight, the answers, network faults
/// and the log. Part of a <see cref="ChargerHost"/>, and called in its turns.</summary>
sealed class CsmsLink
{
    const int MostHeld = 1000;

    static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(60);

    [ThreadStatic]
    static ArrayBufferWriter<byte>? scratch;

    readonly ChargerHost host;
    readonly IChargerEnvironment environment;
    ChargerRecord target;
    IDialect dialect;

    ICsmsConnection? connection;
    bool open;
    bool closing;
    bool reconnect;
    bool working;
    DateTimeOffset since;
    string? lastError;
    int failures;
    DateTimeOffset nextTry;

    ChargerMessage? inFlight;
    string? inFlightId;
    DateTimeOffset deadline;
    ulong lastId;

    FrameLog? log;
    NetworkWeather? weather;
    Queue<Held>? answers;
    Queue<Held>? delayedToCsms;
    Queue<Held>? delayedToCharger;
    Farewell farewell;
    DateTimeOffset farewellEnds;
    bool dropped;

    public CsmsLink(ChargerHost host, IChargerEnvironment environment, ChargerRecord target, DateTimeOffset now)
    {
        this.host = host;
        this.environment = environment;
        this.target = target;
        dialect = Dialects.For(target.OcppVersion);
        since = nextTry = now;

        // Unique over restarts as well, for a CSMS that remembers ids.
        lastId = (ulong)now.ToUnixTimeMilliseconds() << 16;
    }

    /// <summary>How a connection is brought to its end.</summary>
    enum Farewell
    {
        None,
        /// <summary>When the request in flight is answered.</summary>
        AfterAnswer,
        /// <summary>When there is nothing more to send.</summary>
        AfterLastMessage,
    }

    /// <summary>A frame that waits.</summary>
    readonly record struct Held(DateTimeOffset Due, string Action, byte[] Frame);

    public FrameLog? Log => log;

    public bool IsClosed => connection is null;

    /// <summary>When <see cref="Wake"/> has something to do.</summary>
    public DateTimeOffset? Due
    {
        get
        {
            DateTimeOffset? due = null;
            if (inFlight is not null)
                due = Earlier(due, deadline);
            if (connection is null && farewell == Farewell.None && host.IsDurable && host.Charger.WantsConnection)
                due = Earlier(due, nextTry);
            if (delayedToCsms is { Count: > 0 })
                due = Earlier(due, delayedToCsms.Peek().Due);
            if (delayedToCharger is { Count: > 0 })
                due = Earlier(due, delayedToCharger.Peek().Due);
            if (connection is not null && farewell != Farewell.None && !dropped)
                due = Earlier(due, farewellEnds);
            return due;
        }
    }

    /// <summary>The row has changed: what differs holds from the next connection on.</summary>
    public void Retarget(ChargerRecord record)
    {
        reconnect |= record.WsUrl != target.WsUrl
            || record.SecurityProfile != target.SecurityProfile
            || record.AuthorizationKey != target.AuthorizationKey
            || record.Identity != target.Identity
            || record.OcppVersion != target.OcppVersion;
        target = record;
        if (reconnect && connection is null)
            nextTry = environment.Now;
    }

    /// <summary>The connection is to be made anew.</summary>
    public void Reconnect() => reconnect = connection is not null;

    /// <summary>The connection is to end, soon and for good.</summary>
    /// <param name="deliver">Whether what there is to send is sent before, rather than only the answer in flight waited for.</param>
    /// <param name="ends">When it ends in any case.</param>
    public void End(bool deliver, DateTimeOffset ends)
    {
        farewell = deliver ? Farewell.AfterLastMessage : Farewell.AfterAnswer;
        farewellEnds = ends;
    }

    /// <summary>Does what the time asks for.</summary>
    public void Wake(DateTimeOffset now)
    {
        if (inFlight is not null && now >= deadline)
            Answered(new NotAnswered(ConnectionLost: false), now);
        while (delayedToCsms is { Count: > 0 } && delayedToCsms.Peek().Due <= now)
        {
            var held = delayedToCsms.Dequeue();
            Transmit(held.Action, held.Frame, now);
        }

        while (delayedToCharger is { Count: > 0 } && delayedToCharger.Peek().Due <= now)
            Take(delayedToCharger.Dequeue().Frame, now);
        if (connection is not null && farewell != Farewell.None && !dropped && now >= farewellEnds)
        {
            dropped = true;
            connection.Abort("The charger is leaving.");
        }
    }

    /// <summary>Lets out what may leave now, and brings the connection to where the charger wants it.</summary>
    public void Settle(DateTimeOffset now)
    {
        if (!host.IsDurable)
            return;
        while (answers is { Count: > 0 })
        {
            var held = answers.Dequeue();
            Send(held.Action, held.Frame, now);
        }

        if (connection is null)
        {
            reconnect = false;
            if (farewell == Farewell.None && host.Charger.WantsConnection && now >= nextTry)
                Connect(now);
            return;
        }

        if (closing)
            return;
        if (!host.Charger.WantsConnection || reconnect)
        {
            Close(now);
            return;
        }

        if (open && farewell != Farewell.AfterAnswer)
            while (inFlight is null && host.Charger.TakeMessage(now) is { } message)
                Request(message, now);
        if (farewell != Farewell.None && inFlight is null)
            Close(now);
    }

    public void Opened(ICsmsConnection from, DateTimeOffset now)
    {
        if (from != connection)
            return;
        open = true;
        since = now;
        connection.PingInterval = host.Charger.PingInterval;
        if (host.Charger.View(now).Registration == RegistrationStatus.Accepted)
            lastError = null;
        host.Apply(host.Charger.Connected(now), now);
    }

    public void Received(ICsmsConnection from, ReadOnlyMemory<byte> frame, DateTimeOffset now)
    {
        if (from != connection || closing || reconnect)
            return;
        if (host.Charger.NetworkFaults.Count == 0 && delayedToCharger is not { Count: > 0 })
        {
            Take(frame, now);
            return;
        }

        var action = Frame.TryParse(frame, out var parsed, out _, inFlightId) ? ActionOf(parsed) : "";
        if (IsLost(MessageDirection.ToCharger, action, out var delay))
            return;
        if (delay > TimeSpan.Zero || delayedToCharger is { Count: > 0 })
            Hold(ref delayedToCharger, now + delay, action, frame.Span);
        else
            Take(frame, now);
    }

    public void Closed(ICsmsConnection from, string reason, DateTimeOffset now)
    {
        if (from != connection)
            return;
        var (wasOpen, wasClosing) = (open, closing);
        connection = null;
        open = closing = working = reconnect = false;
        since = now;
        answers = delayedToCsms = delayedToCharger = null;
        if (inFlight is not null)
            Answered(new NotAnswered(ConnectionLost: true), now);
        if (wasOpen)
            host.Apply(host.Charger.Disconnected(now), now);
        if (wasClosing)
        {
            nextTry = now;
            return;
        }

        nextTry = now + BackOff(failures++);
        lastError = reason;
        Record(MessageDirection.ToCsms, "", Encoding.UTF8.GetBytes(reason), now);
    }

    public ConnectionLive Live(ChargerView view)
    {
        var state =
            !host.Charger.Spec.HasCsms ? ConnectionState.Detached
            : open && !closing && view.Registration == RegistrationStatus.Accepted ? ConnectionState.Accepted
            : open && !closing ? ConnectionState.Connected
            : connection is not null && !closing ? ConnectionState.Connecting
            : view.On ? ConnectionState.Disconnected
            : ConnectionState.Off;
        return new(state, since, lastError);
    }

    public void Release()
    {
        log?.Release();
        log = null;
    }

    void Connect(DateTimeOffset now)
    {
        dialect = Dialects.For(target.OcppVersion);
        since = now;
        if (Uri.TryCreate(target.WsUrl, UriKind.Absolute, out var url))
        {
            connection = environment.Connect(
                host, new(url, target.Identity, dialect.Subprotocol, target.SecurityProfile, target.AuthorizationKey));
            return;
        }

        lastError = $"'{target.WsUrl}' is not a WebSocket address.";
        nextTry = now + LongestBackOff;
    }

    void Close(DateTimeOffset now)
    {
        closing = true;
        if (host.Charger.NetworkFaults.Any(fault => fault.Kind == NetworkFaultKind.Offline))
        {
            lastError = "A network fault keeps the charger offline.";
            connection!.Abort(lastError);
        }
        else if (open)
        {
            connection!.Close(farewell != Farewell.None ? "The charger is leaving." : "The charger restarts or is switched off.");
        }
        else
        {
            connection!.Abort("The connection is not wanted any more.");
        }
    }

    void Request(ChargerMessage message, DateTimeOffset now)
    {
        inFlight = message;
        inFlightId = message is TransactionMessage { Key: var key }
            ? key.ToString("x16", CultureInfo.InvariantCulture)
            : (++lastId).ToString("x", CultureInfo.InvariantCulture);
        deadline = now + host.Charger.CallTimeout;
        var output = Scratch();
        FrameWriter.WriteCall(output, inFlightId, dialect, message);
        Send(dialect.ActionOf(message), output.WrittenSpan, now);
    }

    /// <summary>Sends a frame unless a network fault strikes it.</summary>
    void Send(string action, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        var delay = TimeSpan.Zero;
        if (host.Charger.NetworkFaults.Count > 0 && IsLost(MessageDirection.ToCsms, action, out delay))
            return;
        if (delay > TimeSpan.Zero || delayedToCsms is { Count: > 0 })
            Hold(ref delayedToCsms, now + delay, action, frame);
        else
            Transmit(action, frame, now);
    }

    void Transmit(string action, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        Record(MessageDirection.ToCsms, action, frame, now);
        connection!.Send(frame);
    }

    void Take(ReadOnlyMemory<byte> bytes, DateTimeOffset now)
    {
        if (!Frame.TryParse(bytes, out var frame, out var fault, inFlightId))
        {
            Record(MessageDirection.ToCharger, "", bytes.Span, now);
            if (fault.Answer(dialect.Version) is { } refusal)
                Refuse("", refusal, now);
            else if (inFlight is not null && fault.MessageId == inFlightId)
                Answered(new CallFailed(ErrorCodes.FormationViolation, fault.Description), now);
            return;
        }

        Record(MessageDirection.ToCharger, ActionOf(frame), bytes.Span, now);
        if (frame.Kind == FrameKind.Call)
            Answer(frame, now);
        else if (inFlight is { } request && frame.MessageId == inFlightId)
            Answered(
                frame.Kind == FrameKind.CallResult
                    ? dialect.ReadReply(request, frame.Payload.Span)
                    : new CallFailed(frame.ErrorCode, frame.ErrorDescription),
                now);
    }

    void Answer(in Frame frame, DateTimeOffset now)
    {
        CsmsCall call;
        try
        {
            call = dialect.ReadCall(frame.Action, frame.Payload.Span);
        }
        catch (OcppException refusal)
        {
            Refuse(frame.Action, new(frame.MessageId, refusal.Code, refusal.Message), now);
            return;
        }

        CallResult result;
        try
        {
            result = host.Charger.Receive(call, now, out var changes);
            host.Apply(changes, now);
        }
        catch (Exception mistake)
        {
            environment.Report(host, mistake);
            Refuse(frame.Action, new(frame.MessageId, ErrorCodes.InternalError, "The charger failed inside."), now);
            return;
        }

        if (connection!.PingInterval != host.Charger.PingInterval)
            connection.PingInterval = host.Charger.PingInterval;
        var output = Scratch();
        FrameWriter.WriteResult(output, frame.MessageId, dialect, call, result);
        SendAnswer(frame.Action, output.WrittenSpan, now);
    }

    void Refuse(string action, CallError refusal, DateTimeOffset now)
    {
        var output = Scratch();
        FrameWriter.WriteError(output, refusal);
        SendAnswer(action, output.WrittenSpan, now);
    }

    /// <summary>Sends an answer, when the state it depends on and the answers before it allow.</summary>
    void SendAnswer(string action, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        if (host.IsDurable && answers is not { Count: > 0 })
            Send(action, frame, now);
        else
            Hold(ref answers, now, action, frame);
    }

    void Answered(CsmsReply reply, DateTimeOffset now)
    {
        inFlight = null;
        inFlightId = null;
        if (!working && reply is not NotAnswered && reply is not BootReply { Status: not RegistrationStatus.Accepted })
        {
            working = true;
            failures = 0;
            lastError = null;
            since = now;
        }

        host.Apply(host.Charger.Receive(reply, now), now);
    }

    bool IsLost(MessageDirection direction, string action, out TimeSpan delay)
    {
        delay = TimeSpan.Zero;
        if (host.Charger.NetworkFaults.Count > 0)
            return (weather ??= new()).IsLost(host.Charger.NetworkFaults, direction, action, out delay);
        weather?.Clear();
        return false;
    }

    void Record(MessageDirection direction, string action, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        (log ??= new(environment.Logs)).Add(now, direction, action, frame);
        if (environment.IsWatched(host, frames: true))
            environment.Publish(host, new(
                host.Id,
                host.Identity,
                null,
                new(host.Id, host.Identity, direction, action, Encoding.UTF8.GetString(frame), now)));
    }

    string ActionOf(in Frame frame) =>
        frame.Kind == FrameKind.Call ? frame.Action
        : inFlight is { } request && frame.MessageId == inFlightId ? dialect.ActionOf(request)
        : "";

    TimeSpan BackOff(int failed)
    {
        var delay = FirstBackOff * Math.Pow(2, Math.Min(failed, 6));
        if (delay > LongestBackOff)
            delay = LongestBackOff;
        return delay * (1 + (0.5 * Dice.Roll(host.Charger.Spec.Seed, (ulong)failed)));
    }

    /// <summary>Puts a frame into a line; never before the one ahead of it, and not into a line as long as no network's.</summary>
    static void Hold(ref Queue<Held>? line, DateTimeOffset due, string action, ReadOnlySpan<byte> frame)
    {
        line ??= new();
        if (line.Count == MostHeld)
            return;
        if (line.Count > 0 && line.Last() is { } last && last.Due > due)
            due = last.Due;
        line.Enqueue(new(due, action, frame.ToArray()));
    }

    static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one < other ? one.Value : other;

    static ArrayBufferWriter<byte> Scratch()
    {
        var output = scratch ??= new(1024);
        output.ResetWrittenCount();
        return output;
    }
}
