namespace OcppLab.Simulation;

/// <summary>A request of the CSMS's, independent of the OCPP version. Adding an operation: a record here, its messages in the
/// dialects, one case in <see cref="Charger"/>.</summary>
public abstract record CsmsCall;

/// <summary>RemoteStartTransaction, RequestStartTransaction.</summary>
/// <param name="ConnectorId">The connector (1.6) or EVSE (2.0.1); null leaves the choice to the charger.</param>
/// <param name="IdToken">The token to charge with.</param>
/// <param name="RemoteStartId">The request's id (2.0.1), or null.</param>
public sealed record RemoteStart(int? ConnectorId, IdToken IdToken, int? RemoteStartId) : CsmsCall;

/// <summary>RemoteStopTransaction, RequestStopTransaction.</summary>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record RemoteStop(string TransactionId) : CsmsCall;

/// <summary>Reset.</summary>
/// <param name="Hard">1.6 Hard; 2.0.1 Immediate.</param>
/// <param name="EvseId">One EVSE only (2.0.1), or null.</param>
public sealed record RemoteReset(bool Hard, int? EvseId) : CsmsCall;

/// <summary>What TriggerMessage can ask for.</summary>
public enum TriggerKind
{
    /// <summary>BootNotification.</summary>
    BootNotification,
    /// <summary>Heartbeat.</summary>
    Heartbeat,
    /// <summary>StatusNotification.</summary>
    StatusNotification,
    /// <summary>MeterValues.</summary>
    MeterValues,
    /// <summary>TransactionEvent (2.0.1).</summary>
    TransactionEvent,
    /// <summary>Something this charger does not do.</summary>
    Other,
}

/// <summary>TriggerMessage.</summary>
/// <param name="Kind">The message asked for.</param>
/// <param name="ConnectorId">For which connector or EVSE; null for all.</param>
public sealed record TriggerCall(TriggerKind Kind, int? ConnectorId) : CsmsCall;

/// <summary>GetConfiguration (1.6).</summary>
/// <param name="Keys">The keys asked for; empty for all.</param>
public sealed record GetConfigurationCall(IReadOnlyList<string> Keys) : CsmsCall;

/// <summary>ChangeConfiguration (1.6).</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The new value.</param>
public sealed record ChangeConfigurationCall(string Key, string Value) : CsmsCall;

/// <summary>A device-model variable (2.0.1).</summary>
/// <param name="Component">The component's name.</param>
/// <param name="ComponentInstance">Its instance, or null.</param>
/// <param name="EvseId">The EVSE it belongs to, or null.</param>
/// <param name="Variable">The variable's name.</param>
/// <param name="VariableInstance">Its instance, or null.</param>
/// <param name="Attribute">The attribute: Actual, Target, MinSet or MaxSet.</param>
/// <param name="ConnectorId">The connector of that EVSE it belongs to, or null.</param>
public sealed record VariableRef(
    string Component,
    string? ComponentInstance,
    int? EvseId,
    string Variable,
    string? VariableInstance,
    string Attribute,
    int? ConnectorId = null);

/// <summary>GetVariables (2.0.1).</summary>
/// <param name="Variables">The variables asked for, at least one.</param>
public sealed record GetVariablesCall(IReadOnlyList<VariableRef> Variables) : CsmsCall;

/// <summary>SetVariables (2.0.1).</summary>
/// <param name="Values">The variables and their new values, at least one.</param>
public sealed record SetVariablesCall(IReadOnlyList<(VariableRef Variable, string Value)> Values) : CsmsCall;

/// <summary>ChangeAvailability.</summary>
/// <param name="ConnectorId">The connector (1.6) or EVSE (2.0.1); 0 for the whole charger.</param>
/// <param name="Operative">Whether it is to work.</param>
public sealed record ChangeAvailabilityCall(int ConnectorId, bool Operative) : CsmsCall;

/// <summary>UnlockConnector.</summary>
/// <param name="ConnectorId">The connector (1.6) or EVSE (2.0.1).</param>
public sealed record UnlockCall(int ConnectorId) : CsmsCall;

/// <summary>The charger's answer to a <see cref="CsmsCall"/>.</summary>
public abstract record CallResult;

/// <summary>The statuses an answer can have, named as in the specification; each call's dialect allows the ones its schema has.</summary>
public enum CallStatus
{
    /// <summary>Will be or has been done.</summary>
    Accepted,
    /// <summary>Refused.</summary>
    Rejected,
    /// <summary>Will be done when the running transaction is over.</summary>
    Scheduled,
    /// <summary>Done, takes effect after a reboot.</summary>
    RebootRequired,
    /// <summary>The key or function is not supported.</summary>
    NotSupported,
    /// <summary>The function is not implemented.</summary>
    NotImplemented,
    /// <summary>The cable was released.</summary>
    Unlocked,
    /// <summary>The cable could not be released.</summary>
    UnlockFailed,
    /// <summary>2.0.1: a transaction runs.</summary>
    OngoingAuthorizedTransaction,
    /// <summary>2.0.1: no such connector.</summary>
    UnknownConnector,
    /// <summary>2.0.1: no such component.</summary>
    UnknownComponent,
    /// <summary>2.0.1: no such variable.</summary>
    UnknownVariable,
    /// <summary>2.0.1: the variable has no such attribute.</summary>
    NotSupportedAttributeType,
}

/// <summary>An answer that is a status.</summary>
/// <param name="Status">The status.</param>
/// <param name="TransactionId">RequestStartTransaction: the transaction already running at the EVSE, or null.</param>
public sealed record StatusResult(CallStatus Status, string? TransactionId = null) : CallResult;

/// <summary>The request is refused with a CALLERROR.</summary>
/// <param name="Code">The error code, as in OCPP-J.</param>
/// <param name="Description">The description.</param>
public sealed record CallRefused(string Code, string Description) : CallResult;

/// <summary>A configuration key's value (1.6).</summary>
/// <param name="Key">The key.</param>
/// <param name="ReadOnly">Whether ChangeConfiguration is refused.</param>
/// <param name="Value">The value in text form.</param>
public sealed record ConfigurationEntry(string Key, bool ReadOnly, string Value);

/// <summary>The answer to GetConfiguration.</summary>
/// <param name="Known">The keys known.</param>
/// <param name="Unknown">The names asked for that are not keys.</param>
public sealed record ConfigurationResult(IReadOnlyList<ConfigurationEntry> Known, IReadOnlyList<string> Unknown) : CallResult;

/// <summary>What became of one variable of GetVariables or SetVariables.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Status">Accepted, Rejected, RebootRequired, UnknownComponent, UnknownVariable or NotSupportedAttributeType.</param>
/// <param name="Value">GetVariables: its value; null unless accepted.</param>
public sealed record VariableOutcome(VariableRef Variable, CallStatus Status, string? Value);

/// <summary>The answer to GetVariables and SetVariables.</summary>
/// <param name="Outcomes">One a variable, in the order asked.</param>
public sealed record VariablesResult(IReadOnlyList<VariableOutcome> Outcomes) : CallResult;
