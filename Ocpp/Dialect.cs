using System.Collections.Frozen;
using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>What the dialects have in common: a table of operations each way.</summary>
abstract class Dialect : IDialect
{
    readonly FrozenSet<string> actions;
    readonly FrozenDictionary<string, CsmsOperation> byAction;
    readonly FrozenDictionary<Type, CsmsOperation> byCall;

    /// <param name="actions">Every action of the version.</param>
    /// <param name="csmsOperations">The requests of the CSMS's that are understood.</param>
    protected Dialect(IEnumerable<string> actions, IReadOnlyList<CsmsOperation> csmsOperations)
    {
        this.actions = actions.ToFrozenSet();
        byAction = csmsOperations.ToFrozenDictionary(operation => operation.Action);
        byCall = csmsOperations.ToFrozenDictionary(operation => operation.CallType);
    }

    public abstract OcppVersion Version { get; }

    public abstract string Subprotocol { get; }

    public bool HasAction(string action) => actions.Contains(action);

    public string ActionOf(ChargerMessage message) => message is RawMessage raw ? ActionNames.Spelled(raw.Action) : OperationOf(message).Action;

    public void WriteRequest(ChargerMessage message, Utf8JsonWriter payload)
    {
        if (message is RawMessage raw)
        {
            payload.WriteRawValue(raw.PayloadJson);
        }
        else
        {
            OperationOf(message).Write(message, payload);
        }
    }

    public CsmsReply ReadReply(ChargerMessage request, ReadOnlySpan<byte> payload) =>
        request is RawMessage ? Acknowledged.Instance : OperationOf(request).ReadReply(Version, payload);

    public CsmsCall ReadCall(string action, ReadOnlySpan<byte> payload) =>
        byAction.TryGetValue(action, out var operation) ? operation.Read(payload)
        : actions.Contains(action) ? throw new OcppException(ErrorCodes.NotSupported, $"{action} is not supported by this charger.")
        : throw new OcppException(ErrorCodes.NotImplemented, $"{Token.Cut(action)} is not an action of {Subprotocol}.");

    public void WriteResult(CsmsCall call, CallResult result, Utf8JsonWriter payload) =>
        byCall[call.GetType()].WriteResult(call, result, payload);

    /// <summary>The operation that carries a message other than <see cref="RawMessage"/>.</summary>
    protected abstract ChargerOperation OperationOf(ChargerMessage message);
}
