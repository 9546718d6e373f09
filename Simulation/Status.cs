namespace OcppLab.Simulation;

/// <summary>A connector's status in the words of OCPP 1.6 (section 4.9); OCPP 2.0.1 reports a coarser set of the same.</summary>
public enum ConnectorStatus
{
    /// <summary>Free, no cable.</summary>
    Available,

    /// <summary>Cable in or user authorized, no transaction yet.</summary>
    Preparing,

    /// <summary>A transaction runs and energy flows.</summary>
    Charging,

    /// <summary>A transaction runs; the charger offers no energy.</summary>
    SuspendedEVSE,

    /// <summary>A transaction runs; the vehicle takes no energy.</summary>
    SuspendedEV,

    /// <summary>The transaction is over, the cable still in.</summary>
    Finishing,

    /// <summary>Held for a reservation.</summary>
    Reserved,

    /// <summary>Taken out of service.</summary>
    Unavailable,

    /// <summary>Out of service by an error.</summary>
    Faulted,
}

/// <summary>The error codes of OCPP 1.6 (section 7.6, ChargePointErrorCode).</summary>
public enum ChargePointErrorCode
{
    /// <summary>No error.</summary>
    NoError,
    /// <summary>The cable's lock failed.</summary>
    ConnectorLockFailure,
    /// <summary>Communication with the vehicle failed.</summary>
    EVCommunicationError,
    /// <summary>A ground fault tripped.</summary>
    GroundFailure,
    /// <summary>Too hot.</summary>
    HighTemperature,
    /// <summary>An error inside the charger.</summary>
    InternalError,
    /// <summary>The local list conflicts with the CSMS's answers.</summary>
    LocalListConflict,
    /// <summary>Some other error; the info field says which.</summary>
    OtherError,
    /// <summary>Too much current.</summary>
    OverCurrentFailure,
    /// <summary>Too much voltage.</summary>
    OverVoltage,
    /// <summary>The meter can't be read.</summary>
    PowerMeterFailure,
    /// <summary>The power switch failed.</summary>
    PowerSwitchFailure,
    /// <summary>The card reader failed.</summary>
    ReaderFailure,
    /// <summary>A reset failed.</summary>
    ResetFailure,
    /// <summary>Too little voltage.</summary>
    UnderVoltage,
    /// <summary>The wireless signal is weak.</summary>
    WeakSignal,
}

/// <summary>What a transaction's energy flow is doing (OCPP 2.0.1, ChargingStateEnumType).</summary>
public enum ChargingState
{
    /// <summary>No cable, no vehicle.</summary>
    Idle,
    /// <summary>Cable in, no energy yet.</summary>
    EVConnected,
    /// <summary>Energy flows.</summary>
    Charging,
    /// <summary>The vehicle takes none.</summary>
    SuspendedEV,
    /// <summary>The charger offers none.</summary>
    SuspendedEVSE,
}

/// <summary>Why a TransactionEvent is sent (OCPP 2.0.1, TriggerReasonEnumType; the ones that occur here).</summary>
public enum TriggerReason
{
    /// <summary>An id token was authorized.</summary>
    Authorized,
    /// <summary>The cable went in.</summary>
    CablePluggedIn,
    /// <summary>The offered rate changed.</summary>
    ChargingRateChanged,
    /// <summary>The charging state changed.</summary>
    ChargingStateChanged,
    /// <summary>An id token was refused after the start.</summary>
    Deauthorized,
    /// <summary>The energy limit was reached.</summary>
    EnergyLimitReached,
    /// <summary>The vehicle is gone: cable out.</summary>
    EVCommunicationLost,
    /// <summary>The cable was pulled (EV departed).</summary>
    EVDeparted,
    /// <summary>A clock-aligned meter value.</summary>
    MeterValueClock,
    /// <summary>A periodic meter value.</summary>
    MeterValuePeriodic,
    /// <summary>The time limit was reached.</summary>
    TimeLimitReached,
    /// <summary>The CSMS asked by TriggerMessage.</summary>
    Trigger,
    /// <summary>The CSMS asked for the cable's release.</summary>
    UnlockCommand,
    /// <summary>The user stopped at the charger.</summary>
    StopAuthorized,
    /// <summary>Something unusual: a fault, a power-down.</summary>
    AbnormalCondition,
    /// <summary>The CSMS stopped it.</summary>
    RemoteStop,
    /// <summary>The CSMS started it.</summary>
    RemoteStart,
    /// <summary>The CSMS asked for a reset.</summary>
    ResetCommand,
    /// <summary>A vehicle is in the bay.</summary>
    EVDetected,
    /// <summary>Nobody plugged in in time.</summary>
    EVConnectTimeout,
    /// <summary>The meter has signed its value.</summary>
    SignedDataReceived,
    /// <summary>What it costs so far (2.1).</summary>
    RunningCost,
    /// <summary>The transaction has another tariff (2.1).</summary>
    TariffChanged,
    /// <summary>2.1: the transaction was limited.</summary>
    LimitSet,
    /// <summary>2.1: it costs what it may cost.</summary>
    CostLimitReached,
    /// <summary>2.1: the vehicle has the state of charge that it may have.</summary>
    SoCLimitReached,
    /// <summary>2.1: the mode of operation changed.</summary>
    OperationModeChanged,
}

/// <summary>Why a transaction ended, in the words of OCPP 1.6 (Reason) and 2.0.1 (ReasonEnumType); each dialect maps what it has no word for.</summary>
public enum StopReason
{
    /// <summary>The user stopped it at the charger.</summary>
    Local,
    /// <summary>The CSMS stopped it.</summary>
    Remote,
    /// <summary>The CSMS refused the id tag after the start.</summary>
    DeAuthorized,
    /// <summary>The cable was pulled.</summary>
    EVDisconnected,
    /// <summary>A hard reset.</summary>
    HardReset,
    /// <summary>A soft reset.</summary>
    SoftReset,
    /// <summary>The cable's release was commanded.</summary>
    UnlockCommand,
    /// <summary>The charger lost power or was switched off.</summary>
    PowerLoss,
    /// <summary>A reboot that nobody commanded.</summary>
    Reboot,
    /// <summary>An emergency stop.</summary>
    EmergencyStop,
    /// <summary>The session's energy limit was reached (1.6: Local).</summary>
    EnergyLimitReached,
    /// <summary>The session's time limit was reached (1.6: Local).</summary>
    TimeLimitReached,
    /// <summary>The vehicle's battery is full and no limit was left to reach (1.6: Other).</summary>
    StoppedByEV,
    /// <summary>A ground fault (1.6: Other).</summary>
    GroundFault,
    /// <summary>An overcurrent fault (1.6: Other).</summary>
    OvercurrentFault,
    /// <summary>Any other cause.</summary>
    Other,
    /// <summary>2.0.1: the driver's credit is used up.</summary>
    LocalOutOfCredit,
    /// <summary>2.0.1: stopped with a master pass.</summary>
    MasterPass,
    /// <summary>2.0.1: the mains is out of bounds.</summary>
    PowerQuality,
    /// <summary>2.0.1: the state of charge asked for is reached.</summary>
    SOCLimitReached,
    /// <summary>2.0.1: nobody plugged in in time.</summary>
    Timeout,
    /// <summary>2.1: the CSMS rejected each way of energy transfer that the vehicle asked for.</summary>
    ReqEnergyTransferRejected,
}

/// <summary>What the CSMS says of an id token (OCPP 1.6 AuthorizationStatus and 2.0.1 AuthorizationStatusEnumType together).</summary>
public enum AuthorizationStatus
{
    /// <summary>May charge.</summary>
    Accepted,
    /// <summary>Blocked.</summary>
    Blocked,
    /// <summary>Expired.</summary>
    Expired,
    /// <summary>Unknown or not valid.</summary>
    Invalid,
    /// <summary>Already in another transaction.</summary>
    ConcurrentTx,
    /// <summary>2.0.1: not enough credit.</summary>
    NoCredit,
    /// <summary>2.0.1: not allowed at this kind of EVSE.</summary>
    NotAllowedTypeEVSE,
    /// <summary>2.0.1: not at this location.</summary>
    NotAtThisLocation,
    /// <summary>2.0.1: not at this time.</summary>
    NotAtThisTime,
    /// <summary>2.0.1: unknown.</summary>
    Unknown,
}

/// <summary>The CSMS's answer to BootNotification.</summary>
public enum RegistrationStatus
{
    /// <summary>The charger may work.</summary>
    Accepted,
    /// <summary>Ask again after the interval; answer what the CSMS asks meanwhile.</summary>
    Pending,
    /// <summary>Ask again after the interval and be silent until then.</summary>
    Rejected,
}

/// <summary>Why the charger boots (OCPP 2.0.1, BootReasonEnumType).</summary>
public enum BootReason
{
    /// <summary>Switched on.</summary>
    PowerUp,
    /// <summary>A reset by the CSMS or by command.</summary>
    RemoteReset,
    /// <summary>A reset that was scheduled until the charger was idle.</summary>
    ScheduledReset,
    /// <summary>The CSMS asked for the message by TriggerMessage.</summary>
    Triggered,
    /// <summary>A new firmware was installed.</summary>
    FirmwareUpdate,
}
