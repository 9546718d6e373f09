using System.Globalization;
using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>The part that sends and takes frames, and matches answers with requests.</summary>
public sealed partial class OcppSession
{
    void Request(OcppRequest message, DateTimeOffset now)
    {
        var action = message.ActionName;
        inFlight = message;
        var isOfTransaction = message is TransactionMessage;
        inFlightNumber = message is TransactionMessage { Key: var key } ? key : ++lastId;
        inFlightId = inFlightNumber.ToString(isOfTransaction ? "x16" : "x", CultureInfo.InvariantCulture);
        waited = owner.Charger.TakenDue is { } due && due < now ? now - due : TimeSpan.Zero;
        requestedAt = now;
        answerDeadline = now + owner.Charger.CallTimeout;
        trace?.Call = OcppTraces.Start(action, version.Messages().Subprotocol, inFlightId, trace.Cause);
        var output = Scratch();
        var isAnswered = version != OcppVersion.V21 || message.IsAnswered;
        FrameWriter.WriteCall(output, inFlightId, message, isAnswered ? FrameKind.Call : FrameKind.Send);
        Send(action, output.WrittenSpan, now);
        owner.Sent(message);
        if (!isAnswered)
        {
            Answered(Acknowledged.Instance, CallOutcome.Result, now);
        }
    }

    /// <summary>Sends a frame unless a network fault loses it.</summary>
    void Send(string action, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        var delay = TimeSpan.Zero;
        if (owner.Charger.NetworkFaults.Count > 0 && IsLost(MessageDirection.ToCsms, action, out delay))
        {
            disturbedTicks = now.UtcTicks;
            return;
        }

        if (delay > TimeSpan.Zero || delayedToCsms is { Count: > 0 })
        {
            disturbedTicks = now.UtcTicks;
            Delay(ref delayedToCsms, now + delay, action, frame);
        }
        else
        {
            Transmit(action, frame, now);
        }
    }

    void Transmit(string action, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        owner.Log(MessageDirection.ToCsms, action, frame, now);
        connection!.Send(frame);
    }

    void Take(ReadOnlyMemory<byte> bytes, DateTimeOffset now)
    {
        if (!Frame.TryParse(bytes, out var frame, out var fault, inFlightId, version))
        {
            owner.Log(MessageDirection.ToCharger, "", bytes.Span, now);
            Found(CsmsFindingKind.InvalidFrame, inFlightId is not null && fault.MessageId == inFlightId ? inFlight!.ActionName : "",
                fault.Rule ?? fault.Description, bytes.Span, now);
            if (fault.Answer(version) is { } refusal)
            {
                Refuse("", refusal, now);
            }
            else if (inFlight is not null && fault.MessageId == inFlightId && fault.Kind is null or FrameKind.CallResult or FrameKind.CallError)
            {
                if (fault.Kind == FrameKind.CallResult)
                {
                    RefuseAnswer(ErrorCodes.FormatViolation, fault.Description, now);
                }

                Answered(new CallRefused(ErrorCodes.FormationViolation, fault.Description), CallOutcome.InvalidResult, now);
            }

            return;
        }

        owner.Log(MessageDirection.ToCharger, ActionOf(frame), bytes.Span, now);
        if (frame.Kind == FrameKind.Call)
        {
            NoteUntimely(frame.Action, bytes.Span, now);
            Answer(frame, bytes, now);
        }
        else if (inFlight is { } request && frame.MessageId == inFlightId && frame.Kind is FrameKind.CallResult or FrameKind.CallError)
        {
            (answered, answeredAction) = (inFlightNumber, request.ActionName);
            if (frame.Kind == FrameKind.CallResult)
            {
                var reply = Payloads.ReadResponse(version, request, frame.Payload.Span);
                if (reply is CallRefused refusal)
                {
                    NoteInvalid(request, frame.Payload.Span, bytes.Span, now);
                    RefuseAnswer(refusal.Code, refusal.Description, now);
                }
                else
                {
                    NoteInterval(reply, bytes.Span, now);
                }

                Answered(reply, reply is CallRefused ? CallOutcome.InvalidResult : CallOutcome.Result, now);
            }
            else
            {
                Answered(new CallRefused(frame.ErrorCode, frame.ErrorDescription), CallOutcome.CallError, now, Token.Cut(frame.ErrorCode));
            }
        }
        else if (frame.Kind is FrameKind.CallResult or FrameKind.CallError)
        {
            NoteUnasked(frame.MessageId, bytes.Span, now);
        }
    }

    void Answer(in Frame frame, ReadOnlyMemory<byte> bytes, DateTimeOffset now)
    {
        OcppResponse? chosen = null;
        if (owner.Charger.CallAnswers.Count > 0 && owner.Charger.TakeCallAnswer(frame.Action, out var changes) is { } answer)
        {
            owner.Apply(changes, now);
            chosen = answer.Response;
            if (answer.Delay is { } delay && delay > TimeSpan.Zero)
            {
                waitingCalls ??= new();
                if (waitingCalls.Count < MaxDelayedFrames)
                {
                    waitingCalls.Add(new(now + delay, now, bytes.ToArray(), chosen));
                }

                return;
            }
        }

        Answer(frame, bytes.Span, chosen, now, now);
    }

    void Answer(in Frame frame, ReadOnlySpan<byte> bytes, OcppResponse? chosen, DateTimeOffset receivedAt, DateTimeOffset now)
    {
        OcppResponse response;
        try
        {
            response = chosen ?? Do(Payloads.ReadRequest(version, frame.Action, frame.Payload.Span), now);
        }
        catch (OcppException refusal)
        {
            response = new CallRefused(refusal.Code, refusal.Message);
            if (refusal.Rule is { } rule)
            {
                Found(CsmsFindingKind.InvalidRequest, frame.Action, rule, bytes, now);
            }
        }
        catch (Exception mistake)
        {
            owner.Report(mistake);
            response = new CallRefused(ErrorCodes.InternalError, "The charger failed inside.");
        }

        if (response is NotAnswered)
        {
            return;
        }

        var output = Scratch();
        FrameWriter.WriteResult(output, frame.MessageId, response);
        SendAnswerInTurn(
            frame.Action, output.WrittenSpan, response is CallRefused ? CallOutcome.CallError : CallOutcome.Result, receivedAt, now);
    }

    OcppResponse Do(OcppRequest request, DateTimeOffset now)
    {
        var response = owner.Charger.Receive(request, now, out var changes);
        owner.Apply(changes, now);
        if (connection!.PingInterval != owner.Charger.PingInterval)
        {
            connection.PingInterval = owner.Charger.PingInterval;
        }

        return response;
    }

    /// <summary>Tells a CSMS of 2.1 that its answer to the request in flight can't be taken.</summary>
    void RefuseAnswer(string code, string description, DateTimeOffset now)
    {
        if (version == OcppVersion.V21)
        {
            var output = Scratch();
            FrameWriter.WriteError(output, new(inFlightId!, code, description), FrameKind.CallResultError);
            Send(inFlight!.ActionName, output.WrittenSpan, now);
        }
    }

    void Refuse(string action, CallError refusal, DateTimeOffset now)
    {
        var output = Scratch();
        FrameWriter.WriteError(output, refusal);
        SendAnswerInTurn(action, output.WrittenSpan, CallOutcome.CallError, now, now);
    }

    /// <summary>Sends an answer, when the state it depends on and the answers before it allow.</summary>
    void SendAnswerInTurn(string action, ReadOnlySpan<byte> frame, CallOutcome outcome, DateTimeOffset receivedAt, DateTimeOffset now)
    {
        if (owner.IsPersisted && answers is not { Count: > 0 })
        {
            SendAnswer(action, frame, outcome, receivedAt, now);
        }
        else if (answers is not { Count: MaxDelayedFrames })
        {
            (answers ??= new()).Enqueue(new(receivedAt, action, frame.ToArray(), outcome));
        }
    }

    void SendAnswer(string action, ReadOnlySpan<byte> frame, CallOutcome outcome, DateTimeOffset requestedAt, DateTimeOffset now)
    {
        Send(action, frame, now);
        Ended(MessageDirection.ToCharger, action, outcome, owner.Now - requestedAt);
    }

    void Answered(OcppResponse reply, CallOutcome outcome, DateTimeOffset now, string? errorCode = null)
    {
        Ended(MessageDirection.ToCsms, inFlight!.ActionName, outcome, now - requestedAt, waited, errorCode);
        if (trace?.Call is { } call)
        {
            OcppTraces.Stop(call, outcome);
            trace.Call = null;
        }

        inFlight = null;
        inFlightId = null;
        owner.Apply(owner.Charger.Receive(reply, now), now);
        if (firstAttemptTicks > 0 && owner.Charger.IsOnline)
        {
            var duration = TimeSpan.FromTicks(now.UtcTicks - firstAttemptTicks);
            firstAttemptTicks = 0;
            owner.Accepted(duration);
        }

        if (!working && reply is not NotAnswered && owner.Charger.Registration == RegistrationStatus.Accepted)
        {
            working = true;
            failures = 0;
            lastError = null;
            since = now;
        }
    }

    void Ended(
        MessageDirection direction, string action, CallOutcome outcome, TimeSpan duration, TimeSpan waitedBefore = default, string? errorCode = null) =>
        owner.Ended(new(direction, version, KnownAction(action), outcome, duration, waitedBefore, errorCode));

    string KnownAction(string action) => version.Messages().Find(action) is not null ? action : EndedCall.UnknownAction;

    bool IsLost(MessageDirection direction, string action, out TimeSpan delay)
    {
        delay = TimeSpan.Zero;
        if (owner.Charger.NetworkFaults.Count > 0)
        {
            return (networkFaults ??= new()).IsLost(owner.Charger.NetworkFaults, direction, action, out delay);
        }

        networkFaults?.Clear();
        return false;
    }

    string ActionOf(in Frame frame) =>
        frame.Kind is FrameKind.Call or FrameKind.Send ? frame.Action
        : inFlight is { } request && frame.MessageId == inFlightId ? request.ActionName
        : "";

    /// <summary>Puts a frame into a queue, never before the one ahead of it; a queue longer than any network's drops it.</summary>
    static void Delay(ref Queue<DelayedFrame>? queue, DateTimeOffset due, string action, ReadOnlySpan<byte> frame)
    {
        queue ??= new();
        if (queue.Count == MaxDelayedFrames)
        {
            return;
        }

        if (queue.Count > 0 && queue.Last() is { } last && last.Due > due)
        {
            due = last.Due;
        }

        queue.Enqueue(new(due, action, frame.ToArray()));
    }
}
