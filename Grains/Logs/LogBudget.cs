using System.Numerics;

namespace OcppLab.Grains;

/// <summary>The memory that the logs of all chargers of a process may take together, and how it is shared out.</summary>
/// <param name="memoryBytes">For all chargers together, in bytes.</param>
/// <param name="bytesPerCharger">For one charger, in bytes, however few there are.</param>
public sealed class LogBudget(long memoryBytes, int bytesPerCharger)
{
    /// <summary>What a charger has in any case, in bytes.</summary>
    public const int LeastShareBytes = 1024;

    int logs;

    /// <summary>Tells that the share has become smaller, so that logs nothing is added to have to be trimmed as well.</summary>
    public event Action? Shrunk;

    /// <summary>What one charger may have now, in bytes. Counts chargers in powers of two, so that it changes seldom.</summary>
    public int ShareBytes => Share(Volatile.Read(ref logs));

    internal void Join()
    {
        var count = Interlocked.Increment(ref logs);
        if (Share(count) < Share(count - 1))
        {
            Shrunk?.Invoke();
        }
    }

    internal void Leave() => Interlocked.Decrement(ref logs);

    int Share(int count) => (int)Math.Max(
        LeastShareBytes, Math.Min(bytesPerCharger, memoryBytes / BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 1))));
}
