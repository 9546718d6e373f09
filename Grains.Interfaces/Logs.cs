using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>Which frames.</summary>
/// <param name="From">Not before this time; null for no bound.</param>
/// <param name="To">Not after this time; null for no bound.</param>
/// <param name="Actions">Only these OCPP actions (answers count as their request's); null for all.</param>
/// <param name="Offset">How many to leave out, newest first.</param>
/// <param name="Limit">How many at most.</param>
[GenerateSerializer, Immutable, Alias("ocpplab.filter")]
public sealed record LogFilter(
    [property: Id(0)] DateTimeOffset? From, [property: Id(1)] DateTimeOffset? To, [property: Id(2)] string[]? Actions, [property: Id(3)] int Offset,
    [property: Id(4)] int Limit);

/// <summary>A frame between a charger and its CSMS.</summary>
/// <param name="ChargerId">The charger.</param>
/// <param name="Identity">Its identity.</param>
/// <param name="Direction">Which way it went.</param>
/// <param name="Action">The action; for an answer, its request's. Empty for a frame that is not OCPP.</param>
/// <param name="Message">The raw frame.</param>
/// <param name="Timestamp">When it was sent or received.</param>
[GenerateSerializer, Immutable, Alias("ocpplab.frame")]
public sealed record LogEntry(
    [property: Id(0)] string ChargerId, [property: Id(1)] string Identity, [property: Id(2)] MessageDirection Direction,
    [property: Id(3)] string Action, [property: Id(4)] string Message, [property: Id(5)] DateTimeOffset Timestamp);

/// <summary>Kept frames without their content, oldest first.</summary>
/// <param name="Total">How many fit.</param>
/// <param name="Numbers">Their numbers in the charger's log.</param>
/// <param name="UtcTicks">Their times.</param>
[GenerateSerializer, Immutable, Alias("ocpplab.marks")]
public sealed record FrameMarks(
    [property: Id(0)] int Total, [property: Id(1)] int[] Numbers, [property: Id(2)] long[] UtcTicks);
