namespace OcppLab.Simulation;

/// <summary>Why a meter value was taken (OCPP ReadingContext).</summary>
public enum ReadingContext
{
    /// <summary>At the transaction's start.</summary>
    TransactionBegin,
    /// <summary>At a sample interval.</summary>
    SamplePeriodic,
    /// <summary>At a clock-aligned interval.</summary>
    SampleClock,
    /// <summary>At the CSMS's request.</summary>
    Trigger,
    /// <summary>At the transaction's end.</summary>
    TransactionEnd,
}

/// <summary>The measurands that can be reported (OCPP Measurand; the names there have dots).</summary>
[Flags]
public enum Measurands
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>Energy.Active.Import.Register, in Wh.</summary>
    EnergyActiveImportRegister = 1,
    /// <summary>Power.Active.Import, in W.</summary>
    PowerActiveImport = 2,
    /// <summary>Current.Import, in A, per phase on AC.</summary>
    CurrentImport = 4,
    /// <summary>Voltage, in V, per phase on AC.</summary>
    Voltage = 8,
    /// <summary>SoC, in percent.</summary>
    SoC = 16,
    /// <summary>Power.Offered, in W.</summary>
    PowerOffered = 32,
    /// <summary>Current.Offered, in A.</summary>
    CurrentOffered = 64,
    /// <summary>Energy.Active.Import.Interval, in Wh since the sample before.</summary>
    EnergyActiveImportInterval = 128,
    /// <summary>Frequency, in Hz.</summary>
    Frequency = 256,
    /// <summary>Temperature, in °C.</summary>
    Temperature = 512,
    /// <summary>Energy.Active.Export.Register, in Wh (offered in 2.1).</summary>
    EnergyActiveExportRegister = 1024,
    /// <summary>Energy.Active.Export.Interval, in Wh since the sample before (offered in 2.1).</summary>
    EnergyActiveExportInterval = 2048,
    /// <summary>Power.Active.Export, in W (offered in 2.1).</summary>
    PowerActiveExport = 4096,
    /// <summary>Power.Active.Setpoint, in W, below 0 to have it given (2.1).</summary>
    PowerActiveSetpoint = 8192,
}

/// <summary>What the meter reads at one moment. The values agree with each other: power = voltage × the sum of the currents,
/// and the register is the integral of the power. How the phases of the mains differ from each other and from the nominal voltage
/// is added where the values are told (<see cref="Mains"/>).</summary>
/// <param name="At">When.</param>
/// <param name="Context">Why it was taken.</param>
/// <param name="EnergyWh">The energy register in watt-hours; never falls.</param>
/// <param name="PowerW">The power in watts.</param>
/// <param name="OfferedW">The power the charger offers the vehicle, in watts.</param>
/// <param name="VoltageV">The voltage in volts: line to neutral on AC, nominal; across the battery on DC.</param>
/// <param name="CurrentA">The current in amperes, of each phase in use on AC at the nominal voltage.</param>
/// <param name="Phases">The phases in use: 1 or 3 on AC, 0 on DC.</param>
/// <param name="SocPercent">The vehicle's state of charge in percent, 0 to 100; null where the charger can't know it: on AC, and with no vehicle.</param>
/// <param name="IntervalWh">The energy since the sample before in watt-hours; null where there is none.</param>
/// <param name="MainsSeed">Where the mains' deviations come from; 0 for mains without any.</param>
/// <param name="FirstPhase">The first of the phases in use, 0 for L1; above 0 where one is used and a charging profile has chosen it.</param>
public readonly record struct MeterSample(
    DateTimeOffset At,
    ReadingContext Context,
    double EnergyWh,
    double PowerW,
    double OfferedW,
    double VoltageV,
    double CurrentA,
    int Phases,
    double? SocPercent,
    double? IntervalWh = null,
    ulong MainsSeed = 0,
    int FirstPhase = 0)
{
    /// <summary>The energy register of what vehicles have given, in watt-hours; never falls.</summary>
    public double ExportedWh { get; init; }

    /// <summary>The power that the vehicle gives, in watts; 0 where it charges, or nothing flows.</summary>
    public double ExportW { get; init; }

    /// <summary>The energy that the vehicle has given since the sample before, in watt-hours; null where there is none.</summary>
    public double? ExportIntervalWh { get; init; }

    /// <summary>The power that the vehicle is to follow, in watts, below 0 to give it; null where it is given a limit (2.1).</summary>
    public double? SetpointW { get; init; }
}
