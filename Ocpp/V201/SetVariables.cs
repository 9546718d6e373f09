using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;
using static OcppLab.Ocpp.V201.Classes;

namespace OcppLab.Ocpp.V201;

/// <summary>SetVariablesRequest.</summary>
/// <param name="SetVariableData">The variables and their new values, at least one.</param>
public sealed record SetVariablesRequest(IReadOnlyList<SetVariableDataType> SetVariableData)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<SetVariablesRequest> Message { get; } = new(
        OcppVersion.V201,
        Class(Required("setVariableData", Array(
            Class(
                Optional("attributeType", AttributeType),
                Required("attributeValue", Text(1000)),
                Required("component", Component),
                Required("variable", Variable)),
            minItems: 1))),
        V201Json.Default.SetVariablesRequest);
}

/// <summary>SetVariableDataType.</summary>
/// <param name="AttributeValue">The new value, at most 1000 characters.</param>
/// <param name="Component">The variable's component.</param>
/// <param name="Variable">The variable.</param>
/// <param name="AttributeType">The attribute: Actual (if left out), Target, MinSet or MaxSet.</param>
public sealed record SetVariableDataType(
    string AttributeValue, ComponentType Component, VariableType Variable, string? AttributeType = null);

/// <summary>SetVariablesResponse.</summary>
/// <param name="SetVariableResult">One result a variable, in the order asked.</param>
public sealed record SetVariablesResponse(IReadOnlyList<SetVariableResultType> SetVariableResult)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<SetVariablesResponse> Message { get; } = new(
        OcppVersion.V201,
        Class(Required("setVariableResult", Array(
            Class(
                Optional("attributeType", AttributeType),
                Required("attributeStatus", OneOf(
                    "Accepted", "Rejected", "UnknownComponent", "UnknownVariable", "NotSupportedAttributeType", "RebootRequired")),
                Optional("attributeStatusInfo", Classes.StatusInfo),
                Required("component", Component),
                Required("variable", Variable)),
            minItems: 1))),
        V201Json.Default.SetVariablesResponse);
}

/// <summary>SetVariableResultType.</summary>
/// <param name="AttributeStatus">Accepted, Rejected, UnknownComponent, UnknownVariable, NotSupportedAttributeType or RebootRequired.</param>
/// <param name="Component">The variable's component.</param>
/// <param name="Variable">The variable.</param>
/// <param name="AttributeType">The attribute: Actual (if left out), Target, MinSet or MaxSet.</param>
/// <param name="AttributeStatusInfo">Why the status is what it is.</param>
public sealed record SetVariableResultType(
    CallStatus AttributeStatus,
    ComponentType Component,
    VariableType Variable,
    string? AttributeType = null,
    StatusInfoType? AttributeStatusInfo = null);

static class SetVariables
{
    public static CsmsOperation Operation { get; } =
        new CsmsOperation<SetVariablesRequest, SetVariablesCall, VariablesResult, SetVariablesResponse>(
            "SetVariables",
            SetVariablesRequest.Message,
            static request => new(
                [.. request.SetVariableData.Select(data => (data.Variable.In(data.Component, data.AttributeType), data.AttributeValue))]),
            SetVariablesResponse.Message,
            static (_, result) => new([.. result.Outcomes.Select(static outcome => new SetVariableResultType(
                outcome.Status,
                ComponentType.Of(outcome.Variable),
                VariableType.Of(outcome.Variable),
                outcome.Variable.Attribute))]));
}
