using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>What a charger answers, because somebody chose so, when the CSMS makes requests of one action. At most one of
/// <paramref name="PayloadJson"/>, <paramref name="ErrorCode"/> and <paramref name="None"/> is given: with it the charger does nothing of
/// what is asked. With none of them it does what is asked, and answers as usual, after the delay.</summary>
/// <param name="Action">The action, as the specification spells it.</param>
/// <param name="PayloadJson">The payload of the CALLRESULT, one JSON object; null for none.</param>
/// <param name="ErrorCode">The code of a CALLERROR; null for none.</param>
/// <param name="ErrorDescription">Its description.</param>
/// <param name="None">Whether no answer is given at all.</param>
/// <param name="Delay">How long the request waits before anything is done about it; null for not at all.</param>
/// <param name="Times">How many requests are answered so, from 1; null for all until it is cleared.</param>
public sealed record CallAnswer(
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("payload")] string? PayloadJson = null,
    [property: JsonPropertyName("errorCode")] string? ErrorCode = null,
    [property: JsonPropertyName("errorDescription")] string? ErrorDescription = null,
    [property: JsonPropertyName("none")] bool None = false,
    [property: JsonPropertyName("delay")] TimeSpan? Delay = null,
    [property: JsonPropertyName("times")] int? Times = null)
{
    /// <summary>The response that is given in place of the charger's own; null for its own.</summary>
    [JsonIgnore]
    public OcppResponse? Response =>
        PayloadJson is not null ? new RawResponse(PayloadJson)
        : ErrorCode is not null ? new CallRefused(ErrorCode, ErrorDescription ?? "")
        : None ? new NotAnswered(ConnectionLost: false)
        : null;
}
