using System.Globalization;
using System.Text.Json;

namespace OcppLab.Simulation;

/// <summary>Which part of a transaction's life a message tells.</summary>
public enum TransactionEventKind
{
    /// <summary>1.6 StartTransaction, 2.0.1 TransactionEvent Started.</summary>
    Started,
    /// <summary>1.6 MeterValues, 2.0.1 TransactionEvent Updated.</summary>
    Updated,
    /// <summary>1.6 StopTransaction, 2.0.1 TransactionEvent Ended.</summary>
    Ended,
}

/// <summary>One message of a transaction: StartTransaction, MeterValues and StopTransaction in 1.6, TransactionEvent in 2.0.1. The most
/// frequent messages by far: they are written as they are, without the record of the version in between.</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="ConnectorId">The connector's number in the charger.</param>
/// <param name="TransactionId">The id: the CSMS's integer in 1.6 (null until StartTransaction is answered), the charger's own in 2.0.1.</param>
/// <param name="At">When what it tells happened.</param>
/// <param name="SeqNo">The event's number in its transaction, from 0 (2.0.1).</param>
/// <param name="Trigger">Why it is sent (2.0.1).</param>
/// <param name="ChargingState">The charging state after it (2.0.1).</param>
/// <param name="IdToken">The id token where the message carries one: always at Started; at Ended if the user stopped with it.</param>
/// <param name="MeterWh">The energy register in watt-hours (meterStart, meterStop).</param>
/// <param name="StopReason">Why it ended; null unless Ended.</param>
/// <param name="Offline">Whether it happened while the CSMS was away.</param>
/// <param name="RemoteStartId">The id of the RequestStartTransaction that caused it (2.0.1), or null.</param>
/// <param name="Samples">The meter values that go with it, in order; may be empty.</param>
/// <param name="Measurands">Which of the samples' values to report; of clock-aligned ones <see cref="AlignedMeasurands"/> where that is set.</param>
public sealed record TransactionMessage(
    TransactionEventKind Kind,
    int ConnectorId,
    string? TransactionId,
    DateTimeOffset At,
    int SeqNo,
    TriggerReason Trigger,
    ChargingState ChargingState,
    IdToken? IdToken,
    double MeterWh,
    StopReason? StopReason,
    bool Offline,
    int? RemoteStartId,
    IReadOnlyList<MeterSample> Samples,
    Measurands Measurands) : OcppRequest
{
    /// <summary>The version it is a message of.</summary>
    public OcppVersion Version { get; init; }

    /// <summary>The EVSE and the connector's number in it; null while it is not known (2.0.1).</summary>
    public (int EvseId, int ConnectorId)? Evse { get; init; } = (ConnectorId, 1);

    /// <summary>Which values of clock-aligned samples to report; null for the same as of the others.</summary>
    public Measurands? AlignedMeasurands { get; init; }

    /// <summary>What signs the register of the samples, and of the clock-aligned ones; null for nothing.</summary>
    internal (MeterSigner? Sampled, MeterSigner? Aligned) Signers { get; init; }

    /// <summary>The vehicle's own id, which goes with the id token where the vehicle can give energy (2.1 Q01.FR.02); null where it is not told.</summary>
    internal string? EvccId { get; init; }

    /// <summary>The mode of operation (2.1); null where it is not told.</summary>
    internal OperationMode? Mode { get; init; }

    /// <summary>The reservation that the transaction used; null unless Started.</summary>
    public int? ReservationId { get; init; }

    /// <summary>The tariff that the charger prices the transaction by (2.1); null for none.</summary>
    public string? TariffId { get; init; }

    /// <summary>What the transaction costs (2.1); null where it is not told.</summary>
    public V2.CostDetailsType? CostDetails { get; init; }

    /// <summary>The limit of the transaction that it confirms (2.1); null for none.</summary>
    public TransactionLimit? Limit { get; init; }

    /// <summary>What tells it from the charger's other messages: the same when it is sent again on another connection, even after
    /// a crash, so that a CSMS can recognise it; another one for each new attempt on the same connection (OCPP-J 1.6 section 4.1.4).</summary>
    public ulong Key { get; init; }

    /// <inheritdoc/>
    public override string ActionName => (Version, Kind) switch
    {
        (not OcppVersion.V16, _) => "TransactionEvent",
        (_, TransactionEventKind.Started) => "StartTransaction",
        (_, TransactionEventKind.Updated) => "MeterValues",
        _ => "StopTransaction",
    };

    /// <summary>The transaction's id as 1.6 has it; null while the CSMS has not given it.</summary>
    internal int? TransactionNumber =>
        int.TryParse(TransactionId, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The energy register as meterStart and meterStop have it: the nearest whole number. So the stop of one transaction is the start
    /// of the next, and a whole energy between them stays whole; what is below a thousandth is no more than the sum's own inexactness.</summary>
    internal int WholeMeterWh => (int)Math.Round(Math.Round(MeterWh, 3), MidpointRounding.AwayFromZero);

    /// <summary>Writes the samples.</summary>
    internal void WriteSamples(Utf8JsonWriter writer)
    {
        for (var i = 0; i < Samples.Count; i++)
        {
            var isAligned = Samples[i].Context == ReadingContext.SampleClock;
            MeterWriter.Write(
                writer, Samples[i], isAligned ? AlignedMeasurands ?? Measurands : Measurands, Version, isAligned ? Signers.Aligned : Signers.Sampled);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer)
    {
        switch (Version, Kind)
        {
            case (not OcppVersion.V16, _):
                TransactionEvent.Write(this, writer);
                break;
            case (_, TransactionEventKind.Started):
                StartTransactionWriter.Write(this, writer);
                break;
            case (_, TransactionEventKind.Updated):
                MeterValuesWriter.Write(this, writer);
                break;
            default:
                StopTransactionWriter.Write(this, writer);
                break;
        }
    }
}
