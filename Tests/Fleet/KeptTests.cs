using System.Text.Json.Nodes;
using OcppLab.Fleet;
using OcppLab.Simulation;

namespace OcppLab.Tests.Fleets;

/// <summary>What was answered with a 202 survives a crash, and nothing leaves before it would.</summary>
public sealed class KeptTests
{
    static readonly StartSession Endless = new("TAG-1", 1, null, null);
    static readonly StartSession Session = new("TAG-1", 1, TimeSpan.FromMinutes(15), null);

    [Fact]
    public async Task A_command_survives_a_crash_right_after_its_answer()
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Connected("dep-1"));
        await room.Csms.AcceptAsync(statuses: 2);
        await room.DoAsync("dep-1", Session);

        await room.CrashAsync(away: TimeSpan.FromSeconds(5));

        var connection = await room.Csms.AttemptAsync();
        connection.Open();
        var (actions, start) = await connection.ServeUntilAsync("StartTransaction");
        Assert.DoesNotContain("BootNotification", actions);
        Assert.Equal("TAG-1", (string?)start["idTag"]);
    }

    [Theory]
    [InlineData(OcppVersion.V16, "StartTransaction", "StopTransaction")]
    [InlineData(OcppVersion.V201, "TransactionEvent", "TransactionEvent")]
    public async Task What_a_CSMS_may_have_heard_before_a_crash_is_told_again_word_for_word(OcppVersion version, string start, string stop)
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Connected("dep-1") with { OcppVersion = version });
        if (version == OcppVersion.V201)
            room.Csms.Special["Authorize"] = """{"idTokenInfo":{"status":"Accepted"}}""";
        var connection = await room.Csms.AcceptAsync(statuses: version == OcppVersion.V16 ? 2 : 1);
        await room.DoAsync("dep-1", Session);
        var started = await NextAsync(start);

        connection = await CrashAsync();
        var again = await NextAsync(start);
        Assert.Equal(started.ToJsonString(), again.ToJsonString());

        connection.Answer(again);
        await room.DoAsync("dep-1", new StopSession(1));
        var stopped = await NextAsync(stop);
        while (version == OcppVersion.V201 && (string?)stopped[3]!["eventType"] != "Ended")
        {
            connection.Answer(stopped);
            stopped = await NextAsync(stop);
        }

        connection = await CrashAsync();
        Assert.Equal(stopped.ToJsonString(), (await NextAsync(stop)).ToJsonString());

        async Task<FakeConnection> CrashAsync()
        {
            await room.CrashAsync(away: TimeSpan.FromSeconds(5));
            var attempt = await room.Csms.AttemptAsync();
            attempt.Open();
            return attempt;
        }

        async Task<JsonArray> NextAsync(string action)
        {
            while (true)
            {
                var call = await connection.FrameAsync();
                if ((string?)call[2] == action)
                    return call;
                connection.Answer(call);
            }
        }
    }

    [Fact]
    public async Task A_message_told_again_on_the_same_connection_has_another_id()
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Connected("dep-1"));
        var connection = await room.Csms.AcceptAsync(statuses: 2);
        await room.DoAsync("dep-1", Session);
        var ids = new List<string>();
        for (var call = await connection.FrameAsync(); ids.Count < 3; call = await connection.FrameAsync())
        {
            if ((string?)call[2] != "StartTransaction")
            {
                connection.Answer(call);
                continue;
            }

            ids.Add((string)call[1]!);
            connection.Say($"""[4,"{call[1]}","InternalError","",{"{}"}]""");
            room.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_session_goes_on_over_a_crash_with_its_energy_counted_and_one_stop()
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Connected("dep-1"));
        var connection = await room.Csms.AcceptAsync(statuses: 2);
        await room.DoAsync("dep-1", Session);
        await connection.ServeUntilAsync("StartTransaction");
        var begun = room.Time.GetUtcNow();
        await connection.ServeAsync("StatusNotification");

        await room.CrashAsync(away: TimeSpan.FromMinutes(5));

        var transaction = (await room.LiveAsync("dep-1")).View.Connectors[0].Transaction!;
        Assert.Equal(transaction.PowerW * 300 / 3600, transaction.EnergyWh, tolerance: 0.5);
        Assert.Equal(("77", begun), (transaction.Id, transaction.StartedAt));

        connection = await room.Csms.AttemptAsync();
        connection.Open();
        room.Time.Advance(TimeSpan.FromMinutes(10));
        var (actions, stop) = await connection.ServeUntilAsync("StopTransaction");
        Assert.DoesNotContain("StartTransaction", actions);
        Assert.Equal(77, (int)stop["transactionId"]!);
        Assert.Equal(begun.AddMinutes(15), DateTimeOffset.Parse((string)stop["timestamp"]!));

        // The last of it is written before the next message goes out.
        await connection.ServeAsync("StatusNotification");
        await room.StopAsync();
        await room.CrashAsync(away: TimeSpan.FromMinutes(1));
        connection = await room.Csms.AttemptAsync();
        connection.Open();
        room.Time.Advance(TimeSpan.FromDays(1));
        (actions, _) = await connection.ServeUntilAsync("Heartbeat");
        Assert.DoesNotContain("StopTransaction", actions);
        Assert.Equal([("dep-1", (double)stop["meterStop"]!, "TimeLimitReached", "77")], room.Sessions().Select(row => row with { EnergyWh = Math.Round(row.EnergyWh) }));
    }

    [Fact]
    public async Task A_detached_charger_s_session_ends_at_its_limit_while_the_process_was_away()
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Detached("dep-1"));
        await room.DoAsync("dep-1", new StartSession("TAG-1", 1, null, 2000));

        await room.CrashAsync(away: TimeSpan.FromDays(1));

        Assert.Null((await room.LiveAsync("dep-1")).View.Connectors[0].Transaction);
        await room.StopAsync();
        Assert.Equal([("dep-1", 2000.0, "EnergyLimitReached", null)], room.Sessions());
    }

    [Fact]
    public async Task Nothing_leaves_while_the_state_it_depends_on_is_not_written()
    {
        var store = new GatedStore();
        await using var room = await FleetRoom.PrepareAsync(FleetRoom.Connected("dep-1"));
        room.Store = store.Over;
        await room.StartAsync();
        var connection = await room.Csms.AcceptAsync(statuses: 2);

        store.Gate.Reset();
        var command = room.CommandOneAsync("dep-1", Session);
        await store.Reached.WaitAsync(Guard.Time);
        connection.Say("""[2,"1","TriggerMessage",{"requestedMessage":"Heartbeat"}]""");
        Assert.False(command.IsCompleted);
        Assert.Equal(0, connection.Unread);

        store.Gate.Set();
        Assert.Empty((await command).Failed);
        Assert.Equal("""[3,"1",{"status":"Accepted"}]""", (await connection.FrameAsync()).ToJsonString());
        await connection.ServeUntilAsync("StartTransaction");
    }

    [Fact]
    public async Task A_store_that_fails_for_a_while_delays_the_answer_and_loses_nothing()
    {
        var store = new FailingStore();
        await using var room = await FleetRoom.PrepareAsync(FleetRoom.Detached("dep-1"));
        room.Store = store.Over;
        await room.StartAsync();

        store.Failing = true;
        var command = room.CommandOneAsync("dep-1", Endless);
        var retry = await room.Time.WaitedAsync();
        Assert.False(command.IsCompleted);
        store.Failing = false;
        room.Time.Advance(retry);

        Assert.Empty((await command).Failed);
        Assert.Single(room.Sessions());
    }

    [Fact]
    public async Task A_store_that_stays_away_is_said_to_be_and_is_written_to_when_it_is_back()
    {
        var store = new FailingStore { Failing = true };
        await using var room = await FleetRoom.PrepareAsync(FleetRoom.Detached("dep-1"));
        room.Store = store.Over;
        await room.StartAsync();

        var command = room.CommandOneAsync("dep-1", Endless);
        var begun = room.Time.GetUtcNow();
        while (room.Time.GetUtcNow() - begun < TimeSpan.FromSeconds(32))
            room.Time.Advance(await room.Time.WaitedAsync());
        var error = await Assert.ThrowsAsync<FleetException>(() => command);
        Assert.Equal(FleetError.Unavailable, error.Error);

        store.Failing = false;
        var written = store.WrittenAsync();
        while (await Task.WhenAny(written, room.Time.WaitedAsync()) is Task<TimeSpan> wait)
            room.Time.Advance(await wait);
        Assert.Single(room.Sessions());
    }

    [Fact]
    public async Task A_stop_in_order_waits_for_the_answer_in_flight_and_keeps_sessions()
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Connected("dep-1"));
        var connection = await room.Csms.AcceptAsync(statuses: 2);
        await room.DoAsync("dep-1", Session);
        await connection.ServeUntilAsync("Authorize");
        var start = await connection.CallAsync("StartTransaction");

        var stopping = room.Fleet.StoppingAsync(default);
        Assert.False(stopping.IsCompleted);
        connection.Answer(start);
        await connection.Ended;
        await stopping.WaitAsync(Guard.Time);
        await room.Fleet.StopAsync(default).WaitAsync(Guard.Time);

        await room.CrashAsync(away: TimeSpan.FromSeconds(1));
        Assert.Equal("77", (await room.LiveAsync("dep-1")).View.Connectors[0].Transaction!.Id);
    }
}

/// <summary>A store whose writes wait at a gate.</summary>
sealed class GatedStore : IStateStore
{
    readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    IStateStore store = null!;

    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    /// <summary>Completes when a write waits at the gate.</summary>
    public Task Reached => reached.Task;

    public IStateStore Over(IStateStore real)
    {
        store = real;
        return this;
    }

    public byte[]? Read(string chargerId) => store.Read(chargerId);

    public void Write(StateBatch batch)
    {
        if (!Gate.IsSet)
            reached.TrySetResult();
        Gate.Wait(Guard.Time);
        store.Write(batch);
    }

    public void Dispose() => store.Dispose();
}

/// <summary>A store that fails as long as the test wants.</summary>
sealed class FailingStore : IStateStore
{
    readonly SemaphoreSlim writes = new(0);
    IStateStore store = null!;

    public volatile bool Failing;

    public Task WrittenAsync() => writes.WaitAsync().WaitAsync(Guard.Time);

    public IStateStore Over(IStateStore real)
    {
        store = real;
        return this;
    }

    public byte[]? Read(string chargerId) => store.Read(chargerId);

    public void Write(StateBatch batch)
    {
        if (Failing)
            throw new IOException("disk full");
        store.Write(batch);
        writes.Release();
    }

    public void Dispose() => store.Dispose();
}
