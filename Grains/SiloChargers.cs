using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OcppLab.Inventory;
using OcppLab.Ocpp;

namespace OcppLab.Grains;

/// <summary>What the chargers on one silo have in common.</summary>
sealed partial class SiloChargers : IDisposable
{
    readonly ChargerClock clock;
    readonly OpenConnection openConnection;
    readonly IGrainFactory grains;
    readonly ILogger logger;
    readonly Batcher<Lookup> lookups;
    readonly ConcurrentDictionary<ChargerGrain, bool> logging = [];

    public SiloChargers(
        Database database,
        InventoryStore inventory,
        LogBudget logs,
        OpenConnection openConnection,
        IGrainFactory grains,
        ChargerClock clock,
        TimeProvider time,
        ILogger<SiloChargers> logger)
    {
        this.openConnection = openConnection;
        this.grains = grains;
        this.clock = clock;
        DueTimes = new(clock);
        this.logger = logger;
        Health = database.Health;
        Time = time;
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

    /// <summary>Whether the database takes writes.</summary>
    public DatabaseHealth Health { get; }

    public LogBudget Logs { get; }

    public EventWatchers Watchers { get; }

    /// <summary>A charger's row; null if there is none.</summary>
    public Task<ChargerRecord?> FindAsync(string chargerId)
    {
        var lookup = new Lookup(chargerId);
        lookups.Add(lookup);
        return lookup.Task;
    }

    public ICsmsConnection Open(CsmsEndpoint endpoint, ICsmsConnectionListener listener) => openConnection(endpoint, listener);

    /// <summary>Counts a charger that has a log among those whose logs shrink together.</summary>
    public void Join(ChargerGrain charger) => logging.TryAdd(charger, true);

    public void Leave(ChargerGrain charger) => logging.TryRemove(charger, out _);

    /// <summary>Brings a charger back that has to run, but whose activation had to go.</summary>
    public async Task ActivateLaterAsync(string chargerId)
    {
        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait < TimeSpan.FromSeconds(30) ? wait * 2 : wait)
        {
            await Task.Delay(wait, Time);
            try
            {
                await grains.GetGrain<IChargerGrain>(chargerId).ActivateAsync();
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception failure)
            {
                LogNotWoken(chargerId, failure.Message);
            }
        }
    }

    public void Report(string chargerId, Exception mistake) => LogMistake(chargerId, mistake);

    public void ReportUnusable(string chargerId, string reason) => LogUnusable(chargerId, reason);

    public void ReportNotWritten(string chargerId, string reason) => LogNotWritten(chargerId, reason);

    public void ReportDuplicateActivation(string chargerId) => LogDuplicateActivation(chargerId);

    void TrimLogs()
    {
        foreach (var charger in logging.Keys)
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

    [LoggerMessage(LogLevel.Warning, "Charger {ChargerId} can't be brought back yet: {Reason}")]
    partial void LogNotWoken(string chargerId, string reason);

    sealed class Lookup(string id) : TaskCompletionSource<ChargerRecord?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string Id { get; } = id;
    }
}
