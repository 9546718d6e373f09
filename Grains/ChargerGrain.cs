using OcppLab.Fleet;
using OcppLab.Ocpp;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Storage;

namespace OcppLab.Grains;

/// <summary>A charger on a silo: holds a <see cref="ChargerHost"/> and is its engine. Everything that happens to it, on its
/// connection too, is a turn of the grain. It stays active while the charger has something to do.</summary>
[GrainType("charger"), Reentrant, RandomPlacement]
sealed class ChargerGrain(
    [PersistentState("charger", IChargerStorage.Name)] IPersistentState<ChargerState> state, SiloChargers silo)
    : Grain, IChargerGrain, IChargerEnvironment, ICsmsConnectionListener
{
    /// <summary>How long a write is tried before its commands are told that they are not kept.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(2);
    static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(3);
    static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    TaskScheduler turns = TaskScheduler.Default;
    ChargerHost? host;
    IGrainTimer? timer;
    DateTimeOffset ring = DateTimeOffset.MaxValue;
    TaskCompletionSource? resting;
    List<Taken>? waiting;
    ICsmsConnection? connection;
    int connections;
    int writes;
    bool keptAlive;
    bool leaving;
    bool superseded;
    bool holding;
    ChargerHost? held;

    string Id => this.GetPrimaryKeyString();

    DateTimeOffset IChargerEnvironment.Now => silo.Clock.Now;

    LogBudget IChargerEnvironment.Logs => silo.Logs;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        turns = TaskScheduler.Current;
        if (state.RecordExists && state.State.Json.Length == 0)
            await state.ReadStateAsync();
        var record = await silo.FindAsync(Id);
        if (record is not null)
            Load(record);
        else if (state.RecordExists)
            await ForgetAsync();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        silo.Leave(this);
        if (host is null)
            return;

        // What the host's timer did until now is done here: timers of a grain that goes do not ring.
        leaving = true;
        LetGo();
        resting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Turn(host => host.Stop());
        Rest();
        await Task.WhenAny(resting.Task, Task.Delay(LongestStop, silo.Clock.Time, CancellationToken.None));
        if (connections > 0)
            connection?.Abort("The charger moves to another silo.");
        host.Log?.Release();
        if (host.IsAwake && reason.ReasonCode is not (DeactivationReasonCode.ShuttingDown or DeactivationReasonCode.Migrating))
            _ = Task.Run(() => silo.WakeLaterAsync(Id), CancellationToken.None);
    }

    public async ValueTask<string?> TakeAsync(CommandRequest request, bool promised)
    {
        // A location that gives its command to many chargers hears all of them before the first writes and sends: it gives
        // the command again when it has, without the promise.
        if (promised)
            holding = true;
        else
            LetGo();
        var taken = new Taken();
        var refusal = Host.Handle(request.Id, request.Command, taken, out var kept);
        if (promised && (refusal is not null || kept))
            LetGo();
        if (refusal is null && !kept && !promised)
            await StoredAsync(taken);
        return refusal;
    }

    public ValueTask WakeAsync() => default;

    public ValueTask BecomeAsync(ChargerRecord record)
    {
        Host.Become(record, Catalog.SpecOf(record));
        if (Host.Log is not null || record.WsUrl is not null)
            silo.Join(this);
        return default;
    }

    public async ValueTask RemoveAsync(ChargerRecord record)
    {
        if (host is null)
            Load(record);
        var taken = new Taken();
        Host.Remove(taken);
        await StoredAsync(taken);
        if (connections == 0)
            DeactivateOnIdle();
    }

    public ValueTask<ChargerLive?> LiveAsync() => new(host?.Live());

    public ValueTask<FrameMarks> FramesAsync(LogFilter filter)
    {
        var found = new List<FrameLog.Mark>();
        host?.Log?.Find(filter, found);
        var newest = found.Skip(Math.Max(0, found.Count - filter.Offset - filter.Limit)).ToList();
        return new(new FrameMarks(
            found.Count, [.. newest.Select(mark => mark.Number)], [.. newest.Select(mark => mark.UtcTicks)]));
    }

    public ValueTask<LogEntry[]> ReadFramesAsync(int[] numbers) =>
        new(host?.Log is { } log ? [.. log.Read(numbers, Id, host.Identity).Select(read => read.Entry)] : []);

    public ValueTask<int> DeleteFramesAsync(LogFilter filter) => new(host?.Log?.Delete(filter) ?? 0);

    /// <summary>Gives back the memory that the log has above its share; called from any thread.</summary>
    public void TrimLog() => Post(() => Turn(host => host.Log?.Trim()));

    ICsmsConnection IChargerEnvironment.Connect(ChargerHost host, CsmsEndpoint endpoint)
    {
        connections++;
        return connection = silo.Open(endpoint, this);
    }

    void IChargerEnvironment.WakeAt(ChargerHost host, DateTimeOffset? due)
    {
        var alive = due is not null || !host.IsIdle;
        if (alive != keptAlive && !leaving)
        {
            keptAlive = alive;
            DelayDeactivation(alive ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);
        }

        // A wake-up put off stays where it is and comes too early, so that what is put off with every message costs nothing.
        if (leaving || due is not { } at || at >= ring)
            return;
        ring = at;
        var wait = Wait(at);
        if (timer is null)
        {
            timer = this.RegisterGrainTimer(
                static (charger, _) => charger.RingAsync(),
                this,
                new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true });
        }
        else
        {
            timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    void IChargerEnvironment.Write(ChargerHost host)
    {
        if (superseded)
            return;
        if (holding)
        {
            held = host;
            return;
        }

        writes++;
        _ = WriteAsync(host);
    }

    bool IChargerEnvironment.IsWatched(ChargerHost host, bool frames) => silo.Watchers.Any(host.OrganizationId, host.Id, frames);

    void IChargerEnvironment.Publish(ChargerHost host, FleetEvent happening) =>
        silo.Watchers.Publish(host.OrganizationId, happening);

    void IChargerEnvironment.Report(ChargerHost host, Exception mistake) => silo.Report(host.Id, mistake);

    void ICsmsConnectionListener.Opened(ICsmsConnection connection) => Post(() => Turn(host => host.Opened(connection)));

    ValueTask ICsmsConnectionListener.ReceivedAsync(ICsmsConnection connection, ReadOnlyMemory<byte> frame) =>
        new(Post(() => Turn(host => host.Received(connection, frame))));

    void ICsmsConnectionListener.Closed(ICsmsConnection connection, string reason) => Post(() =>
    {
        connections--;
        Turn(host => host.Closed(connection, reason));
        Rest();
    });

    ChargerHost Host
    {
        get
        {
            if (superseded)
                throw Superseded();
            if (host is not null)
                return host;
            DeactivateOnIdle();
            throw new KeyNotFoundException($"Charger '{Id}' not found.");
        }
    }

    async Task StoredAsync(Taken taken)
    {
        (waiting ??= new(1)).Add(taken);
        var kept = await taken.Task;
        waiting.Remove(taken);
        if (waiting.Count == 0)
            waiting = null;
        if (!kept)
            throw superseded ? Superseded() : new IOException($"The state of charger '{Id}' can't be written now.");
    }

    InconsistentStateException Superseded() => new($"Charger '{Id}' runs on another silo.");

    void Load(ChargerRecord record)
    {
        var spec = Catalog.SpecOf(record);
        try
        {
            host = new(record, spec, state.State.Json, this);
        }
        catch (FormatException unreadable)
        {
            silo.ReportUnreadable(Id, unreadable.Message);
            host = new(record, spec, default, this);
        }

        state.State.Clear();
        if (record.WsUrl is not null)
            silo.Join(this);
        Turn(host => host.Start());
    }

    /// <summary>Writes what was held back.</summary>
    void LetGo()
    {
        holding = false;
        if (held is not { } host)
            return;
        held = null;
        ((IChargerEnvironment)this).Write(host);
    }

    async Task ForgetAsync()
    {
        state.State.Remove();
        await state.WriteStateAsync();
    }

    async Task WriteAsync(ChargerHost host)
    {
        await Task.Yield();
        state.State.Take(host);
        var since = silo.Clock.Time.GetTimestamp();
        var kept = false;
        for (var retry = FirstRetry; !kept; retry = retry * 2 < LastRetry ? retry * 2 : LastRetry)
        {
            try
            {
                await state.WriteStateAsync();
                kept = true;
            }
            catch (InconsistentStateException)
            {
                // This one is out of date: whatever waits here is asked again, of the one that goes on.
                silo.ReportTwin(Id);
                superseded = true;
                writes--;
                foreach (var taken in waiting?.ToArray() ?? [])
                    taken.Kept(false);
                DeactivateOnIdle();
                return;
            }
            catch (Exception failure)
            {
                silo.ReportNotWritten(Id, failure.Message);
                if (leaving || silo.Clock.Time.GetElapsedTime(since) + retry > Patience)
                    break;
                await Task.Delay(retry, silo.Clock.Time);
            }
        }

        state.State.Clear();
        writes--;
        Turn(host =>
        {
            host.Written(kept);
            host.Resume();
        });
        Rest();
    }

    Task RingAsync()
    {
        ring = DateTimeOffset.MaxValue;
        Turn(host => host.Wake());
        return Task.CompletedTask;
    }

    /// <summary>Goes on with deactivation when nothing is open or unwritten.</summary>
    void Rest()
    {
        if (connections == 0 && writes == 0)
            resting?.TrySetResult();
    }

    void Turn(Action<ChargerHost> turn)
    {
        try
        {
            turn(host!);
        }
        catch (Exception mistake)
        {
            silo.Report(Id, mistake);
        }
    }

    Task Post(Action turn) => Task.Factory.StartNew(turn, CancellationToken.None, TaskCreationOptions.DenyChildAttach, turns);

    TimeSpan Wait(DateTimeOffset due)
    {
        // Timers count whole milliseconds; rounded up, so that one does not ring just before its time. Never zero: such a timer
        // would ring before anything else that waits for a turn.
        var milliseconds = Math.Ceiling((due - silo.Clock.Now).TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 1, LongestTimer.TotalMilliseconds));
    }

    /// <summary>Waits for a command to be kept.</summary>
    sealed class Taken() : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously), IKeptListener
    {
        public void Kept(bool kept) => TrySetResult(kept);
    }
}
