using OcppLab.Ocpp;

namespace OcppLab.Csms;

/// <summary>How a message relates to those told before.</summary>
enum Telling
{
    /// <summary>It was not told before.</summary>
    New,
    /// <summary>The same message: the same id and the same content.</summary>
    Repeated,
    /// <summary>The same content under another message id.</summary>
    Doubled,
    /// <summary>Another content under a message id told before.</summary>
    Changed,
}

/// <summary>What tells a message from others: hashes, of which two messages are as good as never the same.</summary>
/// <param name="Id">Of its message id; the same within this process only.</param>
/// <param name="Content">Of its payload.</param>
readonly record struct MessageMark(uint Id, uint Content)
{
    /// <summary>The mark of a request.</summary>
    public static MessageMark Of(in Frame call)
    {
        var payload = call.Payload.Span;
        var hash = (ulong)payload.Length;
        for (; payload.Length >= sizeof(ulong); payload = payload[sizeof(ulong)..])
        {
            hash = Mix(hash ^ BitConverter.ToUInt64(payload));
        }

        foreach (var rest in payload)
        {
            hash = Mix(hash ^ rest);
        }

        return new((uint)string.GetHashCode(call.MessageId), (uint)(hash ^ (hash >> 32)));
    }

    static ulong Mix(ulong value)
    {
        value *= 0x9E3779B97F4A7C15UL;
        return value ^ (value >> 29);
    }
}

/// <summary>The last messages of a transaction, as many as a charger may tell again.</summary>
sealed class RecentMessages
{
    const int First = 8;
    const int Most = 256;

    MessageMark[] marks = new MessageMark[First];
    int count;
    int next;

    /// <summary>Compares a message with those before it, without taking it in.</summary>
    public Telling Find(MessageMark mark)
    {
        var found = Telling.New;
        foreach (var known in marks.AsSpan(0, count))
        {
            if (known.Id == mark.Id)
            {
                return known.Content == mark.Content ? Telling.Repeated : Telling.Changed;
            }

            if (known.Content == mark.Content)
            {
                found = Telling.Doubled;
            }
        }

        return found;
    }

    /// <summary>Takes in a message; the oldest goes where there are too many.</summary>
    public void Add(MessageMark mark)
    {
        if (count == marks.Length && count < Most)
        {
            Array.Resize(ref marks, count * 2);
            next = count;
        }

        marks[next] = mark;
        count = Math.Max(count, next + 1);
        next = (next + 1) % marks.Length;
    }
}
