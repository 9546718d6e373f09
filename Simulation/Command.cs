using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>Something a person asks of a charger through the REST contract. Values are validated before they come here;
/// what only the charger can know (a connector that isn't there, a connector in use) it refuses.</summary>
public abstract record Command;

/// <summary>Plug in, authorize, start a transaction, stop at the first limit reached, unplug.</summary>
/// <remarks>The connector must be there and free of session, fault and ChangeAvailability; a cable already in is used.
/// While the CSMS is away, or has not accepted the charger yet, the session is kept: it starts at once when the local list or the
/// cache knows the tag and LocalAuthorizeOffline allows it, or AllowOfflineTxForUnknownId does, else when the CSMS has
/// authorized it. An Authorize that is refused, fails or is not answered in time ends it without a transaction. When the battery is
/// full the status is SuspendedEV until a limit or a stop; without a time limit, the full battery ends it.</remarks>
/// <param name="IdTag">The id tag to authorize with.</param>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="Duration">The time limit counted from the transaction's start, above 0; null for none.</param>
/// <param name="TargetEnergyWh">The energy limit in watt-hours, above 0; null for none.</param>
/// <param name="StayPlugged">Whether the cable stays in when it is over, until it is unplugged; null for no.</param>
/// <param name="PlugInAfter">The id tag is presented first, and the cable goes in so much later, unless ConnectionTimeOut is over before;
/// null for the cable first.</param>
/// <param name="Timing">At what pace it goes; null for the charger's.</param>
/// <param name="Vehicle">The vehicle that comes; null for the charger's.</param>
/// <param name="IdTokenType">The type of the id tag, one of <see cref="IdToken.Types"/>; null where its shape decides. 1.6 has none.</param>
public sealed record StartSession(
    [property: JsonPropertyName("IdTag")] string IdTag,
    [property: JsonPropertyName("ConnectorId")] int ConnectorId,
    [property: JsonPropertyName("Duration")] TimeSpan? Duration,
    [property: JsonPropertyName("TargetEnergyWh")] double? TargetEnergyWh,
    [property: JsonPropertyName("StayPlugged")] bool? StayPlugged = null,
    [property: JsonPropertyName("PlugInAfter")] TimeSpan? PlugInAfter = null,
    [property: JsonPropertyName("Timing")] Timing? Timing = null,
    [property: JsonPropertyName("Vehicle")] VehicleOptions? Vehicle = null,
    [property: JsonPropertyName("IdTokenType")] string? IdTokenType = null) : Command;

/// <summary>Stop the connector's transaction and unplug, unless the session was to stay plugged.</summary>
/// <remarks>An id tag other than the one that started has to be of the same group (1.6 section 4.10): as the local list or the cache has it,
/// else the CSMS is asked. Where it is not, the transaction goes on.</remarks>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="Reason">The reason that the CSMS is told; null for Local.</param>
/// <param name="IdTag">The id tag that is presented; null for the one that started.</param>
public sealed record StopSession(
    [property: JsonPropertyName("ConnectorId")] int ConnectorId,
    [property: JsonPropertyName("Reason")] StopReason? Reason = null,
    [property: JsonPropertyName("IdTag")] string? IdTag = null) : Command;

/// <summary>Start a transaction with no limits, cable and authorization being the caller's business: it is not authorized, and a
/// cable that is not in is put in.</summary>
/// <param name="IdTag">The id tag of the transaction.</param>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="IdTokenType">The type of the id tag, one of <see cref="IdToken.Types"/>; null where its shape decides. 1.6 has none.</param>
public sealed record StartTransaction(
    [property: JsonPropertyName("IdTag")] string IdTag,
    [property: JsonPropertyName("ConnectorId")] int ConnectorId,
    [property: JsonPropertyName("IdTokenType")] string? IdTokenType = null) : Command;

/// <summary>Stop the connector's transaction and leave the cable in.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="Reason">The reason that the CSMS is told; null for Local.</param>
public sealed record StopTransaction(
    [property: JsonPropertyName("ConnectorId")] int ConnectorId,
    [property: JsonPropertyName("Reason")] StopReason? Reason = null) : Command;

/// <summary>Put the cable in.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
public sealed record PlugConnector([property: JsonPropertyName("ConnectorId")] int ConnectorId) : Command;

/// <summary>Pull the cable from the vehicle: a running transaction ends with EVDisconnected or, where StopTransactionOnEVSideDisconnect is
/// false, is suspended until it is plugged in again.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
public sealed record UnplugConnector([property: JsonPropertyName("ConnectorId")] int ConnectorId) : Command;

/// <summary>Release the cable: a running transaction ends with UnlockCommand, and the cable comes out.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
public sealed record UnlockConnector([property: JsonPropertyName("ConnectorId")] int ConnectorId) : Command;

/// <summary>Present an id tag: Authorize goes to the CSMS unless the charger may do without (LocalPreAuthorize). Nothing starts by it.</summary>
/// <param name="IdTag">The id tag.</param>
/// <param name="IdTokenType">The type of the id tag, one of <see cref="IdToken.Types"/>; null where its shape decides. 1.6 has none.</param>
public sealed record AuthorizeIdTag(
    [property: JsonPropertyName("IdTag")] string IdTag,
    [property: JsonPropertyName("IdTokenType")] string? IdTokenType = null) : Command;

/// <summary>The vehicle wants energy again.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
public sealed record EvRequestsEnergy([property: JsonPropertyName("ConnectorId")] int ConnectorId) : Command;

/// <summary>The vehicle wants no more energy.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
public sealed record EvStopsEnergy([property: JsonPropertyName("ConnectorId")] int ConnectorId) : Command;

/// <summary>The driver asks at the charger for priority charging, or for the end of it (2.1 use case K22).</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="Activate">Whether it is to begin rather than to end.</param>
public sealed record UsePriorityCharging(
    [property: JsonPropertyName("ConnectorId")] int ConnectorId,
    [property: JsonPropertyName("Activate")] bool Activate) : Command;

/// <summary>What a vehicle does when the CSMS sets a profile of its transaction and it does not keep to it.</summary>
public enum EvScheduleAnswer
{
    /// <summary>It tells its needs anew (2.0.1 use case K16).</summary>
    [JsonStringEnumMemberName("Renegotiates")]
    Renegotiates,
    /// <summary>It makes a schedule of it that exceeds the profile's limits.</summary>
    [JsonStringEnumMemberName("Exceeds")]
    Exceeds,
}

/// <summary>The vehicle, which speaks ISO 15118, asks for another charging schedule (2.0.1 use case K17), or will not keep to the next.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="AtNextSchedule">What it does when the CSMS next sets a profile of the transaction; null to tell its needs now.</param>
public sealed record EvRenegotiates(
    [property: JsonPropertyName("ConnectorId")] int ConnectorId,
    [property: JsonPropertyName("AtNextSchedule")] EvScheduleAnswer? AtNextSchedule = null) : Command;

/// <summary>Cap the offered power from now on, in later sessions too; with nothing offered a transaction is SuspendedEVSE.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="PowerW">The cap in watts, 0 or more.</param>
public sealed record PowerUpdate(
    [property: JsonPropertyName("ConnectorId")] int ConnectorId,
    [property: JsonPropertyName("PowerW")] double PowerW) : Command;

/// <summary>An external system limits the power past the CSMS (2.0.1 use cases K11, K12), in place of what it has set there before. In 2.0.1
/// the CSMS is told.</summary>
/// <param name="EvseId">The EVSE (2.0.1) or connector (1.6), from 1; 0 for the charger as a whole.</param>
/// <param name="PowerW">The limit in watts, 0 or more.</param>
/// <param name="Source">Which system.</param>
/// <param name="GridCritical">Whether the limit is critical for the grid; null for not told.</param>
/// <param name="LocalGeneration">Whether it is no limit but what is generated at the site, to be used on top of the limits (2.1 use case K27); null for no.</param>
public sealed record SetChargingLimit(
    [property: JsonPropertyName("EvseId")] int EvseId,
    [property: JsonPropertyName("PowerW")] double PowerW,
    [property: JsonPropertyName("Source")] ChargingLimitSource Source = ChargingLimitSource.EMS,
    [property: JsonPropertyName("GridCritical")] bool? GridCritical = null,
    [property: JsonPropertyName("LocalGeneration")] bool? LocalGeneration = null) : Command;

/// <summary>An external system releases its limit (2.0.1 use case K13). In 2.0.1 the CSMS is told.</summary>
/// <param name="EvseId">The EVSE (2.0.1) or connector (1.6), from 1; 0 for the charger as a whole.</param>
/// <param name="Source">Which system; null for all.</param>
/// <param name="LocalGeneration">Whether it is local generation that is no longer there, rather than a limit; null for no.</param>
public sealed record ClearChargingLimit(
    [property: JsonPropertyName("EvseId")] int EvseId,
    [property: JsonPropertyName("Source")] ChargingLimitSource? Source = null,
    [property: JsonPropertyName("LocalGeneration")] bool? LocalGeneration = null) : Command;

/// <summary>Make the connector fail with an error code; a running transaction ends, the cable stays in.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="ErrorCode">Any code but NoError.</param>
public sealed record InjectFault(
    [property: JsonPropertyName("ConnectorId")] int ConnectorId,
    [property: JsonPropertyName("ErrorCode")] ChargePointErrorCode ErrorCode) : Command;

/// <summary>Make the network between charger and CSMS fail, until cleared.</summary>
/// <param name="Fault">What goes wrong.</param>
public sealed record InjectNetworkFault([property: JsonPropertyName("Fault")] NetworkFault Fault) : Command;

/// <summary>Clear the connector's fault, and the charger's network faults.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
public sealed record ClearFault([property: JsonPropertyName("ConnectorId")] int ConnectorId) : Command;

/// <summary>Set one configuration key (1.6) or device-model variable as <c>Component.Variable</c> (2.0.1).</summary>
/// <param name="Key">The key's name, as in the specification.</param>
/// <param name="Value">The value in the specification's text form.</param>
public sealed record SetConfiguration(
    [property: JsonPropertyName("Key")] string Key,
    [property: JsonPropertyName("Value")] string Value) : Command;

/// <summary>Empty the authorization cache.</summary>
public sealed record ResetCache : Command;

/// <summary>Install or amend the local authorization list (1.6 section 5.15, 2.0.1 use case D01).</summary>
/// <param name="ListVersion">The version, above 0.</param>
/// <param name="Full">Whether the entries replace the list rather than amend it.</param>
/// <param name="Entries">The entries.</param>
public sealed record SetLocalAuthList(
    [property: JsonPropertyName("ListVersion")] int ListVersion,
    [property: JsonPropertyName("Full")] bool Full,
    [property: JsonPropertyName("Entries")] IReadOnlyList<LocalAuthEntry> Entries) : Command;

/// <summary>Empty the local authorization list and set its version to 0.</summary>
public sealed record ClearLocalAuthList : Command;

/// <summary>A driver types in a VAT number for the receipt: the CSMS is asked whether it is one (2.1 VatNumberValidation).</summary>
/// <param name="VatNumber">The number, at most 20 characters.</param>
/// <param name="EvseId">The EVSE that it is for, from 1; null for none.</param>
public sealed record ValidateVatNumber(
    [property: JsonPropertyName("VatNumber")] string VatNumber,
    [property: JsonPropertyName("EvseId")] int? EvseId = null) : Command;

/// <summary>The payment terminal has settled what a session costs, or could not: the CSMS is told (2.1 NotifySettlement).</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="PspRef">The payment's reference at the payment service, which was the id token; at most 255 characters.</param>
/// <param name="Status">How it went.</param>
/// <param name="Amount">The amount; null for what the last transaction there cost, as far as it is known, and for 0 where nothing was to be paid.</param>
/// <param name="TransactionId">The transaction; null for the last there that the charger still knows of.</param>
/// <param name="StatusInfo">What there is to add, at most 500 characters; null for nothing.</param>
/// <param name="ReceiptId">The receipt's id, at most 50 characters; null for none.</param>
/// <param name="ReceiptUrl">The receipt's address, at most 2000 characters; null for none.</param>
/// <param name="VatNumber">The VAT number of the receipt, at most 20 characters; null for none.</param>
public sealed record SettlePayment(
    [property: JsonPropertyName("ConnectorId")] int ConnectorId,
    [property: JsonPropertyName("PspRef")] string PspRef,
    [property: JsonPropertyName("Status")] PaymentStatus Status = PaymentStatus.Settled,
    [property: JsonPropertyName("Amount")] double? Amount = null,
    [property: JsonPropertyName("TransactionId")] string? TransactionId = null,
    [property: JsonPropertyName("StatusInfo")] string? StatusInfo = null,
    [property: JsonPropertyName("ReceiptId")] string? ReceiptId = null,
    [property: JsonPropertyName("ReceiptUrl")] string? ReceiptUrl = null,
    [property: JsonPropertyName("VatNumber")] string? VatNumber = null) : Command;

/// <summary>Send one message to the CSMS, its payload as given.</summary>
/// <param name="Action">The OCPP action, in any letter case.</param>
/// <param name="PayloadJson">The payload, one JSON object.</param>
/// <param name="Version">The version it is a message of; a charger that speaks another refuses. Null for any.</param>
public sealed record SendProxyMessage(
    [property: JsonPropertyName("Action")] string Action,
    [property: JsonPropertyName("PayloadJson")] string PayloadJson,
    [property: JsonPropertyName("Version")] OcppVersion? Version = null) : Command;

/// <summary>Answer requests of the CSMS's otherwise than the charger would by itself: in place of what was chosen for the action before.</summary>
/// <param name="Answer">What to answer, and to which action (in any letter case).</param>
/// <param name="Status">The status of a response that has nothing else to say, in place of a payload; null for none.</param>
public sealed record AnswerCalls(
    [property: JsonPropertyName("Answer")] CallAnswer Answer,
    [property: JsonPropertyName("Status")] string? Status = null) : Command;

/// <summary>Answer requests of the CSMS's as usual again.</summary>
/// <param name="Action">Those of this action (in any letter case); null for all.</param>
public sealed record ClearCallAnswers([property: JsonPropertyName("Action")] string? Action = null) : Command;

/// <summary>Drop the connection and boot again; a running transaction ends.</summary>
/// <param name="Hard">Whether at once, without a farewell to the CSMS, rather than after an orderly stop.</param>
public sealed record ResetCharger([property: JsonPropertyName("Hard")] bool Hard) : Command;

/// <summary>Switch the charger on.</summary>
public sealed record StartCharger : Command;

/// <summary>Switch the charger off: its transactions end with PowerLoss, and its connection closes when the CSMS has their
/// messages, at the latest after 30 seconds.</summary>
public sealed record StopCharger : Command;

/// <summary>Switch the charger off and on.</summary>
public sealed record RestartCharger : Command;

/// <summary>An entry of the local authorization list.</summary>
/// <param name="IdTag">The id tag.</param>
/// <param name="ExpiryDate">When it ceases to be valid; null for never.</param>
/// <param name="ParentIdTag">The group it belongs to, or null.</param>
/// <param name="Status">What the list says of it.</param>
/// <param name="TokenType">The 2.0.1 type of the id tag, or null.</param>
public sealed record LocalAuthEntry(
    [property: JsonPropertyName("idTag")] string IdTag,
    [property: JsonPropertyName("expiryDate")] DateTimeOffset? ExpiryDate,
    [property: JsonPropertyName("parentIdTag")] string? ParentIdTag,
    [property: JsonPropertyName("status")] AuthorizationStatus Status = AuthorizationStatus.Accepted,
    [property: JsonPropertyName("tokenType")] string? TokenType = null)
{
    /// <summary>About how many bytes it takes a charger to keep it: a byte a character, and its expiry and status.</summary>
    [JsonIgnore]
    internal int Bytes => IdTag.Length + (ParentIdTag?.Length ?? 0) + (TokenType?.Length ?? 0) + sizeof(long) + 1;
}

/// <summary>The kinds of network fault.</summary>
public enum NetworkFaultKind
{
    /// <summary>The connection drops and stays down.</summary>
    [JsonStringEnumMemberName("Offline")]
    Offline,
    /// <summary>Messages are delayed.</summary>
    [JsonStringEnumMemberName("Latency")]
    Latency,
    /// <summary>Messages are lost.</summary>
    [JsonStringEnumMemberName("Drop")]
    Drop,
}

/// <summary>The direction of a message.</summary>
public enum MessageDirection
{
    /// <summary>Charger to CSMS.</summary>
    [JsonStringEnumMemberName("ToCsms")]
    ToCsms,
    /// <summary>CSMS to charger.</summary>
    [JsonStringEnumMemberName("ToCharger")]
    ToCharger,
}

/// <summary>A fault of the network between one charger and its CSMS.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Direction">For which way; null for both.</param>
/// <param name="Action">For which OCPP action; null for all.</param>
/// <param name="Rate">The share of messages it strikes, 0 to 1.</param>
/// <param name="Delay">The delay of Latency.</param>
/// <param name="Seed">The source of the choice which messages are struck.</param>
public sealed record NetworkFault(
    [property: JsonPropertyName("kind")] NetworkFaultKind Kind,
    [property: JsonPropertyName("direction")] MessageDirection? Direction,
    [property: JsonPropertyName("action")] string? Action,
    [property: JsonPropertyName("rate")] double Rate,
    [property: JsonPropertyName("delay")] TimeSpan Delay,
    [property: JsonPropertyName("seed")] ulong Seed);
