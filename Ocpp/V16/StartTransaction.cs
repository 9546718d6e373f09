using System.Globalization;
using System.Text.Json;
using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>StartTransaction.req (section 6.45).</summary>
/// <param name="ConnectorId">The connector.</param>
/// <param name="IdTag">The id tag, at most 20 characters.</param>
/// <param name="MeterStart">The energy register in watt-hours.</param>
/// <param name="Timestamp">When the transaction started.</param>
/// <param name="ReservationId">The reservation it uses up.</param>
public sealed record StartTransactionRequest(
    int ConnectorId, string IdTag, int MeterStart, DateTimeOffset Timestamp, int? ReservationId = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<StartTransactionRequest> Message { get; } = new(
        OcppVersion.V16,
        Object(
            Required("connectorId", Integer(minimum: 0)),
            Required("idTag", Text(20)),
            Required("meterStart", Integer()),
            Required("timestamp", Schema.DateTime),
            Optional("reservationId", Integer())),
        V16Json.Default.StartTransactionRequest);
}

/// <summary>StartTransaction.conf (section 6.46).</summary>
/// <param name="IdTagInfo">What the CSMS says of the id tag.</param>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record StartTransactionResponse(IdTagInfo IdTagInfo, int TransactionId)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<StartTransactionResponse> Message { get; } = new(
        OcppVersion.V16,
        Object(
            Required("idTagInfo", IdTagInfo.Schema),
            Required("transactionId", Integer())),
        V16Json.Default.StartTransactionResponse);
}

static class StartTransaction
{
    static readonly JsonEncodedText ConnectorId = JsonEncodedText.Encode("connectorId");
    static readonly JsonEncodedText IdTag = JsonEncodedText.Encode("idTag");
    static readonly JsonEncodedText MeterStart = JsonEncodedText.Encode("meterStart");
    static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");

    public static ChargerOperation Operation { get; } = new ChargerOperation<TransactionMessage>(
        "StartTransaction",
        Write,
        StartTransactionResponse.Message.Schema,
        static payload =>
        {
            var response = StartTransactionResponse.Message.ReadChecked(payload);
            var info = response.IdTagInfo;
            return new TransactionReply(
                response.TransactionId.ToString(CultureInfo.InvariantCulture), info.Status, info.ExpiryDate, info.ParentIdTag);
        });

    static void Write(TransactionMessage message, Utf8JsonWriter payload)
    {
        payload.WriteStartObject();
        payload.WriteNumber(ConnectorId, message.ConnectorId);
        payload.WriteString(IdTag, message.IdToken?.Value ?? "");
        payload.WriteNumber(MeterStart, TransactionNumbers.WholeWh(message.MeterWh));
        Ocpp.Timestamp.Write(payload, Timestamp, message.At);
        payload.WriteEndObject();
    }
}
