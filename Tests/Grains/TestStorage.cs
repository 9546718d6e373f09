using System.Collections.Concurrent;
using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Grains;

/// <summary>A storage whose writes a test holds back, that is away for a while, or that is cut off as by a crash.</summary>
sealed class TestStorage(IStateStorage real) : IStateStorage
{
    readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly List<ChargerWrite> held = [];
    readonly List<SampleLeaseWrite> heldLeases = [];
    int commands;
    bool holding;
    bool holdingLeases;
    volatile bool cut;
    volatile Func<string, bool> unreadable = _ => false;

    /// <summary>How many commands it was to store.</summary>
    public int Commands => commands;

    /// <summary>Completes when a write is held back.</summary>
    public Task Reached => reached.Task.WaitAsync(Guard.Time);

    /// <summary>The shares that were looked through, as often as they were.</summary>
    public ConcurrentQueue<int> SharesRead { get; } = [];

    /// <summary>From now on the states of these chargers can't be read, as while the database is away.</summary>
    public void FailReads(Func<string, bool> chargerIds) => unreadable = chargerIds;

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

    /// <summary>From now on what the silo says of the meter values it sends is held back.</summary>
    public void HoldLeases()
    {
        lock (held)
        {
            holdingLeases = true;
        }
    }

    /// <summary>That is written, and what comes.</summary>
    public void ReleaseLeases()
    {
        lock (held)
        {
            holdingLeases = false;
            heldLeases.ForEach(real.Write);
            heldLeases.Clear();
        }
    }

    /// <summary>Nothing is written any more.</summary>
    public void Cut()
    {
        cut = true;
        lock (held)
        {
            held.ForEach(write => write.TrySetException(new IOException("The storage is cut off.")));
            heldLeases.ForEach(write => write.TrySetException(new IOException("The storage is cut off.")));
        }
    }

    public Task<StoredCharger> ReadAsync(string chargerId) => unreadable(chargerId)
        ? Task.FromException<StoredCharger>(DatabaseHealth.Unavailable("it does not answer"))
        : real.ReadAsync(chargerId);

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

    public void Write(SampleLeaseWrite write)
    {
        if (cut)
        {
            write.TrySetException(new IOException("The storage is cut off."));
        }
        else
        {
            lock (held)
            {
                if (holdingLeases)
                {
                    heldLeases.Add(write);
                }
                else
                {
                    real.Write(write);
                }
            }
        }
    }

    public Task SetAsideAsync(string chargerId) => real.SetAsideAsync(chargerId);

    public Task AddRefusedAsync(CommandRow command, OutcomeRow refusal) => cut ? Never<bool>() : real.AddRefusedAsync(command, refusal);

    public Task<long> AddAsync(PendingCommand command, CommandRow listed)
    {
        Interlocked.Increment(ref commands);
        return cut ? Never<long>() : real.AddAsync(command, listed);
    }

    public Task UpdateAsync(PendingCommand command, CommandRow? listed, IReadOnlyList<OutcomeRow> refusals) =>
        cut ? Never<bool>() : real.UpdateAsync(command, listed, refusals);

    public Task RemoveAsync(PendingCommand command, IReadOnlyList<OutcomeRow> refusals) =>
        cut ? Never<bool>() : real.RemoveAsync(command, refusals);

    public Task<List<PendingCommand>> PendingCommandsAsync(string locationId) => real.PendingCommandsAsync(locationId);

    public IAsyncEnumerable<AwakeGrain> AwakeGrainsAsync(int fromShare, int toShare, CancellationToken cancellationToken)
    {
        for (var share = fromShare; share < toShare; share++)
        {
            SharesRead.Enqueue(share);
        }

        return real.AwakeGrainsAsync(fromShare, toShare, cancellationToken);
    }

    static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;
}
