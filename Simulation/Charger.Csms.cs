namespace OcppLab.Simulation;

// What the CSMS asks for.
public sealed partial class Charger
{
    static readonly StatusResult Accepted = new(CallStatus.Accepted);
    static readonly StatusResult Rejected = new(CallStatus.Rejected);

    /// <summary>Answers a request of the CSMS's. The answer is to leave before what <paramref name="changes"/> asks for is seen to.
    /// A charger that was rejected refuses everything, and one that is pending starts and stops nothing (1.6 section 4.2, 2.0.1 B02, B03).</summary>
    public CallResult Receive(CsmsCall call, DateTimeOffset now, out Changes changes)
    {
        AdvanceTo(now);
        lastExchange = now;
        var result = Answer(call, now);
        changes = TakeChanges();
        return result;
    }

    CallResult Answer(CsmsCall call, DateTimeOffset now) => call switch
    {
        _ when state is { Boot: not null, Registration: RegistrationStatus.Rejected } => new CallRefused(
            "SecurityError", "The CSMS rejected this charger at its BootNotification."),
        RemoteStart start => Answer(start, now),
        RemoteStop stop => Answer(stop, now),
        RemoteReset reset => Answer(reset, now),
        TriggerCall trigger => Answer(trigger, now),
        GetConfigurationCall get => Answer(get),
        ChangeConfigurationCall change => Answer(change, now),
        GetVariablesCall get => new VariablesResult([.. get.Variables.Select(Read)]),
        SetVariablesCall set => new VariablesResult([.. set.Values.Select(value => Write(value.Variable, value.Value, now))]),
        ChangeAvailabilityCall change => Answer(change, now),
        UnlockCall unlock => Answer(unlock, now),
        _ => new CallRefused("NotImplemented", $"This charger does not do {call.GetType().Name}."),
    };

    StatusResult Answer(RemoteStart call, DateTimeOffset now)
    {
        var id = call.ConnectorId ?? Enumerable.Range(1, connectors.Length).FirstOrDefault(free => NotFree(free) is null);
        if (!state.Online || Down is not null || TooLong(call.IdToken.Value) is not null || NotFree(id) is not null)
        {
            return id >= 1 && id <= connectors.Length ? Rejected with { TransactionId = Connector(id).Transaction?.Id } : Rejected;
        }

        Begin(id, new PendingSession(
            call.IdToken.Value, call.IdToken.Type, null, null, null, call.RemoteStartId, TriggerReason.RemoteStart,
            Unplug: !Connector(id).Plugged, StopWhenFull: false, now), Flag(Settings.AuthorizeRemoteStart), now);
        return Accepted;
    }

    StatusResult Answer(RemoteStop call, DateTimeOffset now)
    {
        var transaction = connectors.FirstOrDefault(connector => connector.Transaction?.Id == call.TransactionId)?.Transaction;
        if (!state.Online || transaction?.Id is null)
        {
            return Rejected;
        }

        Stop(transaction, StopReason.Remote, TriggerReason.RemoteStop, now);
        return Accepted;
    }

    // 1.6 knows hard and soft, 2.0.1 immediate and on idle, of the charger or one EVSE (use cases B11, B12).
    StatusResult Answer(RemoteReset call, DateTimeOffset now)
    {
        var (reason, boot) = (call.Hard ? StopReason.HardReset : StopReason.SoftReset, BootReason.RemoteReset);
        if (Down is not null)
        {
            return Rejected;
        }

        if (call.EvseId is { } id)
        {
            if (Missing(id) is not null)
            {
                return Rejected;
            }

            var busy = Connector(id).InSession;
            if (busy && call.Hard)
            {
                Cancel(id, CommandOutcome.Cancelled, Restarts, now);
                if (Connector(id).Transaction is { } transaction)
                {
                    Stop(transaction, reason, TriggerReason.ResetCommand, now);
                }
            }

            return busy && !call.Hard ? new StatusResult(CallStatus.Scheduled) : Accepted;
        }

        if (Spec.Version == OcppVersion.V201 && !call.Hard && connectors.Any(connector => connector.InSession))
        {
            state.ResetWhenIdle = persist = true;
            return new StatusResult(CallStatus.Scheduled);
        }

        ShutDown(now, reason, TriggerReason.ResetCommand, boot, orderly: Spec.Version == OcppVersion.V201 || !call.Hard);
        return Accepted;
    }

    StatusResult Answer(TriggerCall call, DateTimeOffset now)
    {
        if (call.ConnectorId is { } id && id != 0 && Missing(id) is not null)
        {
            return Rejected;
        }

        IEnumerable<int> asked = call.ConnectorId is { } one and > 0 ? [one] : Enumerable.Range(1, connectors.Length);
        switch (call.Kind)
        {
            case TriggerKind.BootNotification:
                if (Spec.Version == OcppVersion.V201 && state.Boot is null)
                {
                    return Rejected;
                }

                Enqueue(new TriggeredEntry(Boot(BootReason.Triggered)));
                return Accepted;
            case TriggerKind.Heartbeat:
                Enqueue(new TriggeredEntry(HeartbeatMessage.Instance));
                return Accepted;
            case TriggerKind.StatusNotification:
                var withCharger = Spec.Version == OcppVersion.V16 && call.ConnectorId is null or 0;
                foreach (var connector in call.ConnectorId == 0 && withCharger ? [0] : withCharger ? asked.Prepend(0) : asked)
                {
                    Enqueue(new TriggeredEntry(StatusOf(connector, now)));
                }

                return Accepted;
            case TriggerKind.MeterValues:
                foreach (var connector in asked)
                {
                    TriggerMeterValues(connector, now);
                }

                return Accepted;
            case TriggerKind.TransactionEvent when Spec.Version == OcppVersion.V201:
                var running = asked.Select(connector => Connector(connector).Transaction).OfType<Transaction>().ToList();
                running.ForEach(transaction => TriggerUpdate(transaction, now));
                return running.Count > 0 ? Accepted : Rejected;
            default:
                return new StatusResult(CallStatus.NotImplemented);
        }
    }

    // In 1.6 the values of a transaction name it; in 2.0.1 MeterValues never does (use case F06).
    void TriggerMeterValues(int id, DateTimeOffset now)
    {
        var transaction = Connector(id).Transaction;
        if (transaction is not null && Spec.Version == OcppVersion.V16)
        {
            TriggerUpdate(transaction, now);
        }
        else
        {
            Enqueue(new TriggeredEntry(new MeterValuesMessage(
                id, transaction?.Sample(now, ReadingContext.Trigger) ?? IdleSample(id, now, ReadingContext.Trigger),
                Chosen(Settings.SampledMeasurands))));
        }
    }

    void TriggerUpdate(Transaction transaction, DateTimeOffset now)
    {
        Tell(transaction, TransactionEventKind.Updated, TriggerReason.Trigger, now);
        persist = true;
    }

    ConfigurationResult Answer(GetConfigurationCall call)
    {
        if (call.Keys.Count == 0)
        {
            return new ConfigurationResult([.. Settings.All.Where(setting => setting.Key is not null).Select(Entry)], []);
        }

        var known = new List<ConfigurationEntry>();
        var unknown = new List<string>();
        foreach (var key in call.Keys)
        {
            if (Settings.Named(OcppVersion.V16, key) is { } setting)
            {
                known.Add(Entry(setting));
            }
            else
            {
                unknown.Add(key);
            }
        }

        return new ConfigurationResult(known, unknown);

        ConfigurationEntry Entry(Setting setting) => new(setting.Key!, setting.ReadOnly, Value(setting));
    }

    StatusResult Answer(ChangeConfigurationCall call, DateTimeOffset now) =>
        new(Settings.Named(OcppVersion.V16, call.Key) is { } setting ? Change(setting, call.Value, now) : CallStatus.NotSupported);

    VariableOutcome Read(VariableRef variable)
    {
        var status = Find(variable, out var setting);
        return new VariableOutcome(variable, status, status == CallStatus.Accepted ? Value(setting!) : null);
    }

    VariableOutcome Write(VariableRef variable, string value, DateTimeOffset now)
    {
        var status = Find(variable, out var setting);
        return new VariableOutcome(variable, status == CallStatus.Accepted ? Change(setting!, value, now) : status, null);
    }

    static CallStatus Find(VariableRef variable, out Setting? setting)
    {
        setting = Settings.Named(OcppVersion.V201, $"{variable.Component}.{variable.Variable}");
        return !Settings.HasComponent(variable.Component) || variable.ComponentInstance is not null || variable.EvseId is not null
                || variable.ConnectorId is not null
                ? CallStatus.UnknownComponent
            : setting is null || (variable.VariableInstance is { } instance && !Same(instance, setting.Instance ?? ""))
                ? CallStatus.UnknownVariable
            : variable.Attribute != "Actual" ? CallStatus.NotSupportedAttributeType
            : CallStatus.Accepted;
    }

    CallStatus Change(Setting setting, string value, DateTimeOffset now)
    {
        if (setting.ReadOnly || setting.Normalize(value) is not { } normal)
        {
            return CallStatus.Rejected;
        }

        Set(setting, normal, now);
        persist = true;
        return setting.RebootRequired ? CallStatus.RebootRequired : CallStatus.Accepted;
    }

    StatusResult Answer(ChangeAvailabilityCall call, DateTimeOffset now)
    {
        if (call.ConnectorId != 0 && Missing(call.ConnectorId) is not null)
        {
            return Rejected;
        }

        var scheduled = false;
        for (var id = 1; id <= connectors.Length; id++)
        {
            var connector = Connector(id);
            if (call.ConnectorId != 0 && call.ConnectorId != id)
            {
                continue;
            }

            if (connector.InSession && !call.Operative)
            {
                connector.OperativeNext = false;
                scheduled = true;
            }
            else
            {
                (connector.Inoperative, connector.OperativeNext) = (!call.Operative, null);
                Show(id, now);
            }
        }

        ShowCharger(now);
        persist = true;
        return new StatusResult(scheduled ? CallStatus.Scheduled : CallStatus.Accepted);
    }

    StatusResult Answer(UnlockCall call, DateTimeOffset now)
    {
        if (Missing(call.ConnectorId) is not null)
        {
            return new StatusResult(Spec.Version == OcppVersion.V16 ? CallStatus.NotSupported : CallStatus.UnknownConnector);
        }

        if (Spec.Version == OcppVersion.V201 && Connector(call.ConnectorId).Transaction is not null)
        {
            return new StatusResult(CallStatus.OngoingAuthorizedTransaction);
        }

        Depart(call.ConnectorId, StopReason.UnlockCommand, TriggerReason.UnlockCommand, now);
        persist = true;
        return new StatusResult(CallStatus.Unlocked);
    }
}
