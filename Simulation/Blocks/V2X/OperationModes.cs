namespace OcppLab.Simulation;

// The modes of operation of a schedule's periods (2.1 use cases Q02, Q03, Q10): a limit to charge within, a power that the CSMS sets, or nothing.
public sealed partial class Charger
{
    // The power that the CSMS sets flows within the limits that go with it: above 0 it is one more limit, below 0 it is what the vehicle gives.
    SchedulePeriod PeriodOf(V2.ChargingScheduleType schedule, V2.ChargingSchedulePeriodType given)
    {
        var (mode, limit, discharge) = given.OperationMode switch
        {
            V2.OperationModeEnumType.CentralSetpoint => (
                OperationMode.CentralSetpoint,
                Math.Min(given.Limit ?? double.PositiveInfinity, Math.Max(0, given.Setpoint ?? 0)),
                Math.Min(-given.DischargeLimit ?? double.PositiveInfinity, Math.Max(0, -(given.Setpoint ?? 0)))),
            V2.OperationModeEnumType.Idle => (OperationMode.Idle, 0, 0),
            _ => (OperationMode.ChargingOnly, LimitOf(schedule, given), 0),
        };
        return new(
            given.StartPeriod, limit, Spec.Model.Current == CurrentType.Dc ? null : given.NumberPhases, given.PhaseToUse, mode, discharge);
    }

    // What is wrong with what a schedule says of modes of operation; null for nothing. Nobody has told of a vehicle whose phases differ
    // (V2X.10), and no mode but charging within a limit is for the charger as a whole.
    string? FaultOfModes(V2.ChargingScheduleType schedule, ProfilePurpose purpose)
    {
        foreach (var period in schedule.ChargingSchedulePeriod)
        {
            var mode = period.OperationMode ?? V2.OperationModeEnumType.ChargingOnly;
            var hasSetpoint = (period.Setpoint ?? period.DischargeLimit) is not null;
            var fault =
                (period.Setpoint_L2 ?? period.Setpoint_L3 ?? period.DischargeLimit_L2 ?? period.DischargeLimit_L3
                    ?? period.SetpointReactive_L2 ?? period.SetpointReactive_L3) is not null ? "PhaseConflict"
                : period.SetpointReactive is not null ? "UnsupportedParam"
                : mode switch
                {
                    V2.OperationModeEnumType.ChargingOnly => hasSetpoint ? "InvalidSchedule" : null,
                    V2.OperationModeEnumType.CentralSetpoint or V2.OperationModeEnumType.Idle =>
                        !IsV2XEnabled ? "UnsupportedParam"
                        : purpose is not (ProfilePurpose.TxProfile or ProfilePurpose.TxDefaultProfile) ? "InvalidProfile"
                        : mode == V2.OperationModeEnumType.CentralSetpoint && (period.Setpoint is null || period.Limit < 0) ? "InvalidSchedule"
                        : null,
                    _ => "UnsupportedParam",
                };
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    bool IsV2XEnabled => Version == OcppVersion.V21 && Spec.Model.IsBidirectional && Flag(Settings.V2XEnabled);

    OperationMode ModeOf(in ChargingLimit chosen) => Version == OcppVersion.V21 ? chosen.Mode : OperationMode.ChargingOnly;

    // What the vehicle is to give, in watts, 0 where it can't or may not: within what the charger is rated and capped at, and what the vehicle
    // can give. Without a transaction, as if there were one of a vehicle that can.
    double DischargeW(Transaction? transaction, in ChargingLimit chosen, int phases, double cappedW) =>
        chosen.Discharge <= 0 || !IsV2XEnabled || (transaction is not null && !MayDischarge(transaction)) ? 0
        : Math.Min(
            chosen.Discharge * chosen.WattsPerUnit(phases),
            transaction is null ? cappedW : Math.Min(Math.Min(cappedW, OnBoardW(transaction, phases)), transaction.Vehicle.MaxDischargeW));

    // The mode that a message of a transaction tells: where it is not the usual one, or has just become so.
    OperationMode? ModeTold(Transaction transaction, DateTimeOffset at, bool isNew) =>
        Version == OcppVersion.V21 && transaction.ModeAt(at) is var mode && (isNew || mode != OperationMode.ChargingOnly) ? mode : null;

    static V2.OperationModeEnumType? Told(OperationMode mode) => mode switch
    {
        OperationMode.CentralSetpoint => V2.OperationModeEnumType.CentralSetpoint,
        OperationMode.Idle => V2.OperationModeEnumType.Idle,
        _ => null,
    };

    static double? SetpointOf(SchedulePeriod period) =>
        period.Mode != OperationMode.CentralSetpoint ? null : period.Discharge > 0 ? -period.Discharge : period.Limit;
}
