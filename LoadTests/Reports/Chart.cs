namespace OcppLab.LoadTests;

/// <summary>Lines over time.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Frame">Over what time.</param>
/// <param name="Axis">Where values are.</param>
/// <param name="Text">A value with its unit.</param>
/// <param name="Lines">The lines, the most important last: it is drawn above the others.</param>
sealed record Chart(string Title, TimeFrame Frame, ValueAxis Axis, Func<double, string> Text, IReadOnlyList<ChartLine> Lines)
{
    /// <summary>What more there is to say; empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>Values that must not be passed, and how they are called.</summary>
    public IReadOnlyList<(double Value, string Name)> Limits { get; init; } = [];
}

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Style">Its class in the style sheet.</param>
/// <param name="Values">Its values, oldest first; null where there is none.</param>
sealed record ChartLine(string Name, string Style, IReadOnlyList<(double Seconds, double? Value)> Values)
{
    /// <summary>Whether the legend says the greatest value: not of what is intended.</summary>
    public bool IsMeasured { get; init; } = true;

    /// <summary>The greatest value; null where there is none.</summary>
    public double? Greatest => Values.Max(at => at.Value);

    /// <summary>The last value up to a time; null where there is none.</summary>
    public double? At(double seconds)
    {
        var (low, high) = (0, Values.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Values[middle].Seconds <= seconds ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? null : Values[low - 1].Value;
    }
}
