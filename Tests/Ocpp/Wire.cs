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
    public static string Text(OcppRequest request)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.WriteCall(output, "1", request);
        return Encoding.UTF8.GetString(Parse(output.WrittenMemory).Payload.Span);
    }

    /// <summary>The answer as it goes out, taken from its frame.</summary>
    public static string Text(OcppResponse response)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.WriteResult(output, "1", response);
        return Encoding.UTF8.GetString(Parse(output.WrittenMemory).Payload.Span);
    }

    public static OcppResponse Reply(OcppVersion version, OcppRequest request, string payload) =>
        Payloads.ReadResponse(version, request, Encoding.UTF8.GetBytes(payload));

    public static OcppRequest Call(OcppVersion version, string action, string payload) =>
        Payloads.ReadRequest(version, action, Encoding.UTF8.GetBytes(payload));

    public static (string Code, string Description) Refusal(OcppVersion version, string action, string payload)
    {
        var refusal = Assert.Throws<OcppException>(() => Call(version, action, payload));
        return (refusal.Code, refusal.Message);
    }

    /// <summary>The first thing wrong with a request, of whoever makes it; null for nothing.</summary>
    public static Violation? Check(OcppVersion version, string action, string payload) =>
        version.Messages().Find(action)!.Request.Schema.Check(Encoding.UTF8.GetBytes(payload));

    /// <summary>A request that a charger makes, as its CSMS reads it.</summary>
    public static T Read<T>(OcppVersion version, OcppRequest request)
        where T : OcppRequest
    {
        Assert.Null(Check(version, request.ActionName, Text(request)));
        return Assert.IsType<T>(version.Messages().Find(request.ActionName)!.Request.ReadChecked(Encoding.UTF8.GetBytes(Text(request))));
    }

    /// <summary>The same JSON, whatever the white space.</summary>
    public static void AssertJson(string expected, string actual)
    {
        using var json = JsonDocument.Parse(expected);
        Assert.Equal(JsonSerializer.Serialize(json.RootElement, Relaxed), actual);
    }

    static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
