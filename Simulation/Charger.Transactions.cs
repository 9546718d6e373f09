namespace OcppLab.Simulation;

// From the cable to the end of the transaction.
public sealed partial class Charger
{
    ConnectorState Connector(int id) => connectors[id - 1];

    // Cable and authorization are there: energy may flow.
    void Start(int id, PendingSession session, DateTimeOffset at)
    {
        var connector = Connector(id);
        var opening = connector.Opening;
        var transaction = opening ?? NewTransaction(id, session, at);
        if (opening is null)
        {
            Fill(transaction, session, at);
        }
        else
        {
            (transaction.Stage, transaction.DeliversSince) = (TransactionStage.Delivers, at);
        }

        (connector.Pending, connector.Wait, connector.Opening, connector.Transaction) = (null, null, null, transaction);
        if (session.Profile is { } profile)
        {
            Put(profile with
            {
                PlaceId = PlaceOf(id),
                StartSchedule = profile.Kind == ProfileKind.Dynamic ? at : profile.StartSchedule,
                OfflineSince = profile.MaxOffline is not null && !state.Online ? offlineSince ?? at : null,
            });
        }

        Offer(transaction, at);
        ShareLimit(transaction, at);
        if (opening is null)
        {
            TellStart(transaction, session.Trigger, at);
            Happened(SessionEvent(transaction, at, transaction.Silent ? CommandOutcome.Started : CommandOutcome.Authorized));
        }
        else
        {
            Tell(transaction, TransactionEventKind.Updated, TriggerReason.ChargingStateChanged, at);
        }

        TellChargingNeeds(transaction, at);
        Show(id, at);
        persist = true;
    }

    // Not before TxStartPoint, where that comes after the power path is closed.
    void TellStart(Transaction transaction, TriggerReason trigger, DateTimeOffset at)
    {
        const TxPoints later = TxPoints.DataSigned | TxPoints.EnergyTransfer;
        var points = StartPoints;
        transaction.AwaitsEnergy = points == TxPoints.EnergyTransfer && transaction.State != ChargingState.Charging;
        if (transaction.AwaitsEnergy)
        {
            return;
        }

        ScheduleSamples(transaction, at);
        if ((points & ~later) != TxPoints.None)
        {
            Tell(transaction, TransactionEventKind.Started, trigger, at, namesToken: true);
        }
        else if (points.HasFlag(TxPoints.DataSigned))
        {
            Tell(transaction, TransactionEventKind.Started, TriggerReason.SignedDataReceived, at, namesToken: true, state: ChargingState.SuspendedEVSE);
            Tell(transaction, TransactionEventKind.Updated, TriggerReason.ChargingStateChanged, at);
        }
        else
        {
            Tell(transaction, TransactionEventKind.Started, TriggerReason.ChargingStateChanged, at, namesToken: true);
        }
    }

    // One that nobody is authorized for yet where there is no session.
    Transaction NewTransaction(int id, PendingSession? session, DateTimeOffset at)
    {
        var transaction = new Transaction
        {
            Number = ++state.Sessions,
            ConnectorId = id,
            IdTag = session is { Waits: true } ? session.IdTag : "",
            CommandId = session?.CommandId,
            StartedAt = at,
            WaitedSince = session is { Waits: true } ? session.At : null,
            MeterStartWh = Connector(id).MeterWh,
            MeterStartExportWh = Connector(id).ExportMeterWh,
            Silent = !Spec.HasCsms,
        };
        transaction.Id = Version == OcppVersion.V16 ? null : transaction.SessionId(Spec.Seed);
        Bring(transaction, session?.Vehicle);
        (state.Transactions ??= new(1)).Add(transaction);
        return transaction;
    }

    void Bring(Transaction transaction, VehicleOptions? own)
    {
        var chosen = own ?? Spec.Vehicle;
        var (vehicle, soc) = Vehicle.Choose(Spec.Seed, transaction.Number, Spec.Model.Current, chosen);
        transaction.Take(vehicle.Name, chosen?.OwnValues(), soc);
        transaction.Phases = Spec.Model.Current == CurrentType.Dc ? 0 : Math.Min(Spec.Model.Phases, vehicle.AcPhases);
    }

    void Fill(Transaction transaction, PendingSession session, DateTimeOffset at)
    {
        transaction.IdTag = session.IdTag;
        transaction.TokenType = session.TokenType;
        transaction.ParentIdTag = session.ParentIdTag;
        transaction.CommandId = session.CommandId;
        transaction.RemoteStartId = session.RemoteStartId;
        transaction.Duration = session.Duration;
        transaction.LimitWh = session.LimitWh;
        transaction.StopWhenFull = session.StopWhenFull;
        transaction.Unplug = session.Unplug;
        transaction.StayPlugged = session.StayPlugged;
        transaction.Timing = session.Timing;
        transaction.Bidirectional = session.Bidirectional;
        var group = session.ParentIdTag ?? ParentOf(session.IdTag);
        Price(transaction, ReservationAt(transaction.ConnectorId, session.IdTag, group), at);
        transaction.ReservationId = UseReservation(transaction.ConnectorId, session.IdTag, group, at);
        if (session.Vehicle is { } vehicle)
        {
            Bring(transaction, vehicle);
        }
    }

    void Stop(
        Transaction transaction, StopReason reason, TriggerReason trigger, DateTimeOffset at, bool byUser = false, bool? unplug = null,
        string? because = null)
    {
        var connector = Connector(transaction.ConnectorId);
        var goesOn = GoesOn(transaction, trigger);
        if (goesOn)
        {
            Close(transaction, reason, at);
        }
        else
        {
            transaction.End(at, reason);
        }

        foreach (var sharing in Spec.Model.ConnectorsOf(Spec.Model.EvseOf(transaction.ConnectorId).EvseId))
        {
            // The meter is the EVSE's.
            Connector(sharing).MeterWh = transaction.MeterStartWh + transaction.EndedWh;
            Connector(sharing).ExportMeterWh = transaction.MeterStartExportWh + transaction.EndedExportWh;
        }

        connector.Transaction = null;
        ForgetTxProfiles(transaction.ConnectorId);
        ShareLimit(transaction, at);

        // In 1.6 a connector is Finishing, however shortly, when its cable was pulled out of the vehicle (certification case TC_005_1).
        connector.Finishing = connector.Plugged || (Version == OcppVersion.V16 && reason == StopReason.EVDisconnected);
        if (goesOn)
        {
            Tell(transaction, TransactionEventKind.Updated, trigger, at, namesToken: byUser);
        }
        else
        {
            TellStop(transaction, trigger, byUser, at);
            TellEnd(transaction, at, because);
        }

        Show(transaction.ConnectorId, at);
        ChangeAvailabilityAsScheduled(transaction.ConnectorId, at);
        if ((unplug ?? transaction.Unplug) || (goesOn && !connector.Plugged))
        {
            Leave(transaction.ConnectorId, transaction.Timing, at);
        }

        persist = true;
        Release(transaction.ConnectorId, at);
    }

    // Whatever transaction there is.
    void StopAll(int id, StopReason reason, TriggerReason trigger, DateTimeOffset at)
    {
        if (Connector(id).Transaction is { } transaction)
        {
            Stop(transaction, reason, trigger, at);
        }

        if (Connector(id).Open is { } withoutEnergy)
        {
            End(withoutEnergy, reason, trigger, at);
        }
    }

    // Where only the flow of energy ends a transaction, its authorization ends before (2.0.1 use case E06).
    void TellStop(Transaction transaction, TriggerReason trigger, bool byUser, DateTimeOffset at)
    {
        const TxPoints withEnergy = TxPoints.DataSigned | TxPoints.EnergyTransfer;
        var points = StopPoints;
        if (EndsAuthorization(trigger) && trigger != TriggerReason.ChargingStateChanged && !transaction.IsAtLimit
            && (points & withEnergy) != TxPoints.None && (points & EndsWithAuthorization & ~withEnergy) == TxPoints.None)
        {
            Tell(transaction, TransactionEventKind.Updated, trigger, at, namesToken: byUser);
            (trigger, byUser) = (TriggerReason.ChargingStateChanged, false);
        }
        else if (EndsWithBayOnly && trigger == TriggerReason.EVCommunicationLost)
        {
            Tell(transaction, TransactionEventKind.Updated, trigger, at);
            trigger = TriggerReason.EVDeparted;
        }

        Tell(transaction, TransactionEventKind.Ended, trigger, at, namesToken: byUser);
    }

    // What waited for the connector to be free.
    void Release(int id, DateTimeOffset at)
    {
        ChangeAvailabilityAsScheduled(id, at);
        ResetEvseAsScheduled(id, at);
        UpdateWhenIdle(at);
        if (state.ResetWhenIdle && !connectors.Any(other => other.InSession))
        {
            ShutDown(at, StopReason.SoftReset, TriggerReason.ResetCommand, BootReason.ScheduledReset, orderly: true);
        }
    }

    void Unplug(int id, DateTimeOffset at)
    {
        var connector = Connector(id);
        (connector.Plugged, connector.Finishing, connector.Wait) = (false, false, null);
        Show(id, at);
        EndUnplugged(id, at);
    }

    // A session that never came to a transaction.
    void Cancel(
        int id, CommandOutcome outcome, string? reason, DateTimeOffset at, bool unplug = true,
        StopReason stop = StopReason.Local, TriggerReason trigger = TriggerReason.StopAuthorized)
    {
        var connector = Connector(id);
        if (connector.Pending is not { } pending)
        {
            return;
        }

        (connector.Pending, connector.Wait) = (null, null);
        TellCancelled(id, pending, outcome, reason, at);
        ForgetAuthorize(id);
        if (connector.Opening is not null)
        {
            GiveUp(id, pending.Authorized, stop, trigger, at);
        }

        if (unplug && pending.Unplug)
        {
            Leave(id, pending.Timing, at);
        }

        Show(id, at);
        persist = true;
        Release(id, at);
    }

    // A session whose transaction has begun is told with that.
    void TellCancelled(int id, PendingSession pending, CommandOutcome outcome, string? reason, DateTimeOffset at)
    {
        if (Connector(id).Opening is null)
        {
            Happened(SessionEvent(id, pending, at, outcome, reason));
        }
        else if (pending.CommandId is { } commandId)
        {
            Happened(new CommandOutcomeChanged(at, id, commandId, outcome, reason));
        }
    }

    void Transit(Transaction transaction, TransitionKind kind, DateTimeOffset at)
    {
        switch (kind)
        {
            case TransitionKind.EnergyLimit:
                Stop(transaction, StopReason.EnergyLimitReached, TriggerReason.EnergyLimitReached, at);
                break;
            case TransitionKind.TimeLimit:
                Stop(transaction, StopReason.TimeLimitReached, TriggerReason.TimeLimitReached, at);
                break;
            case TransitionKind.BatteryFull:
                transaction.Full = true;
                if (transaction.StopWhenFull)
                {
                    Stop(transaction, StopReason.StoppedByEV, TriggerReason.ChargingStateChanged, at);
                }
                else
                {
                    Flow(transaction, TriggerReason.ChargingStateChanged, at);
                }

                break;
            case TransitionKind.TransactionLimit:
                ReachLimit(transaction, transaction.LimitReachedAt(at) ?? TriggerReason.EnergyLimitReached, at);
                break;
            case TransitionKind.BatteryEmpty:
                transaction.Empty = true;
                Flow(transaction, TriggerReason.ChargingStateChanged, at);
                break;
            case TransitionKind.LimitChanges:
                Flow(transaction, TriggerReason.ChargingRateChanged, at);
                break;
            case TransitionKind.AllowanceUsed:
                transaction.Deauthorized = true;
                Flow(transaction, TriggerReason.ChargingStateChanged, at);
                break;
        }
    }

    // The energy flows otherwise from now on.
    void Flow(Transaction transaction, TriggerReason trigger, DateTimeOffset at)
    {
        FlowHere(transaction, trigger, at);
        ShareLimit(transaction, at);
    }

    void FlowHere(Transaction transaction, TriggerReason trigger, DateTimeOffset at)
    {
        var (before, mode) = (transaction.Legs[^1], transaction.Mode);
        var shown = Connector(transaction.ConnectorId).Shown.Status;
        Offer(transaction, at);
        Show(transaction.ConnectorId, at);
        var changed = shown != Connector(transaction.ConnectorId).Shown.Status || before.CableOut != transaction.Legs[^1].CableOut;
        if (Version == OcppVersion.V16 || (!changed && mode == transaction.Mode && !IsSignificant(before.OfferedW, transaction.Legs[^1].OfferedW)))
        {
            return;
        }

        persist = true;
        if (transaction.AwaitsEnergy)
        {
            TellStart(transaction, trigger, at);
            return;
        }

        if (shown == ConnectorStatus.Charging && transaction.State == ChargingState.SuspendedEV && !transaction.Legs[^1].CableOut
            && !transaction.Silent && StopPoints.HasFlag(TxPoints.EnergyTransfer))
        {
            Stop(transaction, StopReason.StoppedByEV, TriggerReason.ChargingStateChanged, at);
            return;
        }

        trigger = mode != transaction.Mode ? TriggerReason.OperationModeChanged
            : changed && trigger == TriggerReason.ChargingRateChanged ? TriggerReason.ChargingStateChanged : trigger;
        Tell(transaction, TransactionEventKind.Updated, trigger, at);
    }

    // Every limit on the power is a term of a claim.
    void Offer(Transaction transaction, DateTimeOffset at)
    {
        var (offered, phases, phase, until, mode) = OfferedAt(transaction, at);
        (transaction.UsedPhases, transaction.UsedPhase, transaction.LimitUntil, transaction.Mode) = (phases, phase, until, mode);
        transaction.LimitAtWh = NextSocLimitWh(transaction, at);
        if (state.Outbox?.Exists(entry => entry is TransactionalEntry message && message.Transaction == transaction) != true && !IsHistoryTold
            && transaction.Tariffs is null)
        {
            transaction.Forget(at - Seconds(Settings.SampleInterval) - Seconds(Settings.AlignedInterval), keepsIdleTimes: Version == OcppVersion.V21);
        }

        transaction.Offer(
            at, offered, OnBoardW(transaction, phases ?? transaction.Phases),
            transaction.Timing == Timing.Instant ? null : Durations.PowerRamp(Spec.Seed + (ulong)transaction.ConnectorId, at, Spec.Model.Current),
            cableOut: Version != OcppVersion.V16 && !Connector(transaction.ConnectorId).Plugged);
    }

    // A session that waits for the CSMS to be there; once in its life.
    void TellWaits(int id, DateTimeOffset at)
    {
        var connector = Connector(id);
        if (connector.Pending is { Waits: false } pending && state.Outbox?.Exists(
            entry => (entry is AuthorizeEntry asked && asked.ConnectorId == id) || (entry is EvCertificateEntry certificate && certificate.ConnectorId == id)) == true)
        {
            persist = true;
            connector.Pending = pending with { Waits = true };
            if (connector.Opening is null)
            {
                Happened(SessionEvent(id, pending, at, CommandOutcome.Offline, null));
            }
            else if (pending.CommandId is { } commandId)
            {
                Happened(new CommandOutcomeChanged(at, id, commandId, CommandOutcome.Offline, null));
            }
        }
    }

    SessionChanged SessionEvent(Transaction transaction, DateTimeOffset at, CommandOutcome outcome, string? reason = null) => new(
        at, transaction.ConnectorId, transaction.SessionId(Spec.Seed), transaction.IdTag, transaction.Id, transaction.StartedAt,
        transaction.EndedAt, transaction.EnergyAt(at), transaction.StopReason, transaction.CommandId, Outcome: outcome, Reason: reason);

    // One without a transaction; when it was asked for was not stored at first.
    SessionChanged SessionEvent(int id, PendingSession pending, DateTimeOffset at, CommandOutcome outcome, string? reason) => new(
        at, id, Transaction.IdOfPending(Spec.Seed, pending.At, pending.CommandId, id), pending.IdTag, null,
        pending.At == default ? at : pending.At,
        outcome == CommandOutcome.Offline ? null : at, 0, null, pending.CommandId, Outcome: outcome, Reason: reason);
}
