using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>At what pace a charger, its driver and its vehicle act.</summary>
public enum Timing
{
    /// <summary>At once: for continuous integration and for figures of load.</summary>
    [JsonStringEnumMemberName("instant")]
    Instant,
    /// <summary>As hardware does: seconds, chosen by the charger's seed.</summary>
    [JsonStringEnumMemberName("realistic")]
    Realistic,
}

/// <summary>How long things take at <see cref="Timing.Realistic"/>; always the same for the same charger and moment.</summary>
static class Durations
{
    /// <summary>From the end of the connection to the next, after a reset or an orderly restart: 3 to 8 s.</summary>
    public static TimeSpan SoftBoot(ulong seed, DateTimeOffset at) => Between(3, 8, seed, at, 1);

    /// <summary>The same where the whole charger starts anew, its power cycled: 15 to 40 s.</summary>
    public static TimeSpan HardBoot(ulong seed, DateTimeOffset at) => Between(15, 40, seed, at, 2);

    /// <summary>The installation of a firmware: 20 to 60 s.</summary>
    public static TimeSpan Installation(ulong seed, DateTimeOffset at) => Between(20, 60, seed, at, 3);

    /// <summary>From a remote start to the cable: 2 to 25 s.</summary>
    public static TimeSpan UntilPluggedIn(ulong seed, int connectorId, DateTimeOffset at) => Between(2, 25, seed + (ulong)connectorId, at, 4);

    /// <summary>From the cable to the card: 1 to 4 s.</summary>
    public static TimeSpan UntilCard(ulong seed, int connectorId, DateTimeOffset at) => Between(1, 4, seed + (ulong)connectorId, at, 5);

    /// <summary>From cable and authorization to the start of the transaction: 1 to 3 s.</summary>
    public static TimeSpan UntilStart(ulong seed, int connectorId, DateTimeOffset at) => Between(1, 3, seed + (ulong)connectorId, at, 6);

    /// <summary>From the end of the transaction until the cable is out: 2 to 20 s.</summary>
    public static TimeSpan UntilUnplugged(ulong seed, int connectorId, DateTimeOffset at) => Between(2, 20, seed + (ulong)connectorId, at, 7);

    static TimeSpan Between(int fewest, int most, ulong seed, DateTimeOffset at, ulong kind)
    {
        var milliseconds = (ulong)(most - fewest) * 1000;
        return TimeSpan.FromMilliseconds((fewest * 1000) + (long)(Mixer.Mix(seed ^ (ulong)at.UtcTicks, kind) % (milliseconds + 1)));
    }
}
