namespace OcppLab.Simulation;

// RemoteStartTransaction (1.6 section 5.11), RequestStartTransaction (2.0.1 use cases F01, F02).
public sealed partial class Charger
{
    internal V16.RemoteStartTransactionResponse Answer(V16.RemoteStartTransactionRequest request, DateTimeOffset now) => new()
    {
        Status = IsTxProfile(request.ChargingProfile, out var profile)
            && StartRemotely(request.ConnectorId, new(request.IdTag), remoteStartId: null, profile, now, out _)
            ? V16.RemoteStartStopStatus.Accepted
            : V16.RemoteStartStopStatus.Rejected,
    };

    // The profile that comes with a start is one of the transaction that it starts, and so has no id of one (section 5.16.2).
    bool IsTxProfile(V16.ChargingProfile? given, out ChargingProfile? profile)
    {
        profile = given is null ? null : ProfileOf(given, connectorId: 0);
        return given is null || (profile is { Purpose: ProfilePurpose.TxProfile } && given.TransactionId is null);
    }

    bool IsTxProfile(V2.ChargingProfileType? given, out ChargingProfile? profile)
    {
        profile = given is null ? null : ProfileOf(given, evseId: 0, running: null, out _);
        return given is null || (profile is { Purpose: ProfilePurpose.TxProfile } && given.TransactionId is null && !IsExternal(profile.Id));
    }

    internal V2.RequestStartTransactionResponse Answer(V2.RequestStartTransactionRequest request, DateTimeOffset now)
    {
        int? connectorId = request.EvseId is { } evseId
            ? NumbersOf(evseId).OrderBy(number => NotFree(number, request.IdToken.IdToken) is null ? 0 : Connector(number).InSession ? 1 : 2).FirstOrDefault()
            : null;
        string? running = null;
        var accepted = IsTxProfile(request.ChargingProfile, out var profile) && StartRemotely(
            connectorId, new(request.IdToken.IdToken, request.IdToken.Type), request.RemoteStartId, profile, now, out running);
        return new()
        {
            Status = accepted ? V2.RequestStartStopStatusEnumType.Accepted : V2.RequestStartStopStatusEnumType.Rejected,
            TransactionId = running,
        };
    }

    // Where no connector is named, the first free one. Where it is refused, the id of the transaction that runs there is told.
    bool StartRemotely(
        int? connectorId, IdToken token, int? remoteStartId, ChargingProfile? profile, DateTimeOffset now, out string? running)
    {
        running = null;
        var id = connectorId ?? Enumerable.Range(1, connectors.Length).FirstOrDefault(
            free => NotFree(free, token.Value) is null && AwaitsPayment(free, now) is null);
        if (!state.Online || Down is not null || TooLong(token.Value) is not null || NotFree(id, token.Value) is not null)
        {
            running = Missing(id) is null ? Connector(id).ToldOf?.Id : null;
            return false;
        }

        EndWebPayment(Spec.Model.EvseOf(id).EvseId, now);

        // A transaction that the cable has begun already is the one that it starts.
        running = Connector(id).Opening?.Id;

        Begin(id, new PendingSession(
            token.Value, token.Type, null, null, null, remoteStartId, TriggerReason.RemoteStart,
            Unplug: !Connector(id).Plugged, StopWhenFull: false, now, Profile: profile, Timing: Spec.Timing, EvseNamed: connectorId is not null), Flag(Settings.AuthorizeRemoteStart), now);
        return true;
    }
}
