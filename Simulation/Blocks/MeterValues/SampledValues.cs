namespace OcppLab.Simulation;

/// <summary>The values that are sent of a meter sample.</summary>
public static class SampledValues
{
    /// <summary>Of the measurands those that the sample has, in the order they are sent in and rounded as they are sent.</summary>
    public static IReadOnlyList<SampledMeasurand> Of(in MeterSample sample, Measurands measurands)
    {
        var values = new Collected([]);
        MeterWriter.WriteValues(ref values, sample, measurands);
        return values.List;
    }

    readonly struct Collected(List<SampledMeasurand> list) : MeterWriter.IValues
    {
        public List<SampledMeasurand> List => list;

        public void Write(in MeterWriter.Kind kind, double value, System.Text.Json.JsonEncodedText? phase) => list.Add(new(
            kind.Measurand.Value, phase?.Value, Math.Round(value, kind.Digits, MidpointRounding.AwayFromZero), kind.Unit.Value));
    }
}
