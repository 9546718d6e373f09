using OcppLab.Grains;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Grains;

/// <summary>A storage whose writes a test holds back, or that is cut off as by a crash.</summary>
sealed class TestStorage(IStateStorage real) : IStateStorage
{
    readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly List<ChargerWrite> held = [];
    bool holding;
    volatile bool cut;

    /// <summary>Completes when a write is held back.</summary>
    public Task Reached => reached.Task.WaitAsync(Guard.Time);

    /// <summary>From now on chargers' writes are held back.</summary>
    public void Hold()
    {
        lock (held)
        {
            holding = true;
        }
    }

    /// <summary>What is held back is written, and what comes.</summary>
    public void Release()
    {
        lock (held)
        {
            holding = false;
            held.ForEach(real.Write);
            held.Clear();
        }
    }

    /// <summary>Nothing is written any more.</summary>
    public void Cut()
    {
        cut = true;
        lock (held)
        {
            held.ForEach(write => write.TrySetException(new IOException("The storage is cut off.")));
        }
    }

    public Task<StoredCharger> ReadAsync(string chargerId) => real.ReadAsync(chargerId);

    public void Write(ChargerWrite write)
    {
        if (cut)
        {
            write.TrySetException(new IOException("The storage is cut off."));
            return;
        }

        lock (held)
        {
            if (!holding)
            {
                real.Write(write);
                return;
            }

            held.Add(write);
        }

        reached.TrySetResult();
    }

    public Task SetAsideAsync(string chargerId) => real.SetAsideAsync(chargerId);

    public Task<long> AddAsync(PendingCommand command) => cut ? Never<long>() : real.AddAsync(command);

    public Task UpdateAsync(PendingCommand command) => cut ? Never<bool>() : real.UpdateAsync(command);

    public Task RemoveAsync(PendingCommand command) => cut ? Never<bool>() : real.RemoveAsync(command);

    public Task<List<PendingCommand>> PendingCommandsAsync(string locationId) => real.PendingCommandsAsync(locationId);

    public IAsyncEnumerable<AwakeGrain> AwakeGrainsAsync(bool chargers, int fromShare, int toShare, CancellationToken cancellationToken) =>
        real.AwakeGrainsAsync(chargers, fromShare, toShare, cancellationToken);

    static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;
}
