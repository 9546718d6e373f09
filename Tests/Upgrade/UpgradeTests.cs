using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Npgsql;
using OcppLab.Inventory;
using OcppLab.Simulation;
using OcppLab.Tests.Cluster;
using OcppLab.Tests.Grains;
using OcppLab.Tests.Hosts;
using OcppLab.Tests.Inventory;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Upgrade;

/// <summary>What the programs before the one engine left behind goes on in this one; see <c>Fixtures/README.md</c>.</summary>
[Collection(AloneCollection.Name)]
public sealed class UpgradeTests
{
    static readonly DateTimeOffset Later = new(2026, 11, 24, 23, 0, 0, TimeSpan.Zero);
    static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Upgrade", "Fixtures");

    [Theory]
    [InlineData("hand-made-engine.db")]
    [InlineData("lone-silo.db")]
    public async Task Every_session_of_an_older_file_goes_on_and_nothing_is_told_twice(string file)
    {
        var database = new TempDatabase(Path.Combine(Fixtures, file));
        await using var silo = await SiloFixture.StartAsync(database, Later);
        var said = new Recorder(silo.Csms);

        await said.UntilAsync(calls => Count(calls, "UNDELIVERED-16", "StopTransaction") == 1 && Ended(calls, "UNDELIVERED-201") == 1);
        var chargers = (await database.Inventory.ChargersAsync("acme", new ChargerFilter(), 0, 100, default)).Data.ToDictionary(charger => charger.Identity);
        var running = silo.Sessions().Where(session => session.Reason is null).ToDictionary(session => session.ChargerId);
        Assert.Equal(
            ["CORNER-1", "CORNER-2", "CORNER-3", "DETACHED-RUNNING", "RUNNING-16", "RUNNING-201"],
            chargers.Values.Where(charger => running.ContainsKey(charger.Id)).Select(charger => charger.Identity).Order());
        Assert.Equal(13, silo.Sessions().Count);
        Assert.InRange((await silo.LiveAsync(chargers["DETACHED-RUNNING"].Id)).View.Connectors[0].Transaction!.EnergyWh, 1000, 100_000);

        foreach (var identity in (string[])["RUNNING-16", "RUNNING-201", "DETACHED-RUNNING", "CORNER-2"])
        {
            await silo.DoAsync(chargers[identity].Id, new StopSession(1));
        }

        await said.UntilAsync(calls => Count(calls, "RUNNING-16", "StopTransaction") == 1 && Ended(calls, "RUNNING-201") == 1);
        Assert.Equal(
            running[chargers["RUNNING-16"].Id].TransactionId,
            (string?)said.Calls["RUNNING-16"].Single(call => (string?)call[2] == "StopTransaction")[3]!["transactionId"]?.ToString());
        Assert.All(said.Calls, calls => Assert.DoesNotContain(calls.Value, call => (string?)call[2] is "StartTransaction" or "BootNotification"));
        Assert.Equal((1, 1), (Count(said.Calls, "UNDELIVERED-16", "StopTransaction"), Ended(said.Calls, "UNDELIVERED-201")));
        Assert.Equal(13, silo.Sessions().Count);

        // What has nothing to do is not woken at the next start.
        Assert.Equal("0", await database.ScalarAsync(
            $"SELECT CAST(awake AS TEXT) FROM charger_states WHERE charger_id = '{chargers["DETACHED-IDLE"].Id}'"));

        await using var backup = new SqliteConnection($"Data Source={database.Database.SqlitePath}.version-1.backup;Pooling=False");
        await backup.OpenAsync();
        await using var command = backup.CreateCommand();
        command.CommandText = "SELECT count(*) FROM charger_states WHERE length(state) > 0";
        Assert.Equal(11L, await command.ExecuteScalarAsync());
    }

    [PostgresFact]
    public async Task Every_session_of_an_older_cluster_goes_on_and_the_commands_of_its_locations_are_delivered()
    {
        var connectionString = await PostgresServer.CreateDatabaseAsync();
        await using (var source = NpgsqlDataSource.Create(connectionString))
        await using (var load = source.CreateCommand(await File.ReadAllTextAsync(Path.Combine(Fixtures, "cluster.sql"))))
        {
            await load.ExecuteNonQueryAsync();
        }

        // At the real time of a later day the vehicles would be full.
        var time = new ShiftedTime();
        time.Advance(Later - time.GetUtcNow());
        await using var cluster = await ClusterFixture.StartAsync(silos: 2, Task.FromResult(connectionString), time);

        await cluster.Csms.UntilAsync(csms => csms["UNDELIVERED-16"].Stopped.Count == 1, "the stop from before is delivered");
        IReadOnlyList<SessionRecord> sessions = [];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (sessions.Count < 13)
        {
            sessions = await cluster.SessionsAsync(patience.Token);
        }

        Assert.Equal(
            ["CORNER-1", "CORNER-2", "CORNER-3", "DETACHED-RUNNING", "RUNNING-16", "RUNNING-201"],
            sessions.Where(session => session.StoppedAt is null).Select(session => session.Identity).Order());
        Assert.Empty(cluster.Csms["RUNNING-16"].Started);

        Assert.Single((await cluster.CommandAsync(new(null, "RUNNING-16", null, null), new StopSession(1))).Queued);
        await cluster.Csms.UntilAsync(csms => csms["RUNNING-16"].Stopped.Count == 1, "the running session is stopped");
        Assert.Equal(
            sessions.Single(session => session.Identity == "RUNNING-16").TransactionId, $"{cluster.Csms["RUNNING-16"].Stopped[0]}");
        Assert.Single(cluster.Csms["UNDELIVERED-16"].Stopped);
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_in_a_sentence_and_left_as_it_is()
    {
        using var temp = new TempDatabase();
        await temp.ExecuteAsync("INSERT INTO inventory_versions VALUES (9999)");

        var refusal = await Assert.ThrowsAsync<SchemaVersionException>(() => temp.Database.MigrateAsync(default));

        Assert.Contains("9999", refusal.Message);
    }

    static int Count(IReadOnlyDictionary<string, ConcurrentQueue<JsonArray>> calls, string identity, string action) =>
        calls.TryGetValue(identity, out var said) ? said.Count(call => (string?)call[2] == action) : 0;

    static int Ended(IReadOnlyDictionary<string, ConcurrentQueue<JsonArray>> calls, string identity) =>
        calls.TryGetValue(identity, out var said) ? said.Count(call => (string?)call[3]!["eventType"] == "Ended") : 0;

    /// <summary>Takes every connection, answers every request, and keeps what was said.</summary>
    sealed class Recorder
    {
        readonly ConcurrentDictionary<string, ConcurrentQueue<JsonArray>> calls = [];
        readonly SemaphoreSlim more = new(0);

        public Recorder(FakeCsms csms)
        {
            _ = Task.Run(async () =>
            {
                while (true)
                {
                    _ = ServeAsync(await csms.AttemptAsync());
                }
            });
        }

        public IReadOnlyDictionary<string, ConcurrentQueue<JsonArray>> Calls => calls;

        public async Task UntilAsync(Func<IReadOnlyDictionary<string, ConcurrentQueue<JsonArray>>, bool> wanted)
        {
            while (!wanted(calls))
            {
                Assert.True(await more.WaitAsync(Guard.Time), "It was not said.");
            }
        }

        async Task ServeAsync(FakeConnection connection)
        {
            connection.Open();
            while (true)
            {
                var call = await connection.FrameAsync();
                calls.GetOrAdd(connection.Endpoint.Identity, _ => []).Enqueue(call);
                connection.Answer(call);
                more.Release();
            }
        }
    }
}
