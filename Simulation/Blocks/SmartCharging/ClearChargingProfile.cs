namespace OcppLab.Simulation;

// ClearChargingProfile (1.6 section 5.5, 2.0.1 use case K10): the one of an id, or all that what is named holds for. An external limit is
// not the CSMS's to clear.
public sealed partial class Charger
{
    internal V16.ClearChargingProfileResponse Answer(V16.ClearChargingProfileRequest request, DateTimeOffset now)
    {
        ProfilePurpose? purpose = request.ChargingProfilePurpose is { } named
            ? SameName<V16.ChargingProfilePurposeType, ProfilePurpose>.Of(named)
            : null;
        return new()
        {
            Status = Clear(now, profile => request.Id is { } id
                ? profile.Id == id
                : (request.ConnectorId is null || profile.PlaceId == request.ConnectorId)
                    && (purpose is null || profile.Purpose == purpose)
                    && (request.StackLevel is null || profile.StackLevel == request.StackLevel))
                ? V16.ClearChargingProfileStatus.Accepted
                : V16.ClearChargingProfileStatus.Unknown,
        };
    }

    internal OcppResponse Answer(V2.ClearChargingProfileRequest request, DateTimeOffset now)
    {
        if (NoSmartCharging is { } refusal)
        {
            return refusal;
        }

        var named = request.ChargingProfileCriteria;
        return new V2.ClearChargingProfileResponse
        {
            Status = Clear(now, profile => request.ChargingProfileId is { } id
                ? profile.Id == id
                : (named?.EvseId is null || profile.PlaceId == named.EvseId)
                    && (named?.ChargingProfilePurpose is null || PurposeOf(profile) == named.ChargingProfilePurpose)
                    && (named?.StackLevel is null || profile.StackLevel == named.StackLevel))
                ? V2.ClearChargingProfileStatusEnumType.Accepted
                : V2.ClearChargingProfileStatusEnumType.Unknown,
        };
    }

    // Whether there was one.
    bool Clear(DateTimeOffset now, Predicate<ChargingProfile> isNamed)
    {
        if ((state.Profiles?.RemoveAll(profile => profile.Source is null && isNamed(profile)) ?? 0) == 0)
        {
            return false;
        }

        state.Profiles = state.Profiles!.Count > 0 ? state.Profiles : null;
        EndPriorityWithoutProfile();
        FollowProfiles(now);
        return true;
    }
}
