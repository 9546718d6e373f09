using System.Globalization;

namespace OcppLab.Simulation;

/// <summary>What a setting's value may be.</summary>
enum SettingType
{
    Boolean,
    /// <summary>A whole number within the setting's range.</summary>
    Integer,
    Text,
    /// <summary>Measurands by their OCPP names, with commas between.</summary>
    MeasurandList,
    /// <summary>How connectors' phases are wired, with commas between (1.6 section 9.1.8).</summary>
    PhaseRotations,
    /// <summary>One of the setting's <see cref="Setting.Values"/>.</summary>
    Option,
    /// <summary>Some of the setting's <see cref="Setting.Values"/>, with commas between.</summary>
    Members,
    /// <summary>Some of the setting's <see cref="Setting.Values"/> in an order that matters, at least one, with commas between.</summary>
    Sequence,
}

/// <summary>One thing that can be configured: a key in OCPP 1.6, a variable of the device model in 2.0.1.</summary>
/// <param name="Key">The 1.6 key, or null where 1.6 has none.</param>
/// <param name="Component">The 2.0.1 component, or null where 2.0.1 has none.</param>
/// <param name="Variable">The 2.0.1 variable, or null.</param>
/// <param name="Type">What its value may be.</param>
/// <param name="Default">Its value in a new charger.</param>
sealed record Setting(string? Key, string? Component, string? Variable, SettingType Type, string Default)
{
    /// <summary>The variable's instance in 2.0.1, or null.</summary>
    public string? Instance { get; init; }

    public int Min { get; init; }

    public int Max { get; init; } = int.MaxValue;

    public bool ReadOnly { get; init; }

    /// <summary>Whether it is one that only 1.6 can change.</summary>
    public bool ReadOnlyIn2 { get; init; }

    /// <summary>Whether its value is told nobody.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether a new value counts from the next boot on.</summary>
    public bool NeedsReboot { get; init; }

    /// <summary>The unit of its value in 2.0.1, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>The values to choose from, of the types that choose.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Whether a new value is one that the charger can take now; null for no more to ask than <see cref="Normalize"/>.</summary>
    public Func<Charger, string, bool>? Fits { get; init; }

    /// <summary>The shortest text.</summary>
    public int MinLength { get; init; }

    /// <summary>The longest text.</summary>
    public int MaxLength { get; init; } = 500;

    /// <summary>Whether it chooses what is measured.</summary>
    public bool IsMeasurands => Type == SettingType.MeasurandList;

    /// <summary>Its value where that follows from the charger.</summary>
    public Func<Charger, string>? Derived { get; init; }

    /// <summary>Its name among a charger's own values. One that can be changed and shares its variable with another instance has to be given one.</summary>
    public string Name { get; init; } = Key ?? $"{Component}.{Variable}";

    /// <summary>What it takes, in words.</summary>
    public string Takes => Type switch
    {
        SettingType.Boolean => "true or false",
        SettingType.Integer => Max == int.MaxValue ? $"a whole number from {Min}" : $"a whole number from {Min} to {Max}",
        SettingType.MeasurandList => "measurands by their OCPP names, with commas between",
        SettingType.PhaseRotations => "connectors and their wiring, such as 0.RST,1.RST, with commas between",
        SettingType.Option => $"one of {string.Join(", ", Values)}",
        SettingType.Members or SettingType.Sequence => $"some of {string.Join(", ", Values)}, with commas between",
        _ => MinLength == 0 ? $"at most {MaxLength} characters" : $"{MinLength} to {MaxLength} characters",
    };

    /// <summary>The value as it is kept, null where it does not fit.</summary>
    public string? Normalize(string value) => Type switch
    {
        SettingType.Boolean => bool.TryParse(value, out var flag) ? flag ? "true" : "false" : null,
        SettingType.Integer => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= Min && number <= Max ? number.ToString(CultureInfo.InvariantCulture) : null,
        SettingType.MeasurandList => Settings.ParseMeasurands(value) is null ? null : value,
        SettingType.PhaseRotations => value.Length <= MaxLength && Settings.ArePhaseRotations(value) ? value : null,
        SettingType.Option => Values.FirstOrDefault(known => known.Equals(value, StringComparison.OrdinalIgnoreCase)),
        SettingType.Members or SettingType.Sequence => Chosen(value),
        _ => (value.Length >= MinLength || (value == Default && !IsSecret)) && value.Length <= MaxLength ? value : null,
    };

    /// <summary>Whether no version before 2.1 has it.</summary>
    public bool IsNewIn21 { get; init; }

    /// <summary>Whether only a bidirectional model has it, at each EVSE the same value.</summary>
    public bool IsOfBidirectional { get; init; }

    /// <summary>Whether a version has it.</summary>
    public bool IsIn(OcppVersion version) =>
        version == OcppVersion.V16 ? Key is not null : Component is not null && (!IsNewIn21 || version == OcppVersion.V21);

    /// <summary>Whether a version's CSMS can't change it.</summary>
    public bool IsReadOnly(OcppVersion version) => ReadOnly || (ReadOnlyIn2 && version != OcppVersion.V16);

    // Each of them once and as it is spelled; null where one of them is none to choose from.
    string? Chosen(string list)
    {
        if (list.Length == 0)
        {
            return Type == SettingType.Members ? "" : null;
        }

        var chosen = list.Split(',').Select(
            part => Values.FirstOrDefault(known => known.Equals(part.Trim(), StringComparison.OrdinalIgnoreCase))).ToList();
        return chosen.Contains(null) || chosen.Distinct().Count() < chosen.Count ? null : string.Join(',', chosen);
    }
}
