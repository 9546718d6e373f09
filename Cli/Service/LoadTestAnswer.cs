namespace OcppLab.Cli;

/// <summary>A load test as the service tells it: how far it is, what was measured, what it has come to.</summary>
/// <remarks>Its members are set: generated readers of JSON drop the defaults of those that are init only.</remarks>
sealed record LoadTestAnswer
{
    public string LoadTestId { get; set; } = "";

    public string Name { get; set; } = "";

    public string Status { get; set; } = "";

    public string? Verdict { get; set; }

    public IReadOnlyList<string> Reasons { get; set; } = [];

    public double ElapsedSeconds { get; set; }

    public double PlannedSeconds { get; set; }

    public StageAnswer? Stage { get; set; }

    public long Chargers { get; set; }

    public IReadOnlyList<ActionAnswer> Actions { get; set; } = [];

    public ConnectionsAnswer Connections { get; set; } = new();

    public SessionsAnswer Sessions { get; set; } = new();

    public long CsmsViolations { get; set; }

    public IReadOnlyList<FindingAnswer> Findings { get; set; } = [];

    public SimulatorAnswer Simulator { get; set; } = new();

    public IReadOnlyList<GapAnswer> Gaps { get; set; } = [];

    public IReadOnlyList<ThresholdAnswer> Thresholds { get; set; } = [];

    public string? ReportUrl { get; set; }

    /// <summary>Whether it is over.</summary>
    public bool IsFinished => Status == "finished";

    /// <summary>How many requests failed, of all actions.</summary>
    public long Failed => Actions.Sum(action => action.Failed);

    /// <summary>The share of requests that failed, in percent; null before the first.</summary>
    public double? FailedPercent => Actions.Sum(action => action.Count) is > 0 and var count ? 100.0 * Failed / count : null;
}

/// <summary>The stage that a load test is in.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Of">How many there are.</param>
/// <param name="Name">Its name.</param>
sealed record StageAnswer(int Number, int Of, string? Name);

/// <summary>How long something took, in milliseconds.</summary>
readonly record struct SpreadAnswer(
    long Count, double MeanMs, double P50Ms, double P90Ms, double P95Ms, double P99Ms, double P999Ms, double MaxMs);

/// <summary>What became of the requests with one action.</summary>
sealed record ActionAnswer
{
    public string Action { get; set; } = "";

    public long Count { get; set; }

    public long Results { get; set; }

    public IReadOnlyDictionary<string, long> CallErrors { get; set; } = new Dictionary<string, long>();

    public long InvalidResults { get; set; }

    public long TimedOut { get; set; }

    public long ConnectionsLost { get; set; }

    public double? ErrorRatePercent { get; set; }

    public SpreadAnswer Response { get; set; }

    public long Failed => Count - Results;
}

/// <summary>What became of the chargers' connections.</summary>
sealed record ConnectionsAnswer
{
    public long Connected { get; set; }

    public long MostConnected { get; set; }

    public long Opened { get; set; }

    public long Reconnects { get; set; }

    public long Lost { get; set; }

    public long NotMade { get; set; }

    public SpreadAnswer Connect { get; set; }

    public SpreadAnswer Boot { get; set; }
}

/// <summary>What became of the sessions.</summary>
sealed record SessionsAnswer
{
    public long Planned { get; set; }

    public long NoChargerFree { get; set; }

    public long Requested { get; set; }

    public long LeftToCsms { get; set; }

    public long Authorized { get; set; }

    public long Started { get; set; }

    public long StartedByCsms { get; set; }

    public long Stopped { get; set; }

    public long Failed { get; set; }

    public IReadOnlyList<FailureAnswer> Failures { get; set; } = [];

    public long Active { get; set; }

    public long MostActive { get; set; }

    public double? StartedPercent { get; set; }

    public SpreadAnswer Start { get; set; }
}

/// <summary>Why sessions failed.</summary>
sealed record FailureAnswer(string Outcome, string? Reason, long Count);

/// <summary>Something that the CSMS did against the specification.</summary>
sealed record FindingAnswer(string Kind, string? Action, string? Detail, long Count, string? Identity);

/// <summary>Whether the simulator kept up.</summary>
sealed record SimulatorAnswer
{
    public bool WasBottleneck { get; set; }

    public IReadOnlyList<string> Reasons { get; set; } = [];

    public int Silos { get; set; }

    public double? ProcessorPercent { get; set; }

    public SpreadAnswer TurnsLate { get; set; }
}

/// <summary>What was not measured.</summary>
sealed record GapAnswer(string Silo, DateTimeOffset From, DateTimeOffset To, string Reason);

/// <summary>A threshold and its value.</summary>
sealed record ThresholdAnswer(string Threshold, double? Value, string? Unit, bool Holds, bool Aborts);

/// <summary>A load test that was taken.</summary>
sealed record LoadTestTaken(string LoadTestId);
