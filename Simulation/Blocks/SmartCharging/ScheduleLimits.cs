using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>The most beyond a state of charge (2.1 limitAtSoC).</summary>
/// <param name="SocPercent">From which state of charge on, 0 to 100.</param>
/// <param name="Limit">The limit, in the schedule's unit.</param>
sealed record SocLimit([property: JsonPropertyName("soc")] int SocPercent, [property: JsonPropertyName("limit")] double Limit);

// What 2.1 adds to a schedule.
public sealed partial class Charger
{
    // What is wrong with it. The charger's clock is set to UTC, and it has no other time that would be local.
    string? FaultOf21(V2.ChargingProfileType given, V2.ChargingScheduleType schedule)
    {
        var isPriority = given.ChargingProfilePurpose == V2.ChargingProfilePurposeEnumType.PriorityCharging;
        var isOfTransactions = given.ChargingProfilePurpose
            is V2.ChargingProfilePurposeEnumType.TxProfile or V2.ChargingProfilePurposeEnumType.TxDefaultProfile;
        var periods = schedule.ChargingSchedulePeriod;
        return Version == OcppVersion.V21 && Spec.Model.Current == CurrentType.Dc
                && periods.Any(period => (period.NumberPhases ?? period.PhaseToUse ?? period.Limit_L2 ?? period.Limit_L3) is not null) ? "NoPhaseForDC"
            : (isPriority && (schedule.Duration is not null
                    || periods.Any(period => period.OperationMode is not (null or V2.OperationModeEnumType.ChargingOnly))))
                || (schedule.RandomizedDelay > 0 && !isOfTransactions) || schedule.UseLocalTime == true
                || schedule.LimitAtSoC is { Limit: < 0 } || periods.Any(period => period.Limit_L2 < 0 || period.Limit_L3 < 0) ? "InvalidSchedule"
            : null;
    }

    // A vehicle takes as much of each phase: the phase that may have least limits all of them. An EVSE asleep gives nothing.
    static double LimitOf(V2.ChargingScheduleType schedule, V2.ChargingSchedulePeriodType period)
    {
        if (period.EvseSleep == true)
        {
            return 0;
        }

        var first = period.Limit ?? -1;
        if ((period.Limit_L2 ?? period.Limit_L3) is null)
        {
            return first;
        }

        var least = Math.Min(first, Math.Min(period.Limit_L2 ?? first, period.Limit_L3 ?? first));
        return schedule.ChargingRateUnit == V2.ChargingRateUnitEnumType.A ? least : least * Math.Clamp(period.NumberPhases ?? AllPhases, 1, AllPhases);
    }

    // Each period begins a while later, of the charger's choice: never before the one ahead of it (2.1 randomizedDelay). Where a schedule starts again
    // its first period is in time, so that there is always one that holds.
    List<SchedulePeriod> Delayed(List<SchedulePeriod> periods, int mostSeconds, int profileId, ProfileKind kind)
    {
        var delayed = new List<SchedulePeriod>(periods.Count);
        for (var i = 0; i < periods.Count; i++)
        {
            var seconds = i == 0 && kind == ProfileKind.Recurring ? 0 : (int)(Mixer.Fraction(Spec.Seed ^ (uint)profileId, (ulong)i) * (mostSeconds + 1L));
            var start = (int)Math.Min(int.MaxValue, (long)periods[i].StartPeriod + seconds);
            delayed.Add(periods[i] with { StartPeriod = i == 0 ? start : Math.Max(start, delayed[i - 1].StartPeriod + 1) });
        }

        return delayed;
    }

    // A state of charge is known of a battery on DC, and of a vehicle that speaks ISO 15118.
    static bool KnowsSoc(Transaction transaction) => transaction.Phases == 0 || SpeaksIso15118(transaction);

    // Also of one that is about to begin.
    static double TakenWh(Transaction transaction, DateTimeOffset at) => transaction.Legs.Count == 0 ? 0 : transaction.EnergyAt(at);

    static ChargingLimit AtSocOf(ChargingLimit limit, Transaction? transaction, DateTimeOffset at) =>
        limit.AtSoc is { } beyond && transaction is not null && KnowsSoc(transaction)
            && TakenWh(transaction, at) >= transaction.EnergyTo(beyond.SocPercent, at) - FairShare.Rounding
            ? limit with { Limit = Math.Min(limit.Limit ?? beyond.Limit, beyond.Limit) }
            : limit;

    // The energy at which the next limit at a state of charge begins to count; null for none.
    double? NextSocLimitWh(Transaction transaction, DateTimeOffset at)
    {
        if (state.Profiles is not { } profiles || !KnowsSoc(transaction))
        {
            return null;
        }

        double? next = null;
        var placeId = PlaceOf(transaction.ConnectorId);
        foreach (var profile in profiles)
        {
            if (profile.AtSoc is { } beyond && (profile.PlaceId == 0 || profile.PlaceId == placeId)
                && transaction.EnergyTo(beyond.SocPercent, at) is var energyWh && energyWh > TakenWh(transaction, at) + FairShare.Rounding && !(next <= energyWh))
            {
                next = energyWh;
            }
        }

        return next;
    }
}
