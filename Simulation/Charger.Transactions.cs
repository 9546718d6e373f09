namespace OcppLab.Simulation;

// From the cable to the end of the transaction.
public sealed partial class Charger
{
    DateTimeOffset? alignedAt;

    ConnectorState Connector(int id) => connectors[id - 1];

    void Start(int id, PendingSession session, DateTimeOffset at)
    {
        var connector = Connector(id);
        var number = ++state.Sessions;
        var chosen = session.Vehicle ?? Spec.Vehicle;
        var (vehicle, soc) = Vehicle.Choose(Spec.Seed, number, Spec.Model.Current, chosen);
        var transaction = new Transaction
        {
            Number = number,
            ConnectorId = id,
            IdTag = session.IdTag,
            TokenType = session.TokenType,
            ParentIdTag = session.ParentIdTag,
            CommandId = session.CommandId,
            RemoteStartId = session.RemoteStartId,
            StartedAt = at,
            WaitedSince = session.Waits ? session.At : null,
            MeterStartWh = connector.MeterWh,
            VehicleName = vehicle.Name,
            OwnVehicle = chosen?.OwnValues(),
            StartSoc = soc,
            Phases = Spec.Model.Current == CurrentType.Dc ? 0 : Math.Min(Spec.Model.Phases, vehicle.AcPhases),
            Duration = session.Duration,
            LimitWh = session.LimitWh,
            StopWhenFull = session.StopWhenFull,
            Unplug = session.Unplug,
            StayPlugged = session.StayPlugged,
            Timing = session.Timing,
            Silent = !Spec.HasCsms,
            ReservationId = UseReservation(id, session.IdTag, session.ParentIdTag ?? ParentOf(session.IdTag), at),
        };
        transaction.Id = Spec.Version == OcppVersion.V201 ? transaction.SessionId(Spec.Seed) : null;
        (connector.Pending, connector.Wait, connector.Transaction, connector.MeterWh) = (null, null, transaction, transaction.MeterStartWh);
        (state.Transactions ??= new(1)).Add(transaction);
        if (session.Profile is { } profile)
        {
            Put(profile with { PlaceId = PlaceOf(id) });
        }

        Offer(transaction, at);
        ShareLimit(transaction, at);
        ScheduleSamples(transaction, at);
        Tell(transaction, TransactionEventKind.Started, session.Trigger, at, namesToken: true);
        TellChargingNeeds(transaction, at);
        Happened(SessionEvent(transaction, at, transaction.Silent ? CommandOutcome.Started : CommandOutcome.Authorized));
        Show(id, at);
        persist = true;
    }

    void Stop(
        Transaction transaction, StopReason reason, TriggerReason trigger, DateTimeOffset at, bool byUser = false, bool? unplug = null,
        string? because = null)
    {
        var connector = Connector(transaction.ConnectorId);
        transaction.End(at, reason);
        foreach (var sharing in Spec.Model.ConnectorsOf(Spec.Model.EvseOf(transaction.ConnectorId).EvseId))
        {
            // The meter is the EVSE's.
            Connector(sharing).MeterWh = transaction.MeterStartWh + transaction.EndedWh;
        }

        connector.Transaction = null;
        ForgetTxProfiles(transaction.ConnectorId);
        ShareLimit(transaction, at);

        // In 1.6 a connector is Finishing, however shortly, when its cable was pulled out of the vehicle (certification case TC_005_1).
        connector.Finishing = connector.Plugged || (Spec.Version == OcppVersion.V16 && reason == StopReason.EVDisconnected);
        Tell(transaction, TransactionEventKind.Ended, trigger, at, namesToken: byUser);
        if (transaction.Silent)
        {
            state.Transactions!.Remove(transaction);
        }

        Happened(SessionEvent(transaction, at, CommandOutcome.Stopped, because));
        Show(transaction.ConnectorId, at);
        ChangeAvailabilityAsScheduled(transaction.ConnectorId, at);
        if (unplug ?? transaction.Unplug)
        {
            Leave(transaction.ConnectorId, transaction.Timing, at);
        }

        persist = true;
        Release(transaction.ConnectorId, at);
    }

    // What waited for the connector to be free.
    void Release(int id, DateTimeOffset at)
    {
        ChangeAvailabilityAsScheduled(id, at);
        InstallWhenIdle(at);
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
    }

    // A session that never came to a transaction.
    void Cancel(int id, CommandOutcome outcome, string? reason, DateTimeOffset at, bool unplug = true)
    {
        var connector = Connector(id);
        if (connector.Pending is not { } pending)
        {
            return;
        }

        (connector.Pending, connector.Wait) = (null, null);
        Happened(SessionEvent(id, pending, at, outcome, reason));
        ForgetAuthorize(id);
        if (unplug && pending.Unplug)
        {
            Leave(id, pending.Timing, at);
        }

        Show(id, at);
        persist = true;
        Release(id, at);
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
        var before = transaction.Legs[^1];
        var shown = Connector(transaction.ConnectorId).Shown.Status;
        Offer(transaction, at);
        Show(transaction.ConnectorId, at);
        var changed = shown != Connector(transaction.ConnectorId).Shown.Status;
        if (Spec.Version == OcppVersion.V201 && (changed || IsSignificant(before.OfferedW, transaction.Legs[^1].OfferedW)))
        {
            trigger = changed && trigger == TriggerReason.ChargingRateChanged ? TriggerReason.ChargingStateChanged : trigger;
            Tell(transaction, TransactionEventKind.Updated, trigger, at);
            persist = true;
        }
    }

    // Every limit on the power is a term of a claim.
    void Offer(Transaction transaction, DateTimeOffset at)
    {
        var (offered, phases, phase, until) = OfferedAt(transaction, at);
        (transaction.UsedPhases, transaction.UsedPhase, transaction.LimitUntil) = (phases, phase, until);
        if (state.Outbox?.Exists(entry => entry is TransactionalEntry message && message.Transaction == transaction) != true)
        {
            transaction.Forget(at - Seconds(Settings.SampleInterval) - Seconds(Settings.AlignedInterval));
        }

        transaction.Offer(
            at, offered, OnBoardW(transaction, phases ?? transaction.Phases),
            transaction.Timing == Timing.Instant ? null : Durations.PowerRamp(Spec.Seed + (ulong)transaction.ConnectorId, at, Spec.Model.Current));
    }

    // The CSMS refused the id tag of a running transaction (1.6 StopTransactionOnInvalidId, 2.0.1 use case E05).
    void Deauthorize(Transaction transaction, AuthorizationStatus status, DateTimeOffset at)
    {
        if (Flag(Settings.StopOnInvalidId))
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

    void ScheduleSamples(Transaction transaction, DateTimeOffset at)
    {
        if (transaction.Silent)
        {
            return;
        }

        var interval = Seconds(Settings.SampleInterval);
        transaction.NextSampleAt = interval > TimeSpan.Zero ? at + interval : null;
        transaction.NextAlignedAt = NextAligned(at);
    }

    void ScheduleAligned(DateTimeOffset at) => alignedAt = state.Online ? NextAligned(at) : null;

    DateTimeOffset? NextAligned(DateTimeOffset at)
    {
        var interval = Seconds(Settings.AlignedInterval);
        return interval > TimeSpan.Zero ? SamplesEntry.NextAfter(at, interval) : null;
    }

    // The meter values due up to a time, those outside transactions only when the CSMS is there to hear them.
    void SampleUntil(DateTimeOffset until)
    {
        foreach (var connector in connectors)
        {
            if (connector.Transaction is { } transaction && (transaction.NextSampleAt <= until || transaction.NextAlignedAt <= until))
            {
                SampleUntil(transaction, until);
            }
        }

        while (alignedAt is { } at && at <= until)
        {
            foreach (var (place, id) in MeterPlaces(evseOrConnectorId: null))
            {
                if (Connector(id).Transaction is null)
                {
                    Enqueue(new TriggeredEntry(new MeterValuesMessage(
                        Spec.Version, place, IdleSample(id, at, ReadingContext.SampleClock), Chosen(Settings.AlignedMeasurands))));
                }
            }

            alignedAt = NextAligned(at);
        }
    }

    void SampleUntil(Transaction transaction, DateTimeOffset until)
    {
        var every = Seconds(Settings.SampleInterval);
        var alignedEvery = Seconds(Settings.AlignedInterval);
        while (Earlier(transaction.NextSampleAt, transaction.NextAlignedAt) is { } at && at <= until)
        {
            // What was answered already takes its number only.
            if (at >= answeredBefore)
            {
                EntryAt(transaction, at, every, alignedEvery).Until = at;
            }

            // Both at the same moment are two messages.
            if (transaction.NextSampleAt == at && !(transaction.NextAlignedAt < at))
            {
                transaction.NextSampleAt += every;
            }
            else
            {
                transaction.NextAlignedAt = NextAligned(at);
            }

            transaction.NextSeqNo++;
        }
    }

    // The entry that the next meter value of a transaction belongs to: the last in the outbox, or a new one.
    SamplesEntry EntryAt(Transaction transaction, DateTimeOffset at, TimeSpan every, TimeSpan alignedEvery)
    {
        var live = state.Online;
        var offline = !live && !(at <= state.SentUntil);
        if (state.Outbox is [.., SamplesEntry last] && last.Transaction == transaction && last.Live == live && last.Offline == offline
            && last.Every == every && last.AlignedEvery == alignedEvery && last.Measurands is null)
        {
            return last;
        }

        var entry = new SamplesEntry
        {
            Number = transaction.Number,
            Transaction = transaction,
            SeqNo = transaction.NextSeqNo,
            Offline = offline,
            Live = live,
            Next = transaction.NextSampleAt,
            Every = every,
            NextAligned = transaction.NextAlignedAt,
            AlignedEvery = alignedEvery,
        };
        Enqueue(entry);
        return entry;
    }

    // A session that waits for the CSMS to be there; once in its life.
    void TellWaits(int id, DateTimeOffset at)
    {
        var connector = Connector(id);
        if (connector.Pending is { Waits: false } pending && state.Outbox?.Exists(entry => entry is AuthorizeEntry asked && asked.ConnectorId == id) == true)
        {
            connector.Pending = pending with { Waits = true };
            Happened(SessionEvent(id, pending, at, CommandOutcome.Offline, null));
            persist = true;
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
