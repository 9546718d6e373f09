using System.Text.Json.Serialization;

namespace OcppLab.LoadTests;

/// <summary>What was measured on one silo in an interval.</summary>
sealed record SiloInterval
{
    /// <summary>Which, from 1; the same is given again until the next is asked for.</summary>
    [JsonPropertyName("number")]
    public required int Number { get; init; }

    /// <summary>Its beginning.</summary>
    [JsonPropertyName("from")]
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end.</summary>
    [JsonPropertyName("to")]
    public required DateTimeOffset To { get; init; }

    /// <summary>What was measured.</summary>
    [JsonPropertyName("data")]
    public required MeasurementsData Data { get; init; }

    /// <summary>How many chargers the CSMS had accepted, at its end.</summary>
    [JsonPropertyName("connected")]
    public long Connected { get; init; }

    /// <summary>How many sessions were under way, at its end.</summary>
    [JsonPropertyName("active")]
    public long Active { get; init; }

    /// <summary>The share of its processors that the silo's process used, in percent.</summary>
    [JsonPropertyName("processor")]
    public double ProcessorPercent { get; init; }

    /// <summary>The transaction ids that the CSMS gave out (1.6).</summary>
    [JsonPropertyName("transactionIds")]
    public IReadOnlyList<GivenTransactionId> TransactionIds { get; init; } = [];
}

/// <summary>A transaction id that a CSMS has given out.</summary>
/// <param name="Csms">The CSMS: two of them may give out the same.</param>
/// <param name="Identity">The charger.</param>
/// <param name="Id">The id.</param>
readonly record struct GivenTransactionId(
    [property: JsonPropertyName("csms")] string Csms, [property: JsonPropertyName("identity")] string Identity, [property: JsonPropertyName("id")] int Id);

/// <summary>How far a load test is, beside its row: what was measured, and what is needed to go on after a crash.</summary>
sealed record LoadProgress
{
    /// <summary>How many chargers it has.</summary>
    [JsonPropertyName("chargers")]
    public int Chargers { get; set; }

    /// <summary>Why it ended before its time, or could not be carried out; null for neither.</summary>
    [JsonPropertyName("endReason")]
    public string? EndReason { get; set; }

    /// <summary>What it came to where that is decided by <see cref="EndReason"/>; null where the thresholds decide.</summary>
    [JsonPropertyName("endVerdict")]
    public Verdict? EndVerdict { get; set; }

    /// <summary>When its sessions were told to stop; null before.</summary>
    [JsonPropertyName("stoppingAt")]
    public DateTimeOffset? StoppingAt { get; set; }

    /// <summary>Whether nothing is under way any more, so that only the cleaning up is left.</summary>
    [JsonPropertyName("isDrained")]
    public bool IsDrained { get; set; }

    /// <summary>How long its stages ran.</summary>
    [JsonPropertyName("elapsed")]
    public TimeSpan Elapsed { get; set; }

    /// <summary>All that was measured.</summary>
    [JsonPropertyName("total")]
    public MeasurementsData Total { get; set; } = new();

    /// <summary>What was measured since the last complete point.</summary>
    [JsonPropertyName("point")]
    public MeasurementsData Point { get; set; } = new();

    /// <summary>The point's number.</summary>
    [JsonPropertyName("pointNumber")]
    public int PointNumber { get; set; }

    /// <summary>The most that a silo used of its processors since the last complete point, in percent.</summary>
    [JsonPropertyName("pointProcessor")]
    public double PointProcessorPercent { get; set; }

    /// <summary>The silos.</summary>
    [JsonPropertyName("silos")]
    public Dictionary<string, SiloProgress> Silos { get; set; } = [];

    /// <summary>What was not measured.</summary>
    [JsonPropertyName("gaps")]
    public List<MeasurementGap> Gaps { get; set; } = [];

    /// <summary>How many chargers are accepted now.</summary>
    [JsonPropertyName("connected")]
    public long Connected { get; set; }

    /// <summary>The most there were.</summary>
    [JsonPropertyName("mostConnected")]
    public long MostConnected { get; set; }

    /// <summary>How many sessions are under way now.</summary>
    [JsonPropertyName("active")]
    public long Active { get; set; }

    /// <summary>The most there were.</summary>
    [JsonPropertyName("mostActive")]
    public long MostActive { get; set; }

    /// <summary>How many whole intervals were collected.</summary>
    [JsonPropertyName("intervals")]
    public int Intervals { get; set; }

    /// <summary>In how many of them a silo used nearly all of its processors.</summary>
    [JsonPropertyName("busyIntervals")]
    public int BusyIntervals { get; set; }

    /// <summary>In how many of them turns or commands of a silo were late.</summary>
    [JsonPropertyName("lateIntervals")]
    public int LateIntervals { get; set; }
}

/// <summary>How far the collecting from one silo is.</summary>
sealed record SiloProgress
{
    /// <summary>The last interval that is counted.</summary>
    [JsonPropertyName("number")]
    public int Number { get; set; }

    /// <summary>Its end.</summary>
    [JsonPropertyName("to")]
    public DateTimeOffset To { get; set; }

    /// <summary>Whether the silo is gone.</summary>
    [JsonPropertyName("isGone")]
    public bool IsGone { get; set; }

    /// <summary>How many intervals are counted.</summary>
    [JsonPropertyName("intervals")]
    public int Intervals { get; set; }

    /// <summary>The sum of the shares of its processors that it used, in percent.</summary>
    [JsonPropertyName("processorSum")]
    public double ProcessorPercentSum { get; set; }
}

/// <summary>The JSON of what is stored of load tests and crosses calls.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LoadProgress))]
[JsonSerializable(typeof(SiloInterval))]
[JsonSerializable(typeof(LoadPoint))]
sealed partial class LoadProgressJson : JsonSerializerContext;
