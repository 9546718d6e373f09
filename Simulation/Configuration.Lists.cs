using System.Globalization;

namespace OcppLab.Simulation;

// Values that are lists.
static partial class Settings
{
    /// <summary>The measurands of a list by their OCPP names; null where one of them is not known.</summary>
    public static Measurands? ParseMeasurands(ReadOnlySpan<char> list)
    {
        var all = Measurands.None;
        if (list.IsWhiteSpace())
        {
            return all;
        }

        foreach (var part in list.Split(','))
        {
            var name = list[part].Trim();
            var measurand = ValueOf(name, MeasurandNames);
            measurand = measurand == Measurands.None ? ValueOf(name, MeasurandNamesOfV2X) : measurand;
            if (measurand == Measurands.None)
            {
                return null;
            }

            all |= measurand;
        }

        return all;
    }

    static Measurands ValueOf(ReadOnlySpan<char> name, (string Name, Measurands Value)[] among)
    {
        foreach (var (known, value) in among)
        {
            if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return Measurands.None;
    }

    /// <summary>Whether each part of a list is a wiring, of a connector by its number or of all.</summary>
    public static bool ArePhaseRotations(ReadOnlySpan<char> list)
    {
        foreach (var range in list.Split(','))
        {
            var part = list[range].Trim();
            var point = part.IndexOf('.');
            if (!PhaseRotations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(part[(point + 1)..])
                || (point >= 0 && !int.TryParse(part[..point], NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                return false;
            }
        }

        return true;
    }
}
