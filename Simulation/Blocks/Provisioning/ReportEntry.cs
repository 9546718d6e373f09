namespace OcppLab.Simulation;

/// <summary>A report that is sent in parts on this connection, each made when it is sent. What it is of keeps its order meanwhile.</summary>
/// <param name="requestId">The request that asked for it.</param>
abstract class ReportEntry(int requestId) : Entry
{
    /// <summary>So many elements a part has at most, a few thousand bytes.</summary>
    const int PartSize = 20;

    int position;

    public int RequestId => requestId;

    /// <summary>The number of the next part, from 0.</summary>
    public int SeqNo { get; private set; }

    /// <summary>Where the part after the next begins; null where there is none. Known once the next is made.</summary>
    public int? Next { get; private set; }

    public override bool IsStored => false;

    /// <summary>Makes the next part.</summary>
    /// <param name="all">What the report can be of, always as many and in the same order; null for what is not in it.</param>
    public List<T> Part<T>(IEnumerable<T?> all)
        where T : class
    {
        var part = new List<T>();
        var at = 0;
        Next = null;
        foreach (var element in all)
        {
            if (at >= position && element is not null)
            {
                if (part.Count == PartSize)
                {
                    Next = at;
                    break;
                }

                part.Add(element);
            }

            at++;
        }

        return part;
    }

    /// <summary>Goes on to the part after the next.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Move()
    {
        (position, SeqNo) = (Next ?? position, SeqNo + 1);
        return Next is not null;
    }
}

/// <summary>A report of the device model.</summary>
/// <param name="requestId">The request that asked for it.</param>
/// <param name="includes">Whether a variable of a place is in it.</param>
sealed class VariablesReport(int requestId, Func<DeviceVariable, int, bool> includes) : ReportEntry(requestId)
{
    public Func<DeviceVariable, int, bool> Includes => includes;
}
