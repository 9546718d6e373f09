using System.Buffers;
using OcppLab.Simulation;

namespace OcppLab.Fleet;

/// <summary>One charger as it runs, in either engine: holds the <see cref="Charger"/>, its end of the wire and its log, and
/// sees to it that state is durable before anything that depends on it leaves. Not thread-safe: its engine calls it one
/// turn at a time.</summary>
public sealed class ChargerHost
{
    static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(2);
    static readonly TimeSpan LongestRemoval = TimeSpan.FromSeconds(5);

    readonly IChargerEnvironment environment;
    readonly DateTimeOffset since;
    CsmsLink? link;
    List<SessionChanged>? sessions;
    List<IKeptListener>? listeners;
    List<IKeptListener>? listenersInWrite;
    int version;
    int savedVersion;
    int durableVersion;
    int sessionsInWrite;
    bool writing;
    bool saved;
    bool started;

    /// <summary>A charger that is new, or that was saved before; caught up to now, without a connection until <see cref="Start"/>.</summary>
    /// <param name="record">Its row.</param>
    /// <param name="spec">What it is, as the catalogue has it.</param>
    /// <param name="state">The state <see cref="Save"/> wrote; empty for a new charger.</param>
    /// <param name="environment">Its engine.</param>
    /// <exception cref="FormatException">The bytes are not a charger's state.</exception>
    public ChargerHost(ChargerRecord record, ChargerSpec spec, ReadOnlySpan<byte> state, IChargerEnvironment environment)
    {
        this.environment = environment;
        since = environment.Now;
        record = Shared(record);
        Changes changes = default;
        Id = record.Id;
        OrganizationId = record.OrganizationId;
        LocationId = record.LocationId;
        Charger = state.IsEmpty ? Charger.Create(spec, since) : Charger.Restore(spec, state, since, out changes);
        if (spec.HasCsms)
            link = new(this, environment, record, since);
        Apply(changes, since);
    }

    /// <summary>The charger's id.</summary>
    public string Id { get; }

    /// <summary>The organization it belongs to.</summary>
    public string OrganizationId { get; }

    /// <summary>The location it stands at.</summary>
    public string LocationId { get; private set; }

    /// <summary>Its identity.</summary>
    public string Identity => Charger.Spec.Identity;

    /// <summary>The OCPP version it speaks.</summary>
    public OcppVersion Version => Charger.Spec.Version;

    /// <summary>The frames it exchanged; null while there are none.</summary>
    public FrameLog? Log => link?.Log;

    /// <summary>Whether it was removed; its state is to be deleted then, its sessions kept.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>Whether losing this host from memory loses nothing: it is idle, has no connection and nothing to write.</summary>
    public bool IsIdle => Charger.IsIdle && IsDurable && link is null or { IsClosed: true };

    /// <summary>Whether the charger has to run without anybody asking for it: something is under way, or it wants its connection.</summary>
    public bool IsAwake => !IsRemoved && (!Charger.IsIdle || Charger.WantsConnection);

    /// <summary>Whether everything that happened so far is durable.</summary>
    internal bool IsDurable => version == durableVersion;

    internal Charger Charger { get; }

    /// <summary>The place in the engine's queue of wake-ups; below 0 for none.</summary>
    internal int QueueSlot { get; set; } = -1;

    /// <summary>Begins to run: connects if the charger wants it.</summary>
    public void Start()
    {
        started = true;
        Settle(environment.Now);
    }

    /// <summary>Gives the charger a command.</summary>
    /// <param name="commandId">The command's id; a charger takes an id once.</param>
    /// <param name="command">The command.</param>
    /// <param name="listener">Is told when the command is kept, unless it was refused or needs no write.</param>
    /// <param name="kept">Whether the command is kept already.</param>
    /// <returns>Why it was refused; null when it was taken.</returns>
    public string? Handle(string commandId, Command command, IKeptListener listener, out bool kept)
    {
        var now = environment.Now;
        CatchUp(now);
        var outcome = Charger.Handle(commandId, command, now);
        Apply(outcome.Changes, now);
        kept = outcome.Accepted && IsDurable;
        if (outcome.Accepted && !kept)
        {
            // A command that was taken before changes nothing: it may be in the write that is under way.
            if (saved && savedVersion == version)
                (listenersInWrite ??= new(1)).Add(listener);
            else
                (listeners ??= new(1)).Add(listener);
        }

        Settle(now);
        return outcome.Refusal;
    }

    /// <summary>Does everything that is due.</summary>
    public void Wake()
    {
        var now = environment.Now;
        CatchUp(now);
        link?.Wake(now);
        Settle(now);
    }

    /// <summary>A connection is open.</summary>
    public void Opened(Ocpp.ICsmsConnection connection)
    {
        var now = environment.Now;
        CatchUp(now);
        link?.Opened(connection, now);
        Settle(now);
    }

    /// <summary>A connection brought a frame; its bytes are not used after the call.</summary>
    public void Received(Ocpp.ICsmsConnection connection, ReadOnlyMemory<byte> frame)
    {
        var now = environment.Now;
        CatchUp(now);
        link?.Received(connection, frame, now);
        Settle(now);
    }

    /// <summary>A connection could not be made, or is over.</summary>
    public void Closed(Ocpp.ICsmsConnection connection, string reason)
    {
        var now = environment.Now;
        CatchUp(now);
        link?.Closed(connection, reason, now);
        Settle(now);
        if (IsRemoved)
            link?.Release();
    }

    /// <summary>Writes the state as it is now, and adds the sessions whose rows have to be written with it. The write's outcome
    /// is told by <see cref="Written"/>, or <see cref="NotSaved"/> if this throws.</summary>
    public void Save(IBufferWriter<byte> state, List<SessionChanged> changedSessions)
    {
        savedVersion = version;
        saved = true;
        (listenersInWrite, listeners) = (listeners, null);
        if (sessions is not null)
            changedSessions.AddRange(sessions);
        sessionsInWrite = sessions?.Count ?? 0;
        if (!IsRemoved)
            Charger.Save(state);
    }

    /// <summary>What was saved last is durable, or could not be written: then it is written again with the next state.
    /// <see cref="Resume"/> is to be called soon after, in the same turn or another.</summary>
    public void Written(bool kept)
    {
        writing = saved = false;
        if (kept)
        {
            durableVersion = savedVersion;
            if (sessions?.Count == sessionsInWrite)
                sessions = null;
            else
                sessions?.RemoveRange(0, sessionsInWrite);
        }

        Tell(kept);
        Write();
    }

    /// <summary>The state could not be saved at all, by a mistake in the program: whoever waits for it is told, and the next
    /// change tries again.</summary>
    public void NotSaved()
    {
        writing = false;
        Tell(kept: false);
    }

    /// <summary>Lets out what waited for the state to be durable.</summary>
    public void Resume() => Settle(environment.Now);

    /// <summary>The charger's row has changed: it takes effect now.</summary>
    public void Become(ChargerRecord record, ChargerSpec spec)
    {
        var now = environment.Now;
        CatchUp(now);
        record = Shared(record);
        LocationId = record.LocationId;
        if (spec != Charger.Spec)
            Apply(Charger.Become(spec, now), now);
        if (link is not null)
            link.Retarget(record);
        else if (spec.HasCsms)
            link = new(this, environment, record, now);
        Settle(now);
    }

    /// <summary>Ends the connection within seconds, with the answer in flight waited for; the charger's state stays.</summary>
    public void Stop()
    {
        var now = environment.Now;
        link?.End(deliver: false, now + LongestStop);
        Settle(now);
    }

    /// <summary>Ends the charger: its transactions stop, its CSMS is told if it can be within seconds, the connection closes, and
    /// the state is deleted.</summary>
    /// <param name="listener">Is told when the state is deleted.</param>
    public void Remove(IKeptListener listener)
    {
        var now = environment.Now;
        CatchUp(now);
        foreach (var connector in Charger.View(now).Connectors)
            if (connector.Transaction is not null)
                Apply(Charger.Handle($"{Id}-{connector.ConnectorId}", new StopSession(connector.ConnectorId), now).Changes, now);
        IsRemoved = true;
        (listeners ??= new(1)).Add(listener);
        link?.End(deliver: true, now + LongestRemoval);
        version++;
        Write();
        Settle(now);
        if (link is { IsClosed: true })
            link.Release();
    }

    /// <summary>What the charger is doing.</summary>
    public ChargerLive Live()
    {
        var view = Charger.View(environment.Now);
        return new(Id, link?.Live(view) ?? new(ConnectionState.Detached, since, null), view);
    }

    /// <summary>Takes in what a call into the charger changed.</summary>
    internal void Apply(in Changes changes, DateTimeOffset now)
    {
        var persist = changes.Persist;
        if (changes.Reconnect)
            link?.Reconnect();
        if (changes.Events is { } events)
            foreach (var happened in events)
            {
                if (happened is SessionChanged session && !IsRemoved)
                {
                    (sessions ??= []).Add(session);
                    persist = true;
                }

                if (environment.IsWatched(this, frames: false))
                    environment.Publish(this, new(Id, Identity, happened, null));
            }

        // A removed charger's state is not written any more: another may have its id by now.
        if (!persist || IsRemoved)
            return;
        version++;
        Write();
    }

    /// <summary>The row with one copy of what is the same for many chargers.</summary>
    static ChargerRecord Shared(ChargerRecord record) => record with
    {
        OrganizationId = string.Intern(record.OrganizationId),
        LocationId = string.Intern(record.LocationId),
        WsUrl = record.WsUrl is null ? null : string.Intern(record.WsUrl),
    };

    void Tell(bool kept)
    {
        if (listenersInWrite is not { } told)
            return;
        listenersInWrite = null;
        foreach (var listener in told)
            listener.Kept(kept);
    }

    void CatchUp(DateTimeOffset now)
    {
        if (Charger.NextDue <= now)
            Apply(Charger.Advance(now), now);
    }

    void Write()
    {
        if (writing || IsDurable)
            return;
        writing = true;
        environment.Write(this);
    }

    void Settle(DateTimeOffset now)
    {
        if (!started)
            return;
        link?.Settle(now);
        var due = IsRemoved ? null : Charger.NextDue;
        if (link?.Due is { } linkDue && !(due < linkDue))
            due = linkDue;
        environment.WakeAt(this, due);
    }
}
