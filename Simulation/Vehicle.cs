namespace OcppLab.Simulation;

/// <summary>A kind of vehicle.</summary>
/// <param name="Name">Its name, also in saved states.</param>
/// <param name="BatteryWh">The battery's usable capacity in watt-hours.</param>
/// <param name="AcPhases">The phases its on-board charger uses, 1 or 3.</param>
/// <param name="AcCurrentA">The on-board charger's current per phase in amperes.</param>
/// <param name="MinVoltageV">The battery's voltage when empty.</param>
/// <param name="MaxVoltageV">The battery's voltage when full.</param>
/// <param name="Acceptance">The power the battery takes over the state of charge (0 to 1): ascending, from 0 to 1, always above 0.</param>
/// <param name="TakesDc">Whether it can charge with direct current.</param>
/// <param name="MaxDischargeW">The most power that it gives, in watts; 0 where it gives none.</param>
sealed record Vehicle(
    string Name,
    double BatteryWh,
    int AcPhases,
    double AcCurrentA,
    double MinVoltageV,
    double MaxVoltageV,
    (double Soc, double PowerW)[] Acceptance,
    bool TakesDc = true,
    double MaxDischargeW = 0)
{
    /// <summary>The line-to-neutral voltage of the AC supply.</summary>
    public const double MainsVoltageV = 230;

    /// <summary>The state of charge (0 to 1) below which it gives nothing.</summary>
    public const double DischargeFloorSoc = 0.2;

    /// <summary>The profiles that vehicles are chosen from. Ratings are those published for cars of the class.</summary>
    public static readonly IReadOnlyList<Vehicle> Profiles =
    [
        new("PlugInHybrid", 10_700, 1, 16, 280, 350, [(0, 8_000), (0.85, 8_000), (1, 1_000)], TakesDc: false),
        new("CityCar", 23_800, 1, 32, 260, 345, [(0, 30_000), (0.1, 37_000), (0.5, 35_000), (0.8, 22_000), (0.95, 8_000), (1, 2_000)]),
        new("SmallHatchback", 37_300, 3, 16, 290, 395, [(0, 60_000), (0.08, 84_000), (0.25, 80_000), (0.5, 52_000), (0.8, 35_000), (0.9, 15_000), (1, 2_500)]),
        new("AirCooledHatchback", 39_000, 1, 29, 290, 400, [(0, 40_000), (0.1, 46_000), (0.55, 44_000), (0.8, 24_000), (0.95, 9_000), (1, 2_000)]),
        new("FastAcHatchback", 52_000, 3, 32, 300, 400, [(0, 35_000), (0.05, 46_000), (0.35, 45_000), (0.6, 32_000), (0.8, 21_000), (0.95, 8_000), (1, 2_500)]),
        new("CompactHatchback", 58_000, 3, 16, 320, 420, [(0, 90_000), (0.05, 118_000), (0.3, 110_000), (0.5, 80_000), (0.8, 46_000), (0.92, 20_000), (1, 3_000)]),
        new("IronPhosphateSedan", 57_500, 3, 16, 300, 370, [(0, 120_000), (0.08, 168_000), (0.2, 150_000), (0.5, 92_000), (0.8, 55_000), (0.95, 28_000), (1, 4_000)]),
        new("FamilySuv", 77_000, 3, 16, 330, 450, [(0, 100_000), (0.06, 135_000), (0.3, 126_000), (0.55, 90_000), (0.8, 57_000), (0.92, 24_000), (1, 3_500)], MaxDischargeW: 10_000),
        new("LongRangeSedan", 75_000, 3, 16, 310, 403, [(0, 150_000), (0.05, 248_000), (0.2, 225_000), (0.4, 140_000), (0.6, 90_000), (0.8, 56_000), (0.95, 18_000), (1, 4_000)]),
        new("HighVoltageCrossover", 74_000, 3, 16, 560, 790, [(0, 170_000), (0.05, 222_000), (0.5, 230_000), (0.55, 180_000), (0.8, 128_000), (0.85, 45_000), (0.95, 20_000), (1, 5_000)], MaxDischargeW: 11_000),
        new("HighVoltageSportsCar", 83_700, 3, 16, 610, 835, [(0, 180_000), (0.05, 262_000), (0.3, 250_000), (0.5, 160_000), (0.7, 95_000), (0.85, 50_000), (1, 5_000)]),
        new("DeliveryVan", 68_000, 3, 16, 320, 420, [(0, 80_000), (0.05, 112_000), (0.35, 108_000), (0.6, 78_000), (0.8, 50_000), (0.93, 18_000), (1, 3_000)]),
    ];

    static readonly Vehicle[] DcProfiles = [.. Profiles.Where(vehicle => vehicle.TakesDc)];

    /// <summary>The profile of that name; the first where there is none.</summary>
    public static Vehicle Named(string name) => Profiles.FirstOrDefault(vehicle => vehicle.Name == name) ?? Profiles[0];

    /// <summary>The vehicle of one session: always the same for the same seed and session.</summary>
    /// <param name="seed">The charger's seed.</param>
    /// <param name="session">The session's number.</param>
    /// <param name="current">What the charger delivers.</param>
    /// <param name="chosen">What a person chose of it; null for nothing.</param>
    /// <returns>The vehicle and its state of charge on arrival (0 to 1): as chosen, else 0.1 to 0.6.</returns>
    public static (Vehicle Vehicle, double Soc) Choose(ulong seed, int session, CurrentType current, VehicleOptions? chosen = null)
    {
        var random = Mixer.Mix(seed, (ulong)session);
        var choice = current == CurrentType.Dc ? DcProfiles : Profiles;
        var vehicle = chosen?.Name is { } name ? Named(name) : choice[(int)(random % (ulong)choice.Count)];
        return (vehicle.With(chosen), chosen?.SocPercent / 100 ?? (10 + ((random >> 32) % 51)) / 100.0);
    }

    /// <summary>It with the values chosen.</summary>
    public Vehicle With(VehicleOptions? chosen) => chosen is null ? this : this with
    {
        BatteryWh = chosen.BatteryKwh * 1000 ?? BatteryWh,
        AcPhases = chosen.AcPhases ?? AcPhases,
        AcCurrentA = chosen.AcCurrentA ?? AcCurrentA,
        MaxDischargeW = chosen.MaxDischargePowerW ?? MaxDischargeW,
        Acceptance = chosen.Acceptance is { } curve ? [.. curve.Select(point => (point.SocPercent / 100, point.PowerW))] : Acceptance,
    };

    /// <summary>The battery's voltage at a state of charge (0 to 1).</summary>
    public double BatteryVoltageV(double soc) => MinVoltageV + ((MaxVoltageV - MinVoltageV) * soc);
}

/// <summary>Numbers that look random and are always the same for the same source.</summary>
static class Mixer
{
    /// <summary>A text's hash (FNV-1a), the same in every process.</summary>
    public static ulong Hash(string text)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 0x100000001B3UL;
        }

        return hash;
    }

    /// <summary>The number of a step (SplitMix64).</summary>
    public static ulong Mix(ulong seed, ulong step)
    {
        var z = seed + ((step + 1) * 0x9E3779B97F4A7C15UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>The number of a step as a fraction, from 0 to below 1.</summary>
    public static double Fraction(ulong seed, ulong step) => (Mix(seed, step) >> 11) * (1.0 / (1UL << 53));
}
