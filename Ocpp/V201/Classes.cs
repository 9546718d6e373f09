using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V201;

/// <summary>Schemas of the classes that several messages share (part 2, section 2 of its chapter on data types).</summary>
static class Classes
{
    static readonly Field CustomData = Optional("customData", OpenObject(Required("vendorId", Text(255))));

    /// <summary>An object with these fields and customData, which every object of 2.0.1 may have.</summary>
    public static Schema Class(params Field[] fields) => Object([.. fields, CustomData]);

    public static Schema StatusInfo { get; } = Class(
        Required("reasonCode", Text(20)),
        Optional("additionalInfo", Text(512)));

    public static Schema IdToken { get; } = Class(
        Required("idToken", Text(36)),
        Required("type", OneOf(
            "ISO14443", "Central", "eMAID", "ISO15693", "KeyCode", "Local", "MacAddress", "NoAuthorization")),
        Optional("additionalInfo", Array(
            Class(
                Required("additionalIdToken", Text(36)),
                Required("type", Text(50))),
            minItems: 1)));

    public static Schema MessageContent { get; } = Class(
        Required("format", OneOf("ASCII", "HTML", "URI", "UTF8")),
        Required("content", Text(512)),
        Optional("language", Text(8)));

    public static Schema IdTokenInfo { get; } = Class(
        Required("status", OneOf<AuthorizationStatus>()),
        Optional("cacheExpiryDateTime", Schema.DateTime),
        Optional("groupIdToken", IdToken),
        Optional("chargingPriority", Integer()),
        Optional("evseId", Array(Integer(), minItems: 1)),
        Optional("language1", Text(8)),
        Optional("language2", Text(8)),
        Optional("personalMessage", MessageContent));

    public static Schema Evse { get; } = Class(
        Required("id", Integer(minimum: 0)),
        Optional("connectorId", Integer(minimum: 0)));

    public static Schema Component { get; } = Class(
        Required("name", Text(50)),
        Optional("instance", Text(50)),
        Optional("evse", Evse));

    public static Schema Variable { get; } = Class(
        Required("name", Text(50)),
        Optional("instance", Text(50)));

    public static Schema AttributeType { get; } = OneOf("Actual", "Target", "MinSet", "MaxSet");

    public static Schema SampledValue { get; } = Class(
        Required("value", Number()),
        Optional("context", OneOf(
            "Sample.Periodic", "Sample.Clock", "Transaction.Begin", "Transaction.End", "Trigger", "Interruption.Begin",
            "Interruption.End", "Other")),
        Optional("measurand", OneOf(
            "Energy.Active.Import.Register", "Power.Active.Import", "Current.Import", "Voltage", "SoC", "Power.Offered",
            "Current.Offered", "Energy.Active.Import.Interval", "Frequency", "Current.Export", "Energy.Active.Export.Register",
            "Energy.Reactive.Export.Register", "Energy.Reactive.Import.Register", "Energy.Active.Export.Interval",
            "Energy.Active.Net", "Energy.Reactive.Export.Interval", "Energy.Reactive.Import.Interval", "Energy.Reactive.Net",
            "Energy.Apparent.Net", "Energy.Apparent.Import", "Energy.Apparent.Export", "Power.Active.Export", "Power.Factor",
            "Power.Reactive.Export", "Power.Reactive.Import")),
        Optional("phase", OneOf("L1", "L2", "L3", "N", "L1-N", "L2-N", "L3-N", "L1-L2", "L2-L3", "L3-L1")),
        Optional("location", OneOf("Outlet", "EV", "Cable", "Inlet", "Body")),
        Optional("unitOfMeasure", Class(
            Optional("unit", Text(20)),
            Optional("multiplier", Integer()))),
        Optional("signedMeterValue", Class(
            Required("signedMeterData", Text(2500)),
            Required("signingMethod", Text(50)),
            Required("encodingMethod", Text(50)),
            Required("publicKey", Text(2500)))));

    public static Schema MeterValue { get; } = Class(
        Required("timestamp", Schema.DateTime),
        Required("sampledValue", Array(SampledValue, minItems: 1)));

    public static Schema ChargingProfile { get; } = Class(
        Required("id", Integer()),
        Required("stackLevel", Integer(minimum: 0)),
        Required("chargingProfilePurpose", OneOf(
            "ChargingStationExternalConstraints", "ChargingStationMaxProfile", "TxDefaultProfile", "TxProfile")),
        Required("chargingProfileKind", OneOf("Absolute", "Recurring", "Relative")),
        Optional("recurrencyKind", OneOf("Daily", "Weekly")),
        Optional("validFrom", Schema.DateTime),
        Optional("validTo", Schema.DateTime),
        Optional("transactionId", Text(36)),
        Required("chargingSchedule", Array(
            Class(
                Required("id", Integer()),
                Optional("startSchedule", Schema.DateTime),
                Optional("duration", Integer()),
                Required("chargingRateUnit", OneOf("A", "W")),
                Optional("minChargingRate", Number()),
                Required("chargingSchedulePeriod", Array(
                    Class(
                        Required("startPeriod", Integer()),
                        Required("limit", Number()),
                        Optional("numberPhases", Integer()),
                        Optional("phaseToUse", Integer())),
                    minItems: 1,
                    maxItems: 1024)),
                Optional("salesTariff", Class(
                    Required("id", Integer()),
                    Optional("salesTariffDescription", Text(32)),
                    Optional("numEPriceLevels", Integer()),
                    Required("salesTariffEntry", Array(
                        Class(
                            Required("relativeTimeInterval", Class(
                                Required("start", Integer()),
                                Optional("duration", Integer()))),
                            Optional("ePriceLevel", Integer(minimum: 0)),
                            Optional("consumptionCost", Array(
                                Class(
                                    Required("startValue", Number()),
                                    Required("cost", Array(
                                        Class(
                                            Required("costKind", OneOf(
                                                "CarbonDioxideEmission", "RelativePricePercentage", "RenewableGenerationPercentage")),
                                            Required("amount", Integer()),
                                            Optional("amountMultiplier", Integer())),
                                        minItems: 1,
                                        maxItems: 3))),
                                minItems: 1,
                                maxItems: 3))),
                        minItems: 1,
                        maxItems: 1024))))),
            minItems: 1,
            maxItems: 3)));
}

/// <summary>StatusInfoType: why a request was answered as it was.</summary>
/// <param name="ReasonCode">A predefined code, at most 20 characters.</param>
/// <param name="AdditionalInfo">Text, at most 512 characters.</param>
public sealed record StatusInfoType(string ReasonCode, string? AdditionalInfo = null);

/// <summary>IdTokenType. Its additional info is held to the schema and otherwise ignored.</summary>
/// <param name="IdToken">The token, at most 36 characters.</param>
/// <param name="Type">Its type (IdTokenEnumType).</param>
public sealed record IdTokenType(string IdToken, string Type);

/// <summary>IdTokenInfoType: what the CSMS says of an id token. What is left out here is held to the schema and otherwise ignored.</summary>
/// <param name="Status">Whether it may charge.</param>
/// <param name="CacheExpiryDateTime">Until when that may be cached.</param>
/// <param name="GroupIdToken">The token's group.</param>
public sealed record IdTokenInfoType(
    AuthorizationStatus Status, DateTimeOffset? CacheExpiryDateTime = null, IdTokenType? GroupIdToken = null);

/// <summary>EVSEType.</summary>
/// <param name="Id">The EVSE, from 1.</param>
/// <param name="ConnectorId">One of its connectors, from 1.</param>
public sealed record EVSEType(int Id, int? ConnectorId = null)
{
    /// <summary>Stands in a call for a connector that is not there: each EVSE here has connector 1 alone.</summary>
    internal const int NoSuchConnector = -1;

    /// <summary>The connector in the charger's own numbers.</summary>
    internal int Number => NumberOf(Id, ConnectorId ?? 1);

    internal static int NumberOf(int evseId, int connectorId) => connectorId == 1 ? evseId : NoSuchConnector;
}

/// <summary>ComponentType.</summary>
/// <param name="Name">Its name, at most 50 characters.</param>
/// <param name="Instance">Its instance, at most 50 characters.</param>
/// <param name="Evse">The EVSE or connector it belongs to.</param>
public sealed record ComponentType(string Name, string? Instance = null, EVSEType? Evse = null)
{
    internal static ComponentType Of(VariableRef reference) => new(
        reference.Component,
        reference.ComponentInstance,
        reference.EvseId is { } evse ? new(evse, reference.ConnectorId) : null);
}

/// <summary>VariableType.</summary>
/// <param name="Name">Its name, at most 50 characters.</param>
/// <param name="Instance">Its instance, at most 50 characters.</param>
public sealed record VariableType(string Name, string? Instance = null)
{
    /// <summary>The attribute meant where none is named.</summary>
    internal const string DefaultAttribute = "Actual";

    internal static VariableType Of(VariableRef reference) => new(reference.Variable, reference.VariableInstance);

    internal VariableRef In(ComponentType component, string? attribute) => new(
        component.Name, component.Instance, component.Evse?.Id, Name, Instance, attribute ?? DefaultAttribute, component.Evse?.ConnectorId);
}

/// <summary>MeterValueType.</summary>
/// <param name="Timestamp">When it was taken.</param>
/// <param name="SampledValue">The values, at least one.</param>
public sealed record MeterValueType(DateTimeOffset Timestamp, IReadOnlyList<SampledValueType> SampledValue);

/// <summary>SampledValueType. A signed value is held to the schema and otherwise ignored.</summary>
/// <param name="Value">The value.</param>
/// <param name="Context">Why it was taken (ReadingContextEnumType); Sample.Periodic if left out.</param>
/// <param name="Measurand">What was measured (MeasurandEnumType); Energy.Active.Import.Register if left out.</param>
/// <param name="Phase">On which phase (PhaseEnumType).</param>
/// <param name="Location">Where (LocationEnumType); Outlet if left out.</param>
/// <param name="UnitOfMeasure">The unit; Wh if left out and the measurand is an energy.</param>
public sealed record SampledValueType(
    double Value,
    string? Context = null,
    string? Measurand = null,
    string? Phase = null,
    string? Location = null,
    UnitOfMeasureType? UnitOfMeasure = null);

/// <summary>UnitOfMeasureType.</summary>
/// <param name="Unit">The unit, at most 20 characters; Wh if left out.</param>
/// <param name="Multiplier">The power of ten to multiply the value with; 0 if left out.</param>
public sealed record UnitOfMeasureType(string? Unit = null, int? Multiplier = null);
