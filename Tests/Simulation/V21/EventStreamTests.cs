using System.Text.Json;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Certification201;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>Periodic event streams (2.1 use cases N11 to N15).</summary>
public sealed class EventStreamTests
{
    const string Power = """ "component":{"name":"EVSE","evse":{"id":1}},"variable":{"name":"Power"} """;

    [Theory]
    [InlineData("""{"values":3}""", "0 2 4 | 6 8 10")]
    [InlineData("""{"interval":5}""", "0 2 4 | 6 8 10")]
    [InlineData("""{"interval":3,"values":3}""", "0 2 | 4 6 | 8 10")]
    [InlineData("""{"interval":60,"values":2}""", "0 2 | 4 6 | 8 10")]
    [InlineData("{}", "0 | 2 | 4 | 6 | 8 | 10")]
    [InlineData("""{"interval":0}""", "0 | 2 | 4 | 6 | 8 | 10")]
    public void Values_are_sent_when_there_are_enough_or_in_time(string parameters, string expected)
    {
        var fixture = Streaming(parameters);
        fixture.Wait(13.5);
        Assert.Equal(expected, string.Join(" | ", Streamed(fixture).Select(message => string.Join(' ', message))));
    }

    [Fact]
    public void A_stream_is_opened_listed_adjusted_and_closed()
    {
        var fixture = Streaming("""{"values":10}""");
        var constants = fixture.Sole("OpenPeriodicEventStream").GetProperty("constantStreamData");
        Assert.Equal("""{"id":1001,"params":{"values":10},"variableMonitoringId":1001}""", constants.GetRawText());
        Assert.Equal($$"""{"constantStreamData":[{{constants.GetRawText()}}]}""", fixture.Ask("GetPeriodicEventStream", "{}").GetRawText());
        fixture.Sent.Clear();
        fixture.Wait(4);
        fixture.Answers("Accepted", "AdjustPeriodicEventStream", """{"id":1001,"params":{"values":3}}""");
        fixture.Answers("Rejected", "AdjustPeriodicEventStream", """{"id":1002,"params":{"values":3}}""");
        fixture.Wait(4);
        Assert.Equal("""{"clearMonitoringResult":[{"status":"Accepted","id":1001}]}""", fixture.Ask("ClearVariableMonitoring", """{"id":[1001]}""").GetRawText());
        fixture.Wait(10);
        Assert.Equal(["NotifyPeriodicEventStream", "NotifyPeriodicEventStream", "ClosePeriodicEventStream"], fixture.Sent.Select(message => message.ActionName));
        Assert.Equal(1001, fixture.Sole("ClosePeriodicEventStream").GetProperty("id").GetInt32());
        Assert.Equal("{}", fixture.Ask("GetPeriodicEventStream", "{}").GetRawText());
        fixture.Answers("Rejected", "AdjustPeriodicEventStream", """{"id":1001,"params":{"values":3}}""");
    }

    [Fact]
    public void What_a_CSMS_does_not_want_in_a_stream_it_gets_as_events()
    {
        var fixture = Flow.Booted();
        fixture.Csms = message => message is V2.OpenPeriodicEventStreamRequest
            ? new V2.OpenPeriodicEventStreamResponse { Status = V2.GenericStatusEnumType.Rejected }
            : ChargerFixture.Reply(message);
        Monitor(fixture, "Periodic", """{"values":10}""");
        fixture.Wait(4);
        Assert.Equal(["OpenPeriodicEventStream", "NotifyEvent", "NotifyEvent"], fixture.Sent.Select(message => message.ActionName));
        Assert.Equal(8, fixture.All("NotifyEvent")[0].GetProperty("eventData")[0].GetProperty("severity").GetInt32());
        Assert.Equal("{}", fixture.Ask("GetPeriodicEventStream", "{}").GetRawText());
    }

    [Fact]
    public void Only_what_is_told_at_times_can_be_streamed()
    {
        var fixture = Flow.Booted();
        Assert.Equal("Rejected", Monitor(fixture, "Delta", """{"values":10}"""));
        Assert.Equal("Accepted", Monitor(fixture, "PeriodicClockAligned", """{"values":10}"""));
    }

    [Fact]
    public void Streams_go_on_after_a_time_offline_and_after_a_restart()
    {
        var fixture = Streaming("""{"values":2}""");
        fixture.Wait(3);
        fixture.Disconnect();
        fixture.Wait(10);
        fixture.Connect();
        fixture.Wait(4);
        Assert.Equal([["0", "2"]], Streamed(fixture).Select(message => message.Select(value => value.ToString())));
        fixture.Restart(5);
        fixture.Connect();
        fixture.Sent.Clear();
        fixture.Wait(4);
        Assert.Equal(["NotifyPeriodicEventStream"], fixture.Sent.Select(message => message.ActionName));
    }

    [Fact]
    public void A_stream_that_was_not_agreed_on_is_asked_for_on_the_next_connection()
    {
        var fixture = Flow.Booted();
        fixture.Csms = message => message is V2.OpenPeriodicEventStreamRequest ? new NotAnswered(ConnectionLost: true) : ChargerFixture.Reply(message);
        Monitor(fixture, "Periodic", """{"values":1}""");
        Assert.False(fixture.IsOpen);
        fixture.Sent.Clear();
        fixture.Csms = Agrees;
        fixture.Connect();
        Assert.Equal(["OpenPeriodicEventStream"], fixture.Sent.Select(message => message.ActionName));
    }

    [Fact]
    public void A_secret_is_not_streamed()
    {
        var fixture = Flow.Booted();
        fixture.Csms = Agrees;
        fixture.Ask("SetVariableMonitoring", """
            {"setMonitoringData":[{"value":1,"type":"Periodic","severity":8,"component":{"name":"SecurityCtrlr"},"variable":{"name":"BasicAuthPassword"},
             "periodicEventStream":{"values":1}}]}
            """);
        fixture.Wait(1);
        Assert.Equal("", fixture.Sole("NotifyPeriodicEventStream").GetProperty("data")[0].GetProperty("v").GetString());
    }

    [Fact]
    public void What_was_collected_goes_before_the_stream_has_other_terms()
    {
        var fixture = Streaming("""{"interval":3600,"values":1000}""");
        fixture.Wait(600);
        fixture.Answers("Accepted", "AdjustPeriodicEventStream", """{"id":1001,"params":{"interval":60}}""");
        Assert.Equal(300, Assert.Single(Streamed(fixture)).Count);
    }

    public EventStreamTests() => Flow.Version = OcppVersion.V21;

    static ChargerFixture Streaming(string parameters)
    {
        var fixture = Flow.Booted();
        fixture.Csms = Agrees;
        Assert.Equal("Accepted", Monitor(fixture, "Periodic", parameters));
        return fixture;
    }

    static OcppResponse Agrees(OcppRequest message) => message is V2.OpenPeriodicEventStreamRequest
        ? new V2.OpenPeriodicEventStreamResponse { Status = V2.GenericStatusEnumType.Accepted }
        : ChargerFixture.Reply(message);

    static string? Monitor(ChargerFixture fixture, string type, string parameters) => fixture.Ask(
        "SetVariableMonitoring",
        $$"""{"setMonitoringData":[{"value":2,"type":"{{type}}","severity":8,{{Power}},"periodicEventStream":{{parameters}} }]}""")
        .GetProperty("setMonitoringResult")[0].GetProperty("status").GetString();

    // Of each message the times of its values, in seconds from the first of all.
    static List<List<double>> Streamed(ChargerFixture fixture)
    {
        var messages = fixture.All("NotifyPeriodicEventStream");
        return [.. messages.Select(message => message.GetProperty("data").EnumerateArray().Select(
            value => (Base(message) - Base(messages[0])).TotalSeconds + value.GetProperty("t").GetDouble()).ToList())];

        static DateTimeOffset Base(JsonElement message) => message.GetProperty("basetime").GetDateTimeOffset();
    }
}
