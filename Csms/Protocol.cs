using System.Collections.Frozen;
using System.Text.Json;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>Takes a request that fits its schema, and writes the answer's payload. The charger is locked.</summary>
delegate void AnswerWriter(ChargerSession session, in Frame call, Utf8JsonWriter answer);

/// <summary>What a version's chargers may ask, and how they are answered.</summary>
/// <param name="Version">The version.</param>
/// <param name="Messages">Its messages.</param>
/// <param name="Answers">The answers that say something; any other request is taken as it comes and answered with an empty object.</param>
sealed record Protocol(OcppVersion Version, MessageSet Messages, FrozenDictionary<string, AnswerWriter> Answers)
{
    /// <summary>The protocols, by subprotocol.</summary>
    public static FrozenDictionary<string, Protocol> All { get; } =
        new[] { V16Answers.Protocol, V201Answers.Protocol, V21Answers.Protocol }.ToFrozenDictionary(protocol => protocol.Messages.Subprotocol);

    /// <summary>The operation of a request that chargers make; null for any other.</summary>
    public Operation? Find(string action) =>
        Messages.Find(action) is { Sender: Sender.Charger or Sender.Both } operation ? operation : null;

    /// <summary>Answers a request.</summary>
    public void Answer(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        if (Answers.TryGetValue(call.Action, out var write))
        {
            write(session, call, answer);
        }
        else
        {
            answer.WriteStartObject();
            answer.WriteEndObject();
        }
    }
}
