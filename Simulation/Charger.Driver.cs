namespace OcppLab.Simulation;

// Who comes and goes at a connector: the driver with the cable and the card. At the instant timing all of it happens at once.
public sealed partial class Charger
{
    // A session was asked for. At the charger the cable goes in, then the card is presented, then the transaction starts. From afar, or
    // where the driver is to plug in later only, the id tag comes first.
    void Begin(int id, PendingSession session, bool authorize, DateTimeOffset at, TimeSpan? plugInAfter = null)
    {
        var connector = Connector(id);

        // A driver about to leave takes the cable along after this session instead.
        session = session with { Unplug = session.Unplug || connector.Wait?.For == ConnectorStep.Unplug, Authorized = !authorize };
        (connector.Finishing, connector.Pending, connector.Wait) = (false, session, null);
        connector.ForDriver = null;
        persist = true;
        if (plugInAfter is null && session.Trigger != TriggerReason.RemoteStart)
        {
            PlugIn(id, at);
            Show(id, at);
            InAWhile(id, ConnectorStep.Card, authorize ? Durations.UntilCard : null, at);
            return;
        }

        if (!connector.Plugged)
        {
            AwaitDriver(id, plugInAfter ?? Spec.PlugInAfter ?? (session.Timing == Timing.Instant ? TimeSpan.Zero : Durations.UntilPluggedIn(Spec.Seed, id, at)), at);
        }

        Show(id, at);
        PresentIdTag(id, at);
    }

    // The driver plugs in after a while, or the session is over at ConnectionTimeOut (0 for no such limit).
    void AwaitDriver(int id, TimeSpan comesAfter, DateTimeOffset at)
    {
        var connector = Connector(id);
        var patience = Seconds(Settings.ConnectionTimeOut);
        if (comesAfter == TimeSpan.Zero)
        {
            PlugIn(id, at);
        }

        connector.Wait = connector.Plugged ? null
            : patience > TimeSpan.Zero && patience < comesAfter ? new(at + patience, ConnectorStep.GiveUp)
            : new(at + comesAfter, ConnectorStep.PlugIn);
    }

    // A vehicle comes to the bay, and the cable goes in.
    void PlugIn(int id, DateTimeOffset at)
    {
        if (!Connector(id).Plugged)
        {
            Reach(id, TxPoints.ParkingBayOccupancy, TriggerReason.EVDetected, at);
            Connector(id).Plugged = true;
            Show(id, at);
            Reach(id, TxPoints.EVConnected, TriggerReason.CablePluggedIn, at);
        }
    }

    // The id tag of a session that waits is checked, as configured.
    void PresentIdTag(int id, DateTimeOffset at)
    {
        var byContract = !Connector(id).Pending!.Authorized && HasContract(id, Connector(id).Pending!);
        if (byContract && !PresentContract(id, at))
        {
            return;
        }

        var session = Connector(id).Pending!;
        if ((session.Authorized || (MayStartUnasked(session.Token, at) && (!byContract || MayStartByContract(session, at)))) && !NeedsGroup(id, session.IdTag))
        {
            IsAuthorized(id, at);
            return;
        }

        if (!session.Authorized && Denied(session.IdTag) is { } status)
        {
            Cancel(id, CommandOutcome.Refused, status.ToString(), at);
            return;
        }

        if (session.Token.IsNobodys)
        {
            Cancel(id, CommandOutcome.Refused, $"connector {id} is reserved for another id tag", at);
            return;
        }

        // Of one that needs no authorization itself, the CSMS has to say what group it is of.
        Connector(id).Pending = session with { Authorized = false };
        persist = true;
        Enqueue(new AuthorizeEntry { IdTag = session.IdTag, TokenType = session.TokenType, ConnectorId = id });
        TellWaitsOffline(id, at);
    }

    void TellWaitsOffline(int id, DateTimeOffset at)
    {
        if (!state.Online)
        {
            TellWaits(id, at);
        }
    }

    // The id tag of a session may charge: it starts when the cable is in and the contactors are closed.
    void IsAuthorized(int id, DateTimeOffset at, string? parentIdTag = null)
    {
        var connector = Connector(id);
        if (IsMasterPass(parentIdTag ?? ParentOf(connector.Pending!.IdTag)))
        {
            Cancel(
                id, CommandOutcome.Refused, "a master pass stops transactions, and starts none", at,
                stop: StopReason.DeAuthorized, trigger: TriggerReason.Deauthorized);
            return;
        }

        var isBare = connector.Pending is { Authorized: true, Trigger: TriggerReason.Authorized };
        connector.Pending = connector.Pending! with
        {
            Authorized = true,
            Presented = true,
            ParentIdTag = parentIdTag ?? connector.Pending.ParentIdTag,
        };
        persist = true;
        Reach(id, TxPoints.Authorized, connector.Pending.Trigger, at);
        if (connector.Plugged)
        {
            InAWhile(id, ConnectorStep.Start, isBare ? null : Durations.UntilStart, at);
        }
        else
        {
            Show(id, at);
        }
    }

    // The cable is in, by whom ever.
    void IsPlugged(int id, DateTimeOffset at)
    {
        var connector = Connector(id);
        PlugIn(id, at);
        connector.Wait = null;
        persist = true;
        if (connector.Pending is { Authorized: true })
        {
            InAWhile(id, ConnectorStep.Start, Durations.UntilStart, at);
        }
        else if (connector.Transaction is { } transaction)
        {
            if (Version != OcppVersion.V16)
            {
                Tell(transaction, TransactionEventKind.Updated, TriggerReason.CablePluggedIn, at, state: ChargingState.EVConnected);
            }

            transaction.EvPaused = false;
            Flow(transaction, TriggerReason.ChargingStateChanged, at);
        }

        Show(id, at);
    }

    // The driver takes the cable out, now or on the way to the steering wheel.
    void Leave(int id, Timing timing, DateTimeOffset at)
    {
        var connector = Connector(id);
        if (timing == Timing.Instant || !connector.Plugged)
        {
            Unplug(id, at);
            return;
        }

        connector.Wait = new(at + Durations.UntilUnplugged(Spec.Seed, id, at), ConnectorStep.Unplug);
        persist = true;
    }

    // Who was about to leave when the charger went down does so after the boot.
    void LeaveAfterBoot(DateTimeOffset up)
    {
        for (var id = 1; id <= connectors.Length; id++)
        {
            if (Connector(id).Wait is { For: ConnectorStep.Unplug })
            {
                Leave(id, Spec.Timing, up);
            }
        }
    }

    // The charger has no CSMS any more: what waited for its word goes on without.
    void GoOnDetached(DateTimeOffset at)
    {
        for (var id = 1; id <= connectors.Length; id++)
        {
            if (Connector(id) is { Pending: not null, Wait: not { For: ConnectorStep.Card or ConnectorStep.Start } })
            {
                ForgetAuthorize(id);
                IsAuthorized(id, at);
            }
        }
    }

    // A step of a session that waits, at the pace of the session.
    void InAWhile(int id, ConnectorStep step, Func<ulong, int, DateTimeOffset, TimeSpan>? lasts, DateTimeOffset at)
    {
        var connector = Connector(id);
        var wait = new ConnectorWait(at, step);
        if (lasts is null || connector.Pending!.Timing == Timing.Instant)
        {
            Take(wait, id, at);
        }
        else
        {
            connector.Wait = wait with { At = at + lasts(Spec.Seed, id, at) };
        }
    }

    void TakeStep(int id, DateTimeOffset at)
    {
        var connector = Connector(id);
        var wait = connector.Wait!;
        connector.Wait = null;
        persist = true;
        Take(wait, id, at);
    }

    void Take(ConnectorWait wait, int id, DateTimeOffset at)
    {
        switch (wait.For)
        {
            case ConnectorStep.PlugIn:
                IsPlugged(id, at);
                break;
            case ConnectorStep.GiveUp:
                Cancel(
                    id, CommandOutcome.NeverPlugged, "nobody plugged in before ConnectionTimeOut", at,
                    stop: StopReason.Timeout, trigger: TriggerReason.EVConnectTimeout);
                break;
            case ConnectorStep.Card:
                PresentIdTag(id, at);
                break;
            case ConnectorStep.Start:
                Start(id, Connector(id).Pending!, at);
                break;
            case ConnectorStep.Unplug:
                Unplug(id, at);
                break;
        }
    }
}
