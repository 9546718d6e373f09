namespace OcppLab.Simulation;

// The meter values that the end of a transaction tells: 2.0.1 TxEndedInterval and TxEndedMeasurands (use cases J01, J02), 1.6
// StopTxnSampledData and StopTxnAlignedData.
public sealed partial class Charger
{
    // Of more than that the message has every second, third, ... one (2.0.1 E06.FR.12).
    const int MostEndedSamples = 500;

    TimeSpan EndedEvery => Version == OcppVersion.V16 ? TimeSpan.Zero : Seconds(Settings.EndedInterval);

    TimeSpan EndedAlignedEvery => Seconds(Version == OcppVersion.V16 ? Settings.AlignedInterval : Settings.AlignedEndedInterval);

    // Whether what a transaction has read before is told at its end.
    bool IsHistoryTold => state.Settings is not null && (EndedEvery > TimeSpan.Zero
        || (EndedAlignedEvery > TimeSpan.Zero && Chosen(Settings.AlignedEndedMeasurands) != Measurands.None));

    List<MeterSample> EndedSamples(TransactionEntry entry, Measurands measurands, Measurands aligned)
    {
        var transaction = entry.Transaction;
        var samples = new List<MeterSample>(2);
        if (measurands != Measurands.None)
        {
            samples.Add(SampleOf(transaction, transaction.StartedAt, ReadingContext.TransactionBegin));
        }

        var every = Spaced(measurands == Measurands.None ? TimeSpan.Zero : entry.EndedEvery ?? EndedEvery, entry);
        var alignedEvery = Spaced(aligned == Measurands.None ? TimeSpan.Zero : entry.EndedAlignedEvery ?? EndedAlignedEvery, entry);
        DateTimeOffset? next = every > TimeSpan.Zero ? transaction.StartedAt + every : null;
        DateTimeOffset? nextAligned = alignedEvery > TimeSpan.Zero ? SamplesEntry.NextAfter(transaction.StartedAt, alignedEvery) : null;
        while (Earlier(next, nextAligned) is { } at && at < entry.At)
        {
            if (at == next)
            {
                samples.Add(SampleOf(transaction, at, ReadingContext.SamplePeriodic, at - every));
                next += every;
            }
            else
            {
                samples.Add(SampleOf(transaction, at, ReadingContext.SampleClock));
                nextAligned = SamplesEntry.NextAfter(at, alignedEvery);
            }
        }

        if (measurands != Measurands.None)
        {
            samples.Add(SampleOf(transaction, entry.At, ReadingContext.TransactionEnd, transaction.StartedAt));
        }

        return samples;
    }

    static TimeSpan Spaced(TimeSpan every, TransactionEntry entry) => every <= TimeSpan.Zero ? every
        : every * (1 + ((entry.At - entry.Transaction.StartedAt).Ticks / every.Ticks / MostEndedSamples));

    // What signs the registers of a transaction's message (2.0.1 SignReadings; at the start DataSigned has it signed in any case).
    (MeterSigner? Sampled, MeterSigner? Aligned) SignersOf(Transaction transaction, TransactionEntry? entry)
    {
        if (Version == OcppVersion.V16 || state.Settings is null)
        {
            return default;
        }

        var sampled = Flag(Settings.SignSampled) || entry is { Event: TransactionEventKind.Started, Trigger: TriggerReason.SignedDataReceived };
        var aligned = Flag(Settings.SignAligned);
        if (!sampled && !aligned)
        {
            return default;
        }

        var signer = SignerOf(
            entry is { NamesToken: true } or { Event: TransactionEventKind.Ended } ? transaction.IdTag : null, entry is { Event: TransactionEventKind.Started });
        return (sampled ? signer : null, aligned ? signer : null);
    }

    MeterSigner SignerOf(string? idToken, bool isFirst) => new(
        MeterSigner.KeyOf(Spec.Seed), Nameplate.MeterSerialNumber(Spec.Seed), idToken,
        Value(Settings.PublicKeyWithSignedMeterValue) is var when && (when == "EveryMeterValue" || (when == "OncePerTransaction" && isFirst)));
}
