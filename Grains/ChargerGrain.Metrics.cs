using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>The part of a charger's grain that tells the silo's figures what it comes to.</summary>
sealed partial class ChargerGrain
{
    CountedCharger? counted;
    bool hasBeenOpen;

    public void Ended(in EndedCall call)
    {
        silo.Metrics.Ended(call);
        TellLoadTest(call);
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

        CountInLoadTest(now);
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
