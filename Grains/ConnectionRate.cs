using System.Collections.Concurrent;

namespace OcppLab.Grains;

/// <summary>The new connections a second that an organization's chargers make from one silo. Those beyond it wait for their turn.</summary>
/// <param name="perSecond">How many; 0 for no limit.</param>
sealed class ConnectionRate(int perSecond)
{
    static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, Turns> organizations = [];

    /// <summary>Takes the next turn of an organization: when a connection may begin, now at the earliest.</summary>
    public DateTimeOffset Next(string organizationId, DateTimeOffset now) =>
        perSecond == 0 ? now : organizations.GetOrAdd(organizationId, static _ => new()).Next(now, TimeSpan.TicksPerSecond / (double)perSecond);

    sealed class Turns
    {
        double taken;

        public DateTimeOffset Next(DateTimeOffset now, double ticksEach)
        {
            lock (this)
            {
                // An organization that was quiet may make a second's connections at once.
                taken = Math.Max(taken, now.UtcTicks - Burst.Ticks) + ticksEach;
                return taken <= now.UtcTicks ? now : new((long)taken, TimeSpan.Zero);
            }
        }
    }
}
