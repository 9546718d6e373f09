namespace OcppLab.Simulation;

// SetChargingProfile (1.6 section 5.16, 2.0.1 use case K01), and the profile of a remote start (1.6 section 5.11, 2.0.1 use case K05).
public sealed partial class Charger
{
    // 2.0.1 puts down no smart charging where it is switched off (K01.FR.29).
    CallRefused? NoSmartCharging => Flag(Settings.SmartChargingEnabled)
        ? null
        : new CallRefused("NotSupported", "Smart charging is switched off (SmartChargingCtrlr.Enabled).");

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
            ProfilePurpose.ChargePointMaxProfile => profile.PlaceId == 0,
            ProfilePurpose.TxProfile => profile.PlaceId != 0 && Connector(profile.PlaceId).Transaction is { } transaction
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

    internal OcppResponse Answer(V2.SetChargingProfileRequest request, DateTimeOffset now)
    {
        if (NoSmartCharging is { } refusal)
        {
            return refusal;
        }

        var given = CountingFrom(request.ChargingProfile, now);
        var running = request.EvseId == 0 || !IsPlace(request.EvseId) ? null : Connector(ActiveOf(request.EvseId)).Open;
        var profile = ProfileOf(given, request.EvseId, running, out var fault);
        fault ??= !IsPlace(request.EvseId) ? "UnknownEvse"
            : Version == OcppVersion.V21 && given.Id <= Number(Settings.MaxExternalConstraintsId) ? "InvalidProfileId"
            : profile!.Purpose == ProfilePurpose.ChargePointMaxProfile && request.EvseId != 0 ? "InvalidProfile"
            : profile.Purpose == ProfilePurpose.TxProfile ? FaultOfTx(given, request.EvseId, running)
            : null;
        fault ??= IsDuplicate(profile!) ? "DuplicateProfile" : IsExternal(profile!.Id) ? "InvalidProfile" : Install(profile) ? null : "TooManyElements";
        if (fault is not null)
        {
            return new V2.SetChargingProfileResponse { Status = V2.ChargingProfileStatusEnumType.Rejected, StatusInfo = Because(fault) };
        }

        if (profile!.Purpose == ProfilePurpose.TxProfile)
        {
            TellEvSchedule(running!, profile, now);
        }

        FollowProfiles(now);
        return new V2.SetChargingProfileResponse { Status = V2.ChargingProfileStatusEnumType.Accepted };
    }

    // A transaction's profile names its transaction, which runs at the EVSE (K01.FR.03, 09, 16, 33).
    static string? FaultOfTx(V2.ChargingProfileType given, int evseId, Transaction? running) =>
        evseId == 0 || (given.TransactionId is null && running is not null) ? "InvalidProfile"
        : running is null || running.Id != given.TransactionId ? "TxNotFound"
        : null;

    // Another of its purpose and level that may count at the same time (K01.FR.06, 39), for a default profile of one EVSE one of all, too,
    // and the other way around (K01.FR.52, 53).
    bool IsDuplicate(ChargingProfile profile) => state.Profiles?.Exists(other => other.Id != profile.Id && other.Source is null
        && (other.Purpose, other.StackLevel) == (profile.Purpose, profile.StackLevel)
        && (other.PlaceId == profile.PlaceId || (profile.Purpose == ProfilePurpose.TxDefaultProfile && other.PlaceId * profile.PlaceId == 0))
        && other.Overlaps(profile)) == true;

    bool IsExternal(int profileId) => state.Profiles?.Exists(other => other.Id == profileId && other.Source is not null) == true;

    // 0, the charger as a whole, or an EVSE.
    bool IsPlace(int evseId) => evseId >= 0 && evseId <= Spec.Model.EvseCount;

    static V2.StatusInfoType Because(string reasonCode) => new() { ReasonCode = reasonCode };

    // One of the same id makes room, in 1.6 also one of the same purpose and level on the same connector. False where there is none.
    bool Install(ChargingProfile profile)
    {
        if (BesidesOf(profile).Count(other => other.Source is null) >= Number(Settings.MaxChargingProfiles))
        {
            return false;
        }

        Put(profile);
        return true;
    }

    void Put(ChargingProfile profile) => state.Profiles = [.. BesidesOf(profile), profile];

    List<ChargingProfile> BesidesOf(ChargingProfile profile) => (state.Profiles ?? []).FindAll(other => other.Id != profile.Id
        && (Version != OcppVersion.V16
            || (other.Purpose, other.StackLevel, other.PlaceId) != (profile.Purpose, profile.StackLevel, profile.PlaceId)));

    // A transaction's profiles go with it.
    void ForgetTxProfiles(int connectorId)
    {
        var placeId = PlaceOf(connectorId);
        state.Profiles?.RemoveAll(profile => profile.Purpose == ProfilePurpose.TxProfile && profile.PlaceId == placeId);
        state.Profiles = state.Profiles is { Count: > 0 } ? state.Profiles : null;
    }
}
