using System.Globalization;
using System.Text.Json;

namespace OcppLab.Simulation;

/// <summary>Writes meter samples as the MeterValueType that 1.6 (section 7.33) and 2.0.1 share but for two things: values are
/// strings and units plain in 1.6, numbers and objects in 2.0.1.</summary>
/// <remarks>Currents have three digits after the point, the frequency two, energy and the rest one, so that on AC the power is the sum of each
/// phase's voltage × current to within a watt.</remarks>
static class MeterWriter
{
    static readonly JsonEncodedText TimestampName = JsonEncodedText.Encode("timestamp");
    static readonly JsonEncodedText SampledValueName = JsonEncodedText.Encode("sampledValue");
    static readonly JsonEncodedText ValueName = JsonEncodedText.Encode("value");
    static readonly JsonEncodedText ContextName = JsonEncodedText.Encode("context");
    static readonly JsonEncodedText MeasurandName = JsonEncodedText.Encode("measurand");
    static readonly JsonEncodedText PhaseName = JsonEncodedText.Encode("phase");
    static readonly JsonEncodedText LocationName = JsonEncodedText.Encode("location");
    static readonly JsonEncodedText UnitName = JsonEncodedText.Encode("unit");
    static readonly JsonEncodedText UnitOfMeasureName = JsonEncodedText.Encode("unitOfMeasure");

    static readonly JsonEncodedText[] Contexts =
    [
        JsonEncodedText.Encode("Transaction.Begin"),
        JsonEncodedText.Encode("Sample.Periodic"),
        JsonEncodedText.Encode("Sample.Clock"),
        JsonEncodedText.Encode("Trigger"),
        JsonEncodedText.Encode("Transaction.End"),
    ];

    static readonly JsonEncodedText[] Lines = [JsonEncodedText.Encode("L1"), JsonEncodedText.Encode("L2"), JsonEncodedText.Encode("L3")];

    static readonly JsonEncodedText[] LinesToNeutral =
        [JsonEncodedText.Encode("L1-N"), JsonEncodedText.Encode("L2-N"), JsonEncodedText.Encode("L3-N")];

    static readonly Kind Energy = new("Energy.Active.Import.Register", "Wh", 1);
    static readonly Kind Interval = new("Energy.Active.Import.Interval", "Wh", 1);
    static readonly Kind Power = new("Power.Active.Import", "W", 1);
    static readonly Kind Offered = new("Power.Offered", "W", 1);
    static readonly Kind Current = new("Current.Import", "A", 3);
    static readonly Kind CurrentOffered = new("Current.Offered", "A", 3);
    static readonly Kind Voltage = new("Voltage", "V", 1);
    static readonly Kind SoC = new("SoC", "Percent", 1, location: "EV");

    static readonly Kind Exported = new("Energy.Active.Export.Register", "Wh", 1);
    static readonly Kind ExportInterval = new("Energy.Active.Export.Interval", "Wh", 1);
    static readonly Kind Export = new("Power.Active.Export", "W", 1);
    static readonly Kind Setpoint = new("Power.Active.Setpoint", "W", 1);

    // 1.6 has no unit for it (section 7.45).
    static readonly Kind Frequency = new("Frequency", "Hz", 2, hasUnit16: false);

    /// <summary>Writes one MeterValueType object: of the measurands those that the sample has, the energy register if it has none. The signer, in 2.0.1
    /// only, signs the register.</summary>
    public static void Write(Utf8JsonWriter writer, in MeterSample sample, Measurands measurands, OcppVersion version, MeterSigner? signer = null)
    {
        writer.WriteStartObject();
        Timestamp.Write(writer, TimestampName, sample.At);
        writer.WriteStartArray(SampledValueName);
        var values = new Values(writer, Contexts[(int)sample.Context], version, signer, in sample);
        WriteValues(ref values, sample, measurands);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Tells the values of those measurands that the sample has, of the energy register if it has none.</summary>
    public static void WriteValues<TValues>(ref TValues values, in MeterSample sample, Measurands measurands)
        where TValues : struct, IValues, allows ref struct
    {
        var present = Present(measurands, sample);
        if (present.HasFlag(Measurands.EnergyActiveImportRegister))
        {
            values.Write(Energy, sample.EnergyWh);
        }

        if (present.HasFlag(Measurands.PowerActiveImport))
        {
            values.Write(Power, sample.PowerW);
        }

        Span<double> voltages = stackalloc double[Mains.MostPhases];
        Span<double> currents = stackalloc double[Mains.MostPhases];
        if ((present & (Measurands.CurrentImport | Measurands.Voltage)) != 0)
        {
            Mains.Read(sample, voltages, currents);
        }

        if (present.HasFlag(Measurands.CurrentImport))
        {
            WritePhases(ref values, Current, currents, sample, Lines);
        }

        if (present.HasFlag(Measurands.Voltage))
        {
            WritePhases(ref values, Voltage, voltages, sample, LinesToNeutral);
        }

        if (present.HasFlag(Measurands.SoC))
        {
            values.Write(SoC, sample.SocPercent.GetValueOrDefault());
        }

        if (present.HasFlag(Measurands.PowerOffered))
        {
            values.Write(Offered, sample.OfferedW);
        }

        if (present.HasFlag(Measurands.CurrentOffered))
        {
            values.Write(CurrentOffered, sample.OfferedW / (sample.VoltageV * Math.Max(1, sample.Phases)));
        }

        if (present.HasFlag(Measurands.EnergyActiveImportInterval))
        {
            values.Write(Interval, sample.IntervalWh.GetValueOrDefault());
        }

        if (present.HasFlag(Measurands.Frequency))
        {
            values.Write(Frequency, Mains.FrequencyHz(sample));
        }

        if ((present & Settings.OfV2X) != 0)
        {
            WriteExport(ref values, sample, present);
        }
    }

    static void WriteExport<TValues>(ref TValues values, in MeterSample sample, Measurands present)
        where TValues : struct, IValues, allows ref struct
    {
        if (present.HasFlag(Measurands.EnergyActiveExportRegister))
        {
            values.Write(Exported, sample.ExportedWh);
        }

        if (present.HasFlag(Measurands.EnergyActiveExportInterval))
        {
            values.Write(ExportInterval, sample.ExportIntervalWh.GetValueOrDefault());
        }

        if (present.HasFlag(Measurands.PowerActiveExport))
        {
            values.Write(Export, sample.ExportW);
        }

        if (present.HasFlag(Measurands.PowerActiveSetpoint))
        {
            values.Write(Setpoint, sample.SetpointW.GetValueOrDefault());
        }
    }

    /// <summary>One a phase on AC, one without a phase on DC.</summary>
    static void WritePhases<TValues>(ref TValues values, in Kind kind, scoped ReadOnlySpan<double> each, in MeterSample sample, JsonEncodedText[] names)
        where TValues : struct, IValues, allows ref struct
    {
        if (sample.Phases == 0)
        {
            values.Write(kind, each[0]);
        }

        for (var i = 0; i < sample.Phases; i++)
        {
            values.Write(kind, each[i], names[sample.FirstPhase + i]);
        }
    }

    static Measurands Present(Measurands asked, in MeterSample sample)
    {
        const Measurands Always =
            Measurands.EnergyActiveImportRegister | Measurands.PowerActiveImport | Measurands.CurrentImport
            | Measurands.Voltage | Measurands.PowerOffered | Measurands.EnergyActiveExportRegister | Measurands.PowerActiveExport;
        var has = Always
            | (sample.SocPercent is null ? 0 : Measurands.SoC)
            | (sample.IntervalWh is null ? 0 : Measurands.EnergyActiveImportInterval)
            | (sample.ExportIntervalWh is null ? 0 : Measurands.EnergyActiveExportInterval)
            | (sample.SetpointW is null ? 0 : Measurands.PowerActiveSetpoint)
            | (sample.VoltageV > 0 ? Measurands.CurrentOffered : 0)
            | (sample.Phases > 0 ? Measurands.Frequency : 0);
        var present = asked & has;

        // A meter value without a sampled value fits no schema.
        return present == Measurands.None ? Measurands.EnergyActiveImportRegister : present;
    }

    /// <summary>How a measurand is written.</summary>
    public readonly record struct Kind(JsonEncodedText Measurand, JsonEncodedText? Unit16, JsonEncodedText Unit, JsonEncodedText Location, int Digits)
    {
        public Kind(string measurand, string unit, int digits, bool hasUnit16 = true, string location = "Outlet")
            : this(
                JsonEncodedText.Encode(measurand),
                hasUnit16 ? JsonEncodedText.Encode(unit) : null,
                JsonEncodedText.Encode(unit),
                JsonEncodedText.Encode(location),
                digits)
        {
        }
    }

    /// <summary>Takes the values of a sample.</summary>
    public interface IValues
    {
        /// <summary>Takes one.</summary>
        void Write(in Kind kind, double value, JsonEncodedText? phase = null);
    }

    /// <summary>Writes the SampledValueType objects of one meter value.</summary>
    readonly ref struct Values(Utf8JsonWriter writer, JsonEncodedText context, OcppVersion version, MeterSigner? signer, ref readonly MeterSample sample) : IValues
    {
        readonly ref readonly MeterSample signed = ref sample;

        public void Write(in Kind kind, double value, JsonEncodedText? phase = null)
        {
            Span<byte> buffer = stackalloc byte[32];
            var text = Format(value, kind.Digits, buffer);
            writer.WriteStartObject();
            if (version == OcppVersion.V16)
            {
                writer.WriteString(ValueName, text);
            }
            else
            {
                writer.WritePropertyName(ValueName);
                writer.WriteRawValue(text, skipInputValidation: true);
            }

            writer.WriteString(ContextName, context);
            writer.WriteString(MeasurandName, kind.Measurand);
            if (phase is { } line)
            {
                writer.WriteString(PhaseName, line);
            }

            writer.WriteString(LocationName, kind.Location);
            if (version != OcppVersion.V16)
            {
                if (signer is not null && kind == Energy)
                {
                    signer.Write(writer, signed);
                }

                writer.WriteStartObject(UnitOfMeasureName);
                writer.WriteString(UnitName, kind.Unit);
                writer.WriteEndObject();
            }
            else if (kind.Unit16 is { } unit)
            {
                writer.WriteString(UnitName, unit);
            }

            writer.WriteEndObject();
        }

        /// <summary>The value rounded to so many digits after the point, 1 to 3, and no zeros at the end.</summary>
        static ReadOnlySpan<byte> Format(double value, int digits, Span<byte> buffer)
        {
            // Many times faster than the shortest text of a double.
            var scale = digits switch { 1 => 10, 2 => 100, _ => 1000 };
            var scaled = (long)Math.Round(value * scale, MidpointRounding.AwayFromZero);
            while (scale > 1 && scaled % 10 == 0)
            {
                scaled /= 10;
                scale /= 10;
            }

            var length = 0;
            if (scaled < 0)
            {
                buffer[length++] = (byte)'-';
            }

            var (whole, fraction) = Math.DivRem(Math.Abs(scaled), scale);
            whole.TryFormat(buffer[length..], out var written, provider: CultureInfo.InvariantCulture);
            length += written;
            if (scale > 1)
            {
                // The one before the fraction's digits keeps its zeros, and gives its place to the point.
                (scale + fraction).TryFormat(buffer[length..], out written, provider: CultureInfo.InvariantCulture);
                buffer[length] = (byte)'.';
                length += written;
            }

            return buffer[..length];
        }
    }
}
