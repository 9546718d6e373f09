using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OcppLab.Inventory;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>What the chargers on one silo have in common.</summary>
sealed partial class SiloChargers : IDisposable
{
    readonly ChargerClock clock;
    readonly OpenConnection openConnection;
    readonly ActivationQueue activations;
    readonly ILogger logger;
    readonly Batcher<Lookup> lookups;
    readonly ConcurrentDictionary<string, ChargerGrain> active = [];

    public SiloChargers(
        Database database,
        InventoryStore inventory,
        LogBudget logs,
        OpenConnection openConnection,
        FileTransfers transfers,
        ChargerSettings settings,
        ActivationQueue activations,
        ChargerClock clock,
        SampleLease samples,
        ConnectionRate connectionRate,
        SiloMetrics metrics,
        SiloLoadTests loadTests,
        TimeProvider time,
        ILogger<SiloChargers> logger)
    {
        this.openConnection = openConnection;
        Transfers = transfers;
        Timing = settings.Timing;
        this.activations = activations;
        this.clock = clock;
        DueTimes = new(clock);
        this.logger = logger;
        Health = database.Health;
        Time = time;
        Samples = samples;
        ConnectionRate = connectionRate;
        Metrics = metrics;
        LoadTests = loadTests;
        Watchers = new(time);
        Logs = logs;
        Logs.Shrunk += () => ThreadPool.UnsafeQueueUserWorkItem(static silo => silo.TrimLogs(), this, preferLocal: false);
        lookups = new(most: 512, lanes: 2, batch => LookUpAsync(inventory, batch));
    }

    /// <summary>The chargers' clock, which may be another than Orleans'.</summary>
    public ChargerClock Clock => clock;

    /// <summary>When each of the chargers has something to do next.</summary>
    public DueTimeQueue DueTimes { get; }

    /// <summary>The machine's time, for waits that are not the chargers'.</summary>
    public TimeProvider Time { get; }

    /// <summary>What is known of the meter values that the chargers send.</summary>
    public SampleLease Samples { get; }

    /// <summary>Whose turn it is to connect.</summary>
    public ConnectionRate ConnectionRate { get; }

    /// <summary>What the silo measures.</summary>
    public SiloMetrics Metrics { get; }

    /// <summary>The load tests that the chargers are part of.</summary>
    public SiloLoadTests LoadTests { get; }

    /// <summary>Whether the database takes writes.</summary>
    public DatabaseHealth Health { get; }

    public LogBudget Logs { get; }

    /// <summary>At what pace the chargers act.</summary>
    public Timing Timing { get; }

    /// <summary>What transfers the chargers' files.</summary>
    public FileTransfers Transfers { get; }

    public EventWatchers Watchers { get; }

    /// <summary>A charger's row; null if there is none.</summary>
    public Task<ChargerRecord?> FindAsync(string chargerId)
    {
        var lookup = new Lookup(chargerId);
        lookups.Add(lookup);
        return lookup.Task;
    }

    public ICsmsConnection Open(CsmsEndpoint endpoint, ICsmsConnectionListener listener) => openConnection(endpoint, listener);

    /// <summary>Counts a charger among those that are active here.</summary>
    public void Join(string chargerId, ChargerGrain charger) => active[chargerId] = charger;

    public void Leave(string chargerId, ChargerGrain charger) => active.TryRemove(new(chargerId, charger));

    /// <summary>Has the chargers find out which load test they are part of.</summary>
    public void LookForRecorders()
    {
        foreach (var (_, charger) in active)
        {
            charger.LookForRecorder();
        }
    }

    /// <summary>Whether a charger is active on this silo.</summary>
    public bool IsActive(string chargerId) => active.ContainsKey(chargerId);

    /// <summary>Brings a charger back that has to run, but whose activation has gone.</summary>
    public void ActivateLater(string chargerId) => activations.Add(new(AwakeGrain.Charger, chargerId), isAwake: true);

    /// <summary>Brings a charger back, if it has to run, whose activation has failed.</summary>
    public void ActivateLaterIfAwake(string chargerId) => activations.Add(new(AwakeGrain.Charger, chargerId), isAwake: false);

    public void Report(string chargerId, Exception mistake) => LogMistake(chargerId, mistake);

    public void ReportUnusable(string chargerId, string reason) => LogUnusable(chargerId, reason);

    public void ReportNotWritten(string chargerId, string reason) => LogNotWritten(chargerId, reason);

    public void ReportDuplicateActivation(string chargerId) => LogDuplicateActivation(chargerId);

    void TrimLogs()
    {
        foreach (var (_, charger) in active)
        {
            charger.TrimFrames();
        }
    }

    void IDisposable.Dispose() => DueTimes.Dispose();

    static async Task LookUpAsync(InventoryStore inventory, List<Lookup> batch)
    {
        try
        {
            var records = await inventory.ChargersAsync(batch.ConvertAll(lookup => lookup.Id), CancellationToken.None);
            var found = records.ToDictionary(record => record.Id);
            foreach (var lookup in batch)
            {
                lookup.TrySetResult(found.GetValueOrDefault(lookup.Id));
            }
        }
        catch (Exception failure)
        {
            foreach (var lookup in batch)
            {
                lookup.TrySetException(failure);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Charger {ChargerId} failed inside")]
    partial void LogMistake(string chargerId, Exception mistake);

    [LoggerMessage(LogLevel.Error, "Charger {ChargerId} can't run; what is stored of it stays as it is: {Reason}")]
    partial void LogUnusable(string chargerId, string reason);

    [LoggerMessage(LogLevel.Warning, "The state of charger {ChargerId} could not be written: {Reason}")]
    partial void LogNotWritten(string chargerId, string reason);

    [LoggerMessage(LogLevel.Warning, "Charger {ChargerId} runs on another silo too; the one here ends")]
    partial void LogDuplicateActivation(string chargerId);

    sealed class Lookup(string id) : TaskCompletionSource<ChargerRecord?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string Id { get; } = id;
    }
}
