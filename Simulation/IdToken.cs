namespace OcppLab.Simulation;

/// <summary>Who wants to charge: an id tag of OCPP 1.6, an id token of 2.0.1.</summary>
/// <param name="Value">The token: 1 to 20 characters in 1.6 (section 7.27), 1 to 36 in 2.0.1, 1 to 255 in 2.1; compared without regard to letter case.</param>
/// <param name="Type">The 2.0.1 type (IdTokenEnumType), <c>ISO14443</c>, <c>Central</c>, …; null where the charger decides by the value's shape.</param>
public readonly record struct IdToken(string Value, string? Type = null)
{
    /// <summary>The type of a session that was begun by a button, by whoever pressed it (2.0.1 use case C02).</summary>
    public const string NoAuthorization = "NoAuthorization";

    /// <summary>Whether it is nobody's, so that there is nothing to authorize.</summary>
    public bool IsNobodys => Type == NoAuthorization;

    /// <summary>What the CSMS is told of it: of nobody's no text.</summary>
    public string ValueTold => IsNobodys ? "" : Value;

    /// <summary>The 2.0.1 type: as given, else <c>ISO14443</c> for a card's UID in hexadecimal (8, 14 or 20 digits), else <c>Central</c>.</summary>
    public string TypeOrShape => Type ?? (Value.Length is 8 or 14 or 20 && Value.All(char.IsAsciiHexDigit) ? "ISO14443" : "Central");

    /// <summary>The types of 2.0.1 (IdTokenEnumType), and those that came with 2.1.</summary>
    public static IReadOnlyList<string> Types { get; } =
        ["Central", "DirectPayment", "eMAID", "EVCCID", "ISO14443", "ISO15693", "KeyCode", "Local", "MacAddress", NoAuthorization, "VIN"];

    /// <summary>Whether a version has a type.</summary>
    public static bool HasType(OcppVersion version, string type) => version switch
    {
        OcppVersion.V16 => false,
        OcppVersion.V201 => Types.Contains(type) && type is not ("DirectPayment" or "EVCCID" or "VIN"),
        _ => true,
    };

    /// <summary>The type as a version from 2.0.1 on tells it: <c>Central</c> for one that it does not have.</summary>
    public string TypeIn(OcppVersion version) => HasType(version, TypeOrShape) ? TypeOrShape : "Central";

    /// <summary>The longest token a version takes, in characters.</summary>
    public static int MaxLength(OcppVersion version) => version switch
    {
        OcppVersion.V16 => 20,
        OcppVersion.V201 => 36,
        _ => 255,
    };
}
