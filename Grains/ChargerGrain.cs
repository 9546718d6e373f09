using OcppLab.Inventory;
using OcppLab.Ocpp;
using OcppLab.Simulation;
using Orleans.Concurrency;
using Orleans.Placement;

namespace OcppLab.Grains;

/// <summary>A charger on a silo. Everything that happens to it, on its connection too, is a turn of the grain. It stays active
/// while the charger has something to do.</summary>
[GrainType("charger"), Reentrant, RandomPlacement, AnyGateway]
sealed partial class ChargerGrain(IStateStorage storage, SiloChargers silo) : Grain, IChargerGrain, IDue
{
    static readonly TimeSpan LongestRemoval = TimeSpan.FromSeconds(5);

    /// <summary>How long a removed charger still answers that it is gone, rather than a new activation.</summary>
    static readonly TimeSpan RemovedTime = TimeSpan.FromMinutes(1);

    TaskScheduler turns = TaskScheduler.Default;
    Charger? charger;
    OcppSession? session;
    FrameLog? frames;
    string organizationId = "";
    string locationId = "";
    DateTimeOffset since;

    /// <summary>Why the charger can't run, as it is stored; null if it can.</summary>
    string? unusableReason;
    ChargerRecord? unusableRecord;

    DateTimeOffset wakeAt = DateTimeOffset.MaxValue;
    ICsmsConnection? connection;
    int connections;
    bool keptAlive;
    bool removed;

    public DateTimeOffset Now => silo.Clock.Now;

    public Charger Charger => charger!;

    int IDue.Place { get; set; } = -1;

    string Id => this.GetPrimaryKeyString();

    /// <summary>Whether the charger has to run without anybody asking for it: it wants its connection, or something is under way.</summary>
    bool IsAwake => !removed && (Charger.WantsConnection || !Charger.IsIdle);

    /// <summary>Whether losing this activation loses nothing.</summary>
    bool IsIdle => charger is null || (Charger.IsIdle && IsPersisted && session is null or { IsClosed: true });

    public async ValueTask<string?> CommandAsync(CommandRequest request, bool storedByLocation)
    {
        ThrowIfGone();
        if (unusableReason is not null)
        {
            return await RefusedAsync(request, unusableReason);
        }

        // A location that gives its command to many chargers hears all of them before the first writes and sends: it gives
        // the command again when it has.
        if (storedByLocation)
        {
            HoldWrite(request.Id);
        }
        else
        {
            if (!TryHoldUntilAuthorized(request.Id))
            {
                ReleaseHeldWrite();
            }

            silo.Health.ThrowIfFailing();
        }

        var now = Now;
        CatchUp(now);
        var outcome = Charger.Handle(request.Id, request.Command, now);
        if (request.LocationId is null && outcome.Refusal is null && outcome.Changes.Persist)
        {
            (rows ??= new()).Commands.Add(new(request, organizationId, locationId, [Id]));
        }

        Apply(outcome.Changes, now);
        if (storedByLocation && (outcome.Refusal is not null || IsPersisted))
        {
            ReleaseHeldWrite();
        }

        var persisted = outcome.Refusal is null && !storedByLocation ? PersistedAsync() : Task.CompletedTask;
        Continue(now);
        await persisted;
        return outcome.Refusal is { } refusal ? await RefusedAsync(request, refusal) : null;
    }

    /// <summary>Stores that the charger refused a command that was for it alone; a location stores its own.</summary>
    async ValueTask<string> RefusedAsync(CommandRequest request, string refusal)
    {
        if (request.LocationId is null)
        {
            await storage.AddRefusedAsync(
                new(request, organizationId, locationId, [Id]),
                new(request.Id, organizationId, Id, charger?.Spec.Identity ?? unusableRecord?.Identity, Outcomes.Failed, Now, refusal));
        }

        return refusal;
    }

    public async ValueTask ActivateAsync()
    {
        if (removed)
        {
            await LoadAsync();
        }
    }

    public async ValueTask ApplyConfigurationAsync(ChargerRecord record)
    {
        if (unusableReason is not null)
        {
            await LoadAsync();
        }

        ThrowIfGone();
        if (unusableReason is not null)
        {
            return;
        }

        var now = Now;
        CatchUp(now);
        locationId = string.Intern(record.LocationId);
        var spec = SpecOf(record);
        if (spec != Charger.Spec)
        {
            Apply(Charger.ApplyConfiguration(spec, now), now);
        }

        if (session is not null)
        {
            session.Retarget(TargetOf(record));
        }
        else if (spec.HasCsms)
        {
            session = new(this, TargetOf(record), now);
        }

        Continue(now);
        await PersistedAsync();
    }

    public async ValueTask RemoveAsync(ChargerRecord record)
    {
        if (charger is null)
        {
            if (unusableReason is not null)
            {
                await storage.SetAsideAsync(Id);
            }

            unusableReason = null;
            removed = false;
            Load(record, default);
        }

        var now = Now;
        CatchUp(now);
        Apply(Charger.EndSessions(now), now);
        removed = true;
        FindRecorder();
        DelayDeactivation(RemovedTime);
        session?.End(deliver: true, now + LongestRemoval);
        ReleaseHeldWrite();
        MarkChanged();
        Continue(now);
        if (session is null or { IsClosed: true })
        {
            ReleaseFrames();
        }

        await PersistedAsync();
    }

    public async ValueTask<bool> SetUnreadableStateAsideAsync()
    {
        ThrowIfGone();
        if (unusableReason is null)
        {
            return false;
        }

        await storage.SetAsideAsync(Id);
        await LoadAsync();
        return true;
    }

    public ValueTask<ChargerLive?> GetLiveAsync() =>
        new(charger is not null ? Live() : unusableReason is not null ? LiveOfUnusable() : null);

    void ThrowIfGone()
    {
        if (superseded)
        {
            throw Superseded();
        }

        if (removed || (charger is null && unusableReason is null))
        {
            if (charger is null)
            {
                DeactivateOnIdle();
            }

            throw new KeyNotFoundException($"Charger '{Id}' not found.");
        }
    }

    ConnectionState ConnectionNow =>
        !Charger.Spec.HasCsms || session is null ? ConnectionState.Detached
        : session.IsOpen ? Charger.Registration == RegistrationStatus.Accepted ? ConnectionState.Accepted : ConnectionState.Connected
        : session.IsConnecting ? ConnectionState.Connecting
        : Charger.IsOn ? ConnectionState.Disconnected
        : ConnectionState.Off;

    ChargerLive Live() => new(Id, new(ConnectionNow, session?.Since ?? since, session?.LastError, session?.IsOpen == true ? Charger.Version : null), Charger.View(Now));

    ChargerLive LiveOfUnusable()
    {
        var count = Catalog.TryRatingOf(unusableRecord!)?.ConnectorCount ?? 0;
        return new(Id, new(ConnectionState.Off, since, unusableReason), new(On: false, null,
        [
            .. Enumerable.Range(1, count).Select(number =>
                new ConnectorView(number, ConnectorStatus.Faulted, ChargePointErrorCode.InternalError, null)),
        ]));
    }

    void CatchUp(DateTimeOffset now)
    {
        if (Charger.NextDue <= now)
        {
            Apply(Charger.Advance(now), now);
        }
    }

    /// <summary>Ends a turn: sends what may leave, and sees to the next turn.</summary>
    void Continue(DateTimeOffset now)
    {
        session?.Continue(now);
        ReleaseHeldWriteWhenAuthorized(now);
        if (IsAwake != storedAwake && !removed)
        {
            MarkAwakeChanged();
        }

        TellSamples(now);
        Count();

        var due = removed ? null : Charger.NextDue;
        if (session?.Due is { } sessionDue && !(due < sessionDue))
        {
            due = sessionDue;
        }

        if (holdsUntil is { } until && !(due < until))
        {
            due = until;
        }

        WakeAt(due);
    }

    void WakeAt(DateTimeOffset? due)
    {
        var alive = due is not null || !IsIdle;
        if (alive != keptAlive && !leaving && !removed)
        {
            keptAlive = alive;
            DelayDeactivation(alive ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);
        }

        // A turn put off stays where it is and comes too early, so that what is put off with every message costs nothing.
        if (!leaving && due is { } at && at < wakeAt)
        {
            wakeAt = at;
            silo.DueTimes.Set(this, at);
        }
    }

    void IDue.BecomeDue() => Task.Factory.StartNew(
        static grain => ((ChargerGrain)grain!).Advance(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, turns);

    void Advance()
    {
        if (leaving)
        {
            return;
        }

        TellLate();
        wakeAt = DateTimeOffset.MaxValue;
        silo.Metrics.WokeUp();
        Turn(() =>
        {
            var now = Now;
            CatchUp(now);
            session?.Advance(now);
            Continue(now);
        });
    }

    void Turn(Action turn)
    {
        if (charger is null)
        {
            return;
        }

        try
        {
            turn();
        }
        catch (Exception mistake)
        {
            Report(mistake);
        }
    }

    Task Post(Action turn) => Task.Factory.StartNew(
        () => Turn(turn), CancellationToken.None, TaskCreationOptions.DenyChildAttach, turns);
}
