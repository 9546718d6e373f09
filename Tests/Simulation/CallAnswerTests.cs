using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>Answers to the CSMS's requests that somebody chose.</summary>
public sealed class CallAnswerTests
{
    [Fact]
    public void An_answer_is_given_as_often_as_was_chosen_also_by_the_process_after_this_one()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Null(fixture.Do(new AnswerCalls(new("unlockconnector", Times: 2), "UnlockFailed")).Refusal);
        Assert.Null(fixture.Do(new AnswerCalls(new("Reset", ErrorCode: "InternalError"))).Refusal);

        Assert.Null(Take(fixture, "GetConfiguration"));
        Assert.Equal("""{"status":"UnlockFailed"}""", Take(fixture, "UnlockConnector")!.PayloadJson);
        fixture.Restart();
        Assert.Equal("""{"status":"UnlockFailed"}""", Take(fixture, "UnlockConnector")!.PayloadJson);
        Assert.Null(Take(fixture, "UnlockConnector"));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(new CallRefused("InternalError", ""), Take(fixture, "Reset")!.Response);
        }
    }

    [Fact]
    public void The_last_choice_for_an_action_holds_until_it_is_cleared()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal("no answers were chosen", fixture.Do(new ClearCallAnswers()).Refusal);
        fixture.Do(new AnswerCalls(new("Reset"), "Rejected"));
        fixture.Do(new AnswerCalls(new("Reset", None: true)));
        fixture.Do(new AnswerCalls(new("ClearCache"), "Rejected"));
        Assert.IsType<NotAnswered>(Take(fixture, "Reset")!.Response);
        Assert.Equal("no answer to TriggerMessage was chosen", fixture.Do(new ClearCallAnswers("TriggerMessage")).Refusal);
        Assert.Null(fixture.Do(new ClearCallAnswers("reset")).Refusal);
        Assert.Null(Take(fixture, "Reset"));
        Assert.NotNull(Take(fixture, "ClearCache"));
        Assert.Null(fixture.Do(new ClearCallAnswers()).Refusal);
        Assert.Empty(fixture.Charger.CallAnswers);
    }

    [Theory]
    [InlineData("GetVariables", null, "the CSMS has no request GetVariables of a charger in OCPP 1.6")]
    [InlineData("BootNotification", null, "the CSMS has no request BootNotification of a charger in OCPP 1.6")]
    [InlineData("Reset", "Perhaps", "Reset can't be answered with the status Perhaps alone: ")]
    [InlineData("Reset", "\"}", "Reset can't be answered with the status \"} alone: ")]
    [InlineData("GetLocalListVersion", "Accepted", "GetLocalListVersion can't be answered with the status Accepted alone: ")]
    public void What_the_version_does_not_have_is_refused(string action, string? status, string refusal)
    {
        var fixture = ChargerFixture.Booted();
        Assert.StartsWith(refusal, fixture.Do(new AnswerCalls(new(action, None: status is null), status)).Refusal);
        Assert.Empty(fixture.Charger.CallAnswers);
    }

    static CallAnswer? Take(ChargerFixture fixture, string action)
    {
        var answer = fixture.Charger.TakeCallAnswer(action, out var changes);
        fixture.See(changes);
        return answer;
    }
}
