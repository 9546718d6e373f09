namespace OcppLab.Simulation;

// What the messages to the CSMS say.
public sealed partial class Charger
{
    OcppRequest MessageOf(Entry entry, DateTimeOffset now) => entry switch
    {
        StatusEntry status => status.Message,
        TriggeredEntry triggered => triggered.Message,
        AuthorizeEntry authorize => AuthorizeOf(authorize),
        EvCertificateEntry certificate => MessageOf(certificate),
        PaymentEntry payment => MessageOf(payment),
        RawEntry { CommandId: null } raw when ReadsAnswerOf(raw) =>
            (OcppRequest)Version.Messages().Find(raw.Action)!.Request.ReadChecked(System.Text.Encoding.UTF8.GetBytes(raw.Payload)),
        RawEntry raw => new RawMessage(raw.Action, raw.Payload),
        SamplesEntry samples => MessageOf(samples),
        VariablesReport report => MessageOf(report, now),
        MonitorsReport report => MessageOf(report, now),
        _ => MessageOf((TransactionEntry)entry),
    };

    // The answers to the charger's own requests of which something is read.
    bool ReadsAnswerOf(RawEntry raw) =>
        (raw.Action == "SignCertificate" && Version != OcppVersion.V16) || (raw.Action == ChargingNeeds && Version == OcppVersion.V21);

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
            periodic ? TriggerReason.MeterValuePeriodic : TriggerReason.MeterValueClock, StateAt(transaction, sample), IdToken: null,
            sample.EnergyWh, StopReason: null, entry.Offline, RemoteStartId: null, [sample],
            periodic ? Chosen(Settings.SampledMeasurands, entry.Measurands) : Chosen(Settings.AlignedMeasurands, entry.AlignedMeasurands))
        {
            Version = Version,
            Evse = Spec.Model.EvseOf(transaction.ConnectorId),
            Mode = ModeTold(transaction, at, isNew: false),
            Signers = SignersOf(transaction, null),
            Key = KeyOf(entry),
        };
    }

    TransactionMessage MessageOf(TransactionEntry entry)
    {
        var transaction = entry.Transaction;
        var measurands = Chosen(MeasurandsOf(entry), entry.Measurands);
        Measurands? aligned = entry.Event == TransactionEventKind.Ended ? Chosen(Settings.AlignedEndedMeasurands, entry.AlignedMeasurands) : null;
        IReadOnlyList<MeterSample> samples = entry.Event switch
        {
            TransactionEventKind.Started when entry.EvseUnknown || measurands == Measurands.None => [],
            TransactionEventKind.Updated when entry.TellsBegin => [SampleOf(transaction, entry.At, ReadingContext.TransactionBegin)],
            TransactionEventKind.Started => [SampleOf(transaction, entry.At, ReadingContext.TransactionBegin)],
            TransactionEventKind.Ended => EndedSamples(entry, measurands, aligned!.Value),
            _ when entry.Trigger == TriggerReason.Trigger => [SampleOf(transaction, entry.At, ReadingContext.Trigger)],
            _ => [],
        };
        return new TransactionMessage(
            entry.Event, transaction.ConnectorId, transaction.Id, entry.At, entry.SeqNo, entry.Trigger, entry.State,
            entry.NamesToken ? TokenOf(entry) : null, transaction.MeterStartWh + transaction.EnergyAt(entry.At),
            entry.Event == TransactionEventKind.Ended ? transaction.StopReason : null, entry.Offline,
            entry.BringsToken ? transaction.RemoteStartId : null, samples, measurands)
        {
            Version = Version,
            Evse = entry.EvseUnknown ? null : Spec.Model.EvseOf(transaction.ConnectorId),
            EvccId = entry.BringsToken && CanDischarge(transaction) ? EvccIdOf(transaction) : null,
            Mode = ModeTold(transaction, entry.At, entry.Trigger == TriggerReason.OperationModeChanged),
            ReservationId = entry.BringsToken ? transaction.ReservationId : null,
            Limit = Version == OcppVersion.V21 ? entry.Limit : null,
            AlignedMeasurands = aligned,
            TariffId = Version == OcppVersion.V21 ? transaction.TariffIdAt(entry.At) : null,
            CostDetails = CostDetailsOf(entry),
            Signers = SignersOf(transaction, entry),
            Key = KeyOf(entry),
        };
    }

    // Another of the same group may have stopped what one started.
    static IdToken TokenOf(TransactionEntry entry) => entry is { BringsToken: false, Transaction.StoppedBy: { } other }
        ? new(other)
        : entry.Transaction.Token;

    Setting MeasurandsOf(TransactionEntry entry) => (entry.Event, Version) switch
    {
        (TransactionEventKind.Started, _) => Settings.StartedMeasurands,
        (TransactionEventKind.Updated, _) when entry.TellsBegin => Settings.StartedMeasurands,
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
                if (transaction.Event == TransactionEventKind.Ended)
                {
                    transaction.AlignedMeasurands ??= Value(Settings.AlignedEndedMeasurands);
                    transaction.EndedEvery ??= EndedEvery;
                    transaction.EndedAlignedEvery ??= EndedAlignedEvery;
                }
            }
        }
    }

    // Made of what is stored anyway, so that a message that may have been sent before a crash is the same after it.
    ulong KeyOf(TransactionalEntry entry) => Mixer.Mix(
        Mixer.Mix(Spec.Seed ^ (ulong)entry.Transaction.StartedAt.UtcTicks, (ulong)entry.Number),
        ((ulong)entry.SeqNo << 32) | (uint)entry.Attempts);

    static ChargingState StateAt(Transaction transaction, in MeterSample sample) =>
        !transaction.DeliversAt(sample.At) ? ChargingState.EVConnected
        : transaction.IsCableOutAt(sample.At) ? ChargingState.Idle
        : sample.OfferedW <= 0 && !(sample.SetpointW < 0) ? ChargingState.SuspendedEVSE
        : sample.PowerW <= 0 && sample.ExportW <= 0 && !transaction.IsRampingAt(sample.At) ? ChargingState.SuspendedEV
        : ChargingState.Charging;

    // What the meter of a transaction's connector reads.
    MeterSample SampleOf(Transaction transaction, DateTimeOffset at, ReadingContext context, DateTimeOffset? before = null) =>
        transaction.Sample(at, context, before) with { MainsSeed = MainsSeed };

    // The same without a transaction.
    MeterSample IdleSample(int id, DateTimeOffset at, ReadingContext context) => Spec.Model.Current == CurrentType.Dc
        ? new(at, context, Connector(id).MeterWh, 0, 0, 0, 0, 0, null) { ExportedWh = Connector(id).ExportMeterWh }
        : new(at, context, Connector(id).MeterWh, 0, 0, Vehicle.MainsVoltageV, 0, Spec.Model.Phases, null, MainsSeed: MainsSeed)
        {
            ExportedWh = Connector(id).ExportMeterWh,
        };

    // A charger has one supply, whatever it has of connectors.
    ulong MainsSeed => Spec.Timing == Timing.Instant ? 0 : Mixer.Mix(Spec.Seed, 0x4D61696E73);
}
