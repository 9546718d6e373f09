using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;
using static OcppLab.Ocpp.V201.Classes;

namespace OcppLab.Ocpp.V201;

/// <summary>GetVariablesRequest.</summary>
/// <param name="GetVariableData">The variables asked for, at least one.</param>
public sealed record GetVariablesRequest(IReadOnlyList<GetVariableDataType> GetVariableData)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<GetVariablesRequest> Message { get; } = new(
        OcppVersion.V201,
        Class(Required("getVariableData", Array(
            Class(
                Optional("attributeType", AttributeType),
                Required("component", Component),
                Required("variable", Variable)),
            minItems: 1))),
        V201Json.Default.GetVariablesRequest);
}

/// <summary>GetVariableDataType.</summary>
/// <param name="Component">The variable's component.</param>
/// <param name="Variable">The variable.</param>
/// <param name="AttributeType">The attribute: Actual (if left out), Target, MinSet or MaxSet.</param>
public sealed record GetVariableDataType(ComponentType Component, VariableType Variable, string? AttributeType = null);

/// <summary>GetVariablesResponse.</summary>
/// <param name="GetVariableResult">One result a variable, in the order asked.</param>
public sealed record GetVariablesResponse(IReadOnlyList<GetVariableResultType> GetVariableResult)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<GetVariablesResponse> Message { get; } = new(
        OcppVersion.V201,
        Class(Required("getVariableResult", Array(
            Class(
                Required("attributeStatus", OneOf(
                    "Accepted", "Rejected", "UnknownComponent", "UnknownVariable", "NotSupportedAttributeType")),
                Optional("attributeStatusInfo", Classes.StatusInfo),
                Optional("attributeType", AttributeType),
                Optional("attributeValue", Text(2500)),
                Required("component", Component),
                Required("variable", Variable)),
            minItems: 1))),
        V201Json.Default.GetVariablesResponse);
}

/// <summary>GetVariableResultType.</summary>
/// <param name="AttributeStatus">Accepted, Rejected, UnknownComponent, UnknownVariable or NotSupportedAttributeType.</param>
/// <param name="Component">The variable's component.</param>
/// <param name="Variable">The variable.</param>
/// <param name="AttributeType">The attribute: Actual (if left out), Target, MinSet or MaxSet.</param>
/// <param name="AttributeValue">Its value if accepted, at most 2500 characters.</param>
/// <param name="AttributeStatusInfo">Why the status is what it is.</param>
public sealed record GetVariableResultType(
    CallStatus AttributeStatus,
    ComponentType Component,
    VariableType Variable,
    string? AttributeType = null,
    string? AttributeValue = null,
    StatusInfoType? AttributeStatusInfo = null);

static class GetVariables
{
    public static CsmsOperation Operation { get; } =
        new CsmsOperation<GetVariablesRequest, GetVariablesCall, VariablesResult, GetVariablesResponse>(
            "GetVariables",
            GetVariablesRequest.Message,
            static request => new([.. request.GetVariableData.Select(data => data.Variable.In(data.Component, data.AttributeType))]),
            GetVariablesResponse.Message,
            static (_, result) => new([.. result.Outcomes.Select(static outcome => new GetVariableResultType(
                outcome.Status,
                ComponentType.Of(outcome.Variable),
                VariableType.Of(outcome.Variable),
                outcome.Variable.Attribute,
                outcome.Value))]));
}
