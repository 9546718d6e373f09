using System.Text.Json;
using System.Text.Json.Serialization;
using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>What a central system has seen since it started or its figures were reset.</summary>
/// <param name="Now">Its clock.</param>
/// <param name="Since">When that was.</param>
/// <param name="CpuMs">The CPU time of its process since the process started, in milliseconds.</param>
/// <param name="WorkingSetBytes">The resident memory of its process.</param>
/// <param name="Connected">How many chargers are connected now.</param>
/// <param name="Connections">How many connections were made.</param>
/// <param name="Received">How many frames came.</param>
/// <param name="Sent">How many frames went.</param>
/// <param name="Violations">How many frames broke the specification.</param>
/// <param name="LastViolations">The last twenty of them in words.</param>
/// <param name="Actions">How many requests of each action came.</param>
/// <param name="FirstBootAt">When the first BootNotification came; null if none did.</param>
/// <param name="LastBootAt">When the last came.</param>
/// <param name="Transactions">The transactions.</param>
public sealed record StatisticsView(
    DateTimeOffset Now,
    DateTimeOffset Since,
    double CpuMs,
    long WorkingSetBytes,
    int Connected,
    long Connections,
    long Received,
    long Sent,
    long Violations,
    IReadOnlyList<string> LastViolations,
    IReadOnlyDictionary<string, long> Actions,
    DateTimeOffset? FirstBootAt,
    DateTimeOffset? LastBootAt,
    TransactionStatistics Transactions);

/// <summary>How many transactions there were.</summary>
/// <param name="Open">Started and not stopped, of those kept.</param>
/// <param name="Started">How many started.</param>
/// <param name="Stopped">How many stopped.</param>
/// <param name="RepeatedStarts">How many starts were told again with the same message id and content, as a charger does that does
/// not know the answer.</param>
/// <param name="RepeatedStops">The same of stops.</param>
/// <param name="RepeatedEvents">The same of all between: MeterValues (1.6) and TransactionEvent Updated (2.0.1).</param>
/// <param name="DoubledStarts">How many starts were told again with another message id.</param>
/// <param name="DoubledStops">The same of stops.</param>
/// <param name="DoubledEvents">The same of all between.</param>
/// <param name="ChangedRepeats">How many messages came under the id of another with other content.</param>
/// <param name="UnknownStops">How many stops were of transactions that are not known.</param>
/// <param name="OverlappingStarts">How many starts came while the connector's transaction before had not stopped.</param>
/// <param name="MissingEvents">How many of the events that their sequence numbers promise have not come so far (2.0.1).</param>
/// <param name="LateEvents">How many events came after one of a higher sequence number (2.0.1).</param>
/// <param name="FirstStartAt">When the first start came; null if none did.</param>
/// <param name="LastStartAt">When the last start came.</param>
/// <param name="LastStopAt">When the last stop came.</param>
public sealed record TransactionStatistics(
    int Open,
    long Started,
    long Stopped,
    long RepeatedStarts,
    long RepeatedStops,
    long RepeatedEvents,
    long DoubledStarts,
    long DoubledStops,
    long DoubledEvents,
    long ChangedRepeats,
    long UnknownStops,
    long OverlappingStarts,
    long MissingEvents,
    long LateEvents,
    DateTimeOffset? FirstStartAt,
    DateTimeOffset? LastStartAt,
    DateTimeOffset? LastStopAt);

/// <summary>A transaction as its charger told it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Identity">The charger.</param>
/// <param name="ConnectorId">The connector (1.6) or EVSE (2.0.1); 0 if it was not told.</param>
/// <param name="IdTag">The id tag; null if it was not told.</param>
/// <param name="StartedAt">When it started, by the charger's clock; null if that was not told.</param>
/// <param name="MeterStartWh">The energy register then, in watt-hours.</param>
/// <param name="StoppedAt">When it ended, by the charger's clock; null while it runs.</param>
/// <param name="MeterStopWh">The energy register then, in watt-hours.</param>
/// <param name="StopReason">Why it ended.</param>
/// <param name="Events">How many messages told of it, those told again counted once.</param>
public sealed record TransactionView(
    string Id,
    string Identity,
    int ConnectorId,
    string? IdTag,
    DateTimeOffset? StartedAt,
    double? MeterStartWh,
    DateTimeOffset? StoppedAt,
    double? MeterStopWh,
    string? StopReason,
    int Events);

/// <summary>A charger as the central system knows it.</summary>
/// <param name="Identity">Its identity.</param>
/// <param name="OcppVersion">The subprotocol it last connected with.</param>
/// <param name="Connected">Whether it is connected.</param>
/// <param name="ConnectedAt">When it last connected.</param>
/// <param name="LastSeenAt">When its last frame came.</param>
/// <param name="Registration">What its last BootNotification was answered; null before.</param>
/// <param name="Vendor">The vendor it reported.</param>
/// <param name="Model">The model it reported.</param>
/// <param name="Connections">How often it connected.</param>
/// <param name="Boots">How many BootNotifications came.</param>
/// <param name="Received">How many frames came.</param>
/// <param name="Violations">How many of them broke the specification.</param>
/// <param name="LastViolation">The last of those in words.</param>
/// <param name="Connectors">The last status of each connector (1.6) or EVSE (2.0.1).</param>
/// <param name="Transactions">Its last twenty transactions, oldest first.</param>
/// <param name="Frames">Its last frames, oldest first, as many as are kept.</param>
public sealed record ChargerView(
    string Identity,
    string OcppVersion,
    bool Connected,
    DateTimeOffset? ConnectedAt,
    DateTimeOffset? LastSeenAt,
    RegistrationStatus? Registration,
    string? Vendor,
    string? Model,
    int Connections,
    int Boots,
    long Received,
    int Violations,
    string? LastViolation,
    IReadOnlyDictionary<int, string> Connectors,
    IReadOnlyList<TransactionView> Transactions,
    IReadOnlyList<ReceivedFrame> Frames);

/// <summary>A call to be made to a charger.</summary>
/// <param name="Action">The OCPP action.</param>
/// <param name="Payload">Its payload, sent as it is; an empty object if left out.</param>
public sealed record CallRequest(string Action, JsonElement? Payload = null);

/// <summary>A charger's answer to a call: exactly one of the two is set.</summary>
/// <param name="Result">The payload of its CALLRESULT.</param>
/// <param name="Error">Its CALLERROR.</param>
public sealed record CallAnswer(JsonElement? Result, CallAnswerError? Error);

/// <summary>A charger's CALLERROR.</summary>
/// <param name="Code">The code.</param>
/// <param name="Description">The description.</param>
/// <param name="Details">The details.</param>
public sealed record CallAnswerError(string Code, string Description, JsonElement Details);

/// <summary>Why a request could not be carried out.</summary>
/// <param name="Detail">A sentence.</param>
public sealed record Problem(string Detail);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StatisticsView))]
[JsonSerializable(typeof(ChargerView))]
[JsonSerializable(typeof(IReadOnlyList<TransactionView>))]
[JsonSerializable(typeof(CallRequest))]
[JsonSerializable(typeof(CallAnswer))]
[JsonSerializable(typeof(Problem))]
sealed partial class CsmsJson : JsonSerializerContext;
