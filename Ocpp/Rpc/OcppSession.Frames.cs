using System.Globalization;
using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>The part that sends and takes frames, and matches answers with requests.</summary>
public sealed partial class OcppSession
{
    void Request(ChargerMessage message, DateTimeOffset now)
    {
        inFlight = message;
        inFlightId = message is TransactionMessage { Key: var key }
            ? key.ToString("x16", CultureInfo.InvariantCulture)
            : (++lastId).ToString("x", CultureInfo.InvariantCulture);
        answerDeadline = now + owner.Charger.CallTimeout;
        var output = Scratch();
        FrameWriter.WriteCall(output, inFlightId, dialect, message);
        Send(dialect.ActionOf(message), output.WrittenSpan, now);
        owner.Sent(message);
    }

    /// <summary>Sends a frame unless a network fault loses it.</summary>
    void Send(string action, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        var delay = TimeSpan.Zero;
        if (owner.Charger.NetworkFaults.Count > 0 && IsLost(MessageDirection.ToCsms, action, out delay))
        {
            return;
        }

        if (delay > TimeSpan.Zero || delayedToCsms is { Count: > 0 })
        {
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
        if (!Frame.TryParse(bytes, out var frame, out var fault, inFlightId))
        {
            owner.Log(MessageDirection.ToCharger, "", bytes.Span, now);
            if (fault.Answer(dialect.Version) is { } refusal)
            {
                Refuse("", refusal, now);
            }
            else if (inFlight is not null && fault.MessageId == inFlightId)
            {
                Answered(new CallFailed(ErrorCodes.FormationViolation, fault.Description), now);
            }

            return;
        }

        owner.Log(MessageDirection.ToCharger, ActionOf(frame), bytes.Span, now);
        if (frame.Kind == FrameKind.Call)
        {
            Answer(frame, now);
        }
        else if (inFlight is { } request && frame.MessageId == inFlightId)
        {
            Answered(
                frame.Kind == FrameKind.CallResult
                    ? dialect.ReadReply(request, frame.Payload.Span)
                    : new CallFailed(frame.ErrorCode, frame.ErrorDescription),
                now);
        }
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
            result = owner.Charger.Receive(call, now, out var changes);
            owner.Apply(changes, now);
        }
        catch (Exception mistake)
        {
            owner.Report(mistake);
            Refuse(frame.Action, new(frame.MessageId, ErrorCodes.InternalError, "The charger failed inside."), now);
            return;
        }

        if (connection!.PingInterval != owner.Charger.PingInterval)
        {
            connection.PingInterval = owner.Charger.PingInterval;
        }

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
        if (owner.IsPersisted && answers is not { Count: > 0 })
        {
            Send(action, frame, now);
        }
        else
        {
            Delay(ref answers, now, action, frame);
        }
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

        owner.Apply(owner.Charger.Receive(reply, now), now);
    }

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
        frame.Kind == FrameKind.Call ? frame.Action
        : inFlight is { } request && frame.MessageId == inFlightId ? dialect.ActionOf(request)
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
