namespace OcppLab.Simulation;

// Limits that an external system sets past the CSMS (2.0.1 use cases K11 to K13). They are profiles that no CSMS can clear. 1.6 has no
// message that would tell of them.
public sealed partial class Charger
{
    // Below the ids of limits, however many EVSEs there are.
    const int FirstGenerationId = -100_001;

    string? Do(SetChargingLimit command, DateTimeOffset now)
    {
        if (NoPlace(command.EvseId) is { } refusal)
        {
            return refusal;
        }

        if (!Flag(Settings.ExternalControlSignalsEnabled))
        {
            return "the charger follows no external limits (SmartChargingCtrlr.ExternalControlSignalsEnabled)";
        }

        var purpose = ExternalPurpose(command.LocalGeneration);
        if (purpose == ProfilePurpose.LocalGeneration && Version != OcppVersion.V21)
        {
            return $"a charger of OCPP {NameOf(Version)} knows no local generation";
        }

        var before = External(command.EvseId, command.Source, purpose);
        var limit = new ChargingProfile(
            (purpose == ProfilePurpose.LocalGeneration ? FirstGenerationId : -1)
                - (command.EvseId * Enum.GetValues<ChargingLimitSource>().Length) - (int)command.Source,
            command.EvseId, (int)command.Source, purpose, ProfileKind.Absolute, null, null, null, now, null, InAmperes: false,
            [new(0, command.PowerW, null)], Source: command.Source);
        Put(limit);
        if (Version != OcppVersion.V16 && Spec.HasCsms && (before is null || IsSignificant(before.Periods[0].Limit, command.PowerW)))
        {
            Notify(new V2.NotifyChargingLimitRequest
            {
                EvseId = command.EvseId == 0 ? null : command.EvseId,
                ChargingLimit = new()
                {
                    ChargingLimitSource = SourceOf(limit),
                    IsGridCritical = command.GridCritical,
                    IsLocalGeneration = purpose == ProfilePurpose.LocalGeneration ? true : null,
                },
                ChargingSchedule = Flag(Settings.NotifyChargingLimitWithSchedules) ? Told(limit).ChargingSchedule : null,
            });
        }

        FollowProfiles(now);
        return null;
    }

    string? Do(ClearChargingLimit command, DateTimeOffset now)
    {
        if (NoPlace(command.EvseId) is { } refusal)
        {
            return refusal;
        }

        var cleared = (state.Profiles ?? []).FindAll(profile => profile.Source is not null && profile.Purpose == ExternalPurpose(command.LocalGeneration)
            && profile.PlaceId == command.EvseId && (command.Source is null || profile.Source == command.Source));
        if (cleared.Count == 0)
        {
            return command.EvseId == 0 ? "the charger as a whole has no such limit to release" : $"EVSE {command.EvseId} has no such limit to release";
        }

        state.Profiles = state.Profiles!.FindAll(profile => !cleared.Contains(profile));
        state.Profiles = state.Profiles.Count > 0 ? state.Profiles : null;
        foreach (var limit in cleared.Where(_ => Version != OcppVersion.V16 && Spec.HasCsms))
        {
            Notify(new V2.ClearedChargingLimitRequest
            {
                ChargingLimitSource = SourceOf(limit),
                EvseId = command.EvseId == 0 ? null : command.EvseId,
            });
        }

        FollowProfiles(now);
        return null;
    }

    ChargingProfile? External(int placeId, ChargingLimitSource source, ProfilePurpose purpose) =>
        state.Profiles?.Find(profile => profile.PlaceId == placeId && profile.Source == source && profile.Purpose == purpose);

    static ProfilePurpose ExternalPurpose(bool? isGeneration) =>
        isGeneration == true ? ProfilePurpose.LocalGeneration : ProfilePurpose.ExternalConstraints;

    string? NoPlace(int placeId)
    {
        var most = Version == OcppVersion.V16 ? connectors.Length : Spec.Model.EvseCount;
        return placeId >= 0 && placeId <= most ? null
            : Version == OcppVersion.V16 ? Missing(placeId)
            : $"there is no EVSE {placeId}: the charger has {(most == 1 ? "EVSE 1 only" : $"EVSEs 1 to {most}")}";
    }

    // Whether the CSMS is told that a limit changes (LimitChangeSignificance, in percent).
    bool IsSignificant(double before, double after) =>
        Math.Abs(after - before) > Math.Abs(before) * Number(Settings.LimitChangeSignificance) / 100;
}
