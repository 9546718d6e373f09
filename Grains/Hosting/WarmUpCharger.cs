using System.Buffers;
using System.Text;
using System.Text.Json;
using OcppLab.Inventory;
using OcppLab.Ocpp;
using OcppLab.Ocpp.Messages;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>A charger that is nowhere but in memory, with a CSMS that is there too: it charges through a session in no time, by a clock
/// of its own, and nobody hears of it.</summary>
sealed class WarmUpCharger : IOcppSessionOwner, ICsmsConnection
{
    static readonly TimeSpan SessionLength = TimeSpan.FromMinutes(1);

    readonly List<string> actions = [];
    readonly Queue<byte[]> answers = [];
    readonly ArrayBufferWriter<byte> stored = new();
    readonly OcppSession session;

    WarmUpCharger(OcppVersion version, DateTimeOffset now)
    {
        Now = now;
        Charger = Charger.Create(new("WARM-UP", version, Catalog.Brands[0].Models[0].Ratings[0], Seed: 1, HasCsms: true), now);
        session = new(this, new("ws://127.0.0.1/warm-up", "WARM-UP", version, 0, null), now);
    }

    public Charger Charger { get; private set; }

    public bool IsPersisted => true;

    public bool MaySendBeforeStored => true;

    public DateTimeOffset Now { get; private set; }

    public DateTimeOffset SamplesUntil => DateTimeOffset.MaxValue;

    public TimeSpan PingInterval { get; set; }

    /// <summary>Boots, charges for a minute, and is over.</summary>
    /// <returns>What its CSMS was asked, in order.</returns>
    public static IReadOnlyList<string> Charge(OcppVersion version, DateTimeOffset now)
    {
        var charger = new WarmUpCharger(version, now);
        charger.Settle();
        charger.session.Opened(charger, charger.Now);
        charger.Settle();
        charger.Do(new StartSession("WARM-UP", 1, SessionLength, 20_000));
        while (charger.Charger.NextDue is { } due && due <= now + SessionLength + SessionLength)
        {
            charger.Now = due;
            charger.Apply(charger.Charger.Advance(due), due);
            charger.session.Advance(due);
            charger.Settle();
        }

        charger.Charger = Charger.Restore(charger.Charger.Spec, charger.stored.WrittenSpan, charger.Now, SentSamples.None, out _);
        return charger.actions;
    }

    public DateTimeOffset TakeTurnToConnect(DateTimeOffset now) => now;

    public ICsmsConnection Connect(CsmsEndpoint endpoint) => this;

    public void Apply(in Changes changes, DateTimeOffset now)
    {
        if (changes.Persist)
        {
            stored.ResetWrittenCount();
            Charger.Save(stored);
        }
    }

    public void Send(ReadOnlySpan<byte> frame)
    {
        var reader = new Utf8JsonReader(frame);
        reader.Read();
        reader.Read();
        if (reader.GetInt32() != 2)
        {
            return;
        }

        reader.Read();
        var id = reader.GetString();
        reader.Read();
        actions.Add(reader.GetString()!);
        var answer = actions[^1] switch
        {
            "BootNotification" => $$"""{"status":"Accepted","currentTime":"{{Now:O}}","interval":86400}""",
            "Heartbeat" => $$"""{"currentTime":"{{Now:O}}"}""",
            "Authorize" when Charger.Spec.Version != OcppVersion.V16 => """{"idTokenInfo":{"status":"Accepted"}}""",
            "Authorize" => """{"idTagInfo":{"status":"Accepted"}}""",
            "StartTransaction" => """{"transactionId":1,"idTagInfo":{"status":"Accepted"}}""",
            _ => "{}",
        };
        answers.Enqueue(Encoding.UTF8.GetBytes($"""[3,"{id}",{answer}]"""));
    }

    public void Close(string reason)
    {
        // It is over when nobody has it any more.
    }

    public void Abort(string reason)
    {
        // As with an end in order.
    }

    public void Log(MessageDirection direction, string action, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        // Nobody asks for it.
    }

    public void ConnectionFailed(bool wasOpen, string reason, DateTimeOffset now)
    {
        // Its connection does not.
    }

    public void ConnectionOpened(TimeSpan duration)
    {
        // Nobody measures it.
    }

    public void Accepted(TimeSpan sinceFirstAttempt)
    {
        // Nor this.
    }

    public void Found(in CsmsFault fault, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        // Its CSMS does nothing wrong.
    }

    public void Ended(in EndedCall call)
    {
        // Nobody counts it.
    }

    public void Sent(OcppRequest message)
    {
        // Nobody watches.
    }

    public void Report(Exception mistake) => throw new InvalidOperationException("The warm-up failed.", mistake);

    void Do(Command command)
    {
        Apply(Charger.Handle("000000000000", command, Now).Changes, Now);
        Settle();
    }

    void Settle()
    {
        session.Continue(Now);
        while (answers.TryDequeue(out var answer))
        {
            session.Received(this, answer, Now);
            session.Continue(Now);
        }
    }
}
