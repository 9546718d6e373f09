namespace OcppLab.Simulation;

/// <summary>The energy meters that chargers come with.</summary>
public static class Meters
{
    const int LeastWh = 20_000;
    const int MostWh = 3_000_000;

    /// <summary>What the registers of a charger's connectors read when it is put up here, in whole watt-hours: 20 kWh to 3 MWh, the same for the
    /// same seed.</summary>
    public static double InitialWh(ulong seed) => LeastWh + (long)(Mixer.Mix(seed, 0x4D65746572) % (MostWh - LeastWh + 1));
}
