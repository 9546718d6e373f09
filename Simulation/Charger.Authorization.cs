namespace OcppLab.Simulation;

// Who may charge: the local list, the cache, the CSMS.
public sealed partial class Charger
{
    const int CacheSize = 32;

    // What the charger knows by itself of an id tag: the list has it before the cache (1.6 section 3.5.3, 2.0.1 C13).
    AuthorizationStatus? Known(string idTag, DateTimeOffset now)
    {
        var entry = (Flag(Settings.LocalListEnabled) ? Find(state.LocalList?.Entries, idTag) : null)
            ?? (Flag(Settings.CacheEnabled) ? Find(state.Cache, idTag) : null);
        return entry is null ? null
            : entry.ExpiryDate <= now && entry.Status == AuthorizationStatus.Accepted ? AuthorizationStatus.Expired
            : entry.Status;
    }

    // Whether a session may start without the CSMS's word: always without a CSMS, else as configured.
    bool MayStartUnasked(string idTag, DateTimeOffset now)
    {
        if (!Spec.HasCsms)
        {
            return true;
        }

        var known = Known(idTag, now);
        return state.Online
            ? known == AuthorizationStatus.Accepted && Flag(Settings.LocalPreAuthorize)
            : known == AuthorizationStatus.Accepted ? Flag(Settings.LocalAuthorizeOffline)
            : known is null && Flag(Settings.AllowOfflineUnknown);
    }

    void Authorized(AuthorizeEntry entry, OcppResponse reply, DateTimeOffset now)
    {
        persist = true;
        var told = IdTokenInfo.In(reply);
        if (told is { } known)
        {
            Remember(entry.IdTag, known);
        }

        var (outcome, reason) = told is { } info
            ? info.Status == AuthorizationStatus.Accepted ? (CommandOutcome.Authorized, null) : (CommandOutcome.Refused, info.Status.ToString())
            : OutcomeOf(reply, "Authorize");
        if (entry.CommandId is { } commandId)
        {
            Happened(new CommandOutcomeChanged(now, 0, commandId, outcome, reason));
        }

        if (entry.ConnectorId == 0 || entry.ConnectorId > connectors.Length || Connector(entry.ConnectorId).Pending is null)
        {
            return;
        }

        if (outcome == CommandOutcome.Authorized
            && state.Reservations?.Find(reservation => reservation.ConnectorId == entry.ConnectorId) is { } reservation
            && !IsFor(reservation, entry.IdTag, told?.ParentIdTag ?? ParentOf(entry.IdTag)))
        {
            Cancel(entry.ConnectorId, CommandOutcome.Refused, $"connector {entry.ConnectorId} is reserved for another id tag", now);
        }
        else if (outcome == CommandOutcome.Authorized)
        {
            IsAuthorized(entry.ConnectorId, now, told?.ParentIdTag);
        }
        else
        {
            Cancel(entry.ConnectorId, outcome, reason, now);
        }
    }

    // Nobody waits for the answer any more.
    void ForgetAuthorize(int connectorId)
    {
        if (inFlight is AuthorizeEntry asked && asked.ConnectorId == connectorId)
        {
            asked.ConnectorId = 0;
        }

        state.Outbox?.RemoveAll(entry => entry is AuthorizeEntry authorize && authorize.ConnectorId == connectorId);
    }

    void Remember(string idTag, in IdTokenInfo info)
    {
        // Being in a transaction elsewhere is no property of the id tag.
        if (!Flag(Settings.CacheEnabled) || info.Status == AuthorizationStatus.ConcurrentTx)
        {
            return;
        }

        var entry = new LocalAuthEntry(idTag, info.ExpiryDate, info.ParentIdTag, info.Status);
        var cache = state.Cache ??= new(1);
        if (cache is [.., var last] && last == entry)
        {
            return;
        }

        cache.RemoveAll(known => Same(known.IdTag, idTag));
        if (cache.Count == CacheSize)
        {
            cache.RemoveAt(0);
        }

        cache.Add(entry);
    }

    static LocalAuthEntry? Find(List<LocalAuthEntry>? entries, string idTag) => entries?.Find(entry => Same(entry.IdTag, idTag));

    static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
