using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>Decides which messages a charger's network faults lose or delay. Repeatable: a fault's seed and the number of messages it
/// could have struck before decide, nothing else.</summary>
sealed class NetworkFaults
{
    readonly Dictionary<NetworkFault, ulong> seen = [];

    /// <summary>Whether a message is lost, and if not how much it is delayed.</summary>
    public bool IsLost(
        IReadOnlyList<NetworkFault> faults, MessageDirection direction, string action, out TimeSpan delay)
    {
        delay = TimeSpan.Zero;
        var lost = false;
        foreach (var fault in faults)
        {
            if (fault.Kind == NetworkFaultKind.Offline
                || (fault.Direction is { } way && way != direction)
                || (fault.Action is { } only && only != action))
            {
                continue;
            }

            seen.TryGetValue(fault, out var number);
            seen[fault] = number + 1;
            if (SeededRandom.Next(fault.Seed, number) >= fault.Rate)
            {
                continue;
            }

            if (fault.Kind == NetworkFaultKind.Drop)
            {
                lost = true;
            }
            else
            {
                delay += fault.Delay;
            }
        }

        return lost;
    }

    /// <summary>The faults are cleared: one injected later begins anew.</summary>
    public void Clear() => seen.Clear();
}

/// <summary>Random numbers that are the same in every run.</summary>
static class SeededRandom
{
    /// <summary>A number from 0 to below 1, always the same for the same arguments (SplitMix64).</summary>
    public static double Next(ulong seed, ulong number)
    {
        var z = seed + ((number + 1) * 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1ul << 53));
    }
}
