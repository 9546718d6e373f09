using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Unicode;
using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>The kinds of OCPP-J message; the numbers are the message types on the wire (section 4.1.3).</summary>
public enum FrameKind
{
    /// <summary>A request.</summary>
    Call = 2,
    /// <summary>Its answer.</summary>
    CallResult = 3,
    /// <summary>Its refusal.</summary>
    CallError = 4,
    /// <summary>The refusal of an answer (from 2.1 on).</summary>
    CallResultError = 5,
    /// <summary>A request without an answer (from 2.1 on).</summary>
    Send = 6,
}

/// <summary>One OCPP-J message as it came over the wire.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="MessageId">Its id, 1 to 36 characters; an answer's is its request's.</param>
/// <param name="Action">The action of a Call or Send, else empty.</param>
/// <param name="Payload">The payload of a Call, Send or CallResult, the details of an error: one JSON object, a slice of the bytes parsed.</param>
/// <param name="ErrorCode">The code of an error, else empty.</param>
/// <param name="ErrorDescription">The description of an error, else empty.</param>
public readonly record struct Frame(
    FrameKind Kind, string MessageId, string Action, ReadOnlyMemory<byte> Payload, string ErrorCode, string ErrorDescription)
{
    /// <summary>The longest message id, in characters (OCPP-J section 4.1.4).</summary>
    public const int MaxMessageIdLength = 36;

    static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> KnownActions =
        MessageSet.V16.Actions.Concat(MessageSet.V201.Actions).Concat(MessageSet.V21.Actions).ToFrozenSet().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Parses a frame. Throws nothing, whatever the bytes.</summary>
    /// <param name="bytes">The text frame's bytes.</param>
    /// <param name="frame">The message; its payload is a slice of <paramref name="bytes"/>.</param>
    /// <param name="fault">What is wrong with the frame, when the result is false.</param>
    /// <param name="awaitedId">The id of the request in flight, if any: an answer to it takes this very string instead of a new one.</param>
    /// <param name="version">The version spoken, which says what kinds there are.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, out Frame frame, out FrameFault fault, string? awaitedId = null, OcppVersion version = OcppVersion.V201)
    {
        var last = version == OcppVersion.V21 ? FrameKind.Send : FrameKind.CallError;
        FrameKind? kind = null;
        string? id = null;
        var part = FramePart.Envelope;
        frame = default;
        fault = default;
        try
        {
            if (!Utf8.IsValid(bytes.Span))
            {
                fault = new(part, null, null, "The frame is not UTF-8 text.");
                return false;
            }

            var reader = new Utf8JsonReader(bytes.Span);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                fault = new(part, null, null, $"The frame is {Token.Describe(ref reader)}; it must be an array.", "The frame must be an array.");
                return false;
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                fault = new(FramePart.ElementCount, null, null, "The frame is an empty array.");
                return false;
            }

            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var number))
            {
                fault = new(
                    FramePart.MessageType, null, null, $"The message type is {Token.Describe(ref reader)}; it must be {Kinds()}.", KindRule());
                return false;
            }

            if (number >= (int)FrameKind.Call && number <= (int)last)
            {
                kind = (FrameKind)number;
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                id = awaitedId is not null && reader.ValueTextEquals(awaitedId) ? awaitedId : reader.GetString()!;
            }

            var problem =
                reader.TokenType == JsonTokenType.EndArray ? "is missing"
                : id is null ? $"is {Token.Describe(ref reader)}; it must be a string"
                : id.Length == 0 ? "is empty"
                : id.Length > MaxMessageIdLength ? $"has {id.Length} characters; it may have {MaxMessageIdLength}"
                : null;
            if (kind is null)
            {
                fault = new(
                    FramePart.MessageType, null, problem is null ? id : null, $"The message type is {number}; it must be {Kinds()}.", KindRule());
                return false;
            }

            if (problem is not null)
            {
                id = null;
                fault = new(
                    FramePart.MessageId, kind, null, $"The message id {problem}.", $"The message id must be a string of 1 to {MaxMessageIdLength} characters.");
                return false;
            }

            string action = "", code = "", description = "";
            if (kind is FrameKind.Call or FrameKind.Send)
            {
                if (!NextString(ref reader, "action", out var wrong))
                {
                    fault = wrong with { Kind = kind, MessageId = id };
                    return false;
                }

                action = ActionOf(ref reader);
            }
            else if (kind is FrameKind.CallError or FrameKind.CallResultError)
            {
                if (!NextString(ref reader, "error code", out var wrong))
                {
                    fault = wrong with { Kind = kind, MessageId = id };
                    return false;
                }

                code = reader.GetString()!;
                if (!NextString(ref reader, "error description", out wrong))
                {
                    fault = wrong with { Kind = kind, MessageId = id };
                    return false;
                }

                description = reader.GetString()!;
            }

            part = FramePart.Payload;
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                fault = reader.TokenType == JsonTokenType.EndArray
                    ? new(FramePart.ElementCount, kind, id, "The frame has no payload.")
                    : new(part, kind, id, $"The payload is {Token.Describe(ref reader)}; it must be an object.", "The payload must be an object.");
                return false;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var payload = bytes[start..(int)reader.BytesConsumed];
            part = FramePart.Envelope;
            reader.Read();
            if (reader.TokenType != JsonTokenType.EndArray)
            {
                fault = new(FramePart.ElementCount, kind, id, "The frame has elements after the payload.");
                return false;
            }

            // Throws if anything but white space follows.
            reader.Read();
            frame = new(kind.Value, id!, action, payload, code, description);
            return true;
        }
        catch (JsonException e)
        {
            fault = new(part, kind, id, $"The frame is not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", "The frame is not JSON.");
            return false;
        }
        catch (InvalidOperationException)
        {
            fault = new(part, kind, id, "The frame has a string that is not Unicode text.");
            return false;
        }

        string KindRule() => $"The message type must be {Kinds()}.";

        string Kinds() => last == FrameKind.Send ? "2 to 6" : "2, 3 or 4";
    }

    static bool NextString(ref Utf8JsonReader reader, string name, out FrameFault fault)
    {
        reader.Read();
        fault = reader.TokenType switch
        {
            JsonTokenType.String => default,
            JsonTokenType.EndArray => new(FramePart.ElementCount, null, null, $"The frame has no {name}."),
            _ => new(
                FramePart.Action, null, null, $"The {name} is {Token.Describe(ref reader)}; it must be a string.", $"The {name} must be a string."),
        };
        return reader.TokenType == JsonTokenType.String;
    }

    static string ActionOf(ref Utf8JsonReader reader)
    {
        Span<char> text = stackalloc char[64];
        return reader.ValueSpan.Length <= text.Length
            && KnownActions.TryGetValue(text[..reader.CopyString(text)], out var known)
            ? known
            : reader.GetString()!;
    }
}

/// <summary>The part of a frame that is wrong.</summary>
public enum FramePart
{
    /// <summary>The frame as a whole: not UTF-8, not JSON, not an array.</summary>
    Envelope,
    /// <summary>The message type.</summary>
    MessageType,
    /// <summary>The message id.</summary>
    MessageId,
    /// <summary>The number of elements.</summary>
    ElementCount,
    /// <summary>The action of a Call or Send; the code or description of an error.</summary>
    Action,
    /// <summary>The payload: not JSON, not an object.</summary>
    Payload,
}

/// <summary>What is wrong with a frame.</summary>
/// <param name="Part">Where.</param>
/// <param name="Kind">The frame's kind; null if it can't be told.</param>
/// <param name="MessageId">The frame's message id; null if it can't be read or is too long. A faulty answer with the id of
/// the request in flight is all the answer there will be.</param>
/// <param name="Description">A sentence that says what is wrong.</param>
/// <param name="Rule">A sentence that is the same for every frame that is wrong in the same way; null where the description is.</param>
public readonly record struct FrameFault(FramePart Part, FrameKind? Kind, string? MessageId, string Description, string? Rule = null)
{
    /// <summary>The CallError to answer the frame with, or null for none: an answer is never answered, nor is what is sent without one; OCPP 1.6 ignores message
    /// types it does not know (OCPP-J 1.6 section 4.1.3) and has no answer without an id, where OCPP 2.0.1 takes the id
    /// <c>-1</c> (OCPP-J 2.0.1 section 4.2.3).</summary>
    public CallError? Answer(OcppVersion version)
    {
        if (Kind is not (null or FrameKind.Call))
        {
            return null;
        }

        if (version != OcppVersion.V16)
        {
            var code = Part switch
            {
                FramePart.MessageType => ErrorCodes.MessageTypeNotSupported,
                FramePart.Payload => ErrorCodes.FormatViolation,
                _ => ErrorCodes.RpcFrameworkError,
            };
            return new(MessageId ?? "-1", code, Description);
        }

        return Kind is null || MessageId is null
            ? null
            : new(MessageId, Part == FramePart.ElementCount ? ErrorCodes.ProtocolError : ErrorCodes.FormationViolation, Description);
    }
}

/// <summary>A CALLERROR or CALLRESULTERROR to be sent.</summary>
/// <param name="MessageId">The id of the request it answers, or whose answer it refuses.</param>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Description">A sentence, at most 255 characters.</param>
public readonly record struct CallError(string MessageId, string Code, string Description);
