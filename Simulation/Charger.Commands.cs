namespace OcppLab.Simulation;

// What people ask for.
public sealed partial class Charger
{
    static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    // Does a command, or says why not.
    string? Do(string id, Command command, DateTimeOffset now) => command switch
    {
        StartSession start => Do(id, start, now),
        StopSession stop => Do(stop, now),
        StartTransaction start => Do(id, start, now),
        StopTransaction stop => Do(stop, now),
        PlugConnector plug => Do(plug, now),
        UnplugConnector unplug => Do(unplug, now),
        UnlockConnector unlock => Do(unlock, now),
        AuthorizeIdTag authorize => Do(id, authorize, now),
        EvRequestsEnergy requests => Do(requests, now),
        EvStopsEnergy stops => Do(stops, now),
        PowerUpdate update => Do(update, now),
        InjectFault fault => Do(fault, now),
        InjectNetworkFault fault => Do(fault, now),
        ClearFault clear => Do(clear, now),
        SetConfiguration set => Do(set, now),
        ResetCache => DoResetCache(),
        SetLocalAuthList list => Do(list),
        ClearLocalAuthList => DoClearLocalList(),
        SendProxyMessage message => Do(id, message, now),
        ResetCharger reset => Do(reset, now),
        StartCharger => DoStart(now),
        StopCharger => DoStop(now),
        RestartCharger => DoRestart(now),
        _ => $"the charger does not know the command {command.GetType().Name}",
    };

    string? Do(string id, StartSession command, DateTimeOffset now)
    {
        if ((Down ?? TooLong(command.IdTag) ?? NotFree(command.ConnectorId, command.IdTag)) is { } refusal)
        {
            return refusal;
        }

        var duration = command.Duration < Longest ? command.Duration : null;
        Begin(command.ConnectorId, new PendingSession(
            command.IdTag, null, id, duration, command.TargetEnergyWh, null, TriggerReason.Authorized, Unplug: true,
            StopWhenFull: duration is null, now), authorize: true, now);
        return null;
    }

    string? Do(StopSession command, DateTimeOffset now)
    {
        if ((Down ?? Missing(command.ConnectorId)) is { } refusal)
        {
            return refusal;
        }

        var connector = Connector(command.ConnectorId);
        if (connector.Pending is not null)
        {
            Cancel(command.ConnectorId, CommandOutcome.Cancelled, "it was stopped before its transaction began", now);
        }
        else if (connector.Transaction is { } transaction)
        {
            Stop(transaction, StopReason.Local, TriggerReason.StopAuthorized, now, byUser: true, unplug: true);
        }
        else
        {
            return $"connector {command.ConnectorId} has no session to stop ({connector.Shown.Status})";
        }

        if (connector.Plugged)
        {
            Unplug(command.ConnectorId, now);
        }

        return null;
    }

    string? Do(string id, StartTransaction command, DateTimeOffset now)
    {
        if ((Down ?? TooLong(command.IdTag) ?? NotFree(command.ConnectorId, command.IdTag)) is { } refusal)
        {
            return refusal;
        }

        Begin(command.ConnectorId, new PendingSession(
            command.IdTag, null, id, null, null, null, TriggerReason.Authorized, Unplug: false, StopWhenFull: false, now),
            authorize: false, now);
        return null;
    }

    string? Do(StopTransaction command, DateTimeOffset now)
    {
        if ((Down ?? NoTransaction(command.ConnectorId)) is { } refusal)
        {
            return refusal;
        }

        Stop(Connector(command.ConnectorId).Transaction!, StopReason.Local, TriggerReason.StopAuthorized, now, byUser: true, unplug: false);
        return null;
    }

    string? Do(PlugConnector command, DateTimeOffset now)
    {
        if (Missing(command.ConnectorId) is { } refusal)
        {
            return refusal;
        }

        var connector = Connector(command.ConnectorId);
        if (connector.Plugged)
        {
            return $"connector {command.ConnectorId} has a cable in already ({connector.Shown.Status})";
        }

        connector.Plugged = true;
        Show(command.ConnectorId, now);
        return null;
    }

    string? Do(UnplugConnector command, DateTimeOffset now)
    {
        if (Missing(command.ConnectorId) is { } refusal)
        {
            return refusal;
        }

        var connector = Connector(command.ConnectorId);
        if (!connector.Plugged)
        {
            return $"connector {command.ConnectorId} has no cable in ({connector.Shown.Status})";
        }

        Depart(command.ConnectorId, StopReason.EVDisconnected, TriggerReason.EVCommunicationLost, now);
        return null;
    }

    string? Do(UnlockConnector command, DateTimeOffset now)
    {
        if ((Down ?? Missing(command.ConnectorId)) is { } refusal)
        {
            return refusal;
        }

        Depart(command.ConnectorId, StopReason.UnlockCommand, TriggerReason.UnlockCommand, now);
        return null;
    }

    string? Do(string id, AuthorizeIdTag command, DateTimeOffset now)
    {
        if ((Down ?? TooLong(command.IdTag)) is { } refusal)
        {
            return refusal;
        }

        if (MayStartUnasked(command.IdTag, now))
        {
            Happened(new CommandOutcomeChanged(now, 0, id, CommandOutcome.Authorized, "the CSMS was not asked"));
        }
        else
        {
            Enqueue(new AuthorizeEntry { IdTag = command.IdTag, CommandId = id });
            TellQueued(id, now);
        }

        return null;
    }

    string? Do(EvRequestsEnergy command, DateTimeOffset now)
    {
        if ((Down ?? NoTransaction(command.ConnectorId)) is { } refusal)
        {
            return refusal;
        }

        var transaction = Connector(command.ConnectorId).Transaction!;
        if (transaction.Full)
        {
            return $"connector {command.ConnectorId}'s vehicle is full ({Connector(command.ConnectorId).Shown.Status})";
        }

        if (!transaction.EvPaused)
        {
            return $"connector {command.ConnectorId}'s vehicle takes energy already ({Connector(command.ConnectorId).Shown.Status})";
        }

        transaction.EvPaused = false;
        Flow(transaction, TriggerReason.ChargingStateChanged, now);
        return null;
    }

    string? Do(EvStopsEnergy command, DateTimeOffset now)
    {
        if ((Down ?? NoTransaction(command.ConnectorId)) is { } refusal)
        {
            return refusal;
        }

        var transaction = Connector(command.ConnectorId).Transaction!;
        if (transaction.EvPaused || transaction.Full)
        {
            return $"connector {command.ConnectorId}'s vehicle takes no energy already ({Connector(command.ConnectorId).Shown.Status})";
        }

        transaction.EvPaused = true;
        Flow(transaction, TriggerReason.ChargingStateChanged, now);
        return null;
    }

    string? Do(PowerUpdate command, DateTimeOffset now)
    {
        if (Missing(command.ConnectorId) is { } refusal)
        {
            return refusal;
        }

        var connector = Connector(command.ConnectorId);
        connector.CapW = command.PowerW;
        if (connector.Transaction is { } transaction)
        {
            Flow(transaction, TriggerReason.ChargingRateChanged, now);
        }

        return null;
    }

    string? Do(InjectFault command, DateTimeOffset now)
    {
        if (Missing(command.ConnectorId) is { } refusal)
        {
            return refusal;
        }

        // The status first, so that the connector does not pass through Finishing on its way to Faulted.
        var connector = Connector(command.ConnectorId);
        connector.Error = command.ErrorCode;
        Show(command.ConnectorId, now);
        if (connector.Transaction is { } transaction)
        {
            var reason = command.ErrorCode switch
            {
                ChargePointErrorCode.GroundFailure => StopReason.GroundFault,
                ChargePointErrorCode.OverCurrentFailure => StopReason.OvercurrentFault,
                _ => StopReason.Other,
            };
            Stop(transaction, reason, TriggerReason.AbnormalCondition, now, unplug: false);
            connector.Finishing = false;
        }
        else
        {
            Cancel(command.ConnectorId, CommandOutcome.Fault, command.ErrorCode.ToString(), now, unplug: false);
        }

        return null;
    }

    string? Do(InjectNetworkFault command, DateTimeOffset now)
    {
        if (!Spec.HasCsms)
        {
            return "the charger has no CSMS, so there is no network between them to fail";
        }

        var fault = command.Fault;
        var faults = state.NetworkFaults ??= new(1);
        faults.RemoveAll(other => (other.Kind, other.Direction, other.Action) == (fault.Kind, fault.Direction, fault.Action));
        faults.Add(fault);
        if (fault.Kind == NetworkFaultKind.Offline)
        {
            Drop(now);
            reconnect = true;
        }

        return null;
    }

    string? Do(ClearFault command, DateTimeOffset now)
    {
        if (Missing(command.ConnectorId) is { } refusal)
        {
            return refusal;
        }

        var connector = Connector(command.ConnectorId);
        if (connector.Error == ChargePointErrorCode.NoError && state.NetworkFaults is null)
        {
            return $"connector {command.ConnectorId} has no fault to clear ({connector.Shown.Status}), nor has the charger's network";
        }

        connector.Error = ChargePointErrorCode.NoError;
        state.NetworkFaults = null;
        Show(command.ConnectorId, now);
        return null;
    }

    string? Do(SetConfiguration command, DateTimeOffset now)
    {
        if (Settings.Named(Spec.Version, command.Key) is not { } setting)
        {
            return $"the charger has no configuration {(Spec.Version == OcppVersion.V16 ? "key" : "variable")} {command.Key}";
        }

        if (setting.ReadOnly)
        {
            return $"{command.Key} is read-only";
        }

        return Change(setting, command.Value, now) ? null
            : setting.Normalize(command.Value) is null ? $"{command.Key} can't be '{command.Value}': it takes {setting.Takes}"
            : $"{command.Key} can't be '{command.Value}' now: a profile is never lowered, 2 and 3 need an installed CentralSystemRootCertificate, and 3 a signed certificate";
    }

    string? DoResetCache()
    {
        state.Cache = null;
        return null;
    }

    string? Do(SetLocalAuthList command)
    {
        UpdateList(command.ListVersion, command.Full, [.. command.Entries.Select(entry => (entry.IdTag, (LocalAuthEntry?)entry))], out var problem);
        return problem;
    }

    string? DoClearLocalList()
    {
        state.LocalList = null;
        return null;
    }

    string? Do(string id, SendProxyMessage command, DateTimeOffset now)
    {
        if (Down is { } refusal)
        {
            return refusal;
        }

        if (!Spec.HasCsms)
        {
            return "the charger has no CSMS to send a message to";
        }

        if (command.Version is { } version && version != Spec.Version)
        {
            return $"the message is one of OCPP {NameOf(version)}; the charger speaks {NameOf(Spec.Version)}";
        }

        Enqueue(new RawEntry { Action = command.Action, Payload = command.PayloadJson, CommandId = id });
        TellQueued(id, now);
        return null;
    }

    string? Do(ResetCharger command, DateTimeOffset now)
    {
        if (Down is { } refusal)
        {
            return refusal;
        }

        ShutDown(
            now, command.Hard ? StopReason.HardReset : StopReason.SoftReset, TriggerReason.ResetCommand, BootReason.RemoteReset,
            orderly: !command.Hard);
        return null;
    }

    string? DoStart(DateTimeOffset now)
    {
        if (!state.Off)
        {
            return "the charger is switched on already";
        }

        state.Off = false;
        if (state.Shutdown is { } shutdown)
        {
            state.Shutdown = shutdown with { Boot = BootReason.PowerUp };
        }
        else
        {
            state.Boot = Spec.HasCsms ? BootReason.PowerUp : null;
            BeginBoot(hard: true, now);
        }

        return null;
    }

    string? DoStop(DateTimeOffset now)
    {
        if (state.Off)
        {
            return "the charger is switched off already";
        }

        state.Off = true;
        ShutDown(now, StopReason.PowerLoss, TriggerReason.AbnormalCondition, boot: null, orderly: true);
        return null;
    }

    string? DoRestart(DateTimeOffset now)
    {
        if (state.Off)
        {
            return DoStart(now);
        }

        ShutDown(now, StopReason.PowerLoss, TriggerReason.AbnormalCondition, BootReason.PowerUp, orderly: true);
        return null;
    }

    // The cable comes out, whatever was going on.
    void Depart(int id, StopReason reason, TriggerReason trigger, DateTimeOffset now)
    {
        var connector = Connector(id);
        connector.Plugged = false;
        if (connector.Transaction is { } transaction)
        {
            Stop(transaction, reason, trigger, now, unplug: true);
        }

        Cancel(id, CommandOutcome.NeverPlugged, "the cable was out before its transaction began", now);
        Unplug(id, now);
    }

    // A command's message waits in the outbox.
    void TellQueued(string commandId, DateTimeOffset now) => Happened(new CommandOutcomeChanged(
        now, 0, commandId, state.Online ? CommandOutcome.Applied : CommandOutcome.Offline, null));

    string? Down =>
        state.Off ? "the charger is switched off" : state.Shutdown is not null ? "the charger is about to restart"
        : state.BootUntil is { } until ? $"the charger boots until {until.UtcDateTime:O}"
        : null;

    string? TooLong(string idTag) => idTag.Length <= IdToken.MaxLength(Spec.Version)
        ? null
        : $"the id tag {idTag} has {idTag.Length} characters: OCPP {NameOf(Spec.Version)} takes {IdToken.MaxLength(Spec.Version)}";

    private static string NameOf(OcppVersion version) => version == OcppVersion.V16 ? "1.6" : "2.0.1";

    string? Missing(int id) => id >= 1 && id <= connectors.Length ? null
        : connectors.Length == 1 ? $"there is no connector {id}: the charger has connector 1 only"
        : $"there is no connector {id}: the charger has connectors 1 to {connectors.Length}";

    string? NoTransaction(int id) => Missing(id)
        ?? (Connector(id).Transaction is null ? $"connector {id} has no transaction ({Connector(id).Shown.Status})" : null);

    string? NotFree(int id, string idTag)
    {
        if (Missing(id) is { } refusal)
        {
            return refusal;
        }

        var connector = Connector(id);
        return connector.InSession ? $"connector {id} is already in a session ({connector.Shown.Status})"
            : connector.Error != ChargePointErrorCode.NoError ? $"connector {id} is faulted ({connector.Error})"
            : connector.Inoperative ? $"connector {id} is unavailable"
            : state.ResetWhenIdle ? $"connector {id} takes no session: the charger restarts when its last one is over"
            : Reserved(id, idTag);
    }
}
