using System.Text;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

/// <summary>A charger's session with its CSMS: whatever the CSMS or the network does, the charger goes on.</summary>
public sealed class OcppSessionTests
{
    static readonly StartSession Endless = new("TAG-1", 1, null, null);

    [Fact]
    public async Task It_connects_under_its_identity_and_subprotocol_with_its_password()
    {
        var charger = TestCharger.Start(TestCharger.Target with { SecurityProfile = 1, AuthorizationKey = "0123456789abcdef" });
        var endpoint = (await charger.Csms.AttemptAsync()).Endpoint;
        Assert.Equal(
            ("ws://csms.test/ocpp", "CP-1", "ocpp1.6", 1, "0123456789abcdef"),
            (endpoint.Url.ToString(), endpoint.Identity, endpoint.Subprotocol, endpoint.SecurityProfile, endpoint.AuthorizationKey));
    }

    [Fact]
    public async Task It_waits_for_its_turn_to_connect_even_where_it_gets_another_address()
    {
        var charger = TestCharger.Start();
        (await charger.Csms.AttemptAsync()).Break("no answer");
        charger.TurnToConnect = charger.Time.GetUtcNow().AddMinutes(1);

        charger.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, charger.Csms.Waiting);
        charger.Time.Advance(TimeSpan.FromSeconds(1));
        (await charger.Csms.AttemptAsync()).Break("no answer");

        charger.TurnToConnect = charger.Time.GetUtcNow().AddMinutes(2);
        charger.Time.Advance(TimeSpan.FromSeconds(30));
        charger.Retarget(TestCharger.Target with { WsUrl = "ws://other.test/ocpp" });
        Assert.Equal(0, charger.Csms.Waiting);
    }

    [Fact]
    public async Task Tries_become_rarer_up_to_a_minute_and_a_half_and_often_again_after_a_success()
    {
        var charger = TestCharger.Start();
        var attempt = await charger.Csms.AttemptAsync();
        var waits = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            attempt.Break("no answer");
            var since = charger.Time.GetUtcNow();
            while (charger.Csms.Waiting == 0)
            {
                charger.Time.Advance(TimeSpan.FromMilliseconds(100));
            }

            waits.Add((charger.Time.GetUtcNow() - since).TotalSeconds);
            attempt = await charger.Csms.AttemptAsync();
        }

        var least = new double[] { 1, 2, 4, 8, 16, 32, 60, 60, 60 };
        Assert.All(waits.Zip(least), pair => Assert.InRange(pair.First, pair.Second, (pair.Second * 1.5) + 0.1));

        attempt.Open();
        await attempt.ServeAsync("BootNotification");
        attempt.Break("gone");
        charger.Time.Advance(TimeSpan.FromSeconds(1.5));
        await charger.Csms.AttemptAsync();
    }

    [Fact]
    public async Task What_went_wrong_is_said_in_the_connection_and_the_logs_until_it_works()
    {
        var charger = TestCharger.Start();
        Assert.Equal("connecting", charger.Connection.State);
        (await charger.Csms.AttemptAsync()).Break("the CSMS refused the password");

        Assert.Equal(
            ("closed", charger.Time.GetUtcNow(), "the CSMS refused the password"),
            charger.Connection);
        var entry = Assert.Single(charger.Frames);
        Assert.Equal(("", "the CSMS refused the password"), (entry.Action, entry.Message));

        charger.Time.Advance(TimeSpan.FromSeconds(1.5));
        var connection = await charger.Csms.AttemptAsync();
        connection.Open();
        var boot = await connection.CallAsync("BootNotification");
        Assert.Equal("open", charger.Connection.State);
        connection.Answer(boot);
        Assert.Equal(
            ("accepted", charger.Time.GetUtcNow(), null), charger.Connection);
    }

    [Fact]
    public async Task A_request_without_an_answer_does_not_hold_up_the_next_for_ever()
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AttemptAsync();
        connection.Open();
        await connection.ServeAsync("BootNotification");
        var unanswered = await connection.CallAsync("StatusNotification");
        Assert.Equal(0, connection.Unread);

        charger.Time.Advance(TimeSpan.FromMinutes(1));
        var next = await connection.CallAsync("StatusNotification");

        // Too late: it answers nothing any more.
        connection.Answer(unanswered);
        Assert.Equal(0, connection.Unread);
        connection.Answer(next);
        charger.Do(Endless);
        await connection.ServeUntilAsync("StartTransaction");
    }

    [Fact]
    public async Task A_transaction_made_while_the_CSMS_was_away_is_told_in_order_afterwards()
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AcceptAsync(statuses: 2);
        charger.Do(Endless);
        await connection.ServeUntilAsync("StartTransaction");
        connection.Break("gone");
        charger.Time.Advance(TimeSpan.FromSeconds(20));
        charger.Do(new StopSession(1));
        charger.Time.Advance(TimeSpan.FromMinutes(2));

        var attempt = await charger.Csms.AttemptAsync();
        attempt.Open();
        var (actions, stop) = await attempt.ServeUntilAsync("StopTransaction");
        Assert.Equal(["MeterValues", "MeterValues", "StopTransaction"], actions.Where(action => action != "StatusNotification"));
        Assert.Equal(77, (int)stop["transactionId"]!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[2]")]
    [InlineData("[9,\"1\",{}]")]
    [InlineData("[3,\"never asked\",{}]")]
    [InlineData("[4,\"never asked\",\"InternalError\",\"\",{}]")]
    [InlineData("[3,\"truncated\",{\"status\":")]
    [InlineData("[2,\"😀\",\"😀\",{\"a\":[[[[[[]]]]]]}]")]
    public async Task Whatever_the_CSMS_sends_the_charger_goes_on(string frame)
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AcceptAsync(statuses: 2);
        connection.Say(frame);
        connection.Say([0xFF, 0xFE, 0x00]);
        Assert.Contains(charger.Frames, entry => entry.Message == frame);

        connection.Say("""[2,"ok","TriggerMessage",{"requestedMessage":"Heartbeat"}]""");
        while ((string?)(await connection.FrameAsync())[1] != "ok")
        {
            // What it answered to the bad frame.
        }

        await connection.ServeAsync("Heartbeat");
    }

    [Theory]
    [InlineData("""[2,"7","NoSuchThing",{}]""", "NotImplemented")]
    [InlineData("""[2,"7","Reset",{"type":"Lukewarm"}]""", "PropertyConstraintViolation")]
    [InlineData("""[2,"7","Reset"]""", "ProtocolError")]
    public async Task What_does_not_fit_is_answered_with_an_error_that_fits(string frame, string code)
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AcceptAsync(statuses: 2);
        connection.Say(frame);
        var answer = await connection.FrameAsync();
        Assert.Equal((4, "7", code), ((int)answer[0]!, (string)answer[1]!, (string)answer[2]!));
    }

    [Fact]
    public async Task An_answer_that_does_not_fit_is_all_the_answer_there_is()
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AttemptAsync();
        connection.Open();
        await connection.ServeAsync("BootNotification");
        var status = await connection.CallAsync("StatusNotification");
        connection.Say($"""[3,"{status[1]}"]""");
        status = await connection.CallAsync("StatusNotification");
        connection.Say($"""[4,"{status[1]}","InternalError","",""]""");
        connection.Say("""[2,"ok","TriggerMessage",{"requestedMessage":"Heartbeat"}]""");
        Assert.Equal("ok", (string?)(await connection.FrameAsync())[1]);
        await connection.ServeAsync("Heartbeat");
    }

    [Fact]
    public async Task A_second_request_before_the_first_is_answered_is_answered_second()
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AcceptAsync(statuses: 2);
        charger.HoldWrites();
        connection.Say("""[2,"a","ChangeConfiguration",{"key":"MeterValueSampleInterval","value":"60"}]""");
        connection.Say("""[2,"b","GetConfiguration",{"key":["MeterValueSampleInterval"]}]""");
        connection.Say("""[2,"c","Nonsense",{}]""");
        Assert.Equal(0, connection.Unread);
        charger.ReleaseWrites();
        foreach (var id in (string[])["a", "b", "c"])
        {
            Assert.Equal(id, (string?)(await connection.FrameAsync())[1]);
        }
    }

    [Fact]
    public async Task Questions_and_statuses_do_not_wait_for_the_storage_and_transactions_do()
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AcceptAsync(statuses: 2);
        charger.HoldWrites();
        charger.MaySendBeforeStored = true;
        charger.Do(new StartSession("TAG", 1, null, null));
        await connection.ServeAsync("StatusNotification");
        await connection.ServeAsync("Authorize");
        Assert.Equal(0, connection.Unread);
        charger.ReleaseWrites();
        await connection.ServeAsync("StartTransaction");
    }

    [Fact]
    public async Task Nothing_leaves_while_a_location_holds_back_what_is_to_be_stored()
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AcceptAsync(statuses: 2);
        charger.HoldWrites();
        charger.Do(new StartSession("TAG", 1, null, null));
        Assert.Equal(0, connection.Unread);
        charger.ReleaseWrites();
        await connection.ServeAsync("StatusNotification");
        await connection.ServeAsync("Authorize");
    }

    [Fact]
    public async Task A_reset_is_answered_then_the_charger_comes_back_and_boots()
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AcceptAsync(statuses: 2);
        connection.Say("""[2,"r","Reset",{"type":"Hard"}]""");
        Assert.Equal("""[3,"r",{"status":"Accepted"}]""", (await connection.FrameAsync()).ToJsonString());
        await connection.Ended;
        await charger.Csms.AcceptAsync(statuses: 2);
    }

    [Fact]
    public async Task The_ping_interval_is_what_the_CSMS_sets()
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AcceptAsync(statuses: 2);
        connection.Say("""[2,"p","ChangeConfiguration",{"key":"WebSocketPingInterval","value":"17"}]""");
        await connection.FrameAsync();
        Assert.Equal(TimeSpan.FromSeconds(17), connection.PingInterval);
    }

    [Fact]
    public async Task A_charger_taken_offline_by_a_fault_stays_away_until_it_is_cleared()
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AcceptAsync(statuses: 2);
        charger.Do(Fault(NetworkFaultKind.Offline, null, null, 1));
        await connection.Ended;
        charger.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, charger.Csms.Waiting);
        Assert.Equal("closed", charger.Connection.State);

        charger.Do(new ClearFault(1));
        (await charger.Csms.AttemptAsync()).Open();
    }

    [Fact]
    public async Task Delayed_messages_come_late_and_in_order()
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AcceptAsync(statuses: 2);
        charger.Do(Fault(NetworkFaultKind.Latency, null, "TriggerMessage", 1, TimeSpan.FromSeconds(2)));
        connection.Say("""[2,"a","TriggerMessage",{"requestedMessage":"Heartbeat"}]""");
        connection.Say("""[2,"b","GetConfiguration",{"key":[]}]""");
        charger.Time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(0, connection.Unread);

        charger.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(0, connection.Unread);
        charger.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("a", (string?)(await connection.FrameAsync())[1]);
        Assert.Equal("b", (string?)(await connection.FrameAsync())[1]);
        await connection.CallAsync("Heartbeat");
    }

    [Fact]
    public async Task Requests_are_answered_as_somebody_chose()
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AcceptAsync(statuses: 2);
        charger.Do(new AnswerCalls(new("UnlockConnector", Times: 1), "UnlockFailed"));
        charger.Do(new AnswerCalls(new("ClearCache", ErrorCode: "InternalError", ErrorDescription: "chosen")));
        charger.Do(new AnswerCalls(new("GetLocalListVersion", """{"listVersion":"four"}""")));
        charger.Do(new AnswerCalls(new("Reset", None: true)));
        charger.Do(new AnswerCalls(new("TriggerMessage", Delay: TimeSpan.FromSeconds(20))));

        connection.Say("""[2,"t","TriggerMessage",{"requestedMessage":"Heartbeat"}]""");
        connection.Say("""[2,"r","Reset",{"type":"Hard"}]""");
        connection.Say("""[2,"u","UnlockConnector",{"connectorId":1}]""");
        connection.Say("""[2,"v","UnlockConnector",{"connectorId":1}]""");
        connection.Say("""[2,"c","ClearCache",{}]""");
        connection.Say("""[2,"l","GetLocalListVersion",{}]""");
        foreach (var answer in (string[])[
            """[3,"u",{"status":"UnlockFailed"}]""", """[3,"v",{"status":"Unlocked"}]""", """[4,"c","InternalError","chosen",{}]""",
            """[3,"l",{"listVersion":"four"}]"""])
        {
            Assert.Equal(answer, (await connection.FrameAsync()).ToJsonString());
        }

        charger.Time.Advance(TimeSpan.FromSeconds(19.9));
        Assert.Equal(0, connection.Unread);
        charger.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("""[3,"t",{"status":"Accepted"}]""", (await connection.FrameAsync()).ToJsonString());
        await connection.ServeAsync("Heartbeat");
        Assert.Equal(TimeSpan.FromSeconds(20), charger.EndedCalls.First(call => call.Action == "TriggerMessage").Duration);

        connection.Say("""[2,"w","TriggerMessage",{"requestedMessage":"Heartbeat"}]""");
        connection.Break("gone");
        charger.Time.Advance(TimeSpan.FromSeconds(60));
        connection = await charger.Csms.AttemptAsync();
        connection.Open();
        Assert.Equal(0, connection.Unread);
    }

    [Fact]
    public async Task Lost_messages_are_the_same_ones_in_every_run_of_a_seed()
    {
        async Task<string> RunAsync()
        {
            var charger = TestCharger.Start();
            var connection = await charger.Csms.AcceptAsync(statuses: 2);
            charger.Do(Fault(NetworkFaultKind.Drop, MessageDirection.ToCharger, null, 0.5));
            var answered = new StringBuilder();
            for (var i = 0; i < 40; i++)
            {
                connection.Say($$"""[2,"{{i}}","GetConfiguration",{"key":["HeartbeatInterval"]}]""");
                answered.Append(connection.Unread > 0 ? '+' : '-');
                if (connection.Unread > 0)
                {
                    await connection.FrameAsync();
                }
            }

            return answered.ToString();
        }

        var first = await RunAsync();
        Assert.Equal(first, await RunAsync());
        Assert.InRange(first.Count(what => what == '-'), 8, 32);
    }

    static InjectNetworkFault Fault(
        NetworkFaultKind kind, MessageDirection? direction, string? action, double rate, TimeSpan delay = default) =>
        new(new(kind, direction, action, rate, delay, Seed: 42));
}
