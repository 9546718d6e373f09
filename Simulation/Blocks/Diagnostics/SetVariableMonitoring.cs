namespace OcppLab.Simulation;

// SetVariableMonitoring and ClearVariableMonitoring (2.0.1 use cases N04, N06), SetMonitoringBase and SetMonitoringLevel (N03, N05).
public sealed partial class Charger
{
    const int MostMonitors = 200;
    const int LowestSeverity = 9;

    // Those of the manufacturer have the numbers of their EVSEs.
    const int FirstCustomMonitor = 1001;

    internal V2.MonitoringBaseEnumType MonitoringBase => state.Monitoring?.Base ?? V2.MonitoringBaseEnumType.All;

    internal int MonitoringLevel => state.Monitoring?.Level ?? LowestSeverity;

    internal OcppResponse Answer(V2.SetVariableMonitoringRequest request, DateTimeOffset now) =>
        TooMany(request.SetMonitoringData.Count) ?? new V2.SetVariableMonitoringResponse
        {
            SetMonitoringResult = [.. request.SetMonitoringData.Select(data =>
            {
                var (status, id) = SetMonitor(data, now);
                return new V2.SetMonitoringResultType
                {
                    Status = status,
                    Id = id,
                    Type = data.Type,
                    Severity = data.Severity,
                    Component = data.Component,
                    Variable = data.Variable,
                };
            })],
        };

    internal OcppResponse Answer(V2.ClearVariableMonitoringRequest request) => TooMany(request.Id.Count) ?? new V2.ClearVariableMonitoringResponse
    {
        ClearMonitoringResult = [.. request.Id.Select(id => new V2.ClearMonitoringResultType { Id = id, Status = ClearMonitor(id) })],
    };

    internal V2.SetMonitoringBaseResponse Answer(V2.SetMonitoringBaseRequest request)
    {
        var monitoring = state.Monitoring ??= new();
        (monitoring.Base, persist) = (request.MonitoringBase, true);
        if (request.MonitoringBase != V2.MonitoringBaseEnumType.All)
        {
            monitoring.Monitors?.ForEach(CloseStream);
            monitoring.Monitors = null;
        }

        return new() { Status = V2.GenericDeviceModelStatusEnumType.Accepted };
    }

    internal V2.SetMonitoringLevelResponse Answer(V2.SetMonitoringLevelRequest request)
    {
        if (request.Severity > LowestSeverity)
        {
            return new() { Status = V2.GenericStatusEnumType.Rejected };
        }

        ((state.Monitoring ??= new()).Level, persist) = (request.Severity, true);
        return new() { Status = V2.GenericStatusEnumType.Accepted };
    }

    V2.ClearMonitoringStatusEnumType ClearMonitor(int id)
    {
        if (IsHardWired(id))
        {
            return V2.ClearMonitoringStatusEnumType.Rejected;
        }

        if (state.Monitoring?.Monitors is not { } monitors || monitors.Find(monitor => monitor.Id == id) is not { } cleared)
        {
            return V2.ClearMonitoringStatusEnumType.NotFound;
        }

        CloseStream(cleared);
        monitors.Remove(cleared);
        state.Monitoring.Monitors = monitors.Count > 0 ? monitors : null;
        persist = true;
        return V2.ClearMonitoringStatusEnumType.Accepted;
    }

    (V2.SetMonitoringStatusEnumType Status, int? Id) SetMonitor(V2.SetMonitoringDataType data, DateTimeOffset now)
    {
        var found = Find(data.Component, data.Variable, null, out var variable, out var number);
        if (variable is null)
        {
            return (found == V2.GetVariableStatusEnumType.UnknownComponent
                ? V2.SetMonitoringStatusEnumType.UnknownComponent
                : V2.SetMonitoringStatusEnumType.UnknownVariable, null);
        }

        if (!Takes(variable, data.Type))
        {
            return (V2.SetMonitoringStatusEnumType.UnsupportedMonitorType, null);
        }

        var monitors = state.Monitoring?.Monitors;
        var replaced = data.Id is { } id ? monitors?.Find(monitor => monitor.Id == id && IsOf(monitor)) : null;
        if (data.Severity > LowestSeverity || !Fits(variable, data) || (data.PeriodicEventStream is not null && !VariableMonitor.IsOfTimes(data.Type)) || (data.Id is not null && replaced is null)
            || (replaced is null && monitors?.Count >= MostMonitors))
        {
            return (V2.SetMonitoringStatusEnumType.Rejected, null);
        }

        if (monitors?.Exists(monitor => monitor != replaced && IsOf(monitor) && monitor.Type == data.Type && monitor.Severity == data.Severity) == true)
        {
            return (V2.SetMonitoringStatusEnumType.Duplicate, null);
        }

        var monitoring = state.Monitoring ??= new();
        var set = new VariableMonitor
        {
            Id = replaced?.Id ?? (monitoring.LastId = Math.Max(monitoring.LastId + 1, FirstCustomMonitor)),
            Component = variable.Component,
            Variable = variable.Name,
            Instance = variable.Instance,
            Tier = variable.Tier,
            Number = number,
            Type = data.Type,
            Value = data.Value,
            Severity = data.Severity,
            Transaction = data.Transaction == true,
            Stream = data.PeriodicEventStream is { } wanted && Version == OcppVersion.V21 ? new() { Params = wanted } : null,
        };
        set.NextAt = set.IsPeriodic ? set.After(now) : null;
        set.Last = set.Type == V2.MonitorEnumType.Delta ? Compared(variable, number, now) : null;
        monitoring.Monitors ??= new(1);
        CloseStream(replaced);
        monitoring.Monitors.RemoveAll(monitor => monitor == replaced);
        monitoring.Monitors.Add(set);
        persist = true;
        if (set.Stream is not null)
        {
            OpenStream(set);
        }

        return (V2.SetMonitoringStatusEnumType.Accepted, set.Id);

        bool IsOf(VariableMonitor monitor) => (monitor.Component, monitor.Variable, monitor.Instance, monitor.Number)
            == (variable.Component, variable.Name, variable.Instance, number);
    }

    // A threshold is one of numbers; the other two of 2.1 are of variables with a target.
    static bool Takes(DeviceVariable variable, V2.MonitorEnumType type) => variable.IsMonitored && type switch
    {
        V2.MonitorEnumType.UpperThreshold or V2.MonitorEnumType.LowerThreshold => variable.IsNumber,
        V2.MonitorEnumType.Delta or V2.MonitorEnumType.Periodic or V2.MonitorEnumType.PeriodicClockAligned => true,
        _ => false,
    };

    bool Fits(DeviceVariable variable, V2.SetMonitoringDataType data) => data.Type switch
    {
        V2.MonitorEnumType.UpperThreshold or V2.MonitorEnumType.LowerThreshold =>
            !(data.Value < variable.Min) && !(data.Value > variable.Max?.Invoke(Spec.Model)),
        V2.MonitorEnumType.Delta => data.Value > 0 || (data.Value == 0 && !variable.IsNumber),
        _ => data.Value is >= 1 and <= 86_400,
    };
}
