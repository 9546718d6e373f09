using System.Buffers;
using System.Diagnostics;
using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>A charger's session with its CSMS: the connection and its renewal, the request in flight, the answers and network
/// faults. Its owner calls it one turn at a time.</summary>
public sealed partial class OcppSession
{
    const int MaxDelayedFrames = 1000;

    [ThreadStatic]
    static ArrayBufferWriter<byte>? scratch;

    readonly IOcppSessionOwner owner;
    CsmsTarget target;
    OcppVersion version;

    ICsmsConnection? connection;
    bool open;
    bool closing;
    bool reconnect;
    bool working;
    bool hasTurn;
    DateTimeOffset since;
    string? lastError;
    int failures;
    DateTimeOffset nextTry;
    long firstAttemptTicks;

    OcppRequest? inFlight;
    string? inFlightId;
    ulong inFlightNumber;
    DateTimeOffset requestedAt;
    TimeSpan waited;
    DateTimeOffset answerDeadline;
    ulong lastId;
    Trace? trace;

    NetworkFaults? networkFaults;
    Queue<WaitingAnswer>? answers;
    Queue<DelayedFrame>? delayedToCsms;
    Queue<DelayedFrame>? delayedToCharger;
    List<WaitingCall>? waitingCalls;
    Ending ending;
    DateTimeOffset endDeadline;
    bool aborted;

    /// <summary>A session without a connection; <see cref="Continue"/> makes one as soon as the charger wants it.</summary>
    public OcppSession(IOcppSessionOwner owner, CsmsTarget target, DateTimeOffset now)
    {
        this.owner = owner;
        this.target = target;
        version = target.Version;
        since = nextTry = now;

        // Unique over restarts as well, for a CSMS that remembers ids.
        lastId = (ulong)now.ToUnixTimeMilliseconds() << 16;
    }

    /// <summary>How a connection is brought to its end.</summary>
    enum Ending
    {
        None,
        /// <summary>When the request in flight is answered.</summary>
        AfterAnswer,
        /// <summary>When there is nothing more to send.</summary>
        AfterLastMessage,
    }

    /// <summary>A frame that is sent or taken later.</summary>
    readonly record struct DelayedFrame(DateTimeOffset Due, string Action, byte[] Frame);

    /// <summary>An answer that waits for the state it depends on.</summary>
    readonly record struct WaitingAnswer(DateTimeOffset RequestedAt, string Action, byte[] Frame, CallOutcome Outcome);

    /// <summary>A request of the CSMS's that is seen to later.</summary>
    readonly record struct WaitingCall(DateTimeOffset Due, DateTimeOffset ReceivedAt, byte[] Frame, OcppResponse? Chosen);

    /// <summary>What is traced of what the charger sends.</summary>
    sealed class Trace(ActivityContext cause)
    {
        /// <summary>What made the charger send it.</summary>
        public ActivityContext Cause => cause;

        /// <summary>The span of the request in flight; null for none.</summary>
        public Activity? Call { get; set; }
    }

    /// <summary>Whether there is no connection, nor one being made.</summary>
    public bool IsClosed => connection is null;

    /// <summary>Whether the WebSocket is open, and not being closed.</summary>
    public bool IsOpen => open && !closing;

    /// <summary>Whether a connection is being made.</summary>
    public bool IsConnecting => connection is not null && !open && !closing;

    /// <summary>Since when the connection is in its present state.</summary>
    public DateTimeOffset Since => since;

    /// <summary>What last went wrong, in plain words; null if nothing has since the CSMS last accepted the charger.</summary>
    public string? LastError => lastError;

    /// <summary>When <see cref="Advance"/> has something to do; null for not at all until something else happens.</summary>
    public DateTimeOffset? Due
    {
        get
        {
            DateTimeOffset? due = null;
            if (inFlight is not null)
            {
                due = Earlier(due, answerDeadline);
            }

            if (connection is null && ending == Ending.None && owner.IsPersisted && owner.Charger.WantsConnection)
            {
                due = Earlier(due, nextTry);
            }

            if (delayedToCsms is { Count: > 0 })
            {
                due = Earlier(due, delayedToCsms.Peek().Due);
            }

            if (delayedToCharger is { Count: > 0 })
            {
                due = Earlier(due, delayedToCharger.Peek().Due);
            }

            foreach (var waiting in waitingCalls ?? [])
            {
                due = Earlier(due, waiting.Due);
            }

            if (connection is not null && ending != Ending.None && !aborted)
            {
                due = Earlier(due, endDeadline);
            }

            return due;
        }
    }

    /// <summary>Where the charger connects; null for nowhere.</summary>
    public string? WsUrl => target.WsUrl;

    /// <summary>The target is another: it holds from the next connection on, which is made now.</summary>
    public void Retarget(CsmsTarget newTarget)
    {
        reconnect |= newTarget != target;
        if (newTarget.AuthorizationKey != target.AuthorizationKey)
        {
            owner.Apply(owner.Charger.ForgetAuthorizationKey(), owner.Now);
        }

        if (newTarget.WsUrl != target.WsUrl)
        {
            owner.Apply(owner.Charger.ForgetNetworkProfiles(), owner.Now);
        }

        target = newTarget;
        if (reconnect && connection is null)
        {
            nextTry = owner.Now;
            hasTurn = false;
        }
    }

    /// <summary>The connection is to be made anew.</summary>
    public void Reconnect() => reconnect = connection is not null;

    /// <summary>The connection is to end, soon and for good.</summary>
    /// <param name="deliver">Whether what there is to send is sent before, rather than only the answer in flight waited for.</param>
    /// <param name="deadline">When it ends in any case.</param>
    public void End(bool deliver, DateTimeOffset deadline)
    {
        ending = deliver ? Ending.AfterLastMessage : Ending.AfterAnswer;
        endDeadline = deadline;
    }

    /// <summary>Does everything that is due.</summary>
    public void Advance(DateTimeOffset now)
    {
        if (inFlight is not null && now >= answerDeadline)
        {
            NoteMissing(now);
            Answered(new NotAnswered(ConnectionLost: false), CallOutcome.TimedOut, now);
        }

        while (delayedToCsms is { Count: > 0 } && delayedToCsms.Peek().Due <= now)
        {
            var delayed = delayedToCsms.Dequeue();
            disturbedTicks = now.UtcTicks;
            Transmit(delayed.Action, delayed.Frame, now);
        }

        while (delayedToCharger is { Count: > 0 } && delayedToCharger.Peek().Due <= now)
        {
            disturbedTicks = now.UtcTicks;
            Take(delayedToCharger.Dequeue().Frame, now);
        }

        while (waitingCalls is not null && waitingCalls.FindIndex(waiting => waiting.Due <= now) is >= 0 and var first)
        {
            var call = waitingCalls[first];
            waitingCalls.RemoveAt(first);
            if (Frame.TryParse(call.Frame, out var frame, out _, version: version))
            {
                Answer(frame, call.Frame, call.Chosen, call.ReceivedAt, now);
            }
        }

        if (connection is not null && ending != Ending.None && !aborted && now >= endDeadline)
        {
            aborted = true;
            connection.Abort("The charger is leaving.");
        }
    }

    /// <summary>Sends what may leave now, and connects or closes as the charger wants it; to be called after every turn. What leaves
    /// belongs to the trace of the turn, and so does what follows from it, until there is nothing to send or to store.</summary>
    public void Continue(DateTimeOffset now)
    {
        if (OcppTraces.IsOn && Activity.Current is { Recorded: true } cause && cause.Context != trace?.Cause)
        {
            trace = new(cause.Context) { Call = trace?.Call };
        }

        SendAndConnect(now);
        if (trace is { Call: null } && inFlight is null && owner.IsPersisted)
        {
            trace = null;
        }
    }

    void SendAndConnect(DateTimeOffset now)
    {
        if (!owner.IsPersisted)
        {
            if (IsOpen && !reconnect && owner.Charger.WantsConnection && ending == Ending.None && answers is not { Count: > 0 } && owner.MaySendBeforeStored
                && owner.Charger.TakeStatusOrAuthorize() is { } message)
            {
                Request(message, now);
            }

            return;
        }

        while (answers is { Count: > 0 })
        {
            var waiting = answers.Dequeue();
            SendAnswer(waiting.Action, waiting.Frame, waiting.Outcome, waiting.RequestedAt, now);
        }

        if (connection is null)
        {
            reconnect = false;
            if (!owner.Charger.WantsConnection)
            {
                firstAttemptTicks = 0;
            }
            else if (ending == Ending.None && now >= nextTry)
            {
                ConnectInTurn(now);
            }

            return;
        }

        if (closing)
        {
            return;
        }

        if (!owner.Charger.WantsConnection || reconnect)
        {
            Close(now);
            return;
        }

        if (open && ending != Ending.AfterAnswer)
        {
            while (inFlight is null && owner.Charger.TakeMessage(now, owner.SamplesUntil) is { } message)
            {
                Request(message, now);
            }
        }

        if (ending != Ending.None && inFlight is null)
        {
            Close(now);
        }
    }

    /// <summary>A connection brought a frame; its bytes are not used after the call.</summary>
    public void Received(ICsmsConnection from, ReadOnlyMemory<byte> frame, DateTimeOffset now)
    {
        if (from != connection || closing || reconnect)
        {
            return;
        }

        if (owner.Charger.NetworkFaults.Count == 0 && delayedToCharger is not { Count: > 0 })
        {
            Take(frame, now);
            return;
        }

        disturbedTicks = now.UtcTicks;
        var action = Frame.TryParse(frame, out var parsed, out _, inFlightId, version) ? ActionOf(parsed) : "";
        if (IsLost(MessageDirection.ToCharger, action, out var delay))
        {
            return;
        }

        if (delay > TimeSpan.Zero || delayedToCharger is { Count: > 0 })
        {
            Delay(ref delayedToCharger, now + delay, action, frame.Span);
        }
        else
        {
            Take(frame, now);
        }
    }

    static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one < other ? one.Value : other;

    static ArrayBufferWriter<byte> Scratch()
    {
        var output = scratch ??= new(1024);
        output.ResetWrittenCount();
        return output;
    }
}
