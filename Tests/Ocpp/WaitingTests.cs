using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

/// <summary>How long a request waited before it was sent counts from when it could have been, had the CSMS answered everything before it at
/// once; how long connecting and booting take is told.</summary>
public sealed class WaitingTests
{
    static readonly StartSession Endless = new("TAG-1", 1, null, null);

    [Fact]
    public async Task What_a_slow_answer_holds_up_has_waited()
    {
        var (charger, connection) = await BootedAsync();
        connection.Say("""[2,"s","ChangeConfiguration",{"key":"MeterValueSampleInterval","value":"10"}]""");
        await connection.FrameAsync();
        charger.Do(Endless);
        await connection.ServeUntilAsync("StartTransaction");
        await ServeAllAsync(connection);
        charger.EndedCalls.Clear();

        connection.Answer(await NextAsync(charger, connection, "MeterValues", after: 10));
        var slow = await NextAsync(charger, connection, "MeterValues", after: 10);
        Step(charger, 25);
        connection.Answer(slow);
        await connection.ServeAsync("MeterValues");
        await connection.ServeAsync("MeterValues");

        Assert.Equal([(0, 0), (0, 25), (15, 0), (5, 0)], Seconds(charger, "MeterValues"));
    }

    [Fact]
    public async Task What_is_kept_while_the_CSMS_is_away_has_not_waited()
    {
        var (charger, connection) = await BootedAsync();
        charger.Do(Endless);
        await connection.ServeUntilAsync("StartTransaction");
        await ServeAllAsync(connection);
        connection.Break("gone");
        charger.Time.Advance(TimeSpan.FromSeconds(1));
        charger.Do(new StopSession(1));
        charger.Time.Advance(TimeSpan.FromSeconds(90));
        connection = await charger.Csms.AttemptAsync();
        charger.EndedCalls.Clear();
        connection.Open();
        var held = false;
        while (connection.Unread > 0)
        {
            var call = await connection.FrameAsync();
            Step(charger, held ? 0 : 3);
            held = true;
            connection.Answer(call);
        }

        Assert.Contains("StopTransaction", charger.EndedCalls.Select(call => call.Action));
        Assert.Equal(TimeSpan.Zero, charger.EndedCalls[0].Waited);
        Assert.All(charger.EndedCalls.Skip(1), call => Assert.Equal(TimeSpan.FromSeconds(3), call.Waited));
    }

    [Fact]
    public async Task What_its_turn_comes_late_for_has_waited()
    {
        var charger = TestCharger.Start();
        charger.Csms.Special["BootNotification"] = """{"status":"Accepted","currentTime":"2026-03-01T12:00:00Z","interval":30}""";
        var connection = await charger.Csms.AcceptAsync(statuses: 2);
        charger.EndedCalls.Clear();
        charger.Time.Advance(TimeSpan.FromSeconds(34));
        await connection.ServeAsync("Heartbeat");
        Assert.Equal([(4, 0)], Seconds(charger, "Heartbeat"));
    }

    [Fact]
    public async Task A_message_that_is_sent_again_is_due_when_it_is_sent()
    {
        var (charger, connection) = await BootedAsync();
        charger.Do(Endless);
        await connection.ServeAsync("StatusNotification");
        await connection.ServeAsync("Authorize");
        connection.Say($"""[4,"{(await connection.CallAsync("StartTransaction"))[1]}","InternalError","",{"{}"}]""");
        await ServeAllAsync(connection);
        while (connection.Unread == 0)
        {
            Step(charger, 1);
        }

        await connection.ServeUntilAsync("StartTransaction");
        Assert.Equal([(0, 0), (0, 0)], Seconds(charger, "StartTransaction"));
        Assert.Equal(
            [(CallOutcome.CallError, "InternalError"), (CallOutcome.Result, null)],
            charger.EndedCalls.Where(call => call.Action == "StartTransaction").Select(call => (call.Outcome, call.ErrorCode)));
    }

    [Fact]
    public async Task A_boot_is_due_when_it_is_connected_or_when_the_CSMS_has_said()
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AttemptAsync();
        charger.Time.Advance(TimeSpan.FromSeconds(2));
        connection.Open();
        connection.Answer(
            await connection.CallAsync("BootNotification"), """{"status":"Pending","currentTime":"2026-03-01T12:00:00Z","interval":20}""");
        charger.Time.Advance(TimeSpan.FromSeconds(23));
        await connection.ServeAsync("BootNotification");
        await connection.ServeAsync("StatusNotification");
        Assert.Equal([(0, 0), (3, 0)], Seconds(charger, "BootNotification"));
        Assert.Equal([(0, 0)], Seconds(charger, "StatusNotification"));
    }

    [Fact]
    public async Task Connecting_is_told_each_time_and_a_boot_from_the_first_attempt()
    {
        var charger = TestCharger.Start();
        (await charger.Csms.AttemptAsync()).Break("no answer");
        charger.Time.Advance(TimeSpan.FromSeconds(2));
        var connection = await charger.Csms.AttemptAsync();
        charger.Time.Advance(TimeSpan.FromSeconds(3));
        connection.Open();
        connection.Answer(
            await connection.CallAsync("BootNotification"), """{"status":"Pending","currentTime":"2026-03-01T12:00:00Z","interval":20}""");
        charger.Time.Advance(TimeSpan.FromSeconds(20));
        var boot = await connection.CallAsync("BootNotification");
        charger.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Empty(charger.Accepting);
        connection.Answer(boot);
        Assert.Equal([TimeSpan.FromSeconds(3)], charger.Opening);
        Assert.Equal([TimeSpan.FromSeconds(29)], charger.Accepting);
        await ServeAllAsync(connection);

        // No boot: the CSMS knows it.
        connection.Break("gone");
        charger.Time.Advance(TimeSpan.FromSeconds(2));
        connection = await charger.Csms.AttemptAsync();
        charger.Time.Advance(TimeSpan.FromSeconds(1));
        connection.Open();
        await ServeAllAsync(connection);
        Assert.Equal([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)], charger.Opening);
        Assert.Single(charger.Accepting);

        // A boot, and the time that it takes is not the connection's.
        connection.Say("""[2,"r","Reset",{"type":"Hard"}]""");
        await connection.Ended;
        await Guard.UntilAsync(
            () =>
            {
                var isBack = charger.Csms.Waiting > 0;
                Step(charger, isBack ? 0 : 1);
                return isBack;
            },
            "it connects again");
        connection = await charger.Csms.AttemptAsync();
        charger.Time.Advance(TimeSpan.FromSeconds(5));
        connection.Open();
        await connection.ServeAsync("BootNotification");
        Assert.Equal([TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(5)], charger.Accepting);
    }

    static async Task<(TestCharger Charger, FakeConnection Connection)> BootedAsync()
    {
        var charger = TestCharger.Start();
        return (charger, await charger.Csms.AcceptAsync(statuses: 2));
    }

    static async Task ServeAllAsync(FakeConnection connection)
    {
        while (connection.Unread > 0)
        {
            var frame = await connection.FrameAsync();
            if ((int)frame[0]! == 2)
            {
                connection.Answer(frame);
            }
        }
    }

    static async Task<System.Text.Json.Nodes.JsonArray> NextAsync(TestCharger charger, FakeConnection connection, string action, int after)
    {
        Step(charger, after);
        return await connection.CallAsync(action);
    }

    // Second by second, so that no turn is late.
    static void Step(TestCharger charger, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            charger.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    static IEnumerable<(int Waited, int Duration)> Seconds(TestCharger charger, string action) => charger.EndedCalls
        .Where(call => call.Action == action).Select(call => ((int)call.Waited.TotalSeconds, (int)call.Duration.TotalSeconds));
}
