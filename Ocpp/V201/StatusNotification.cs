using System.Text.Json;
using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;
using static OcppLab.Ocpp.V201.Classes;

namespace OcppLab.Ocpp.V201;

/// <summary>StatusNotificationRequest.</summary>
/// <param name="Timestamp">When it became so.</param>
/// <param name="ConnectorStatus">Available, Occupied, Reserved, Unavailable or Faulted (ConnectorStatusEnumType).</param>
/// <param name="EvseId">The EVSE.</param>
/// <param name="ConnectorId">Its connector.</param>
public sealed record StatusNotificationRequest(DateTimeOffset Timestamp, string ConnectorStatus, int EvseId, int ConnectorId)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<StatusNotificationRequest> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("timestamp", Schema.DateTime),
            Required("connectorStatus", OneOf("Available", "Occupied", "Reserved", "Unavailable", "Faulted")),
            Required("evseId", Integer(minimum: 0)),
            Required("connectorId", Integer(minimum: 0))),
        V201Json.Default.StatusNotificationRequest);
}

/// <summary>StatusNotificationResponse.</summary>
public sealed record StatusNotificationResponse
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<StatusNotificationResponse> Message { get; } = new(
        OcppVersion.V201, Class(), V201Json.Default.StatusNotificationResponse);
}

static class StatusNotification
{
    static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");
    static readonly JsonEncodedText Status = JsonEncodedText.Encode("connectorStatus");
    static readonly JsonEncodedText EvseId = JsonEncodedText.Encode("evseId");
    static readonly JsonEncodedText ConnectorId = JsonEncodedText.Encode("connectorId");
    static readonly JsonEncodedText[] Statuses = EncodedNames.Of<ConnectorStatus>(static status => status switch
    {
        ConnectorStatus.Available or ConnectorStatus.Reserved or ConnectorStatus.Unavailable or ConnectorStatus.Faulted =>
            status.ToString(),
        _ => "Occupied",
    });

    public static ChargerOperation Operation { get; } = new ChargerOperation<StatusMessage>(
        "StatusNotification", Write, StatusNotificationResponse.Message.Schema, static _ => Acknowledged.Instance);

    static void Write(StatusMessage message, Utf8JsonWriter payload)
    {
        payload.WriteStartObject();
        Ocpp.Timestamp.Write(payload, Timestamp, message.At);
        payload.WriteString(Status, Statuses[(int)message.Status]);
        payload.WriteNumber(EvseId, message.ConnectorId);
        payload.WriteNumber(ConnectorId, message.ConnectorId == 0 ? 0 : 1);
        payload.WriteEndObject();
    }
}
