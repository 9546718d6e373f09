using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>A request that is to be answered with a CALLERROR (OCPP-J section 4.2.3).</summary>
/// <param name="code">The error code, one of <see cref="ErrorCodes"/>.</param>
/// <param name="description">A sentence that names the field and the value, at most 255 characters.</param>
/// <param name="rule">What the request goes against in the specification, without the value; null where it is only the charger that can't.</param>
public sealed class OcppException(string code, string description, string? rule = null) : Exception(description)
{
    /// <summary>The error code.</summary>
    public string Code { get; } = code;

    /// <summary>What the request goes against in the specification, a sentence that is the same for every such request; null for nothing.</summary>
    public string? Rule { get; } = rule;
}

/// <summary>The CALLERROR codes, spelled as each version of OCPP-J spells them.</summary>
public static class ErrorCodes
{
    /// <summary>The action is not known.</summary>
    public const string NotImplemented = "NotImplemented";
    /// <summary>The action is known and not supported.</summary>
    public const string NotSupported = "NotSupported";
    /// <summary>The receiver failed inside.</summary>
    public const string InternalError = "InternalError";
    /// <summary>The payload is incomplete for the protocol.</summary>
    public const string ProtocolError = "ProtocolError";
    /// <summary>The payload is well-formed and violates a constraint on a value.</summary>
    public const string PropertyConstraintViolation = "PropertyConstraintViolation";
    /// <summary>A required field is missing or there is one too many, in the spelling of 1.6.</summary>
    public const string OccurenceConstraintViolation = "OccurenceConstraintViolation";
    /// <summary>The same in the spelling of 2.0.1.</summary>
    public const string OccurrenceConstraintViolation = "OccurrenceConstraintViolation";
    /// <summary>A field has the wrong type.</summary>
    public const string TypeConstraintViolation = "TypeConstraintViolation";
    /// <summary>The payload is not well-formed (1.6).</summary>
    public const string FormationViolation = "FormationViolation";
    /// <summary>The payload is not well-formed (2.0.1).</summary>
    public const string FormatViolation = "FormatViolation";
    /// <summary>The message's frame is not OCPP-J (2.0.1).</summary>
    public const string RpcFrameworkError = "RpcFrameworkError";
    /// <summary>The message type number is not known (2.0.1).</summary>
    public const string MessageTypeNotSupported = "MessageTypeNotSupported";
    /// <summary>Refused for a reason of security.</summary>
    public const string SecurityError = "SecurityError";
    /// <summary>Any other error.</summary>
    public const string GenericError = "GenericError";

    /// <summary>The code of a payload that does not fit its schema, in a version's spelling.</summary>
    public static string Of(ViolationKind kind, OcppVersion version) => kind switch
    {
        ViolationKind.Occurrence => version == OcppVersion.V16 ? OccurenceConstraintViolation : OccurrenceConstraintViolation,
        ViolationKind.Type => TypeConstraintViolation,
        ViolationKind.Property => PropertyConstraintViolation,
        _ => version == OcppVersion.V16 ? FormationViolation : FormatViolation,
    };
}
