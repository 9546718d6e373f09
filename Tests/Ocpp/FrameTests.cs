using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

public sealed class FrameTests
{
    static Frame Parse(string text) => Wire.Parse(Encoding.UTF8.GetBytes(text));

    static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    [Fact]
    public void ACallGivesItsIdActionAndPayload()
    {
        var frame = Parse(""" [2, "19223201", "Reset", {"type": "Soft"} ] """);

        Assert.Equal(FrameKind.Call, frame.Kind);
        Assert.Equal("19223201", frame.MessageId);
        Assert.Equal("Reset", frame.Action);
        Assert.Equal("""{"type": "Soft"}""", Text(frame.Payload));
    }

    [Fact]
    public void ACallResultGivesItsIdAndPayload()
    {
        var frame = Parse("""[3,"1",{"currentTime":"2026-01-31T12:00:00Z"}]""");

        Assert.Equal(FrameKind.CallResult, frame.Kind);
        Assert.Equal("1", frame.MessageId);
        Assert.Equal("""{"currentTime":"2026-01-31T12:00:00Z"}""", Text(frame.Payload));
    }

    [Fact]
    public void ACallErrorGivesItsCodeDescriptionAndDetails()
    {
        var frame = Parse("""[4,"1","NotSupported","no such thing",{"a":1}]""");

        Assert.Equal(FrameKind.CallError, frame.Kind);
        Assert.Equal("NotSupported", frame.ErrorCode);
        Assert.Equal("no such thing", frame.ErrorDescription);
        Assert.Equal("""{"a":1}""", Text(frame.Payload));
    }

    [Theory]
    [InlineData("""[5,"1","NotSupported","no such thing",{"a":1}]""", FrameKind.CallResultError, "", "NotSupported")]
    [InlineData("""[6,"1","NotifyPeriodicEventStream",{"a":1}]""", FrameKind.Send, "NotifyPeriodicEventStream", "")]
    public void Two_kinds_came_with_21(string text, FrameKind kind, string action, string code)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.True(Frame.TryParse(bytes, out var frame, out _, version: OcppVersion.V21));
        Assert.Equal((kind, "1", action, code, """{"a":1}"""), (frame.Kind, frame.MessageId, frame.Action, frame.ErrorCode, Text(frame.Payload)));
        foreach (var before in new[] { OcppVersion.V16, OcppVersion.V201 })
        {
            Assert.False(Frame.TryParse(bytes, out _, out var fault, version: before));
            Assert.Equal(FramePart.MessageType, fault.Part);
        }
    }

    [Fact]
    public void KnownActionsAndTheAwaitedIdAreNotAllocatedAnew()
    {
        var awaited = new string('7', 36);

        Assert.Same(Parse("""[2,"1","Reset",{}]""").Action, Parse("""[2,"2","\u0052eset",{}]""").Action);
        Assert.True(Frame.TryParse(Encoding.UTF8.GetBytes($"[3,\"{awaited}\",{{}}]"), out var frame, out _, awaited));
        Assert.Same(awaited, frame.MessageId);
    }

    [Theory]
    [InlineData("", FramePart.Envelope, "The frame is not JSON at line 1, byte 1.")]
    [InlineData("hello", FramePart.Envelope, "The frame is not JSON at line 1, byte 1.")]
    [InlineData("{}", FramePart.Envelope, "The frame is an object; it must be an array.")]
    [InlineData("\"2\"", FramePart.Envelope, "The frame is \"2\"; it must be an array.")]
    [InlineData("[]", FramePart.ElementCount, "The frame is an empty array.")]
    [InlineData("""["2","1","Reset",{}]""", FramePart.MessageType, "The message type is \"2\"; it must be 2, 3 or 4.")]
    [InlineData("""[2.5,"1","Reset",{}]""", FramePart.MessageType, "The message type is 2.5; it must be 2, 3 or 4.")]
    [InlineData("""[7,"1","Reset",{}]""", FramePart.MessageType, "The message type is 7; it must be 2, 3 or 4.")]
    [InlineData("[2]", FramePart.MessageId, "The message id is missing.")]
    [InlineData("""[2,1,"Reset",{}]""", FramePart.MessageId, "The message id is 1; it must be a string.")]
    [InlineData("""[2,null,"Reset",{}]""", FramePart.MessageId, "The message id is null; it must be a string.")]
    [InlineData("""[2,"","Reset",{}]""", FramePart.MessageId, "The message id is empty.")]
    [InlineData("""[2,"1234567890123456789012345678901234567","Reset",{}]""", FramePart.MessageId, "The message id has 37 characters; it may have 36.")]
    [InlineData("""[2,"1"]""", FramePart.ElementCount, "The frame has no action.")]
    [InlineData("""[2,"1",{},{}]""", FramePart.Action, "The action is an object; it must be a string.")]
    [InlineData("""[2,"1","Reset"]""", FramePart.ElementCount, "The frame has no payload.")]
    [InlineData("""[2,"1","Reset",[]]""", FramePart.Payload, "The payload is an array; it must be an object.")]
    [InlineData("""[2,"1","Reset",null]""", FramePart.Payload, "The payload is null; it must be an object.")]
    [InlineData("""[2,"1","Reset",{"type":]""", FramePart.Payload, "The frame is not JSON at line 1, byte 24.")]
    [InlineData("""[2,"1","Reset",{},{}]""", FramePart.ElementCount, "The frame has elements after the payload.")]
    [InlineData("""[2,"1","Reset",{}]]""", FramePart.Envelope, "The frame is not JSON at line 1, byte 19.")]
    [InlineData("""[2,"1","Reset",{}] x""", FramePart.Envelope, "The frame is not JSON at line 1, byte 20.")]
    [InlineData("""[2,"1","\ud800",{}]""", FramePart.Envelope, "The frame has a string that is not Unicode text.")]
    [InlineData("""[3,"1"]""", FramePart.ElementCount, "The frame has no payload.")]
    [InlineData("""[3,"1","Reset",{}]""", FramePart.Payload, "The payload is \"Reset\"; it must be an object.")]
    [InlineData("""[4,"1","GenericError","",[]]""", FramePart.Payload, "The payload is an array; it must be an object.")]
    [InlineData("""[4,"1","GenericError"]""", FramePart.ElementCount, "The frame has no error description.")]
    [InlineData("""[4,"1",5,"",{}]""", FramePart.Action, "The error code is 5; it must be a string.")]
    public void AFaultyFrameIsSaidToBeFaultyWhereItIs(string text, FramePart part, string description)
    {
        var fault = Wire.Fault(text);

        Assert.Equal(part, fault.Part);
        Assert.Equal(description, fault.Description);
    }

    [Fact]
    public void BytesThatAreNotUtf8AreRefused()
    {
        Assert.False(Frame.TryParse(new byte[] { (byte)'[', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)']' }, out _, out var fault));
        Assert.Equal("The frame is not UTF-8 text.", fault.Description);
    }

    [Theory]
    [InlineData("nonsense", null)]
    [InlineData("[]", null)]
    [InlineData("""[2,5,"Reset",{}]""", null)]
    [InlineData("""[9,"1","Reset",{}]""", null)]
    [InlineData("""[2,"1"]""", ErrorCodes.ProtocolError)]
    [InlineData("""[2,"1","Reset"]""", ErrorCodes.ProtocolError)]
    [InlineData("""[2,"1","Reset",{},5]""", ErrorCodes.ProtocolError)]
    [InlineData("""[2,"1",5,{}]""", ErrorCodes.FormationViolation)]
    [InlineData("""[2,"1","Reset",5]""", ErrorCodes.FormationViolation)]
    [InlineData("""[2,"1","Reset",{"type":""", ErrorCodes.FormationViolation)]
    [InlineData("""[2,"1","Reset",{}]x""", ErrorCodes.FormationViolation)]
    [InlineData("""[3,"1",5]""", null)]
    [InlineData("""[4,"1",5]""", null)]
    public void In16AFaultyRequestIsAnsweredIfItsIdCanBeRead(string text, string? code)
    {
        var answer = Wire.Fault(text).Answer(OcppVersion.V16);

        Assert.Equal(code, answer?.Code);
        Assert.Equal(code is null ? null : "1", answer?.MessageId);
    }

    [Theory]
    [InlineData("nonsense", "-1", ErrorCodes.RpcFrameworkError)]
    [InlineData("[]", "-1", ErrorCodes.RpcFrameworkError)]
    [InlineData("""[2,5,"Reset",{}]""", "-1", ErrorCodes.RpcFrameworkError)]
    [InlineData("""[9,"1","Reset",{}]""", "1", ErrorCodes.MessageTypeNotSupported)]
    [InlineData("""["2","1","Reset",{}]""", "-1", ErrorCodes.MessageTypeNotSupported)]
    [InlineData("""[2,"1","Reset"]""", "1", ErrorCodes.RpcFrameworkError)]
    [InlineData("""[2,"1",5,{}]""", "1", ErrorCodes.RpcFrameworkError)]
    [InlineData("""[2,"1","Reset",5]""", "1", ErrorCodes.FormatViolation)]
    [InlineData("""[2,"1","Reset",{"type":""", "1", ErrorCodes.FormatViolation)]
    [InlineData("""[3,"1",5]""", null, null)]
    [InlineData("""[4,"1",5]""", null, null)]
    public void In201AFaultyRequestIsAlwaysAnswered(string text, string? id, string? code)
    {
        var answer = Wire.Fault(text).Answer(OcppVersion.V201);

        Assert.Equal(code, answer?.Code);
        Assert.Equal(id, answer?.MessageId);
    }

    [Fact]
    public void RequestsAnswersAndRefusalsAreWrittenAsTheSpecificationHasThem()
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.WriteCall(output, "1", V16.HeartbeatRequest.Instance);
        FrameWriter.WriteResult(output, "2", 0, static (_, payload) =>
        {
            payload.WriteStartObject();
            payload.WriteEndObject();
        });
        FrameWriter.WriteError(output, new("3", ErrorCodes.NotSupported, "Größe \"x\""));

        Assert.Equal("""[2,"1","Heartbeat",{}][3,"2",{}][4,"3","NotSupported","Größe \"x\"",{}]""", Text(output.WrittenMemory));
    }

    [Fact]
    public void ARefusedCallIsAnsweredWithACallError()
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.WriteResult(output, "1", new CallRefused(ErrorCodes.SecurityError, "Not before the boot."));

        Assert.Equal("""[4,"1","SecurityError","Not before the boot.",{}]""", Text(output.WrittenMemory));
    }

    [Fact]
    public void ALongErrorDescriptionIsCutTo255Characters()
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.WriteError(output, new("3", ErrorCodes.GenericError, new string('x', 1000)));

        Assert.Equal(255, Wire.Parse(output.WrittenMemory).ErrorDescription.Length);
    }

    [Fact]
    public void AWriterThatThrowsSpoilsNoLaterFrame()
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Throws<InvalidOperationException>(() => FrameWriter.WriteResult(output, "1", 0, static (_, payload) =>
        {
            payload.WriteStartObject();
            throw new InvalidOperationException();
        }));
        output.Clear();
        FrameWriter.WriteCall(output, "1", V16.HeartbeatRequest.Instance);

        Assert.Equal("""[2,"1","Heartbeat",{}]""", Text(output.WrittenMemory));
    }

    [Fact]
    public void NestingWithoutEndIsRefused()
    {
        var fault = Wire.Fault($$"""[2,"1","Reset",{"type":{{new string('[', 100_000)}}""");

        Assert.Equal(FramePart.Payload, fault.Part);
        Assert.Equal("1", fault.MessageId);
    }

    [Property(MaxTest = 2000)]
    public void NoBytesThrow(byte[] bytes)
    {
        foreach (var version in Enum.GetValues<OcppVersion>())
        {
            if (!Frame.TryParse(bytes, out _, out var fault, version: version))
            {
                Assert.NotEmpty(fault.Description);
                _ = fault.Answer(version);
            }
        }
    }

    const string Valid = """[2,"ab\u00e9","Reset",{"a":[1,true,null,{"b":"\ud83d\ude00 é 😀"}],"c":-1.5e3}]""";

    [Fact]
    public void AFrameCutShortIsFaultyWhereverItIsCut()
    {
        var bytes = Encoding.UTF8.GetBytes(Valid);
        Assert.True(Frame.TryParse(bytes, out _, out _));

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(Frame.TryParse(bytes.AsMemory(0, length), out _, out var fault));
            Assert.NotEmpty(fault.Description);
        }
    }

    [Property(MaxTest = 2000)]
    public void AFrameWithABrokenByteParsesOrIsFaulty(NonNegativeInt position, byte value)
    {
        var bytes = Encoding.UTF8.GetBytes(Valid);
        bytes[position.Get % bytes.Length] = value;

        if (Frame.TryParse(bytes, out var frame, out var fault))
        {
            using var payload = JsonDocument.Parse(frame.Payload);
            Assert.Equal(JsonValueKind.Object, payload.RootElement.ValueKind);
        }
        else
        {
            Assert.NotEmpty(fault.Description);
        }
    }
}
