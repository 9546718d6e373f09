using System.Globalization;
using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>The part that notices what the CSMS does against the specification.</summary>
public sealed partial class OcppSession
{
    const int MostExpired = 8;

    // So long a CSMS waits for the charger's answer at least, before it may ask for something else.
    static readonly TimeSpan CsmsPatience = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LongestHeartbeatInterval = TimeSpan.FromDays(1);

    ulong answered;
    string answeredAction = "";
    List<ExpiredRequest>? expired;
    long disturbedTicks;

    /// <summary>A request whose time was over before it was answered.</summary>
    readonly record struct ExpiredRequest(ulong Number, string Action, bool Disturbed);

    void Found(CsmsFindingKind kind, string action, string detail, ReadOnlySpan<byte> frame, DateTimeOffset now) =>
        owner.Found(new(kind, action.Length == 0 ? "" : KnownAction(action), detail), frame, now);

    /// <summary>Whether a network fault may be why something since a time was not as it should be.</summary>
    bool IsDisturbedSince(DateTimeOffset at) => owner.Charger.NetworkFaults.Count > 0 || disturbedTicks >= at.UtcTicks;

    /// <summary>The time of the request in flight is over.</summary>
    void NoteMissing(DateTimeOffset now)
    {
        // Once the charger ends the connection it takes no answer any more.
        var disturbed = closing || reconnect || IsDisturbedSince(requestedAt);
        var action = inFlight!.ActionName;
        expired ??= new(1);
        if (expired.Count == MostExpired)
        {
            expired.RemoveAt(0);
        }

        expired.Add(new(inFlightNumber, action, disturbed));
        if (!disturbed)
        {
            var output = Scratch();
            FrameWriter.WriteCall(output, inFlightId!, inFlight);
            var seconds = (answerDeadline - requestedAt).TotalSeconds.ToString(CultureInfo.InvariantCulture);
            Found(CsmsFindingKind.MissingAnswer, action, $"No answer came within {seconds} s.", output.WrittenSpan, now);
        }
    }

    /// <summary>An answer came to no request in flight.</summary>
    void NoteUnasked(string messageId, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        var isNumber = ulong.TryParse(messageId, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number);
        if (isNumber && expired is not null && expired.FindIndex(request => request.Number == number) is >= 0 and var index)
        {
            var request = expired[index];
            expired.RemoveAt(index);
            (answered, answeredAction) = (number, request.Action);
            if (!request.Disturbed && !IsDisturbedSince(now))
            {
                Found(CsmsFindingKind.LateAnswer, request.Action, "The answer came when the charger did not wait for it any more.", frame, now);
            }
        }
        else if (IsDisturbedSince(now))
        {
            return;
        }
        else if (isNumber && number == answered)
        {
            Found(CsmsFindingKind.RepeatedAnswer, answeredAction, "The request was answered before.", frame, now);
        }
        else
        {
            Found(CsmsFindingKind.UnknownAnswer, "", "The charger made no request with this message id.", frame, now);
        }
    }

    /// <summary>An answer does not fit its schema.</summary>
    void NoteInvalid(OcppRequest request, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        if (version.Messages().Find(request.ActionName)?.Response?.Schema.Check(payload) is { } violation)
        {
            Found(CsmsFindingKind.InvalidAnswer, request.ActionName, violation.Summary, frame, now);
        }
    }

    /// <summary>An interval of 0 leaves it to the charger (1.6 section 6.4, 2.0.1 B01); before it is accepted it is none of heartbeats.</summary>
    void NoteInterval(OcppResponse reply, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        var seconds = reply switch
        {
            Messages.V16.BootNotificationResponse { Status: Messages.V16.RegistrationStatus.Accepted } accepted => accepted.Interval,
            Messages.V2.BootNotificationResponse { Status: Messages.V2.RegistrationStatusEnumType.Accepted } accepted => accepted.Interval,
            _ => 0,
        };
        if (seconds < 0 || seconds > LongestHeartbeatInterval.TotalSeconds)
        {
            Found(
                CsmsFindingKind.AbsurdHeartbeatInterval, "BootNotification",
                seconds < 0 ? "interval is negative." : $"interval is more than a day, {LongestHeartbeatInterval.TotalSeconds} s.", frame, now);
        }
    }

    /// <summary>A request came: whether it may, at this time.</summary>
    void NoteUntimely(string action, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        if (!owner.Charger.IsOnline && !MayAsk(action))
        {
            Found(
                CsmsFindingKind.RequestBeforeBoot, action,
                $"It came when the BootNotification was answered with {owner.Charger.Registration}.", frame, now);
        }

        if ((answers is { Count: > 0 } || waitingCalls is { Count: > 0 }) && LastUnanswered is var last
            && last + CsmsPatience > now && !IsDisturbedSince(last))
        {
            Found(CsmsFindingKind.OverlappingRequest, action, "It came before the charger had answered the request before it.", frame, now);
        }
    }

    /// <summary>When the CSMS made the latest request that waits for its answer.</summary>
    DateTimeOffset LastUnanswered
    {
        get
        {
            var latest = DateTimeOffset.MinValue;
            foreach (var answer in answers ?? [])
            {
                latest = answer.RequestedAt > latest ? answer.RequestedAt : latest;
            }

            foreach (var call in waitingCalls ?? [])
            {
                latest = call.ReceivedAt > latest ? call.ReceivedAt : latest;
            }

            return latest;
        }
    }

    // Rejected, nothing but the wish for another BootNotification; Pending, anything but the start and stop of transactions (1.6 section
    // 4.2, 2.0.1 B02, B03, F06). Before the first answer nothing forbids it: a CSMS can't know whether a charger that connects will boot.
    bool MayAsk(string action) => owner.Charger.Registration switch
    {
        RegistrationStatus.Rejected => action is "TriggerMessage" or "ExtendedTriggerMessage",
        RegistrationStatus.Pending => action is not
            ("RemoteStartTransaction" or "RemoteStopTransaction" or "RequestStartTransaction" or "RequestStopTransaction"),
        _ => true,
    };
}
