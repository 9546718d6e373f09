using System.Buffers;
using System.Text;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What holds a charger and can be killed between any two of its steps: its state is written, its requests answered and
/// its silo's word on meter values renewed when the test says so. The CSMS behind it holds it to its promises: every number of a
/// transaction in its turn, and nothing again but under the same message id, with the same content, and before its answer was
/// stored.</summary>
internal sealed class MortalHost
{
    readonly OcppVersion version;
    readonly Dictionary<ulong, string> heard = [];
    readonly HashSet<ulong> storedAnswers = [];
    readonly Dictionary<string, int> nextSeqNo = [];
    readonly Dictionary<ulong, string> transactionIds = [];
    readonly HashSet<string> ended = [];
    readonly List<SentSamples?> leases = [null];
    readonly List<TransactionMessage> answeredSamples = [];
    List<ulong> answers = [];
    (string State, int Changes, TimeSpan Lag, List<ulong> Answers)? writing;
    (string State, int Process, TimeSpan Lag)? durable;
    SentSamples? renewing;
    DateTimeOffset? mark;
    TimeSpan markLag;
    int changes;
    int persisted;
    bool connected;
    OcppRequest? inFlight;
    bool arrived;
    int commands;

    public MortalHost(OcppVersion version, Timing timing = Timing.Instant)
    {
        this.version = version;
        Charger = Charger.Create(new("CP-1", version, ChargerFixture.Ac, 7, HasCsms: true) { Timing = timing }, ChargerFixture.Start);
    }

    public Charger Charger { get; private set; }

    public DateTimeOffset Now { get; private set; } = ChargerFixture.Start;

    /// <summary>The messages of transactions in the order in which the CSMS got them first.</summary>
    public List<TransactionMessage> Heard { get; } = [];

    /// <summary>Those it got again.</summary>
    public List<TransactionMessage> HeardAgain { get; } = [];

    public bool IsConnected => connected;

    /// <summary>How often the state was written.</summary>
    public int Writes { get; private set; }

    public void Do(Command command) => Turn(Charger.Handle($"c{++commands}", command, Now).Changes);

    public void Wait(double seconds)
    {
        Now = Now.AddSeconds(seconds);
        Turn(Charger.Advance(Now));
    }

    public void Connect()
    {
        if (!connected && changes == persisted && Charger.WantsConnection)
        {
            connected = true;
            Turn(Charger.Connected(Now));
        }
    }

    public void Disconnect()
    {
        if (connected)
        {
            connected = false;
            if (inFlight is not null)
            {
                inFlight = null;
                Turn(Charger.Receive(new NotAnswered(ConnectionLost: true), Now));
            }

            Turn(Charger.Disconnected(Now));
        }
    }

    /// <summary>The next request leaves, if one may, and reaches the CSMS unless it is lost on the way.</summary>
    public bool Send(bool arrives = true)
    {
        if (!connected || inFlight is not null || changes != persisted
            || Charger.TakeMessage(Now, leases[^1]?.SentUntil ?? DateTimeOffset.MinValue) is not { } message)
        {
            return false;
        }

        (inFlight, arrived) = (message, arrives);
        if (arrives && message is TransactionMessage told)
        {
            Hear(told);
        }

        return true;
    }

    /// <summary>The answer to the request in flight comes.</summary>
    public void Answer()
    {
        if (inFlight is not { } message || !arrived)
        {
            return;
        }

        inFlight = null;
        if (message is TransactionMessage told)
        {
            if (IsSample(told))
            {
                answeredSamples.Add(told);
            }
            else
            {
                answers.Add(told.Key);
            }
        }

        Turn(Charger.Receive(
            message is TransactionMessage { Kind: TransactionEventKind.Started, Version: OcppVersion.V16, Key: var key }
                ? Replies.Start(transactionIds[key], AuthorizationStatus.Accepted)
                : ChargerFixture.Reply(message),
            Now));
    }

    /// <summary>The state under way is written.</summary>
    public void Write()
    {
        if (writing is { } write)
        {
            Store(write);
            Writes++;
            (writing, persisted) = (null, write.Changes);
            markLag = write.Lag < Charger.Lag ? write.Lag : Charger.Lag;
            Turn(default);
        }
    }

    /// <summary>The silo looks at what its charger tells it, or, every other time, has written that.</summary>
    public void Renew()
    {
        if (renewing is { } sent)
        {
            leases[^1] = sent;
            renewing = null;
            return;
        }

        var answered = Now.AddSeconds(-0.25);
        renewing = new(mark is { } told && told + markLag < answered ? told + markLag : answered, Now.AddSeconds(3));
    }

    public void AllowLag()
    {
        if (mark is not null && Charger.AnsweredBefore is { } answered && answered + Charger.Lag < Now)
        {
            Turn(Charger.SetLag((Now - answered) * 2));
        }
    }

    /// <summary>The process dies; what was under way to the disk may have got there. Another takes over.</summary>
    public void Kill(double away, bool stateWritten = false, bool leaseWritten = false)
    {
        if (writing is { } write && stateWritten)
        {
            Store(write);
        }

        if (renewing is { } sent && leaseWritten)
        {
            leases[^1] = sent;
        }

        (writing, renewing, mark, markLag, inFlight, connected, changes, persisted) = (null, null, null, default, null, false, 0, 0);
        answers = [];
        Now = Now.AddSeconds(away);
        Changes caughtUp = default;
        if (durable is { } stored)
        {
            var lease = leases[stored.Process] ?? SentSamples.None;
            if (stored.Process == leases.Count - 1)
            {
                storedAnswers.UnionWith(
                    answeredSamples.Where(sample => sample.At + stored.Lag < lease.AnsweredBefore).Select(sample => sample.Key));
            }

            Charger = Charger.Restore(Charger.Spec, Encoding.UTF8.GetBytes(stored.State), Now, lease, out caughtUp);
        }
        else
        {
            Charger = Charger.Create(Charger.Spec, Now);
        }

        answeredSamples.Clear();
        leases.Add(null);
        Turn(caughtUp);
    }

    /// <summary>Everything goes as it should for a while: whatever is due is sent and answered, and written each second.</summary>
    public void Run(double seconds, double step = 0.2)
    {
        for (var end = Now.AddSeconds(seconds); Now < end; Wait(step))
        {
            Settle();
            Renew();
            Renew();
        }

        Settle();
    }

    /// <summary>What can be written, sent and answered is.</summary>
    public void Settle()
    {
        do
        {
            while (writing is not null)
            {
                Write();
            }

            Connect();
            Answer();
        }
        while (writing is not null || Send() || (inFlight is not null && arrived));
    }

    /// <summary>Ends every transaction and checks that nothing of them is missing.</summary>
    public void Finish()
    {
        Disconnect();
        Settle();
        for (var id = 1; id <= 2; id++)
        {
            Do(new StopSession(id));
            Do(new StopTransaction(id));
        }

        Run(5, step: 1);
        Assert.All(Charger.View(Now).Connectors, connector => Assert.Null(connector.Transaction));
        Assert.Equal(nextSeqNo.Keys.Order(), ended.Order());
    }

    void Turn(Changes result)
    {
        changes += result.Persist ? 1 : 0;
        if (result.Reconnect && connected)
        {
            Disconnect();
        }

        Tell();
        if (changes != persisted && writing is null)
        {
            // As the grain does, after the turn.
            if (Charger.Lag > TimeSpan.Zero && Charger.AnsweredBefore > Now)
            {
                Charger.SetLag(TimeSpan.Zero);
                markLag = TimeSpan.Zero;
            }

            writing = (ChargerFixture.Save(Charger), changes, Charger.Lag, [.. answers]);
        }
    }

    void Tell()
    {
        var answered = Charger.AnsweredBefore;
        if (mark is null || changes == persisted)
        {
            mark = answered;
        }
        else if (answered < mark)
        {
            mark = answered;
        }
    }

    void Store((string State, int Changes, TimeSpan Lag, List<ulong> Answers) write)
    {
        durable = (write.State, leases.Count - 1, write.Lag);
        storedAnswers.UnionWith(write.Answers);
    }

    void Hear(TransactionMessage told)
    {
        var wire = new ArrayBufferWriter<byte>();
        FrameWriter.WriteCall(wire, told.Key.ToString("x"), told);
        var text = Encoding.UTF8.GetString(wire.WrittenSpan);
        if (heard.TryGetValue(told.Key, out var before))
        {
            Assert.Equal(before, text);
            Assert.DoesNotContain(told.Key, storedAnswers);
            HeardAgain.Add(told);
            return;
        }

        heard[told.Key] = text;
        Heard.Add(told);
        if (told.Kind == TransactionEventKind.Started)
        {
            transactionIds[told.Key] = version == OcppVersion.V16 ? $"{transactionIds.Count + 1}" : told.TransactionId!;
        }

        var id = told.Kind == TransactionEventKind.Started ? transactionIds[told.Key] : told.TransactionId!;
        Assert.Equal(nextSeqNo.GetValueOrDefault(id), told.SeqNo);
        nextSeqNo[id] = told.SeqNo + 1;
        if (told.Kind == TransactionEventKind.Ended)
        {
            Assert.True(ended.Add(id));
        }
    }

    static bool IsSample(TransactionMessage message) =>
        message.Trigger is TriggerReason.MeterValuePeriodic or TriggerReason.MeterValueClock;
}
