using System.Text.Json;
using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>StatusNotification.req (section 6.47).</summary>
/// <param name="ConnectorId">The connector; 0 is the charger as a whole.</param>
/// <param name="ErrorCode">The error, NoError for none.</param>
/// <param name="Status">The status.</param>
/// <param name="Info">More about the error, at most 50 characters.</param>
/// <param name="Timestamp">When it became so.</param>
/// <param name="VendorId">Whose <paramref name="VendorErrorCode"/> it is, at most 255 characters.</param>
/// <param name="VendorErrorCode">The vendor's own error code, at most 50 characters.</param>
public sealed record StatusNotificationRequest(
    int ConnectorId,
    ChargePointErrorCode ErrorCode,
    ConnectorStatus Status,
    string? Info = null,
    DateTimeOffset? Timestamp = null,
    string? VendorId = null,
    string? VendorErrorCode = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<StatusNotificationRequest> Message { get; } = new(
        OcppVersion.V16,
        Object(
            Required("connectorId", Integer(minimum: 0)),
            Required("errorCode", OneOf<ChargePointErrorCode>()),
            Required("status", OneOf<ConnectorStatus>()),
            Optional("info", Text(50)),
            Optional("timestamp", Schema.DateTime),
            Optional("vendorId", Text(255)),
            Optional("vendorErrorCode", Text(50))),
        V16Json.Default.StatusNotificationRequest);
}

/// <summary>StatusNotification.conf (section 6.48).</summary>
public sealed record StatusNotificationResponse
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<StatusNotificationResponse> Message { get; } = new(
        OcppVersion.V16, Object(), V16Json.Default.StatusNotificationResponse);
}

static class StatusNotification
{
    static readonly JsonEncodedText ConnectorId = JsonEncodedText.Encode("connectorId");
    static readonly JsonEncodedText ErrorCode = JsonEncodedText.Encode("errorCode");
    static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
    static readonly JsonEncodedText Info = JsonEncodedText.Encode("info");
    static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");
    static readonly JsonEncodedText[] ErrorCodes = EncodedNames.Of<ChargePointErrorCode>();
    static readonly JsonEncodedText[] Statuses = EncodedNames.Of<ConnectorStatus>();

    public static ChargerOperation Operation { get; } = new ChargerOperation<StatusMessage>(
        "StatusNotification", Write, StatusNotificationResponse.Message.Schema, static _ => Acknowledged.Instance);

    static void Write(StatusMessage message, Utf8JsonWriter payload)
    {
        payload.WriteStartObject();
        payload.WriteNumber(ConnectorId, message.ConnectorId);
        payload.WriteString(ErrorCode, ErrorCodes[(int)message.ErrorCode]);
        payload.WriteString(Status, Statuses[(int)message.Status]);
        if (message.Info is { } info)
        {
            payload.WriteString(Info, info);
        }

        Ocpp.Timestamp.Write(payload, Timestamp, message.At);
        payload.WriteEndObject();
    }
}
