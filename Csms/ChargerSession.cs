using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>One connection of a charger's.</summary>
sealed class ChargerSession : IWebSocketOwner, IDisposable
{
    [ThreadStatic]
    static ArrayBufferWriter<byte>? scratch;

    static readonly JsonElement FullInventory = JsonElement.Parse("""{"requestId":1,"reportBase":"FullInventory"}"""u8);

    readonly HttpContext context;
    readonly WebSocketChannel channel;
    Queue<PendingCall>? calls;
    bool triggered;
    (string Action, JsonElement Payload)? due;

    public ChargerSession(CentralSystem system, KnownCharger charger, Protocol protocol, Stream stream, HttpContext context)
    {
        System = system;
        Charger = charger;
        Protocol = protocol;
        this.context = context;
        channel = new(stream, this, this, system.ConnectionOptions, isClient: false);
    }

    /// <summary>A call that waits for its turn or for its answer.</summary>
    sealed record PendingCall(string MessageId, string Action, byte[] Frame)
    {
        public TaskCompletionSource<CallAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public CentralSystem System { get; }
    public KnownCharger Charger { get; }
    public Protocol Protocol { get; }

    /// <summary>Serves the charger until the connection is over.</summary>
    public Task RunAsync() => channel.RunAsync(null, 0);

    public void Close(ushort code, string reason) => channel.Close(code, reason);

    public void Abort(string reason) => channel.Abort(reason);

    public void Send(ReadOnlySpan<byte> frame)
    {
        System.CountSent();
        channel.Send(frame);
    }

    void IDisposable.Dispose() => this.context.Abort();

    void IWebSocketOwner.Opened()
    {
    }

    void IWebSocketOwner.Closed(string reason)
    {
        System.Left(this);
        lock (Charger)
        {
            while (calls?.TryDequeue(out var call) == true)
            {
                call.Answer.TrySetException(new ChargerGoneException(Charger.Identity));
            }
        }
    }

    async ValueTask IWebSocketOwner.ReceivedAsync(ReadOnlyMemory<byte> message)
    {
        if (System.Settings.AnswerDelay > TimeSpan.Zero)
        {
            message = message.ToArray();
        }

        var now = System.Time.GetUtcNow();
        System.CountReceived();
        var isFrame = Frame.TryParse(message, out var frame, out var fault, version: Protocol.Version);
        lock (Charger)
        {
            Charger.Saw(now);
        }

        if (System.IsWatched && React(message, isFrame ? frame : default, now))
        {
            return;
        }

        if (System.Settings.AnswerDelay > TimeSpan.Zero)
        {
            await Task.Delay(System.Settings.AnswerDelay, System.Time);
        }

        if (!isFrame)
        {
            Violate(fault.Description);
            if (fault.Answer(Protocol.Version) is { } error)
            {
                Refuse(error);
            }
        }
        else if (frame.Kind == FrameKind.Call)
        {
            Answer(frame);
        }
        else if (frame.Kind == FrameKind.Send)
        {
            Take(frame);
        }
        else if (frame.Kind == FrameKind.CallResultError)
        {
            Violate($"The charger refused an answer: {frame.ErrorCode} {frame.ErrorDescription}");
        }
        else
        {
            TakeAnswer(frame);
        }
    }

    /// <summary>Shows the frame to those who watch; true if the usual is not to be done.</summary>
    bool React(ReadOnlyMemory<byte> message, Frame frame, DateTimeOffset now)
    {
        var isFrame = frame.MessageId is not null;
        var received = new ReceivedFrame(
            Charger.Identity, frame.Action ?? "", frame.MessageId ?? "", Encoding.UTF8.GetString((isFrame ? frame.Payload : message).Span), now);
        if (System.Watch(Charger, received) is not { } reaction)
        {
            return false;
        }

        if (reaction.Frame is { } text)
        {
            Send(Encoding.UTF8.GetBytes(text));
        }

        if (reaction.Drop)
        {
            Abort("dropped on purpose");
        }

        return true;
    }

    void Answer(Frame call)
    {
        if (Protocol.Find(call.Action) is not { } operation)
        {
            Violate($"{call.Action} is not a request that a charger makes.");
            Refuse(new(call.MessageId, ErrorCodes.NotImplemented, $"{call.Action} is not a request that a charger makes."));
            return;
        }

        System.Count(operation.Action);
        if (operation.Request.Schema.Check(call.Payload.Span) is { } violation)
        {
            Violate($"{call.Action}: {violation.Description}");
            Refuse(new(call.MessageId, ErrorCodes.Of(violation.Kind, Protocol.Version), violation.Description));
            return;
        }

        var output = Scratch();
        lock (Charger)
        {
            if (Charger.Registration is RegistrationStatus.Pending or RegistrationStatus.Rejected
                && !(Charger.Registration == RegistrationStatus.Pending && triggered) && call.Action != "BootNotification")
            {
                var description = $"{call.Action} before BootNotification was accepted.";
                Violate(description);
                Refuse(new(call.MessageId, ErrorCodes.SecurityError, description));
                return;
            }

            FrameWriter.WriteResult(
                output, call.MessageId, (Session: this, call),
                static (state, answer) => state.Session.Protocol.Answer(state.Session, state.call, answer));
        }

        Send(output.WrittenSpan);
        if (due is { } next)
        {
            due = null;
            _ = MakeAsync(next.Action, next.Payload);
        }
    }

    /// <summary>Certifies the charger's key; the certificate goes to it by CertificateSigned when the answer under way has left.</summary>
    /// <param name="signingRequest">The request, in PEM.</param>
    /// <param name="certificateType">What the certificate is for, as the charger put it (2.0.1); null for nothing of the kind.</param>
    /// <returns>False if the request can't be read.</returns>
    public bool Certify(string signingRequest, string? certificateType = null)
    {
        if (System.Authority.Sign(signingRequest, forVehicles: certificateType == "V2GCertificate") is not { } certificate)
        {
            return false;
        }

        var payload = new JsonObject { ["certificateChain"] = certificate };
        if (certificateType is not null)
        {
            payload["certificateType"] = certificateType;
        }

        due = ("CertificateSigned", JsonElement.Parse(payload.ToJsonString()));
        return true;
    }

    /// <summary>Asks for all that a charger is, where it is new; the call goes to it when the answer under way has left.</summary>
    /// <param name="status">What its boot is answered.</param>
    public void ReportIfNew(RegistrationStatus status)
    {
        if (System.Settings.ReportAtFirstBoot && status == RegistrationStatus.Accepted && !Charger.IsReported)
        {
            Charger.IsReported = true;
            due = ("GetBaseReport", FullInventory);
        }
    }

    async Task MakeAsync(string action, JsonElement payload)
    {
        try
        {
            await CallAsync(action, payload, default);
        }
        catch (Exception e) when (e is ChargerGoneException or TimeoutException)
        {
            // Without an answer there is nobody to tell: the charger asks anew when it wants to.
        }
    }

    /// <summary>The answer to BootNotification: the status, and the interval in seconds.</summary>
    public (RegistrationStatus Status, int Interval) Boot(string vendor, string model)
    {
        var settings = System.Settings;
        Charger.Boot(vendor, model, settings.Registration);
        System.Booted();
        return (settings.Registration, settings.Registration == RegistrationStatus.Accepted ? settings.HeartbeatIntervalSeconds : settings.RetryIntervalSeconds);
    }

    /// <summary>Makes a call; one at a time, the others wait.</summary>
    public async Task<CallAnswer> CallAsync(string action, JsonElement? payload, CancellationToken cancellationToken)
    {
        var id = System.NextMessageId();
        var output = Scratch();
        FrameWriter.WriteCall(output, id, action, payload, static (payload, writer) =>
        {
            if (payload is { } value)
            {
                value.WriteTo(writer);
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            }
        });
        var call = new PendingCall(id, action, output.WrittenSpan.ToArray());
        lock (Charger)
        {
            if (Charger.Session != this)
            {
                throw new ChargerGoneException(Charger.Identity);
            }

            triggered |= action == "TriggerMessage";
            (calls ??= new()).Enqueue(call);
            if (calls.Count == 1)
            {
                Send(call.Frame);
            }
        }

        try
        {
            return await call.Answer.Task.WaitAsync(System.Settings.CallTimeout, System.Time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            lock (Charger)
            {
                Done(call);
            }

            throw;
        }
    }

    /// <summary>Takes what has no answer.</summary>
    void Take(Frame message)
    {
        if (Protocol.Find(message.Action) is not { Response: null } operation)
        {
            Violate($"{message.Action} is nothing that a charger sends without an answer.");
            return;
        }

        System.Count(operation.Action);
        if (operation.Request.Schema.Check(message.Payload.Span) is { } violation)
        {
            Violate($"{message.Action}: {violation.Description}");
        }
    }

    void TakeAnswer(Frame frame)
    {
        lock (Charger)
        {
            if (calls is null || !calls.TryPeek(out var call) || call.MessageId != frame.MessageId)
            {
                Violate($"An answer to no call: {frame.MessageId}.");
                return;
            }

            if (frame.Kind == FrameKind.CallResult
                && Protocol.Messages.Find(call.Action)?.Response?.Schema.Check(frame.Payload.Span) is { } violation)
            {
                Violate($"The answer to {call.Action}: {violation.Description}");
            }

            var payload = JsonElement.Parse(frame.Payload.Span);
            call.Answer.TrySetResult(frame.Kind == FrameKind.CallResult
                ? new(payload, null)
                : new(null, new(frame.ErrorCode, frame.ErrorDescription, payload)));
            Done(call);
        }
    }

    /// <summary>Takes a call out of the queue, and makes the next if it was its turn.</summary>
    void Done(PendingCall call)
    {
        if (calls!.TryPeek(out var first) && first != call)
        {
            calls = new(calls.Where(other => other != call));
            return;
        }

        calls.TryDequeue(out _);
        if (calls.TryPeek(out var next))
        {
            Send(next.Frame);
        }
    }

    void Violate(string description)
    {
        lock (Charger)
        {
            Charger.Violate(description);
        }

        System.Violate($"{Charger.Identity}: {description}");
    }

    void Refuse(CallError error)
    {
        var output = Scratch();
        FrameWriter.WriteError(output, error);
        Send(output.WrittenSpan);
    }

    static ArrayBufferWriter<byte> Scratch()
    {
        scratch ??= new(1024);
        scratch.ResetWrittenCount();
        return scratch;
    }
}

/// <summary>A call can't be made because the charger is not connected.</summary>
/// <param name="identity">The charger.</param>
public sealed class ChargerGoneException(string identity) : Exception($"The charger {identity} is not connected.");
