using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>BootNotification.req (section 6.9).</summary>
/// <param name="ChargePointVendor">The charger's vendor, at most 20 characters.</param>
/// <param name="ChargePointModel">The charger's model, at most 20 characters.</param>
/// <param name="ChargePointSerialNumber">The charger's serial number, at most 25 characters.</param>
/// <param name="ChargeBoxSerialNumber">Its charge box's serial number, at most 25 characters; deprecated.</param>
/// <param name="FirmwareVersion">Its firmware's version, at most 50 characters.</param>
/// <param name="Iccid">Its SIM card's ICCID, at most 20 characters.</param>
/// <param name="Imsi">Its SIM card's IMSI, at most 20 characters.</param>
/// <param name="MeterType">Its main meter's type, at most 25 characters.</param>
/// <param name="MeterSerialNumber">Its main meter's serial number, at most 25 characters.</param>
public sealed record BootNotificationRequest(
    string ChargePointVendor,
    string ChargePointModel,
    string? ChargePointSerialNumber = null,
    string? ChargeBoxSerialNumber = null,
    string? FirmwareVersion = null,
    string? Iccid = null,
    string? Imsi = null,
    string? MeterType = null,
    string? MeterSerialNumber = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<BootNotificationRequest> Message { get; } = new(
        OcppVersion.V16,
        Object(
            Required("chargePointVendor", Text(20)),
            Required("chargePointModel", Text(20)),
            Optional("chargePointSerialNumber", Text(25)),
            Optional("chargeBoxSerialNumber", Text(25)),
            Optional("firmwareVersion", Text(50)),
            Optional("iccid", Text(20)),
            Optional("imsi", Text(20)),
            Optional("meterType", Text(25)),
            Optional("meterSerialNumber", Text(25))),
        V16Json.Default.BootNotificationRequest);
}

/// <summary>BootNotification.conf (section 6.10).</summary>
/// <param name="Status">Whether the charger may work.</param>
/// <param name="CurrentTime">The CSMS's clock.</param>
/// <param name="Interval">The heartbeat interval, or the time before the next try, in seconds; 0 leaves the choice to the charger.</param>
public sealed record BootNotificationResponse(RegistrationStatus Status, DateTimeOffset CurrentTime, int Interval)
{
    /// <summary>Its schema and JSON form. A negative interval, which the official schema lets pass, is refused.</summary>
    public static MessageType<BootNotificationResponse> Message { get; } = new(
        OcppVersion.V16,
        Object(
            Required("status", OneOf<RegistrationStatus>()),
            Required("currentTime", Schema.DateTime),
            Required("interval", Integer(minimum: 0))),
        V16Json.Default.BootNotificationResponse);
}

static class BootNotification
{
    public static ChargerOperation Operation { get; } = new ChargerOperation<BootMessage>(
        "BootNotification",
        static (message, payload) => BootNotificationRequest.Message.Write(
            new(message.Model.Vendor, message.Model.Model, message.SerialNumber, FirmwareVersion: message.FirmwareVersion), payload),
        BootNotificationResponse.Message.Schema,
        static payload =>
        {
            var response = BootNotificationResponse.Message.ReadChecked(payload);
            return new BootReply(response.Status, TimeSpan.FromSeconds(response.Interval), response.CurrentTime);
        });
}
