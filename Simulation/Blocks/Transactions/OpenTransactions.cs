namespace OcppLab.Simulation;

// Transactions of 2.0.1 that begin before energy may flow, and end after it has: as TxStartPoint and TxStopPoint say (use cases E01 to E10).
public sealed partial class Charger
{
    // What ends a transaction as soon as the id token is not authorized any more.
    const TxPoints EndsWithAuthorization = TxPoints.Authorized | TxPoints.PowerPathClosed | TxPoints.DataSigned | TxPoints.EnergyTransfer;

    // What a transaction's energy does, or why it has none.
    ChargingState StateOf(Transaction transaction)
    {
        var plugged = Connector(transaction.ConnectorId).Plugged;
        return transaction is { Stage: TransactionStage.Delivers, EndedAt: null } && (plugged || Version == OcppVersion.V16) ? transaction.State
            : !plugged ? ChargingState.Idle
            : transaction is { EndedAt: not null, StopReason: StopReason.StoppedByEV } && StopPoints.HasFlag(TxPoints.EnergyTransfer) ? ChargingState.SuspendedEV
            : ChargingState.EVConnected;
    }

    TxPoints StartPoints => Points(Settings.TxStartPoint);

    TxPoints StopPoints => Points(Settings.TxStopPoint);

    TxPoints Points(Setting setting) => Version == OcppVersion.V16 || state.Settings is null
        ? TxPoints.PowerPathClosed
        : TxPointList.Parse(Value(setting)) ?? TxPoints.PowerPathClosed;

    bool EndsWithBayOnly => StopPoints == TxPoints.ParkingBayOccupancy;

    // A moment at which a transaction may begin; one that has begun tells of it.
    void Reach(int id, TxPoints point, TriggerReason trigger, DateTimeOffset at)
    {
        var connector = Connector(id);
        if (Version == OcppVersion.V16)
        {
            return;
        }

        var authorizes = point == TxPoints.Authorized;
        if (connector.Opening is { } opening)
        {
            if (authorizes)
            {
                TakeUp(opening, connector.Pending!, at);
            }

            if (point == TxPoints.EVConnected)
            {
                ScheduleSamples(opening, at);
                TellPlugged(opening, trigger, at);
            }
            else if (authorizes)
            {
                Tell(opening, TransactionEventKind.Updated, trigger, at, namesToken: true);
            }

            persist = true;
        }
        else if (connector.Open is null && Spec.HasCsms && StartPoints.HasFlag(point) && CanOpenTransaction(id))
        {
            OpenTransaction(id, trigger, at);
        }
    }

    bool CanOpenTransaction(int id) => Down is null && !IsUnusable(id) && !IsEvseInUse(id);

    // The first message that can name the EVSE has the meter value of the transaction's beginning.
    void TellPlugged(Transaction transaction, TriggerReason trigger, DateTimeOffset at)
    {
        var wasUnknown = transaction.EvseUnknown;
        transaction.EvseUnknown = false;
        Tell(transaction, TransactionEventKind.Updated, trigger, at);
        if (wasUnknown && state.Outbox is [.., TransactionEntry told])
        {
            told.TellsBegin = true;
        }
    }

    void OpenTransaction(int id, TriggerReason trigger, DateTimeOffset at)
    {
        var connector = Connector(id);
        var transaction = NewTransaction(id, connector.Pending, at);
        transaction.Stage = TransactionStage.Opens;
        transaction.Legs.Add(new Leg(at, 0, 0, 0));
        transaction.EvseUnknown = !connector.Plugged && Spec.Model.EvseCount > 1 && connector.Pending is not { EvseNamed: true };
        connector.Opening = transaction;
        var authorized = connector.Pending is { Presented: true };
        if (authorized)
        {
            TakeUp(transaction, connector.Pending!, at);
        }

        if (connector.Plugged)
        {
            ScheduleSamples(transaction, at);
        }

        Tell(transaction, TransactionEventKind.Started, trigger, at, namesToken: authorized);
        persist = true;
    }

    // Somebody may charge in a transaction that has begun.
    void TakeUp(Transaction transaction, PendingSession session, DateTimeOffset at)
    {
        transaction.OwnSessionId ??= transaction.SessionId(Spec.Seed);
        Fill(transaction, session, at);
        Happened(SessionEvent(transaction, at, transaction.Silent ? CommandOutcome.Started : CommandOutcome.Authorized));
    }

    // The energy is over and the transaction is not.
    void Close(Transaction transaction, StopReason reason, DateTimeOffset at)
    {
        transaction.Close(at, reason);
        Connector(transaction.ConnectorId).Closing = transaction;
    }

    // Whether a transaction goes on without energy after the id token has ceased to be authorized.
    bool GoesOn(Transaction transaction, TriggerReason trigger) =>
        transaction is { Silent: false, AwaitsEnergy: false }
        && EndsAuthorization(trigger) && (StopPoints & EndsWithAuthorization) == TxPoints.None;

    static bool EndsAuthorization(TriggerReason trigger) => trigger is TriggerReason.StopAuthorized or TriggerReason.RemoteStop
        or TriggerReason.Deauthorized or TriggerReason.EnergyLimitReached or TriggerReason.TimeLimitReached or TriggerReason.ChargingStateChanged;

    // A session that has begun its transaction comes to nothing.
    void GiveUp(int id, bool wasAuthorized, StopReason reason, TriggerReason trigger, DateTimeOffset at)
    {
        var connector = Connector(id);
        var transaction = connector.Opening!;
        if (connector.Plugged && EndsAuthorization(trigger) && !(wasAuthorized && StopPoints.HasFlag(TxPoints.Authorized)))
        {
            // It waits for another id token, or for the cable to be taken out.
            if (wasAuthorized)
            {
                Tell(transaction, TransactionEventKind.Updated, trigger, at);
            }

            (transaction.OwnSessionId, transaction.CommandId) = (transaction.SessionId(Spec.Seed), null);
            return;
        }

        if (EndsWithBayOnly && trigger is not (TriggerReason.AbnormalCondition or TriggerReason.ResetCommand))
        {
            if (wasAuthorized)
            {
                Tell(transaction, TransactionEventKind.Updated, trigger, at);
            }

            trigger = TriggerReason.EVDeparted;
        }

        End(transaction, reason, trigger, at);
    }

    // The cable is out: a transaction without energy ends, at the latest as the vehicle leaves the bay.
    void EndUnplugged(int id, DateTimeOffset at)
    {
        var connector = Connector(id);
        if ((connector.Closing ?? connector.Opening) is not { } transaction)
        {
            return;
        }

        if (!EndsWithBayOnly)
        {
            End(transaction, StopReason.EVDisconnected, TriggerReason.EVCommunicationLost, at);
            return;
        }

        Tell(transaction, TransactionEventKind.Updated, TriggerReason.EVCommunicationLost, at);
        End(transaction, StopReason.EVDisconnected, TriggerReason.EVDeparted, at);
    }

    // Ends a transaction without energy; the reason is what ended its energy, where there was any.
    void End(Transaction transaction, StopReason reason, TriggerReason trigger, DateTimeOffset at)
    {
        var connector = Connector(transaction.ConnectorId);
        transaction.End(at, transaction.StopReason ?? reason);
        (connector.Opening, connector.Closing) = (null, null);
        ForgetTxProfiles(transaction.ConnectorId);
        Tell(transaction, TransactionEventKind.Ended, trigger, at);
        TellEnd(transaction, at);
        Show(transaction.ConnectorId, at);
        Release(transaction.ConnectorId, at);
    }

    void TellEnd(Transaction transaction, DateTimeOffset at, string? because = null)
    {
        ForgetDisplayMessages(transaction);
        if (transaction.Tariffs is not null)
        {
            KeepFinalCost(transaction);
        }

        if (transaction.Silent || transaction.AwaitsEnergy)
        {
            state.Transactions!.Remove(transaction);
        }

        // One that nobody was authorized for is no session.
        if (transaction.IdTag.Length > 0)
        {
            Happened(SessionEvent(transaction, at, CommandOutcome.Stopped, because));
        }

        persist = true;
    }
}
