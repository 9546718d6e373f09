using System.Text.Json;

namespace OcppLab.Simulation;

/// <summary>Writes StopTransaction (1.6 section 6.49).</summary>
static class StopTransactionWriter
{
    // What chargers in the field send for a transaction whose StartTransaction never got an id.
    const int UnknownTransaction = -1;

    static readonly JsonEncodedText TransactionId = JsonEncodedText.Encode("transactionId");
    static readonly JsonEncodedText IdTag = JsonEncodedText.Encode("idTag");
    static readonly JsonEncodedText MeterStop = JsonEncodedText.Encode("meterStop");
    static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");
    static readonly JsonEncodedText Reason = JsonEncodedText.Encode("reason");
    static readonly JsonEncodedText TransactionData = JsonEncodedText.Encode("transactionData");
    static readonly JsonEncodedText[] Reasons = EncodedNames.Of<StopReason>(static reason => reason switch
    {
        // A regular end as the driver wanted it.
        StopReason.EnergyLimitReached or StopReason.TimeLimitReached => nameof(StopReason.Local),
        _ => Has(reason) ? reason.ToString() : nameof(StopReason.Other),
    });

    /// <summary>Whether 1.6 has the word.</summary>
    public static bool Has(StopReason reason) => Enum.TryParse<V16.Reason>(reason.ToString(), out _);

    public static void Write(TransactionMessage message, Utf8JsonWriter payload)
    {
        payload.WriteStartObject();
        payload.WriteNumber(TransactionId, message.TransactionNumber ?? UnknownTransaction);
        if (message.IdToken is { } token)
        {
            payload.WriteString(IdTag, token.Value);
        }

        payload.WriteNumber(MeterStop, message.WholeMeterWh);
        Ocpp.Messages.Timestamp.Write(payload, Timestamp, message.At);
        payload.WriteString(Reason, Reasons[(int)(message.StopReason ?? StopReason.Local)]);
        if (message.Samples.Count > 0)
        {
            payload.WriteStartArray(TransactionData);
            message.WriteSamples(payload);
            payload.WriteEndArray();
        }

        payload.WriteEndObject();
    }
}
