namespace OcppLab.Simulation;

/// <summary>Where in a charger a component is (2.0.1 part 1, section 4).</summary>
enum DeviceTier
{
    /// <summary>Of the charging station.</summary>
    Station,
    /// <summary>Of each EVSE.</summary>
    Evse,
    /// <summary>Of each connector.</summary>
    Connector,
}

/// <summary>Reads a variable.</summary>
/// <param name="charger">The charger.</param>
/// <param name="number">The EVSE's or the connector's number in the charger; 0 of the station.</param>
/// <param name="now">The time.</param>
/// <returns>The value; null where it has none.</returns>
delegate string? DeviceReading(Charger charger, int number, DateTimeOffset now);

/// <summary>A variable of the device model, of every charger alike (2.0.1 part 1, section 4).</summary>
/// <param name="Component">The component's name.</param>
/// <param name="Name">The variable's name.</param>
/// <param name="Type">What its value is.</param>
/// <param name="Read">Reads it.</param>
sealed record DeviceVariable(string Component, string Name, V2.DataEnumType Type, DeviceReading Read)
{
    /// <summary>The variable's instance, or null.</summary>
    public string? Instance { get; init; }

    public DeviceTier Tier { get; init; }

    public string? Unit { get; init; }

    public double? Min { get; init; }

    /// <summary>The largest value or the longest text, of a model.</summary>
    public Func<ChargerModel, double?>? Max { get; init; }

    /// <summary>The values to choose from, or null.</summary>
    public string? Values { get; init; }

    public V2.MutabilityEnumType Mutability { get; init; } = V2.MutabilityEnumType.ReadOnly;

    /// <summary>Whether its value never changes.</summary>
    public bool IsConstant { get; init; }

    /// <summary>Whether its value outlives a boot.</summary>
    public bool IsPersistent { get; init; } = true;

    /// <summary>Whether a monitor can be set on it.</summary>
    public bool IsMonitored { get; init; }

    /// <summary>Whether a charger has it; null for every charger.</summary>
    public Func<Charger, bool>? Exists { get; init; }

    /// <summary>The setting that it is; null for none.</summary>
    public Setting? Setting { get; init; }

    /// <summary>Whether its value is a number, so that a monitor can compare it.</summary>
    public bool IsNumber => Type is V2.DataEnumType.Decimal or V2.DataEnumType.Integer;

    /// <summary>What its values are like, for a report.</summary>
    public V2.VariableCharacteristicsType CharacteristicsOf(Charger charger) => new()
    {
        DataType = Type,
        SupportsMonitoring = IsMonitored,
        Unit = Unit,
        MinLimit = Min,
        MaxLimit = Max?.Invoke(charger.Spec.Model),
        ValuesList = Setting?.IsMeasurands == true && charger is { Version: OcppVersion.V21, Spec.Model.IsBidirectional: true }
            ? string.Join(',', Settings.MeasurandListOfV2X)
            : Values,
    };

    /// <summary>A setting as a variable; one that the CSMS can change can be monitored.</summary>
    public static DeviceVariable Of(Setting setting) => new(
        setting.Component!, setting.Variable!, TypeOf(setting), (charger, _, _) => charger.Value(setting))
    {
        Instance = setting.Instance,
        Tier = setting.IsOfBidirectional ? DeviceTier.Evse : DeviceTier.Station,
        Unit = setting.Unit,
        Min = setting.Type == SettingType.Integer ? setting.Min : setting.MinLength > 0 ? setting.MinLength : null,
        Max = setting.Type == SettingType.Integer && setting.Max < int.MaxValue ? _ => setting.Max
            : setting.Type is SettingType.Text or SettingType.PhaseRotations ? _ => setting.MaxLength
            : null,
        Values = setting.IsMeasurands ? string.Join(',', Settings.MeasurandList) : setting.Values.Count > 0 ? string.Join(',', setting.Values) : null,
        Mutability = setting.IsSecret ? V2.MutabilityEnumType.WriteOnly
            : setting.ReadOnly || setting.ReadOnlyIn2 ? V2.MutabilityEnumType.ReadOnly
            : V2.MutabilityEnumType.ReadWrite,
        IsConstant = setting is { ReadOnly: true, Derived: null },
        IsMonitored = setting is { ReadOnly: false, ReadOnlyIn2: false },
        Exists = setting.IsNewIn21
            ? charger => setting.IsIn(charger.Version) && (!setting.IsOfBidirectional || charger.Spec.Model.IsBidirectional)
            : null,
        Setting = setting,
    };

    static V2.DataEnumType TypeOf(Setting setting) => setting.Type switch
    {
        SettingType.Boolean => V2.DataEnumType.Boolean,
        SettingType.Integer => V2.DataEnumType.Integer,
        SettingType.MeasurandList or SettingType.Members => V2.DataEnumType.MemberList,
        SettingType.Option => V2.DataEnumType.OptionList,
        SettingType.Sequence => V2.DataEnumType.SequenceList,
        _ => V2.DataEnumType.String,
    };
}
