using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>A charger's grain, continued: how it comes to a silo and leaves it.</summary>
sealed partial class ChargerGrain
{
    static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(2);

    /// <summary>How long a deactivation waits for the connection's end and the last write.</summary>
    static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(10);

    TaskCompletionSource? drained;
    bool leaving;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        turns = TaskScheduler.Current;
        try
        {
            await LoadAsync();
        }
        catch
        {
            // Whoever asked may not ask again, or was a silo that this one was moved from.
            silo.ActivateLaterIfAwake(Id);
            throw;
        }

        silo.Join(Id, this);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        silo.Leave(Id, this);
        if (charger is null)
        {
            return;
        }

        // What it was woken for until now is done here: a grain that goes is not woken any more.
        leaving = true;
        silo.DueTimes.Remove(this);
        AbandonTransfers();
        ReleaseHeldWrite();
        drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Turn(() =>
        {
            session?.End(deliver: false, Now + LongestStop);
            Continue(Now);
        });
        SignalWhenDrained();
        await Task.WhenAny(drained.Task, Task.Delay(LongestStop, silo.Time, CancellationToken.None));
        if (connections > 0)
        {
            connection?.Abort("The charger moves to another silo.");
        }

        await Task.WhenAny(drained.Task, Task.Delay(LongestDrain, silo.Time, CancellationToken.None));
        AbandonSamples();
        ReleaseFrames();
        Count();

        // A migration may fail too; a charger that has come to another silo is asked there once, to no effect.
        if (IsAwake && reason.ReasonCode is not DeactivationReasonCode.ShuttingDown)
        {
            silo.ActivateLater(Id);
        }
    }

    async Task LoadAsync()
    {
        var (finding, reading) = (silo.FindAsync(Id), storage.ReadAsync(Id));
        var (record, stored) = (await finding, await reading);
        (charger, session, unusableReason, removed) = (null, null, null, false);
        if (record is not null)
        {
            Load(record, stored);
        }
        else if (stored.Version > 0 || stored.Awake)
        {
            await DeleteStateAsync(stored);
        }

        Count();
    }

    // Where all happens at once, for tests and figures, registers begin at 0 as well. What was chosen for the charger goes before either.
    ChargerSpec SpecOf(ChargerRecord record)
    {
        var spec = Catalog.SpecOf(record);
        return silo.Timing == Timing.Instant ? spec : spec with { Timing = silo.Timing, InitialMeterWh = Meters.InitialWh(spec.Seed) };
    }

    void Load(ChargerRecord record, StoredCharger stored)
    {
        since = Now;
        organizationId = string.Intern(record.OrganizationId);
        locationId = string.Intern(record.LocationId);
        (storedVersion, storedAwake, changes, persistedChanges) = (stored.Version, stored.Awake, 0, 0);
        Changes caughtUp = default;
        try
        {
            var spec = SpecOf(record);
            charger = stored.State is null or [] ? Charger.Create(spec, since) : Charger.Restore(spec, stored.State, since, stored.Sent, out caughtUp);
        }
        catch (Exception unreadable) when (unreadable is FormatException or FleetException)
        {
            silo.ReportUnusable(Id, unreadable.Message);
            unusableReason = unreadable is FormatException
                ? $"the stored state can't be read and is kept as it is ({unreadable.Message}); discard-unreadable-state sets it aside"
                : unreadable.Message;
            unusableRecord = record;
            return;
        }

        if (Charger.Spec.HasCsms)
        {
            session = new(this, TargetOf(record), since);
        }

        FindRecorder();
        Turn(() =>
        {
            Apply(caughtUp, since);
            Continue(since);
        });
    }

    /// <summary>Goes on with deactivation when nothing is open or unwritten.</summary>
    void SignalWhenDrained()
    {
        if (connections == 0 && !writing)
        {
            drained?.TrySetResult();
        }
    }
}
