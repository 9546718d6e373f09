using System.Buffers.Binary;
using System.Text;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>The frames one charger exchanged of late, in one block of bytes: oldest out first. Not thread-safe.</summary>
public sealed class FrameLog
{
    // An entry: its length (4), the time in ticks (8), the direction (1), the action's length (1), the action, the frame.
    const int HeaderBytes = 14;
    const int SmallestBytes = 512;

    readonly LogBudget budget;
    byte[] buffer = [];
    int start;
    int end;
    int first;
    int next;

    /// <summary>An empty log; takes its share of the budget until <see cref="Release"/>.</summary>
    public FrameLog(LogBudget budget)
    {
        this.budget = budget;
        budget.Join();
    }

    /// <summary>The memory it holds, in bytes.</summary>
    internal int Capacity => buffer.Length;

    /// <summary>An entry without its content.</summary>
    /// <param name="Number">The entry's number in its log.</param>
    /// <param name="UtcTicks">Its time.</param>
    public readonly record struct Mark(int Number, long UtcTicks);

    /// <summary>Adds an entry. One that is larger than the log may be is cut.</summary>
    public void Add(DateTimeOffset at, MessageDirection direction, string action, ReadOnlySpan<byte> frame)
    {
        var share = budget.ShareBytes;
        Span<byte> name = stackalloc byte[byte.MaxValue];
        Encoding.UTF8.TryGetBytes(action, name, out var nameBytes);
        frame = Cut(frame, share - HeaderBytes - nameBytes);
        var length = HeaderBytes + nameBytes + frame.Length;
        EnsureSpace(length, share);

        var entry = buffer.AsSpan(end, length);
        BinaryPrimitives.WriteInt32LittleEndian(entry, length);
        BinaryPrimitives.WriteInt64LittleEndian(entry[4..], at.UtcTicks);
        entry[12] = (byte)direction;
        entry[13] = (byte)nameBytes;
        name[..nameBytes].CopyTo(entry[HeaderBytes..]);
        frame.CopyTo(entry[(HeaderBytes + nameBytes)..]);
        end += length;
        next++;
    }

    /// <summary>The entries that fit a filter's times and actions, oldest first.</summary>
    public void Find(LogFilter filter, List<Mark> found)
    {
        var (from, to, actions) = Bounds(filter);
        var number = first;
        for (var at = start; at < end; at += LengthAt(at), number++)
        {
            if (Fits(at, from, to, actions))
            {
                found.Add(new(number, TicksAt(at)));
            }
        }
    }

    /// <summary>The entries of the given numbers (in rising order) that are still there.</summary>
    public IEnumerable<(int Number, LogEntry Entry)> Read(IReadOnlyList<int> numbers, string chargerId, string identity)
    {
        var wanted = 0;
        var number = first;
        for (var at = start; at < end && wanted < numbers.Count; at += LengthAt(at), number++)
        {
            while (wanted < numbers.Count && numbers[wanted] < number)
            {
                wanted++;
            }

            if (wanted < numbers.Count && numbers[wanted] == number)
            {
                yield return (number, EntryAt(at, chargerId, identity));
            }
        }
    }

    /// <summary>Forgets the entries that fit a filter's times and actions; how many there were.</summary>
    public int Delete(LogFilter filter)
    {
        var (from, to, actions) = Bounds(filter);
        var kept = start;
        var deleted = 0;
        for (int at = start, length; at < end; at += length)
        {
            length = LengthAt(at);
            if (Fits(at, from, to, actions))
            {
                deleted++;
                continue;
            }

            buffer.AsSpan(at, length).CopyTo(buffer.AsSpan(kept));
            kept += length;
        }

        // What is left is numbered anew, so that no number read before means another entry now.
        first = next;
        next += CountBetween(start, kept);
        end = kept;
        return deleted;
    }

    /// <summary>Gives back what is more than the charger's present share.</summary>
    public void Trim()
    {
        var share = budget.ShareBytes;
        if (buffer.Length > share)
        {
            Resize(share, share);
        }
    }

    /// <summary>Gives up the share: the log is not used any more.</summary>
    public void Release() => budget.Leave();

    void EnsureSpace(int length, int share)
    {
        var needed = end - start + length;
        if (buffer.Length > share)
        {
            Resize(share, share - length);
        }
        else if (needed > buffer.Length && buffer.Length < share)
        {
            Resize(Math.Min(share, Math.Max(SmallestBytes, Math.Max(needed, 2 * buffer.Length))), share - length);
        }
        else if (end + length > buffer.Length)
        {
            Pack(buffer, Math.Min(buffer.Length - length, buffer.Length - buffer.Length / 8));
        }
    }

    void Resize(int size, int most)
    {
        var old = buffer;
        buffer = new byte[size];
        Pack(old, most);
    }

    void Pack(byte[] from, int most)
    {
        while (end - start > most)
        {
            start += BinaryPrimitives.ReadInt32LittleEndian(from.AsSpan(start));
            first++;
        }

        from.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
    }

    int CountBetween(int from, int to)
    {
        var count = 0;
        for (var at = from; at < to; at += LengthAt(at))
        {
            count++;
        }

        return count;
    }

    int LengthAt(int at) => BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at));

    long TicksAt(int at) => BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(at + 4));

    ReadOnlySpan<byte> ActionAt(int at) => buffer.AsSpan(at + HeaderBytes, buffer[at + 13]);

    bool Fits(int at, long from, long to, byte[][]? actions) =>
        TicksAt(at) >= from && TicksAt(at) <= to && (actions is null || IsOneOf(ActionAt(at), actions));

    static bool IsOneOf(ReadOnlySpan<byte> action, byte[][] actions)
    {
        foreach (var wanted in actions)
        {
            if (action.SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }

    LogEntry EntryAt(int at, string chargerId, string identity)
    {
        var frameAt = at + HeaderBytes + buffer[at + 13];
        return new(
            chargerId,
            identity,
            (MessageDirection)buffer[at + 12],
            Encoding.UTF8.GetString(ActionAt(at)),
            Encoding.UTF8.GetString(buffer.AsSpan(frameAt, at + LengthAt(at) - frameAt)),
            new(TicksAt(at), TimeSpan.Zero));
    }

    static (long From, long To, byte[][]? Actions) Bounds(LogFilter filter) => (
        filter.From?.UtcTicks ?? long.MinValue,
        filter.To?.UtcTicks ?? long.MaxValue,
        filter.Actions?.Select(Encoding.UTF8.GetBytes).ToArray());

    static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> frame, int most)
    {
        if (frame.Length <= most)
        {
            return frame;
        }

        // A character's bytes stay together: those that continue one begin with the bits 10.
        while (most > 0 && (frame[most] & 0xC0) == 0x80)
        {
            most--;
        }

        return frame[..most];
    }
}
