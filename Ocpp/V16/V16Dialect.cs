using OcppLab.Simulation;

namespace OcppLab.Ocpp.V16;

/// <summary>OCPP 1.6-J.</summary>
sealed class V16Dialect() : Dialect(
    Actions,
    [
        ChangeAvailability.Operation,
        ChangeConfiguration.Operation,
        GetConfiguration.Operation,
        RemoteStartTransaction.Operation,
        RemoteStopTransaction.Operation,
        Reset.Operation,
        TriggerMessage.Operation,
        UnlockConnector.Operation,
    ])
{
    /// <summary>Every action of 1.6 and of its security extensions.</summary>
    public static IReadOnlyList<string> Actions { get; } =
    [
        "Authorize", "BootNotification", "CancelReservation", "CertificateSigned", "ChangeAvailability", "ChangeConfiguration",
        "ClearCache", "ClearChargingProfile", "DataTransfer", "DeleteCertificate", "DiagnosticsStatusNotification",
        "ExtendedTriggerMessage", "FirmwareStatusNotification", "GetCompositeSchedule", "GetConfiguration", "GetDiagnostics",
        "GetInstalledCertificateIds", "GetLocalListVersion", "GetLog", "Heartbeat", "InstallCertificate", "LogStatusNotification",
        "MeterValues", "RemoteStartTransaction", "RemoteStopTransaction", "ReserveNow", "Reset", "SecurityEventNotification",
        "SendLocalList", "SetChargingProfile", "SignCertificate", "SignedFirmwareStatusNotification", "SignedUpdateFirmware",
        "StartTransaction", "StatusNotification", "StopTransaction", "TriggerMessage", "UnlockConnector", "UpdateFirmware",
    ];

    public override OcppVersion Version => OcppVersion.V16;

    public override string Subprotocol => "ocpp1.6";

    protected override ChargerOperation OperationOf(ChargerMessage message) => message switch
    {
        TransactionMessage { Kind: TransactionEventKind.Started } => StartTransaction.Operation,
        TransactionMessage { Kind: TransactionEventKind.Updated } => MeterValues.OfTransaction,
        TransactionMessage => StopTransaction.Operation,
        MeterValuesMessage => MeterValues.Operation,
        StatusMessage => StatusNotification.Operation,
        HeartbeatMessage => Heartbeat.Operation,
        AuthorizeMessage => Authorize.Operation,
        BootMessage => BootNotification.Operation,
        _ => throw new ArgumentOutOfRangeException(nameof(message), message, null),
    };
}
