using System.Buffers;
using System.Text;
using System.Text.Json;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

/// <summary>Short ways between messages and their text.</summary>
static class Wire
{
    public static readonly DateTimeOffset At = new(2026, 1, 31, 12, 30, 15, 250, TimeSpan.FromHours(1));

    public static Frame Parse(ReadOnlyMemory<byte> bytes) =>
        Frame.TryParse(bytes, out var frame, out var fault) ? frame : throw new FormatException(fault.Description);

    public static FrameFault Fault(string text)
    {
        Assert.False(Frame.TryParse(Encoding.UTF8.GetBytes(text), out _, out var fault));
        return fault;
    }

    /// <summary>The request as it goes out, taken from its frame.</summary>
    public static string Request(OcppVersion version, ChargerMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.WriteCall(output, "1", Dialects.For(version), message);
        return Encoding.UTF8.GetString(Parse(output.WrittenMemory).Payload.Span);
    }

    public static CsmsReply Reply(OcppVersion version, ChargerMessage request, string payload) =>
        Dialects.For(version).ReadReply(request, Encoding.UTF8.GetBytes(payload));

    public static CsmsCall Call(OcppVersion version, string action, string payload) =>
        Dialects.For(version).ReadCall(action, Encoding.UTF8.GetBytes(payload));

    public static (string Code, string Description) Refusal(OcppVersion version, string action, string payload)
    {
        var refusal = Assert.Throws<OcppException>(() => Call(version, action, payload));
        return (refusal.Code, refusal.Message);
    }

    public static string Result(OcppVersion version, CsmsCall call, CallResult result)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.WriteResult(output, "1", Dialects.For(version), call, result);
        return Encoding.UTF8.GetString(Parse(output.WrittenMemory).Payload.Span);
    }

    /// <summary>The same JSON, whatever the white space.</summary>
    public static void AssertJson(string expected, string actual)
    {
        using var json = JsonDocument.Parse(expected);
        Assert.Equal(JsonSerializer.Serialize(json.RootElement, Relaxed), actual);
    }

    public static T Read<T>(MessageType<T> message, string payload) => message.Read(Encoding.UTF8.GetBytes(payload));

    static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
