using System.Text.Json;
using System.Text.Json.Nodes;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>The commands of the contract, one entry each. A new command is an entry here and a case in the charger.</summary>
static class CommandTable
{
    const double MaxEnergyKwh = 1_000_000;
    const double MaxPowerW = 10_000_000;
    const int MaxSeconds = 315_360_000;
    const int MaxDelayMs = 3_600_000;

    static readonly (string Word, ChargingLimitSource Source)[] LimitSources =
        [.. Enum.GetValues<ChargingLimitSource>().Select(source => (source.ToString(), source))];

    const string NoConnector = "A charger that has no such connector refuses.";

    const string NeedsPower =
        "A charger that is switched off or resetting refuses. One that its CSMS has not accepted yet, or that is offline, takes it:"
        + " what it has to say is queued and sent in order once it can be.";

    static readonly Field<string> IdTag = Field.Text(
        "id_tag", "The id tag (1.6) or id token (2.0.1), in printable ASCII. A 1.6 charger refuses more than 20 characters, a 2.0.1 charger more than 36.", ascii: true)
        .Like("04A2B3C4D5E6F7");

    static readonly Field<string?> IdTokenType = Field.Choice(
        "id_token_type",
        "The type of the id token (IdTokenEnumType); null for ISO14443 where `id_tag` has the 8, 14 or 20 hexadecimal digits of a card, else Central."
        + " A 1.6 charger, whose id tags have no type, refuses.",
        [.. IdToken.Types.Select(type => (type, type))]).OrNull();

    static readonly Field<int> ConnectorId = Field.Int("connector_id", "The connector (1.6) or EVSE (2.0.1), from 1.", 1).Or(1);

    static readonly Field<int?> EvseId = Field.Int(
        "evse_id", "The EVSE, from 1. Each has one connector: with it, `connector_id` is 1, the same number, or left out.", 1).OrNull();

    static readonly Field<int?> DurationSeconds = Field.Int(
        "duration_seconds", "The time limit in seconds, counted from the transaction's start; null for none.", 1, MaxSeconds).OrNull().Or(300);

    static readonly Field<double?> TargetEnergyKwh = Field.Number(
        "target_energy_kwh", "The energy limit in kWh; null for none.", 0, MaxEnergyKwh, above: true).OrNull().Or(20);

    static readonly Field<bool?> StayPlugged = Field.Bool(
        "stay_plugged", "Whether the cable stays in when the session is over, until `unplug-connector`; null for no.").OrNull();

    static readonly Field<double?> PlugInAfterSeconds = Field.Number(
        "plug_in_after_seconds",
        "With it the id tag comes first, and the cable goes in so many seconds later; later than ConnectionTimeOut (a setting, 60 s) is never. Null for the cable first.",
        0,
        MaxSeconds).OrNull();

    static readonly Field<Timing?> Pace = Field.Choice(
        "timing",
        "At what pace it goes: `realistic`, seconds between cable, card and start as people take them, or `instant`; null for the charger's.",
        ("instant", Timing.Instant),
        ("realistic", Timing.Realistic)).OrNull();

    static readonly Field<StopReason?> Reason = Field.Choice(
        "reason",
        "The reason that the CSMS is told, in the words of its version's StopTransaction (1.6) or TransactionEvent (2.0.1); a charger refuses"
        + " one that its version does not have. Null for Local.",
        [.. Enum.GetValues<StopReason>().Select(reason => (reason.ToString(), reason))]).OrNull();

    static readonly Field<Body?> Vehicle = Field.Object(
        "vehicle", "The vehicle that comes; null for the charger's own (`options.vehicle`), or one that its seed chooses.", OptionsBody.VehicleShape).OrNull();

    static readonly Field<string?> StopIdTag = Field.Text(
        "id_tag",
        "The id tag that is presented; null for the one that started. Another has to be of the same group (`parent_id_tag`): the CSMS is asked"
        + " where the charger does not know, and if it is not of it the session goes on.",
        ascii: true).OrNull();

    static readonly Field<double> PowerW = Field.Number("power_w", "The cap in watts; 0 suspends charging.", 0, MaxPowerW).Like(7400);

    static readonly Field<int> LimitedEvseId = Field.Int(
        "evse_id", "The EVSE (2.0.1) or connector (1.6), from 1; 0 for the charger as a whole.", 0).Or(0);

    static readonly Field<double> LimitW = Field.Number("power_w", "The limit in watts; 0 suspends charging.", 0, MaxPowerW).Like(7400);

    static readonly Field<ChargingLimitSource> LimitSource = Field.Choice(
        "source", "The system that sets the limit: an energy management system, the system operator of the grid, or another.", LimitSources)
        .Or(ChargingLimitSource.EMS, "EMS");

    static readonly Field<ChargingLimitSource?> ReleasedSource = Field.Choice(
        "source", "The system that releases its limit; null for all.", LimitSources).OrNull();

    static readonly Field<bool?> GridCritical = Field.Bool(
        "grid_critical", "Whether the limit is critical for the grid, as the CSMS of a 2.0.1 charger is told; null for not told.").OrNull();

    static readonly Field<EvScheduleAnswer?> AtNextSchedule = Field.Choice(
        "at_next_schedule",
        "What the vehicle does when the CSMS next sets a profile of the transaction: `renegotiate`, it tells its needs anew, or `exceed`, its"
        + " schedule is above the profile's limits. Null to tell its needs now.",
        ("renegotiate", EvScheduleAnswer.Renegotiates),
        ("exceed", EvScheduleAnswer.Exceeds)).OrNull();

    static readonly (string Word, object Fault)[] Faults =
    [
        .. Enum.GetValues<ChargePointErrorCode>().Where(code => code != ChargePointErrorCode.NoError).Select(code => (code.ToString(), (object)code)),
        .. Enum.GetValues<NetworkFaultKind>().Select(kind => (kind.ToString(), (object)kind)),
    ];

    static readonly Field<object> FaultType = Field.Choice(
        "fault_type",
        "A ChargePointErrorCode of OCPP 1.6 (2.0.1 chargers report its counterpart), or a fault of the network: `Offline` drops the connection"
        + " until it is cleared, `Latency` delays messages, `Drop` loses them.",
        Faults).Like("GroundFailure");

    static readonly Field<MessageDirection?> Direction = Field.Choice(
        "direction",
        "Latency and Drop: only messages that go this way; null for both.",
        ("cp_to_csms", MessageDirection.ToCsms),
        ("csms_to_cp", MessageDirection.ToCharger)).OrNull();

    static readonly Field<string?> FaultAction = Field.Text("action", "Latency and Drop: only messages of this OCPP action; null for all.", max: 50, ascii: true).OrNull();

    static readonly Field<double?> Rate = Field.Number("rate", "Latency and Drop: the share of messages it strikes; null for 1, all of them.", 0, 1).OrNull();

    static readonly Field<int?> DelayMs = Field.Int("delay_ms", "Latency: the delay in milliseconds; null for 1000.", 0, MaxDelayMs).OrNull();

    static readonly Field<long?> Seed = Field.Long("seed", "Latency and Drop: the source of the choice which messages are struck; null for 0. The same seed strikes the same.", 0).OrNull();

    static readonly Field<string> Key = Field.Text(
        "key", "The configuration key (1.6), or the variable as `Component.Variable` (2.0.1).", max: 500, ascii: true).Like("MeterValueSampleInterval");

    static readonly Field<string> Value = Field.Text("value", "The value in the specification's text form.", 0, 2500).Like("30");

    static readonly Field<int> ListVersion = Field.Int("list_version", "The list's version, above 0.", 1).Like(1);

    static readonly Field<bool> IsFull = Field.Choice(
        "update_type", "Whether the entries replace the list or amend it.", ("Full", true), ("Differential", false)).Or(true, "Full");

    static readonly Field<DateTimeOffset?> ExpiryDate = Field.Time("expiry_date", "When it ceases to be valid; null for never.").OrNull();

    static readonly Field<string?> ParentIdTag = Field.Text("parent_id_tag", "The group it belongs to, or null.", ascii: true).OrNull();

    static readonly Field<AuthorizationStatus> EntryStatus = Field.Choice(
        "status",
        "What the list says of it.",
        ("Accepted", AuthorizationStatus.Accepted),
        ("Blocked", AuthorizationStatus.Blocked),
        ("Expired", AuthorizationStatus.Expired),
        ("Invalid", AuthorizationStatus.Invalid)).Or(AuthorizationStatus.Accepted, "Accepted");

    static readonly Field<IReadOnlyList<Body>> Entries = Field.List(
        "entries",
        "The entries.",
        Field.Object("", "", new("LocalAuthListEntry", "An entry of the local authorization list.", IdTag, ExpiryDate, ParentIdTag, EntryStatus, IdTokenType)),
        max: 10_000).Or([], new JsonArray());

    static readonly Field<string> Action = Field.Text(
        "action", "The OCPP action, in any letter case: it is sent as the specification spells it, one that no version knows as given.", max: 50, ascii: true)
        .Like("Heartbeat");

    static readonly Field<JsonElement> Message = Field.Json("payload", "The message's payload.").Or(JsonElement.Parse("{}"), new JsonObject());

    static readonly Field<OcppVersion?> MessageVersion =
        Field.Version("ocpp_version", "The version it is a message of; a charger that speaks another refuses. Null for any.").OrNull();

    static readonly Field<string> CallAction = Field.Text(
        "action", "The OCPP action of the CSMS's requests, in any letter case. A charger whose version has no such request refuses.", max: 50, ascii: true)
        .Like("UnlockConnector");

    static readonly Field<string?> ClearedAction = Field.Text(
        "action", "The OCPP action whose answer is the charger's own again, in any letter case; null for all.", max: 50, ascii: true).OrNull();

    static readonly Field<string?> AnswerStatus = Field.Text(
        "status",
        "The status of the answer, in place of what the charger would do. A charger refuses one that the action's response does not have, or"
        + " where more than a status is required.",
        max: 50,
        ascii: true).Like("UnlockFailed").OrNull();

    static readonly Field<JsonElement?> AnswerPayload = Field.Json(
        "payload", "The whole payload of the answer, in place of what the charger would do. It is not checked against the schema.").OrNull();

    static readonly Field<string?> AnswerErrorCode = Field.Text(
        "error_code", "The code of a CALLERROR, in place of what the charger would do, such as `InternalError`.", max: 50, ascii: true).OrNull();

    static readonly Field<string?> AnswerErrorDescription = Field.Text("error_description", "The description of the CALLERROR; null for an empty one.", max: 255).OrNull();

    static readonly Field<bool?> NoAnswer = Field.Bool("no_answer", "With true there is no answer, and nothing is done.").OrNull();

    static readonly Field<int?> AnswerDelayMs = Field.Int(
        "delay_ms", "How long a request waits before anything is done about it, in milliseconds; null for not at all.", 0, MaxDelayMs).OrNull();

    static readonly Field<int?> Times = Field.Int("times", "How many requests are answered so; null for all until `clear-call-answers`.", 1).OrNull();

    static readonly Field<bool> IsHard = Field.Choice(
        "type", "Soft ends transactions and says farewell to the CSMS first; Hard drops the connection at once.", ("Soft", false), ("Hard", true)).Or(false, "Soft");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CommandSpec> All { get; } =
    [
        new(
            "start-session",
            new("StartSessionCommandEvent", "Command payload for start-session.", IdTag, ConnectorId, DurationSeconds, TargetEnergyKwh,
                StayPlugged, PlugInAfterSeconds, Pace, Vehicle, IdTokenType),
            body => new StartSession(
                body.Get(IdTag),
                body.Get(ConnectorId),
                body.Get(DurationSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                body.Get(TargetEnergyKwh) * 1000,
                body.Get(StayPlugged),
                body.Get(PlugInAfterSeconds) is { } later ? TimeSpan.FromSeconds(later) : null,
                body.Get(Pace),
                OptionsBody.ReadVehicle(body, Vehicle),
                body.Get(IdTokenType)),
            "Start session.",
            "Plug in, authorize with `id_tag`, start a transaction, send meter values, stop by itself at the first limit reached, unplug."
            + " With no time limit a full battery ends it too. An `id_tag` that the CSMS does not accept ends it without a transaction."
            + $" A connector that is in a session, faulted or unavailable refuses, and a DC charger a `vehicle` that takes no direct current. {NoConnector} {NeedsPower}"),
        new(
            "stop-session",
            new("StopSessionCommandEvent", "Command payload for stop-session.", ConnectorId, Reason, StopIdTag),
            body => new StopSession(body.Get(ConnectorId), body.Get(Reason), body.Get(StopIdTag)),
            "Stop session.",
            $"Stop the connector's transaction and unplug. A connector that is in no session refuses. {NoConnector} {NeedsPower}"),
        new(
            "start-transaction",
            new("StartTransactionCommandEvent", "Command payload for start-transaction.", IdTag, ConnectorId, IdTokenType),
            body => new StartTransaction(body.Get(IdTag), body.Get(ConnectorId), body.Get(IdTokenType)),
            "Start a bare transaction.",
            "Start a transaction with no limits: no Authorize is sent, and the cable is the caller's business. A connector that is in a"
            + $" session, faulted or unavailable refuses. {NoConnector} {NeedsPower}"),
        new(
            "stop-transaction",
            new("StopTransactionCommandEvent", "Command payload for stop-transaction.", ConnectorId, Reason),
            body => new StopTransaction(body.Get(ConnectorId), body.Get(Reason)),
            "Stop a bare transaction.",
            $"Stop the connector's transaction and leave the cable in. A connector without one refuses. {NoConnector} {NeedsPower}"),
        new(
            "plug-connector",
            new("PlugConnectorCommandEvent", "Command payload for plug-connector.", EvseId, ConnectorId),
            body => new PlugConnector(Connector(body)),
            "Plug the cable in.",
            $"The connector becomes Preparing. A session that waits for the cable, of a remote start or of `plug_in_after_seconds`, goes on. A connector with a cable in refuses. {NoConnector}"),
        new(
            "unplug-connector",
            new("UnplugConnectorCommandEvent", "Command payload for unplug-connector.", EvseId, ConnectorId),
            body => new UnplugConnector(Connector(body)),
            "Pull the cable.",
            "A running transaction ends (reason EVDisconnected), the connector becomes Available. Where StopTransactionOnEVSideDisconnect is"
            + $" false the transaction is suspended instead, until `plug-connector`. A connector without a cable refuses. {NoConnector}"),
        new(
            "unlock-connector",
            new("UnlockConnectorCommandEvent", "Command payload for unlock-connector.", ConnectorId),
            body => new UnlockConnector(body.Get(ConnectorId)),
            "Release the cable.",
            $"A running transaction ends (reason UnlockCommand), the cable comes out. {NoConnector} {NeedsPower}"),
        new(
            "authorize-id-tag",
            new("AuthorizeIdTagCommandEvent", "Command payload for authorize-id-tag.", IdTag, IdTokenType),
            body => new AuthorizeIdTag(body.Get(IdTag), body.Get(IdTokenType)),
            "Present an id tag.",
            $"Authorize to the CSMS, unless the local list or the cache answers and the charger is configured to ask them first. {NeedsPower}")
        {
            Alias = "authorize",
        },
        new(
            "ev-requests-energy",
            new("EvRequestsEnergyCommandEvent", "Command payload for ev-requests-energy.", EvseId, ConnectorId),
            body => new EvRequestsEnergy(Connector(body)),
            "Let the vehicle take energy again.",
            $"SuspendedEV becomes Charging. A connector without a transaction, or whose vehicle is full or takes energy already, refuses. {NoConnector}"),
        new(
            "ev-stops-energy",
            new("EvStopsEnergyCommandEvent", "Command payload for ev-stops-energy.", EvseId, ConnectorId),
            body => new EvStopsEnergy(Connector(body)),
            "Let the vehicle take no more energy.",
            $"Charging becomes SuspendedEV. A connector without a transaction, or whose vehicle takes none already, refuses. {NoConnector}"),
        new(
            "ev-renegotiates",
            new("EvRenegotiatesCommandEvent", "Command payload for ev-renegotiates.", EvseId, ConnectorId, AtNextSchedule),
            body => new EvRenegotiates(Connector(body), body.Get(AtNextSchedule)),
            "Let the vehicle ask for another charging schedule.",
            "A 2.0.1 charger sends NotifyEVChargingNeeds. A connector without a transaction, or whose vehicle does not speak ISO 15118 with the"
            + $" charger (`vehicle.iso15118`), refuses, and so does a 1.6 charger. {NoConnector}"),
        new(
            "power-update",
            new("PowerUpdateCommandEvent", "Command payload for power-update.", EvseId, ConnectorId, PowerW),
            body => new PowerUpdate(Connector(body), body.Get(PowerW)),
            "Cap the offered power.",
            $"From now on the connector offers at most `power_w`, in this and later transactions. {NoConnector}"),
        new(
            "set-charging-limit",
            new("SetChargingLimitCommandEvent", "Command payload for set-charging-limit.", LimitedEvseId, LimitW, LimitSource, GridCritical),
            body => new SetChargingLimit(body.Get(LimitedEvseId), body.Get(LimitW), body.Get(LimitSource), body.Get(GridCritical)),
            "Limit the power from outside.",
            "An external system limits what the charger or one EVSE delivers, past the CSMS and in place of the limit that it has set there"
            + " before. A 2.0.1 charger tells its CSMS (NotifyChargingLimit), and refuses where ExternalControlSignalsEnabled is false. A charger"
            + " that has no such EVSE refuses."),
        new(
            "clear-charging-limit",
            new("ClearChargingLimitCommandEvent", "Command payload for clear-charging-limit.", LimitedEvseId, ReleasedSource),
            body => new ClearChargingLimit(body.Get(LimitedEvseId), body.Get(ReleasedSource)),
            "Release a limit from outside.",
            "What `set-charging-limit` set there holds no more. A 2.0.1 charger tells its CSMS (ClearedChargingLimit). A charger without such"
            + " a limit refuses."),
        new(
            "inject-fault",
            new("InjectFaultCommandEvent", "Command payload for inject-fault.", EvseId, ConnectorId, FaultType, Direction, FaultAction, Rate, DelayMs, Seed),
            Fault,
            "Inject a fault.",
            "With an error code, the connector becomes Faulted with it, and a running transaction ends. With a fault of the network,"
            + $" what goes wrong is the charger's connection, on all connectors; a charger without a CSMS refuses that. {NoConnector}"),
        new(
            "clear-fault",
            new("ClearFaultCommandEvent", "Command payload for clear-fault.", EvseId, ConnectorId),
            body => new ClearFault(Connector(body)),
            "Clear the faults.",
            "The connector goes back to Available, or Preparing where a cable is in, and the charger's network is mended. A charger"
            + $" with neither fault refuses. {NoConnector}"),
        new(
            "configuration",
            new("ConfigurationCommandEvent", "Command payload for configuration.", Key, Value),
            body => new SetConfiguration(body.Get(Key), body.Get(Value)),
            "Set a configuration key.",
            "Set one configuration key (1.6) or device-model variable (2.0.1). A charger that does not know it, where it is read-only,"
            + " or that can't take the value refuses. Where the specification asks for a reboot, it takes effect at the next one."),
        new(
            "cache/reset",
            new("CacheResetCommandEvent", "Command payload for cache/reset: none."),
            _ => new ResetCache(),
            "Empty the authorization cache.",
            "Every id tag is asked of the CSMS again."),
        new(
            "local-auth-list",
            new("LocalAuthListCommandEvent", "Command payload for local-auth-list.", ListVersion, IsFull, Entries),
            body => new SetLocalAuthList(
                body.Get(ListVersion),
                body.Get(IsFull),
                [.. body.Get(Entries).Select(entry => new LocalAuthEntry(
                    entry.Get(IdTag), entry.Get(ExpiryDate), entry.Get(ParentIdTag), entry.Get(EntryStatus), entry.Get(IdTokenType)))]),
            "Set the local authorization list.",
            "Replace the list (Full) or amend it (Differential). A charger whose list is disabled, is too short for the entries or, for"
            + " Differential, is not older than `list_version` refuses."),
        new(
            "clear-local-auth-list",
            new("ClearLocalAuthListCommandEvent", "Command payload for clear-local-auth-list: none."),
            _ => new ClearLocalAuthList(),
            "Empty the local authorization list.",
            "Its version is 0 then."),
        new(
            "proxy-message",
            new("ProxyMessageCommandEvent", "Command payload for proxy-message.", Action, Message, MessageVersion),
            body => new SendProxyMessage(body.Get(Action), body.Get(Message).GetRawText(), body.Get(MessageVersion)),
            "Send a message to the CSMS as given.",
            $"The payload is not checked against the schema. A charger without a CSMS refuses. {NeedsPower}"),
        new(
            "answer-calls",
            new(
                "AnswerCallsCommandEvent", "Command payload for answer-calls.", CallAction, AnswerStatus, AnswerPayload, AnswerErrorCode,
                AnswerErrorDescription, NoAnswer, AnswerDelayMs, Times),
            CallAnswer,
            "Choose what the charger answers its CSMS.",
            "From now on the charger answers the CSMS's requests of one action as chosen: with a status, a payload, a CALLERROR or not at all, of"
            + " which one at most is given; with none of them it does as usual, after `delay_ms`. It takes the place of what was chosen for the action before."),
        new(
            "clear-call-answers",
            new("ClearCallAnswersCommandEvent", "Command payload for clear-call-answers.", ClearedAction),
            body => new ClearCallAnswers(body.Get(ClearedAction)),
            "Let the charger answer its CSMS as usual.",
            "What `answer-calls` chose is forgotten. A charger without such a choice refuses."),
        new(
            "reset",
            new("ResetCommandEvent", "Command payload for reset.", IsHard),
            body => new ResetCharger(body.Get(IsHard)),
            "Reset the charger.",
            "A running transaction ends (reason SoftReset or HardReset), the connection drops, the charger boots again. A charger that is"
            + " switched off or resetting refuses."),
    ];

    static int Connector(Body body)
    {
        var connector = body.Get(ConnectorId);
        if (body.Get(EvseId) is not { } evse)
        {
            return connector;
        }

        return connector == 1 || connector == evse
            ? evse
            : throw Body.Invalid($"{body.PathOf(ConnectorId)} must be 1 or {evse}, the number of the EVSE, not {connector}.");
    }

    static Command CallAnswer(Body body)
    {
        var delay = TimeSpan.FromMilliseconds(body.Get(AnswerDelayMs) ?? 0);
        var answer = new AnswerCalls(
            new(
                body.Get(CallAction),
                body.Get(AnswerPayload)?.GetRawText(),
                body.Get(AnswerErrorCode),
                body.Get(AnswerErrorDescription),
                body.Get(NoAnswer) == true,
                delay > TimeSpan.Zero ? delay : null,
                body.Get(Times)),
            body.Get(AnswerStatus));
        var given = new Field[] { AnswerStatus, AnswerPayload, AnswerErrorCode }.Where(body.Has).Select(body.PathOf).ToList();
        if (answer.Answer.None)
        {
            given.Add(body.PathOf(NoAnswer));
        }

        if (given.Count > 1)
        {
            throw Body.Invalid($"{string.Join(" and ", given)} can't be given together: an answer is one of them.");
        }

        if (body.Has(AnswerErrorDescription) && !body.Has(AnswerErrorCode))
        {
            throw Body.Invalid($"{body.PathOf(AnswerErrorDescription)} needs {body.PathOf(AnswerErrorCode)}.");
        }

        if (given.Count == 0 && answer.Answer.Delay is null)
        {
            throw Body.Invalid(
                $"One of {body.PathOf(AnswerStatus)}, {body.PathOf(AnswerPayload)}, {body.PathOf(AnswerErrorCode)}, {body.PathOf(NoAnswer)} and {body.PathOf(AnswerDelayMs)} is required.");
        }

        return answer;
    }

    static Command Fault(Body body)
    {
        var connector = Connector(body);
        var network = (Kind: body.Get(FaultType), Direction: body.Get(Direction), Action: body.Get(FaultAction),
            Rate: body.Get(Rate) ?? 1, Delay: body.Get(DelayMs) ?? 1000, Seed: body.Get(Seed) ?? 0);
        return network.Kind is NetworkFaultKind kind
            ? new InjectNetworkFault(new(
                kind, network.Direction, network.Action, network.Rate, TimeSpan.FromMilliseconds(network.Delay), (ulong)network.Seed))
            : new InjectFault(connector, (ChargePointErrorCode)network.Kind);
    }
}
