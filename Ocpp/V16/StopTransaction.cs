using System.Text.Json;
using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>StopTransaction.req (section 6.49).</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="MeterStop">The energy register in watt-hours.</param>
/// <param name="Timestamp">When the transaction ended.</param>
/// <param name="IdTag">The id tag that ended it, at most 20 characters.</param>
/// <param name="Reason">Why it ended (Reason, section 7.36); Local if left out.</param>
/// <param name="TransactionData">The transaction's meter values.</param>
public sealed record StopTransactionRequest(
    int TransactionId,
    int MeterStop,
    DateTimeOffset Timestamp,
    string? IdTag = null,
    string? Reason = null,
    IReadOnlyList<MeterValue>? TransactionData = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<StopTransactionRequest> Message { get; } = new(
        OcppVersion.V16,
        Object(
            Required("transactionId", Integer()),
            Required("meterStop", Integer()),
            Required("timestamp", Schema.DateTime),
            Optional("idTag", Text(20)),
            Optional("reason", OneOf(
                "DeAuthorized", "EmergencyStop", "EVDisconnected", "HardReset", "Local", "Other", "PowerLoss", "Reboot", "Remote",
                "SoftReset", "UnlockCommand")),
            Optional("transactionData", Array(MeterValue.Schema))),
        V16Json.Default.StopTransactionRequest);
}

/// <summary>StopTransaction.conf (section 6.50).</summary>
/// <param name="IdTagInfo">What the CSMS says of the id tag, if the request had one.</param>
public sealed record StopTransactionResponse(IdTagInfo? IdTagInfo = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<StopTransactionResponse> Message { get; } = new(
        OcppVersion.V16, Object(Optional("idTagInfo", IdTagInfo.Schema)), V16Json.Default.StopTransactionResponse);
}

static class StopTransaction
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
        StopReason.EnergyLimitReached or StopReason.TimeLimitReached or StopReason.StoppedByEV or StopReason.GroundFault or StopReason.OvercurrentFault =>
            nameof(StopReason.Other),
        _ => reason.ToString(),
    });

    public static ChargerOperation Operation { get; } = new ChargerOperation<TransactionMessage>(
        "StopTransaction",
        Write,
        StopTransactionResponse.Message.Schema,
        static payload =>
        {
            var info = StopTransactionResponse.Message.ReadChecked(payload).IdTagInfo;
            return new TransactionReply(null, info?.Status, info?.ExpiryDate, info?.ParentIdTag);
        });

    static void Write(TransactionMessage message, Utf8JsonWriter payload)
    {
        payload.WriteStartObject();
        payload.WriteNumber(TransactionId, TransactionNumbers.Id(message.TransactionId) ?? UnknownTransaction);
        if (message.IdToken is { } token)
        {
            payload.WriteString(IdTag, token.Value);
        }

        payload.WriteNumber(MeterStop, TransactionNumbers.WholeWh(message.MeterWh));
        Ocpp.Timestamp.Write(payload, Timestamp, message.At);
        payload.WriteString(Reason, Reasons[(int)(message.StopReason ?? StopReason.Local)]);
        if (message.Samples.Count > 0)
        {
            payload.WriteStartArray(TransactionData);
            for (var i = 0; i < message.Samples.Count; i++)
            {
                MeterWriter.Write(payload, message.Samples[i], message.Measurands, OcppVersion.V16);
            }

            payload.WriteEndArray();
        }

        payload.WriteEndObject();
    }
}
