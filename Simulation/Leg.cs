using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>A stretch of a transaction with constant limits.</summary>
/// <param name="At">Its start.</param>
/// <param name="EnergyWh">The energy delivered before it.</param>
/// <param name="LimitW">What the vehicle can draw at most, by its on-board charger and by what is offered; below 0 what it gives.</param>
/// <param name="OfferedW">What the charger offers; below 0 what it asks the vehicle for.</param>
/// <param name="UsedPhases">The phases in use where a limit leaves fewer than there are; null for all.</param>
/// <param name="UsedPhase">The phase in use where there is one and a charging profile has chosen it, 1 to 3; null for the first.</param>
/// <param name="RampAfter">With a ramp, how long after its start the power begins to rise from 0; negative where it began before.</param>
/// <param name="RampWPerS">How the power rises, in watts a second, until it is what battery and limit allow; 0 for no ramp.</param>
/// <param name="CableOut">Whether the cable is out, the transaction going on without it (2.0.1 use case E10).</param>
/// <param name="ExportedWh">The energy taken from the vehicle before it.</param>
/// <param name="Mode">In which mode of operation (2.1).</param>
readonly record struct Leg(
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("energyWh")] double EnergyWh,
    [property: JsonPropertyName("limitW")] double LimitW,
    [property: JsonPropertyName("offeredW")] double OfferedW,
    [property: JsonPropertyName("usedPhases")] int? UsedPhases = null,
    [property: JsonPropertyName("usedPhase")] int? UsedPhase = null,
    [property: JsonPropertyName("rampAfter")] TimeSpan RampAfter = default,
    [property: JsonPropertyName("rampWPerS")] double RampWPerS = 0,
    [property: JsonPropertyName("cableOut")] bool CableOut = false,
    [property: JsonPropertyName("exportedWh")] double ExportedWh = 0,
    [property: JsonPropertyName("mode")] OperationMode Mode = OperationMode.ChargingOnly);

/// <summary>What a transaction comes to by itself.</summary>
enum TransitionKind
{
    EnergyLimit,
    TimeLimit,
    BatteryFull,
    /// <summary>The battery has given what the vehicle lets it give.</summary>
    BatteryEmpty,
    /// <summary>The energy allowed to an id tag refused after the start is used up.</summary>
    AllowanceUsed,
    /// <summary>The limit of the charging profiles changes.</summary>
    LimitChanges,
    /// <summary>The limit of the transaction is reached (2.1).</summary>
    TransactionLimit,
}
