using System.Text.Json.Nodes;
using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Simulation;
using OcppLab.Tests.Monitoring;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Grains;

/// <summary>What was answered with a 202 survives a crash, and nothing leaves before it would.</summary>
public sealed class DurabilityTests
{
    static readonly StartSession Endless = new("TAG-1", 1, null, null);
    static readonly StartSession Session = new("TAG-1", 1, TimeSpan.FromMinutes(15), null);

    [Fact]
    public async Task A_command_survives_a_crash_right_after_its_answer()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        await silo.Csms.AcceptAsync(statuses: 2);
        await silo.DoAsync("dep-1", Session);

        await silo.CrashAsync(away: TimeSpan.FromSeconds(5));

        var connection = await silo.Csms.AttemptAsync();
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
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1") with { OcppVersion = version });
        if (version == OcppVersion.V201)
        {
            silo.Csms.Special["Authorize"] = """{"idTokenInfo":{"status":"Accepted"}}""";
        }

        var connection = await silo.Csms.AcceptAsync(statuses: version == OcppVersion.V16 ? 2 : 1);
        await silo.DoAsync("dep-1", Session);
        var started = await NextAsync(start);

        connection = await CrashAsync();
        var again = await NextAsync(start);
        Assert.Equal(started.ToJsonString(), again.ToJsonString());

        connection.Answer(again);
        await silo.DoAsync("dep-1", new StopSession(1));
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
            await silo.CrashAsync(away: TimeSpan.FromSeconds(5));
            var attempt = await silo.Csms.AttemptAsync();
            attempt.Open();
            return attempt;
        }

        async Task<JsonArray> NextAsync(string action)
        {
            while (true)
            {
                var call = await connection.FrameAsync();
                if ((string?)call[2] == action)
                {
                    return call;
                }

                connection.Answer(call);
            }
        }
    }

    [Fact]
    public async Task A_message_told_again_on_the_same_connection_has_another_id()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        var connection = await silo.Csms.AcceptAsync(statuses: 2);
        await silo.DoAsync("dep-1", Session);
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
            silo.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_session_goes_on_over_a_crash_with_its_energy_counted_and_one_stop()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        var connection = await silo.Csms.AcceptAsync(statuses: 2);
        await silo.DoAsync("dep-1", Session);
        await connection.ServeUntilAsync("StartTransaction");
        var begun = silo.Time.GetUtcNow();
        await connection.ServeAsync("StatusNotification");

        await silo.CrashAsync(away: TimeSpan.FromMinutes(5));

        var transaction = (await silo.LiveAsync("dep-1")).View.Connectors[0].Transaction!;
        Assert.Equal(transaction.PowerW * 300 / 3600, transaction.EnergyWh, tolerance: 0.5);
        Assert.Equal(("77", begun), (transaction.Id, transaction.StartedAt));

        connection = await silo.Csms.AttemptAsync();
        connection.Open();
        await Guard.UntilAsync(
            async () => (await silo.LiveAsync("dep-1")).Connection.State == ConnectionState.Accepted, "the charger goes on without a boot");
        silo.Time.Advance(TimeSpan.FromMinutes(10));
        var (actions, stop) = await connection.ServeUntilAsync("StopTransaction");
        Assert.DoesNotContain("StartTransaction", actions);
        Assert.Equal(77, (int)stop["transactionId"]!);
        Assert.Equal(begun.AddMinutes(15), DateTimeOffset.Parse((string)stop["timestamp"]!));

        // The last of it is written before the next message goes out.
        await connection.ServeAsync("StatusNotification");
        await silo.StopAsync();
        await silo.CrashAsync(away: TimeSpan.FromMinutes(1));
        connection = await silo.Csms.AttemptAsync();
        connection.Open();
        await Guard.UntilAsync(
            async () => (await silo.LiveAsync("dep-1")).Connection.State == ConnectionState.Accepted, "the charger goes on without a boot");
        silo.Time.Advance(TimeSpan.FromDays(1));
        (actions, _) = await connection.ServeUntilAsync("Heartbeat");
        Assert.DoesNotContain("StopTransaction", actions);
        Assert.Equal([new SessionRow("dep-1", (double)stop["meterStop"]!, "TimeLimitReached", "77")], silo.Sessions().Select(row => row with { EnergyWh = Math.Round(row.EnergyWh) }));
    }

    [Fact]
    public async Task A_detached_charger_s_session_ends_at_its_limit_while_the_process_was_away()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Detached("dep-1"));
        await silo.DoAsync("dep-1", new StartSession("TAG-1", 1, null, 2000));

        await silo.CrashAsync(away: TimeSpan.FromDays(1));

        Assert.Null((await silo.LiveAsync("dep-1")).View.Connectors[0].Transaction);
        await silo.StopAsync();
        Assert.Equal([new SessionRow("dep-1", 2000.0, "EnergyLimitReached", null)], silo.Sessions());
    }

    [Fact]
    public async Task Nothing_leaves_while_the_state_it_depends_on_is_not_written()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        var connection = await silo.Csms.AcceptAsync(statuses: 2);

        silo.Storage.Hold();
        var command = silo.CommandOneAsync("dep-1", Session);
        await silo.Storage.Reached;

        // They promise nothing.
        await connection.ServeAsync("StatusNotification");
        await connection.ServeAsync("Authorize");
        connection.Say("""[2,"1","TriggerMessage",{"requestedMessage":"Heartbeat"}]""");
        Assert.False(command.IsCompleted);
        Assert.Equal(0, connection.Unread);

        silo.Storage.Release();
        Assert.Empty((await command).Failed);
        Assert.Equal("""[3,"1",{"status":"Accepted"}]""", (await connection.FrameAsync()).ToJsonString());
        await connection.ServeUntilAsync("StartTransaction");
    }

    [Fact]
    public async Task What_a_location_s_command_and_its_authorization_changed_is_written_once()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        var connection = await silo.Csms.AcceptAsync(statuses: 2);
        await Guard.UntilAsync(async () => (await StateAsync()).State.Contains("Accepted", StringComparison.Ordinal), "the boot is stored");
        var before = (await StateAsync()).Version;
        Assert.Empty((await silo.CommandAsync(Session)).Failed);
        await connection.ServeAsync("StatusNotification");
        await connection.ServeAsync("Authorize");
        await connection.CallAsync("StartTransaction");
        Assert.Equal(before + 1, (await StateAsync()).Version);

        async Task<(long Version, string State)> StateAsync()
        {
            await using var database = await silo.Database.Database.OpenAsync(default);
            await using var command = database.CreateCommand();
            command.CommandText = "SELECT version, state FROM charger_states WHERE charger_id = 'dep-1'";
            await using var reader = await command.ExecuteReaderAsync();
            return await reader.ReadAsync() && !reader.IsDBNull(1)
                ? (reader.GetInt64(0), System.Text.Encoding.UTF8.GetString((byte[])reader.GetValue(1)))
                : (0, "");
        }
    }

    [Fact]
    public async Task A_location_s_command_is_stored_by_its_chargers_though_the_CSMS_does_not_authorize()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        var connection = await silo.Csms.AcceptAsync(statuses: 2);
        Assert.Empty((await silo.CommandAsync(Session)).Failed);
        await connection.ServeAsync("StatusNotification");
        await connection.CallAsync("Authorize");
        Assert.True(await IsPendingAsync());

        silo.Time.Advance(TimeSpan.FromSeconds(1));
        await Guard.UntilAsync(async () => !await IsPendingAsync(), "the charger stores it");

        async Task<bool> IsPendingAsync()
        {
            await using var database = await silo.Database.Database.OpenAsync(default);
            await using var command = database.CreateCommand();
            command.CommandText = "SELECT count(*) FROM pending_commands";
            return (long)(await command.ExecuteScalarAsync())! > 0;
        }
    }

    [Fact]
    public async Task A_location_s_command_survives_a_crash_before_any_charger_has_stored_it()
    {
        await using var silo = await SiloFixture.StartAsync(
            [.. Enumerable.Range(1, 20).Select(i => SiloFixture.Detached($"dep-{i}"))]);
        await silo.DoAsync("dep-7", Endless);
        silo.Storage.Hold();
        var answer = await silo.CommandAsync(Endless);
        Assert.Equal((19, 1), (answer.Queued.Count, answer.Failed.Count));
        Assert.Single(silo.Sessions());

        await silo.CrashAsync(away: TimeSpan.FromSeconds(5));

        var sessions = await silo.SessionsAsync(rows => rows.Count >= 20);
        Assert.Equal(20, sessions.Select(session => session.ChargerId).Distinct().Count());
    }

    [Fact]
    public async Task A_database_that_another_process_locks_refuses_commands_and_then_goes_on_by_itself()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Detached("dep-1"), SiloFixture.Detached("dep-2"));
        await silo.DoAsync("dep-1", new StartSession("TAG-1", 1, TimeSpan.FromMinutes(1), null));
        await using (var locked = await silo.Database.Database.OpenAsync(default))
        {
            await using var command = locked.CreateCommand();
            command.CommandText = "BEGIN EXCLUSIVE";
            await command.ExecuteNonQueryAsync();

            var asked = DateTime.UtcNow;
            foreach (var refused in (Task[])[silo.CommandOneAsync("dep-2", Endless), silo.CommandAsync(Endless), silo.CommandOneAsync("dep-1", new StopSession(1))])
            {
                var error = await Assert.ThrowsAsync<FleetException>(() => refused);
                Assert.Equal(FleetError.Unavailable, error.Error);
                Assert.Contains("locked", error.Message);
            }

            Assert.InRange(DateTime.UtcNow - asked, TimeSpan.Zero, TimeSpan.FromSeconds(10));
            Assert.NotEqual(0, TestMetrics.Sum(silo.Meters, "ocpplab.storage.failures", "operation", "write"));

            // What is due while nothing can be stored happens in its time all the same, and is stored later.
            silo.Time.Advance(TimeSpan.FromMinutes(2));
            command.CommandText = "ROLLBACK";
            await command.ExecuteNonQueryAsync();
        }

        await silo.SessionsAsync(rows => rows.Exists(row => row.ChargerId == "dep-1" && row.Reason is not null));
        while ((await silo.TryCommandOneAsync("dep-2", new StopSession(1))) is null)
        {
            // Within a second it finds that the database takes writes again.
        }
    }

    [Fact]
    public async Task What_was_written_by_another_activation_is_not_written_over_nor_are_its_sessions()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Detached("dep-1"));
        await silo.DoAsync("dep-1", Endless);
        await silo.Database.ExecuteAsync("UPDATE charger_states SET version = version + 1, writer = zeroblob(16)");

        // As a silo that was declared dead and does not know it yet.
        await Assert.ThrowsAnyAsync<Exception>(() => silo.Grain("dep-1").CommandAsync(
            new("0123456789ab", "test", new StopSession(1), "{}"u8.ToArray()), storedByLocation: false).AsTask());

        Assert.All(silo.Sessions(), session => Assert.Null(session.Reason));
        await silo.DoAsync("dep-1", new StopSession(1));
        Assert.Equal("Local", Assert.Single(silo.Sessions()).Reason);
    }

    [Fact]
    public async Task A_stop_in_order_waits_for_the_answer_in_flight_and_keeps_sessions()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        var connection = await silo.Csms.AcceptAsync(statuses: 2);
        await silo.DoAsync("dep-1", Session);
        await connection.ServeUntilAsync("Authorize");
        var start = await connection.CallAsync("StartTransaction");

        var stopping = silo.StopAsync();
        Assert.False(stopping.IsCompleted);
        connection.Answer(start);
        await connection.Ended;
        await stopping.WaitAsync(Guard.Time);

        await silo.CrashAsync(away: TimeSpan.FromSeconds(1));
        Assert.Equal("77", (await silo.LiveAsync("dep-1")).View.Connectors[0].Transaction!.Id);
    }
}
