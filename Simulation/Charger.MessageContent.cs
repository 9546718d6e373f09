namespace OcppLab.Simulation;

// What the messages to the CSMS say.
public sealed partial class Charger
{
    OcppRequest MessageOf(Entry entry, DateTimeOffset now) => entry switch
    {
        StatusEntry status => status.Message,
        TriggeredEntry triggered => triggered.Message,
        AuthorizeEntry authorize => AuthorizeOf(new IdToken(authorize.IdTag, authorize.TokenType)),
        RawEntry raw => new RawMessage(raw.Action, raw.Payload),
        SamplesEntry samples => MessageOf(samples),
        VariablesReport report => MessageOf(report, now),
        MonitorsReport report => MessageOf(report, now),
        _ => MessageOf((TransactionEntry)entry),
    };

    TransactionMessage MessageOf(SamplesEntry entry)
    {
        var (transaction, at, periodic) = (entry.Transaction, entry.NextAt, entry.PeriodicIsNext);
        var before = at - (periodic ? entry.Every : entry.AlignedEvery);
        var sample = SampleOf(
            transaction,
            at,
            periodic ? ReadingContext.SamplePeriodic : ReadingContext.SampleClock,
            before < transaction.StartedAt ? transaction.StartedAt : before);
        return new TransactionMessage(
            TransactionEventKind.Updated, transaction.ConnectorId, transaction.Id, at, entry.SeqNo,
            periodic ? TriggerReason.MeterValuePeriodic : TriggerReason.MeterValueClock, StateOf(sample, transaction.IsRampingAt(at)), IdToken: null,
            sample.EnergyWh, StopReason: null, entry.Offline, RemoteStartId: null, [sample],
            periodic ? Chosen(Settings.SampledMeasurands, entry.Measurands) : Chosen(Settings.AlignedMeasurands, entry.AlignedMeasurands))
        { Version = Spec.Version, Evse = Spec.Model.EvseOf(transaction.ConnectorId), Key = KeyOf(entry) };
    }

    TransactionMessage MessageOf(TransactionEntry entry)
    {
        var transaction = entry.Transaction;
        var measurands = Chosen(MeasurandsOf(entry), entry.Measurands);
        IReadOnlyList<MeterSample> samples = entry.Event switch
        {
            TransactionEventKind.Started or TransactionEventKind.Ended when measurands == Measurands.None => [],
            TransactionEventKind.Started => [SampleOf(transaction, entry.At, ReadingContext.TransactionBegin)],
            TransactionEventKind.Ended =>
            [
                SampleOf(transaction, transaction.StartedAt, ReadingContext.TransactionBegin),
                SampleOf(transaction, entry.At, ReadingContext.TransactionEnd, transaction.StartedAt),
            ],
            _ when entry.Trigger == TriggerReason.Trigger => [SampleOf(transaction, entry.At, ReadingContext.Trigger)],
            _ => [],
        };
        return new TransactionMessage(
            entry.Event, transaction.ConnectorId, transaction.Id, entry.At, entry.SeqNo, entry.Trigger, entry.State,
            entry.NamesToken ? TokenOf(entry) : null, transaction.MeterStartWh + transaction.EnergyAt(entry.At),
            entry.Event == TransactionEventKind.Ended ? transaction.StopReason : null, entry.Offline,
            entry.Event == TransactionEventKind.Started ? transaction.RemoteStartId : null, samples, measurands)
        {
            Version = Spec.Version,
            Evse = Spec.Model.EvseOf(transaction.ConnectorId),
            ReservationId = entry.Event == TransactionEventKind.Started ? transaction.ReservationId : null,
            Key = KeyOf(entry),
        };
    }

    // Another of the same group may have stopped what one started.
    static IdToken TokenOf(TransactionEntry entry) => entry is { Event: TransactionEventKind.Ended, Transaction.StoppedBy: { } other }
        ? new(other)
        : entry.Transaction.Token;

    Setting MeasurandsOf(TransactionEntry entry) => (entry.Event, Spec.Version) switch
    {
        (TransactionEventKind.Started, _) => Settings.StartedMeasurands,
        (TransactionEventKind.Ended, OcppVersion.V16) => Settings.StoppedMeasurands,
        (TransactionEventKind.Ended, _) => Settings.EndedMeasurands,
        _ => Settings.SampledMeasurands,
    };

    // Other measurands or times are about to be chosen: what is to be sent keeps those of before, for it may have been sent with
    // them already, and nothing is added to it.
    void CloseEntries()
    {
        foreach (var entry in state.Outbox ?? [])
        {
            if (entry is SamplesEntry samples)
            {
                samples.Measurands ??= Value(Settings.SampledMeasurands);
                samples.AlignedMeasurands ??= Value(Settings.AlignedMeasurands);
            }
            else if (entry is TransactionEntry transaction)
            {
                transaction.Measurands ??= Value(MeasurandsOf(transaction));
            }
        }
    }

    // Made of what is stored anyway, so that a message that may have been sent before a crash is the same after it.
    ulong KeyOf(TransactionalEntry entry) => Mixer.Mix(
        Mixer.Mix(Spec.Seed ^ (ulong)entry.Transaction.StartedAt.UtcTicks, (ulong)entry.Number),
        ((ulong)entry.SeqNo << 32) | (uint)entry.Attempts);

    static ChargingState StateOf(in MeterSample sample, bool isRamping) =>
        sample.OfferedW <= 0 ? ChargingState.SuspendedEVSE
        : sample.PowerW <= 0 && !isRamping ? ChargingState.SuspendedEV
        : ChargingState.Charging;

    // What the meter of a transaction's connector reads.
    MeterSample SampleOf(Transaction transaction, DateTimeOffset at, ReadingContext context, DateTimeOffset? before = null) =>
        transaction.Sample(at, context, before) with { MainsSeed = MainsSeed };

    // The same without a transaction.
    MeterSample IdleSample(int id, DateTimeOffset at, ReadingContext context) => Spec.Model.Current == CurrentType.Dc
        ? new(at, context, Connector(id).MeterWh, 0, 0, 0, 0, 0, null)
        : new(at, context, Connector(id).MeterWh, 0, 0, Vehicle.MainsVoltageV, 0, Spec.Model.Phases, null, MainsSeed: MainsSeed);

    // A charger has one supply, whatever it has of connectors.
    ulong MainsSeed => Spec.Timing == Timing.Instant ? 0 : Mixer.Mix(Spec.Seed, 0x4D61696E73);
}
