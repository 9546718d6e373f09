using System.Text.Json;

namespace OcppLab.Simulation;

/// <summary>StatusNotification (1.6 section 4.9, 2.0.1 use case G01). 2.0.1 knows but one status, Occupied, for all that a connector with a
/// cable goes through.</summary>
/// <param name="Version">The version it is a message of.</param>
/// <param name="ConnectorId">The connector's number in the charger; 0 is the charger as a whole (1.6).</param>
/// <param name="Status">The new status.</param>
/// <param name="ErrorCode">The error, NoError for none (1.6).</param>
/// <param name="At">When it became so.</param>
public sealed record StatusMessage(
    OcppVersion Version, int ConnectorId, ConnectorStatus Status, ChargePointErrorCode ErrorCode, DateTimeOffset At) : OcppRequest
{
    /// <summary>The EVSE and the connector's number in it (2.0.1).</summary>
    public (int EvseId, int ConnectorId) Evse { get; init; } = (ConnectorId, ConnectorId == 0 ? 0 : 1);

    /// <inheritdoc/>
    public override string ActionName => "StatusNotification";

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer)
    {
        if (Version == OcppVersion.V16)
        {
            new V16.StatusNotificationRequest
            {
                ConnectorId = ConnectorId,
                ErrorCode = SameName<ChargePointErrorCode, V16.ChargePointErrorCode>.Of(ErrorCode),
                Status = SameName<ConnectorStatus, V16.ChargePointStatus>.Of(Status),
                Timestamp = At,
            }.Write(writer);
        }
        else
        {
            new V2.StatusNotificationRequest
            {
                Timestamp = At,
                ConnectorStatus = Status switch
                {
                    ConnectorStatus.Available => V2.ConnectorStatusEnumType.Available,
                    ConnectorStatus.Reserved => V2.ConnectorStatusEnumType.Reserved,
                    ConnectorStatus.Unavailable => V2.ConnectorStatusEnumType.Unavailable,
                    ConnectorStatus.Faulted => V2.ConnectorStatusEnumType.Faulted,
                    _ => V2.ConnectorStatusEnumType.Occupied,
                },
                EvseId = Evse.EvseId,
                ConnectorId = Evse.ConnectorId,
            }.Write(writer);
        }
    }
}
