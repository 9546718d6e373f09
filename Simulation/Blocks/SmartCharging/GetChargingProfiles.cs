namespace OcppLab.Simulation;

// GetChargingProfiles and ReportChargingProfiles (2.0.1 use case K09): a report for each EVSE, the charger as a whole being 0, and for each
// that has set profiles there.
public sealed partial class Charger
{
    /// <summary>How many charging profiles are installed.</summary>
    internal int ProfileCount => state.Profiles?.Count ?? 0;

    internal OcppResponse Answer(V2.GetChargingProfilesRequest request)
    {
        if (NoSmartCharging is { } refusal)
        {
            return refusal;
        }

        var criteria = request.ChargingProfile;
        var reports = (state.Profiles ?? [])
            .Where(profile => (request.EvseId is null || profile.PlaceId == request.EvseId)
                && criteria.ChargingProfileId?.Contains(profile.Id) != false
                && criteria.ChargingLimitSource?.Contains(SourceOf(profile)) != false
                && (criteria.ChargingProfilePurpose is null || PurposeOf(profile) == criteria.ChargingProfilePurpose)
                && (criteria.StackLevel is null || profile.StackLevel == criteria.StackLevel))
            .GroupBy(profile => (profile.PlaceId, Source: SourceOf(profile)))
            .OrderBy(group => group.Key.PlaceId).ToList();
        for (var i = 0; i < reports.Count; i++)
        {
            Enqueue(new TriggeredEntry(new V2.ReportChargingProfilesRequest
            {
                RequestId = request.RequestId,
                EvseId = reports[i].Key.PlaceId,
                ChargingLimitSource = reports[i].Key.Source,
                ChargingProfile = [.. reports[i].Select(Told)],
                Tbc = i < reports.Count - 1 ? true : null,
            }));
        }

        return new V2.GetChargingProfilesResponse
        {
            Status = reports.Count > 0 ? V2.GetChargingProfileStatusEnumType.Accepted : V2.GetChargingProfileStatusEnumType.NoProfiles,
        };
    }

    static string SourceOf(ChargingProfile profile) => profile.Source?.ToString() ?? "CSO";
}
