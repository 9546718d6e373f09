using OcppLab.Grains;
using OcppLab.Inventory;

namespace OcppLab.Tests.Api;

/// <summary>Chargers' grains without a silo that only remember what they were told.</summary>
sealed class FakeGrains : IGrainFactory
{
    public List<string> Activated { get; } = [];

    public List<ChargerRecord> Changed { get; } = [];

    public List<string> Removed { get; } = [];

    /// <summary>Called before anything is taken; may throw as a grain in trouble does.</summary>
    public Action? Before { get; set; }

    /// <summary>What a charger is doing; nothing by default.</summary>
    public Func<string, ChargerLive?> Live { get; set; } = _ => null;

    /// <summary>What a charger answers to a read, in its own time; null for <see cref="Live"/> at once.</summary>
    public Func<string, Task<ChargerLive?>>? LiveInTime { get; set; }

    /// <summary>What a charger answers to a command.</summary>
    public Func<string, CommandRequest, Task<string?>> Command { get; set; } = (_, _) => throw new NotSupportedException();

    /// <summary>What a location answers to a command.</summary>
    public Func<CommandRequest, CancellationToken, Task<ChargerReceipt[]>> LocationCommand { get; set; } = (_, _) => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey =>
        (TGrainInterface)(typeof(TGrainInterface) == typeof(ILocationGrain) ? (object)new Location(this) : new Charger(this, primaryKey));

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey => throw new NotSupportedException();

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => throw new NotSupportedException();

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) => throw new NotSupportedException();

    public IAddressable GetGrain(Type grainInterfaceType, IdSpan grainKey) => throw new NotSupportedException();

    public IAddressable GetGrain(Type grainInterfaceType, IdSpan grainKey, string grainClassNamePrefix) => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => throw new NotSupportedException();

    public IAddressable GetGrain(GrainId grainId) => throw new NotSupportedException();

    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => throw new NotSupportedException();

    sealed class Charger(FakeGrains grains, string id) : IChargerGrain
    {
        public ValueTask ActivateAsync() => Take(() => grains.Activated.Add(id));

        public ValueTask ApplyConfigurationAsync(ChargerRecord record) => Take(() => grains.Changed.Add(record));

        public ValueTask RemoveAsync(ChargerRecord record) => Take(() => grains.Removed.Add(id));

        public ValueTask<ChargerLive?> GetLiveAsync() => grains.LiveInTime is { } live ? new(live(id)) : new(grains.Live(id));

        public ValueTask<string?> CommandAsync(CommandRequest request, bool storedByLocation) => new(grains.Command(id, request));

        public ValueTask<bool> SetUnreadableStateAsideAsync() => throw new NotSupportedException();

        public ValueTask<FrameMarks> FindFramesAsync(LogFilter filter) => throw new NotSupportedException();

        public ValueTask<LogEntry[]> ReadFramesAsync(int[] numbers) => throw new NotSupportedException();

        public ValueTask<int> DeleteFramesAsync(LogFilter filter) => throw new NotSupportedException();

        ValueTask Take(Action take)
        {
            grains.Before?.Invoke();
            lock (grains)
            {
                take();
            }

            return default;
        }
    }
    sealed class Location(FakeGrains grains) : ILocationGrain
    {
        public Task<ChargerReceipt[]> CommandAsync(
            string organizationId, CommandRequest request, string[]? chargerIds, CancellationToken cancellationToken) =>
            grains.LocationCommand(request, cancellationToken);

        public Task ActivateAsync() => throw new NotSupportedException();
    }
}
