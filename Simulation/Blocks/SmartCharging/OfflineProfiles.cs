namespace OcppLab.Simulation;

// Profiles that count for a while only without the CSMS (2.1 maxOfflineDuration, invalidAfterOfflineDuration).
public sealed partial class Charger
{
    void BeginOffline(DateTimeOffset now)
    {
        if (state.Profiles?.Exists(static profile => profile is { MaxOffline: not null, OfflineSince: null }) == true)
        {
            state.Profiles = state.Profiles.ConvertAll(
                profile => profile is { MaxOffline: not null, OfflineSince: null } ? profile with { OfflineSince = now } : profile);
            FollowProfiles(now);
        }
    }

    void EndOffline(DateTimeOffset now)
    {
        if (state.Profiles?.Exists(static profile => profile.OfflineSince is not null) != true)
        {
            return;
        }

        state.Profiles.RemoveAll(profile => profile.EndsOffline && profile.OfflineSince + profile.MaxOffline <= now);
        state.Profiles = state.Profiles.Count == 0 ? null
            : state.Profiles.ConvertAll(profile => profile.OfflineSince is null ? profile : profile with { OfflineSince = null });
        EndPriorityWithoutProfile();
        FollowProfiles(now);
    }
}
