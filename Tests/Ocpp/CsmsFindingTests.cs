using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

/// <summary>What a CSMS does against the specification is told once each, by what is wrong and not by whom; what a network fault does is not
/// laid to the CSMS.</summary>
public sealed class CsmsFindingTests
{
    const string Statuses = "must be one of Accepted, Blocked, Expired, Invalid, ConcurrentTx.";

    [Theory]
    [InlineData("""{"idTagInfo":{"status":"Perhaps"}}""", "idTagInfo.status " + Statuses)]
    [InlineData("""{"idTagInfo":{"status":7}}""", "idTagInfo.status must be a string.")]
    [InlineData("{}", "idTagInfo is missing.")]
    [InlineData("""{"idTagInfo":{"status":"Accepted","parentIdTag":"0123456789012345678901234"}}""", "idTagInfo.parentIdTag may have 20 characters.")]
    public async Task An_answer_that_does_not_fit_its_schema(string payload, string detail)
    {
        var (charger, connection) = await BootedAsync();
        charger.Do(new AuthorizeIdTag("TAG-1", null));
        var call = await connection.CallAsync("Authorize");
        connection.Answer(call, payload);
        Assert.Equal([(new(CsmsFindingKind.InvalidAnswer, "Authorize", detail), $"""[3,"{call[1]}",{payload}]""")], charger.Findings);
    }

    [Theory]
    [InlineData("""[2,"7","Reset",{"type":"Lukewarm"}]""", "Reset", "type must be one of Hard, Soft.")]
    [InlineData("""[2,"7","RemoteStartTransaction",{"idTag":{"a":1}}]""", "RemoteStartTransaction", "idTag must be a string.")]
    [InlineData("""[2,"7","SendLocalList",{"listVersion":1,"updateType":"Full","localAuthorizationList":[{"idTag":"A"},{"idTag":5}]}]""",
        "SendLocalList", "localAuthorizationList[].idTag must be a string.")]
    [InlineData("""[2,"7","NoSuchThing",{}]""", "unknown", "NoSuchThing is not an action of ocpp1.6.")]
    [InlineData("""[2,"7","Heartbeat",{}]""", "Heartbeat", "Heartbeat is a request of chargers, not of a CSMS.")]
    public async Task A_request_that_does_not_fit_its_schema_or_does_not_exist(string frame, string action, string detail)
    {
        var (charger, connection) = await BootedAsync();
        connection.Say(frame);
        Assert.Equal([(new(CsmsFindingKind.InvalidRequest, action, detail), frame)], charger.Findings);
    }

    [Fact]
    public async Task A_request_that_is_seen_to_later_is_as_wrong_then()
    {
        var (charger, connection) = await BootedAsync();
        charger.Do(new AnswerCalls(new("Reset", Delay: TimeSpan.FromSeconds(20))));
        connection.Say("""[2,"7","Reset",{"type":"Lukewarm"}]""");
        Assert.Empty(charger.Findings);
        charger.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(
            [(new(CsmsFindingKind.InvalidRequest, "Reset", "type must be one of Hard, Soft."), """[2,"7","Reset",{"type":"Lukewarm"}]""")], charger.Findings);
        Assert.Equal((4, "7"), Kind(await connection.FrameAsync()));
    }

    [Theory]
    [InlineData("hello", "The frame is not JSON.")]
    [InlineData("{}", "The frame must be an array.")]
    [InlineData("""[9,"1",{}]""", "The message type must be 2, 3 or 4.")]
    [InlineData("""[2,7,"Reset",{}]""", "The message id must be a string of 1 to 36 characters.")]
    [InlineData("""[2,"7","Reset"]""", "The frame has no payload.")]
    [InlineData("""[2,"7",{"action":"Reset"},{}]""", "The action must be a string.")]
    public async Task A_frame_that_is_no_message(string frame, string detail)
    {
        var (charger, connection) = await BootedAsync();
        connection.Say(frame);
        Assert.Equal([(new(CsmsFindingKind.InvalidFrame, "", detail), frame)], charger.Findings);
    }

    [Fact]
    public async Task An_answer_whose_frame_is_none_names_what_it_answers()
    {
        var (charger, connection) = await BootedAsync();
        charger.Do(new AuthorizeIdTag("TAG-1", null));
        connection.Say($"""[3,"{(await connection.CallAsync("Authorize"))[1]}"]""");
        Assert.Equal(new(CsmsFindingKind.InvalidFrame, "Authorize", "The frame has no payload."), Assert.Single(charger.Findings).Fault);
    }

    [Fact]
    public async Task Answers_that_are_missing_late_repeated_and_to_nothing()
    {
        var (charger, connection) = await BootedAsync();
        charger.Do(new AuthorizeIdTag("TAG-1", null));
        var call = await connection.CallAsync("Authorize");
        charger.Time.Advance(charger.Charger.CallTimeout);
        Assert.Equal((new(CsmsFindingKind.MissingAnswer, "Authorize", "No answer came within 30 s."), call.ToJsonString()), Assert.Single(charger.Findings));

        connection.Answer(call);
        connection.Answer(call);
        connection.Say("""[3,"ours?",{}]""");
        connection.Say("""[4,"ffffffffff","InternalError","",{}]""");
        Assert.Equal(
            [
                (CsmsFindingKind.MissingAnswer, "Authorize"), (CsmsFindingKind.LateAnswer, "Authorize"), (CsmsFindingKind.RepeatedAnswer, "Authorize"),
                (CsmsFindingKind.UnknownAnswer, ""), (CsmsFindingKind.UnknownAnswer, ""),
            ],
            Kinds(charger));

        charger.Do(new AuthorizeIdTag("TAG-1", null));
        call = await connection.CallAsync("Authorize");
        connection.Answer(call);
        connection.Answer(call);
        Assert.Equal((CsmsFindingKind.RepeatedAnswer, "Authorize"), Kinds(charger)[^1]);
        Assert.Equal(6, charger.Findings.Count);
    }

    [Theory]
    [InlineData(OcppVersion.V16, 86_401, "Accepted", "interval is more than a day, 86400 s.")]
    [InlineData(OcppVersion.V201, 86_401, "Accepted", "interval is more than a day, 86400 s.")]
    [InlineData(OcppVersion.V201, -1, "Accepted", "interval is negative.")]
    [InlineData(OcppVersion.V16, 86_400, "Accepted", null)]
    [InlineData(OcppVersion.V16, 0, "Accepted", null)]
    [InlineData(OcppVersion.V16, 86_401, "Rejected", null)]
    public async Task A_heartbeat_interval_that_makes_no_sense(OcppVersion version, int seconds, string status, string? detail)
    {
        var charger = TestCharger.Start(TestCharger.Target with { Version = version });
        var connection = await charger.Csms.AttemptAsync();
        connection.Open();
        connection.Answer(
            await connection.CallAsync("BootNotification"), $$"""{"status":"{{status}}","currentTime":"2026-03-01T12:00:00Z","interval":{{seconds}}}""");
        Assert.Equal(
            detail is null ? [] : [new(CsmsFindingKind.AbsurdHeartbeatInterval, "BootNotification", detail)], charger.Findings.Select(found => found.Fault));
    }

    [Theory]
    [InlineData("Pending", OcppVersion.V16, """[2,"7","RemoteStartTransaction",{"idTag":"A"}]""", true)]
    [InlineData("Pending", OcppVersion.V16, """[2,"7","GetConfiguration",{}]""", false)]
    [InlineData("Rejected", OcppVersion.V16, """[2,"7","GetConfiguration",{}]""", true)]
    [InlineData("Rejected", OcppVersion.V16, """[2,"7","TriggerMessage",{"requestedMessage":"BootNotification"}]""", false)]
    [InlineData("Accepted", OcppVersion.V16, """[2,"7","RemoteStartTransaction",{"idTag":"A"}]""", false)]
    [InlineData("Pending", OcppVersion.V201, """[2,"7","RequestStopTransaction",{"transactionId":"1"}]""", true)]
    [InlineData("Rejected", OcppVersion.V201, """[2,"7","GetLocalListVersion",{}]""", true)]
    public async Task A_request_that_has_to_wait_for_the_boot(string status, OcppVersion version, string frame, bool isFound)
    {
        var charger = TestCharger.Start(TestCharger.Target with { Version = version });
        var connection = await charger.Csms.AttemptAsync();
        connection.Open();
        connection.Answer(
            await connection.CallAsync("BootNotification"), $$"""{"status":"{{status}}","currentTime":"2026-03-01T12:00:00Z","interval":100}""");
        connection.Say(frame);
        Assert.Equal(
            isFound ? [(CsmsFindingKind.RequestBeforeBoot, frame)] : [],
            charger.Findings.Select(found => (found.Fault.Kind, found.Frame)));
    }

    [Fact]
    public async Task A_request_before_the_one_before_it_is_answered()
    {
        var (charger, connection) = await BootedAsync();
        connection.Say("""[2,"a","GetConfiguration",{"key":[]}]""");
        connection.Say("""[2,"b","GetConfiguration",{"key":[]}]""");
        Assert.Empty(charger.Findings);

        charger.HoldWrites();
        connection.Say("""[2,"c","ChangeConfiguration",{"key":"MeterValueSampleInterval","value":"60"}]""");
        connection.Say("""[2,"d","ClearCache",{}]""");
        Assert.Equal((CsmsFindingKind.OverlappingRequest, "ClearCache"), Assert.Single(Kinds(charger)));

        // A CSMS that has waited so long may have given the answer up.
        charger.Time.Advance(TimeSpan.FromSeconds(10));
        connection.Say("""[2,"e","ClearCache",{}]""");
        Assert.Single(charger.Findings);
    }

    [Fact]
    public async Task What_network_faults_lose_and_delay_is_not_the_CSMS_s_doing()
    {
        var (charger, connection) = await BootedAsync();
        charger.Do(Fault(NetworkFaultKind.Drop, "Authorize"));
        charger.Do(new AuthorizeIdTag("TAG-1", null));
        charger.Do(new ClearFault(1));
        charger.Time.Advance(charger.Charger.CallTimeout);
        Assert.Equal(CallOutcome.TimedOut, charger.EndedCalls[^1].Outcome);

        charger.Do(Fault(NetworkFaultKind.Latency, null));
        charger.HoldWrites();
        connection.Say("""[2,"a","ChangeConfiguration",{"key":"MeterValueSampleInterval","value":"60"}]""");
        connection.Say("""[2,"b","ClearCache",{}]""");
        connection.Say("""[3,"no such",{}]""");
        charger.Do(new ClearFault(1));
        charger.Time.Advance(TimeSpan.FromSeconds(2));
        charger.ReleaseWrites();
        Assert.Equal("a", (string?)(await connection.FrameAsync())[1]);
        Assert.Empty(charger.Findings);

        charger.Time.Advance(TimeSpan.FromSeconds(1));
        connection.Say("""[3,"no such",{}]""");
        Assert.Equal(CsmsFindingKind.UnknownAnswer, Assert.Single(charger.Findings).Fault.Kind);
    }

    static async Task<(TestCharger Charger, FakeConnection Connection)> BootedAsync()
    {
        var charger = TestCharger.Start();
        return (charger, await charger.Csms.AcceptAsync(statuses: 2));
    }

    static List<(CsmsFindingKind Kind, string Action)> Kinds(TestCharger charger) => [.. charger.Findings.Select(found => (found.Fault.Kind, found.Fault.Action))];

    static (int Type, string Id) Kind(System.Text.Json.Nodes.JsonArray frame) => ((int)frame[0]!, (string)frame[1]!);

    static InjectNetworkFault Fault(NetworkFaultKind kind, string? action) => new(new(kind, null, action, 1, TimeSpan.FromSeconds(2), Seed: 42));
}
