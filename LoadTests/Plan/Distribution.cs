using System.Text.Json.Serialization;

namespace OcppLab.LoadTests;

/// <summary>How a value is spread.</summary>
public enum DistributionKind
{
    /// <summary>Always <see cref="Distribution.Mean"/>.</summary>
    [JsonStringEnumMemberName("fixed")]
    Fixed,
    /// <summary>Evenly between the least and the greatest.</summary>
    [JsonStringEnumMemberName("uniform")]
    Uniform,
    /// <summary>Normally, by mean and standard deviation.</summary>
    [JsonStringEnumMemberName("normal")]
    Normal,
    /// <summary>Exponentially, by the mean.</summary>
    [JsonStringEnumMemberName("exponential")]
    Exponential,
}

/// <summary>A value that is chosen anew each time.</summary>
public sealed record Distribution
{
    /// <summary>How it is spread.</summary>
    [JsonPropertyName("kind")]
    public DistributionKind Kind { get; init; }

    /// <summary>The mean of fixed, normal and exponential.</summary>
    [JsonPropertyName("mean")]
    public double Mean { get; init; }

    /// <summary>The standard deviation of normal, from 0.</summary>
    [JsonPropertyName("deviation")]
    public double Deviation { get; init; }

    /// <summary>The least value, above 0: what is chosen below it becomes it.</summary>
    [JsonPropertyName("min")]
    public double Min { get; init; }

    /// <summary>The greatest value: what is chosen above it becomes it.</summary>
    [JsonPropertyName("max")]
    public double Max { get; init; }

    /// <summary>A value.</summary>
    /// <param name="random">What it is chosen by.</param>
    public double Sample(Random random) => Math.Clamp(
        Kind switch
        {
            DistributionKind.Fixed => Mean,
            DistributionKind.Uniform => Min + ((Max - Min) * random.NextDouble()),
            DistributionKind.Normal => Mean + (Deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())),
            _ => -Mean * Math.Log(1 - random.NextDouble()),
        },
        Min,
        Max);
}
