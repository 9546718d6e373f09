using OcppLab.Simulation;

namespace OcppLab.LoadTests;

/// <summary>A command that a load test is to give to one of its chargers now.</summary>
/// <param name="Charger">The charger, by its number in the shard.</param>
/// <param name="Intended">For when the plan intends it, from the start of the first stage.</param>
/// <param name="Command">The command.</param>
/// <param name="Session">The number of the session that it begins; null where it begins none.</param>
/// <param name="Next">Commands to give to it afterwards, in their order.</param>
readonly record struct LoadAction(int Charger, TimeSpan Intended, Command Command, int? Session = null, IReadOnlyList<Command>? Next = null);

/// <summary>What everything that a plan leaves to chance is chosen by: the same seed and the same numbers give the same.</summary>
static class LoadSeed
{
    /// <summary>A number from 0 to 1, without 1.</summary>
    public static double Share(long seed, int kind, long number) => (Mix(seed, kind, number) >> 11) * (1.0 / (1UL << 53));

    /// <summary>What chooses everything about one thing.</summary>
    public static Random Random(long seed, int kind, long number) => new((int)(Mix(seed, kind, number) >> 33));

    // SplitMix64's finalizer, which spreads neighbours far apart.
    static ulong Mix(long seed, int kind, long number)
    {
        var mixed = Finalize((ulong)seed + 0x9E3779B97F4A7C15) ^ Finalize(((ulong)number << 8) + (ulong)kind + 1);
        return Finalize(mixed);
    }

    static ulong Finalize(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
