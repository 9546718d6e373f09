using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>Reads an answer's payload that fits its schema.</summary>
delegate CsmsReply ReplyReader(ReadOnlySpan<byte> payload);

/// <summary>Answers without content.</summary>
static class EmptyReplies
{
    /// <summary>The answer to a message of a transaction that says nothing of the id token.</summary>
    public static TransactionReply OfTransaction { get; } = new(null, null, null, null);
}

/// <summary>A request that chargers make, in one version.</summary>
abstract class ChargerOperation(string action, Schema reply, ReplyReader read)
{
    public string Action => action;

    public abstract void Write(ChargerMessage message, Utf8JsonWriter payload);

    public CsmsReply ReadReply(OcppVersion version, ReadOnlySpan<byte> payload) =>
        reply.Check(payload) is { } violation
            ? new CallFailed(violation.Code(version), $"The answer to {action} does not fit the specification: {violation.Description}")
            : read(payload);
}

/// <inheritdoc/>
/// <param name="action">The action.</param>
/// <param name="write">Writes the request's payload.</param>
/// <param name="reply">What the answer must look like.</param>
/// <param name="read">Reads the answer.</param>
sealed class ChargerOperation<TMessage>(string action, Action<TMessage, Utf8JsonWriter> write, Schema reply, ReplyReader read)
    : ChargerOperation(action, reply, read)
    where TMessage : ChargerMessage
{
    public override void Write(ChargerMessage message, Utf8JsonWriter payload) => write((TMessage)message, payload);
}

/// <summary>A request that the CSMS makes, in one version.</summary>
abstract class CsmsOperation(string action, Type callType)
{
    public string Action => action;

    /// <summary>The neutral record of its request.</summary>
    public Type CallType => callType;

    public abstract CsmsCall Read(ReadOnlySpan<byte> payload);

    public abstract void WriteResult(CsmsCall call, CallResult result, Utf8JsonWriter payload);
}

/// <inheritdoc/>
/// <param name="action">The action.</param>
/// <param name="request">The request's message.</param>
/// <param name="read">Makes the neutral record of it.</param>
/// <param name="response">The answer's message.</param>
/// <param name="answer">Makes it of the neutral result.</param>
sealed class CsmsOperation<TRequest, TCall, TResult, TResponse>(
    string action,
    MessageType<TRequest> request,
    Func<TRequest, TCall> read,
    MessageType<TResponse> response,
    Func<TCall, TResult, TResponse> answer)
    : CsmsOperation(action, typeof(TCall))
    where TCall : CsmsCall
    where TResult : CallResult
{
    public override CsmsCall Read(ReadOnlySpan<byte> payload) => read(request.Read(payload));

    public override void WriteResult(CsmsCall call, CallResult result, Utf8JsonWriter payload) =>
        response.Write(answer((TCall)call, (TResult)result), payload);
}
