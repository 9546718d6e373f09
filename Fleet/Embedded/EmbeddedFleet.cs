using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OcppLab.Ocpp;

namespace OcppLab.Fleet;

/// <summary>Opens a connection to a CSMS, as <see cref="CsmsConnection.Open"/> does.</summary>
public delegate ICsmsConnection OpenConnection(CsmsEndpoint endpoint, ICsmsConnectionListener listener);

/// <summary>The engine in one process: a host per charger in memory, one timer and one writer for all.</summary>
public sealed partial class EmbeddedFleet : IFleet, IHostedLifecycleService, IChargerEnvironment, IDisposable
{
    static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(3);

    readonly Inventory inventory;
    readonly TimeProvider time;
    readonly ChargerClock clock;
    readonly ILogger logger;
    readonly Func<IStateStore> openStore;
    readonly OpenConnection openConnection;
    readonly HostDirectory hosts = new();
    readonly HostTurns turns;
    readonly WakeQueue wakeUps;
    readonly Watchers watchers = new();
    readonly TaskCompletionSource disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    IStateStore? store;
    StateWriter? writer;
    volatile bool running;
    int connections;

    /// <summary>The engine of a process, with its states in SQLite and its chargers on the network.</summary>
    public EmbeddedFleet(EmbeddedFleetSettings settings, Inventory inventory, TimeProvider time, ILogger<EmbeddedFleet> logger)
        : this(
            settings,
            inventory,
            time,
            logger,
            () => new SqliteStateStore(settings.DatabasePath),
            (endpoint, listener) => CsmsConnection.Open(endpoint, settings.Connections, listener))
    {
    }

    /// <summary>An engine with another store or network.</summary>
    internal EmbeddedFleet(
        EmbeddedFleetSettings settings,
        Inventory inventory,
        TimeProvider time,
        ILogger logger,
        Func<IStateStore> openStore,
        OpenConnection openConnection)
    {
        this.inventory = inventory;
        this.time = time;
        clock = new(time);
        this.logger = logger;
        this.openStore = openStore;
        this.openConnection = openConnection;
        turns = new(logger);
        wakeUps = new(time, due => turns.RunOrQueue(due, static host => host.Wake()));
        Logs = new(settings.LogMemoryBytes, settings.LogBytesPerCharger);
        Logs.Shrunk += () => ThreadPool.UnsafeQueueUserWorkItem(static fleet => fleet.TrimLogs(), this, preferLocal: false);
    }

    /// <summary>Whether the chargers are loaded and running.</summary>
    public bool IsRunning => running;

    /// <inheritdoc/>
    public DateTimeOffset Now => clock.Now;

    /// <inheritdoc/>
    public LogBudget Logs { get; }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Loads the chargers and catches them up to now.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        store = openStore();
        writer = new(store, turns, time, logger);
        await foreach (var record in inventory.ChargersAsync(cancellationToken))
            if (Load(record, store.Read(record.Id)) is { } host)
                hosts.Add(host);
        writer.Start();
    }

    /// <summary>Lets the chargers run and connect: everything else in the process has started, a CSMS that it serves too.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        running = true;
        foreach (var host in hosts.All)
            turns.Run(host, static host => host.Start());
        return Task.CompletedTask;
    }

    /// <summary>Ends the connections, each with the answer it waits for, within seconds. Sessions go on in the states.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        running = false;
        foreach (var host in hosts.All)
            turns.Run(host, static host => host.Stop());
        if (Volatile.Read(ref connections) > 0)
            await Task.WhenAny(disconnected.Task, Task.Delay(LongestStop, time, cancellationToken));
    }

    /// <summary>Writes what is not written yet.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        wakeUps.Dispose();
        if (writer is not null)
            await writer.StopAsync();
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        wakeUps.Dispose();
        store?.Dispose();
    }

    /// <inheritdoc/>
    public async Task<LocationCommandResponse> CommandAsync(
        string organizationId, CommandTarget target, CommandRequest request, CancellationToken cancellationToken)
    {
        var targeted = await ResolveAsync(organizationId, target, cancellationToken);
        var fanOut = new FanOut(targeted.Count);
        var answers = new ChargerAnswer[targeted.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            var (chargerId, host) = targeted[i];
            answers[i] = host is null
                ? new(chargerId, null, default, $"charger '{chargerId}' is not in location '{target.LocationId}'")
                : new(chargerId, host.Identity, host.Version, Give(host, request, fanOut));
            if (host is null)
                fanOut.Kept(true);
        }

        if (!await fanOut.Completed.WaitAsync(cancellationToken))
            throw new FleetException(FleetError.Unavailable, "The chargers' states can't be written now; the command may be lost.");
        return LocationCommandResponse.From(request, answers);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChargerLive>> LiveAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken)
    {
        var live = new ChargerLive[chargers.Count];
        for (var i = 0; i < live.Length; i++)
        {
            if (!hosts.TryGet(chargers[i].Id, out var host))
            {
                live[i] = new(chargers[i].Id, new(ConnectionState.Off, chargers[i].CreatedAt, null), new(false, null, []));
                continue;
            }

            lock (host)
                live[i] = host.Live();
        }

        return Task.FromResult<IReadOnlyList<ChargerLive>>(live);
    }

    /// <inheritdoc/>
    public Task AddedAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken)
    {
        foreach (var record in chargers)
            if (Load(record, default) is { } host && hosts.Add(host) && running)
                turns.Run(host, static host => host.Start());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ChangedAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken)
    {
        foreach (var record in chargers)
            if (hosts.TryGet(record.Id, out var host))
                hosts.Change(host, () => turns.Run(host, host => host.Become(record, Catalog.SpecOf(record))));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task RemovedAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken)
    {
        var removed = hosts.Remove(chargers.Select(charger => charger.Id));
        var fanOut = new FanOut(removed.Count);
        foreach (var host in removed)
            turns.Run(host, host => host.Remove(fanOut));
        if (!await fanOut.Completed.WaitAsync(cancellationToken))
            throw new FleetException(FleetError.Unavailable, "The chargers' states can't be deleted now; they will be later.");
    }

    /// <inheritdoc/>
    public Task<LogPage> LogsAsync(
        IReadOnlyList<ChargerRecord> chargers, LogFilter filter, CancellationToken cancellationToken) =>
        Task.FromResult(LogSearch.Run(HostsOf(chargers), filter));

    /// <inheritdoc/>
    public Task<int> DeleteLogsAsync(
        IReadOnlyList<ChargerRecord> chargers, LogFilter filter, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var host in HostsOf(chargers))
            lock (host)
                deleted += host.Log?.Delete(filter) ?? 0;
        return Task.FromResult(deleted);
    }

    /// <inheritdoc/>
    public Task<IAsyncEnumerable<FleetEvent>> WatchAsync(
        string organizationId, string? chargerId, bool frames, CancellationToken cancellationToken) =>
        Task.FromResult(watchers.Watch(organizationId, chargerId, frames, cancellationToken));

    ICsmsConnection IChargerEnvironment.Connect(ChargerHost host, CsmsEndpoint endpoint)
    {
        Interlocked.Increment(ref connections);
        return openConnection(endpoint, new HostListener(host, turns, Disconnected));
    }

    void IChargerEnvironment.WakeAt(ChargerHost host, DateTimeOffset? due)
    {
        if (due is { } at)
            wakeUps.Set(host, at);
    }

    void IChargerEnvironment.Write(ChargerHost host) => writer!.Write(host);

    bool IChargerEnvironment.IsWatched(ChargerHost host, bool frames) => watchers.Any(host.OrganizationId, host.Id, frames);

    void IChargerEnvironment.Publish(ChargerHost host, FleetEvent happening) => watchers.Publish(host.OrganizationId, happening);

    void IChargerEnvironment.Report(ChargerHost host, Exception mistake) => turns.Report(host, mistake);

    /// <summary>The chargers a target means, in a stable order; no host for those that are not in the target's location.</summary>
    async ValueTask<List<(string ChargerId, ChargerHost? Host)>> ResolveAsync(
        string organizationId, CommandTarget target, CancellationToken cancellationToken)
    {
        if (target.ChargerId is { } id)
            return hosts.TryGet(id, out var host) && host.OrganizationId == organizationId
                ? [(id, host)]
                : throw new FleetException(FleetError.NotFound, $"Charger '{id}' not found.");
        if (target.Identity is { } identity)
            return hosts.TryGet(organizationId, identity, out var host)
                ? [(host.Id, host)]
                : throw new FleetException(FleetError.NotFound, $"Charger with identity '{identity}' not found.");

        var there = hosts.At(organizationId, target.LocationId!);
        if (there.Length == 0)
            await inventory.LocationAsync(organizationId, target.LocationId!, cancellationToken);
        if (target.ChargerIds is null)
            return [.. there.Select(host => (host.Id, (ChargerHost?)host))];
        return [.. target.ChargerIds.Distinct().Select(chargerId => (
            chargerId,
            hosts.TryGet(chargerId, out var host) && host.OrganizationId == organizationId && host.LocationId == target.LocationId
                ? host
                : null))];
    }

    string? Give(ChargerHost host, CommandRequest request, FanOut fanOut)
    {
        try
        {
            string? refusal;
            bool kept;
            lock (host)
                refusal = host.Handle(request.Id, request.Command, fanOut, out kept);
            if (refusal is not null || kept)
                fanOut.Kept(true);
            return refusal;
        }
        catch (Exception mistake)
        {
            turns.Report(host, mistake);
            fanOut.Kept(true);
            return "the charger failed inside";
        }
    }

    ChargerHost? Load(ChargerRecord record, ReadOnlySpan<byte> state)
    {
        try
        {
            var spec = Catalog.SpecOf(record);
            try
            {
                return new(record, spec, state, this);
            }
            catch (FormatException unreadable)
            {
                LogUnreadable(record.Id, unreadable.Message);
                return new(record, spec, default, this);
            }
        }
        catch (FleetException unknown)
        {
            LogNotLoaded(record.Id, unknown.Message);
            return null;
        }
    }

    List<ChargerHost> HostsOf(IReadOnlyList<ChargerRecord> chargers)
    {
        var found = new List<ChargerHost>(chargers.Count);
        foreach (var charger in chargers)
            if (hosts.TryGet(charger.Id, out var host))
                found.Add(host);
        return found;
    }

    void TrimLogs()
    {
        foreach (var host in hosts.All)
            lock (host)
                host.Log?.Trim();
    }

    void Disconnected()
    {
        if (Interlocked.Decrement(ref connections) == 0 && !running)
            disconnected.TrySetResult();
    }

    [LoggerMessage(LogLevel.Error, "The state of charger {ChargerId} can't be read, it starts anew: {Reason}")]
    partial void LogUnreadable(string chargerId, string reason);

    [LoggerMessage(LogLevel.Error, "Charger {ChargerId} can't run: {Reason}")]
    partial void LogNotLoaded(string chargerId, string reason);
}
