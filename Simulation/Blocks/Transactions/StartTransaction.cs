using System.Text.Json;

namespace OcppLab.Simulation;

/// <summary>Writes StartTransaction (1.6 section 6.45).</summary>
static class StartTransactionWriter
{
    static readonly JsonEncodedText ConnectorId = JsonEncodedText.Encode("connectorId");
    static readonly JsonEncodedText IdTag = JsonEncodedText.Encode("idTag");
    static readonly JsonEncodedText MeterStart = JsonEncodedText.Encode("meterStart");
    static readonly JsonEncodedText ReservationId = JsonEncodedText.Encode("reservationId");
    static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");

    public static void Write(TransactionMessage message, Utf8JsonWriter payload)
    {
        payload.WriteStartObject();
        payload.WriteNumber(ConnectorId, message.ConnectorId);
        payload.WriteString(IdTag, message.IdToken?.Value ?? "");
        payload.WriteNumber(MeterStart, message.WholeMeterWh);
        Ocpp.Messages.Timestamp.Write(payload, Timestamp, message.At);
        if (message.ReservationId is { } reservationId)
        {
            payload.WriteNumber(ReservationId, reservationId);
        }

        payload.WriteEndObject();
    }
}
