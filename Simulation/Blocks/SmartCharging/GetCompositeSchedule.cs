namespace OcppLab.Simulation;

// GetCompositeSchedule (1.6 section 5.7, 2.0.1 use case K08): what the profiles allow from now on, of a connector as if a transaction ran
// there, or with 0 of the charger as a whole.
public sealed partial class Charger
{
    // Limits can change for ever without being others.
    const int MostChanges = 1_000;

    internal V16.GetCompositeScheduleResponse Answer(V16.GetCompositeScheduleRequest request, DateTimeOffset now)
    {
        if (request.Duration <= 0 || (request.ConnectorId != 0 && Missing(request.ConnectorId) is not null))
        {
            return new() { Status = V16.GetCompositeScheduleStatus.Rejected };
        }

        var unit = request.ChargingRateUnit ?? V16.ChargingRateUnitType.W;
        var periods = PeriodsOf(request.ConnectorId, unit == V16.ChargingRateUnitType.A, now, request.Duration, out var duration);
        return new()
        {
            Status = V16.GetCompositeScheduleStatus.Accepted,
            ConnectorId = request.ConnectorId,
            ScheduleStart = now,
            ChargingSchedule = new()
            {
                Duration = duration,
                StartSchedule = now,
                ChargingRateUnit = unit,
                ChargingSchedulePeriod =
                [
                    .. periods.Select(period => new V16.ChargingSchedulePeriod
                    {
                        StartPeriod = period.StartPeriod, Limit = period.Limit, NumberPhases = period.NumberPhases,
                    }),
                ],
            },
        };
    }

    internal OcppResponse Answer(V2.GetCompositeScheduleRequest request, DateTimeOffset now)
    {
        if (NoSmartCharging is { } refusal)
        {
            return refusal;
        }

        if (request.Duration <= 0 || !IsPlace(request.EvseId))
        {
            return new V2.GetCompositeScheduleResponse
            {
                Status = V2.GenericStatusEnumType.Rejected,
                StatusInfo = Because(request.Duration <= 0 ? "ValuePositiveOnly" : "UnknownEvse"),
            };
        }

        var unit = request.ChargingRateUnit ?? V2.ChargingRateUnitEnumType.W;
        var periods = PeriodsOf(
            request.EvseId == 0 ? 0 : ActiveOf(request.EvseId), unit == V2.ChargingRateUnitEnumType.A, now, request.Duration, out var duration);
        return new V2.GetCompositeScheduleResponse
        {
            Status = V2.GenericStatusEnumType.Accepted,
            Schedule = new()
            {
                EvseId = request.EvseId,
                Duration = duration,
                ScheduleStart = now,
                ChargingRateUnit = unit,
                ChargingSchedulePeriod =
                [
                    .. periods.Select(period => new V2.ChargingSchedulePeriodType
                    {
                        StartPeriod = period.StartPeriod,
                        Limit = period.Mode == OperationMode.CentralSetpoint ? null : period.Limit,
                        OperationMode = Told(period.Mode),
                        Setpoint = SetpointOf(period),
                        NumberPhases = Spec.Model.Current == CurrentType.Dc ? null : period.NumberPhases,
                        PhaseToUse = period.PhaseToUse,
                    }),
                ],
            },
        };
    }

    // Of limits that change too often to tell all of them the first are told, and the time that those last.
    List<SchedulePeriod> PeriodsOf(int id, bool inAmperes, DateTimeOffset from, int seconds, out int duration)
    {
        var periods = new List<SchedulePeriod>();
        var most = Number(Settings.MaxSchedulePeriods);
        duration = seconds;
        DateTimeOffset? next = from;
        for (var changes = 0; next is { } at && (at - from).TotalSeconds < seconds; changes++)
        {
            var (limit, phases, phase, until, mode, discharge) = CompositeAt(id, inAmperes, at, from);
            var period = new SchedulePeriod(
                (int)Math.Ceiling((at - from).TotalSeconds), Math.Round(limit + 1e-6, 1, MidpointRounding.ToZero), phases, phase, mode,
                Math.Round(discharge + 1e-6, 1, MidpointRounding.ToZero));
            if (periods is [.., var same] && same.StartPeriod == period.StartPeriod)
            {
                periods.RemoveAt(periods.Count - 1);
            }

            var isOther = periods.Count == 0 || periods[^1] with { StartPeriod = period.StartPeriod } != period;
            if (changes == MostChanges || (isOther && periods.Count == most))
            {
                duration = period.StartPeriod;
                break;
            }

            if (isOther && period.StartPeriod < seconds)
            {
                periods.Add(period);
            }

            next = until;
        }

        return periods;
    }

    // Never more than the ratings allow. Of the charger as a whole, the sum over its connectors within its own limits; in amperes, of the
    // phase that has most.
    (double Limit, int Phases, int? PhaseToUse, DateTimeOffset? Until, OperationMode Mode, double Discharge) CompositeAt(
        int id, bool inAmperes, DateTimeOffset at, DateTimeOffset from)
    {
        var own = OwnLimitsAt(at, out var ownUntil);
        var claims = ClaimsAt(at, own, idleFrom: from);
        var until = claims.Aggregate(ownUntil, (first, claim) => Earlier(first, claim.Until));
        if (id != 0)
        {
            var claim = claims.Find(claim => claim.ConnectorId == id);
            return (
                AllowedW(claim, own, claims) / WattsPerUnit(claim.Phases), claim.Phases, claim.PhaseToUse, until, claim.Mode,
                claim.DischargeW / WattsPerUnit(claim.Phases));
        }

        var phases = own.Aggregate(Spec.Model.Phases, (fewest, limit) => Math.Min(fewest, limit.Phases));
        var sum = claims.Sum(claim => claim.AllowedW / WattsPerUnit(claim.Phases));
        return (
            own.Aggregate(sum, (least, limit) => Math.Min(least, limit.Limit!.Value * limit.WattsPerUnit(phases) / WattsPerUnit(phases))), phases, null, until, OperationMode.ChargingOnly, 0);

        double WattsPerUnit(int used) => inAmperes ? Vehicle.MainsVoltageV * used : 1;
    }
}
