using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>The part of a charger's grain that tells the silo's figures what it comes to.</summary>
sealed partial class ChargerGrain
{
    CountedCharger? counted;
    bool hasBeenOpen;

    public void Ended(in EndedCall call) => silo.Metrics.Ended(call);

    public void ConnectionOpened(TimeSpan duration)
    {
        // The silo's figures have no such duration.
    }

    public void Accepted(TimeSpan sinceFirstAttempt)
    {
        // Nor this one.
    }

    public void Found(in CsmsFault fault, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        // The charger's logs show the frame.
    }

    /// <summary>Counts the charger as what it is now.</summary>
    void Count()
    {
        CountedCharger? now = charger is null || removed || leaving ? null : new(charger.Version, ConnectionNow, charger.RunningTransactions);
        if (now != counted)
        {
            silo.Metrics.ChargerChanged(counted, now);
            counted = now;
        }
    }

    void CountOpened()
    {
        if (hasBeenOpen)
        {
            silo.Metrics.Reconnected(Charger.Version);
        }

        hasBeenOpen = true;
    }
}
