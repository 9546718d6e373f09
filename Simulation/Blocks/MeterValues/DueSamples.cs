namespace OcppLab.Simulation;

// The meter values of transactions and of connectors without one, as they fall due.
public sealed partial class Charger
{
    DateTimeOffset? alignedAt;

    void ScheduleSamples(Transaction transaction, DateTimeOffset at)
    {
        if (transaction.Silent)
        {
            return;
        }

        var interval = Seconds(Settings.SampleInterval);
        transaction.NextSampleAt = interval > TimeSpan.Zero ? at + interval : null;
        transaction.NextAlignedAt = NextAlignedInTransaction(at);
    }

    DateTimeOffset? NextAlignedInTransaction(DateTimeOffset at) =>
        Version != OcppVersion.V16 && Flag(Settings.SendDuringIdle) ? null : NextAligned(at);

    void ScheduleAligned(DateTimeOffset at) => alignedAt = state.Online ? NextAligned(at) : null;

    DateTimeOffset? NextAligned(DateTimeOffset at)
    {
        var interval = Seconds(Settings.AlignedInterval);
        return interval > TimeSpan.Zero ? SamplesEntry.NextAfter(at, interval) : null;
    }

    // The meter values due up to a time, those outside transactions only when the CSMS is there to hear them.
    void SampleUntil(DateTimeOffset until)
    {
        foreach (var connector in connectors)
        {
            if (connector.Open is { } transaction && (transaction.NextSampleAt <= until || transaction.NextAlignedAt <= until))
            {
                SampleUntil(transaction, until);
            }
        }

        while (alignedAt is { } at && at <= until)
        {
            foreach (var (place, id) in MeterPlaces(evseOrConnectorId: null))
            {
                if (Connector(id).Open is null)
                {
                    Enqueue(new TriggeredEntry(new MeterValuesMessage(
                        Version, place, IdleSample(id, at, ReadingContext.SampleClock), Chosen(Settings.AlignedMeasurands))
                    {
                        Signer = Version != OcppVersion.V16 && Flag(Settings.SignAligned) ? SignerOf(null, isFirst: false) : null,
                    }), at);
                }
            }

            alignedAt = NextAligned(at);
        }
    }

    void SampleUntil(Transaction transaction, DateTimeOffset until)
    {
        var every = Seconds(Settings.SampleInterval);
        var alignedEvery = Seconds(Settings.AlignedInterval);
        while (Earlier(transaction.NextSampleAt, transaction.NextAlignedAt) is { } at && at <= until)
        {
            // What was answered already takes its number only.
            if (at >= answeredBefore)
            {
                EntryAt(transaction, at, every, alignedEvery).Until = at;
            }

            // Both at the same moment are two messages.
            if (transaction.NextSampleAt == at && !(transaction.NextAlignedAt < at))
            {
                transaction.NextSampleAt += every;
            }
            else
            {
                transaction.NextAlignedAt = NextAlignedInTransaction(at);
            }

            transaction.NextSeqNo++;
        }
    }

    // The entry that the next meter value of a transaction belongs to: the last in the outbox, or a new one.
    SamplesEntry EntryAt(Transaction transaction, DateTimeOffset at, TimeSpan every, TimeSpan alignedEvery)
    {
        var live = state.Online;
        var offline = !live && !(at <= state.SentUntil);
        if (state.Outbox is [.., SamplesEntry last] && last.Transaction == transaction && last.Live == live && last.Offline == offline
            && last.Every == every && last.AlignedEvery == alignedEvery && last.Measurands is null)
        {
            return last;
        }

        var entry = new SamplesEntry
        {
            Number = transaction.Number,
            Transaction = transaction,
            SeqNo = transaction.NextSeqNo,
            Offline = offline,
            Live = live,
            Next = transaction.NextSampleAt,
            Every = every,
            NextAligned = transaction.NextAlignedAt,
            AlignedEvery = alignedEvery,
        };
        Enqueue(entry);
        return entry;
    }
}
