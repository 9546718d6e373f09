using System.Text;
using System.Text.Json;

namespace OcppLab.Simulation;

// Answers to the CSMS's requests that somebody chose.
public sealed partial class Charger
{
    /// <summary>The answers chosen and not used up; empty for none.</summary>
    public IReadOnlyList<CallAnswer> CallAnswers => state.CallAnswers ?? (IReadOnlyList<CallAnswer>)[];

    /// <summary>Takes the answer chosen for a request that the CSMS has just made; null where the charger is to do and answer as usual.</summary>
    public CallAnswer? TakeCallAnswer(string action, out Changes changes)
    {
        var chosen = state.CallAnswers?.Find(answer => answer.Action == action);
        if (chosen?.Times is { } times)
        {
            var index = state.CallAnswers!.IndexOf(chosen);
            if (times > 1)
            {
                state.CallAnswers[index] = chosen with { Times = times - 1 };
            }
            else
            {
                state.CallAnswers.RemoveAt(index);
                state.CallAnswers = state.CallAnswers.Count > 0 ? state.CallAnswers : null;
            }

            persist = true;
        }

        changes = TakeChanges();
        return chosen;
    }

    string? Do(AnswerCalls command)
    {
        var answer = command.Answer with { Action = ActionNames.Spelled(command.Answer.Action) };
        if (Version.Messages().Find(answer.Action) is not { Sender: not Sender.Charger, Response: { } response })
        {
            return $"the CSMS has no request {answer.Action} of a charger in OCPP {NameOf(Version)}";
        }

        if (command.Status is { } status)
        {
            answer = answer with { PayloadJson = $$"""{"status":"{{JsonEncodedText.Encode(status)}}"}""" };
            if (response.Schema.Check(Encoding.UTF8.GetBytes(answer.PayloadJson)) is { } violation)
            {
                return $"{answer.Action} can't be answered with the status {status} alone: {violation.Description}";
            }
        }

        state.CallAnswers ??= new(1);
        state.CallAnswers.RemoveAll(other => other.Action == answer.Action);
        state.CallAnswers.Add(answer);
        return null;
    }

    string? Do(ClearCallAnswers command)
    {
        var action = command.Action is { } given ? ActionNames.Spelled(given) : null;
        if ((state.CallAnswers?.RemoveAll(answer => action is null || answer.Action == action) ?? 0) == 0)
        {
            return action is null ? "no answers were chosen" : $"no answer to {action} was chosen";
        }

        state.CallAnswers = state.CallAnswers!.Count > 0 ? state.CallAnswers : null;
        return null;
    }
}
