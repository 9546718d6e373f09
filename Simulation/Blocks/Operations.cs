using System.Collections.Frozen;

namespace OcppLab.Simulation;

/// <summary>Answers a request of the CSMS's.</summary>
delegate OcppResponse Answer(Charger charger, OcppRequest request, DateTimeOffset now);

/// <summary>What a charger of a version can do: the requests of the CSMS's that it answers, and those that it makes.</summary>
public sealed class Operations
{
    static readonly string[] FeatureProfilesOf16 =
        ["Core", "FirmwareManagement", "LocalAuthListManagement", "Reservation", "SmartCharging", "RemoteTrigger"];

    // What 2.0.1 and 2.1 have in common.
    static readonly (string Action, Answer Answer)[] AnswersOf2 =
    [
        On<V2.CancelReservationRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.CertificateSignedRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.ChangeAvailabilityRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.ClearCacheRequest>(static (charger, _, _) => charger.AnswerClearCache2()),
        On<V2.ClearChargingProfileRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.ClearDisplayMessageRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.ClearVariableMonitoringRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.CostUpdatedRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.CustomerInformationRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.DataTransferRequest>(static (_, request, _) => Charger.Answer(request)),
        On<V2.DeleteCertificateRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.GetBaseReportRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.GetChargingProfilesRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.GetCompositeScheduleRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.GetDisplayMessagesRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.GetInstalledCertificateIdsRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.GetLocalListVersionRequest>(static (charger, _, _) => charger.AnswerGetLocalListVersion2()),
        On<V2.GetLogRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.GetMonitoringReportRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.GetReportRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.GetTransactionStatusRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.GetVariablesRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.InstallCertificateRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.PublishFirmwareRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.RequestStartTransactionRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.RequestStopTransactionRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.ReserveNowRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.ResetRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.SendLocalListRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.SetChargingProfileRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.SetDisplayMessageRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.SetMonitoringBaseRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.SetMonitoringLevelRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.SetNetworkProfileRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.SetVariableMonitoringRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.SetVariablesRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.TriggerMessageRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.UnlockConnectorRequest>(static (charger, request, now) => charger.Answer(request, now)),
        On<V2.UnpublishFirmwareRequest>(static (charger, request, _) => charger.Answer(request)),
        On<V2.UpdateFirmwareRequest>(static (charger, request, now) => charger.Answer(request, now)),
    ];

    static readonly string[] RequestsOf2 =
    [
        "Authorize", "BootNotification", "ClearedChargingLimit", "DataTransfer", "FirmwareStatusNotification", "Get15118EVCertificate",
        "GetCertificateStatus", "Heartbeat", "LogStatusNotification", "MeterValues", "NotifyChargingLimit", "NotifyCustomerInformation",
        "NotifyDisplayMessages", "NotifyEVChargingNeeds", "NotifyEVChargingSchedule", "NotifyEvent", "NotifyMonitoringReport", "NotifyReport",
        "PublishFirmwareStatusNotification", "ReportChargingProfiles", "ReservationStatusUpdate", "SecurityEventNotification", "SignCertificate",
        "StatusNotification", "TransactionEvent",
    ];

    readonly FrozenDictionary<string, Answer> answers;
    readonly FrozenSet<string> requests;

    Operations(MessageSet messages, IReadOnlyList<(string Action, Answer Answer)> answers, IReadOnlyList<string> requests)
    {
        Messages = messages;
        this.answers = answers.ToFrozenDictionary(entry => entry.Action, entry => entry.Answer);
        this.requests = requests.ToFrozenSet();
    }

    /// <summary>Those of 1.6 with its security extension.</summary>
    public static Operations V16 { get; } = new(
        MessageSet.V16,
        [
            On<V16.CancelReservationRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.CertificateSignedRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.ChangeAvailabilityRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.ChangeConfigurationRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.ClearCacheRequest>(static (charger, _, _) => charger.AnswerClearCache()),
            On<V16.ClearChargingProfileRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.DataTransferRequest>(static (_, request, _) => Charger.Answer(request)),
            On<V16.DeleteCertificateRequest>(static (charger, request, _) => charger.Answer(request)),
            On<V16.ExtendedTriggerMessageRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.GetCompositeScheduleRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.GetConfigurationRequest>(static (charger, request, _) => charger.Answer(request)),
            On<V16.GetDiagnosticsRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.GetInstalledCertificateIdsRequest>(static (charger, request, _) => charger.Answer(request)),
            On<V16.GetLocalListVersionRequest>(static (charger, _, _) => charger.AnswerGetLocalListVersion()),
            On<V16.GetLogRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.InstallCertificateRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.RemoteStartTransactionRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.RemoteStopTransactionRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.ReserveNowRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.ResetRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.SendLocalListRequest>(static (charger, request, _) => charger.Answer(request)),
            On<V16.SetChargingProfileRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.SignedUpdateFirmwareRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.TriggerMessageRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.UnlockConnectorRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V16.UpdateFirmwareRequest>(static (charger, request, now) => charger.Answer(request, now)),
        ],
        [
            "Authorize", "BootNotification", "DataTransfer", "DiagnosticsStatusNotification", "FirmwareStatusNotification", "Heartbeat",
            "LogStatusNotification", "MeterValues", "SecurityEventNotification", "SignCertificate", "SignedFirmwareStatusNotification",
            "StartTransaction", "StatusNotification", "StopTransaction",
        ]);

    /// <summary>Those of 2.0.1.</summary>
    public static Operations V201 { get; } = new(MessageSet.V201, AnswersOf2, RequestsOf2);

    /// <summary>Those of 2.1: what 2.0.1 has, and more.</summary>
    public static Operations V21 { get; } = new(
        MessageSet.V21,
        [
            .. AnswersOf2,
            On<V2.AFRRSignalRequest>(static (_, request, _) => Charger.Answer(request)),
            On<V2.AdjustPeriodicEventStreamRequest>(static (charger, request, _) => charger.Answer(request)),
            On<V2.ChangeTransactionTariffRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V2.ClearDERControlRequest>(static (_, request, _) => Charger.Answer(request)),
            On<V2.ClearTariffsRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V2.GetDERControlRequest>(static (_, request, _) => Charger.Answer(request)),
            On<V2.GetPeriodicEventStreamRequest>(static (charger, _, _) => charger.AnswerGetPeriodicEventStream()),
            On<V2.GetTariffsRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V2.NotifyAllowedEnergyTransferRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V2.NotifyWebPaymentStartedRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V2.SetDERControlRequest>(static (_, request, _) => Charger.Answer(request)),
            On<V2.SetDefaultTariffRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V2.UpdateDynamicScheduleRequest>(static (charger, request, now) => charger.Answer(request, now)),
            On<V2.UsePriorityChargingRequest>(static (charger, request, now) => charger.Answer(request, now)),
        ],
        [
            .. RequestsOf2,
            "ClosePeriodicEventStream", "NotifyPeriodicEventStream", "NotifyPriorityCharging", "NotifySettlement",
            "OpenPeriodicEventStream", "PullDynamicScheduleUpdate", "VatNumberValidation",
        ]);

    /// <summary>The messages of the version.</summary>
    public MessageSet Messages { get; }

    /// <summary>The feature profiles of 1.6 whose every request is answered, with commas between (SupportedFeatureProfiles, section 9.1.24).
    /// The security extension is none of them.</summary>
    internal string FeatureProfiles => field ??= string.Join(',', FeatureProfilesOf16.Where(profile => Messages.Actions.All(
        action => Messages.Find(action) is not { Sender: Sender.Csms or Sender.Both } operation || operation.Profile != profile || Answers(action))));

    /// <summary>Those of a version.</summary>
    public static Operations Of(OcppVersion version) => version switch
    {
        OcppVersion.V16 => V16,
        OcppVersion.V201 => V201,
        _ => V21,
    };

    /// <summary>Whether the charger answers a request of the CSMS's, rather than refuse it as NotSupported.</summary>
    public bool Answers(string action) => answers.ContainsKey(action);

    /// <summary>Whether there is something that makes the charger send a request.</summary>
    public bool Requests(string action) => requests.Contains(action);

    /// <summary>Answers a request that <see cref="Answers"/> is true of.</summary>
    internal OcppResponse Answer(Charger charger, OcppRequest request, DateTimeOffset now) => answers[request.ActionName](charger, request, now);

    static (string Action, Answer Answer) On<TRequest>(Func<Charger, TRequest, DateTimeOffset, OcppResponse> answer)
        where TRequest : OcppRequest =>
        (typeof(TRequest).Name[..^"Request".Length], (charger, request, now) => answer(charger, (TRequest)request, now));
}
