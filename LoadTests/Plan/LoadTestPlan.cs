using System.Text.Json.Serialization;
using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.LoadTests;

/// <summary>What a load test does, as a user gave it. It is stored as JSON by the names written down here.</summary>
public sealed record LoadTestPlan
{
    /// <summary>A name for people.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Which chargers.</summary>
    [JsonPropertyName("target")]
    public required LoadTarget Target { get; init; }

    /// <summary>What everything that is chosen at random is chosen by: the same plan with the same seed begins the same sessions at the same times.</summary>
    [JsonPropertyName("seed")]
    public long Seed { get; init; } = 1;

    /// <summary>How the load changes, one stage after the other; at least one.</summary>
    [JsonPropertyName("stages")]
    public required IReadOnlyList<LoadStage> Stages { get; init; }

    /// <summary>What a session is like.</summary>
    [JsonPropertyName("session")]
    public SessionShape Session { get; init; } = new();

    /// <summary>What else happens.</summary>
    [JsonPropertyName("events")]
    public IReadOnlyList<LoadEvent> Events { get; init; } = [];

    /// <summary>What has to hold for the verdict to be passed.</summary>
    [JsonPropertyName("thresholds")]
    public IReadOnlyList<ThresholdRule> Thresholds { get; init; } = [];

    /// <summary>How long after the last stage its sessions are waited for, from their stop to the CSMS's last answer.</summary>
    [JsonPropertyName("gracefulStop")]
    public TimeSpan GracefulStop { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the stages take together.</summary>
    [JsonIgnore]
    public TimeSpan Duration => Stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration);
}

/// <summary>The chargers of a load test: some of a location's, or chargers made for it and removed afterwards.</summary>
public sealed record LoadTarget
{
    /// <summary>The location; null where the chargers are made.</summary>
    [JsonPropertyName("locationId")]
    public string? LocationId { get; init; }

    /// <summary>Only these chargers of it; null for all, or as <see cref="ChargersNumber"/> and <see cref="Share"/> say.</summary>
    [JsonPropertyName("chargerIds")]
    public IReadOnlyList<string>? ChargerIds { get; init; }

    /// <summary>The first so many of the location's chargers, in order of their identities, from 1; with a template how many are made.</summary>
    [JsonPropertyName("chargersNumber")]
    public int? ChargersNumber { get; init; }

    /// <summary>The first of the location's chargers up to this share of them, above 0 to 1; null for all.</summary>
    [JsonPropertyName("share")]
    public double? Share { get; init; }

    /// <summary>What chargers that are made are to be; null for those of a location.</summary>
    [JsonPropertyName("template")]
    public ChargerTemplate? Template { get; init; }

    /// <summary>What the identities of those that are made begin with; a number of six digits follows.</summary>
    [JsonPropertyName("identityPrefix")]
    public string IdentityPrefix { get; init; } = "LOAD-";
}

/// <summary>How a stage comes to its values.</summary>
public enum StageKind
{
    /// <summary>Evenly, from what the stage before ended with (0 for the first).</summary>
    [JsonStringEnumMemberName("ramp")]
    Ramp,
    /// <summary>At once, and then they hold.</summary>
    [JsonStringEnumMemberName("steady")]
    Steady,
    /// <summary>At once, they hold, and at its end are again what they were before it.</summary>
    [JsonStringEnumMemberName("spike")]
    Spike,
    /// <summary>As steady; the report compares its last quarter with its first.</summary>
    [JsonStringEnumMemberName("soak")]
    Soak,
}

/// <summary>A stage of a load test. A value that is null stays what it was.</summary>
public sealed record LoadStage
{
    /// <summary>A name for people; null for its kind.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>How it comes to its values.</summary>
    [JsonPropertyName("kind")]
    public StageKind Kind { get; init; }

    /// <summary>How long it takes, above 0.</summary>
    [JsonPropertyName("duration")]
    public required TimeSpan Duration { get; init; }

    /// <summary>How many chargers are switched on, from 0. Where no stage says, all are from the start.</summary>
    [JsonPropertyName("connected")]
    public int? Connected { get; init; }

    /// <summary>How many sessions are under way (closed model: when one ends the next begins), from 0.</summary>
    [JsonPropertyName("activeSessions")]
    public int? ActiveSessions { get; init; }

    /// <summary>How many sessions begin in a second, whatever becomes of them (open model), from 0.</summary>
    [JsonPropertyName("sessionsPerSecond")]
    public double? SessionsPerSecond { get; init; }
}

/// <summary>What the sessions of a load test are like.</summary>
public sealed record SessionShape
{
    /// <summary>The id tags, one of which each session has; null for those of the pattern.</summary>
    [JsonPropertyName("idTags")]
    public IReadOnlyList<string>? IdTags { get; init; }

    /// <summary>A text whose run of # is replaced by a number from 0 with as many digits.</summary>
    [JsonPropertyName("idTagPattern")]
    public string IdTagPattern { get; init; } = "LOAD####";

    /// <summary>How many id tags the pattern makes; null for as many as it has numbers.</summary>
    [JsonPropertyName("idTagsNumber")]
    public int? IdTagsNumber { get; init; }

    /// <summary>The time limit in seconds, counted from the transaction's start; null for none.</summary>
    [JsonPropertyName("durationSeconds")]
    public Distribution? DurationSeconds { get; init; }

    /// <summary>The energy limit in kilowatt-hours; null for none.</summary>
    [JsonPropertyName("energyKwh")]
    public Distribution? EnergyKwh { get; init; }

    /// <summary>The vehicles that come; empty for those that the chargers choose.</summary>
    [JsonPropertyName("vehicles")]
    public IReadOnlyList<WeightedVehicle> Vehicles { get; init; } = [];

    /// <summary>At what pace the drivers act; null for the chargers' own.</summary>
    [JsonPropertyName("timing"), JsonConverter(typeof(JsonStringEnumConverter<Timing>))]
    public Timing? Timing { get; init; }

    /// <summary>The share of sessions, 0 to 1, whose vehicle only plugs in: the CSMS is to start them remotely.</summary>
    [JsonPropertyName("remoteStartShare")]
    public double RemoteStartShare { get; init; }
}

/// <summary>A vehicle and how often it comes.</summary>
/// <param name="Vehicle">The vehicle.</param>
/// <param name="Weight">How often, beside the other weights; above 0.</param>
public sealed record WeightedVehicle(
    [property: JsonPropertyName("vehicle")] VehicleOptions Vehicle,
    [property: JsonPropertyName("weight")] double Weight);

/// <summary>The kinds of event in a load test.</summary>
public enum LoadEventKind
{
    /// <summary>Chargers lose their connection and make it anew.</summary>
    [JsonStringEnumMemberName("reconnect_storm")]
    ReconnectStorm,
    /// <summary>Chargers restart.</summary>
    [JsonStringEnumMemberName("reset")]
    Reset,
    /// <summary>Chargers are without a network for a time; what runs goes on.</summary>
    [JsonStringEnumMemberName("offline")]
    Offline,
    /// <summary>The network between chargers and CSMS fails in part for a time.</summary>
    [JsonStringEnumMemberName("network_fault")]
    NetworkFault,
}

/// <summary>Something that happens during a load test.</summary>
public sealed record LoadEvent
{
    /// <summary>What.</summary>
    [JsonPropertyName("kind")]
    public required LoadEventKind Kind { get; init; }

    /// <summary>When it begins, from the start of the first stage.</summary>
    [JsonPropertyName("at")]
    public required TimeSpan At { get; init; }

    /// <summary>To which share of the chargers, above 0 to 1; the seed chooses them.</summary>
    [JsonPropertyName("share")]
    public double Share { get; init; } = 1;

    /// <summary>Over what time it strikes one charger after the other; zero for all at once.</summary>
    [JsonPropertyName("over")]
    public TimeSpan Over { get; init; }

    /// <summary>How long it lasts, of offline and network_fault.</summary>
    [JsonPropertyName("duration")]
    public TimeSpan Duration { get; init; }

    /// <summary>Whether chargers reset without stopping their transactions in order first.</summary>
    [JsonPropertyName("hard")]
    public bool Hard { get; init; }

    /// <summary>What fails, of network_fault.</summary>
    [JsonPropertyName("fault")]
    public NetworkFault? Fault { get; init; }
}

/// <summary>A threshold of a plan.</summary>
/// <param name="Text">It, as <see cref="Threshold"/> reads it.</param>
/// <param name="Abort">Whether the load test ends as soon as it does not hold.</param>
/// <param name="After">From when on it may abort, from the start of the first stage.</param>
public sealed record ThresholdRule(
    [property: JsonPropertyName("threshold")] string Text,
    [property: JsonPropertyName("abort")] bool Abort = false,
    [property: JsonPropertyName("after")] TimeSpan After = default);

/// <summary>The JSON of stored plans.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LoadTestPlan))]
public sealed partial class LoadTestPlanJson : JsonSerializerContext;
