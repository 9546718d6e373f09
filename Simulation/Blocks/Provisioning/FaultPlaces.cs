namespace OcppLab.Simulation;

/// <summary>The components that the faults of a connector are problems of (2.0.1 part 2, appendix 3).</summary>
static class FaultPlaces
{
    static readonly (ChargePointErrorCode Fault, string Component, DeviceTier Tier)[] Places =
    [
        (ChargePointErrorCode.ConnectorLockFailure, "ConnectorPlugRetentionLock", DeviceTier.Connector),
        (ChargePointErrorCode.EVCommunicationError, "CPPWMController", DeviceTier.Evse),
        (ChargePointErrorCode.GroundFailure, "GroundIsolationProtection", DeviceTier.Evse),
        (ChargePointErrorCode.HighTemperature, "TemperatureSensor", DeviceTier.Evse),
        (ChargePointErrorCode.OverCurrentFailure, "OverCurrentProtection", DeviceTier.Evse),
        (ChargePointErrorCode.OverVoltage, "ElectricalFeed", DeviceTier.Evse),
        (ChargePointErrorCode.PowerMeterFailure, "FiscalMetering", DeviceTier.Evse),
        (ChargePointErrorCode.PowerSwitchFailure, "PowerContactor", DeviceTier.Evse),
        (ChargePointErrorCode.ReaderFailure, "TokenReader", DeviceTier.Evse),
        (ChargePointErrorCode.UnderVoltage, "ElectricalFeed", DeviceTier.Evse),
    ];

    /// <summary>Each of the components once.</summary>
    public static IEnumerable<(string Component, DeviceTier Tier)> Components => Places.Select(place => (place.Component, place.Tier)).Distinct();

    /// <summary>The component that a fault is a problem of; the connector where no part of its own has to do with it.</summary>
    public static (string Component, DeviceTier Tier) Of(ChargePointErrorCode fault)
    {
        foreach (var place in Places)
        {
            if (place.Fault == fault)
            {
                return (place.Component, place.Tier);
            }
        }

        return ("Connector", DeviceTier.Connector);
    }
}
