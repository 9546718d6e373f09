using System.Collections.Frozen;
using static OcppLab.Simulation.Settings;

namespace OcppLab.Simulation;

/// <summary>The device model of OCPP 2.0.1 (part 2, appendix 3 and the referenced components of each block): the settings, and what else there
/// is to know of a charger. A setting goes before what is said here of the same variable.</summary>
static class DeviceModel
{
    /// <summary>So many elements a request of the device model may have.</summary>
    public const int ItemsPerRequest = 100;

    /// <summary>The longest value that a CSMS may set, and the longest that is reported.</summary>
    public const int LongestValue = 500;

    /// <summary>So many bytes a message may have.</summary>
    const int BytesPerMessage = 1024 * 1024;

    const string Statuses = "Available,Occupied,Reserved,Unavailable,Faulted";

    static readonly DeviceVariable[] Facts =
    [
        Status("ChargingStation", DeviceTier.Station),
        Available("ChargingStation", DeviceTier.Station),
        Problem("ChargingStation", DeviceTier.Station),
        Text("ChargingStation", "Model", charger => charger.Spec.Model.Model, 20),
        Text("ChargingStation", "VendorName", charger => charger.Spec.Model.Vendor, 20),
        Text("ChargingStation", "SerialNumber", charger => charger.Spec.SerialNumber, 25),
        Phases("ChargingStation", DeviceTier.Station),
        Power("ChargingStation", DeviceTier.Station, model => model.MaxPowerW * model.EvseCount),
        Text("Controller", "FirmwareVersion", charger => charger.FirmwareVersion, 50) with { IsConstant = false },
        Text("Controller", "SerialNumber", charger => charger.Spec.SerialNumber, 25),
        Text("DataLink", "ICCID", charger => charger.Spec.Iccid, 20) with { Exists = charger => charger.Spec.Iccid is not null },
        Text("DataLink", "IMSI", charger => charger.Spec.Imsi, 20) with { Exists = charger => charger.Spec.Imsi is not null },
        Status("EVSE", DeviceTier.Evse),
        Available("EVSE", DeviceTier.Evse),
        Problem("EVSE", DeviceTier.Evse),
        Fact("EVSE", "AllowReset", V2.DataEnumType.Boolean, (_, _, _) => "true", DeviceTier.Evse) with { IsConstant = true },
        Phases("EVSE", DeviceTier.Evse),
        Power("EVSE", DeviceTier.Evse, model => model.MaxPowerW),
        Fact("FiscalMetering", "EnergyImportRegister", V2.DataEnumType.Decimal, (charger, evse, now) => charger.RegisterWh(evse, now), DeviceTier.Evse) with
        {
            Unit = "Wh", Min = 0, IsMonitored = true,
        },
        OfV2X("FiscalMetering", "EnergyExportRegister", V2.DataEnumType.Decimal, (charger, evse, now) => charger.ExportRegisterWh(evse, now)) with
        {
            Unit = "Wh", Min = 0, IsMonitored = true,
        },
        OfV2X("V2XChargingCtrlr", "Available", V2.DataEnumType.Boolean, (_, _, _) => "true") with { IsConstant = true },
        OfV2X("V2XChargingCtrlr", "SupportedOperationModes", V2.DataEnumType.MemberList, (_, _, _) => "ChargingOnly,CentralSetpoint,Idle") with
        {
            IsConstant = true, Values = "Idle,ChargingOnly,CentralSetpoint,ExternalSetpoint,ExternalLimits,CentralFrequency,LocalFrequency,LocalLoadBalancing",
        },
        OfV2X("V2XChargingCtrlr", "SupportedEnergyTransferModes", V2.DataEnumType.MemberList, (charger, _, _) => charger.EnergyTransferModes) with
        {
            IsConstant = true, Values = "AC_single_phase,AC_two_phase,AC_three_phase,DC,AC_BPT,AC_BPT_DER,AC_DER,DC_BPT,DC_ACDP,DC_ACDP_BPT,WPT",
        },
        Status("Connector", DeviceTier.Connector),
        Available("Connector", DeviceTier.Connector),
        Problem("Connector", DeviceTier.Connector),
        Fact("Connector", "ConnectorType", V2.DataEnumType.String, (charger, _, _) => ConnectorType(charger.Spec.Model), DeviceTier.Connector) with { IsConstant = true },
        Phases("Connector", DeviceTier.Connector),
        .. FaultPlaces.Components.Select(place => Problem(place.Component, place.Tier)),
        Fact("ClockCtrlr", "DateTime", V2.DataEnumType.DateTime, (_, _, now) => $"{now.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}") with { IsPersistent = false },
        Text("SecurityCtrlr", "Identity", charger => charger.Spec.Identity, 48),
        Fact("SecurityCtrlr", "CertificateEntries", V2.DataEnumType.Integer, (charger, _, _) => Invariant(charger.InstalledCertificateCount)) with
        {
            Min = 0, Max = _ => double.Parse(CertificateStoreMaxLength.Default, System.Globalization.CultureInfo.InvariantCulture),
        },
        .. new[] { "GetReport", "GetVariables", "SetVariables" }.SelectMany(action => Limits("DeviceDataCtrlr", action)),
        .. new[] { "SetVariableMonitoring", "ClearVariableMonitoring" }.SelectMany(action => Limits("MonitoringCtrlr", action)),
        Number("DeviceDataCtrlr", "ConfigurationValueSize", LongestValue),
        Number("DeviceDataCtrlr", "ReportingValueSize", LongestValue),
        Number("DeviceDataCtrlr", "ValueSize", LongestValue),
        Fact("OCPPCommCtrlr", "ActiveNetworkProfile", V2.DataEnumType.Integer, (charger, _, _) => Invariant(charger.NetworkSlot ?? 1)),
        Number("OCPPCommCtrlr", "RetryBackOffWaitMinimum", 1, "s"),
        Number("OCPPCommCtrlr", "RetryBackOffRepeatTimes", 6),
        Number("OCPPCommCtrlr", "RetryBackOffRandomRange", 30, "s"),
        Ready("AuthCacheCtrlr", "ClearCache"),
        Ready("LocalAuthListCtrlr", "SendLocalList"),
        Number("LocalAuthListCtrlr", "BytesPerMessage", BytesPerMessage),
        Ready("ReservationCtrlr", "ReserveNow"),
        Ready("SmartChargingCtrlr", "SetChargingProfile"),
        Ready("DisplayMessageCtrlr", "SetDisplayMessage"),
        Ready("TariffCostCtrlr", "CostUpdated") with { Instance = "Tariff" },
        Ready("TariffCostCtrlr", "CostUpdated") with { Instance = "Cost" },
        Fact("TariffCostCtrlr", "Problem", V2.DataEnumType.Boolean, (charger, _, _) => charger.HasTariffProblem ? "true" : "false") with
        {
            Exists = charger => charger.Version == OcppVersion.V21, IsMonitored = true,
        },
        Ready("ISO15118Ctrlr", "CertificateSigned"),
        Fact("SampledDataCtrlr", "Available", V2.DataEnumType.Boolean, (_, _, _) => "true") with { IsConstant = true },
        Fact("AlignedDataCtrlr", "Available", V2.DataEnumType.Boolean, (_, _, _) => "true") with { IsConstant = true },
        Ready("MonitoringCtrlr", "SetVariableMonitoring"),
        Fact("MonitoringCtrlr", "ActiveMonitoringBase", V2.DataEnumType.OptionList, (charger, _, _) => charger.MonitoringBase.ToString()) with
        {
            Values = "All,FactoryDefault,HardWiredOnly",
        },
        Fact("MonitoringCtrlr", "ActiveMonitoringLevel", V2.DataEnumType.Integer, (charger, _, _) => Invariant(charger.MonitoringLevel)) with
        {
            Min = 0, Max = _ => 9,
        },
    ];

    /// <summary>All variables, those of a component one after the other.</summary>
    public static IReadOnlyList<DeviceVariable> All { get; } =
    [
        .. Facts.Concat(Settings.All.Where(setting => setting.Component is not null).Select(DeviceVariable.Of))
            .GroupBy(variable => $"{variable.Component}.{variable.Name}[{variable.Instance}]", StringComparer.OrdinalIgnoreCase)
            .Select(same => same.Last())
            .GroupBy(variable => variable.Component, StringComparer.OrdinalIgnoreCase).SelectMany(component => component),
    ];

    static readonly FrozenDictionary<string, DeviceVariable[]> Components = All.GroupBy(variable => variable.Component, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(component => component.Key, component => component.ToArray(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The variables of a component in any letter case; none where there is no such component.</summary>
    public static IReadOnlyList<DeviceVariable> Of(string component) => Components.GetValueOrDefault(component) ?? [];

    /// <summary>A connector's type in the words of 2.0.1 (ConnectorEnumType).</summary>
    static string ConnectorType(ChargerModel model) => model.ConnectorType switch
    {
        "Type2" => "sType2",
        "CHAdeMO" => "cG105",
        var type => $"c{type}",
    };

    static DeviceVariable Fact(string component, string name, V2.DataEnumType type, DeviceReading read, DeviceTier tier = DeviceTier.Station) =>
        new(component, name, type, read) { Tier = tier };

    // What only a bidirectional model of 2.1 has, at each EVSE.
    static DeviceVariable OfV2X(string component, string name, V2.DataEnumType type, DeviceReading read) =>
        Fact(component, name, type, read, DeviceTier.Evse) with
        {
            Exists = charger => charger is { Version: OcppVersion.V21, Spec.Model.IsBidirectional: true },
        };

    static DeviceVariable Status(string component, DeviceTier tier) =>
        Fact(component, "AvailabilityState", V2.DataEnumType.OptionList, (charger, number, _) => charger.AvailabilityState(tier, number), tier) with
        {
            Values = Statuses,
            IsMonitored = true,
        };

    static DeviceVariable Available(string component, DeviceTier tier) =>
        Fact(component, "Available", V2.DataEnumType.Boolean, (_, _, _) => "true", tier) with { IsConstant = true };

    static DeviceVariable Problem(string component, DeviceTier tier) => Fact(
        component, "Problem", V2.DataEnumType.Boolean, (charger, number, _) => charger.HasProblem(component, tier, number) ? "true" : "false", tier) with
    {
        IsMonitored = true,
    };

    static DeviceVariable Phases(string component, DeviceTier tier) =>
        Fact(component, "SupplyPhases", V2.DataEnumType.Integer, (charger, _, _) => Invariant(charger.Spec.Model.Phases), tier) with { IsConstant = true };

    static DeviceVariable Power(string component, DeviceTier tier, Func<ChargerModel, double?> max) => Fact(
        component, "Power", V2.DataEnumType.Decimal, (charger, number, now) => charger.PowerW(number, now), tier) with
    {
        Unit = "W",
        Min = 0,
        Max = max,
        IsMonitored = true,
    };

    static DeviceVariable Text(string component, string name, Func<Charger, string?> read, int longest) =>
        Fact(component, name, V2.DataEnumType.String, (charger, _, _) => read(charger)) with { Max = _ => longest, IsConstant = true };

    static DeviceVariable Number(string component, string name, int value, string? unit = null) =>
        Fact(component, name, V2.DataEnumType.Integer, (_, _, _) => Invariant(value)) with { Unit = unit, IsConstant = true };

    // Whether the charger does what the controller is for.
    static DeviceVariable Ready(string component, string action) => Fact(
        component, "Available", V2.DataEnumType.Boolean, (charger, _, _) => Operations.Of(charger.Version).Answers(action) ? "true" : "false") with
    {
        IsConstant = true,
    };

    static DeviceVariable[] Limits(string component, string action) =>
    [
        Number(component, "ItemsPerMessage", ItemsPerRequest) with { Instance = action },
        Number(component, "BytesPerMessage", BytesPerMessage) with { Instance = action },
    ];
}
