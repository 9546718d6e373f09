namespace OcppLab.Simulation;

// ClearChargingProfile (1.6 section 5.5): the one of an id, or all that what is named holds for.
public sealed partial class Charger
{
    internal V16.ClearChargingProfileResponse Answer(V16.ClearChargingProfileRequest request, DateTimeOffset now)
    {
        ProfilePurpose? purpose = request.ChargingProfilePurpose is { } named
            ? SameName<V16.ChargingProfilePurposeType, ProfilePurpose>.Of(named)
            : null;
        var cleared = state.Profiles?.RemoveAll(profile => request.Id is { } id
            ? profile.Id == id
            : (request.ConnectorId is null || profile.ConnectorId == request.ConnectorId)
                && (purpose is null || profile.Purpose == purpose)
                && (request.StackLevel is null || profile.StackLevel == request.StackLevel)) ?? 0;
        if (cleared == 0)
        {
            return new() { Status = V16.ClearChargingProfileStatus.Unknown };
        }

        state.Profiles = state.Profiles!.Count > 0 ? state.Profiles : null;
        FollowProfiles(now);
        return new() { Status = V16.ClearChargingProfileStatus.Accepted };
    }
}
