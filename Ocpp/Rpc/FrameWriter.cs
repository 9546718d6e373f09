using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>Writes OCPP-J frames. Allocates nothing itself: each thread keeps one JSON writer.</summary>
public static class FrameWriter
{
    [ThreadStatic]
    static Utf8JsonWriter? pooled;

    /// <summary>Writes a charger's request.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="messageId">Its id.</param>
    /// <param name="request">The request.</param>
    /// <param name="kind">Call, or Send for one without an answer.</param>
    public static void WriteCall(IBufferWriter<byte> output, string messageId, OcppRequest request, FrameKind kind = FrameKind.Call) =>
        WriteCall(output, messageId, request.ActionName, request, static (request, payload) => request.Write(payload), kind);

    /// <summary>Writes a request whose payload <paramref name="write"/> writes: one JSON object.</summary>
    public static void WriteCall<T>(
        IBufferWriter<byte> output, string messageId, string action, T value, Action<T, Utf8JsonWriter> write, FrameKind kind = FrameKind.Call)
    {
        var writer = Begin(output, kind, messageId);
        writer.WriteStringValue(action);
        write(value, writer);
        End(writer);
    }

    /// <summary>Writes a charger's answer: a CallResult, or a CallError for <see cref="CallRefused"/>.</summary>
    public static void WriteResult(IBufferWriter<byte> output, string messageId, OcppResponse response)
    {
        if (response is CallRefused refusal)
        {
            WriteError(output, new(messageId, refusal.Code, refusal.Description));
        }
        else
        {
            WriteResult(output, messageId, response, static (response, payload) => response.Write(payload));
        }
    }

    /// <summary>Writes an answer whose payload <paramref name="write"/> writes: one JSON object.</summary>
    public static void WriteResult<T>(IBufferWriter<byte> output, string messageId, T value, Action<T, Utf8JsonWriter> write)
    {
        var writer = Begin(output, FrameKind.CallResult, messageId);
        write(value, writer);
        End(writer);
    }

    /// <summary>Writes a refusal.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="error">What it says.</param>
    /// <param name="kind">CallError, or CallResultError for that of an answer.</param>
    public static void WriteError(IBufferWriter<byte> output, CallError error, FrameKind kind = FrameKind.CallError)
    {
        var writer = Begin(output, kind, error.MessageId);
        writer.WriteStringValue(error.Code);
        writer.WriteStringValue(Token.Cut(error.Description, Violation.MaxDescriptionLength));
        writer.WriteStartObject();
        writer.WriteEndObject();
        End(writer);
    }

    static Utf8JsonWriter Begin(IBufferWriter<byte> output, FrameKind kind, string messageId)
    {
        var writer = pooled;
        if (writer is null)
        {
            writer = new(output, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        }
        else
        {
            // Taken out while in use, so that a payload's writer that throws leaves no half-written state behind.
            pooled = null;
            writer.Reset(output);
        }

        writer.WriteStartArray();
        writer.WriteNumberValue((int)kind);
        writer.WriteStringValue(messageId);
        return writer;
    }

    static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.Flush();
        writer.Reset(Nowhere.Instance);
        pooled = writer;
    }

    /// <summary>Keeps a pooled writer from holding on to the last caller's buffer.</summary>
    sealed class Nowhere : IBufferWriter<byte>
    {
        public static Nowhere Instance { get; } = new();

        public void Advance(int count) => throw new InvalidOperationException();

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new InvalidOperationException();

        public Span<byte> GetSpan(int sizeHint = 0) => throw new InvalidOperationException();
    }
}
