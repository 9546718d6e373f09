namespace OcppLab.Simulation;

// GetBaseReport, GetReport and NotifyReport (2.0.1 use cases B07, B08).
public sealed partial class Charger
{
    // So many reports can be under way.
    const int MostReports = 5;

    internal V2.GetBaseReportResponse Answer(V2.GetBaseReportRequest request)
    {
        if (IsReportingEnough)
        {
            return new() { Status = V2.GenericDeviceModelStatusEnumType.Rejected };
        }

        Enqueue(new VariablesReport(request.RequestId, request.ReportBase switch
        {
            V2.ReportBaseEnumType.FullInventory => static (_, _) => true,
            V2.ReportBaseEnumType.ConfigurationInventory => static (variable, _) => variable.Mutability != V2.MutabilityEnumType.ReadOnly,
            _ => IsOfSummary,
        }));
        return new() { Status = V2.GenericDeviceModelStatusEnumType.Accepted };
    }

    internal OcppResponse Answer(V2.GetReportRequest request, DateTimeOffset now)
    {
        if (TooMany(request.ComponentVariable?.Count ?? 0) is { } refusal)
        {
            return refusal;
        }

        if (IsReportingEnough)
        {
            return new V2.GetReportResponse { Status = V2.GenericDeviceModelStatusEnumType.Rejected };
        }

        if (!DeviceVariables().Any(entry => IsAsked(entry.Variable, entry.Number)))
        {
            return new V2.GetReportResponse { Status = V2.GenericDeviceModelStatusEnumType.EmptyResultSet };
        }

        Enqueue(new VariablesReport(request.RequestId, IsAsked));
        return new V2.GetReportResponse { Status = V2.GenericDeviceModelStatusEnumType.Accepted };

        bool IsAsked(DeviceVariable variable, int number) =>
            request.ComponentVariable?.Any(asked => IsMeant(asked.Component, asked.Variable, variable, number)) != false
            && request.ComponentCriteria?.Any(criterion => Fulfils(variable, number, criterion, now)) != false;
    }

    bool IsReportingEnough => (state.Outbox ?? []).Count(entry => entry is ReportEntry) >= MostReports;

    // What a name means: all of a component where it names no variable, all of its places where it names none, and all instances.
    bool IsMeant(V2.ComponentType component, V2.VariableType? named, DeviceVariable variable, int number) =>
        Same(component.Name, variable.Component) && component.Instance is null
        && (component.Evse is not { } evse || (EvseOf(variable.Tier, number) is { } place
            && place.Id == evse.Id && (evse.ConnectorId is null || evse.ConnectorId == place.ConnectorId)))
        && (named is null || (Same(named.Name, variable.Name) && (named.Instance is null || Same(named.Instance, variable.Instance ?? ""))));

    // A component that has no such variable is active, available and enabled, and has no problem.
    bool Fulfils(DeviceVariable variable, int number, V2.ComponentCriterionEnumType criterion, DateTimeOffset now)
    {
        foreach (var other in DeviceModel.Of(variable.Component))
        {
            if (other.Tier == variable.Tier && other.Name == criterion.ToString() && Has(other))
            {
                return other.Read(this, number, now) == "true";
            }
        }

        return criterion != V2.ComponentCriterionEnumType.Problem;
    }

    // Whether one can charge, and what is wrong.
    bool IsOfSummary(DeviceVariable variable, int number) =>
        variable.Name == "AvailabilityState" || (variable.Name == "Problem" && HasProblem(variable.Component, variable.Tier, number));

    V2.NotifyReportRequest MessageOf(VariablesReport report, DateTimeOffset now)
    {
        var part = report.Part(DeviceVariables().Select(entry => report.Includes(entry.Variable, entry.Number) ? ReportOf(entry.Variable, entry.Number, now) : null));
        return new()
        {
            RequestId = report.RequestId,
            GeneratedAt = now,
            SeqNo = report.SeqNo,
            ReportData = part.Count > 0 ? part : null,
            Tbc = report.Next is not null,
        };
    }

    V2.ReportDataType ReportOf(DeviceVariable variable, int number, DateTimeOffset now)
    {
        var value = variable.Mutability == V2.MutabilityEnumType.WriteOnly ? null : variable.Read(this, number, now);
        return new()
        {
            Component = ComponentOf(variable, number),
            Variable = VariableOf(variable),
            VariableAttribute =
            [
                new()
                {
                    Type = V2.AttributeEnumType.Actual,
                    Value = value,
                    Mutability = variable.Mutability,
                    Persistent = variable.IsPersistent,
                    Constant = variable.IsConstant,
                },
            ],
            VariableCharacteristics = variable.CharacteristicsOf(this),
        };
    }
}
