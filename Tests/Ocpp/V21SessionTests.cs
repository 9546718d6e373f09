using System.Text.Json.Nodes;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

/// <summary>What a session of 2.1 has that those of the versions before have not: the version is agreed on, an answer can be refused, and some
/// messages have no answer.</summary>
public sealed class V21SessionTests
{
    const string Accepted = """{"status":"Accepted","currentTime":"2026-03-01T12:00:00Z","interval":86400}""";

    static readonly CsmsTarget Target = TestCharger.Target with { Version = OcppVersion.V21 };

    [Fact]
    public async Task A_charger_offers_its_version_alone()
    {
        var endpoint = (await TestCharger.Start(Target).Csms.AttemptAsync()).Endpoint;
        Assert.Equal(("ocpp2.1", null), (endpoint.Subprotocol, endpoint.FallbackSubprotocol));
    }

    [Theory, InlineData(true, OcppVersion.V201), InlineData(false, OcppVersion.V21)]
    public async Task A_charger_with_a_fallback_speaks_what_its_CSMS_has_chosen(bool fallback, OcppVersion spoken)
    {
        var charger = TestCharger.Start(Target, options: new() { FallbackVersion = OcppVersion.V201 });
        var connection = await charger.Csms.AttemptAsync();
        Assert.Equal(("ocpp2.1", "ocpp2.0.1"), (connection.Endpoint.Subprotocol, connection.Endpoint.FallbackSubprotocol));
        connection.Open(fallback);
        connection.Answer(await connection.CallAsync("BootNotification"), Accepted);
        await connection.ServeAsync("StatusNotification");
        connection.Say("""[2,"1","GetPeriodicEventStream",{}]""");
        var answer = await connection.FrameAsync();
        Assert.Equal(fallback ? (4, "NotImplemented") : (3, "{}"), ((int)answer[0]!, answer[2] is JsonObject payload ? payload.ToJsonString() : (string)answer[2]!));
        Assert.Equal(spoken, charger.Charger.Version);
        Assert.All(charger.EndedCalls, call => Assert.Equal(spoken, call.Version));
    }

    [Fact]
    public async Task The_next_connection_may_agree_on_another_version()
    {
        var charger = TestCharger.Start(Target, options: new() { FallbackVersion = OcppVersion.V201 });
        (await charger.Csms.AttemptAsync()).Open(fallback: true);
        Assert.Equal(OcppVersion.V201, charger.Charger.Version);
        charger.Retarget(Target with { WsUrl = "ws://other.test/ocpp" });
        (await charger.Csms.AttemptAsync()).Open();
        Assert.Equal(OcppVersion.V21, charger.Charger.Version);
    }

    [Theory]
    [InlineData("""{"status":"Nonsense","currentTime":"2026-03-01T12:00:00Z","interval":1}""", "PropertyConstraintViolation", "status")]
    [InlineData("{}", "OccurrenceConstraintViolation", "currentTime")]
    [InlineData("5", "FormatViolation", "The payload")]
    public async Task An_answer_that_does_not_fit_is_refused(string answer, string code, string description)
    {
        var charger = TestCharger.Start(Target);
        var connection = await charger.Csms.AttemptAsync();
        connection.Open();
        var call = await connection.CallAsync("BootNotification");
        connection.Say($"""[3,"{call[1]}",{answer}]""");
        var refusal = await connection.FrameAsync();
        Assert.Equal((5, (string)call[1]!, code), ((int)refusal[0]!, (string)refusal[1]!, (string)refusal[2]!));
        Assert.Contains(description, (string)refusal[3]!);
        Assert.Equal("{}", refusal[4]!.ToJsonString());
    }

    [Fact]
    public async Task A_charger_of_an_earlier_version_refuses_no_answer()
    {
        var charger = TestCharger.Start(Target with { Version = OcppVersion.V201 });
        var connection = await charger.Csms.AttemptAsync();
        connection.Open();
        connection.Answer(await connection.CallAsync("BootNotification"), "{}");
        Assert.Equal(0, connection.Unread);
    }

    [Fact]
    public async Task Values_of_a_stream_are_sent_without_an_answer()
    {
        var (charger, connection) = await BootedAsync();
        connection.Say("""
            [2,"1","SetVariableMonitoring",{"setMonitoringData":[{"value":1,"type":"Periodic","severity":8,"component":{"name":"EVSE","evse":{"id":1}},
             "variable":{"name":"Power"},"periodicEventStream":{"values":2}}]}]
            """);
        await connection.FrameAsync();
        connection.Answer(await connection.CallAsync("OpenPeriodicEventStream"), """{"status":"Accepted"}""");
        for (var second = 0; second < 4; second++)
        {
            charger.Time.Advance(TimeSpan.FromSeconds(1));
        }

        foreach (var basetime in new[] { "2026-03-01T12:00:01.000Z", "2026-03-01T12:00:03.000Z" })
        {
            var sent = await connection.FrameAsync();
            Assert.Equal((6, "NotifyPeriodicEventStream"), ((int)sent[0]!, (string)sent[2]!));
            Assert.Equal($$"""{"data":[{"t":0,"v":"0"},{"t":1,"v":"0"}],"id":1001,"pending":0,"basetime":"{{basetime}}"}""", sent[3]!.ToJsonString());
        }
    }

    [Fact]
    public async Task A_user_s_own_message_that_has_no_answer_gets_none()
    {
        var (charger, connection) = await BootedAsync();
        charger.Do(new SendProxyMessage("notifyperiodiceventstream", """{"any":1}"""));
        var sent = await connection.FrameAsync();
        Assert.Equal((6, "NotifyPeriodicEventStream"), ((int)sent[0]!, (string)sent[2]!));
        charger.Do(new SendProxyMessage("Heartbeat", "{}"));
        await connection.CallAsync("Heartbeat");
    }

    [Theory, InlineData("""[5,"7","GenericError","",{}]"""), InlineData("""[6,"7","NotifyPeriodicEventStream",{}]"""), InlineData("""[6,"7"]""")]
    public async Task Frames_that_ask_for_nothing_are_not_answered(string frame)
    {
        var (_, connection) = await BootedAsync();
        connection.Say(frame);
        connection.Say("""[2,"1","GetLocalListVersion",{}]""");
        Assert.Equal("""[3,"1",{"versionNumber":0}]""", (await connection.FrameAsync()).ToJsonString());
    }

    static async Task<(TestCharger Charger, FakeConnection Connection)> BootedAsync()
    {
        var charger = TestCharger.Start(Target);
        var connection = await charger.Csms.AttemptAsync();
        connection.Open();
        connection.Answer(await connection.CallAsync("BootNotification"), Accepted);
        await connection.ServeAsync("StatusNotification");
        return (charger, connection);
    }
}
