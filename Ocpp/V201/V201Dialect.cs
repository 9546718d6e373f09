using OcppLab.Simulation;

namespace OcppLab.Ocpp.V201;

/// <summary>OCPP 2.0.1.</summary>
sealed class V201Dialect() : Dialect(
    Actions,
    [
        ChangeAvailability.Operation,
        GetVariables.Operation,
        RequestStartTransaction.Operation,
        RequestStopTransaction.Operation,
        Reset.Operation,
        SetVariables.Operation,
        TriggerMessage.Operation,
        UnlockConnector.Operation,
    ])
{
    /// <summary>Every action of 2.0.1.</summary>
    public static IReadOnlyList<string> Actions { get; } =
    [
        "Authorize", "BootNotification", "CancelReservation", "CertificateSigned", "ChangeAvailability", "ClearCache",
        "ClearChargingProfile", "ClearDisplayMessage", "ClearVariableMonitoring", "ClearedChargingLimit", "CostUpdated",
        "CustomerInformation", "DataTransfer", "DeleteCertificate", "FirmwareStatusNotification", "Get15118EVCertificate",
        "GetBaseReport", "GetCertificateStatus", "GetChargingProfiles", "GetCompositeSchedule", "GetDisplayMessages",
        "GetInstalledCertificateIds", "GetLocalListVersion", "GetLog", "GetMonitoringReport", "GetReport", "GetTransactionStatus",
        "GetVariables", "Heartbeat", "InstallCertificate", "LogStatusNotification", "MeterValues", "NotifyChargingLimit",
        "NotifyCustomerInformation", "NotifyDisplayMessages", "NotifyEVChargingNeeds", "NotifyEVChargingSchedule", "NotifyEvent",
        "NotifyMonitoringReport", "NotifyReport", "PublishFirmware", "PublishFirmwareStatusNotification", "ReportChargingProfiles",
        "RequestStartTransaction", "RequestStopTransaction", "ReservationStatusUpdate", "ReserveNow", "Reset",
        "SecurityEventNotification", "SendLocalList", "SetChargingProfile", "SetDisplayMessage", "SetMonitoringBase",
        "SetMonitoringLevel", "SetNetworkProfile", "SetVariableMonitoring", "SetVariables", "SignCertificate", "StatusNotification",
        "TransactionEvent", "TriggerMessage", "UnlockConnector", "UnpublishFirmware", "UpdateFirmware",
    ];

    public override OcppVersion Version => OcppVersion.V201;

    public override string Subprotocol => "ocpp2.0.1";

    protected override ChargerOperation OperationOf(ChargerMessage message) => message switch
    {
        TransactionMessage => TransactionEvent.Operation,
        MeterValuesMessage => MeterValues.Operation,
        StatusMessage => StatusNotification.Operation,
        HeartbeatMessage => Heartbeat.Operation,
        AuthorizeMessage => Authorize.Operation,
        BootMessage => BootNotification.Operation,
        _ => throw new ArgumentOutOfRangeException(nameof(message), message, null),
    };
}
