namespace OcppLab.Simulation;

/// <summary>A simulated charger: a deterministic, synchronous state machine without I/O, clock or framework. Its host calls
/// it with the time, sees to the <see cref="Changes"/>, and takes its messages to the CSMS one at a time. Not thread-safe:
/// one call at a time. Times given must not go back.</summary>
public sealed partial class Charger
{
    readonly ChargerState state;
    ConnectorState[] connectors;
    bool connected;
    DateTimeOffset answeredBefore;
    DateTimeOffset advancedTo;
    bool persist;
    bool reconnect;
    List<ChargerEvent>? events;

    Charger(ChargerSpec spec, ChargerState state)
    {
        Spec = spec;
        this.state = state;
        connectors = ConnectorsOf(spec, state.Connectors);
        foreach (var transaction in state.Transactions ?? [])
        {
            if (transaction.EndedAt is null && transaction.ConnectorId <= connectors.Length)
            {
                connectors[transaction.ConnectorId - 1].Hold(transaction);
            }
        }

        for (var id = 1; id <= connectors.Length; id++)
        {
            var connector = Connector(id);
            (connector.IsReserved, connector.IsInstalling, connector.IsEvseInUse) = (IsHeld(id), IsInstalling || IsHeldForFirmware, IsEvseInUse(id));
            connector.Shown = (connector.Status(), connector.Error);
        }
    }

    /// <summary>A new charger, switched on unless it is to start off.</summary>
    public static Charger Create(ChargerSpec spec, DateTimeOffset now) =>
        new(spec, new ChargerState { Boot = spec is { HasCsms: true, StartsOff: false } ? BootReason.PowerUp : null, Off = spec.StartsOff });

    /// <summary>The charger as it was when <see cref="Save"/> was called, caught up to <paramref name="now"/> as if it had
    /// never been away, disconnected. It does not boot anew: a charger once accepted goes on where it was when it is connected
    /// again. Meter values that it may have sent while connected are told again, word for word and under the same message ids;
    /// those it can't have sent are kept for the CSMS as an offline charger's.</summary>
    /// <param name="spec">What the charger is.</param>
    /// <param name="state">The state.</param>
    /// <param name="now">The time.</param>
    /// <param name="sent">Which meter values it has sent since the state was saved; null for not known: then those due since
    /// are counted, not told.</param>
    /// <param name="changes">What that changed.</param>
    /// <exception cref="FormatException">The bytes are not a charger's state.</exception>
    public static Charger Restore(ChargerSpec spec, ReadOnlySpan<byte> state, DateTimeOffset now, SentSamples? sent, out Changes changes)
    {
        var charger = new Charger(spec, Read(state));
        charger.TakeOver(sent, now);
        charger.AdvanceTo(now);
        charger.EndTakingOver(now);
        charger.ResumeTransfers(now);
        charger.Drop(now);
        changes = charger.TakeChanges();
        return charger;
    }

    /// <summary>What the charger is.</summary>
    public ChargerSpec Spec { get; private set; }

    /// <summary>The OCPP version it speaks with its CSMS: the one last agreed on, or its own.</summary>
    public OcppVersion Version => state.AgreedVersion ?? Spec.Version;

    /// <summary>When <see cref="Advance"/> has to be called next; null for not at all until something else happens.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            var due = NextStep?.At;
            foreach (var connector in connectors)
            {
                if (state.Online && connector.Open is { } transaction)
                {
                    due = Earlier(Earlier(due, transaction.NextSampleAt), transaction.NextAlignedAt);
                }
            }

            return connected ? Earlier(due, NextSending) : due;
        }
    }

    /// <summary>Whether the charger wants a connection to its CSMS now: it has one, is on, and no fault keeps it offline.</summary>
    public bool WantsConnection =>
        Spec.HasCsms && state.BootUntil is null && (!state.Off || state.Shutdown is not null)
        && state.NetworkFaults?.Exists(fault => fault.Kind == NetworkFaultKind.Offline) != true;

    /// <summary>The network faults in force; empty for none.</summary>
    public IReadOnlyList<NetworkFault> NetworkFaults => state.NetworkFaults ?? (IReadOnlyList<NetworkFault>)[];

    /// <summary>How long to wait for the CSMS's answer to a request.</summary>
    public TimeSpan CallTimeout =>
        NetworkProfile is { } profile ? TimeSpan.FromSeconds(profile.MessageTimeoutSeconds) : Seconds(Settings.MessageTimeout);

    /// <summary>The interval of WebSocket pings (WebSocketPingInterval); zero for none.</summary>
    public TimeSpan PingInterval => Seconds(Settings.WebSocketPingInterval);

    /// <summary>Whether losing this charger from memory loses nothing: no transaction, no message to send, no due time.</summary>
    public bool IsIdle => !connected && state is { Upload: null, FirmwareUpdate: null } && PublicationUnderWay is null && state.Outbox is not { Count: > 0 } && !connectors.Any(connector => connector.InSession) && NextDue is null;

    /// <summary>Takes or refuses a command. A command id that was taken before is taken again without effect.</summary>
    public Outcome Handle(string commandId, Command command, DateTimeOffset now)
    {
        AdvanceTo(now);
        var hash = Mixer.Hash(commandId);
        if (state.Commands?.Contains(hash) == true)
        {
            return new Outcome(null, TakeChanges());
        }

        if (Do(commandId, command, now) is { } refusal)
        {
            return new Outcome(refusal, TakeChanges());
        }

        const int remembered = 8;
        state.Commands ??= new(1);
        if (state.Commands.Count == remembered)
        {
            state.Commands.RemoveAt(0);
        }

        state.Commands.Add(hash);
        persist = true;

        // Those of a session or for the CSMS tell by themselves what they come to.
        if (command is not (StartSession or StartTransaction or AuthorizeIdTag or SendProxyMessage or SettlePayment or ValidateVatNumber or StopSession { IdTag: not null }))
        {
            Happened(new CommandOutcomeChanged(now, 0, commandId, CommandOutcome.Applied, null));
        }

        return new Outcome(null, TakeChanges());
    }

    /// <summary>Ends every session, as its stop does; nothing may come after but the charger's removal.</summary>
    public Changes EndSessions(DateTimeOffset now)
    {
        AdvanceTo(now);
        for (var id = 1; id <= connectors.Length; id++)
        {
            if (Connector(id).InSession)
            {
                Do(new StopSession(id), now);
                StopAll(id, StopReason.Local, TriggerReason.StopAuthorized, now);
            }
        }

        return TakeChanges();
    }

    /// <summary>Does everything due up to <paramref name="now"/>, in order of its time.</summary>
    public Changes Advance(DateTimeOffset now)
    {
        AdvanceTo(now);
        return TakeChanges();
    }

    /// <summary>The connection to the CSMS is open.</summary>
    /// <param name="now">The time.</param>
    /// <param name="agreed">The version that it is to speak on it; null for its own.</param>
    public Changes Connected(DateTimeOffset now, OcppVersion? agreed = null)
    {
        connected = true;
        readyTicks = bootDueTicks = now.UtcTicks;
        AdvanceTo(now);
        if ((agreed ?? Spec.Version) is var version && version != Version)
        {
            Agree(version, now);
        }

        if (state.Network is { } network)
        {
            network.Failures = 0;
        }

        if (state.Boot is null)
        {
            GoOnline(now);
        }

        return TakeChanges();
    }

    /// <summary>The connection to the CSMS is lost. A request without its answer is answered by <see cref="NotAnswered"/> first.</summary>
    public Changes Disconnected(DateTimeOffset now)
    {
        AdvanceTo(now);
        Drop(now);
        return TakeChanges();
    }

    // What the charger comes to by itself.
    enum Step
    {
        Reboot,
        EndBoot,
        ExpireReservations,
        EndDisplayMessages,
        AdvanceTransfers,
        AdvanceSecurity,
        Transit,
        TakeStep,
        EndEvseReset,
        TellCost,
        FireMonitors,
    }

    // The first of all; of several at the same moment, the one named first in Step, of the first connector.
    (DateTimeOffset At, Step Kind, int ConnectorId)? NextStep
    {
        get
        {
            (DateTimeOffset At, Step Kind, int ConnectorId)? first = null;
            Consider(state.Shutdown?.Deadline, Step.Reboot);
            Consider(state.BootUntil, Step.EndBoot);
            Consider(NextExpiry, Step.ExpireReservations);
            Consider(NextDisplayMessageEnd, Step.EndDisplayMessages);
            Consider(NextTransferStep, Step.AdvanceTransfers);
            Consider(state.Security?.Next, Step.AdvanceSecurity);
            for (var id = 1; id <= connectors.Length; id++)
            {
                Consider(Connector(id).Transaction?.Next?.At, Step.Transit, id);
                Consider(Connector(id).Wait?.At, Step.TakeStep, id);
                Consider(Connector(id).ResetUntil, Step.EndEvseReset, id);
                Consider(NextCostAt(Connector(id)), Step.TellCost, id);
            }

            Consider(NextPeriodicEvent, Step.FireMonitors);

            return first;

            void Consider(DateTimeOffset? at, Step kind, int connectorId = 0)
            {
                if (at is { } time && !(first?.At <= time))
                {
                    first = (time, kind, connectorId);
                }
            }
        }
    }

    // One after the other, with the meter values due before each.
    void AdvanceTo(DateTimeOffset now)
    {
        while (NextStep is { } step && step.At <= now)
        {
            var (at, kind, id) = step;
            SampleUntil(at.AddTicks(-1));
            advancedTo = at;
            switch (kind)
            {
                case Step.Reboot:
                    Reboot(at);
                    break;
                case Step.EndBoot:
                    EndBoot(at);
                    break;
                case Step.ExpireReservations:
                    ExpireReservations(at);
                    break;
                case Step.EndDisplayMessages:
                    EndDisplayMessages(at);
                    break;
                case Step.AdvanceTransfers:
                    AdvanceTransfers(at);
                    break;
                case Step.AdvanceSecurity:
                    AdvanceSecurity(state.Security!, at);
                    break;
                case Step.Transit:
                    var transaction = Connector(id).Transaction!;
                    Transit(transaction, transaction.Next!.Value.Kind, at);
                    break;
                case Step.TakeStep:
                    TakeStep(id, at);
                    break;
                case Step.EndEvseReset:
                    EndEvseReset(id, at);
                    break;
                case Step.TellCost:
                    TellCost(Connector(id).Open!, at);
                    break;
                case Step.FireMonitors:
                    FirePeriodicMonitors(at, now);
                    break;
            }

            CheckMonitors(at);
        }

        advancedTo = now;
        SampleUntil(now);
        if (connected)
        {
            AdvanceSending(now);
        }
    }

    static ConnectorState[] ConnectorsOf(ChargerSpec spec, ConnectorState?[]? known)
    {
        var connectors = new ConnectorState[spec.Model.ConnectorCount];
        for (var i = 0; i < connectors.Length; i++)
        {
            connectors[i] = (known is not null && i < known.Length ? known[i] : null) ?? new ConnectorState { MeterWh = spec.InitialMeterWh };
            connectors[i].InitialMeterWh = spec.InitialMeterWh;
        }

        return connectors;
    }

    Changes TakeChanges()
    {
        CheckMonitors(advancedTo);
        var changes = new Changes(persist, reconnect, events, transfers);
        (persist, reconnect, events, transfers) = (false, false, null, null);
        return changes;
    }

    void Happened(ChargerEvent what) => (events ??= new(2)).Add(what);

    static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one < other || other is null ? one : other;
}
