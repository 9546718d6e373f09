using System.Buffers;

namespace OcppLab.Simulation;

/// <summary>A simulated charger: a deterministic, synchronous state machine without I/O, clock or framework. Its host calls
/// it with the time, sees to the <see cref="Changes"/>, and takes its messages to the CSMS one at a time. Not thread-safe:
/// one call at a time. Times given must not go back.</summary>
public sealed class Charger
{
    /// <summary>A new charger, switched on.</summary>
    public static Charger Create(ChargerSpec spec, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>The charger as it was when <see cref="Save"/> was called, caught up to <paramref name="now"/> as if it had
    /// never been away, disconnected. Meter values that a connected charger would have sent meanwhile are counted, not sent.</summary>
    /// <exception cref="FormatException">The bytes are not a charger's state.</exception>
    public static Charger Restore(ChargerSpec spec, ReadOnlySpan<byte> state, DateTimeOffset now, out Changes changes) => throw new NotImplementedException();

    /// <summary>What the charger is.</summary>
    public ChargerSpec Spec => throw new NotImplementedException();

    /// <summary>When <see cref="Advance"/> has to be called next; null for not at all until something else happens.</summary>
    public DateTimeOffset? NextDue => throw new NotImplementedException();

    /// <summary>Whether the charger wants a connection to its CSMS now: it has one, is on, and no fault keeps it offline.</summary>
    public bool WantsConnection => throw new NotImplementedException();

    /// <summary>The network faults in force; empty for none.</summary>
    public IReadOnlyList<NetworkFault> NetworkFaults => throw new NotImplementedException();

    /// <summary>How long to wait for the CSMS's answer to a request.</summary>
    public TimeSpan CallTimeout => throw new NotImplementedException();

    /// <summary>The interval of WebSocket pings (WebSocketPingInterval); zero for none.</summary>
    public TimeSpan PingInterval => throw new NotImplementedException();

    /// <summary>Whether losing this charger from memory loses nothing: no transaction, no message to send, no due time.</summary>
    public bool IsIdle => throw new NotImplementedException();

    /// <summary>Writes the state that <see cref="Restore"/> takes: JSON whose readers ignore what they do not know.</summary>
    public void Save(IBufferWriter<byte> writer) => throw new NotImplementedException();

    /// <summary>Takes or refuses a command. A command id that was taken before is taken again without effect.</summary>
    public Outcome Handle(string commandId, Command command, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>Does everything due up to <paramref name="now"/>, in order of its time.</summary>
    public Changes Advance(DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>The connection to the CSMS is open.</summary>
    public Changes Connected(DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>The connection to the CSMS is lost. A request without its answer is answered by <see cref="NotAnswered"/> first.</summary>
    public Changes Disconnected(DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>Takes the next request for the CSMS if there is one that may be sent now; its reply must be given to
    /// <see cref="Receive(CsmsReply, DateTimeOffset)"/> before the next is taken.</summary>
    public ChargerMessage? TakeMessage(DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>What became of the request last taken.</summary>
    public Changes Receive(CsmsReply reply, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>Answers a request of the CSMS's.</summary>
    public CallResult Receive(CsmsCall call, DateTimeOffset now, out Changes changes) => throw new NotImplementedException();

    /// <summary>Changes what the charger is while it runs: a new identity, model or version boots anew.</summary>
    public Changes Become(ChargerSpec spec, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>The state for a reader.</summary>
    public ChargerView View(DateTimeOffset now) => throw new NotImplementedException();
}
