namespace OcppLab.Simulation;

// GetCompositeSchedule (1.6 section 5.7): what the profiles allow from now on, of a connector as if a transaction ran there, or with 0 of
// the charger as a whole.
public sealed partial class Charger
{
    internal V16.GetCompositeScheduleResponse Answer(V16.GetCompositeScheduleRequest request, DateTimeOffset now)
    {
        if (request.Duration <= 0 || (request.ConnectorId != 0 && Missing(request.ConnectorId) is not null))
        {
            return new() { Status = V16.GetCompositeScheduleStatus.Rejected };
        }

        var unit = request.ChargingRateUnit ?? V16.ChargingRateUnitType.W;
        return new()
        {
            Status = V16.GetCompositeScheduleStatus.Accepted,
            ConnectorId = request.ConnectorId,
            ScheduleStart = now,
            ChargingSchedule = new()
            {
                Duration = request.Duration,
                StartSchedule = now,
                ChargingRateUnit = unit,
                ChargingSchedulePeriod = PeriodsOf(request.ConnectorId, unit == V16.ChargingRateUnitType.A, now, now.AddSeconds(request.Duration)),
            },
        };
    }

    List<V16.ChargingSchedulePeriod> PeriodsOf(int id, bool inAmperes, DateTimeOffset from, DateTimeOffset to)
    {
        var periods = new List<V16.ChargingSchedulePeriod>();
        var most = Number(Settings.MaxSchedulePeriods);
        for (DateTimeOffset? at = from; at < to && periods.Count < most;)
        {
            var (powerW, phases, until) = CompositeAt(id, at.Value, from);
            var limit = inAmperes ? powerW / (Vehicle.MainsVoltageV * phases) : powerW;
            var period = new V16.ChargingSchedulePeriod
            {
                StartPeriod = (int)Math.Ceiling((at.Value - from).TotalSeconds),
                Limit = Math.Round(limit, 1, MidpointRounding.ToZero),
                NumberPhases = phases,
            };
            if (periods.Count == 0 || (periods[^1].Limit, periods[^1].NumberPhases) != (period.Limit, period.NumberPhases))
            {
                periods.Add(period);
            }

            at = until;
        }

        return periods;
    }

    // Never more than the ratings allow.
    ChargingLimit CompositeAt(int id, DateTimeOffset at, DateTimeOffset from)
    {
        var model = Spec.Model;
        if (id == 0)
        {
            var max = state.Profiles is null ? new(double.PositiveInfinity, AllPhases, null) : MaxLimitAt(at);
            return max with { PowerW = Math.Min(model.MaxPowerW * connectors.Length, max.PowerW), Phases = Math.Min(max.Phases, PhasesInUse(model.Phases)) };
        }

        var transaction = Connector(id).Transaction;
        var phases = PhasesInUse(transaction is { Phases: > 0 } running ? running.Phases : model.Phases);
        var limit = LimitAt(id, at, transaction?.StartedAt ?? from, phases);
        return limit with
        {
            PowerW = Math.Min(Math.Min(model.MaxPowerW, limit.PowerW), Connector(id).CapW ?? double.PositiveInfinity),
            Phases = Math.Min(limit.Phases, phases),
        };
    }
}
