using System.Globalization;

namespace OcppLab.Simulation;

// What the monitors see (2.0.1 use case N07), and the manufacturer's own: of each EVSE one that alerts when it is out of order.
public sealed partial class Charger
{
    const int HardwareFailure = 1;

    bool IsHardWired(int id) => id >= 1 && id <= Spec.Model.EvseCount;

    static DeviceVariable? VariableOf(VariableMonitor monitor) => DeviceModel.Of(monitor.Component).FirstOrDefault(
        variable => (variable.Name, variable.Instance, variable.Tier) == (monitor.Variable, monitor.Instance, monitor.Tier));

    DateTimeOffset? NextPeriodicEvent
    {
        get
        {
            DateTimeOffset? next = null;
            if (state is { Online: true, Monitoring.Monitors: { } monitors })
            {
                foreach (var monitor in monitors)
                {
                    next = Earlier(Earlier(next, monitor.NextAt), monitor.Stream?.SendAt);
                }
            }

            return next;
        }
    }

    // Those that fell due while the CSMS was away are told no more.
    void SchedulePeriodicMonitors(DateTimeOffset now)
    {
        foreach (var monitor in state.Monitoring?.Monitors ?? [])
        {
            monitor.Stream?.Collected.Clear();
            if (monitor.NextAt <= now)
            {
                monitor.NextAt = monitor.After(now);
            }
        }
    }

    void FirePeriodicMonitors(DateTimeOffset at, DateTimeOffset now)
    {
        foreach (var monitor in state.Monitoring!.Monitors!)
        {
            if (monitor.NextAt <= at)
            {
                if (IsInForce(monitor) && VariableOf(monitor) is { } variable)
                {
                    if (IsStreaming(monitor))
                    {
                        Collect(monitor, variable, at);
                    }
                    else
                    {
                        Fire(monitor, variable, V2.EventTriggerEnumType.Periodic, null, at);
                    }
                }

                monitor.NextAt = monitor.After(now);
            }

            if (monitor.Stream?.SendAt <= at)
            {
                SendStream(monitor);
            }
        }
    }

    // Looks at all that is monitored. It changes at transitions and at requests; what it does in between is not looked at.
    void CheckMonitors(DateTimeOffset at)
    {
        if (state.Monitoring?.Monitors is not { } monitors)
        {
            return;
        }

        foreach (var monitor in monitors)
        {
            if (!monitor.IsPeriodic && IsInForce(monitor) && VariableOf(monitor) is { } variable)
            {
                Check(monitor, variable, at);
            }
        }
    }

    void Check(VariableMonitor monitor, DeviceVariable variable, DateTimeOffset at)
    {
        var value = Compared(variable, monitor.Number, at);
        if (monitor.Type == V2.MonitorEnumType.Delta)
        {
            if (value != monitor.Last && !(variable.IsNumber && Math.Abs(Parse(value) - Parse(monitor.Last ?? "0")) < monitor.Value))
            {
                (monitor.Last, persist) = (value, true);
                Fire(monitor, variable, V2.EventTriggerEnumType.Delta, null, at);
            }

            return;
        }

        var number = Parse(value);
        var passed = monitor.Type == V2.MonitorEnumType.UpperThreshold ? number > monitor.Value : number < monitor.Value;
        if (passed != monitor.Passed)
        {
            (monitor.Passed, persist) = (passed, true);
            Fire(monitor, variable, V2.EventTriggerEnumType.Alerting, passed ? null : true, at);
        }

        static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    bool IsInForce(VariableMonitor monitor) => Spec.HasCsms && Flag(Settings.MonitoringEnabled) && monitor.Severity <= MonitoringLevel
        && NumbersOf(monitor.Tier).Contains(monitor.Number)
        && (!monitor.Transaction || TransactionIn(monitor.Tier, monitor.Number) is not null);

    Transaction? TransactionIn(DeviceTier tier, int number) =>
        ConnectorsIn(tier, number).Select(id => Connector(id).Open).FirstOrDefault(transaction => transaction is not null);

    // What tells one value from another; of a secret one its hash.
    string Compared(DeviceVariable variable, int number, DateTimeOffset at)
    {
        var value = variable.Read(this, number, at) ?? "";
        return variable.Mutability == V2.MutabilityEnumType.WriteOnly ? Settings.Invariant((int)Mixer.Hash(value)) : value;
    }

    void Fire(VariableMonitor monitor, DeviceVariable variable, V2.EventTriggerEnumType trigger, bool? cleared, DateTimeOffset at) => TellEvents(
        [
            EventOf(variable.Component, variable.Name, variable.Tier, monitor.Number, at) with
            {
                Trigger = trigger,
                ActualValue = variable.Mutability == V2.MutabilityEnumType.WriteOnly ? "" : variable.Read(this, monitor.Number, at) ?? "",
                EventNotificationType = V2.EventNotificationEnumType.CustomMonitor,
                Variable = VariableOf(variable),
                Cleared = cleared,
                VariableMonitoringId = monitor.Id,
            },
        ],
        monitor.Severity,
        at);

    // A fault is told by the component that has it, and by the monitor of its EVSE.
    void TellFault(int id, ChargePointErrorCode before, DateTimeOffset at)
    {
        if (Version == OcppVersion.V16 || !Spec.HasCsms || !Flag(Settings.MonitoringEnabled) || MonitoringLevel < HardwareFailure)
        {
            return;
        }

        var events = new List<V2.EventDataType>();
        if (before != ChargePointErrorCode.NoError)
        {
            events.Add(ProblemOf(before, isCleared: true));
        }

        if (Connector(id).Error is not ChargePointErrorCode.NoError and var fault)
        {
            events.Add(ProblemOf(fault, isCleared: false));
        }

        var evseId = Spec.Model.EvseOf(id).EvseId;
        events.Add(EventOf("EVSE", "AvailabilityState", DeviceTier.Evse, evseId, at) with
        {
            ActualValue = AvailabilityState(DeviceTier.Evse, evseId),
            EventNotificationType = V2.EventNotificationEnumType.HardWiredMonitor,
            Trigger = V2.EventTriggerEnumType.Alerting,
            Cleared = Connector(id).Error == ChargePointErrorCode.NoError ? true : null,
            Cause = events[^1].EventId,
            VariableMonitoringId = evseId,
        });
        TellEvents(events, HardwareFailure, at);

        V2.EventDataType ProblemOf(ChargePointErrorCode fault, bool isCleared)
        {
            var (component, tier) = FaultPlaces.Of(fault);
            return EventOf(component, "Problem", tier, tier == DeviceTier.Evse ? Spec.Model.EvseOf(id).EvseId : id, at) with
            {
                ActualValue = isCleared ? "false" : "true",
                TechCode = fault.ToString(),
                Cleared = isCleared ? true : null,
            };
        }
    }

    // An event of the manufacturer's, until it is said otherwise.
    V2.EventDataType EventOf(string component, string variable, DeviceTier tier, int number, DateTimeOffset at) => new()
    {
        EventId = (state.Monitoring ??= new()).Events++,
        Timestamp = at,
        Trigger = V2.EventTriggerEnumType.Delta,
        ActualValue = "",
        Component = new() { Name = component, Evse = EvseOf(tier, number) },
        EventNotificationType = V2.EventNotificationEnumType.HardWiredNotification,
        Variable = new() { Name = variable },
        TransactionId = TransactionIn(tier, number)?.Id,
    };

    // Kept for a CSMS that is away where it is severe enough (OfflineQueuingSeverity), else told now or not at all.
    void TellEvents(IReadOnlyList<V2.EventDataType> events, int severity, DateTimeOffset at)
    {
        const int mostKept = 100;
        var request = new V2.NotifyEventRequest
        {
            GeneratedAt = at,
            SeqNo = 0,
            EventData = Version == OcppVersion.V21 ? [.. events.Select(told => told with { Severity = severity })] : events,
        };
        if (severity <= Number(Settings.OfflineQueuingSeverity))
        {
            if ((state.Outbox ?? []).Count(IsEvent) >= mostKept)
            {
                state.Outbox!.RemoveAt(state.Outbox.FindIndex(IsEvent));
            }

            Notify(request);
        }
        else if (state.Online)
        {
            Enqueue(new TriggeredEntry(request));
        }

        bool IsEvent(Entry entry) => entry is RawEntry { Action: "NotifyEvent", CommandId: null } && entry != inFlight;
    }
}
