using System.Text.Json;
using System.Text.Json.Nodes;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>The fields of the commands' payloads.</summary>
static class CommandFields
{
    const double MaxEnergyKwh = 1_000_000;
    const double MaxPowerW = 10_000_000;
    const int MaxSeconds = 315_360_000;
    const int MaxDelayMs = 3_600_000;

    public static readonly (string Word, ChargingLimitSource Source)[] LimitSources =
        [.. Enum.GetValues<ChargingLimitSource>().Select(source => (source.ToString(), source))];

    public const string NoConnector = "A charger that has no such connector refuses.";

    public const string NeedsPower =
        "A charger that is switched off or resetting refuses. One that its CSMS has not accepted yet, or that is offline, takes it:"
        + " what it has to say is queued and sent in order once it can be.";

    public static readonly Field<string> IdTag = Field.Text(
        "id_tag", "The id tag (1.6) or id token (2.0.1, 2.1), in printable ASCII. A 1.6 charger refuses more than 20 characters, a 2.0.1 charger more than 36.", ascii: true)
        .Like("04A2B3C4D5E6F7");

    public static readonly Field<string?> IdTokenType = Field.Choice(
        "id_token_type",
        "The type of the id token (IdTokenEnumType); null for ISO14443 where `id_tag` has the 8, 14 or 20 hexadecimal digits of a card, else Central."
        + " DirectPayment (of the payment terminal, with its reference as `id_tag`), EVCCID and VIN came with OCPP 2.1, and a 2.0.1 charger refuses them. NoAuthorization is a start button: nobody is asked, and the CSMS gets the type with no token. A 1.6 charger, whose id tags have no type, refuses.",
        [.. IdToken.Types.Select(type => (type, type))]).OrNull();

    public static readonly Field<int> ConnectorId = Field.Int("connector_id", "The connector, counted over all EVSEs, from 1.", 1).Or(1);

    public static readonly Field<int?> EvseId = Field.Int(
        "evse_id", "The EVSE, from 1, of a charger whose EVSEs have one connector each: with it, `connector_id` is 1, the same number, or left out.", 1).OrNull();

    public static readonly Field<int?> DurationSeconds = Field.Int(
        "duration_seconds", "The time limit in seconds, counted from the transaction's start; null for none.", 1, MaxSeconds).OrNull().Or(300);

    public static readonly Field<double?> TargetEnergyKwh = Field.Number(
        "target_energy_kwh", "The energy limit in kWh; null for none.", 0, MaxEnergyKwh, above: true).OrNull().Or(20);

    public static readonly Field<bool?> StayPlugged = Field.Bool(
        "stay_plugged", "Whether the cable stays in when the session is over, until `unplug-connector`; null for no.").OrNull();

    public static readonly Field<double?> PlugInAfterSeconds = Field.Number(
        "plug_in_after_seconds",
        "With it the id tag comes first, and the cable goes in so many seconds later; later than ConnectionTimeOut (a setting, 60 s) is never. Null for the cable first.",
        0,
        MaxSeconds).OrNull();

    public static readonly Field<Timing?> Pace = Field.Choice(
        "timing",
        "At what pace it goes: `realistic`, seconds between cable, card and start as people take them, or `instant`; null for the charger's.",
        ("instant", Timing.Instant),
        ("realistic", Timing.Realistic)).OrNull();

    public static readonly Field<StopReason?> Reason = Field.Choice(
        "reason",
        "The reason that the CSMS is told, in the words of its version's StopTransaction (1.6) or TransactionEvent (2.0.1); a charger refuses"
        + " one that its version does not have. Null for Local.",
        [.. Enum.GetValues<StopReason>().Select(reason => (reason.ToString(), reason))]).OrNull();

    public static readonly Field<Body?> Vehicle = Field.Object(
        "vehicle", "The vehicle that comes; null for the charger's own (`options.vehicle`), or one that its seed chooses.", OptionsBody.VehicleShape).OrNull();

    public static readonly Field<string?> StopIdTag = Field.Text(
        "id_tag",
        "The id tag that is presented; null for the one that started. Another has to be of the same group (`parent_id_tag`): the CSMS is asked"
        + " where the charger does not know, and if it is not of it the session goes on.",
        ascii: true).OrNull();

    public static readonly Field<double> PowerW = Field.Number("power_w", "The cap in watts; 0 suspends charging.", 0, MaxPowerW).Like(7400);

    public static readonly Field<int> LimitedEvseId = Field.Int(
        "evse_id", "The EVSE (2.0.1) or connector (1.6), from 1; 0 for the charger as a whole.", 0).Or(0);

    public static readonly Field<double> LimitW = Field.Number("power_w", "The limit in watts; 0 suspends charging.", 0, MaxPowerW).Like(7400);

    public static readonly Field<ChargingLimitSource> LimitSource = Field.Choice(
        "source", "The system that sets the limit: an energy management system, the system operator of the grid, or another.", LimitSources)
        .Or(ChargingLimitSource.EMS, "EMS");

    public static readonly Field<ChargingLimitSource?> ReleasedSource = Field.Choice(
        "source", "The system that releases its limit; null for all.", LimitSources).OrNull();

    public static readonly Field<bool?> GridCritical = Field.Bool(
        "grid_critical", "Whether the limit is critical for the grid, as the CSMS of a 2.0.1 charger is told; null for not told.").OrNull();

    public static readonly Field<bool?> LocalGeneration = Field.Bool(
        "local_generation",
        "Whether it is no limit but the power that is generated at the site, to be used on top of the limits; only a 2.1 charger takes it.").OrNull();

    public static readonly Field<bool> ActivatesPriority = Field.Bool(
        "activate", "Whether priority charging is to begin rather than to end.").Or(true);

    public static readonly Field<EvScheduleAnswer?> AtNextSchedule = Field.Choice(
        "at_next_schedule",
        "What the vehicle does when the CSMS next sets a profile of the transaction: `renegotiate`, it tells its needs anew, or `exceed`, its"
        + " schedule is above the profile's limits. Null to tell its needs now.",
        ("renegotiate", EvScheduleAnswer.Renegotiates),
        ("exceed", EvScheduleAnswer.Exceeds)).OrNull();

    public static readonly (string Word, object Fault)[] Faults =
    [
        .. Enum.GetValues<ChargePointErrorCode>().Where(code => code != ChargePointErrorCode.NoError).Select(code => (code.ToString(), (object)code)),
        .. Enum.GetValues<NetworkFaultKind>().Select(kind => (kind.ToString(), (object)kind)),
    ];

    public static readonly Field<object> FaultType = Field.Choice(
        "fault_type",
        "A ChargePointErrorCode of OCPP 1.6 (2.0.1 chargers report its counterpart), or a fault of the network: `Offline` drops the connection"
        + " until it is cleared, `Latency` delays messages, `Drop` loses them.",
        Faults).Like("GroundFailure");

    public static readonly (string Word, MessageDirection Direction)[] Directions = [("cp_to_csms", MessageDirection.ToCsms), ("csms_to_cp", MessageDirection.ToCharger)];

    public static readonly Field<MessageDirection?> Direction =
        Field.Choice("direction", "Latency and Drop: only messages that go this way; null for both.", Directions).OrNull();

    public static readonly Field<string?> FaultAction = Field.Text("action", "Latency and Drop: only messages of this OCPP action; null for all.", max: 50, ascii: true).OrNull();

    public static readonly Field<double?> Rate = Field.Number("rate", "Latency and Drop: the share of messages it strikes; null for 1, all of them.", 0, 1).OrNull();

    public static readonly Field<int?> DelayMs = Field.Int("delay_ms", "Latency: the delay in milliseconds; null for 1000.", 0, MaxDelayMs).OrNull();

    public static readonly Field<long?> Seed = Field.Long("seed", "Latency and Drop: the source of the choice which messages are struck; null for 0. The same seed strikes the same.", 0).OrNull();

    public static readonly Field<string> Key = Field.Text(
        "key", "The configuration key (1.6), or the variable as `Component.Variable` (2.0.1).", max: 500, ascii: true).Like("MeterValueSampleInterval");

    public static readonly Field<string> Value = Field.Text("value", "The value in the specification's text form.", 0, 2500).Like("30");

    public static readonly Field<int> ListVersion = Field.Int("list_version", "The list's version, above 0.", 1).Like(1);

    public static readonly Field<bool> IsFull = Field.Choice(
        "update_type", "Whether the entries replace the list or amend it.", ("Full", true), ("Differential", false)).Or(true, "Full");

    public static readonly Field<DateTimeOffset?> ExpiryDate = Field.Time("expiry_date", "When it ceases to be valid; null for never.").OrNull();

    public static readonly Field<string?> ParentIdTag = Field.Text("parent_id_tag", "The group it belongs to, or null.", ascii: true).OrNull();

    public static readonly Field<AuthorizationStatus> EntryStatus = Field.Choice(
        "status",
        "What the list says of it.",
        ("Accepted", AuthorizationStatus.Accepted),
        ("Blocked", AuthorizationStatus.Blocked),
        ("Expired", AuthorizationStatus.Expired),
        ("Invalid", AuthorizationStatus.Invalid)).Or(AuthorizationStatus.Accepted, "Accepted");

    public static readonly Field<IReadOnlyList<Body>> Entries = Field.List(
        "entries",
        "The entries.",
        Field.Object("", "", new("LocalAuthListEntry", "An entry of the local authorization list.", IdTag, ExpiryDate, ParentIdTag, EntryStatus, IdTokenType)),
        max: 10_000).Or([], new JsonArray());

    public static readonly Field<string> Action = Field.Text(
        "action", "The OCPP action, in any letter case: it is sent as the specification spells it, one that no version knows as given.", max: 50, ascii: true)
        .Like("Heartbeat");

    public static readonly Field<JsonElement> Message = Field.Json("payload", "The message's payload.").Or(JsonElement.Parse("{}"), new JsonObject());

    public static readonly Field<OcppVersion?> MessageVersion =
        Field.Version("ocpp_version", "The version it is a message of; a charger that speaks another refuses. Null for any.").OrNull();

    public static readonly Field<string> CallAction = Field.Text(
        "action", "The OCPP action of the CSMS's requests, in any letter case. A charger whose version has no such request refuses.", max: 50, ascii: true)
        .Like("UnlockConnector");

    public static readonly Field<string?> ClearedAction = Field.Text(
        "action", "The OCPP action whose answer is the charger's own again, in any letter case; null for all.", max: 50, ascii: true).OrNull();

    public static readonly Field<string?> AnswerStatus = Field.Text(
        "status",
        "The status of the answer, in place of what the charger would do. A charger refuses one that the action's response does not have, or"
        + " where more than a status is required.",
        max: 50,
        ascii: true).Like("UnlockFailed").OrNull();

    public static readonly Field<JsonElement?> AnswerPayload = Field.Json(
        "payload", "The whole payload of the answer, in place of what the charger would do. It is not checked against the schema.").OrNull();

    public static readonly Field<string?> AnswerErrorCode = Field.Text(
        "error_code", "The code of a CALLERROR, in place of what the charger would do, such as `InternalError`.", max: 50, ascii: true).OrNull();

    public static readonly Field<string?> AnswerErrorDescription = Field.Text("error_description", "The description of the CALLERROR; null for an empty one.", max: 255).OrNull();

    public static readonly Field<bool?> NoAnswer = Field.Bool("no_answer", "With true there is no answer, and nothing is done.").OrNull();

    public static readonly Field<int?> AnswerDelayMs = Field.Int(
        "delay_ms", "How long a request waits before anything is done about it, in milliseconds; null for not at all.", 0, MaxDelayMs).OrNull();

    public static readonly Field<int?> Times = Field.Int("times", "How many requests are answered so; null for all until `clear-call-answers`.", 1).OrNull();

    public static readonly Field<bool> IsHard = Field.Choice(
        "type", "Soft ends transactions and says farewell to the CSMS first; Hard drops the connection at once.", ("Soft", false), ("Hard", true)).Or(false, "Soft");
}
