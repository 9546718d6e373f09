using System.Collections.Frozen;
using System.Globalization;

namespace OcppLab.Simulation;

/// <summary>The table of all settings.</summary>
static partial class Settings
{
    static readonly (string Name, Measurands Value)[] MeasurandNames =
    [
        ("Energy.Active.Import.Register", Measurands.EnergyActiveImportRegister),
        ("Power.Active.Import", Measurands.PowerActiveImport),
        ("Current.Import", Measurands.CurrentImport),
        ("Voltage", Measurands.Voltage),
        ("SoC", Measurands.SoC),
        ("Power.Offered", Measurands.PowerOffered),
        ("Current.Offered", Measurands.CurrentOffered),
        ("Energy.Active.Import.Interval", Measurands.EnergyActiveImportInterval),
        ("Frequency", Measurands.Frequency),
    ];

    static readonly (string Name, Measurands Value)[] MeasurandNamesOfV2X =
    [
        ("Energy.Active.Export.Register", Measurands.EnergyActiveExportRegister),
        ("Energy.Active.Export.Interval", Measurands.EnergyActiveExportInterval),
        ("Power.Active.Export", Measurands.PowerActiveExport),
        ("Power.Active.Setpoint", Measurands.PowerActiveSetpoint),
    ];

    static readonly FrozenSet<string> PhaseRotations =
        FrozenSet.Create(StringComparer.Ordinal, "NotApplicable", "Unknown", "RST", "RTS", "SRT", "STR", "TRS", "TSR");

    const string UsualMeasurands = "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,SoC";
    const string Register = "Energy.Active.Import.Register";

    public static readonly Setting HeartbeatInterval = Number("HeartbeatInterval", "OCPPCommCtrlr", "HeartbeatInterval", 300) with { Unit = "s" };
    public static readonly Setting WebSocketPingInterval = Number("WebSocketPingInterval", "OCPPCommCtrlr", "WebSocketPingInterval", 60) with { Unit = "s" };
    public static readonly Setting MessageTimeout =
        Number(null, "OCPPCommCtrlr", "MessageTimeout", 30, min: 1, max: 600) with { Instance = "Default", Unit = "s" };
    public static readonly Setting MessageAttempts =
        Number("TransactionMessageAttempts", "OCPPCommCtrlr", "MessageAttempts", 3, min: 1) with { Instance = "TransactionEvent" };
    public static readonly Setting MessageRetryInterval =
        Number("TransactionMessageRetryInterval", "OCPPCommCtrlr", "MessageAttemptInterval", 60, max: 86_400) with { Instance = "TransactionEvent", Unit = "s" };

    public static readonly Setting OfflineThreshold = Number(null, "OCPPCommCtrlr", "OfflineThreshold", 300) with { Unit = "s" };

    public static readonly Setting SampleInterval = Number("MeterValueSampleInterval", "SampledDataCtrlr", "TxUpdatedInterval", 10) with { Unit = "s" };
    public static readonly Setting SampledMeasurands = List("MeterValuesSampledData", "SampledDataCtrlr", "TxUpdatedMeasurands", UsualMeasurands);
    public static readonly Setting StartedMeasurands = List(null, "SampledDataCtrlr", "TxStartedMeasurands", Register);
    public static readonly Setting StoppedMeasurands = List("StopTxnSampledData", null, null, "");
    public static readonly Setting EndedMeasurands = List(null, "SampledDataCtrlr", "TxEndedMeasurands", Register);
    public static readonly Setting AlignedInterval = Number("ClockAlignedDataInterval", "AlignedDataCtrlr", "Interval", 0, max: 86_400) with { Unit = "s" };
    public static readonly Setting AlignedMeasurands = List("MeterValuesAlignedData", "AlignedDataCtrlr", "Measurands", Register);

    public static readonly Setting EndedInterval = Number(null, "SampledDataCtrlr", "TxEndedInterval", 0, max: 86_400) with { Unit = "s" };
    public static readonly Setting SignSampled = Flag(null, "SampledDataCtrlr", "SignReadings", false);
    public static readonly Setting AlignedEndedMeasurands = List("StopTxnAlignedData", "AlignedDataCtrlr", "TxEndedMeasurands", "");
    public static readonly Setting AlignedEndedInterval = Number(null, "AlignedDataCtrlr", "TxEndedInterval", 0, max: 86_400) with { Unit = "s" };
    public static readonly Setting SignAligned = Flag(null, "AlignedDataCtrlr", "SignReadings", false);
    public static readonly Setting SendDuringIdle = Flag(null, "AlignedDataCtrlr", "SendDuringIdle", false);
    public static readonly Setting PublicKeyWithSignedMeterValue = new(null, "OCPPCommCtrlr", "PublicKeyWithSignedMeterValue", SettingType.Option, "Never")
    {
        Values = ["Never", "OncePerTransaction", "EveryMeterValue"],
    };

    /// <summary>Whether the CSMS, list or cache is asked before a session starts; otherwise whoever comes may charge.</summary>
    public static readonly Setting AuthorizationEnabled = Flag(null, "AuthCtrlr", "Enabled", true);
    public static readonly Setting MasterPassGroupId = Text(null, "AuthCtrlr", "MasterPassGroupId", "") with { MaxLength = 36 };
    public static readonly Setting LocalAuthorizeOffline = Flag("LocalAuthorizeOffline", "AuthCtrlr", "LocalAuthorizeOffline", true);
    public static readonly Setting LocalPreAuthorize = Flag("LocalPreAuthorize", "AuthCtrlr", "LocalPreAuthorize", false);
    public static readonly Setting AuthorizeRemoteStart = Flag("AuthorizeRemoteTxRequests", "AuthCtrlr", "AuthorizeRemoteStart", false);
    public static readonly Setting AllowOfflineUnknown = Flag("AllowOfflineTxForUnknownId", "AuthCtrlr", "OfflineTxForUnknownIdEnabled", false);
    public static readonly Setting CacheEnabled = Flag("AuthorizationCacheEnabled", "AuthCacheCtrlr", "Enabled", true);

    /// <summary>How long an id token that the CSMS gave no time stays valid in the cache, in seconds; 0 for ever.</summary>
    public static readonly Setting CacheLifeTime = Number(null, "AuthCacheCtrlr", "LifeTime", 0);

    /// <summary>Whether the CSMS is not asked of an id token that the cache has as one that may not charge.</summary>
    public static readonly Setting CacheDeniesUnasked = Flag(null, "AuthCacheCtrlr", "DisablePostAuthorize", false);

    public static readonly Setting LocalListEnabled = Flag("LocalAuthListEnabled", "LocalAuthListCtrlr", "Enabled", true);

    /// <summary>Whether the CSMS is not asked of an id token that the local list has as one that may not charge.</summary>
    public static readonly Setting LocalListDeniesUnasked = Flag(null, "LocalAuthListCtrlr", "DisablePostAuthorize", false);

    public static readonly Setting LocalListMaxLength =
        Number("LocalAuthListMaxLength", null, null, 1000) with { ReadOnly = true };
    public static readonly Setting StopOnInvalidId = Flag("StopTransactionOnInvalidId", "TxCtrlr", "StopTxOnInvalidId", true);
    public static readonly Setting MaxEnergyOnInvalidId = Number("MaxEnergyOnInvalidId", "TxCtrlr", "MaxEnergyOnInvalidId", 0) with { Unit = "Wh" };

    public static readonly Setting ConnectionTimeOut = Number("ConnectionTimeOut", "TxCtrlr", "EVConnectionTimeOut", 60) with { Unit = "s" };
    public static readonly Setting StopOnEVSideDisconnect = Flag("StopTransactionOnEVSideDisconnect", "TxCtrlr", "StopTxOnEVSideDisconnect", true);

    public static readonly Setting TxStartPoint = TxPointsOf("TxStartPoint");
    public static readonly Setting TxStopPoint = TxPointsOf("TxStopPoint");
    public static readonly Setting ReservationEnabled = Flag(null, "ReservationCtrlr", "Enabled", true);

    public static readonly Setting TariffEnabled =
        Flag(null, "TariffCostCtrlr", "Enabled", true) with { Instance = "Tariff", Name = "TariffCostCtrlr.Enabled[Tariff]" };
    public static readonly Setting CostEnabled =
        Flag(null, "TariffCostCtrlr", "Enabled", true) with { Instance = "Cost", Name = "TariffCostCtrlr.Enabled[Cost]" };
    public static readonly Setting Currency = Text(null, "TariffCostCtrlr", "Currency", "EUR") with { MinLength = 3, MaxLength = 3 };
    public static readonly Setting TariffFallbackMessage =
        Text(null, "TariffCostCtrlr", "TariffFallbackMessage", "") with { MaxLength = 255 };
    public static readonly Setting TotalCostFallbackMessage =
        Text(null, "TariffCostCtrlr", "TotalCostFallbackMessage", "") with { MaxLength = 255 };
    public static readonly Setting OfflineTariffFallbackMessage =
        Text(null, "TariffCostCtrlr", "OfflineTariffFallbackMessage", "") with { MaxLength = 255, IsNewIn21 = true };

    /// <summary>Whether the CSMS is told what a transaction costs while it goes on, and how often.</summary>
    public static readonly Setting RunningCostEnabled = Flag(null, "TariffCostCtrlr", "Enabled", true) with
    {
        Instance = "RunningCost",
        Name = "TariffCostCtrlr.Enabled[RunningCost]",
        IsNewIn21 = true,
    };

    public static readonly Setting CostInterval = Number(null, "TariffCostCtrlr", "Interval", 60, max: 86_400) with
    {
        Instance = "Cost",
        Name = "TariffCostCtrlr.Interval[Cost]",
        Unit = "s",
        IsNewIn21 = true,
    };

    /// <summary>What becomes of an id token with a tariff that can't be computed.</summary>
    public static readonly Setting HandleFailedTariff =
        new(null, "TariffCostCtrlr", "HandleFailedTariff", SettingType.Option, "UseDefaultTariff")
        {
            Instance = "Tariff",
            Values = ["Deauthorize", "UseDefaultTariff", "CentralCost"],
            IsNewIn21 = true,
        };

    public static readonly Setting DisplayEnabled = Flag(null, "DisplayMessageCtrlr", "Enabled", true);

    /// <summary>The display messages there are; its maximum is how many there may be.</summary>
    public static readonly Setting DisplayMessages = Number(null, "DisplayMessageCtrlr", "DisplayMessages", 0, max: 20) with
    {
        ReadOnly = true,
        Derived = charger => Invariant(charger.DisplayMessageCount),
    };

    public static readonly Setting DisplayFormats =
        Text(null, "DisplayMessageCtrlr", "SupportedFormats", "ASCII,URI,UTF8") with { ReadOnly = true };
    public static readonly Setting DisplayPriorities =
        Text(null, "DisplayMessageCtrlr", "SupportedPriorities", "AlwaysFront,InFront,NormalCycle") with { ReadOnly = true };

    public static readonly Setting AuthorizationKey =
        Text("AuthorizationKey", "SecurityCtrlr", "BasicAuthPassword", "") with { IsSecret = true, MinLength = 16, MaxLength = 40 };

    public static readonly Setting SecurityProfile = Number("SecurityProfile", "SecurityCtrlr", "SecurityProfile", 0, max: 3) with
    {
        ReadOnlyIn2 = true,
        Derived = charger => Invariant(charger.ConnectedProfile),
        Fits = static (charger, value) => charger.MayUseProfile(value[0] - '0'),
    };

    /// <summary>The network profiles in the order in which they are tried; slot 1 is the configured address until the CSMS sets it.</summary>
    public static readonly Setting NetworkPriority = new(null, "OCPPCommCtrlr", "NetworkConfigurationPriority", SettingType.Sequence, "1")
    {
        Values = ["1", "2", "3", "4", "5"],
        NeedsReboot = true,
        Fits = static (charger, value) => charger.HasNetworkProfiles(value),
    };

    public static readonly Setting NetworkAttempts =
        Number(null, "OCPPCommCtrlr", "NetworkProfileConnectionAttempts", 3, min: 1, max: 100);

    public static readonly Setting MonitoringEnabled = Flag(null, "MonitoringCtrlr", "Enabled", true);
    public static readonly Setting OfflineQueuingSeverity = Number(null, "MonitoringCtrlr", "OfflineQueuingSeverity", 4, max: 9);

    public static readonly Setting CpoName = Text("CpoName", "SecurityCtrlr", "OrganizationName", "");
    public static readonly Setting CertificateStoreMaxLength = Number("CertificateStoreMaxLength", null, null, 10) with { ReadOnly = true };
    public static readonly Setting CertSigningWaitMinimum = Number(null, "SecurityCtrlr", "CertSigningWaitMinimum", 30, min: 1, max: 86_400);
    public static readonly Setting CertSigningRepeatTimes = Number(null, "SecurityCtrlr", "CertSigningRepeatTimes", 3, max: 100);

    public static readonly Setting PnCEnabled = Flag(null, "ISO15118Ctrlr", "PnCEnabled", true);
    public static readonly Setting V2GCertificateInstallationEnabled = Flag(null, "ISO15118Ctrlr", "V2GCertificateInstallationEnabled", true);
    public static readonly Setting ContractCertificateInstallationEnabled = Flag(null, "ISO15118Ctrlr", "ContractCertificateInstallationEnabled", true);
    public static readonly Setting CentralContractValidationAllowed = Flag(null, "ISO15118Ctrlr", "CentralContractValidationAllowed", false);
    public static readonly Setting ContractValidationOffline = Flag(null, "ISO15118Ctrlr", "ContractValidationOffline", true);
    public static readonly Setting SeccId = Text(null, "ISO15118Ctrlr", "SeccId", "") with { ReadOnly = true, Derived = charger => charger.Spec.Identity };
    public static readonly Setting V2GOrganization = Text(null, "ISO15118Ctrlr", "OrganizationName", "") with { MaxLength = 64 };
    public static readonly Setting V2GCountry = Text(null, "ISO15118Ctrlr", "CountryName", "") with
    {
        MinLength = 2,
        MaxLength = 2,
        Fits = static (_, value) => value.All(char.IsAsciiLetterUpper),
    };

    public static readonly Setting V2XEnabled = Flag(null, "V2XChargingCtrlr", "Enabled", true) with { IsNewIn21 = true, IsOfBidirectional = true };

    public static readonly Setting AllowNewSessionsPendingFirmwareUpdate =
        Flag(null, "ChargingStation", "AllowNewSessionsPendingFirmwareUpdate", false);

    public static readonly Setting MaxStackLevel = Number("ChargeProfileMaxStackLevel", "SmartChargingCtrlr", "ProfileStackLevel", 20) with { ReadOnly = true };
    public static readonly Setting MaxSchedulePeriods = Number("ChargingScheduleMaxPeriods", "SmartChargingCtrlr", "PeriodsPerSchedule", 100) with { ReadOnly = true };
    public static readonly Setting MaxChargingProfiles = Number("MaxChargingProfilesInstalled", null, null, 50) with { ReadOnly = true };

    public static readonly Setting SmartChargingEnabled = Flag(null, "SmartChargingCtrlr", "Enabled", true);
    public static readonly Setting ExternalControlSignalsEnabled = Flag(null, "SmartChargingCtrlr", "ExternalControlSignalsEnabled", true);
    public static readonly Setting NotifyChargingLimitWithSchedules = Flag(null, "SmartChargingCtrlr", "NotifyChargingLimitWithSchedules", true);
    public static readonly Setting LimitChangeSignificance = Number(null, "SmartChargingCtrlr", "LimitChangeSignificance", 0, max: 100);
    public static readonly Setting ACPhaseSwitchingSupported = Flag(null, "SmartChargingCtrlr", "ACPhaseSwitchingSupported", false) with
    {
        ReadOnly = true,
        Derived = charger => charger.Spec.Model is { Current: CurrentType.Ac, Phases: 3 } ? "true" : "false",
    };

    /// <summary>The highest id of a profile that an external system sets; those of the CSMS's are above it.</summary>
    public static readonly Setting MaxExternalConstraintsId =
        Number(null, "SmartChargingCtrlr", "MaxExternalConstraintsId", -1, min: -1) with { ReadOnly = true, IsNewIn21 = true };

    /// <summary>All of them, in the order in which they are listed.</summary>
    public static readonly IReadOnlyList<Setting> All =
    [
        HeartbeatInterval, WebSocketPingInterval, MessageTimeout, MessageAttempts, MessageRetryInterval, OfflineThreshold,
        SampleInterval, SampledMeasurands, StartedMeasurands, StoppedMeasurands, EndedMeasurands, EndedInterval, SignSampled,
        AlignedInterval, AlignedMeasurands, AlignedEndedMeasurands, AlignedEndedInterval, SignAligned, SendDuringIdle,
        PublicKeyWithSignedMeterValue, MasterPassGroupId,
        LocalAuthorizeOffline, LocalPreAuthorize, AuthorizeRemoteStart, AllowOfflineUnknown, CacheEnabled, LocalListEnabled,
        LocalListMaxLength, StopOnInvalidId, MaxEnergyOnInvalidId,
        ConnectionTimeOut,
        Number("ResetRetries", "OCPPCommCtrlr", "ResetRetries", 1),
        StopOnEVSideDisconnect,
        Flag("UnlockConnectorOnEVSideDisconnect", "OCPPCommCtrlr", "UnlockOnEVSideDisconnect", true) with { ReadOnly = true },
        new("ConnectorPhaseRotation", null, null, SettingType.PhaseRotations, "NotApplicable"),
        Number("MeterValuesSampledDataMaxLength", null, null, MeasurandNames.Length) with { ReadOnly = true },
        Number("MeterValuesAlignedDataMaxLength", null, null, MeasurandNames.Length) with { ReadOnly = true },
        Number("StopTxnSampledDataMaxLength", null, null, MeasurandNames.Length) with { ReadOnly = true },
        Number("GetConfigurationMaxKeys", null, null, 100) with { ReadOnly = true },
        Number("SendLocalListMaxLength", "LocalAuthListCtrlr", "ItemsPerMessage", 1000) with { ReadOnly = true },
        Flag("ReserveConnectorZeroSupported", null, null, true) with { ReadOnly = true },
        MaxStackLevel, MaxSchedulePeriods, MaxChargingProfiles,
        Text("ChargingScheduleAllowedChargingRateUnit", null, null, "Current,Power") with { ReadOnly = true },
        Flag("ConnectorSwitch3to1PhaseSupported", "SmartChargingCtrlr", "Phases3to1", false) with
        {
            ReadOnly = true, Derived = charger => charger.Spec.Model is { Current: CurrentType.Ac, Phases: 3 } ? "true" : "false",
        },
        AuthorizationKey, SecurityProfile, CpoName, CertificateStoreMaxLength, CertSigningWaitMinimum, CertSigningRepeatTimes,
        Number("CertificateSignedMaxChainSize", "SecurityCtrlr", "MaxCertificateChainSize", 10_000) with { ReadOnly = true },
        Flag("AdditionalRootCertificateCheck", "SecurityCtrlr", "AdditionalRootCertificateCheck", false) with { ReadOnly = true },
        Flag(null, "ISO15118Ctrlr", "Enabled", true) with { ReadOnly = true },
        PnCEnabled, V2GCertificateInstallationEnabled, ContractCertificateInstallationEnabled, CentralContractValidationAllowed,
        ContractValidationOffline, SeccId, V2GOrganization, V2GCountry, AllowNewSessionsPendingFirmwareUpdate,
        SmartChargingEnabled, ExternalControlSignalsEnabled, NotifyChargingLimitWithSchedules, LimitChangeSignificance, ACPhaseSwitchingSupported,
        Number(null, "SmartChargingCtrlr", "Entries", 0) with
        {
            ReadOnly = true, Instance = "ChargingProfiles", Derived = charger => Invariant(charger.ProfileCount),
        },
        Text(null, "SmartChargingCtrlr", "RateUnit", "A,W") with { ReadOnly = true },
        MaxExternalConstraintsId,
        new(null, "SmartChargingCtrlr", "SupportedAdditionalPurposes", SettingType.Members, "PriorityCharging,LocalGeneration")
        {
            ReadOnly = true, IsNewIn21 = true, Values = ["PriorityCharging", "LocalGeneration"],
        },
        new(null, "TxCtrlr", "SupportedLimits", SettingType.Members, "maxCost,maxEnergy,maxTime,maxSoC")
        {
            ReadOnly = true, IsNewIn21 = true, Values = ["maxCost", "maxEnergy", "maxTime", "maxSoC"],
        },
        Supports("DynamicProfiles", true), Supports("MaxOfflineDuration", true), Supports("UseLocalTime", false),
        Supports("RandomizedDelay", true), Supports("LimitAtSoC", true), Supports("EvseSleep", true),
        IsPersistent("TxProfile", false), IsPersistent("LocalGeneration", true), IsPersistent("ChargingStationExternalConstraints", true),
        new("SupportedFileTransferProtocols", "OCPPCommCtrlr", "FileTransferProtocols", SettingType.Members, "FTP,FTPS,HTTP,HTTPS")
        {
            ReadOnly = true, Values = ["FTP", "FTPS", "HTTP", "HTTPS"],
        },
        Text("SupportedFeatureProfiles", null, null, "") with { ReadOnly = true, Derived = _ => Operations.V16.FeatureProfiles },
        Text("NumberOfConnectors", null, null, "") with { ReadOnly = true, Derived = charger => Invariant(charger.Spec.Model.ConnectorCount) },
        CacheLifeTime, CacheDeniesUnasked,
        Text(null, "AuthCacheCtrlr", "Policy", "LRU") with { ReadOnly = true },
        Number(null, "AuthCacheCtrlr", "Storage", 0) with { ReadOnly = true, Derived = charger => Invariant(charger.CacheBytes) },
        LocalListDeniesUnasked,
        Number(null, "LocalAuthListCtrlr", "Storage", 0) with { ReadOnly = true, Derived = charger => Invariant(charger.LocalListBytes) },
        ReservationEnabled,
        Flag(null, "ReservationCtrlr", "NonEvseSpecific", true) with { ReadOnly = true },
        TariffEnabled, CostEnabled, Currency, TariffFallbackMessage, TotalCostFallbackMessage,
        OfflineTariffFallbackMessage, RunningCostEnabled, CostInterval, HandleFailedTariff,
        Number(null, "TariffCostCtrlr", "Interval", (int)TransactionCost.PowerInterval.TotalSeconds) with
        {
            ReadOnly = true, Instance = "Tariff", Name = "TariffCostCtrlr.Interval[Tariff]", Unit = "s", IsNewIn21 = true,
        },
        Number(null, "TariffCostCtrlr", "MaxElements", GivenTariff.MostElements) with { ReadOnly = true, Instance = "Tariff", IsNewIn21 = true },
        Flag(null, "TariffCostCtrlr", "ConditionsSupported", true) with { ReadOnly = true, Instance = "Tariff", IsNewIn21 = true },
        DisplayEnabled, DisplayMessages,
        DisplayFormats, DisplayPriorities,
        Number(null, "LocalAuthListCtrlr", "Entries", 0, max: 1000) with { ReadOnly = true, Derived = charger => Invariant(charger.LocalListLength) },
        AuthorizationEnabled,
        TxStartPoint, TxStopPoint,
        NetworkPriority, NetworkAttempts,
        MonitoringEnabled, OfflineQueuingSeverity,
        V2XEnabled,
        Flag(null, "ISO15118Ctrlr", "ServiceRenegotiationSupport", true) with { ReadOnly = true, IsNewIn21 = true },
        Text(null, "ClockCtrlr", "TimeSource", "Heartbeat") with { ReadOnly = true },
    ];

    static readonly FrozenDictionary<string, Setting> Keys = All.Where(setting => setting.Key is not null)
        .ToFrozenDictionary(setting => setting.Key!, StringComparer.OrdinalIgnoreCase);

    // A variable with one instance goes by its name alone too.
    static readonly FrozenDictionary<string, Setting> Variables = All.Where(setting => setting.Component is not null)
        .GroupBy(setting => $"{setting.Component}.{setting.Variable}", StringComparer.OrdinalIgnoreCase)
        .SelectMany(same => same.Where(setting => setting.Instance is not null)
            .Select(setting => ($"{same.Key}[{setting.Instance}]", setting)).Concat(same.Take(same.Count() == 1 ? 1 : 0).Select(setting => (same.Key, setting))))
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.OrdinalIgnoreCase);

    /// <summary>Those that only a charger of 2.1 takes.</summary>
    public const Measurands OfV2X = Measurands.EnergyActiveExportRegister | Measurands.EnergyActiveExportInterval | Measurands.PowerActiveExport
        | Measurands.PowerActiveSetpoint;

    /// <summary>The measurands by their OCPP names.</summary>
    public static IReadOnlyList<string> MeasurandList { get; } = [.. MeasurandNames.Select(measurand => measurand.Name)];

    /// <summary>Those of them, and those that only a charger of 2.1 takes.</summary>
    public static IReadOnlyList<string> MeasurandListOfV2X { get; } = [.. MeasurandList, .. MeasurandNamesOfV2X.Select(measurand => measurand.Name)];

    /// <summary>The setting that a version calls so: a 1.6 key, <c>Component.Variable</c> or <c>Component.Variable[Instance]</c>; in any letter case.</summary>
    public static Setting? Named(OcppVersion version, string name) =>
        (version == OcppVersion.V16 ? Keys : Variables).GetValueOrDefault(name) is { } setting && setting.IsIn(version) ? setting : null;

    public static string Invariant(int value) => value.ToString(CultureInfo.InvariantCulture);

    static Setting Number(string? key, string? component, string? variable, int value, int min = 0, int max = int.MaxValue) =>
        new(key, component, variable, SettingType.Integer, Invariant(value)) { Min = min, Max = max };

    static Setting Flag(string? key, string? component, string? variable, bool value) =>
        new(key, component, variable, SettingType.Boolean, value ? "true" : "false");

    static Setting Supports(string feature, bool value) =>
        Flag(null, "SmartChargingCtrlr", "SupportsFeature", value) with { Instance = feature, ReadOnly = true, IsNewIn21 = true };

    static Setting IsPersistent(string purpose, bool value) =>
        Flag(null, "SmartChargingCtrlr", "ChargingProfilePersistence", value) with { Instance = purpose, ReadOnly = true, IsNewIn21 = true };

    static Setting TxPointsOf(string variable) => new(null, "TxCtrlr", variable, SettingType.Members, nameof(TxPoints.PowerPathClosed))
    {
        Values = TxPointList.Names,
        Fits = static (_, value) => value.Length > 0,
    };

    static Setting Text(string? key, string? component, string? variable, string value) =>
        new(key, component, variable, SettingType.Text, value);

    static Setting List(string? key, string? component, string? variable, string value) =>
        new(key, component, variable, SettingType.MeasurandList, value)
        {
            Fits = static (charger, list) => charger.Version == OcppVersion.V21 || (ParseMeasurands(list) & OfV2X) == Measurands.None,
        };
}
