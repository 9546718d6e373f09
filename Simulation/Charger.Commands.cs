namespace OcppLab.Simulation;

// What people ask for.
public sealed partial class Charger
{
    static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    // Does a command, or says why not.
    string? Do(string id, Command command, DateTimeOffset now) => command switch
    {
        StartSession start => Do(id, start, now),
        StopSession { IdTag: { } idTag } stop => Do(id, stop, idTag, now),
        StopSession stop => Do(stop, now),
        StartTransaction start => Do(id, start, now),
        StopTransaction stop => Do(stop, now),
        PlugConnector plug => Do(plug, now),
        UnplugConnector unplug => Do(unplug, now),
        UnlockConnector unlock => Do(unlock, now),
        AuthorizeIdTag authorize => Do(id, authorize, now),
        EvRequestsEnergy requests => Do(requests, now),
        EvStopsEnergy stops => Do(stops, now),
        EvRenegotiates renegotiates => Do(renegotiates, now),
        PowerUpdate update => Do(update, now),
        UsePriorityCharging priority => Do(priority, now),
        SetChargingLimit limit => Do(limit, now),
        ClearChargingLimit clear => Do(clear, now),
        InjectFault fault => Do(fault, now),
        InjectNetworkFault fault => Do(fault, now),
        ClearFault clear => Do(clear, now),
        SetConfiguration set => Do(set, now),
        ResetCache => DoResetCache(),
        SetLocalAuthList list => Do(list),
        ClearLocalAuthList => DoClearLocalList(),
        SettlePayment settle => Do(id, settle, now),
        ValidateVatNumber validate => Do(id, validate, now),
        SendProxyMessage message => Do(id, message, now),
        AnswerCalls answer => Do(answer),
        ClearCallAnswers clear => Do(clear),
        ResetCharger reset => Do(reset, now),
        StartCharger => DoStart(now),
        StopCharger => DoStop(now),
        RestartCharger => DoRestart(now),
        _ => $"the charger does not know the command {command.GetType().Name}",
    };

    string? Do(string id, StartSession command, DateTimeOffset now)
    {
        if ((Down ?? NoToken(command.IdTag, command.IdTokenType) ?? NotFree(command.ConnectorId, command.IdTag)
            ?? AwaitsPayment(command.ConnectorId, now) ?? Unfit(command.Vehicle)) is { } refusal)
        {
            return refusal;
        }

        var duration = command.Duration < Longest ? command.Duration : null;
        Begin(command.ConnectorId, new PendingSession(
            command.IdTag, command.IdTokenType, id, duration, command.TargetEnergyWh, null, TriggerReason.Authorized, Unplug: command.StayPlugged != true,
            StopWhenFull: duration is null, now, StayPlugged: command.StayPlugged == true, Timing: command.Timing ?? Spec.Timing,
            Vehicle: command.Vehicle), authorize: true, now, command.PlugInAfter);
        return null;
    }

    string? Do(StopSession command, DateTimeOffset now)
    {
        if ((Down ?? Missing(command.ConnectorId) ?? NoWord(command.Reason)) is { } refusal)
        {
            return refusal;
        }

        var connector = Connector(command.ConnectorId);
        if (connector.Pending is { } pending)
        {
            Cancel(command.ConnectorId, CommandOutcome.Cancelled, "it was stopped before its transaction began", now, unplug: false);
            if (!pending.StayPlugged)
            {
                Leave(command.ConnectorId, pending.Timing, now);
            }
        }
        else if (connector.Transaction is { } transaction)
        {
            Stop(transaction, command.Reason ?? StopReason.Local, TriggerReason.StopAuthorized, now, byUser: true, unplug: !transaction.StayPlugged);
        }
        else
        {
            return $"connector {command.ConnectorId} has no session to stop ({connector.Shown.Status})";
        }

        return null;
    }

    string? Do(string id, StartTransaction command, DateTimeOffset now)
    {
        if ((Down ?? NoToken(command.IdTag, command.IdTokenType) ?? NotFree(command.ConnectorId, command.IdTag)
            ?? AwaitsPayment(command.ConnectorId, now)) is { } refusal)
        {
            return refusal;
        }

        Begin(command.ConnectorId, new PendingSession(
            command.IdTag, command.IdTokenType, id, null, null, null, TriggerReason.Authorized, Unplug: false, StopWhenFull: false, now, Timing: Spec.Timing),
            authorize: false, now);
        return null;
    }

    string? Do(StopTransaction command, DateTimeOffset now)
    {
        if ((Down ?? NoTransaction(command.ConnectorId) ?? NoWord(command.Reason)) is { } refusal)
        {
            return refusal;
        }

        Stop(Connector(command.ConnectorId).Transaction!, command.Reason ?? StopReason.Local, TriggerReason.StopAuthorized, now, byUser: true, unplug: false);
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

        IsPlugged(command.ConnectorId, now);
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

        if (connector.Transaction is { } transaction && !Flag(Settings.StopOnEVSideDisconnect) && !StopPoints.HasFlag(TxPoints.EVConnected))
        {
            (connector.Plugged, transaction.EvPaused) = (false, true);
            Flow(transaction, TriggerReason.EVCommunicationLost, now);
            return null;
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
        if ((Down ?? NoToken(command.IdTag, command.IdTokenType)) is { } refusal)
        {
            return refusal;
        }

        if (MayStartUnasked(new(command.IdTag, command.IdTokenType), now))
        {
            Happened(new CommandOutcomeChanged(now, 0, id, CommandOutcome.Authorized, "the CSMS was not asked"));
            if (IsMasterPass(ParentOf(command.IdTag)))
            {
                StopByMasterPass(now);
            }
        }
        else
        {
            Enqueue(new AuthorizeEntry { IdTag = command.IdTag, TokenType = command.IdTokenType, CommandId = id });
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
        if (!Connector(command.ConnectorId).Plugged)
        {
            return $"connector {command.ConnectorId} has no cable in ({Connector(command.ConnectorId).Shown.Status})";
        }

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
        // A vehicle may not be ready before anything flows.
        if (Missing(command.ConnectorId) is null && Connector(command.ConnectorId).Opening is { EvPaused: false } opening)
        {
            opening.EvPaused = true;
            return null;
        }

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

    // The cable comes out, whatever was going on.
    void Depart(int id, StopReason reason, TriggerReason trigger, DateTimeOffset now)
    {
        // Released, the cable is in until its driver takes it.
        var connector = Connector(id);
        connector.Plugged &= reason == StopReason.UnlockCommand;
        if (connector.Transaction is { } transaction)
        {
            if (Version == OcppVersion.V16 && reason == StopReason.EVDisconnected)
            {
                transaction.EvPaused = true;
                Flow(transaction, trigger, now);
            }

            Stop(transaction, reason, trigger, now, unplug: true);
        }

        Cancel(id, CommandOutcome.NeverPlugged, "the cable was out before its transaction began", now, stop: reason, trigger: trigger);
        Unplug(id, now);
    }

    // A command's message waits in the outbox.
    void TellQueued(string commandId, DateTimeOffset now) => Happened(new CommandOutcomeChanged(
        now, 0, commandId, state.Online ? CommandOutcome.Applied : CommandOutcome.Offline, null));
}
