using System.Buffers;
using OcppLab.Inventory;
using OcppLab.Simulation;
using Orleans.Storage;

namespace OcppLab.Grains;

/// <summary>The part of a charger's grain that sees to it that its state is durable before anything that depends on it leaves.</summary>
sealed partial class ChargerGrain : IWriteOwner
{
    /// <summary>How long a CSMS may take to authorize before what a command has changed is written by itself.</summary>
    static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(0.5);

    [ThreadStatic]
    static ArrayBufferWriter<byte>? scratch;

    readonly Guid writer = silo.Samples.Process.NewActivation().Value;
    int changes;
    int persistedChanges;
    int storedVersion;
    bool storedAwake;
    bool writing;
    string? heldCommandId;
    DateTimeOffset? holdsUntil;
    bool superseded;
    ChargerRows? rows;
    List<PersistenceWaiter>? waiters;

    public bool IsPersisted => changes == persistedChanges;

    public bool MaySendBeforeStored => heldCommandId is null || holdsUntil is not null;

    void IWriteOwner.WriteDelayed(Exception failure) => Post(() => FailWaiters(failure));

    void MarkChanged()
    {
        changes++;
        Persist();
    }

    void MarkAwakeChanged()
    {
        // With a write under way or to come, that one says it too.
        if (IsPersisted)
        {
            MarkChanged();
        }
    }

    /// <summary>Completes when everything that happened so far is stored.</summary>
    /// <exception cref="FleetException">Unavailable: it can't be stored now; it will be when it can.</exception>
    Task PersistedAsync()
    {
        if (IsPersisted)
        {
            return Task.CompletedTask;
        }

        var waiter = new PersistenceWaiter(changes);
        (waiters ??= new(1)).Add(waiter);
        return waiter.Task;
    }

    /// <summary>What a command of the location has changed is not written before the location says so.</summary>
    void HoldWrite(string commandId) => (heldCommandId, holdsUntil) = (commandId, null);

    /// <summary>The location has said so: it is written once the CSMS has said whether the session may start, so that both are
    /// written together. The location has the command stored meanwhile.</summary>
    /// <returns>Whether it was held for this command.</returns>
    bool TryHoldUntilAuthorized(string commandId)
    {
        if (heldCommandId != commandId || silo.Health.Failure is not null)
        {
            return false;
        }

        holdsUntil = Now + LongestHold;
        return true;
    }

    void ReleaseHeldWrite()
    {
        (heldCommandId, holdsUntil) = (null, null);
        Persist();
    }

    void ReleaseHeldWriteWhenAuthorized(DateTimeOffset now)
    {
        if (holdsUntil is { } until && (until <= now || session is not { IsOpen: true } || !Charger.IsAuthorizing))
        {
            ReleaseHeldWrite();
        }
    }

    void Persist()
    {
        if (IsPersisted || writing || heldCommandId is not null || superseded)
        {
            return;
        }

        writing = true;
        _ = WriteAsync();
    }

    async Task WriteAsync()
    {
        // Whatever else happens in this turn is written with it.
        await Task.Yield();
        var (written, writtenRows) = (changes, rows ?? ChargerRows.None);
        rows = null;
        try
        {
            EndLag();
            var lag = Charger.Lag;
            var write = CreateWrite(writtenRows);
            storage.Write(write);
            await write.Task;
            (storedVersion, storedAwake, persistedChanges) = (write.Version, write.Awake, written);
            LagStored(lag);
            CompleteWaiters();
        }
        catch (InconsistentStateException)
        {
            // This one is out of date: whatever waits here is asked again, of the one that goes on.
            silo.ReportDuplicateActivation(Id);
            superseded = true;
            LeaveSamples();
            FailWaiters(Superseded());
            DeactivateOnIdle();
        }
        catch (Exception failure)
        {
            // The next change tries again.
            silo.ReportNotWritten(Id, failure.Message);
            (rows ??= new()).AddBefore(writtenRows);
            FailWaiters(failure);
            writing = false;
            SignalWhenDrained();
            return;
        }

        writing = false;
        Persist();
        Turn(() => Continue(Now));
        SignalWhenDrained();
    }

    ChargerWrite CreateWrite(ChargerRows writtenRows)
    {
        var json = scratch ??= new();
        json.ResetWrittenCount();
        if (!removed)
        {
            Charger.Save(json);
        }

        return new(this, Id, storedVersion + 1, writer)
        {
            Awake = IsAwake,
            Removed = removed,
            State = json.WrittenSpan.ToArray(),
            Rows = writtenRows,
            OrganizationId = organizationId,
            LocationId = locationId,
            Identity = Charger.Spec.Identity,
        };
    }

    /// <summary>Deletes what is stored of a charger that is not there any more.</summary>
    async Task DeleteStateAsync(StoredCharger stored)
    {
        var write = new ChargerWrite(this, Id, stored.Version + 1, writer) { Removed = true };
        storage.Write(write);
        await write.Task;
    }

    InconsistentStateException Superseded() => new($"Charger '{Id}' runs on another silo.");

    void CompleteWaiters()
    {
        if (waiters is null)
        {
            return;
        }

        foreach (var waiter in waiters)
        {
            if (waiter.Changes <= persistedChanges)
            {
                waiter.TrySetResult();
            }
        }

        waiters.RemoveAll(waiter => waiter.Task.IsCompleted);
        if (waiters.Count == 0)
        {
            waiters = null;
        }
    }

    void FailWaiters(Exception failure)
    {
        foreach (var waiter in waiters ?? [])
        {
            waiter.TrySetException(failure);
        }

        waiters = null;
    }

    /// <summary>Waits for the first <paramref name="changes"/> changes to be stored.</summary>
    sealed class PersistenceWaiter(int changes) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Changes { get; } = changes;
    }
}
