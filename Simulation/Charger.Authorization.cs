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

    // Whether a session may start without the CSMS's word: always without a CSMS and by a button, else as configured.
    bool MayStartUnasked(IdToken token, DateTimeOffset now)
    {
        if (!Spec.HasCsms || token.IsNobodys || !Flag(Settings.AuthorizationEnabled))
        {
            return true;
        }

        var known = Known(token.Value, now);
        return state.Online
            ? known == AuthorizationStatus.Accepted && Flag(Settings.LocalPreAuthorize)
            : known == AuthorizationStatus.Accepted ? Flag(Settings.LocalAuthorizeOffline)
            : known is null && Flag(Settings.AllowOfflineUnknown);
    }

    // What list or cache has of an id tag that is refused without the CSMS's word (2.0.1 DisablePostAuthorize); null for nothing.
    AuthorizationStatus? Denied(string idTag)
    {
        var listed = Flag(Settings.LocalListEnabled) ? Find(state.LocalList?.Entries, idTag) : null;
        var entry = listed ?? (Flag(Settings.CacheEnabled) ? Find(state.Cache, idTag) : null);
        return entry is { Status: not AuthorizationStatus.Accepted and var status }
            && Flag(listed is null ? Settings.CacheDeniesUnasked : Settings.LocalListDeniesUnasked) ? status : null;
    }

    void Authorized(AuthorizeEntry entry, OcppResponse reply, DateTimeOffset now)
    {
        persist = true;
        var told = IdTokenInfo.In(reply);
        if (told is { } known)
        {
            Remember(new(entry.IdTag, entry.TokenType), known, now);
        }

        KeepAllowedTransfer(entry, reply);
        var (outcome, reason) = told is { } info
            ? info.Status == AuthorizationStatus.Accepted ? (CommandOutcome.Authorized, null) : (CommandOutcome.Refused, info.Status.ToString())
            : OutcomeOf(reply, "Authorize");
        if (RefusedContract(reply) is { } refused)
        {
            (outcome, reason) = (CommandOutcome.Refused, refused);
        }

        if (entry.Stop is null && !KeepTariff(entry, reply, now, out var problem))
        {
            (outcome, reason) = (CommandOutcome.Refused, problem);
        }

        if (entry.Stop is { } reasonToStop)
        {
            Authorized(entry, reasonToStop, outcome, reason, told?.ParentIdTag, now);
            return;
        }

        if (entry.ConnectorId == 0 && outcome == CommandOutcome.Authorized && IsMasterPass(told?.ParentIdTag))
        {
            StopByMasterPass(now);
        }

        if (entry.CommandId is { } commandId)
        {
            Happened(new CommandOutcomeChanged(now, 0, commandId, outcome, reason));
        }

        if (entry.ConnectorId == 0 || entry.ConnectorId > connectors.Length || Connector(entry.ConnectorId).Pending is null)
        {
            return;
        }

        if (outcome == CommandOutcome.Authorized
            && ReservationOf(entry.ConnectorId) is { } reservation
            && !IsFor(reservation, entry.IdTag, told?.ParentIdTag ?? ParentOf(entry.IdTag)))
        {
            Cancel(entry.ConnectorId, CommandOutcome.Refused, $"connector {entry.ConnectorId} is reserved for another id tag", now,
                stop: StopReason.DeAuthorized, trigger: TriggerReason.Deauthorized);
        }
        else if (outcome == CommandOutcome.Authorized)
        {
            IsAuthorized(entry.ConnectorId, now, told?.ParentIdTag);
        }
        else
        {
            Cancel(entry.ConnectorId, outcome, reason, now, stop: StopReason.DeAuthorized, trigger: TriggerReason.Deauthorized);
        }
    }

    // Somebody presents an id tag to stop a transaction: the one that started it may, and any of the same group (1.6 section 4.10).
    string? Do(string commandId, StopSession command, string idTag, DateTimeOffset now)
    {
        if ((Down ?? TooLong(idTag) ?? NoTransaction(command.ConnectorId) ?? NoWord(command.Reason)) is { } refusal)
        {
            return refusal;
        }

        var transaction = Connector(command.ConnectorId).Transaction!;
        var reason = command.Reason ?? (IsMasterPass(ParentOf(idTag)) ? StopReason.MasterPass : StopReason.Local);
        if (MayStop(transaction, idTag, ParentOf(idTag)))
        {
            StopBy(idTag, transaction, reason, now);
            Happened(new CommandOutcomeChanged(now, 0, commandId, CommandOutcome.Applied, null));
            return null;
        }

        if (!Spec.HasCsms || ParentOf(idTag) is not null)
        {
            return NotOfGroup(command.ConnectorId, idTag);
        }

        Enqueue(new AuthorizeEntry { IdTag = idTag, ConnectorId = command.ConnectorId, CommandId = commandId, Stop = reason });
        TellQueued(commandId, now);
        return null;
    }

    // The CSMS has said who it is that wants to stop a transaction.
    void Authorized(AuthorizeEntry entry, StopReason stop, CommandOutcome outcome, string? reason, string? parentIdTag, DateTimeOffset now)
    {
        var transaction = Missing(entry.ConnectorId) is null ? Connector(entry.ConnectorId).Transaction : null;
        if (outcome == CommandOutcome.Authorized)
        {
            (outcome, reason) = transaction is null ? (CommandOutcome.Refused, $"connector {entry.ConnectorId} has no transaction any more")
                : MayStop(transaction, entry.IdTag, parentIdTag) ? (CommandOutcome.Applied, null)
                : (CommandOutcome.Refused, NotOfGroup(entry.ConnectorId, entry.IdTag));
        }

        if (outcome == CommandOutcome.Applied)
        {
            StopBy(entry.IdTag, transaction!, stop == StopReason.Local && IsMasterPass(parentIdTag) ? StopReason.MasterPass : stop, now);
        }

        Happened(new CommandOutcomeChanged(now, 0, entry.CommandId!, outcome, reason));
    }

    bool MayStop(Transaction transaction, string idTag, string? parentIdTag) =>
        Same(idTag, transaction.IdTag) || IsMasterPass(parentIdTag) || (parentIdTag is not null && (transaction.ParentIdTag ?? ParentOf(transaction.IdTag)) is { } group && Same(parentIdTag, group));

    void StopBy(string idTag, Transaction transaction, StopReason reason, DateTimeOffset now)
    {
        transaction.StoppedBy = Same(idTag, transaction.IdTag) ? null : idTag;
        Stop(transaction, reason, TriggerReason.StopAuthorized, now, byUser: true, unplug: !transaction.StayPlugged);
    }

    // The CSMS refused the id tag of a running transaction (1.6 StopTransactionOnInvalidId, 2.0.1 use case E05).
    void Deauthorize(Transaction transaction, AuthorizationStatus status, DateTimeOffset at)
    {
        if (transaction.Stage != TransactionStage.Delivers)
        {
            Cancel(
                transaction.ConnectorId, CommandOutcome.Refused, status.ToString(), at,
                stop: StopReason.DeAuthorized, trigger: TriggerReason.Deauthorized);
        }
        else if (Flag(Settings.StopOnInvalidId))
        {
            Stop(transaction, StopReason.DeAuthorized, TriggerReason.Deauthorized, at, because: status.ToString());
        }
        else if (transaction.AllowanceWh is null)
        {
            transaction.AllowanceWh = Number(Settings.MaxEnergyOnInvalidId);
            transaction.Deauthorized = transaction.EnergyAt(at) >= transaction.AllowanceWh;
            transaction.Reconsider();
            Flow(transaction, TriggerReason.Deauthorized, at);
            persist = true;
        }
    }

    static string NotOfGroup(int connectorId, string idTag) =>
        $"the id tag {idTag} is not of the group that started the session of connector {connectorId}";

    // Nobody waits for the answer any more.
    void ForgetAuthorize(int connectorId)
    {
        if (inFlight is AuthorizeEntry asked && asked.ConnectorId == connectorId)
        {
            asked.ConnectorId = 0;
        }

        if (inFlight is EvCertificateEntry certificate && certificate.ConnectorId == connectorId)
        {
            certificate.ConnectorId = 0;
        }

        state.Outbox?.RemoveAll(entry => (entry is AuthorizeEntry authorize && authorize.ConnectorId == connectorId)
            || (entry is EvCertificateEntry waiting && waiting.ConnectorId == connectorId));
    }

    // One that the CSMS gave no time is good for the cache's life time since it was last heard of (2.0.1 use case C10).
    void Remember(IdToken token, in IdTokenInfo info, DateTimeOffset now)
    {
        // Being in a transaction elsewhere is no property of the id tag.
        if (!Flag(Settings.CacheEnabled) || token.IsNobodys || info.Status == AuthorizationStatus.ConcurrentTx)
        {
            return;
        }

        var lifeTime = Seconds(Settings.CacheLifeTime);
        var expiry = info.ExpiryDate ?? (lifeTime > TimeSpan.Zero ? now + lifeTime : null);
        var entry = new LocalAuthEntry(token.Value, expiry, info.ParentIdTag, info.Status, token.Type);
        var cache = state.Cache ??= new(1);
        if (cache is [.., var last] && last == entry)
        {
            return;
        }

        cache.RemoveAll(known => Same(known.IdTag, token.Value));
        if (cache.Count == CacheSize)
        {
            cache.RemoveAt(0);
        }

        cache.Add(entry);
    }

    static LocalAuthEntry? Find(List<LocalAuthEntry>? entries, string idTag) => entries?.Find(entry => Same(entry.IdTag, idTag));

    static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
