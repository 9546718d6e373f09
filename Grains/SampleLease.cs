using Microsoft.Extensions.Logging;
using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>The meter values that a silo's connected chargers send are not stored one by one. Instead the silo writes, about once
/// a second while it has such chargers, before when those due have been answered, and until when those that fall due may be
/// sent; later ones wait until that is written anew. What a silo that is no more may have sent is known from it.</summary>
sealed partial class SampleLease : IDisposable
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>How long what is written holds: over a write that takes its time.</summary>
    static readonly TimeSpan Length = TimeSpan.FromSeconds(3);

    /// <summary>A turn takes less than this to tell what it did.</summary>
    static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(250);

    /// <summary>A charger whose CSMS is slower than this stores that, so that the others need not wait for it.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How often it is written before a charger that went without its last write is forgotten.</summary>
    const int RenewalsForAbandoned = 60;

    readonly Lock gate = new();
    readonly List<SampleMark> marks = [];
    readonly IStateStorage storage;
    readonly ChargerClock clock;
    readonly ILogger logger;
    readonly ITimer timer;
    List<SampleMark> waiting = [];
    bool renewing;
    bool ticking;
    bool failing;
    long claimed;
    long sentUntil;

    public SampleLease(IStateStorage storage, ChargerClock clock, ILogger<SampleLease> logger)
    {
        this.storage = storage;
        this.clock = clock;
        this.logger = logger;
        using (ExecutionContext.SuppressFlow())
        {
            timer = clock.CreateTimer(static lease => ((SampleLease)lease!).Renew(), this);
        }
    }

    /// <summary>Which process this is, in what it writes.</summary>
    public WriterId Process { get; } = WriterId.NewProcess();

    /// <summary>Meter values due up to this time may be sent as they fall due.</summary>
    public DateTimeOffset SentUntil => new(Volatile.Read(ref sentUntil), TimeSpan.Zero);

    /// <summary>Counts a charger among those that send meter values as they fall due, before its state says so.</summary>
    /// <param name="mark">What it tells of them.</param>
    public void Join(SampleMark mark)
    {
        bool first;
        lock (gate)
        {
            mark.Place = marks.Count;
            marks.Add(mark);
            first = !ticking;
            ticking = true;
        }

        if (first)
        {
            Renew();
        }
    }

    /// <summary>The charger's state says that it sends none any more.</summary>
    public void Leave(SampleMark mark)
    {
        lock (gate)
        {
            Remove(mark);
        }
    }

    /// <summary>The charger goes, and what is stored of it may still say that it sends them.</summary>
    public void Abandon(SampleMark mark)
    {
        lock (gate)
        {
            mark.RenewalsLeft = RenewalsForAbandoned;
        }
    }

    /// <summary>A charger has a meter value to send that is due after <see cref="SentUntil"/>: it is told when it may.</summary>
    public void Wait(SampleMark mark)
    {
        lock (gate)
        {
            if (mark.IsWaiting)
            {
                return;
            }

            mark.IsWaiting = true;
            waiting.Add(mark);
            if (failing)
            {
                return;
            }
        }

        Renew();
    }

    /// <summary>Lets a charger that has caught up store that it has no lag any more.</summary>
    /// <returns>Whether it may.</returns>
    public bool TryCatchUp(SampleMark mark, DateTimeOffset answeredBefore)
    {
        lock (gate)
        {
            if (answeredBefore.UtcTicks < claimed)
            {
                return false;
            }

            mark.Lag = TimeSpan.Zero;
            return true;
        }
    }

    public void Dispose() => timer.Dispose();

    void Renew()
    {
        SentSamples sent;
        List<SampleMark> behind = [];
        lock (gate)
        {
            if (renewing)
            {
                return;
            }

            if (marks.Count == 0)
            {
                ticking = false;
                return;
            }

            renewing = true;
            sent = Look(clock.Now, behind);
            claimed = Math.Max(claimed, sent.AnsweredBefore.UtcTicks);
        }

        foreach (var mark in behind)
        {
            mark.Charger.AllowLag();
        }

        _ = RenewAsync(sent);
    }

    async Task RenewAsync(SentSamples sent)
    {
        List<SampleMark> resumed = [];
        try
        {
            var write = new SampleLeaseWrite(Process, sent);
            storage.Write(write);
            await write.Task.ConfigureAwait(false);
            Volatile.Write(ref sentUntil, sent.SentUntil.UtcTicks);
            lock (gate)
            {
                failing = false;
                (resumed, waiting) = (waiting, resumed);
                resumed.ForEach(mark => mark.IsWaiting = false);
            }
        }
        catch (Exception failure)
        {
            // Chargers wait until it can be written, as they do for their states; the database's state is told elsewhere.
            lock (gate)
            {
                failing = true;
            }

            if (failure is not (FleetException or ObjectDisposedException))
            {
                LogNotRenewed(failure.Message);
            }
        }

        lock (gate)
        {
            renewing = false;
            timer.Change(Period, Timeout.InfiniteTimeSpan);
        }

        foreach (var mark in resumed)
        {
            mark.Charger.Resume();
        }
    }

    /// <summary>What holds of all chargers now; those that hold it up too long are to store that they do, some at a time.</summary>
    SentSamples Look(DateTimeOffset now, List<SampleMark> behind)
    {
        var answered = now - Slack;
        var late = now - Patience;
        var most = 64 + (marks.Count / 16);
        for (var i = marks.Count - 1; i >= 0; i--)
        {
            var mark = marks[i];
            var own = mark.AnsweredBefore + mark.Lag;
            if (own < answered)
            {
                answered = own;
            }

            if (mark.RenewalsLeft > 0 && --mark.RenewalsLeft == 0)
            {
                Remove(mark);
            }
            else if (own < late && !mark.IsAsked && behind.Count < most)
            {
                mark.IsAsked = true;
                behind.Add(mark);
            }
        }

        return new(Milliseconds(answered), Milliseconds(now + Length));
    }

    void Remove(SampleMark mark)
    {
        if (mark.Place < 0)
        {
            return;
        }

        var last = marks[^1];
        (marks[mark.Place], last.Place) = (last, mark.Place);
        marks.RemoveAt(marks.Count - 1);
        mark.Place = -1;
    }

    /// <summary>A time as it is stored.</summary>
    static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    [LoggerMessage(LogLevel.Warning, "Until when meter values may be sent could not be written: {Reason}")]
    partial void LogNotRenewed(string reason);
}

/// <summary>What a charger with running transactions tells its silo of the meter values it sends as they fall due.</summary>
/// <param name="charger">The charger.</param>
/// <param name="answeredBefore">Those due before this time have been answered.</param>
sealed class SampleMark(ISampleSender charger, DateTimeOffset answeredBefore)
{
    long answeredBeforeTicks = answeredBefore.UtcTicks;
    long lagTicks;

    public ISampleSender Charger { get; } = charger;

    /// <summary>Those due before this time have been answered, and the stored state agrees.</summary>
    public DateTimeOffset AnsweredBefore
    {
        get => new(Volatile.Read(ref answeredBeforeTicks), TimeSpan.Zero);
        set => Volatile.Write(ref answeredBeforeTicks, value.UtcTicks);
    }

    /// <summary>The lag that the stored state allows the charger, or less.</summary>
    public TimeSpan Lag
    {
        get => new(Volatile.Read(ref lagTicks));
        set => Volatile.Write(ref lagTicks, value.Ticks);
    }

    /// <summary>Whether it was asked to store a lag and has not yet.</summary>
    public bool IsAsked { get; set; }

    /// <summary>Whether it has something to send that it may not yet; the lease's own.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>Its place among the silo's, -1 for none; the lease's own.</summary>
    public int Place { get; set; } = -1;

    /// <summary>How often the lease is still written before it is forgotten; 0 for always. The lease's own.</summary>
    public int RenewalsLeft { get; set; }
}

/// <summary>A charger, to its silo's <see cref="SampleLease"/>. Both may be called from any thread.</summary>
interface ISampleSender
{
    /// <summary>Its meter values wait too long for their answers: it is to store that they may.</summary>
    void AllowLag();

    /// <summary>It may send what was due too late.</summary>
    void Resume();
}
