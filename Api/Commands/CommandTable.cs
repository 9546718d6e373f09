using OcppLab.Simulation;
using static OcppLab.Api.CommandFields;

namespace OcppLab.Api;

/// <summary>The commands of the contract, one entry each. A new command is an entry here and a case in the charger.</summary>
static class CommandTable
{
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
            "use-priority-charging",
            new("UsePriorityChargingCommandEvent", "Command payload for use-priority-charging.", EvseId, ConnectorId, ActivatesPriority),
            body => new UsePriorityCharging(Connector(body), body.Get(ActivatesPriority)),
            "Ask at the charger for priority charging.",
            "The transaction charges by the installed profiles for PriorityCharging instead of its own and the default ones, or no longer, and"
            + " the CSMS is told (NotifyPriorityCharging). A charger that does not speak 2.1, a connector without a transaction or without such"
            + $" a profile, or whose transaction does so already refuses. {NoConnector}"),
        new(
            "set-charging-limit",
            new("SetChargingLimitCommandEvent", "Command payload for set-charging-limit.", LimitedEvseId, LimitW, LimitSource, GridCritical, LocalGeneration),
            body => new SetChargingLimit(
                body.Get(LimitedEvseId), body.Get(LimitW), body.Get(LimitSource), body.Get(GridCritical), body.Get(LocalGeneration)),
            "Limit the power from outside.",
            "An external system limits what the charger or one EVSE delivers, past the CSMS and in place of the limit that it has set there"
            + " before. A 2.0.1 charger tells its CSMS (NotifyChargingLimit), and refuses where ExternalControlSignalsEnabled is false. A charger"
            + " that has no such EVSE refuses."),
        new(
            "clear-charging-limit",
            new("ClearChargingLimitCommandEvent", "Command payload for clear-charging-limit.", LimitedEvseId, ReleasedSource, LocalGeneration),
            body => new ClearChargingLimit(body.Get(LimitedEvseId), body.Get(ReleasedSource), body.Get(LocalGeneration)),
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
            "validate-vat-number",
            new("ValidateVatNumberCommandEvent", "Command payload for validate-vat-number.", PaymentFields.VatNumber, PaymentFields.VatEvseId),
            body => new ValidateVatNumber(body.Get(PaymentFields.VatNumber), body.Get(PaymentFields.VatEvseId)),
            "Let a driver type in a VAT number.",
            "A 2.1 charger asks its CSMS (VatNumberValidation): the outcome is `answered` with the company's name, or `refused`. A charger that"
            + $" speaks another version, has no CSMS or no such EVSE refuses. {NeedsPower}"),
        new(
            "settle-payment",
            new("SettlePaymentCommandEvent", "Command payload for settle-payment.", ConnectorId, PaymentFields.PspRef, PaymentFields.Status,
                PaymentFields.Amount, PaymentFields.TransactionId, PaymentFields.StatusInfo, PaymentFields.ReceiptId, PaymentFields.ReceiptUrl,
                PaymentFields.ReceiptVatNumber),
            body => new SettlePayment(
                body.Get(ConnectorId), body.Get(PaymentFields.PspRef), body.Get(PaymentFields.Status), body.Get(PaymentFields.Amount),
                body.Get(PaymentFields.TransactionId), body.Get(PaymentFields.StatusInfo), body.Get(PaymentFields.ReceiptId),
                body.Get(PaymentFields.ReceiptUrl), body.Get(PaymentFields.ReceiptVatNumber)),
            "Settle a payment at the terminal.",
            "A 2.1 charger tells its CSMS (NotifySettlement): the outcome is `answered` with the address of the receipt. A charger that speaks"
            + $" another version or has no CSMS refuses, and so does a connector whose session is not over to be `Settled`. {NoConnector} {NeedsPower}"),
        new(
            "proxy-message",
            new("ProxyMessageCommandEvent", "Command payload for proxy-message.", CommandFields.Action, Message, MessageVersion),
            body => new SendProxyMessage(body.Get(CommandFields.Action), body.Get(Message).GetRawText(), body.Get(MessageVersion)),
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
