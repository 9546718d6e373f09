using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Fleet;
using OcppLab.Simulation;
using OcppLab.Tests.Inventories;

namespace OcppLab.Tests.Fleets;

/// <summary>An embedded engine over a SQLite file of the test's own, with a clock and a CSMS in the test's hands.</summary>
sealed class FleetRoom : IAsyncDisposable
{
    public const string Org = TempDatabase.Org;

    readonly List<EmbeddedFleet> fleets = [];
    int commands;

    FleetRoom(TempDatabase database, string directory)
    {
        Database = database;
        Settings = new(Path.Combine(directory, "ocpplab.db"));
    }

    public TempDatabase Database { get; }

    public EmbeddedFleetSettings Settings { get; set; }

    public Clock Time { get; private set; } = new(TempDatabase.Now);

    public FakeCsms Csms { get; private set; } = new();

    public EmbeddedFleet Fleet => fleets[^1];

    /// <summary>Replaces the store; null for SQLite.</summary>
    public Func<IStateStore, IStateStore>? Store { get; set; }

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

    /// <summary>A room with a location <c>loc-1</c> of these chargers, not started yet.</summary>
    public static async Task<FleetRoom> PrepareAsync(params ChargerRecord[] chargers)
    {
        var database = new TempDatabase();
        var room = new FleetRoom(database, database.Directory);
        await database.Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        if (chargers.Length > 0)
            Assert.All(await database.Inventory.AddAsync(chargers, default), Assert.Null);
        return room;
    }

    /// <summary>A running room with a location <c>loc-1</c> of these chargers.</summary>
    public static async Task<FleetRoom> StartAsync(params ChargerRecord[] chargers)
    {
        var room = await PrepareAsync(chargers);
        await room.StartAsync();
        return room;
    }

    public async Task StartAsync()
    {
        fleets.Add(new(
            Settings,
            Database.Inventory,
            Time,
            NullLogger.Instance,
            () =>
            {
                var store = new SqliteStateStore(Settings.DatabasePath);
                return Store?.Invoke(store) ?? store;
            },
            Csms.Open));
        await Fleet.StartAsync(default);
        await Fleet.StartedAsync(default);
    }

    /// <summary>Kills the process, in effect: the engine is left as it is, its clock and network stand still, and one started
    /// anew over the same file takes its place after a while.</summary>
    public async Task CrashAsync(TimeSpan away)
    {
        Time = new(Time.GetUtcNow() + away);
        Csms = new();
        await StartAsync();
    }

    /// <summary>Ends the engine in order; time passes meanwhile.</summary>
    public async Task StopAsync()
    {
        var stopping = Fleet.StoppingAsync(default);
        await AdvanceUntilAsync(stopping, TimeSpan.FromMilliseconds(1));
        await stopping;
        await Fleet.StopAsync(default).WaitAsync(Guard.Time);
    }

    /// <summary>Gives a command to one charger.</summary>
    public Task<LocationCommandResponse> CommandOneAsync(string chargerId, Command command) =>
        CommandAsync(new CommandTarget(chargerId, null, null, null), command);

    public Task<LocationCommandResponse> CommandAsync(CommandTarget target, Command command, string org = Org) =>
        Fleet.CommandAsync(org, target, new($"{++commands:x12}", "test", command, "{}"u8.ToArray()), default).WaitAsync(Guard.Time);

    /// <summary>Gives a command that has to be taken.</summary>
    public async Task DoAsync(string chargerId, Command command) =>
        Assert.Empty((await CommandOneAsync(chargerId, command)).Failed);

    /// <summary>Lets time pass until something that other threads do is done.</summary>
    public async Task AdvanceUntilAsync(Task done, TimeSpan step)
    {
        for (var since = Stopwatch.StartNew(); !done.IsCompleted && since.Elapsed < Guard.Time;)
        {
            Time.Advance(step);
            await Task.Yield();
        }
    }

    public async Task<ChargerLive> LiveAsync(string chargerId) =>
        (await Fleet.LiveAsync([Detached(chargerId)], default))[0];

    public Task<LogPage> LogsAsync(string chargerId) =>
        Fleet.LogsAsync([Detached(chargerId)], new(null, null, null, 0, 1000), default);

    /// <summary>The rows of the sessions table, oldest first: id, energy and reason.</summary>
    public List<(string Charger, double EnergyWh, string? Reason, string? TransactionId)> Sessions()
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Settings.DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT charger_id, energy_wh, stop_reason, transaction_id FROM sessions ORDER BY started_at, charger_id";
        using var reader = command.ExecuteReader();
        var rows = new List<(string, double, string?, string?)>();
        while (reader.Read())
            rows.Add((reader.GetString(0), reader.GetDouble(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var fleet in fleets)
        {
            await fleet.StopAsync(default).WaitAsync(Guard.Time);
            fleet.Dispose();
        }

        Database.Dispose();
    }
}

/// <summary>A clock in the test's hands that tells when somebody begins to wait on it.</summary>
sealed class Clock(DateTimeOffset start) : FakeTimeProvider(start)
{
    readonly Channel<TimeSpan> waits = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>The next wait that began: for how long.</summary>
    public Task<TimeSpan> WaitedAsync() => waits.Reader.ReadAsync().AsTask().WaitAsync(Guard.Time);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
            waits.Writer.TryWrite(dueTime);
        return timer;
    }
}
