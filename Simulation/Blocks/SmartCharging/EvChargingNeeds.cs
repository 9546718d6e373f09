namespace OcppLab.Simulation;

// Charging with a schedule that charger and vehicle agree on by ISO 15118 (2.0.1 use cases K15 to K17): the charger tells what the vehicle
// needs, the CSMS answers with a profile of the transaction, and the charger tells the schedule that the vehicle makes of it.
public sealed partial class Charger
{
    // Of a vehicle's schedule (ISO 15118-2: MaxEntriesSAScheduleTuple).
    const int MaxScheduleTuples = 1_024;
    const double BulkSocPercent = 80;
    static readonly TimeSpan ComparedSchedule = TimeSpan.FromDays(1);

    static bool SpeaksIso15118(Transaction transaction) => transaction.OwnVehicle?.Iso15118 == true;

    string? Do(EvRenegotiates command, DateTimeOffset now)
    {
        if ((Down ?? NoTransaction(command.ConnectorId)) is { } refusal)
        {
            return refusal;
        }

        var transaction = Connector(command.ConnectorId).Transaction!;
        if (Version == OcppVersion.V16 || !SpeaksIso15118(transaction))
        {
            return $"connector {command.ConnectorId}'s vehicle speaks no ISO 15118 with a charger of OCPP {NameOf(Version)}"
                + $" ({Connector(command.ConnectorId).Shown.Status})";
        }

        if (command.AtNextSchedule is { } answer)
        {
            transaction.AtNextSchedule = answer;
        }
        else
        {
            TellChargingNeeds(transaction, now);
        }

        return null;
    }

    void TellChargingNeeds(Transaction transaction, DateTimeOffset at)
    {
        if (transaction.Silent || Version == OcppVersion.V16 || !SpeaksIso15118(transaction))
        {
            return;
        }

        var vehicle = transaction.Vehicle;
        var soc = transaction.SocAt(at);
        var energyWh = Math.Round((transaction.LimitWh - transaction.EnergyAt(at)) ?? ((1 - soc) * vehicle.BatteryWh));
        var mostW = vehicle.Acceptance.Max(point => point.PowerW);
        var v2x = CanDischarge(transaction) ? V2XParametersOf(transaction, energyWh, at) : null;
        Notify(new V2.NotifyEVChargingNeedsRequest
        {
            EvseId = PlaceOf(transaction.ConnectorId),
            MaxScheduleTuples = MaxScheduleTuples,
            ChargingNeeds = new()
            {
                RequestedEnergyTransfer = RequestedTransfer(transaction),
                DepartureTime = transaction.StartedAt + transaction.Duration,
                AcChargingParameters = transaction.Phases == 0 || v2x is not null ? null : new()
                {
                    EnergyAmount = energyWh,
                    EvMinCurrent = MinCurrentA,
                    EvMaxCurrent = Math.Round(vehicle.AcCurrentA),
                    EvMaxVoltage = Vehicle.MainsVoltageV,
                },
                DcChargingParameters = transaction.Phases != 0 || v2x is not null ? null : new()
                {
                    EvMaxCurrent = Math.Round(mostW / vehicle.MinVoltageV),
                    EvMaxVoltage = Math.Round(vehicle.MaxVoltageV),
                    EvMaxPower = Math.Round(mostW),
                    EvEnergyCapacity = Math.Round(vehicle.BatteryWh),
                    EnergyAmount = energyWh,
                    StateOfCharge = (int)Math.Round(soc * 100),
                    FullSoC = 100,
                    BulkSoC = (int)BulkSocPercent,
                },
                V2xChargingParameters = v2x,
                AvailableEnergyTransfer = v2x is null ? null : AvailableTransfer(transaction),
                ControlMode = v2x is null ? null : V2.ControlModeEnumType.ScheduledControl,
            },
        });
    }

    // The CSMS has set a profile of a transaction: its vehicle keeps to the schedule, or does what it was told to do at the next.
    void TellEvSchedule(Transaction transaction, ChargingProfile profile, DateTimeOffset at)
    {
        if (transaction.Silent || !SpeaksIso15118(transaction))
        {
            return;
        }

        var answer = transaction.AtNextSchedule;
        transaction.AtNextSchedule = null;
        if (answer == EvScheduleAnswer.Renegotiates)
        {
            TellChargingNeeds(transaction, at);
            return;
        }

        var schedule = Told(profile).ChargingSchedule[profile.Schedule] with { SalesTariff = null };
        Notify(new V2.NotifyEVChargingScheduleRequest
        {
            TimeBase = profile.StartSchedule ?? transaction.StartedAt,
            EvseId = PlaceOf(transaction.ConnectorId),
            ChargingSchedule = answer != EvScheduleAnswer.Exceeds ? schedule : schedule with
            {
                ChargingSchedulePeriod =
                [
                    .. schedule.ChargingSchedulePeriod.Select(period => period with { Limit = Math.Round((period.Limit ?? 0) * 1.5) + 1 }),
                ],
            },
        });
    }

    // Of the schedules offered a vehicle takes the one that promises most energy, of equal ones the first.
    static ChargingProfile ChosenBy(Transaction transaction, List<ChargingProfile> offered) =>
        offered.MaxBy(profile => PromisedWh(transaction, profile))!;

    static double PromisedWh(Transaction transaction, ChargingProfile profile)
    {
        var wh = 0.0;
        var end = Math.Min((profile.Duration ?? ComparedSchedule).TotalSeconds, ComparedSchedule.TotalSeconds);
        for (var i = 0; i < profile.Periods.Count; i++)
        {
            var period = profile.Periods[i];
            var until = Math.Min(end, i + 1 < profile.Periods.Count ? profile.Periods[i + 1].StartPeriod : end);
            var phases = Math.Min(period.NumberPhases ?? AllPhases, transaction.Phases == 0 ? AllPhases : transaction.Phases);
            wh += period.Limit * (profile.InAmperes ? Vehicle.MainsVoltageV * phases : 1) * Math.Max(0, until - period.StartPeriod) / 3600;
        }

        return wh;
    }
}
