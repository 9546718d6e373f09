using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Simulation;
using OcppLab.Tests.Cluster;
using OcppLab.Tests.Inventory;
using OcppLab.Tests.Monitoring;
using OcppLab.Tests.Ocpp;
using Orleans.TestingHost;

namespace OcppLab.Tests.Grains;

/// <summary>One silo over a SQLite file of the test's own, with the chargers' clock, their CSMS and their storage in the test's hands.</summary>
sealed class SiloFixture : IAsyncDisposable
{
    public const string Org = TempDatabase.Org;

    readonly ClusterSettings settings;
    readonly List<InProcessTestCluster> clusters = [];
    int commands;
    bool warmsUp;

    SiloFixture(TempDatabase database, TimeSpan? sweepTime = null)
    {
        Database = database;
        settings = new() { ClusterId = "test", SettleTime = TimeSpan.FromMilliseconds(10), SweepTime = sweepTime ?? TimeSpan.FromHours(1) };
    }

    public TempDatabase Database { get; }

    public Clock Time { get; private set; } = new(TempDatabase.Now);

    public FakeCsms Csms { get; private set; } = new();

    /// <summary>What stands between the silo and its storage.</summary>
    public TestStorage Storage { get; private set; } = null!;

    /// <summary>Which chargers' states can't be read by a silo that starts.</summary>
    public Func<string, bool> FailReads { get; set; } = _ => false;

    /// <summary>Where the silo's figures are found.</summary>
    public IMeterFactory Meters => clusters[^1].Silos[0].ServiceProvider.GetRequiredService<IMeterFactory>();

    /// <summary>The chargers of the silo.</summary>
    public SiloChargers Chargers => clusters[^1].Silos[0].ServiceProvider.GetRequiredService<SiloChargers>();

    public FleetClient Fleet => new(
        clusters[^1].Client, Database.Inventory, TestMetrics.FrontDoor, TimeProvider.System, NullLogger<FleetClient>.Instance);

    /// <summary>A charger with a CSMS that speaks 1.6, with one connector.</summary>
    public static ChargerRecord Connected(string id) => Detached(id) with { WsUrl = "ws://csms.test/ocpp" };

    /// <summary>A charger without a CSMS, with one connector.</summary>
    public static ChargerRecord Detached(string id) => TempDatabase.Charger(id, "loc-1", $"CP-{id}") with
    {
        BrandSlug = "wallbox",
        ModelSlug = "wallbox-pulsar-plus",
        ConnectorType = Catalog.Model("wallbox", "wallbox-pulsar-plus").ConnectorTypes.First(),
        OcppVersion = OcppVersion.V16,
        WsUrl = null,
        SecurityProfile = 0,
        AuthorizationKey = null,
        Seed = id.Aggregate(7L, (seed, character) => (31 * seed) + character),
    };

    /// <summary>A running silo with a location <c>loc-1</c> of these chargers.</summary>
    public static Task<SiloFixture> StartAsync(params ChargerRecord[] chargers) => StartAsync(null, chargers);

    /// <summary>A running silo with a location <c>loc-1</c> of these chargers, that looks after them this often; never if null.</summary>
    public static async Task<SiloFixture> StartAsync(TimeSpan? sweepTime, params ChargerRecord[] chargers)
    {
        var fixture = new SiloFixture(new TempDatabase(), sweepTime);
        await fixture.Database.Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        if (chargers.Length > 0)
        {
            Assert.All(await fixture.Database.Inventory.AddAsync(chargers, default), Assert.Null);
        }

        await fixture.StartAsync();
        return fixture;
    }

    /// <summary>A running silo without chargers that goes the way of a command while it starts, as the service does.</summary>
    public static async Task<SiloFixture> StartWarmingUpAsync()
    {
        var fixture = new SiloFixture(new TempDatabase()) { warmsUp = true };
        await fixture.StartAsync();
        return fixture;
    }

    /// <summary>A silo over a database that is there already.</summary>
    public static async Task<SiloFixture> StartAsync(TempDatabase database, DateTimeOffset now)
    {
        var fixture = new SiloFixture(database) { Time = new(now) };
        await fixture.StartAsync();
        return fixture;
    }

    /// <summary>Kills the process, in effect: nothing of the silo reaches storage or network any more, and one started
    /// anew over the same file takes its place after a while.</summary>
    public async Task CrashAsync(TimeSpan away)
    {
        Storage.Cut();
        var (time, killed) = (Time, clusters[^1]);
        Time = new(time.GetUtcNow() + away);
        Csms = new();
        foreach (var silo in killed.Silos.ToArray())
        {
            await killed.KillSiloAsync(silo);
        }

        await StartAsync();
    }

    /// <summary>Ends the silo in order.</summary>
    public Task StopAsync() => clusters[^1].StopAllSilosAsync();

    /// <summary>A charger's grain itself.</summary>
    public IChargerGrain Grain(string chargerId) => clusters[^1].Client.GetGrain<IChargerGrain>(chargerId);

    /// <summary>What has the silo's activations moved.</summary>
    public RecordingRebalancer Rebalancer { get; private set; } = null!;

    /// <summary>What is stored of load tests.</summary>
    public LoadTestStore LoadTests => new(Database.Database);

    /// <summary>A load test's grain.</summary>
    public ILoadTestGrain LoadTestGrain(string id) => clusters[^1].Client.GetGrain<ILoadTestGrain>(id);

    /// <summary>Adds chargers as the front door does.</summary>
    public async Task AddAsync(ChargerRecord[] chargers)
    {
        Assert.All(await Database.Inventory.AddAsync(chargers, default), Assert.Null);
        await Fleet.ActivateAsync(chargers, default).WaitAsync(Guard.Time);
    }

    /// <summary>Changes chargers as the front door does.</summary>
    public async Task ChangeAsync(ChargerRecord[] chargers)
    {
        foreach (var charger in chargers)
        {
            await Database.Inventory.ChangeAsync(Org, charger.Id, _ => charger, default);
        }

        await Fleet.ApplyConfigurationAsync(chargers, default).WaitAsync(Guard.Time);
    }

    /// <summary>Gives a command to one charger.</summary>
    public Task<LocationCommandResponse> CommandOneAsync(string chargerId, Command command) =>
        CommandAsync(new CommandTarget(chargerId, null, null, null), command);

    public Task<LocationCommandResponse> CommandAsync(CommandTarget target, Command command, string org = Org) =>
        Fleet.CommandAsync(org, target, new($"{Interlocked.Increment(ref commands):x12}", "test", command, "{}"u8.ToArray()), default).WaitAsync(Guard.Time);

    /// <summary>The answer to a command; null where the database takes no writes.</summary>
    public async Task<LocationCommandResponse?> TryCommandOneAsync(string chargerId, Command command)
    {
        try
        {
            return await CommandOneAsync(chargerId, command);
        }
        catch (FleetException unavailable) when (unavailable.Error == FleetError.Unavailable)
        {
            return null;
        }
    }

    /// <summary>Gives a command to the location's chargers.</summary>
    public Task<LocationCommandResponse> CommandAsync(Command command) => CommandAsync(new(null, null, "loc-1", null), command);

    /// <summary>Gives a command that has to be taken.</summary>
    public async Task DoAsync(string chargerId, Command command) =>
        Assert.Empty((await CommandOneAsync(chargerId, command)).Failed);

    public async Task<ChargerLive> LiveAsync(string chargerId) =>
        (await Fleet.GetLiveAsync([Detached(chargerId)], default).WaitAsync(Guard.Time))[0];

    public Task<LogPage> LogsAsync(string chargerId) =>
        Fleet.GetLogsAsync([Connected(chargerId)], new(null, null, null, 0, 1000), default);

    /// <summary>What is stored of a charger; null for nothing.</summary>
    public Task<string?> StoredStateAsync(string chargerId) =>
        Database.ScalarAsync($"SELECT CAST(state AS TEXT) FROM charger_states WHERE charger_id = '{chargerId}'");

    /// <summary>The rows of the sessions table, oldest first, as soon as there are some of which this is true.</summary>
    public async Task<List<SessionRow>> SessionsAsync(Func<List<SessionRow>, bool> wanted)
    {
        using var patience = new CancellationTokenSource(Guard.Time);
        while (true)
        {
            var rows = Sessions();
            if (wanted(rows))
            {
                return rows;
            }

            Assert.False(patience.IsCancellationRequested, $"The sessions are still {string.Join(", ", rows)}");
            await Task.Yield();
        }
    }

    /// <summary>The rows of the sessions table, oldest first.</summary>
    public List<SessionRow> Sessions()
    {
        using var connection = new SqliteConnection($"Data Source={Database.Database.SqlitePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT charger_id, energy_wh, stop_reason, transaction_id FROM sessions ORDER BY started_at, charger_id";
        using var reader = command.ExecuteReader();
        var rows = new List<SessionRow>();
        while (reader.Read())
        {
            rows.Add(new(reader.GetString(0), reader.GetDouble(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        Storage.Cut();
        foreach (var cluster in clusters)
        {
            await cluster.DisposeAsync();
        }

        Database.Dispose();
    }

    async Task StartAsync()
    {
        var (time, csms) = (Time, Csms);
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.ServiceId = settings.ClusterId;
#pragma warning disable ORLEANSEXP003
        builder.Options.UseDistributedGrainDirectory = true;
#pragma warning restore ORLEANSEXP003
        builder.ConfigureHost(host =>
        {
            host.Logging.AddTestLog();
            host.ActAtOnce();
        });
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddInventory(OcppLab.Inventory.Database.Sqlite(Database.Database.SqlitePath!), new());
            silo.Services.AddSingleton(new ChargerClock(time));
            silo.Services.AddSingleton<OpenConnection>(csms.Open);
            silo.AddChargers(settings);
#pragma warning disable ORLEANSEXP002 // Experimental: the rebalancer.
            silo.Services.AddSingleton<Orleans.Placement.Rebalancing.IActivationRebalancer>(Rebalancer = new(time));
#pragma warning restore ORLEANSEXP002
            if (warmsUp)
            {
                silo.AddWarmUp();
            }

            silo.Services.AddSingleton<SqliteStateStorage>();
            silo.Services.AddSingleton<IStateStorage>(provider =>
            {
                Storage = new(provider.GetRequiredService<SqliteStateStorage>());
                Storage.FailReads(FailReads);
                return Storage;
            });
        });
        clusters.Add(builder.Build());
        await clusters[^1].DeployAsync();
    }
}

/// <summary>A row of the sessions table.</summary>
sealed record SessionRow(string ChargerId, double EnergyWh, string? Reason, string? TransactionId);

/// <summary>A clock in the test's hands.</summary>
sealed class Clock(DateTimeOffset start) : FakeTimeProvider(start);
