namespace OcppLab.Simulation;

// GetVariables and SetVariables (2.0.1 use cases B06, B05).
public sealed partial class Charger
{
    internal V2.GetVariablesResponse Answer(V2.GetVariablesRequest request) => new()
    {
        GetVariableResult = [.. request.GetVariableData.Select(data =>
        {
            var status = Find(data.Component, data.Variable, data.AttributeType, out var setting);
            if (setting is { IsSecret: true })
            {
                (status, setting) = (V2.GetVariableStatusEnumType.Rejected, null);
            }

            return new V2.GetVariableResultType
            {
                AttributeStatus = status,
                Component = data.Component,
                Variable = data.Variable,
                AttributeType = data.AttributeType ?? V2.AttributeEnumType.Actual,
                AttributeValue = setting is null ? null : Value(setting),
            };
        })],
    };

    internal V2.SetVariablesResponse Answer(V2.SetVariablesRequest request, DateTimeOffset now) => new()
    {
        SetVariableResult = [.. request.SetVariableData.Select(data =>
        {
            var status = SameName<V2.GetVariableStatusEnumType, V2.SetVariableStatusEnumType>.Of(
                Find(data.Component, data.Variable, data.AttributeType, out var setting));
            if (setting is not null)
            {
                status = Change(setting, data.AttributeValue, now) ? V2.SetVariableStatusEnumType.Accepted : V2.SetVariableStatusEnumType.Rejected;
            }

            return new V2.SetVariableResultType
            {
                AttributeStatus = status,
                Component = data.Component,
                Variable = data.Variable,
                AttributeType = data.AttributeType ?? V2.AttributeEnumType.Actual,
            };
        })],
    };

    // Accepted with the setting, or why there is none.
    static V2.GetVariableStatusEnumType Find(
        V2.ComponentType component, V2.VariableType variable, V2.AttributeEnumType? attribute, out Setting? setting)
    {
        setting = null;
        var found = Settings.Named(OcppVersion.V201, $"{component.Name}.{variable.Name}");
        if (!Settings.HasComponent(component.Name) || component.Instance is not null || component.Evse is not null)
        {
            return V2.GetVariableStatusEnumType.UnknownComponent;
        }

        if (found is null || (variable.Instance is { } instance && !Same(instance, found.Instance ?? "")))
        {
            return V2.GetVariableStatusEnumType.UnknownVariable;
        }

        if (attribute is not (null or V2.AttributeEnumType.Actual))
        {
            return V2.GetVariableStatusEnumType.NotSupportedAttributeType;
        }

        setting = found;
        return V2.GetVariableStatusEnumType.Accepted;
    }
}
