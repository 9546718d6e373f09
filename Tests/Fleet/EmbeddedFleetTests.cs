using OcppLab.Fleet;
using OcppLab.Simulation;
using OcppLab.Tests.Inventories;

namespace OcppLab.Tests.Fleets;

/// <summary>The engine as the front door sees it.</summary>
public sealed class EmbeddedFleetTests
{
    static readonly StartSession Endless = new("TAG-1", 1, null, null);

    [Fact]
    public async Task A_location_s_chargers_answer_each_for_itself_and_in_a_stable_order()
    {
        var ids = Enumerable.Range(0, 200).Select(i => $"dep-{i}").ToArray();
        await using var room = await FleetRoom.StartAsync([.. ids.Select(FleetRoom.Detached)]);
        await room.DoAsync("dep-7", Endless);

        var answer = await room.CommandAsync(new(null, null, "loc-1", null), Endless);
        Assert.Equal(ids.Except(["dep-7"]), answer.Queued.Select(one => one.ChargerId));
        var failed = Assert.Single(answer.Failed);
        Assert.Equal(("dep-7", "CP-dep-7"), (failed.ChargerId, failed.Identity));
        Assert.Contains("connector 1", failed.Refusal);
    }

    [Fact]
    public async Task Of_a_subset_each_charger_is_asked_once_and_a_stranger_is_named()
    {
        await using var room = await FleetRoom.StartAsync(
            FleetRoom.Detached("dep-1"), FleetRoom.Detached("dep-2"), FleetRoom.Detached("dep-3"));
        var answer = await room.CommandAsync(new(null, null, "loc-1", ["dep-3", "dep-9", "dep-1", "dep-3"]), Endless);
        Assert.Equal(["dep-3", "dep-1"], answer.Queued.Select(one => one.ChargerId));
        var stranger = Assert.Single(answer.Failed);
        Assert.Equal(("dep-9", null), (stranger.ChargerId, stranger.Identity));
        Assert.Contains("dep-9", stranger.Refusal);
        Assert.Null((await room.LiveAsync("dep-2")).View.Connectors[0].Transaction);
    }

    [Fact]
    public async Task A_charger_is_found_by_its_identity_too()
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Detached("dep-1"));
        var answer = await room.CommandAsync(new(null, "CP-dep-1", null, null), Endless);
        Assert.Equal("dep-1", Assert.Single(answer.Queued).ChargerId);
    }

    [Fact]
    public async Task A_location_without_chargers_has_nobody_to_answer()
    {
        await using var room = await FleetRoom.StartAsync();
        var answer = await room.CommandAsync(new(null, null, "loc-1", null), Endless);
        Assert.Empty(answer.Queued);
        Assert.Empty(answer.Failed);
    }

    [Theory]
    [InlineData("dep-9", null, null)]
    [InlineData(null, "CP-9", null)]
    [InlineData(null, null, "loc-9")]
    public async Task What_is_not_there_is_not_found(string? chargerId, string? identity, string? locationId)
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Detached("dep-1"));
        var error = await Assert.ThrowsAsync<FleetException>(
            () => room.CommandAsync(new(chargerId, identity, locationId, null), Endless));
        Assert.Equal(FleetError.NotFound, error.Error);
        Assert.Contains((chargerId ?? identity ?? locationId)!, error.Message);
    }

    [Theory]
    [InlineData("dep-1", null, null)]
    [InlineData(null, "CP-dep-1", null)]
    [InlineData(null, null, "loc-1")]
    public async Task Another_organization_s_is_not_found(string? chargerId, string? identity, string? locationId)
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Detached("dep-1"));
        var error = await Assert.ThrowsAsync<FleetException>(
            () => room.CommandAsync(new(chargerId, identity, locationId, null), Endless, org: "other"));
        Assert.Equal(FleetError.NotFound, error.Error);
        Assert.Null((await room.LiveAsync("dep-1")).View.Connectors[0].Transaction);
    }

    [Fact]
    public async Task A_command_id_is_taken_once()
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Detached("dep-1"));
        var request = new CommandRequest("a1b2c3d4e5f6", "start_session", Endless, "{}"u8.ToArray());
        for (var i = 0; i < 2; i++)
            Assert.Empty((await room.Fleet.CommandAsync(FleetRoom.Org, new("dep-1", null, null, null), request, default)).Failed);
        await room.StopAsync();
        Assert.Single(room.Sessions());
    }

    [Fact]
    public async Task Detached_sessions_end_at_their_limits_each_in_its_time()
    {
        await using var room = await FleetRoom.StartAsync([.. Enumerable.Range(1, 50).Select(i => FleetRoom.Detached($"dep-{i}"))]);
        for (var i = 1; i <= 50; i++)
            await room.DoAsync($"dep-{i}", new StartSession("TAG", 1, TimeSpan.FromSeconds(10 * i), null));
        for (var i = 0; i <= 50; i++)
        {
            var live = await room.Fleet.LiveAsync([.. Enumerable.Range(1, 50).Select(n => FleetRoom.Detached($"dep-{n}"))], default);
            Assert.Equal(50 - i, live.Count(one => one.View.Connectors[0].Transaction is not null));
            room.Time.Advance(TimeSpan.FromSeconds(10));
        }

        await room.StopAsync();
        Assert.Equal(50, room.Sessions().Count(session => session.Reason == "TimeLimitReached"));
    }

    [Fact]
    public async Task A_charger_added_boots_at_once()
    {
        await using var room = await FleetRoom.StartAsync();
        await room.Fleet.AddedAsync([FleetRoom.Connected("dep-1")], default);
        await room.Csms.AcceptAsync(statuses: 2);
        await room.DoAsync("dep-1", Endless);
    }

    [Fact]
    public async Task A_new_address_is_connected_to_instead_of_the_old_one()
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Connected("dep-1"));
        var connection = await room.Csms.AcceptAsync(statuses: 2);
        await room.DoAsync("dep-1", Endless);
        await connection.ServeUntilAsync("StartTransaction");

        await room.Fleet.ChangedAsync([FleetRoom.Connected("dep-1") with { WsUrl = "ws://other.test/ocpp" }], default);
        await connection.Ended;
        Assert.Equal("other.test", (await room.Csms.AttemptAsync()).Endpoint.Url.Host);
        Assert.NotNull((await room.LiveAsync("dep-1")).View.Connectors[0].Transaction);
    }

    [Fact]
    public async Task A_new_identity_boots_as_that_identity_and_is_found_by_it()
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Connected("dep-1"));
        var connection = await room.Csms.AcceptAsync(statuses: 2);
        await room.Fleet.ChangedAsync([FleetRoom.Connected("dep-1") with { Identity = "NEW" }], default);
        await connection.Ended;
        var renewed = await room.Csms.AcceptAsync(statuses: 2);
        Assert.Equal("NEW", renewed.Endpoint.Identity);
        await room.CommandAsync(new(null, "NEW", null, null), Endless);
        await Assert.ThrowsAsync<FleetException>(() => room.CommandAsync(new(null, "CP-dep-1", null, null), Endless));
    }

    [Fact]
    public async Task A_charger_gets_and_loses_its_CSMS_while_it_runs()
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Detached("dep-1"));
        Assert.Equal(ConnectionState.Detached, (await room.LiveAsync("dep-1")).Connection.State);
        await room.Fleet.ChangedAsync([FleetRoom.Connected("dep-1")], default);
        var connection = await room.Csms.AcceptAsync(statuses: 2);
        await room.Fleet.ChangedAsync([FleetRoom.Detached("dep-1")], default);
        await connection.Ended;
        Assert.Equal(ConnectionState.Detached, (await room.LiveAsync("dep-1")).Connection.State);
        await room.DoAsync("dep-1", Endless);
    }

    [Fact]
    public async Task A_charger_moved_to_another_location_answers_there()
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Detached("dep-1"), FleetRoom.Detached("dep-2"));
        await room.Database.Inventory.AddLocationAsync(TempDatabase.Location("loc-2", name: "Other"), default);
        await room.Fleet.ChangedAsync([FleetRoom.Detached("dep-1") with { LocationId = "loc-2" }], default);
        Assert.Equal("dep-1", Assert.Single((await room.CommandAsync(new(null, null, "loc-2", null), Endless)).Queued).ChargerId);
        Assert.Equal("dep-2", Assert.Single((await room.CommandAsync(new(null, null, "loc-1", null), Endless)).Queued).ChargerId);
    }

    [Fact]
    public async Task A_charger_removed_tells_its_CSMS_of_the_end_and_leaves_nothing_but_its_session()
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Connected("dep-1"));
        var connection = await room.Csms.AcceptAsync(statuses: 2);
        await room.DoAsync("dep-1", Endless);
        await connection.ServeUntilAsync("StartTransaction");

        await room.Database.Inventory.RemoveAsync(FleetRoom.Org, null, ["dep-1"], default);
        var removing = room.Fleet.RemovedAsync([FleetRoom.Connected("dep-1")], default);
        await Assert.ThrowsAsync<FleetException>(() => room.CommandOneAsync("dep-1", Endless));
        await removing.WaitAsync(Guard.Time);
        await connection.ServeUntilAsync("StopTransaction");
        var serving = connection.ServeUntilAsync("never");
        await connection.Ended;
        Assert.False(serving.IsCompleted);
        room.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, room.Csms.Waiting);

        // Another with its id is another charger.
        await room.Fleet.AddedAsync([FleetRoom.Detached("dep-1")], default);
        Assert.Null((await room.LiveAsync("dep-1")).View.Connectors[0].Transaction);
        await room.StopAsync();
        Assert.Single(room.Sessions());
        using var store = new SqliteStateStore(room.Settings.DatabasePath);
        Assert.Null(store.Read("dep-1"));
    }

    [Fact]
    public async Task A_removed_charger_does_not_wait_for_a_CSMS_that_is_silent()
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Connected("dep-1"));
        var connection = await room.Csms.AcceptAsync(statuses: 2);
        await room.DoAsync("dep-1", Endless);
        await connection.CallAsync("StatusNotification");
        await room.Fleet.RemovedAsync([FleetRoom.Connected("dep-1")], default).WaitAsync(Guard.Time);
        room.Time.Advance(TimeSpan.FromSeconds(5));
        await connection.Ended;
    }

    [Fact]
    public async Task A_model_that_is_not_in_the_catalogue_any_more_does_not_keep_the_others_from_starting()
    {
        await using var room = await FleetRoom.StartAsync(
            FleetRoom.Detached("dep-1") with { ModelSlug = "discontinued" }, FleetRoom.Detached("dep-2"));
        await room.DoAsync("dep-2", Endless);
        Assert.Equal(ConnectionState.Off, (await room.LiveAsync("dep-1")).Connection.State);
    }

    [Fact]
    public async Task The_end_of_the_process_does_not_wait_for_a_CSMS_that_is_silent()
    {
        await using var room = await FleetRoom.StartAsync(FleetRoom.Connected("dep-1"));
        var connection = await room.Csms.AttemptAsync();
        connection.Open();
        await connection.CallAsync("BootNotification");
        await room.StopAsync();
        await connection.Ended;
    }

    [Fact]
    public async Task A_state_that_can_t_be_read_does_not_keep_the_others_from_starting()
    {
        await using var room = await FleetRoom.PrepareAsync(FleetRoom.Detached("dep-1"), FleetRoom.Detached("dep-2"));
        room.Store = real => new GarbageStore(real);
        await room.StartAsync();
        await room.DoAsync("dep-1", Endless);
        await room.DoAsync("dep-2", Endless);
    }

    sealed class GarbageStore(IStateStore store) : IStateStore
    {
        public byte[]? Read(string chargerId) => chargerId == "dep-1" ? "]["u8.ToArray() : store.Read(chargerId);

        public void Write(StateBatch batch) => store.Write(batch);

        public void Dispose() => store.Dispose();
    }
}
