namespace OcppLab.Simulation;

// Dynamic charging profiles (2.1 use case K28): one schedule with one period, whose values the CSMS changes while it holds, by itself
// (UpdateDynamicSchedule) or asked by the charger (PullDynamicScheduleUpdate). It counts from its last update on, so that with a duration
// it says nothing any more where no update has come for that long.
public sealed partial class Charger
{
    internal OcppResponse Answer(V2.UpdateDynamicScheduleRequest request, DateTimeOffset now)
    {
        if (NoSmartCharging is { } refusal)
        {
            return refusal;
        }

        var fault = UpdateSchedule(request.ChargingProfileId, request.ScheduleUpdate, now);
        return new V2.UpdateDynamicScheduleResponse
        {
            Status = fault is null ? V2.ChargingProfileStatusEnumType.Accepted : V2.ChargingProfileStatusEnumType.Rejected,
            StatusInfo = fault is null ? null : Because(fault),
        };
    }

    // A refusal, and no answer at all, leave the schedule as old as it is.
    void PullAnswered(V2.PullDynamicScheduleUpdateRequest request, OcppResponse reply, DateTimeOffset now)
    {
        if (reply is V2.PullDynamicScheduleUpdateResponse { Status: V2.ChargingProfileStatusEnumType.Accepted, ScheduleUpdate: { } update })
        {
            UpdateSchedule(request.ChargingProfileId, update, now);
        }
    }

    // What is wrong with it, or null. An update without a value says no more than that the schedule still holds.
    string? UpdateSchedule(int profileId, V2.ChargingScheduleUpdateType update, DateTimeOffset now)
    {
        var index = state.Profiles?.FindIndex(profile => profile.Id == profileId) ?? -1;
        if (index < 0 || state.Profiles![index] is not { Kind: ProfileKind.Dynamic } profile)
        {
            return "InvalidProfile";
        }

        var given = GivenOf(profile)!;
        var schedule = given.ChargingSchedule[0];
        given = given with
        {
            DynUpdateTime = now,
            ChargingSchedule = [schedule with { ChargingSchedulePeriod = [Updated(schedule.ChargingSchedulePeriod[0], update)] }],
        };
        if (ProfileOf(given, profile.PlaceId, running: null, out var fault) is not { } updated)
        {
            return fault;
        }

        (state.Profiles[index], persist) = (updated, true);
        if (updated.Duration is not null || !updated.Periods.SequenceEqual(profile.Periods))
        {
            FollowProfiles(now);
        }

        return null;
    }

    static V2.ChargingSchedulePeriodType Updated(V2.ChargingSchedulePeriodType period, V2.ChargingScheduleUpdateType update) => period with
    {
        Limit = update.Limit ?? period.Limit,
        Limit_L2 = update.Limit_L2 ?? period.Limit_L2,
        Limit_L3 = update.Limit_L3 ?? period.Limit_L3,
        DischargeLimit = update.DischargeLimit ?? period.DischargeLimit,
        DischargeLimit_L2 = update.DischargeLimit_L2 ?? period.DischargeLimit_L2,
        DischargeLimit_L3 = update.DischargeLimit_L3 ?? period.DischargeLimit_L3,
        Setpoint = update.Setpoint ?? period.Setpoint,
        Setpoint_L2 = update.Setpoint_L2 ?? period.Setpoint_L2,
        Setpoint_L3 = update.Setpoint_L3 ?? period.Setpoint_L3,
        SetpointReactive = update.SetpointReactive ?? period.SetpointReactive,
        SetpointReactive_L2 = update.SetpointReactive_L2 ?? period.SetpointReactive_L2,
        SetpointReactive_L3 = update.SetpointReactive_L3 ?? period.SetpointReactive_L3,
    };

    // A dynamic profile begins to count when it comes, whatever the CSMS says of its last update.
    static V2.ChargingProfileType CountingFrom(V2.ChargingProfileType given, DateTimeOffset now) =>
        given.ChargingProfileKind == V2.ChargingProfileKindEnumType.Dynamic ? given with { DynUpdateTime = now } : given;

    // What is wrong with what a profile says of updates: only a dynamic one has them, and it has one schedule with one period.
    static string? FaultOfUpdates(V2.ChargingProfileType given) =>
        given.ChargingProfileKind != V2.ChargingProfileKindEnumType.Dynamic
            ? given.DynUpdateInterval is null && given.DynUpdateTime is null ? null : "InvalidProfile"
        : given.DynUpdateInterval < 0 ? "InvalidProfile"
        : given.ChargingSchedule is not [{ ChargingSchedulePeriod: [_] }] ? "InvalidSchedule"
        : null;

    DateTimeOffset? NextPull
    {
        get
        {
            if (state.Profiles is not { } profiles)
            {
                return null;
            }

            DateTimeOffset? due = null;
            foreach (var profile in profiles)
            {
                due = Earlier(due, profile.NextPull);
            }

            return due;
        }
    }

    // While connected: what was due before is asked for at once.
    void PullUpdates(DateTimeOffset now)
    {
        if (state.Profiles is not { } profiles)
        {
            return;
        }

        foreach (var profile in profiles)
        {
            if (profile.NextPull is not { } due || due > now)
            {
                continue;
            }

            profile.AskedAt = now;
            var isAsked = state.Outbox?.Exists(entry =>
                entry is TriggeredEntry { Message: V2.PullDynamicScheduleUpdateRequest asked } && asked.ChargingProfileId == profile.Id) == true;
            if (!isAsked && Flag(Settings.SmartChargingEnabled))
            {
                Enqueue(new TriggeredEntry(new V2.PullDynamicScheduleUpdateRequest { ChargingProfileId = profile.Id }), due);
            }
        }
    }

    // Profiles that only 2.1 knows are given up where the charger is to speak another version.
    void ForgetProfilesOf21()
    {
        if (Version != OcppVersion.V21)
        {
            var schema = MessageSet.V201.Find("SetChargingProfile")!.Request.Schema;
            state.Profiles?.RemoveAll(IsOf21);
            state.Profiles = state.Profiles is { Count: > 0 } ? state.Profiles : null;
            foreach (var connector in connectors)
            {
                connector.Open?.HasPriority = false;
                if (connector.Pending is { Profile: { } profile } session && IsOf21(profile))
                {
                    connector.Pending = session with { Profile = null };
                }
            }

            bool IsOf21(ChargingProfile profile) => profile.Purpose == ProfilePurpose.LocalGeneration
                || (profile.Given is { } given && schema.Check(RequestWith(profile.PlaceId, given)) is not null);
        }
    }
}
