using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Simulation;
using OcppLab.Tests.Inventory;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Grains;

/// <summary>Chargers on a silo as the front door sees them.</summary>
public sealed class ChargerGrainTests
{
    static readonly StartSession Endless = new("TAG-1", 1, null, null);

    [Fact]
    public async Task A_location_s_chargers_answer_each_for_itself_and_in_a_stable_order()
    {
        var ids = Enumerable.Range(0, 200).Select(i => $"dep-{i:d3}").ToArray();
        await using var silo = await SiloFixture.StartAsync([.. ids.Select(SiloFixture.Detached)]);
        await silo.DoAsync("dep-007", Endless);

        var answer = await silo.CommandAsync(new(null, null, "loc-1", null), Endless);
        Assert.Equal(ids.Except(["dep-007"]), answer.Queued.Select(one => one.ChargerId));
        var failed = Assert.Single(answer.Failed);
        Assert.Equal(("dep-007", "CP-dep-007"), (failed.ChargerId, failed.Identity));
        Assert.Contains("connector 1", failed.Refusal);
    }

    [Fact]
    public async Task Of_a_subset_each_charger_is_asked_once_and_a_stranger_is_named()
    {
        await using var silo = await SiloFixture.StartAsync(
            SiloFixture.Detached("dep-1"), SiloFixture.Detached("dep-2"), SiloFixture.Detached("dep-3"));
        var answer = await silo.CommandAsync(new(null, null, "loc-1", ["dep-3", "dep-9", "dep-1", "dep-3"]), Endless);
        Assert.Equal(["dep-3", "dep-1"], answer.Queued.Select(one => one.ChargerId));
        var stranger = Assert.Single(answer.Failed);
        Assert.Equal(("dep-9", null), (stranger.ChargerId, stranger.Identity));
        Assert.Contains("dep-9", stranger.Refusal);
        Assert.Null((await silo.LiveAsync("dep-2")).View.Connectors[0].Transaction);
    }

    [Fact]
    public async Task A_charger_is_found_by_its_identity_too()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Detached("dep-1"));
        var answer = await silo.CommandAsync(new(null, "CP-dep-1", null, null), Endless);
        Assert.Equal("dep-1", Assert.Single(answer.Queued).ChargerId);
    }

    [Fact]
    public async Task A_location_without_chargers_has_nobody_to_answer()
    {
        await using var silo = await SiloFixture.StartAsync();
        var answer = await silo.CommandAsync(new(null, null, "loc-1", null), Endless);
        Assert.Empty(answer.Queued);
        Assert.Empty(answer.Failed);
    }

    [Theory]
    [InlineData("dep-9", null, null)]
    [InlineData(null, "CP-9", null)]
    [InlineData(null, null, "loc-9")]
    public async Task What_is_not_there_is_not_found(string? chargerId, string? identity, string? locationId)
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Detached("dep-1"));
        var error = await Assert.ThrowsAsync<FleetException>(
            () => silo.CommandAsync(new(chargerId, identity, locationId, null), Endless));
        Assert.Equal(FleetError.NotFound, error.Error);
        Assert.Contains((chargerId ?? identity ?? locationId)!, error.Message);
    }

    [Theory]
    [InlineData("dep-1", null, null)]
    [InlineData(null, "CP-dep-1", null)]
    [InlineData(null, null, "loc-1")]
    public async Task Another_organization_s_is_not_found(string? chargerId, string? identity, string? locationId)
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Detached("dep-1"));
        var error = await Assert.ThrowsAsync<FleetException>(
            () => silo.CommandAsync(new(chargerId, identity, locationId, null), Endless, org: "other"));
        Assert.Equal(FleetError.NotFound, error.Error);
        Assert.Null((await silo.LiveAsync("dep-1")).View.Connectors[0].Transaction);
    }

    [Fact]
    public async Task A_command_id_is_taken_once()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Detached("dep-1"));
        var request = new CommandRequest("a1b2c3d4e5f6", "start_session", Endless, "{}"u8.ToArray());
        for (var i = 0; i < 2; i++)
        {
            Assert.Empty((await silo.Fleet.CommandAsync(SiloFixture.Org, new("dep-1", null, null, null), request, default)).Failed);
        }

        await silo.StopAsync();
        Assert.Single(silo.Sessions());
    }

    [Fact]
    public async Task Detached_sessions_end_at_their_limits_each_in_its_time()
    {
        await using var silo = await SiloFixture.StartAsync([.. Enumerable.Range(1, 50).Select(i => SiloFixture.Detached($"dep-{i}"))]);
        for (var i = 1; i <= 50; i++)
        {
            await silo.DoAsync($"dep-{i}", new StartSession("TAG", 1, TimeSpan.FromSeconds(10 * i), null));
        }

        for (var i = 0; i <= 50; i++)
        {
            // What is due now ends in its grain's turn, which may come after the question.
            await Guard.UntilAsync(async () => await RunningAsync() <= 50 - i, "what is due has ended");
            Assert.Equal(50 - i, await RunningAsync());
            silo.Time.Advance(TimeSpan.FromSeconds(10));
        }

        await silo.StopAsync();
        Assert.Equal(50, silo.Sessions().Count(session => session.Reason == "TimeLimitReached"));

        async Task<int> RunningAsync()
        {
            var live = await silo.Fleet.GetLiveAsync([.. Enumerable.Range(1, 50).Select(n => SiloFixture.Detached($"dep-{n}"))], default);
            return live.Count(one => one.View.Connectors[0].Transaction is not null);
        }
    }

    [Fact]
    public async Task What_is_due_is_sent_within_a_step_of_its_time_and_tells_its_exact_time()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        var connection = await silo.Csms.AcceptAsync(statuses: 2);

        // Between two steps, as sessions begin.
        silo.Time.Advance(TimeSpan.FromMilliseconds(7));
        await silo.DoAsync("dep-1", new StartSession("TAG-1", 1, TimeSpan.FromSeconds(15), null));
        await connection.ServeUntilAsync("StartTransaction");
        await connection.ServeAsync("StatusNotification");
        var begun = silo.Time.GetUtcNow();

        silo.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull((await silo.LiveAsync("dep-1")).View.Connectors[0].Transaction);
        Assert.Equal(0, connection.Unread);
        silo.Time.Advance(DueTimeQueue.Step);
        var sample = await connection.ServeAsync("MeterValues");
        Assert.Equal(begun.AddSeconds(10), (DateTimeOffset)sample["meterValue"]![0]!["timestamp"]!);

        silo.Time.Advance(TimeSpan.FromSeconds(5));
        var (_, stop) = await connection.ServeUntilAsync("StopTransaction");
        Assert.Equal(begun.AddSeconds(15), (DateTimeOffset)stop["timestamp"]!);
    }

    [Fact]
    public async Task A_charger_added_boots_at_once()
    {
        await using var silo = await SiloFixture.StartAsync();
        await silo.AddAsync([SiloFixture.Connected("dep-1")]);
        await silo.Csms.AcceptAsync(statuses: 2);
        await silo.DoAsync("dep-1", Endless);
    }

    [Fact]
    public async Task A_new_address_is_connected_to_instead_of_the_old_one()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        var connection = await silo.Csms.AcceptAsync(statuses: 2);
        await silo.DoAsync("dep-1", Endless);
        await connection.ServeUntilAsync("StartTransaction");

        await silo.ChangeAsync([SiloFixture.Connected("dep-1") with { WsUrl = "ws://other.test/ocpp" }]);
        await connection.Ended;
        Assert.Equal("other.test", (await silo.Csms.AttemptAsync()).Endpoint.Url.Host);
        Assert.NotNull((await silo.LiveAsync("dep-1")).View.Connectors[0].Transaction);
    }

    [Fact]
    public async Task What_was_chosen_for_a_charger_goes_before_the_silo_s_setting_and_is_changed_while_it_runs()
    {
        var charger = SiloFixture.Connected("dep-1");
        await using var silo = await SiloFixture.StartAsync(charger with { Options = new() { BootTimeSeconds = 20 } });
        var connection = await silo.Csms.AcceptAsync(statuses: 2);
        await silo.ChangeAsync([charger with { Options = new() { BootTimeSeconds = 30, SerialNumber = "SN-1" } }]);

        await silo.DoAsync("dep-1", new ResetCharger(Hard: true));
        await connection.Ended;
        silo.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Contains("boots until", (await silo.CommandOneAsync("dep-1", Endless)).Failed[0].Refusal);
        silo.Time.Advance(TimeSpan.FromSeconds(1));
        var renewed = await silo.Csms.AttemptAsync();
        renewed.Open();

        var boot = await renewed.FrameAsync();
        Assert.Equal(("BootNotification", "SN-1"), ((string?)boot[2], (string?)boot[3]!["chargePointSerialNumber"]));
    }

    [Fact]
    public async Task A_new_identity_boots_as_that_identity_and_is_found_by_it()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        var connection = await silo.Csms.AcceptAsync(statuses: 2);
        await silo.ChangeAsync([SiloFixture.Connected("dep-1") with { Identity = "NEW" }]);
        await connection.Ended;
        var renewed = await silo.Csms.AcceptAsync(statuses: 2);
        Assert.Equal("NEW", renewed.Endpoint.Identity);
        await silo.CommandAsync(new(null, "NEW", null, null), Endless);
        await Assert.ThrowsAsync<FleetException>(() => silo.CommandAsync(new(null, "CP-dep-1", null, null), Endless));
    }

    [Fact]
    public async Task A_charger_gets_and_loses_its_CSMS_while_it_runs()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Detached("dep-1"));
        Assert.Equal(ConnectionState.Detached, (await silo.LiveAsync("dep-1")).Connection.State);
        await silo.ChangeAsync([SiloFixture.Connected("dep-1")]);
        var connection = await silo.Csms.AcceptAsync(statuses: 2);
        await silo.ChangeAsync([SiloFixture.Detached("dep-1")]);
        await connection.Ended;
        Assert.Equal(ConnectionState.Detached, (await silo.LiveAsync("dep-1")).Connection.State);
        await silo.DoAsync("dep-1", Endless);
    }

    [Fact]
    public async Task A_charger_moved_to_another_location_answers_there()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Detached("dep-1"), SiloFixture.Detached("dep-2"));
        await silo.Database.Inventory.AddLocationAsync(TempDatabase.Location("loc-2", name: "Other"), default);
        await silo.ChangeAsync([SiloFixture.Detached("dep-1") with { LocationId = "loc-2" }]);
        Assert.Equal("dep-1", Assert.Single((await silo.CommandAsync(new(null, null, "loc-2", null), Endless)).Queued).ChargerId);
        Assert.Equal("dep-2", Assert.Single((await silo.CommandAsync(new(null, null, "loc-1", null), Endless)).Queued).ChargerId);
    }

    [Fact]
    public async Task A_charger_removed_tells_its_CSMS_of_the_end_and_leaves_nothing_but_its_session()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        var connection = await silo.Csms.AcceptAsync(statuses: 2);
        await silo.DoAsync("dep-1", Endless);
        await connection.ServeUntilAsync("StartTransaction");

        await silo.Database.Inventory.RemoveAsync(SiloFixture.Org, null, ["dep-1"], default);
        var removing = silo.Fleet.RemoveAsync([SiloFixture.Connected("dep-1")], default);
        await Assert.ThrowsAsync<FleetException>(() => silo.CommandOneAsync("dep-1", Endless));
        await removing.WaitAsync(Guard.Time);
        await connection.ServeUntilAsync("StopTransaction");
        var serving = connection.ServeUntilAsync("never");
        await connection.Ended;
        Assert.False(serving.IsCompleted);
        silo.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, silo.Csms.Waiting);

        // Another with its id is another charger.
        await silo.AddAsync([SiloFixture.Detached("dep-1")]);
        Assert.Null((await silo.LiveAsync("dep-1")).View.Connectors[0].Transaction);
        await silo.StopAsync();
        Assert.Single(silo.Sessions());
        Assert.Null(await silo.StoredStateAsync("dep-1"));
    }

    [Fact]
    public async Task A_removed_charger_does_not_wait_for_a_CSMS_that_is_silent()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        var connection = await silo.Csms.AcceptAsync(statuses: 2);
        await silo.DoAsync("dep-1", Endless);
        await connection.CallAsync("StatusNotification");
        await silo.Fleet.RemoveAsync([SiloFixture.Connected("dep-1")], default).WaitAsync(Guard.Time);
        silo.Time.Advance(TimeSpan.FromSeconds(5));
        await connection.Ended;
    }

    [Fact]
    public async Task A_model_that_is_not_in_the_catalogue_any_more_does_not_keep_the_others_from_starting()
    {
        await using var silo = await SiloFixture.StartAsync(
            SiloFixture.Detached("dep-1") with { ModelSlug = "discontinued" }, SiloFixture.Detached("dep-2"));
        await silo.DoAsync("dep-2", Endless);
        Assert.Equal(ConnectionState.Off, (await silo.LiveAsync("dep-1")).Connection.State);
    }

    [Fact]
    public async Task The_end_of_the_process_does_not_wait_for_a_CSMS_that_is_silent()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        var connection = await silo.Csms.AttemptAsync();
        connection.Open();
        await connection.CallAsync("BootNotification");
        await silo.StopAsync();
        await connection.Ended;
    }

    [Fact]
    public async Task A_state_that_can_t_be_read_is_kept_and_its_charger_faulted_until_somebody_decides()
    {
        var database = new TempDatabase();
        await database.Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        await database.Inventory.AddAsync([SiloFixture.Connected("dep-1"), SiloFixture.Detached("dep-2")], default);
        await database.ExecuteAsync("UPDATE charger_states SET version = 7, state = CAST(']unreadable[' AS BLOB)");
        await using var silo = await SiloFixture.StartAsync(database, TempDatabase.Now);

        await silo.DoAsync("dep-2", Endless);
        var refused = Assert.Single((await silo.CommandAsync(Endless)).Failed, failed => failed.ChargerId == "dep-1");
        Assert.Contains("can't be read", refused.Refusal);
        var live = await silo.LiveAsync("dep-1");
        Assert.Contains("can't be read", live.Connection.LastError);
        Assert.All(live.View.Connectors, connector => Assert.Equal(ConnectorStatus.Faulted, connector.Status));
        Assert.Equal("]unreadable[", await silo.StoredStateAsync("dep-1"));
        Assert.Equal(0, silo.Csms.Waiting);

        Assert.True(await silo.Fleet.SetUnreadableStateAsideAsync(SiloFixture.Connected("dep-1"), default));
        await silo.Csms.AcceptAsync(statuses: 2);
        await silo.DoAsync("dep-1", Endless);
        Assert.Equal("]unreadable[", await database.ScalarAsync("SELECT CAST(state AS TEXT) FROM unreadable_states WHERE charger_id = 'dep-1'"));
        Assert.False(await silo.Fleet.SetUnreadableStateAsideAsync(SiloFixture.Connected("dep-1"), default));
    }

    [Fact]
    public async Task Commands_reach_the_chargers_that_a_location_has_at_that_moment_while_they_come_move_and_go()
    {
        await using var silo = await SiloFixture.StartAsync([.. Enumerable.Range(0, 20).Select(i => SiloFixture.Detached($"dep-{i}"))]);
        await silo.Database.Inventory.AddLocationAsync(TempDatabase.Location("loc-2", name: "Other"), default);
        var done = new TaskCompletionSource();
        var commanding = Task.Run(async () =>
        {
            while (!done.Task.IsCompleted)
            {
                var answer = await silo.CommandAsync(new EvStopsEnergy(1));
                Assert.Equal(answer.Failed.Count, answer.Failed.Select(failed => failed.ChargerId).Distinct().Count());
            }
        });

        for (var i = 0; i < 10; i++)
        {
            var added = SiloFixture.Detached($"new-{i}");
            await silo.AddAsync([added]);
            Assert.Contains($"new-{i}", await AnsweringAsync("loc-1"));
            await silo.ChangeAsync([added with { LocationId = "loc-2" }]);
            Assert.DoesNotContain($"new-{i}", await AnsweringAsync("loc-1"));
            Assert.Contains($"new-{i}", await AnsweringAsync("loc-2"));
            await silo.Fleet.RemoveAsync([added with { LocationId = "loc-2" }], default);
            await silo.Database.Inventory.RemoveAsync(SiloFixture.Org, null, [$"new-{i}"], default);
            Assert.DoesNotContain($"new-{i}", await AnsweringAsync("loc-2"));
        }

        done.SetResult();
        await commanding;

        async Task<string[]> AnsweringAsync(string location)
        {
            var answer = await silo.CommandAsync(new(null, null, location, null), new EvStopsEnergy(1));
            return [.. answer.Failed.Concat(answer.Queued).Select(receipt => receipt.ChargerId)];
        }
    }
}
