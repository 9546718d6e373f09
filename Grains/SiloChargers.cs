using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OcppLab.Fleet;
using OcppLab.Ocpp;

namespace OcppLab.Grains;

/// <summary>What the chargers on one silo have in common.</summary>
sealed partial class SiloChargers
{
    readonly ChargerClock clock;
    readonly OpenConnection openConnection;
    readonly IGrainFactory grains;
    readonly ILogger logger;
    readonly Batches<Lookup> lookups;
    readonly ConcurrentDictionary<ChargerGrain, bool> connecting = [];

    public SiloChargers(
        Inventory inventory,
        LogBudget logs,
        OpenConnection openConnection,
        IGrainFactory grains,
        ChargerClock clock,
        ILogger<SiloChargers> logger)
    {
        this.openConnection = openConnection;
        this.grains = grains;
        this.clock = clock;
        this.logger = logger;
        Logs = logs;
        Logs.Shrunk += () => ThreadPool.UnsafeQueueUserWorkItem(static silo => silo.TrimLogs(), this, preferLocal: false);
        lookups = new(most: 512, lanes: 2, batch => LookUpAsync(inventory, batch));
    }

    /// <summary>The chargers' clock, which may be another than Orleans'.</summary>
    public ChargerClock Clock => clock;

    public LogBudget Logs { get; }

    public Watchers Watchers { get; } = new();

    /// <summary>A charger's row; null if there is none.</summary>
    public Task<ChargerRecord?> FindAsync(string chargerId)
    {
        var lookup = new Lookup(chargerId);
        lookups.Add(lookup);
        return lookup.Task;
    }

    public ICsmsConnection Open(CsmsEndpoint endpoint, ICsmsConnectionListener listener) => openConnection(endpoint, listener);

    /// <summary>Counts a charger that has a log among those whose logs shrink together.</summary>
    public void Join(ChargerGrain charger) => connecting.TryAdd(charger, true);

    public void Leave(ChargerGrain charger) => connecting.TryRemove(charger, out _);

    /// <summary>Brings a charger back that has to run, but whose activation had to go.</summary>
    public async Task WakeLaterAsync(string chargerId)
    {
        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait < TimeSpan.FromSeconds(30) ? wait * 2 : wait)
        {
            await Task.Delay(wait, clock.Time);
            try
            {
                await grains.GetGrain<IChargerGrain>(chargerId).WakeAsync();
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

    public void ReportUnreadable(string chargerId, string reason) => LogUnreadable(chargerId, reason);

    public void ReportNotWritten(string chargerId, string reason) => LogNotWritten(chargerId, reason);

    public void ReportTwin(string chargerId) => LogTwin(chargerId);

    void TrimLogs()
    {
        foreach (var charger in connecting.Keys)
            charger.TrimLog();
    }

    static async Task LookUpAsync(Inventory inventory, List<Lookup> batch)
    {
        try
        {
            var records = await inventory.ChargersAsync(batch.ConvertAll(lookup => lookup.Id), CancellationToken.None);
            var found = records.ToDictionary(record => record.Id);
            foreach (var lookup in batch)
                lookup.TrySetResult(found.GetValueOrDefault(lookup.Id));
        }
        catch (Exception failure)
        {
            foreach (var lookup in batch)
                lookup.TrySetException(failure);
        }
    }

    [LoggerMessage(LogLevel.Error, "Charger {ChargerId} failed inside")]
    partial void LogMistake(string chargerId, Exception mistake);

    [LoggerMessage(LogLevel.Error, "The state of charger {ChargerId} can't be read, it starts anew: {Reason}")]
    partial void LogUnreadable(string chargerId, string reason);

    [LoggerMessage(LogLevel.Warning, "The state of charger {ChargerId} could not be written: {Reason}")]
    partial void LogNotWritten(string chargerId, string reason);

    [LoggerMessage(LogLevel.Warning, "Charger {ChargerId} runs on another silo too; the one here ends")]
    partial void LogTwin(string chargerId);

    [LoggerMessage(LogLevel.Warning, "Charger {ChargerId} can't be brought back yet: {Reason}")]
    partial void LogNotWoken(string chargerId, string reason);

    sealed class Lookup(string id) : TaskCompletionSource<ChargerRecord?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string Id { get; } = id;
    }
}
