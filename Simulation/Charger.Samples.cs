namespace OcppLab.Simulation;

/// <summary>Which of the meter values that fell due while a charger was connected it has sent, as far as is known once its
/// process is no more: they are not stored one by one.</summary>
/// <param name="AnsweredBefore">Those due before this time were sent and answered, but for a charger's own lag.</param>
/// <param name="SentUntil">Those due after this time were not sent.</param>
public readonly record struct SentSamples(DateTimeOffset AnsweredBefore, DateTimeOffset SentUntil)
{
    /// <summary>None since the state was saved.</summary>
    public static SentSamples None { get; } = new(DateTimeOffset.MinValue, DateTimeOffset.MinValue);
}

// The meter values of a connected charger: sent as they fall due, and not stored one by one.
public sealed partial class Charger
{
    /// <summary>Those of its transactions' meter values that were due before this time have been answered; null where none is
    /// to be sent as it falls due: not connected, or no transaction that the CSMS is to hear of.</summary>
    public DateTimeOffset? AnsweredBefore
    {
        get
        {
            if (!state.Online)
            {
                return null;
            }

            DateTimeOffset? first = null;
            foreach (var entry in state.Outbox ?? [])
            {
                if (entry is SamplesEntry { Live: true } samples)
                {
                    first = Earlier(first, samples.NextAt);
                }
            }

            foreach (var connector in connectors)
            {
                if (connector.Open is { } transaction)
                {
                    first = Earlier(Earlier(first, transaction.NextSampleAt), transaction.NextAlignedAt);
                }
            }

            return first;
        }
    }

    /// <summary>How much older than <see cref="SentSamples.AnsweredBefore"/> a meter value may be and yet be unanswered, as the
    /// state says: zero unless the CSMS is slow.</summary>
    public TimeSpan Lag => state.Lag;

    /// <summary>Sets <see cref="Lag"/>.</summary>
    public Changes SetLag(TimeSpan lag)
    {
        (state.Lag, persist) = (lag, true);
        return TakeChanges();
    }

    // Goes on for a process that held the connected charger and is no more.
    void TakeOver(SentSamples? known, DateTimeOffset now)
    {
        if (!state.Online)
        {
            return;
        }

        answeredBefore = known is not { } sent ? DateTimeOffset.MaxValue
            : sent.AnsweredBefore - DateTimeOffset.MinValue > state.Lag ? sent.AnsweredBefore - state.Lag
            : DateTimeOffset.MinValue;
        (state.Online, state.Lag, state.SentUntil) = (false, TimeSpan.Zero, known?.SentUntil);
        offlineSince = now;
        persist |= IsObserved || HasTransactionMessages;
        state.Outbox?.RemoveAll(entry => entry is SamplesEntry { Live: true } samples && !HasUnanswered(samples));
    }

    void EndTakingOver(DateTimeOffset now)
    {
        answeredBefore = default;
        BeginOffline(now);
        if (state.SentUntil <= now)
        {
            state.SentUntil = null;
        }
    }

    bool HasUnanswered(SamplesEntry samples)
    {
        while (samples.NextAt < answeredBefore)
        {
            if (!samples.Move())
            {
                return false;
            }
        }

        return true;
    }
}
