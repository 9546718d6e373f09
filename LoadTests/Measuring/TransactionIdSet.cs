using System.Numerics;

namespace OcppLab.LoadTests;

/// <summary>The transaction ids that a CSMS has given out. Ids that lie close together cost a bit each; what is too scattered to be kept
/// in little memory is not looked at.</summary>
sealed class TransactionIdSet
{
    const int IdsInChunk = 1 << 16;

    /// <summary>Some 32 MB.</summary>
    const int MostChunks = 4096;

    readonly Dictionary<int, ulong[]> chunks = [];

    /// <summary>Adds an id.</summary>
    /// <returns>Whether it is a new one, or can't be told.</returns>
    public bool Add(int id)
    {
        var (key, place) = (id >> BitOperations.Log2(IdsInChunk), id & (IdsInChunk - 1));
        if (!chunks.TryGetValue(key, out var chunk))
        {
            if (chunks.Count == MostChunks)
            {
                return true;
            }

            chunks.Add(key, chunk = new ulong[IdsInChunk / 64]);
        }

        var bit = 1UL << (place & 63);
        var isNew = (chunk[place >> 6] & bit) == 0;
        chunk[place >> 6] |= bit;
        return isNew;
    }
}
