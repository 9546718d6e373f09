using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>Who says what power flows (2.1 OperationModeEnumType; the ones that occur here).</summary>
enum OperationMode
{
    /// <summary>The vehicle charges within a limit.</summary>
    [JsonStringEnumMemberName("ChargingOnly")]
    ChargingOnly,
    /// <summary>The CSMS sets the power, below 0 to have it given back.</summary>
    [JsonStringEnumMemberName("CentralSetpoint")]
    CentralSetpoint,
    /// <summary>Nothing flows, and as little as can be is used.</summary>
    [JsonStringEnumMemberName("Idle")]
    Idle,
}
