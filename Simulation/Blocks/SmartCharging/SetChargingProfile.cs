namespace OcppLab.Simulation;

// SetChargingProfile (1.6 section 5.16), and the profile of a RemoteStartTransaction (section 5.11).
public sealed partial class Charger
{
    // Times further away than that are mistakes, and leave room to count from.
    static readonly DateTimeOffset EarliestSchedule = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset LatestSchedule = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal V16.SetChargingProfileResponse Answer(V16.SetChargingProfileRequest request, DateTimeOffset now)
    {
        if (request.ConnectorId != 0 && Missing(request.ConnectorId) is not null)
        {
            return new() { Status = V16.ChargingProfileStatus.Rejected };
        }

        var profile = ProfileOf(request.CsChargingProfiles, request.ConnectorId);
        if (profile is { Purpose: ProfilePurpose.ChargePointMaxProfile } own && (own.Kind == ProfileKind.Relative || own.StartSchedule is null))
        {
            // No transaction starts it: it counts from when it is installed.
            profile = own with { Kind = ProfileKind.Absolute, StartSchedule = now };
        }

        var fits = profile is not null && profile.Purpose switch
        {
            ProfilePurpose.ChargePointMaxProfile => profile.ConnectorId == 0,
            ProfilePurpose.TxProfile => profile.ConnectorId != 0 && Connector(profile.ConnectorId).Transaction is { } transaction
                && (request.CsChargingProfiles.TransactionId is not { } id || transaction.Id == Settings.Invariant(id)),
            _ => true,
        };
        if (!fits || !Install(profile!))
        {
            return new() { Status = V16.ChargingProfileStatus.Rejected };
        }

        FollowProfiles(now);
        return new() { Status = V16.ChargingProfileStatus.Accepted };
    }

    // One of the same id, or of the same purpose and level on the same connector, makes room. False where there is none.
    bool Install(ChargingProfile profile)
    {
        if (BesidesOf(profile).Count >= Number(Settings.MaxChargingProfiles))
        {
            return false;
        }

        Put(profile);
        return true;
    }

    void Put(ChargingProfile profile) => state.Profiles = [.. BesidesOf(profile), profile];

    List<ChargingProfile> BesidesOf(ChargingProfile profile) => (state.Profiles ?? []).FindAll(other => other.Id != profile.Id
        && (other.Purpose, other.StackLevel, other.ConnectorId) != (profile.Purpose, profile.StackLevel, profile.ConnectorId));

    // Null for one that can't be followed.
    ChargingProfile? ProfileOf(V16.ChargingProfile profile, int connectorId)
    {
        var schedule = profile.ChargingSchedule;
        var periods = schedule.ChargingSchedulePeriod;
        TimeSpan? recurrence = profile.RecurrencyKind switch
        {
            V16.RecurrencyKindType.Daily => TimeSpan.FromDays(1),
            V16.RecurrencyKindType.Weekly => TimeSpan.FromDays(7),
            _ => null,
        };
        var recurring = profile.ChargingProfileKind == V16.ChargingProfileKindType.Recurring;
        var isWrong = profile.StackLevel < 0 || profile.StackLevel > Number(Settings.MaxStackLevel)
            || periods.Count == 0 || periods.Count > Number(Settings.MaxSchedulePeriods) || periods[0].StartPeriod != 0
            || periods.Any(period => period.Limit < 0 || period.NumberPhases is < 1 or > AllPhases)
            || Enumerable.Range(1, periods.Count - 1).Any(i => periods[i].StartPeriod <= periods[i - 1].StartPeriod)
            || (recurring && (recurrence is null || schedule.StartSchedule is null))
            || schedule.Duration <= 0 || profile.ValidTo <= profile.ValidFrom
            || (profile.TransactionId is not null && profile.ChargingProfilePurpose != V16.ChargingProfilePurposeType.TxProfile)
            || new[] { schedule.StartSchedule, profile.ValidFrom, profile.ValidTo }.Any(time => time < EarliestSchedule || time > LatestSchedule);
        return isWrong ? null : new(
            profile.ChargingProfileId, connectorId, profile.StackLevel,
            SameName<V16.ChargingProfilePurposeType, ProfilePurpose>.Of(profile.ChargingProfilePurpose),
            SameName<V16.ChargingProfileKindType, ProfileKind>.Of(profile.ChargingProfileKind),
            recurring ? recurrence : null, profile.ValidFrom, profile.ValidTo, schedule.StartSchedule,
            schedule.Duration is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            schedule.ChargingRateUnit == V16.ChargingRateUnitType.A,
            [.. periods.Select(period => new SchedulePeriod(period.StartPeriod, period.Limit, period.NumberPhases))]);
    }

    // A transaction's profiles go with it.
    void ForgetTxProfiles(int connectorId)
    {
        state.Profiles?.RemoveAll(profile => profile.Purpose == ProfilePurpose.TxProfile && profile.ConnectorId == connectorId);
        state.Profiles = state.Profiles is { Count: > 0 } ? state.Profiles : null;
    }
}
