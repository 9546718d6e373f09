namespace OcppLab.Simulation;

/// <summary>A report of the monitors.</summary>
/// <param name="requestId">The request that asked for it.</param>
/// <param name="includes">Whether a monitor is in it.</param>
sealed class MonitorsReport(int requestId, Func<VariableMonitor, bool> includes) : ReportEntry(requestId)
{
    public Func<VariableMonitor, bool> Includes => includes;
}

// GetMonitoringReport and NotifyMonitoringReport (2.0.1 use case N02).
public sealed partial class Charger
{
    internal OcppResponse Answer(V2.GetMonitoringReportRequest request)
    {
        if (TooMany(request.ComponentVariable?.Count ?? 0) is { } refusal)
        {
            return refusal;
        }

        if (IsReportingEnough)
        {
            return new V2.GetMonitoringReportResponse { Status = V2.GenericDeviceModelStatusEnumType.Rejected };
        }

        if (!AllMonitors().Any(IsAsked))
        {
            return new V2.GetMonitoringReportResponse { Status = V2.GenericDeviceModelStatusEnumType.EmptyResultSet };
        }

        Enqueue(new MonitorsReport(request.RequestId, IsAsked));
        return new V2.GetMonitoringReportResponse { Status = V2.GenericDeviceModelStatusEnumType.Accepted };

        bool IsAsked(VariableMonitor monitor) =>
            request.MonitoringCriteria?.Contains(CriterionOf(monitor.Type)) != false
            && request.ComponentVariable?.Any(asked => VariableOf(monitor) is { } variable
                && IsMeant(asked.Component, asked.Variable, variable, monitor.Number)) != false;
    }

    static V2.MonitoringCriterionEnumType CriterionOf(V2.MonitorEnumType type) => type switch
    {
        V2.MonitorEnumType.UpperThreshold or V2.MonitorEnumType.LowerThreshold => V2.MonitoringCriterionEnumType.ThresholdMonitoring,
        V2.MonitorEnumType.Periodic or V2.MonitorEnumType.PeriodicClockAligned => V2.MonitoringCriterionEnumType.PeriodicMonitoring,
        _ => V2.MonitoringCriterionEnumType.DeltaMonitoring,
    };

    // The manufacturer's, then the CSMS's.
    IEnumerable<VariableMonitor> AllMonitors() => Enumerable.Range(1, Spec.Model.EvseCount).Select(evseId => new VariableMonitor
    {
        Id = evseId,
        Component = "EVSE",
        Variable = "AvailabilityState",
        Tier = DeviceTier.Evse,
        Number = evseId,
        Type = V2.MonitorEnumType.Delta,
        Value = 1,
        Severity = HardwareFailure,
    }).Concat((state.Monitoring?.Monitors ?? []).Where(monitor => NumbersOf(monitor.Tier).Contains(monitor.Number)));

    V2.NotifyMonitoringReportRequest MessageOf(MonitorsReport report, DateTimeOffset now)
    {
        var part = report.Part(AllMonitors().Select(monitor => report.Includes(monitor) ? ReportOf(monitor) : null));
        return new()
        {
            RequestId = report.RequestId,
            SeqNo = report.SeqNo,
            GeneratedAt = now,
            Monitor = part.Count > 0 ? part : null,
            Tbc = report.Next is not null,
        };
    }

    V2.MonitoringDataType ReportOf(VariableMonitor monitor) => new()
    {
        Component = new() { Name = monitor.Component, Evse = EvseOf(monitor.Tier, monitor.Number) },
        Variable = new() { Name = monitor.Variable, Instance = monitor.Instance },
        VariableMonitoring =
        [
            new()
            {
                Id = monitor.Id,
                Transaction = monitor.Transaction,
                Value = monitor.Value,
                Type = monitor.Type,
                Severity = monitor.Severity,
                EventNotificationType = Version != OcppVersion.V21 ? null
                    : IsHardWired(monitor.Id) ? V2.EventNotificationEnumType.HardWiredMonitor
                    : V2.EventNotificationEnumType.CustomMonitor,
            },
        ],
    };
}
