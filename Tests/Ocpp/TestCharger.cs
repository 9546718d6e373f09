using System.Text;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Inventory;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

/// <summary>A charger with its session, held by the test: every turn is over when the call that began it returns. It speaks 1.6, has one
/// connector unless the test gives another model, and what it stores is stored at once unless the test holds it.</summary>
sealed class TestCharger : IOcppSessionOwner, ICsmsConnectionListener
{
    static readonly CatalogModel Model = Catalog.Model("wallbox", "wallbox-pulsar-plus");

    readonly OcppSession session;
    readonly ITimer timer;
    int commands;
    bool holding;

    TestCharger(CsmsTarget target, ChargerModel model, ChargerOptions? options)
    {
        Charger = Charger.Create(new(target.Identity, target.Version, model, Seed: 7, HasCsms: true, target.SecurityProfile) { Options = options }, Now);
        session = new(this, target, Now);
        timer = Time.CreateTimer(_ => Turn(now => session.Advance(now)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Where it connects unless the test says otherwise.</summary>
    public static CsmsTarget Target { get; } = new("ws://csms.test/ocpp", "CP-1", OcppVersion.V16, 0, null);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public FakeCsms Csms { get; } = new();

    /// <summary>The frames both ways, oldest first.</summary>
    public List<(string Action, string Message)> Frames { get; } = [];

    /// <summary>The requests both ways that have come to their end.</summary>
    public List<EndedCall> EndedCalls { get; } = [];

    /// <summary>How long each connection took to be open.</summary>
    public List<TimeSpan> Opening { get; } = [];

    /// <summary>How long each boot took, from the first attempt to connect.</summary>
    public List<TimeSpan> Accepting { get; } = [];

    /// <summary>What its CSMS did against the specification, and the frames that show it.</summary>
    public List<(CsmsFault Fault, string Frame)> Findings { get; } = [];

    public Charger Charger { get; }

    public bool IsPersisted { get; private set; } = true;

    /// <summary>Before this time no connection begins.</summary>
    public DateTimeOffset TurnToConnect { get; set; }

    public bool MaySendBeforeStored { get; set; }

    public DateTimeOffset SamplesUntil => DateTimeOffset.MaxValue;

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>The session's state in words: connecting, open, accepted or closed; since when, and what went wrong.</summary>
    public (string State, DateTimeOffset Since, string? LastError) Connection => (
        session.IsOpen ? Charger.View(Now).Registration == RegistrationStatus.Accepted ? "accepted" : "open"
        : session.IsConnecting ? "connecting"
        : "closed",
        session.Since,
        session.LastError);

    /// <summary>A charger that has begun to connect.</summary>
    public static TestCharger Start(CsmsTarget? target = null, ChargerModel? model = null, ChargerOptions? options = null)
    {
        var charger = new TestCharger(target ?? Target, model ?? Model.Ratings[0], options);
        charger.Turn(_ => { });
        return charger;
    }

    /// <summary>Gives a command that has to be taken.</summary>
    public void Do(Command command) => Turn(now =>
    {
        var outcome = Charger.Handle($"{++commands:x12}", command, now);
        Assert.Null(outcome.Refusal);
        Apply(outcome.Changes, now);
    });

    /// <summary>Gives it another CSMS.</summary>
    public void Retarget(CsmsTarget target) => Turn(_ => session.Retarget(target));

    /// <summary>From now on what changes is not stored.</summary>
    public void HoldWrites() => holding = true;

    /// <summary>What was not stored is.</summary>
    public void ReleaseWrites()
    {
        holding = false;
        IsPersisted = true;
        Turn(_ => { });
    }

    public DateTimeOffset TakeTurnToConnect(DateTimeOffset now) => now > TurnToConnect ? now : TurnToConnect;

    public ICsmsConnection Connect(CsmsEndpoint endpoint) => Csms.Open(endpoint, this);

    public void Apply(in Changes changes, DateTimeOffset now)
    {
        if (changes.Reconnect)
        {
            session.Reconnect();
        }

        if (changes.Persist && holding)
        {
            IsPersisted = false;
        }
    }

    public void Log(MessageDirection direction, string action, ReadOnlySpan<byte> frame, DateTimeOffset now) =>
        Frames.Add((action, Encoding.UTF8.GetString(frame)));

    public void ConnectionFailed(bool wasOpen, string reason, DateTimeOffset now) => Frames.Add(("", reason));

    public void ConnectionOpened(TimeSpan duration) => Opening.Add(duration);

    public void Accepted(TimeSpan sinceFirstAttempt) => Accepting.Add(sinceFirstAttempt);

    public void Found(in CsmsFault fault, ReadOnlySpan<byte> frame, DateTimeOffset now) => Findings.Add((fault, Encoding.UTF8.GetString(frame)));

    public void Ended(in EndedCall call) => EndedCalls.Add(call);

    public void Sent(OcppRequest message)
    {
        // Its frame tells.
    }

    public void Report(Exception mistake) => throw new InvalidOperationException("A turn failed.", mistake);

    public void Opened(ICsmsConnection connection) => Turn(now => session.Opened(connection, now));

    public ValueTask ReceivedAsync(ICsmsConnection connection, ReadOnlyMemory<byte> frame)
    {
        Turn(now => session.Received(connection, frame, now));
        return ValueTask.CompletedTask;
    }

    public void Closed(ICsmsConnection connection, string reason) => Turn(now => session.Closed(connection, reason, now));

    void Turn(Action<DateTimeOffset> turn)
    {
        lock (this)
        {
            var now = Now;
            if (Charger.NextDue <= now)
            {
                Apply(Charger.Advance(now), now);
            }

            turn(now);
            session.Continue(now);
            DateTimeOffset?[] due = [Charger.NextDue, session.Due];
            if (due.Min() is { } next)
            {
                timer.Change(next > now ? next - now : TimeSpan.FromTicks(1), Timeout.InfiniteTimeSpan);
            }
        }
    }
}
