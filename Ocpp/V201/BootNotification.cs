using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;
using static OcppLab.Ocpp.V201.Classes;

namespace OcppLab.Ocpp.V201;

/// <summary>BootNotificationRequest.</summary>
/// <param name="ChargingStation">What the charger is.</param>
/// <param name="Reason">Why it boots (BootReasonEnumType).</param>
public sealed record BootNotificationRequest(ChargingStationType ChargingStation, string Reason)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<BootNotificationRequest> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("chargingStation", Class(
                Required("model", Text(20)),
                Required("vendorName", Text(50)),
                Optional("serialNumber", Text(25)),
                Optional("firmwareVersion", Text(50)),
                Optional("modem", Class(
                    Optional("iccid", Text(20)),
                    Optional("imsi", Text(20)))))),
            Required("reason", OneOf(
                "PowerUp", "RemoteReset", "ScheduledReset", "Triggered", "ApplicationReset", "FirmwareUpdate", "LocalReset",
                "Unknown", "Watchdog"))),
        V201Json.Default.BootNotificationRequest);
}

/// <summary>ChargingStationType. Its modem is held to the schema and otherwise ignored.</summary>
/// <param name="Model">Its model, at most 20 characters.</param>
/// <param name="VendorName">Its vendor, at most 50 characters.</param>
/// <param name="SerialNumber">Its serial number, at most 25 characters.</param>
/// <param name="FirmwareVersion">Its firmware's version, at most 50 characters.</param>
public sealed record ChargingStationType(
    string Model, string VendorName, string? SerialNumber = null, string? FirmwareVersion = null);

/// <summary>BootNotificationResponse.</summary>
/// <param name="CurrentTime">The CSMS's clock.</param>
/// <param name="Interval">The heartbeat interval, or the time before the next try, in seconds; 0 leaves the choice to the charger.</param>
/// <param name="Status">Whether the charger may work.</param>
/// <param name="StatusInfo">Why.</param>
public sealed record BootNotificationResponse(
    DateTimeOffset CurrentTime, int Interval, RegistrationStatus Status, StatusInfoType? StatusInfo = null)
{
    /// <summary>Its schema and JSON form. A negative interval, which the official schema lets pass, is refused.</summary>
    public static MessageType<BootNotificationResponse> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("currentTime", Schema.DateTime),
            Required("interval", Integer(minimum: 0)),
            Required("status", OneOf<RegistrationStatus>()),
            Optional("statusInfo", Classes.StatusInfo)),
        V201Json.Default.BootNotificationResponse);
}

static class BootNotification
{
    public static ChargerOperation Operation { get; } = new ChargerOperation<BootMessage>(
        "BootNotification",
        static (message, payload) => BootNotificationRequest.Message.Write(
            new(
                new(message.Model.Model, message.Model.Vendor, message.SerialNumber, message.FirmwareVersion),
                message.Reason.ToString()),
            payload),
        BootNotificationResponse.Message.Schema,
        static payload =>
        {
            var response = BootNotificationResponse.Message.ReadChecked(payload);
            return new BootReply(response.Status, TimeSpan.FromSeconds(response.Interval), response.CurrentTime);
        });
}
