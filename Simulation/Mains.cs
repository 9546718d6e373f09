namespace OcppLab.Simulation;

/// <summary>The mains of an AC charger: voltage and frequency wander a little, and the phases are not alike. All of it follows from a
/// sample's seed and time; a sample without a seed has ideal mains.</summary>
/// <remarks>The voltage is the nominal one and up to 1 % more, and no current is above what the power would need at the nominal voltage: a
/// vehicle keeps to the amperes it is offered, and a power is watts only in a sum.</remarks>
static class Mains
{
    /// <summary>The most phases there are.</summary>
    public const int MostPhases = 3;

    const double NominalFrequencyHz = 50;
    const double MostFrequencyDeviationHz = 0.02;
    const double MostAboveNominal = 0.01;
    const long KnotTicks = 30 * TimeSpan.TicksPerSecond;

    // What a number drawn from the seed is for; for each phase one more.
    const ulong VoltageOfPhase = 0x10;
    const ulong VoltageOverTime = 0x20;
    const ulong ShareOfPhase = 0x30;
    const ulong FrequencyOverTime = 0x40;

    /// <summary>Reads what each phase in use has, or the one voltage and current of DC: volts to one digit after the point, and amperes with
    /// which the sum of volts × amperes is the sample's power.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="voltagesV">Takes the voltages.</param>
    /// <param name="currentsA">Takes the currents.</param>
    public static void Read(in MeterSample sample, Span<double> voltagesV, Span<double> currentsA)
    {
        voltagesV.Fill(sample.VoltageV);
        currentsA.Fill(sample.CurrentA);
        if (sample.MainsSeed == 0 || sample.Phases == 0)
        {
            return;
        }

        double aboveV = 0, shares = 0;
        for (var phase = 0; phase < sample.Phases; phase++)
        {
            var line = (ulong)(sample.FirstPhase + phase);
            var own = Mixer.Fraction(sample.MainsSeed, VoltageOfPhase + line);
            var above = MostAboveNominal * (own + Wave(sample, VoltageOverTime + line)) / 2;
            voltagesV[phase] = Math.Round(sample.VoltageV * (1 + above), 1);
            aboveV += voltagesV[phase] - sample.VoltageV;
            shares += Share(sample, phase);
        }

        // What the voltages are above the nominal one all together, the currents are below: each phase has a share of that.
        for (var phase = 0; phase < sample.Phases; phase++)
        {
            currentsA[phase] *= 1 - (aboveV * Share(sample, phase) / (shares * voltagesV[phase]));
        }
    }

    /// <summary>The frequency in hertz.</summary>
    public static double FrequencyHz(in MeterSample sample) => sample.MainsSeed == 0
        ? NominalFrequencyHz
        : NominalFrequencyHz + (MostFrequencyDeviationHz * ((2 * Wave(sample, FrequencyOverTime)) - 1));

    static double Share(in MeterSample sample, int phase) => 0.5 + Mixer.Fraction(sample.MainsSeed, ShareOfPhase + (ulong)phase);

    // Between 0 and 1: another number every half minute, and lines between them.
    static double Wave(in MeterSample sample, ulong what)
    {
        var (knot, past) = Math.DivRem(sample.At.UtcTicks, KnotTicks);
        var seed = Mixer.Mix(sample.MainsSeed, what);
        var from = Mixer.Fraction(seed, (ulong)knot);
        return from + ((Mixer.Fraction(seed, (ulong)knot + 1) - from) * past / KnotTicks);
    }
}
