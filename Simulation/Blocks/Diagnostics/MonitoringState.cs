using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>What of monitoring has to outlive the process (2.0.1 block N).</summary>
sealed class MonitoringState
{
    /// <summary>Which monitors there are.</summary>
    [JsonPropertyName("base")]
    public V2.MonitoringBaseEnumType Base { get; set; }

    /// <summary>The highest severity that is told of; null for every one.</summary>
    [JsonPropertyName("level")]
    public int? Level { get; set; }

    /// <summary>How many events there were.</summary>
    [JsonPropertyName("events")]
    public int Events { get; set; }

    /// <summary>The number of the last monitor that the CSMS has set.</summary>
    [JsonPropertyName("lastId")]
    public int LastId { get; set; }

    /// <summary>The monitors that the CSMS has set; null for none.</summary>
    [JsonPropertyName("monitors")]
    public List<VariableMonitor>? Monitors { get; set; }
}

/// <summary>A monitor that the CSMS has set on a variable.</summary>
sealed class VariableMonitor
{
    [JsonPropertyName("id")]
    public int Id { get; set; }

    [JsonPropertyName("component")]
    public string Component { get; set; } = "";

    [JsonPropertyName("variable")]
    public string Variable { get; set; } = "";

    /// <summary>The variable's instance, or null.</summary>
    [JsonPropertyName("instance")]
    public string? Instance { get; set; }

    [JsonPropertyName("tier")]
    public DeviceTier Tier { get; set; }

    /// <summary>The EVSE's or the connector's number in the charger; 0 of the station.</summary>
    [JsonPropertyName("number")]
    public int Number { get; set; }

    [JsonPropertyName("type")]
    public V2.MonitorEnumType Type { get; set; }

    /// <summary>The threshold, the difference, or the interval in seconds.</summary>
    [JsonPropertyName("value")]
    public double Value { get; set; }

    [JsonPropertyName("severity")]
    public int Severity { get; set; }

    /// <summary>Whether it is in force during transactions only.</summary>
    [JsonPropertyName("transaction")]
    public bool Transaction { get; set; }

    /// <summary>Whether the threshold was passed when it was last looked at.</summary>
    [JsonPropertyName("passed")]
    public bool Passed { get; set; }

    /// <summary>The value that a difference is one to; of a secret one its hash.</summary>
    [JsonPropertyName("last")]
    public string? Last { get; set; }

    /// <summary>When it is told of next; null for when something happens.</summary>
    [JsonPropertyName("nextAt")]
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>The stream that tells its values (2.1); null for none.</summary>
    [JsonPropertyName("stream")]
    public EventStream? Stream { get; set; }

    [JsonIgnore]
    public bool IsPeriodic => IsOfTimes(Type);

    /// <summary>Whether monitors of a type tell a variable at times, whatever happens.</summary>
    public static bool IsOfTimes(V2.MonitorEnumType type) => type is V2.MonitorEnumType.Periodic or V2.MonitorEnumType.PeriodicClockAligned;

    /// <summary>When it is told of after a time.</summary>
    public DateTimeOffset After(DateTimeOffset at)
    {
        var every = TimeSpan.FromSeconds(Value);
        return Type == V2.MonitorEnumType.PeriodicClockAligned ? SamplesEntry.NextAfter(at, every)
            : NextAt is { } next && next <= at ? next + (every * (((at - next).Ticks / every.Ticks) + 1))
            : at + every;
    }
}
