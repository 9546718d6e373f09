using OcppLab.Inventory;

namespace OcppLab.Tests.Inventory;

public sealed class SessionHistoryTests : IAsyncLifetime
{
    const string Org = TempDatabase.Org;

    readonly TempDatabase temp = new();

    SessionHistory History => new(temp.Database);

    public async Task InitializeAsync()
    {
        await temp.Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        await temp.Inventory.AddAsync(TempDatabase.Charger("dep-1", "loc-1", "CP-1"), default);
    }

    public Task DisposeAsync()
    {
        temp.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Writes a row as a silo does.</summary>
    async Task WriteAsync(
        string id, int minute, string charger = "dep-1", string location = "loc-1", string organization = Org, bool running = false)
    {
        await using var connection = await temp.Database.OpenAsync(default);
        await using var command = connection.CreateCommand();
        var started = TempDatabase.Now.AddMinutes(minute).ToUnixTimeMilliseconds();
        command.CommandText =
            "INSERT INTO sessions (id, organization_id, location_id, charger_id, identity, connector_id, id_tag, transaction_id, " +
            "started_at, stopped_at, energy_wh, stop_reason, command_id) VALUES " +
            $"('{id}', '{organization}', '{location}', '{charger}', 'CP-1', 1, 'TAG', '42', {started}, " +
            (running ? "NULL, 0, NULL" : $"{started + 60_000}, 1500.5, 'Local'") + ", 'a1b2c3d4e5f6')";
        await command.ExecuteNonQueryAsync();
    }

    async Task<string[]> IdsAsync(SessionFilter filter) =>
        [.. (await History.PageAsync(Org, filter, 0, 100, default)).Data.Select(session => session.Id)];

    [Fact]
    public async Task A_page_agrees_with_its_total_while_sessions_come_and_go()
    {
        using var done = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await WriteAsync("s1", 0);
                await using var connection = await temp.Database.OpenAsync(default);
                await using var command = connection.CreateCommand();
                command.CommandText = "DELETE FROM sessions";
                await command.ExecuteNonQueryAsync();
            }
        });

        for (var i = 0; i < 1000; i++)
        {
            var page = await History.PageAsync(Org, new(), 0, 1, default);
            Assert.Equal(page.Total, page.Data.Count);
        }

        await done.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task A_session_is_told_in_full()
    {
        await WriteAsync("s1", 0);

        var session = Assert.Single((await History.PageAsync(Org, new(), 0, 10, default)).Data);

        Assert.Equal(
            new SessionRecord
            {
                Id = "s1",
                OrganizationId = Org,
                LocationId = "loc-1",
                ChargerId = "dep-1",
                Identity = "CP-1",
                ConnectorId = 1,
                IdTag = "TAG",
                TransactionId = "42",
                StartedAt = TempDatabase.Now,
                StoppedAt = TempDatabase.Now.AddMinutes(1),
                EnergyWh = 1500.5,
                StopReason = "Local",
                CommandId = "a1b2c3d4e5f6",
            },
            session);
    }

    [Fact]
    public async Task Sessions_can_be_narrowed_and_come_newest_first()
    {
        await WriteAsync("s1", 0);
        await WriteAsync("s2", 1, running: true);
        await WriteAsync("s3", 2, charger: "dep-2", location: "loc-2");
        await WriteAsync("s4", 3, organization: "other");

        Assert.Equal(["s3", "s2", "s1"], await IdsAsync(new()));
        Assert.Equal(["s2", "s1"], await IdsAsync(new() { ChargerId = "dep-1" }));
        Assert.Equal(["s3"], await IdsAsync(new() { LocationId = "loc-2" }));
        Assert.Equal(["s2"], await IdsAsync(new() { Status = SessionStatus.Active }));
        Assert.Equal(["s3", "s1"], await IdsAsync(new() { Status = SessionStatus.Completed }));

        await temp.ScalarAsync("UPDATE sessions SET outcome = 'offline' WHERE id = 's2' RETURNING id");
        await temp.ScalarAsync("UPDATE sessions SET outcome = 'refused' WHERE id = 's3' RETURNING id");
        await temp.ScalarAsync("UPDATE sessions SET outcome = 'stopped' WHERE id = 's1' RETURNING id");
        Assert.Equal(["s2"], await IdsAsync(new() { Status = SessionStatus.Pending }));
        Assert.Empty(await IdsAsync(new() { Status = SessionStatus.Active }));
        Assert.Equal(["s3"], await IdsAsync(new() { Status = SessionStatus.Failed }));
        Assert.Equal(["s1"], await IdsAsync(new() { Status = SessionStatus.Completed }));
        Assert.Equal(["s2"], await IdsAsync(new() { From = TempDatabase.Now.AddMinutes(1), To = TempDatabase.Now.AddMinutes(2) }));
    }

    [Fact]
    public async Task All_sessions_are_read_once_each_however_many()
    {
        await using (var connection = await temp.Database.OpenAsync(default))
        await using (var command = connection.CreateCommand())
        {
            command.CommandText =
                "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2499) INSERT INTO sessions " +
                $"SELECT 's' || i, '{Org}', 'loc-1', 'dep-1', 'CP-1', 1, 'TAG', NULL, i / 7, 5, 1, 'Local', NULL, NULL, NULL, NULL FROM n";
            await command.ExecuteNonQueryAsync();
        }

        var ids = new HashSet<string>();
        var count = 0;
        await foreach (var part in History.AllAsync(Org, new(), default))
        {
            count += part.Count;
            ids.UnionWith(part.Select(session => session.Id));
        }

        Assert.Equal((2500, 2500), (count, ids.Count));
    }
}
