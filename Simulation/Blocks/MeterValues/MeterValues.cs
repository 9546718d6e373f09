using System.Text.Json;

namespace OcppLab.Simulation;

/// <summary>MeterValues outside a transaction, clock-aligned or triggered: of a connector (1.6 section 4.7) or an EVSE (2.0.1 use cases J01, F06).</summary>
/// <param name="Version">The version it is a message of.</param>
/// <param name="PlaceId">The connector (1.6), the EVSE (2.0.1).</param>
/// <param name="Sample">The sample.</param>
/// <param name="Measurands">Which of its values to report.</param>
public sealed record MeterValuesMessage(OcppVersion Version, int PlaceId, MeterSample Sample, Measurands Measurands) : OcppRequest
{
    /// <summary>What signs the register; null for nothing.</summary>
    internal MeterSigner? Signer { get; init; }

    /// <inheritdoc/>
    public override string ActionName => "MeterValues";

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer) => MeterValuesWriter.Write(this, writer);
}

/// <summary>Writes MeterValues.</summary>
static class MeterValuesWriter
{
    static readonly JsonEncodedText ConnectorId = JsonEncodedText.Encode("connectorId");
    static readonly JsonEncodedText EvseId = JsonEncodedText.Encode("evseId");
    static readonly JsonEncodedText TransactionId = JsonEncodedText.Encode("transactionId");
    static readonly JsonEncodedText MeterValue = JsonEncodedText.Encode("meterValue");

    /// <summary>Outside a transaction.</summary>
    public static void Write(MeterValuesMessage message, Utf8JsonWriter payload)
    {
        payload.WriteStartObject();
        payload.WriteNumber(message.Version == OcppVersion.V16 ? ConnectorId : EvseId, message.PlaceId);
        payload.WriteStartArray(MeterValue);
        MeterWriter.Write(payload, message.Sample, message.Measurands, message.Version, message.Signer);
        payload.WriteEndArray();
        payload.WriteEndObject();
    }

    /// <summary>Of a transaction, in 1.6.</summary>
    public static void Write(TransactionMessage message, Utf8JsonWriter payload)
    {
        payload.WriteStartObject();
        payload.WriteNumber(ConnectorId, message.ConnectorId);
        if (message.TransactionNumber is { } transactionId)
        {
            payload.WriteNumber(TransactionId, transactionId);
        }

        payload.WriteStartArray(MeterValue);
        for (var i = 0; i < message.Samples.Count; i++)
        {
            MeterWriter.Write(payload, message.Samples[i], message.Measurands, OcppVersion.V16);
        }

        if (message.Samples.Count == 0)
        {
            // The schema wants at least one, and the register is what every message of a transaction has.
            var register = new MeterSample(message.At, ReadingContext.SamplePeriodic, message.MeterWh, 0, 0, 0, 0, 0, null);
            MeterWriter.Write(payload, register, Measurands.EnergyActiveImportRegister, OcppVersion.V16);
        }

        payload.WriteEndArray();
        payload.WriteEndObject();
    }
}
