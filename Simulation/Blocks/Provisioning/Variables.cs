namespace OcppLab.Simulation;

// GetVariables and SetVariables (2.0.1 use cases B06, B05).
public sealed partial class Charger
{
    internal OcppResponse Answer(V2.GetVariablesRequest request, DateTimeOffset now) => TooMany(request.GetVariableData.Count) ?? new V2.GetVariablesResponse
    {
        GetVariableResult = [.. request.GetVariableData.Select(data =>
        {
            var status = Find(data.Component, data.Variable, data.AttributeType, out var variable, out var number);
            if (variable?.Mutability == V2.MutabilityEnumType.WriteOnly)
            {
                status = V2.GetVariableStatusEnumType.Rejected;
            }

            return new V2.GetVariableResultType
            {
                AttributeStatus = status,
                AttributeStatusInfo = status == V2.GetVariableStatusEnumType.Rejected ? new() { ReasonCode = "WriteOnly" } : null,
                Component = data.Component,
                Variable = data.Variable,
                AttributeType = data.AttributeType ?? V2.AttributeEnumType.Actual,
                AttributeValue = status == V2.GetVariableStatusEnumType.Accepted ? variable!.Read(this, number, now) ?? "" : null,
            };
        })],
    };

    internal OcppResponse Answer(V2.SetVariablesRequest request, DateTimeOffset now) => TooMany(request.SetVariableData.Count) ?? new V2.SetVariablesResponse
    {
        SetVariableResult = [.. request.SetVariableData.Select(data =>
        {
            var status = SameName<V2.GetVariableStatusEnumType, V2.SetVariableStatusEnumType>.Of(
                Find(data.Component, data.Variable, data.AttributeType, out var variable, out _));
            V2.StatusInfoType? info = null;
            if (variable is not null)
            {
                (status, info) = SetVariable(variable, data.AttributeValue, now);
            }

            return new V2.SetVariableResultType
            {
                AttributeStatus = status,
                AttributeStatusInfo = info,
                Component = data.Component,
                Variable = data.Variable,
                AttributeType = data.AttributeType ?? V2.AttributeEnumType.Actual,
            };
        })],
    };

    (V2.SetVariableStatusEnumType Status, V2.StatusInfoType? Info) SetVariable(DeviceVariable variable, string value, DateTimeOffset now)
    {
        if (variable.Setting is not { } setting || setting.IsReadOnly(Version))
        {
            return (V2.SetVariableStatusEnumType.Rejected, new() { ReasonCode = "ReadOnly" });
        }

        var before = Value(setting);
        if (Change(setting, value, now))
        {
            return (setting.NeedsReboot && Value(setting) != before
                ? V2.SetVariableStatusEnumType.RebootRequired
                : V2.SetVariableStatusEnumType.Accepted, null);
        }

        return (V2.SetVariableStatusEnumType.Rejected, new() { ReasonCode = "InvalidValue", AdditionalInfo = $"It takes {setting.Takes}." });
    }

    // A request of more elements than ItemsPerMessage says is none (use cases B05, B06, B08, N04, N06).
    static OcppResponse? TooMany(int elements) => elements <= DeviceModel.ItemsPerRequest
        ? null
        : new CallRefused("OccurrenceConstraintViolation", $"{elements} elements; ItemsPerMessage is {DeviceModel.ItemsPerRequest}.");

    // Accepted with the variable and its place, or why there is none.
    V2.GetVariableStatusEnumType Find(
        V2.ComponentType component, V2.VariableType named, V2.AttributeEnumType? attribute, out DeviceVariable? variable, out int number)
    {
        (variable, number) = (null, 0);
        if (component.Instance is not null || PlaceOf(component.Evse) is not { } place
            || DeviceModel.Of(component.Name).Where(known => known.Tier == place.Tier && Has(known)).ToList() is not { Count: > 0 } variables)
        {
            return V2.GetVariableStatusEnumType.UnknownComponent;
        }

        // One that has a single instance is known without its name too.
        variables.RemoveAll(known => !Same(known.Name, named.Name) || (named.Instance is { } instance && !Same(instance, known.Instance ?? "")));
        if ((variables.Find(known => known.Instance is null) ?? (variables.Count == 1 ? variables[0] : null)) is not { } found)
        {
            return V2.GetVariableStatusEnumType.UnknownVariable;
        }

        if (attribute is not (null or V2.AttributeEnumType.Actual))
        {
            return V2.GetVariableStatusEnumType.NotSupportedAttributeType;
        }

        (variable, number) = (found, place.Number);
        return V2.GetVariableStatusEnumType.Accepted;
    }
}
