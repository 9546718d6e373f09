using System.Runtime.InteropServices;
using System.Text.Json;

namespace OcppLab.Bench;

/// <summary>One measured figure.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The measured value.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Bound">The most it may be, in the same unit; null where none is set.</param>
/// <param name="Note">The load, or what it is compared with.</param>
sealed record Figure(string Name, double Value, string Unit, double? Bound = null, string? Note = null);

/// <summary>The figures of one run, printed as a table or as JSON.</summary>
sealed class Report(string scenario)
{
    readonly List<Figure> figures = [];

    /// <summary>Adds a figure; one that could not be measured is left out.</summary>
    public void Add(string name, double? value, string unit, double? bound = null, string? note = null)
    {
        if (value is { } measured)
        {
            this.figures.Add(new(name, measured, unit, bound, note));
        }
    }

    /// <summary>Adds the median of several measurements, with their spread.</summary>
    public void Add(string name, List<double> values, string unit, double? bound = null, string? note = null)
    {
        if (values.Count > 0)
        {
            Add(name, values.Order().ElementAt(values.Count / 2), unit, bound, $"{Number(values.Min())}–{Number(values.Max())}{note}");
        }
    }

    /// <summary>Prints what was measured, with the machine it was measured on.</summary>
    public void Print(bool json)
    {
        var machine = $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}";
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new { scenario, machine, figures = this.figures }, new JsonSerializerOptions(JsonSerializerDefaults.Web)));
            return;
        }

        Console.WriteLine($"{scenario}: {machine}");
        var width = this.figures.Max(f => f.Name.Length);
        foreach (var f in this.figures)
        {
            var bound = f.Bound is { } most ? $"  (at most {Number(most)}: {(f.Value <= most ? "met" : "NOT met")})" : "";
            Console.WriteLine($"  {f.Name.PadRight(width)}  {Number(f.Value),10} {f.Unit}{bound}{(f.Note is null ? "" : $"  {f.Note}")}");
        }
    }

    static string Number(double value) => value switch
    {
        >= 1000 => value.ToString("#,0"),
        >= 100 => value.ToString("0"),
        >= 10 => value.ToString("0.0"),
        _ => value.ToString("0.00"),
    };
}
