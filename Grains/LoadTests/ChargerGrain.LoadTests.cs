using OcppLab.LoadTests;
using OcppLab.Ocpp;
using OcppLab.Ocpp.Messages;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>The part of a charger's grain that tells the load test that the charger is part of what happens to it.</summary>
sealed partial class ChargerGrain
{
    /// <summary>So many bytes of a frame are kept as an example.</summary>
    const int LongestExample = 2048;

    LoadRecorder? recorder;
    bool endsTransaction;
    bool isEndAnswered;
    ulong endKey;
    HashSet<string>? refusedSessions;
    (bool IsAccepted, int Running)? recorded;

    /// <summary>Finds out which load test the charger is part of; called from any thread.</summary>
    public void LookForRecorder() => Post(() =>
    {
        FindRecorder();
        Count();
    });

    void FindRecorder()
    {
        var found = charger is null || removed ? null : silo.LoadTests.RecorderOf(locationId, Id);
        if (found != recorder)
        {
            recorder?.ChargerChanged(recorded, null);
            (recorder, recorded) = (found, null);
        }
    }

    /// <summary>Counts the charger as what it is now, in its load test.</summary>
    void CountInLoadTest(CountedCharger? now)
    {
        if (recorder is not null)
        {
            (bool, int)? counts = now is var (_, connection, running) ? (connection == ConnectionState.Accepted, running) : null;
            if (counts != recorded)
            {
                recorder.ChargerChanged(recorded, counts);
                recorded = counts;
            }
        }
    }

    /// <summary>Tells how late a turn is that was due.</summary>
    void TellLate() => recorder?.Record(LoadTime.TurnLate, wakeAt < Now - DueTimeQueue.Step ? Now - wakeAt - DueTimeQueue.Step : TimeSpan.Zero);

    public void ConnectionOpened(TimeSpan duration) => recorder?.Opened(duration, isReconnect: hasBeenOpen);

    public void Accepted(TimeSpan sinceFirstAttempt) => recorder?.Record(LoadTime.Boot, sinceFirstAttempt);

    public void Found(in CsmsFault fault, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        if (recorder is not null)
        {
            frame = FrameSecrets.Masked(fault.Action, frame);
            recorder.Found(new(
                fault.Kind, fault.Action, fault.Detail, 1, Charger.Spec.Identity, now,
                System.Text.Encoding.UTF8.GetString(frame.Length > LongestExample ? frame[..LongestExample] : frame)));
        }
    }

    void TellLoadTest(in EndedCall call)
    {
        recorder?.Ended(call);
        if (endsTransaction && call.Direction == MessageDirection.ToCsms)
        {
            endsTransaction = false;
            if (!isEndAnswered && call.Outcome is CallOutcome.Result or CallOutcome.CallError or CallOutcome.InvalidResult)
            {
                isEndAnswered = true;
                recorder?.Count(LoadCounter.StopsAnswered);
            }
        }
    }

    /// <summary>Sees whether a request is the end of a transaction. One that is sent again after a CALLERROR was answered already.</summary>
    void SeeEnd(OcppRequest message)
    {
        endsTransaction = false;
        if (message is TransactionMessage { Kind: TransactionEventKind.Ended, Key: var key })
        {
            endsTransaction = true;
            isEndAnswered &= key == endKey;
            endKey = key;
        }
    }

    void TellLoadTest(SessionChanged changed)
    {
        if (recorder is null)
        {
            return;
        }

        if (changed is { Confirmed: true, Reason: not null, StoppedAt: null })
        {
            (refusedSessions ??= []).Add(changed.SessionId);
        }

        if (changed is { Confirmed: true, TransactionId: { } id } && Charger.Version == OcppVersion.V16 && int.TryParse(id, out var number))
        {
            recorder.Given(new(session?.WsUrl ?? "", Charger.Spec.Identity, number));
        }

        var isEnd = changed is { Confirmed: false, StoppedAt: not null };
        recorder.SessionChanged(changed, wasRefused: isEnd && refusedSessions?.Remove(changed.SessionId) == true);
        if (isEnd && changed.Outcome == CommandOutcome.Stopped && Charger.Spec.HasCsms)
        {
            recorder.Count(LoadCounter.StopsToTell);
        }
    }
}
