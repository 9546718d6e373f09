using System.Text;
using System.Text.Json.Nodes;
using OcppLab.Ocpp;
using OcppLab.Simulation;
using OcppLab.Tests.Messages;

namespace OcppLab.Tests.Simulation;

/// <summary>Requests that a CSMS makes in 2.1, as frames: those that are new are answered as their use cases have it, and whatever a request has
/// is answered, or refused with the code of what is wrong.</summary>
public sealed class IncomingPayload21Tests
{
    static readonly PayloadFields Payload = new(FactFiles.Of("2.1").Facts, version: 1, ErrorCodes.OccurrenceConstraintViolation);

    public static TheoryData<string, string, string, string> Payloads
    {
        get
        {
            var data = new TheoryData<string, string, string, string>();
            foreach (var (action, payload, answer, situation) in Payloads21.Rows)
            {
                data.Add(action, payload, answer, situation);
            }

            return data;
        }
    }

    public static TheoryData<string> Actions => [.. Operations.V21.Messages.Actions.Where(Operations.V21.Answers)];

    [Fact]
    public void Every_new_request_is_among_them() => Assert.Equal(
        Operations.V21.Messages.Actions.Where(action => Operations.V21.Answers(action) && MessageSet.V201.Find(action) is null).Order(StringComparer.Ordinal),
        Payloads21.Rows.Select(row => row.Action).Distinct().Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Payloads))]
    public async Task A_request_is_answered_as_its_use_case_has_it(string action, string payload, string answer, string situation)
    {
        var session = await IncomingSession.InAsync(situation, OcppVersion.V21);
        await session.AssertAsync(action, payload, answer);
    }

    [Theory, MemberData(nameof(Actions))]
    public async Task A_request_with_all_that_it_may_have_or_no_more_than_it_must_is_answered(string action)
    {
        foreach (var withOptional in new[] { true, false })
        {
            var session = await IncomingSession.InAsync("", OcppVersion.V21);
            var payload = FactPayloads.Of("2.1", action, isResponse: false, withOptional).ToJsonString();
            var answer = await session.AskAsync(action, payload);
            Assert.True((int)answer[0]! == 3, $"{payload}: {answer.ToJsonString()}");
            Assert.Null(MessageSet.V21.Find(action)!.Response!.Schema.Check(Encoding.UTF8.GetBytes(answer[2]!.ToJsonString())));
        }
    }

    [Theory, MemberData(nameof(Actions))]
    public async Task What_is_wrong_with_a_request_comes_back_as_its_code_and_names_the_field(string action)
    {
        var session = await IncomingSession.InAsync("", OcppVersion.V21);
        foreach (var (path, code, payload) in Payload.Wrong(action, Whole(action)))
        {
            var answer = await session.AskAsync(action, payload);
            Assert.True(
                (int)answer[0]! == 4 && (string?)answer[2] == code && ((string)answer[3]!).StartsWith($"{path} ", StringComparison.Ordinal),
                $"{payload}: expected {code} of {path}, but was {answer.ToJsonString()}");
        }
    }

    [Theory, MemberData(nameof(Actions))]
    public async Task A_text_of_just_the_maximal_length_is_no_violation(string action)
    {
        var session = await IncomingSession.InAsync("", OcppVersion.V21);
        foreach (var field in Payload.Of(action).Where(field => field.Facts.LengthOf(1) is not null))
        {
            var payload = Whole(action);
            PayloadFields.Set(payload, field, new string('é', field.Facts.LengthOf(1)!.Value));
            var answer = await session.AskAsync(action, payload.ToJsonString());
            Assert.True((int)answer[0]! == 3, $"{field.Path}: {answer.ToJsonString()}");
        }
    }

    static JsonObject Whole(string action) => FactPayloads.Of("2.1", action, isResponse: false, withOptional: true);
}
