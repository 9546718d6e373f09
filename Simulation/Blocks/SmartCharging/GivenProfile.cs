using System.Text;

namespace OcppLab.Simulation;

// Profiles as the versions give them, and what is wrong with one, in the words of 2.0.1's reason codes (part 2, appendix 5).
public sealed partial class Charger
{
    // Times further away than that are mistakes, and leave room to count from.
    static readonly DateTimeOffset EarliestSchedule = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset LatestSchedule = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Null for one that can't be followed.
    ChargingProfile? ProfileOf(V16.ChargingProfile given, int connectorId)
    {
        var schedule = given.ChargingSchedule;
        var profile = new ChargingProfile(
            given.ChargingProfileId, connectorId, given.StackLevel,
            SameName<V16.ChargingProfilePurposeType, ProfilePurpose>.Of(given.ChargingProfilePurpose),
            SameName<V16.ChargingProfileKindType, ProfileKind>.Of(given.ChargingProfileKind),
            given.ChargingProfileKind == V16.ChargingProfileKindType.Recurring ? RecurrenceOf(given.RecurrencyKind) : null,
            given.ValidFrom, given.ValidTo, schedule.StartSchedule,
            schedule.Duration is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            schedule.ChargingRateUnit == V16.ChargingRateUnitType.A,
            [.. schedule.ChargingSchedulePeriod.Select(period => new SchedulePeriod(period.StartPeriod, period.Limit, period.NumberPhases))]);
        var isOfAnother = given.TransactionId is not null && profile.Purpose != ProfilePurpose.TxProfile;
        return isOfAnother || FaultOf(profile) is not null ? null : profile;
    }

    // Of several schedules the first counts, or the one that the vehicle of the transaction chooses (use case K15). Null for one that can't be
    // followed, with the reason.
    ChargingProfile? ProfileOf(V2.ChargingProfileType given, int evseId, Transaction? running, out string? fault)
    {
        fault = null;
        ProfilePurpose? purpose = given.ChargingProfilePurpose switch
        {
            V2.ChargingProfilePurposeEnumType.ChargingStationMaxProfile => ProfilePurpose.ChargePointMaxProfile,
            V2.ChargingProfilePurposeEnumType.TxDefaultProfile => ProfilePurpose.TxDefaultProfile,
            V2.ChargingProfilePurposeEnumType.TxProfile => ProfilePurpose.TxProfile,
            V2.ChargingProfilePurposeEnumType.PriorityCharging => ProfilePurpose.PriorityCharging,
            V2.ChargingProfilePurposeEnumType.LocalGeneration => ProfilePurpose.LocalGeneration,
            _ => null,
        };
        ProfileKind? kind = given.ChargingProfileKind switch
        {
            V2.ChargingProfileKindEnumType.Absolute => ProfileKind.Absolute,
            V2.ChargingProfileKindEnumType.Recurring => ProfileKind.Recurring,
            V2.ChargingProfileKindEnumType.Relative => ProfileKind.Relative,
            V2.ChargingProfileKindEnumType.Dynamic => ProfileKind.Dynamic,
            _ => null,
        };
        if (purpose is null || kind is null || (kind == ProfileKind.Relative && purpose is ProfilePurpose.ChargePointMaxProfile or ProfilePurpose.LocalGeneration)
            || given.MaxOfflineDuration < 0 || (given.TransactionId is not null && purpose != ProfilePurpose.TxProfile))
        {
            fault = "InvalidProfile";
            return null;
        }

        fault = FaultOfUpdates(given);
        var profiles = given.ChargingSchedule.Select((schedule, i) => new ChargingProfile(
            given.Id, evseId, given.StackLevel, purpose.Value, kind.Value,
            kind == ProfileKind.Recurring ? RecurrenceOf(given.RecurrencyKind) : null,
            given.ValidFrom, given.ValidTo, kind == ProfileKind.Dynamic ? given.DynUpdateTime : schedule.StartSchedule,
            schedule.Duration is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            schedule.ChargingRateUnit == V2.ChargingRateUnitEnumType.A,
            [.. schedule.ChargingSchedulePeriod.Select(period => PeriodOf(schedule, period))],
            Schedule: i, MinRate: schedule.MinChargingRate)
        {
            UpdateEvery = given.DynUpdateInterval > 0 ? TimeSpan.FromSeconds(given.DynUpdateInterval.Value) : null,
            MaxOffline = given.MaxOfflineDuration is { } offline ? TimeSpan.FromSeconds(offline) : null,
            EndsOffline = given.InvalidAfterOfflineDuration == true,
            AtSoc = schedule.LimitAtSoC is { } beyond ? new(beyond.Soc, beyond.Limit) : null,
        }).ToList();
        foreach (var (profile, schedule) in profiles.Zip(given.ChargingSchedule))
        {
            fault ??= FaultOf21(given, schedule) ?? FaultOfModes(schedule, purpose.Value) ?? FaultOf(profile) ?? FaultOf(schedule, kind.Value);
        }

        if (fault is not null)
        {
            return null;
        }

        var chosen = purpose == ProfilePurpose.TxProfile && running is not null && SpeaksIso15118(running) ? ChosenBy(running, profiles) : profiles[0];
        var delay = given.ChargingSchedule[chosen.Schedule].RandomizedDelay ?? 0;
        return chosen with { Given = JsonOf(given), Periods = delay > 0 && kind != ProfileKind.Dynamic ? Delayed(chosen.Periods, delay, given.Id, kind.Value) : chosen.Periods };
    }

    static TimeSpan? RecurrenceOf(V16.RecurrencyKindType? kind) => kind switch
    {
        V16.RecurrencyKindType.Daily => TimeSpan.FromDays(1),
        V16.RecurrencyKindType.Weekly => TimeSpan.FromDays(7),
        _ => null,
    };

    static TimeSpan? RecurrenceOf(V2.RecurrencyKindEnumType? kind) => kind switch
    {
        V2.RecurrencyKindEnumType.Daily => TimeSpan.FromDays(1),
        V2.RecurrencyKindEnumType.Weekly => TimeSpan.FromDays(7),
        _ => null,
    };

    // What is wrong with a profile in any version; null for nothing.
    string? FaultOf(ChargingProfile profile)
    {
        var periods = profile.Periods;
        return profile.StackLevel < 0 || profile.StackLevel > Number(Settings.MaxStackLevel) ? "InvalidStackLevel"
            : periods.Count == 0 || periods.Count > Number(Settings.MaxSchedulePeriods) || periods[0].StartPeriod != 0
                || periods.Any(period => !(period.Limit >= 0) || !double.IsFinite(period.Limit + period.Discharge) || period.NumberPhases is < 1 or > AllPhases)
                || Enumerable.Range(1, periods.Count - 1).Any(i => periods[i].StartPeriod <= periods[i - 1].StartPeriod)
                || (profile.Kind == ProfileKind.Recurring && profile.StartSchedule is null)
                || profile.Duration <= TimeSpan.Zero || profile.MinRate < 0 || IsMistaken(profile.StartSchedule) ? "InvalidSchedule"
            : (profile.Kind == ProfileKind.Recurring && profile.Recurrence is null) || profile.ValidTo <= profile.ValidFrom
                || IsMistaken(profile.ValidFrom) || IsMistaken(profile.ValidTo) ? "InvalidProfile"
            : null;

        static bool IsMistaken(DateTimeOffset? time) => time < EarliestSchedule || time > LatestSchedule;
    }

    // What else is wrong with a schedule of 2.0.1: the start is there unless a transaction is it (K01.FR.40, 41), and a phase is chosen where
    // one is used and the charger can switch (K01.FR.19, 20).
    string? FaultOf(V2.ChargingScheduleType schedule, ProfileKind kind) =>
        (kind != ProfileKind.Dynamic && (kind == ProfileKind.Relative) != (schedule.StartSchedule is null))
            || schedule.ChargingSchedulePeriod.Any(period => period.PhaseToUse is { } phase
                && (phase == 0 || period.NumberPhases != 1 || Value(Settings.ACPhaseSwitchingSupported) != "true"))
            ? "InvalidSchedule"
            : null;

    // Null for one that no CSMS of 2.0.1 or 2.1 gave.
    static V2.ChargingProfileType? GivenOf(ChargingProfile profile) => profile.Given is not { } given ? null
        : ((V2.SetChargingProfileRequest)MessageSet.V21.Find("SetChargingProfile")!.Request.ReadChecked(RequestWith(profile.PlaceId, given))).ChargingProfile;

    static byte[] RequestWith(int evseId, string given) => Encoding.UTF8.GetBytes($$"""{"evseId":{{evseId}},"chargingProfile":{{given}}}""");

    // A profile as 2.0.1 tells it: as the CSMS gave it, with the transaction that it is of.
    V2.ChargingProfileType Told(ChargingProfile profile)
    {
        if (GivenOf(profile) is { } given)
        {
            return given with
            {
                DynUpdateTime = profile.Kind == ProfileKind.Dynamic ? profile.StartSchedule : null,
                TransactionId = profile.Purpose == ProfilePurpose.TxProfile ? Connector(ActiveOf(profile.PlaceId)).Open?.Id : null,
            };
        }

        return new()
        {
            Id = profile.Id,
            StackLevel = profile.StackLevel,
            ChargingProfilePurpose = PurposeOf(profile),
            ChargingProfileKind = SameName<ProfileKind, V2.ChargingProfileKindEnumType>.Of(profile.Kind),
            ChargingSchedule =
            [
                new()
                {
                    Id = 1,
                    StartSchedule = profile.StartSchedule,
                    Duration = (int?)profile.Duration?.TotalSeconds,
                    ChargingRateUnit = profile.InAmperes ? V2.ChargingRateUnitEnumType.A : V2.ChargingRateUnitEnumType.W,
                    ChargingSchedulePeriod =
                    [
                        .. profile.Periods.Select(period => new V2.ChargingSchedulePeriodType
                        {
                            StartPeriod = period.StartPeriod, Limit = period.Limit, NumberPhases = period.NumberPhases,
                        }),
                    ],
                },
            ],
        };
    }

    static V2.ChargingProfilePurposeEnumType PurposeOf(ChargingProfile profile) => profile.Purpose switch
    {
        ProfilePurpose.ChargePointMaxProfile => V2.ChargingProfilePurposeEnumType.ChargingStationMaxProfile,
        ProfilePurpose.TxDefaultProfile => V2.ChargingProfilePurposeEnumType.TxDefaultProfile,
        ProfilePurpose.TxProfile => V2.ChargingProfilePurposeEnumType.TxProfile,
        ProfilePurpose.PriorityCharging => V2.ChargingProfilePurposeEnumType.PriorityCharging,
        ProfilePurpose.LocalGeneration => V2.ChargingProfilePurposeEnumType.LocalGeneration,
        _ => V2.ChargingProfilePurposeEnumType.ChargingStationExternalConstraints,
    };
}
