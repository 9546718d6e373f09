using OcppLab.Ocpp;

namespace OcppLab.Fleet;

/// <summary>What a <see cref="ChargerHost"/> needs of the engine that holds it. The engine calls a host one turn at a time
/// (under a lock of its own, or as turns of a grain), and so has to bring the callbacks of connections, timers and writes
/// into turns.</summary>
public interface IChargerEnvironment
{
    /// <summary>The time; it never goes back.</summary>
    DateTimeOffset Now { get; }

    /// <summary>What the chargers' logs may take of the process's memory.</summary>
    LogBudget Logs { get; }

    /// <summary>Starts connecting and returns at once. What becomes of the connection is told in turns of their own, to
    /// <see cref="ChargerHost.Opened"/>, <see cref="ChargerHost.Received"/> and, once and last, <see cref="ChargerHost.Closed"/>.</summary>
    ICsmsConnection Connect(ChargerHost host, CsmsEndpoint endpoint);

    /// <summary>Sees to it that <see cref="ChargerHost.Wake"/> is called at the given time, in place of the time given before;
    /// earlier does no harm. Null: no call is needed.</summary>
    void WakeAt(ChargerHost host, DateTimeOffset? due);

    /// <summary>Has the host's state written: <see cref="ChargerHost.Save"/> in a turn of its own soon, <see cref="ChargerHost.Written"/>
    /// when that is durable or has failed, then <see cref="ChargerHost.Resume"/>. Not called again before Written.</summary>
    void Write(ChargerHost host);

    /// <summary>Whether anybody watches this host.</summary>
    /// <param name="host">The host.</param>
    /// <param name="frames">Whether with frames.</param>
    bool IsWatched(ChargerHost host, bool frames);

    /// <summary>Tells whoever watches what happened just now.</summary>
    void Publish(ChargerHost host, FleetEvent happening);

    /// <summary>Tells the people who run the process of a mistake in the program; the charger goes on.</summary>
    void Report(ChargerHost host, Exception mistake);
}

/// <summary>Waits for the state that a command left behind to be durable.</summary>
public interface IKeptListener
{
    /// <summary>The state is durable, or could not be written for so long that the command can't be promised to survive a crash.</summary>
    void Kept(bool kept);
}
