using System.Buffers;
using OcppLab.Simulation;

namespace OcppLab.Fleet;

/// <summary>Where the embedded engine keeps its chargers' states.</summary>
public interface IStateStore : IDisposable
{
    /// <summary>A charger's state; null if none is kept.</summary>
    byte[]? Read(string chargerId);

    /// <summary>Writes a batch, all of it or nothing. When it returns, the batch survives a crash of the process.</summary>
    /// <exception cref="IOException">It could not be written now; it is tried again.</exception>
    void Write(StateBatch batch);
}

/// <summary>States and sessions to be written together.</summary>
public sealed class StateBatch
{
    readonly ArrayBufferWriter<byte> bytes = new(64 * 1024);
    readonly List<(ChargerHost Host, int Start, int Length)> states = [];
    readonly List<(ChargerHost Host, SessionChanged Session)> sessions = [];
    readonly List<SessionChanged> taken = [];

    /// <summary>How many chargers it has.</summary>
    public int Count => states.Count;

    /// <summary>The chargers; a removed one's state is to be deleted.</summary>
    public IEnumerable<ChargerHost> Hosts => states.Select(state => state.Host);

    /// <summary>The sessions that changed, in order.</summary>
    public IReadOnlyList<(ChargerHost Host, SessionChanged Session)> Sessions => sessions;

    /// <summary>A charger and its state, valid until <see cref="Clear"/>; the state of a removed charger is empty.</summary>
    public (ChargerHost Host, ReadOnlyMemory<byte> State) this[int index]
    {
        get
        {
            var (host, start, length) = states[index];
            return (host, bytes.WrittenMemory.Slice(start, length));
        }
    }

    /// <summary>Adds a charger as it is now; called in its turn.</summary>
    public void Add(ChargerHost host)
    {
        var start = bytes.WrittenCount;
        host.Save(bytes, taken);
        states.Add((host, start, bytes.WrittenCount - start));
        foreach (var session in taken)
            sessions.Add((host, session));
        taken.Clear();
    }

    /// <summary>Empties it for the next use.</summary>
    public void Clear()
    {
        bytes.ResetWrittenCount();
        states.Clear();
        sessions.Clear();
    }
}
