using OcppLab.Fleet;

namespace OcppLab.Tests.Inventories;

/// <summary>A fleet that only remembers what it was told.</summary>
public sealed class FakeFleet : IFleet
{
    public List<string> Added { get; } = [];

    public List<ChargerRecord> Changed { get; } = [];

    public List<string> Removed { get; } = [];

    /// <summary>Called before anything is taken; may throw as a fleet in trouble does.</summary>
    public Action? Before { get; set; }

    /// <summary>What a charger is doing; nothing by default.</summary>
    public Func<ChargerRecord, ChargerLive> Live { get; set; } = charger =>
        new(charger.Id, new(ConnectionState.Detached, charger.CreatedAt, null), new(true, null, []));

    public Task AddedAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken) =>
        TakeAsync(() => Added.AddRange(chargers.Select(charger => charger.Id)));

    public Task ChangedAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken) =>
        TakeAsync(() => Changed.AddRange(chargers));

    public Task RemovedAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken) =>
        TakeAsync(() => Removed.AddRange(chargers.Select(charger => charger.Id)));

    public Task<IReadOnlyList<ChargerLive>> LiveAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ChargerLive>>([.. chargers.Select(Live)]);

    public Task<LocationCommandResponse> CommandAsync(
        string organizationId, CommandTarget target, CommandRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<LogPage> LogsAsync(IReadOnlyList<ChargerRecord> chargers, LogFilter filter, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<int> DeleteLogsAsync(IReadOnlyList<ChargerRecord> chargers, LogFilter filter, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IAsyncEnumerable<FleetEvent>> WatchAsync(
        string organizationId, string? chargerId, bool frames, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task TakeAsync(Action take)
    {
        Before?.Invoke();
        lock (this)
            take();
        return Task.CompletedTask;
    }
}
