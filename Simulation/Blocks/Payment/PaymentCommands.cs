using System.Text;
using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>How the settlement of a payment went (2.1 PaymentStatusEnumType).</summary>
public enum PaymentStatus
{
    /// <summary>The amount was taken.</summary>
    [JsonStringEnumMemberName("Settled")]
    Settled,
    /// <summary>Nothing was to be paid.</summary>
    [JsonStringEnumMemberName("Canceled")]
    Canceled,
    /// <summary>The payment service refused.</summary>
    [JsonStringEnumMemberName("Rejected")]
    Rejected,
    /// <summary>It could not be tried.</summary>
    [JsonStringEnumMemberName("Failed")]
    Failed,
}

/// <summary>A request about a payment, that a person asked for.</summary>
sealed class PaymentEntry : Entry
{
    [JsonPropertyName("action")]
    public string Action { get; set; } = "";

    [JsonPropertyName("payload")]
    public string Payload { get; set; } = "";

    [JsonPropertyName("commandId")]
    public string CommandId { get; set; } = "";
}

// What the driver does at the payment terminal (2.1 use cases C19 to C22).
public sealed partial class Charger
{
    string? Do(string id, ValidateVatNumber command, DateTimeOffset now)
    {
        if ((Down ?? NoPayment) is { } refusal)
        {
            return refusal;
        }

        if (command.EvseId is { } evseId && !Spec.Model.ConnectorsOf(evseId).Any())
        {
            return $"the charger has no EVSE {evseId}";
        }

        Ask(id, new V2.VatNumberValidationRequest { VatNumber = command.VatNumber, EvseId = command.EvseId }, now);
        return null;
    }

    string? Do(string id, SettlePayment command, DateTimeOffset now)
    {
        if ((Down ?? NoPayment ?? Missing(command.ConnectorId)) is { } refusal)
        {
            return refusal;
        }

        // Of a connector's last transaction the charger knows as long as it has something to tell of it.
        var connector = Connector(command.ConnectorId);
        var last = connector.Open ?? (state.Transactions ?? []).FindLast(transaction => transaction.ConnectorId == command.ConnectorId);
        if (last?.EndedAt is null && last is not null && command.Status == PaymentStatus.Settled)
        {
            return $"connector {command.ConnectorId} has a transaction that is not over ({connector.Shown.Status})";
        }

        Ask(id, new V2.NotifySettlementRequest
        {
            PspRef = command.PspRef,
            TransactionId = command.TransactionId ?? last?.Id ?? connector.ForDriver?.TransactionId,
            Status = SameName<PaymentStatus, V2.PaymentStatusEnumType>.Of(command.Status),
            SettlementAmount = command.Amount ?? (command.Status == PaymentStatus.Canceled ? 0 : connector.ForDriver?.TotalCost ?? 0),
            SettlementTime = now,
            StatusInfo = command.StatusInfo,
            ReceiptId = command.ReceiptId,
            ReceiptUrl = command.ReceiptUrl,
            VatNumber = command.VatNumber,
        }, now);
        return null;
    }

    string? NoPayment => Version != OcppVersion.V21 ? $"OCPP {NameOf(Version)} has no message about payments"
        : !Spec.HasCsms ? "the charger has no CSMS to tell of payments"
        : null;

    void Ask(string commandId, OcppRequest request, DateTimeOffset now)
    {
        Enqueue(new PaymentEntry { Action = request.ActionName, Payload = JsonOf(request), CommandId = commandId });
        TellQueued(commandId, now);
    }

    // Kept over a change of the version it is sent as it is, and refused by who does not know it.
    OcppRequest MessageOf(PaymentEntry entry) => Version.Messages().Find(entry.Action) is { } known
        ? (OcppRequest)known.Request.ReadChecked(Encoding.UTF8.GetBytes(entry.Payload))
        : new RawMessage(entry.Action, entry.Payload);

    void PaymentAnswered(PaymentEntry entry, OcppResponse reply, DateTimeOffset now)
    {
        state.Outbox!.Remove(entry);
        persist = true;
        var (outcome, reason) = reply switch
        {
            V2.VatNumberValidationResponse { Status: V2.GenericStatusEnumType.Accepted } valid => (CommandOutcome.Answered, valid.Company?.Name),
            V2.VatNumberValidationResponse invalid =>
                (CommandOutcome.Refused, invalid.StatusInfo is { } info ? $"Rejected: {info.ReasonCode}" : "Rejected"),
            V2.NotifySettlementResponse receipt => (CommandOutcome.Answered, receipt.ReceiptUrl ?? receipt.ReceiptId),
            _ => OutcomeOf(reply, entry.Action),
        };
        const int longest = 255;
        reason = reason?.Length > longest ? string.Concat(reason.AsSpan(0, longest - 1), "…") : reason;
        Happened(new CommandOutcomeChanged(now, 0, entry.CommandId, outcome, reason));
    }
}
