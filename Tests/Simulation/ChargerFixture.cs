using System.Buffers;
using System.Text;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>One charger with a CSMS to talk to and a clock of its own: what a host does with it, as short as can be.</summary>
internal sealed class ChargerFixture
{
    public static readonly ChargerModel Ac = new("ChargerFixture", "AC22", CurrentType.Ac, 3, 22_080, 2, "Type2");
    public static readonly ChargerModel AcSinglePhase = new("ChargerFixture", "AC7", CurrentType.Ac, 1, 7_360, 1, "Type2");
    public static readonly ChargerModel Dc = new("ChargerFixture", "DC150", CurrentType.Dc, 3, 150_000, 2, "CCS2");
    public static readonly DateTimeOffset Start = new(2025, 3, 1, 8, 0, 0, TimeSpan.Zero);

    bool open;
    int commands;
    int transactions;
    string? durable;
    SentSamples? lease;

    public ChargerFixture(OcppVersion version = OcppVersion.V16, ChargerModel? model = null, ulong seed = 7, bool hasCsms = true, int securityProfile = 0,
        Timing timing = Timing.Instant, double initialMeterWh = 0, TimeSpan? plugInAfter = null, ChargerOptions? options = null)
    {
        var spec = new ChargerSpec("CP-1", version, model ?? Ac, seed, hasCsms, securityProfile)
        {
            Timing = timing,
            InitialMeterWh = initialMeterWh,
            PlugInAfter = plugInAfter,
            Options = options,
        };
        Charger = Charger.Create(spec, Start);
        Csms = Accept;
    }

    public Charger Charger { get; private set; }

    public DateTimeOffset Now { get; private set; } = Start;

    /// <summary>Answers the charger's requests.</summary>
    public Func<OcppRequest, OcppResponse> Csms { get; set; }

    public List<OcppRequest> Sent { get; } = [];

    public List<ChargerEvent> Events { get; } = [];

    /// <summary>The file transfers asked for.</summary>
    public List<FileTransfer> Transfers { get; } = [];

    /// <summary>Whether the connection is open.</summary>
    public bool IsOpen => open;

    /// <summary>How often the state had to be written.</summary>
    public int Writes { get; private set; }

    public IEnumerable<TransactionMessage> Transactions => Sent.OfType<TransactionMessage>();

    public IEnumerable<SessionChanged> Sessions => Events.OfType<SessionChanged>();

    public ConnectorView this[int connectorId] => Charger.View(Now).Connectors[connectorId - 1];

    /// <summary>A charger that has booted, with its first messages forgotten.</summary>
    public static ChargerFixture Booted(
        OcppVersion version = OcppVersion.V16, ChargerModel? model = null, ulong seed = 7, Timing timing = Timing.Instant, TimeSpan? plugInAfter = null)
    {
        var fixture = new ChargerFixture(version, model, seed, timing: timing, plugInAfter: plugInAfter);
        fixture.Connect();
        fixture.Sent.Clear();
        fixture.Writes = 0;
        return fixture;
    }

    /// <summary>What a CSMS that agrees to everything answers.</summary>
    public static OcppResponse Reply(OcppRequest message, AuthorizationStatus status = AuthorizationStatus.Accepted, int transactionId = 1) => message switch
    {
        { ActionName: "BootNotification" } => Replies.Boot(RegistrationStatus.Accepted, 300),
        { ActionName: "Authorize" } => Replies.Authorize(status),
        TransactionMessage { Kind: TransactionEventKind.Started, Version: OcppVersion.V16 } => Replies.Start(transactionId.ToString(), status),
        TransactionMessage { Kind: TransactionEventKind.Started } => Replies.Event(status),
        TransactionMessage => Replies.Event(),
        _ => Acknowledged.Instance,
    };

    /// <summary>A connection opens.</summary>
    /// <param name="agreed">The version that its CSMS has chosen; null for the charger's own.</param>
    public void Connect(OcppVersion? agreed = null)
    {
        open = true;
        See(Charger.Connected(Now, agreed));
        Pump();
    }

    public void Disconnect()
    {
        open = false;
        See(Charger.Disconnected(Now));
    }

    public Outcome Do(Command command, string? id = null)
    {
        var outcome = Charger.Handle(id ?? $"c{++commands}", command, Now);
        See(outcome.Changes);
        Pump();
        return outcome;
    }

    public OcppResponse Call(OcppRequest request)
    {
        var result = Charger.Receive(request, Now, out var changes);
        See(changes);
        Pump();
        return result;
    }

    /// <summary>The last file transfer ends.</summary>
    public void EndTransfer(FileTransferOutcome outcome)
    {
        See(Charger.TransferEnded(Transfers[^1].Number, outcome, Now));
        Pump();
    }

    /// <summary>Lets time go by, waking the charger when it asks for it and at the end.</summary>
    public void Wait(double seconds) => WaitUntil(Now.AddSeconds(seconds));

    /// <inheritdoc cref="Wait(double)"/>
    public void WaitUntil(DateTimeOffset end)
    {
        while (Charger.NextDue is { } due && due <= end)
        {
            Assert.True(due >= Now, $"due at {due:O}, which was over at {Now:O}");
            Now = due;
            See(Charger.Advance(Now));
            Pump();
            Assert.True(Charger.NextDue is not { } next || next > due, $"still due at {due:O} after it was seen to");
        }

        Now = end;
        See(Charger.Advance(Now));
        Pump();
    }

    /// <summary>The silo writes what its charger says of the meter values it sends; from then on those due later wait.</summary>
    public void WriteLease(double holds = 3)
    {
        var answered = Charger.AnsweredBefore is { } before && before + Charger.Lag < Now ? before + Charger.Lag : Now;
        lease = new(answered, Now.AddSeconds(holds));
        Pump();
    }

    /// <summary>The CSMS is too slow for the silo to wait.</summary>
    public void AllowLag()
    {
        if (Charger.AnsweredBefore is { } answered && answered + Charger.Lag < Now)
        {
            See(Charger.SetLag((Now - answered) * 2));
        }
    }

    /// <summary>The process dies, with what was not durable by then lost, and comes back after a while.</summary>
    public void Restart(double secondsLater = 0)
    {
        Now = Now.AddSeconds(secondsLater);
        open = false;
        Changes changes = default;
        Charger = durable is null
            ? Charger.Create(Charger.Spec, Now)
            : Charger.Restore(Charger.Spec, Encoding.UTF8.GetBytes(durable), Now, lease, out changes);
        See(changes);
    }

    /// <summary>Another charger in the same state.</summary>
    public ChargerFixture Copy() => new(Charger.Spec.Version, Charger.Spec.Model, Charger.Spec.Seed, timing: Charger.Spec.Timing) { Charger = Charger, Now = Now, durable = durable, lease = lease };

    /// <summary>Lets time go by with nothing sent.</summary>
    public void Let(double seconds)
    {
        Now = Now.AddSeconds(seconds);
        See(Charger.Advance(Now));
    }

    public static string Save(Charger charger)
    {
        var buffer = new ArrayBufferWriter<byte>();
        charger.Save(buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public void See(Changes changes)
    {
        Events.AddRange(changes.Events ?? []);
        Transfers.AddRange(changes.Transfers ?? []);
        if (changes.Persist)
        {
            Writes++;
            durable = Save(Charger);
        }

        if (changes.Reconnect && open)
        {
            Disconnect();
            if (Charger.WantsConnection)
            {
                Connect();
            }
        }
    }

    public void Pump()
    {
        while (open && Charger.TakeMessage(Now, lease?.SentUntil) is { } message)
        {
            Sent.Add(message);
            var reply = Csms(message);
            See(Charger.Receive(reply, Now));
            if (reply is NotAnswered { ConnectionLost: true })
            {
                Disconnect();
            }
        }
    }

    /// <summary>A CSMS that agrees to everything.</summary>
    public static OcppResponse Accepts(OcppRequest message) => Reply(message);

    OcppResponse Accept(OcppRequest message) =>
        Reply(message, transactionId: message is TransactionMessage { Kind: TransactionEventKind.Started } ? ++transactions : 0);
}
