using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>What a charging profile is for (1.6 section 7.10, 2.0.1 ChargingProfilePurposeEnumType).</summary>
enum ProfilePurpose
{
    /// <summary>The charger as a whole (1.6 ChargePointMaxProfile, 2.0.1 ChargingStationMaxProfile).</summary>
    [JsonStringEnumMemberName("ChargePointMaxProfile")]
    ChargePointMaxProfile,
    /// <summary>Every transaction without a profile of its own.</summary>
    [JsonStringEnumMemberName("TxDefaultProfile")]
    TxDefaultProfile,
    /// <summary>One transaction.</summary>
    [JsonStringEnumMemberName("TxProfile")]
    TxProfile,
    /// <summary>What an external system allows the charger or an EVSE (2.0.1 ChargingStationExternalConstraints).</summary>
    [JsonStringEnumMemberName("ChargingStationExternalConstraints")]
    ExternalConstraints,
    /// <summary>A transaction that charges with priority (2.1).</summary>
    [JsonStringEnumMemberName("PriorityCharging")]
    PriorityCharging,
    /// <summary>What is generated at the site, on top of what the others allow (2.1).</summary>
    [JsonStringEnumMemberName("LocalGeneration")]
    LocalGeneration,
}

/// <summary>Who has set an external limit (2.0.1 ChargingLimitSourceEnumType without CSO, which is the CSMS).</summary>
public enum ChargingLimitSource
{
    /// <summary>An energy management system.</summary>
    [JsonStringEnumMemberName("EMS")]
    EMS,
    /// <summary>The system operator, of the grid.</summary>
    [JsonStringEnumMemberName("SO")]
    SO,
    /// <summary>Somebody else.</summary>
    [JsonStringEnumMemberName("Other")]
    Other,
}

/// <summary>From when a schedule counts (1.6 section 7.9).</summary>
enum ProfileKind
{
    /// <summary>From its start; from the transaction's where it has none.</summary>
    [JsonStringEnumMemberName("Absolute")]
    Absolute,
    /// <summary>From its start, again every day or week.</summary>
    [JsonStringEnumMemberName("Recurring")]
    Recurring,
    /// <summary>From the transaction's start.</summary>
    [JsonStringEnumMemberName("Relative")]
    Relative,
    /// <summary>From its last update (2.1).</summary>
    [JsonStringEnumMemberName("Dynamic")]
    Dynamic,
}

/// <summary>A limit from a moment of its schedule on.</summary>
/// <param name="StartPeriod">The moment, in seconds from the schedule's start.</param>
/// <param name="Limit">The limit in the schedule's unit, amperes a phase or watts.</param>
/// <param name="NumberPhases">The phases that may be used, 1 to 3; null for 3.</param>
/// <param name="PhaseToUse">Which one where it is one, 1 to 3; null for the first (2.0.1).</param>
/// <param name="Mode">Who says what power flows (2.1).</param>
/// <param name="Discharge">What the vehicle is to give back, from 0, in the schedule's unit (2.1); where it is above 0 the limit is 0.</param>
sealed record SchedulePeriod(
    [property: JsonPropertyName("startPeriod")] int StartPeriod,
    [property: JsonPropertyName("limit")] double Limit,
    [property: JsonPropertyName("numberPhases")] int? NumberPhases,
    [property: JsonPropertyName("phaseToUse")] int? PhaseToUse = null,
    [property: JsonPropertyName("mode")] OperationMode Mode = OperationMode.ChargingOnly,
    [property: JsonPropertyName("discharge")] double Discharge = 0);

/// <summary>A charging profile (1.6 section 7.8, 2.0.1 ChargingProfileType) with the one schedule that counts.</summary>
/// <param name="Id">Its id; below 0 for an external limit.</param>
/// <param name="PlaceId">The connector (1.6) or EVSE (2.0.1) it is installed at; 0 for all, or for the charger as a whole.</param>
/// <param name="StackLevel">Its level: of those that say something, the highest counts.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Kind">From when its schedule counts.</param>
/// <param name="Recurrence">After how long a recurring schedule starts again: a day or a week.</param>
/// <param name="ValidFrom">Before this time it says nothing; null for no such time.</param>
/// <param name="ValidTo">From this time on it says nothing; null for no such time.</param>
/// <param name="StartSchedule">When its schedule starts, of a dynamic one the last update; null where that follows from the transaction.</param>
/// <param name="Duration">How long its schedule lasts; null for without end.</param>
/// <param name="InAmperes">Whether its limits are amperes a phase rather than watts.</param>
/// <param name="Periods">Its limits, in order.</param>
/// <param name="Given">It as the CSMS gave it, with all its schedules, in JSON (2.0.1); null where it did not.</param>
/// <param name="Source">Who has set it; null for the CSMS.</param>
/// <param name="Schedule">Which of the schedules given counts, from 0.</param>
/// <param name="MinRate">The least that the vehicle is to charge with, in the schedule's unit (2.0.1 minChargingRate); null for what any takes.</param>
sealed record ChargingProfile(
    [property: JsonPropertyName("id")] int Id,
    [property: JsonPropertyName("connectorId")] int PlaceId,
    [property: JsonPropertyName("stackLevel")] int StackLevel,
    [property: JsonPropertyName("purpose")] ProfilePurpose Purpose,
    [property: JsonPropertyName("kind")] ProfileKind Kind,
    [property: JsonPropertyName("recurrence")] TimeSpan? Recurrence,
    [property: JsonPropertyName("validFrom")] DateTimeOffset? ValidFrom,
    [property: JsonPropertyName("validTo")] DateTimeOffset? ValidTo,
    [property: JsonPropertyName("startSchedule")] DateTimeOffset? StartSchedule,
    [property: JsonPropertyName("duration")] TimeSpan? Duration,
    [property: JsonPropertyName("inAmperes")] bool InAmperes,
    [property: JsonPropertyName("periods")] List<SchedulePeriod> Periods,
    [property: JsonPropertyName("given")] string? Given = null,
    [property: JsonPropertyName("source")] ChargingLimitSource? Source = null,
    [property: JsonPropertyName("schedule")] int Schedule = 0,
    [property: JsonPropertyName("minRate")] double? MinRate = null)
{
    /// <summary>How long after its last update the CSMS is asked for another (2.1 dynUpdateInterval); null for never.</summary>
    [JsonPropertyName("updateEvery")]
    public TimeSpan? UpdateEvery { get; init; }

    /// <summary>When the CSMS was last asked for an update; null for not since the last one, or not by this process.</summary>
    [JsonIgnore]
    public DateTimeOffset? AskedAt { get; set; }

    /// <summary>When the CSMS is next to be asked for an update; null for never.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextPull => (AskedAt ?? StartSchedule) + UpdateEvery;

    /// <summary>How long it counts without the CSMS (2.1 maxOfflineDuration); null for as long as with it.</summary>
    [JsonPropertyName("maxOffline")]
    public TimeSpan? MaxOffline { get; init; }

    /// <summary>Whether it is given up where that time was over (2.1 invalidAfterOfflineDuration).</summary>
    [JsonPropertyName("endsOffline")]
    public bool EndsOffline { get; init; }

    /// <summary>Since when the charger is without the CSMS; null while it is with it, or where that does not matter.</summary>
    [JsonPropertyName("offlineSince")]
    public DateTimeOffset? OfflineSince { get; init; }

    /// <summary>What counts beyond a state of charge (2.1 limitAtSoC); null for nothing else.</summary>
    [JsonPropertyName("atSoc")]
    public SocLimit? AtSoc { get; init; }

    /// <summary>Whether there is a time at which both may say something.</summary>
    public bool Overlaps(ChargingProfile other) => !(ValidTo <= other.ValidFrom) && !(other.ValidTo <= ValidFrom);

    /// <summary>The limit in force at a time, null where the profile says nothing then; and when that changes, null for never.</summary>
    /// <param name="at">The time.</param>
    /// <param name="transactionStart">When the transaction started that the limit is for.</param>
    public (SchedulePeriod? Period, DateTimeOffset? Until) At(DateTimeOffset at, DateTimeOffset transactionStart)
    {
        if (at < ValidFrom)
        {
            return (null, ValidFrom);
        }

        var end = OfflineSince + MaxOffline is { } offlineEnd && !(offlineEnd >= ValidTo) ? offlineEnd : ValidTo;
        if (at >= end)
        {
            return (null, null);
        }

        var (period, until) = InSchedule(at, Kind == ProfileKind.Relative ? transactionStart : StartSchedule ?? transactionStart);
        return (period, end < until || until is null ? end : until);
    }

    (SchedulePeriod? Period, DateTimeOffset? Until) InSchedule(DateTimeOffset at, DateTimeOffset start)
    {
        if (at < start)
        {
            return (null, start);
        }

        DateTimeOffset? again = null;
        if (Kind == ProfileKind.Recurring && Recurrence is { } recurrence)
        {
            start += (at - start).Ticks / recurrence.Ticks * recurrence;
            again = start + recurrence;
        }

        var end = start + Duration;
        if (at >= end)
        {
            return (null, again);
        }

        var first = start.AddSeconds(Periods[0].StartPeriod);
        if (at < first)
        {
            return (null, first);
        }

        var i = Periods.Count - 1;
        while (i > 0 && start.AddSeconds(Periods[i].StartPeriod) > at)
        {
            i--;
        }

        var until = end < again || again is null ? end : again;
        if (i + 1 < Periods.Count && start.AddSeconds(Periods[i + 1].StartPeriod) is var next && !(next >= until))
        {
            until = next;
        }

        return (Periods[i], until);
    }
}
