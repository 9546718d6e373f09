using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>What there is to tell the driver at a connector, of the last session there.</summary>
/// <param name="Message">A message, such as the tariff; null for none.</param>
/// <param name="TotalCost">What the transaction costs so far, in the currency of TariffCostCtrlr; null while not known.</param>
/// <param name="IsFinal">Whether that is what it costs in the end.</param>
/// <param name="Currency">The currency where the charger has computed it (2.1); null for that of TariffCostCtrlr.</param>
/// <param name="TransactionId">The transaction where the charger has computed what it cost (2.1).</param>
sealed record ForDriver(
    [property: JsonPropertyName("message")] string? Message,
    [property: JsonPropertyName("totalCost")] double? TotalCost,
    [property: JsonPropertyName("isFinal")] bool IsFinal,
    [property: JsonPropertyName("currency")] string? Currency = null,
    [property: JsonPropertyName("transactionId")] string? TransactionId = null);

// Tariff and cost (2.0.1 use cases I01 to I05).
public sealed partial class Charger
{
    // The request has no answer for a transaction that is not known.
    internal V2.CostUpdatedResponse Answer(V2.CostUpdatedRequest request, DateTimeOffset now)
    {
        if (TransactionOf(request.TransactionId) is { } transaction)
        {
            var connector = Connector(transaction.ConnectorId);
            connector.ForDriver = new(connector.ForDriver?.Message, request.TotalCost, IsFinal: false);
            persist = true;
            CheckCost(transaction, request.TotalCost, now);
        }

        return V2.CostUpdatedResponse.Instance;
    }

    // The answer to a message of a transaction, while no other session has begun at its connector. A running total may be lost with the
    // process: the next one is as good.
    void KeepForDriver(TransactionalEntry entry, OcppResponse reply)
    {
        var transaction = entry.Transaction;
        if (reply is not V2.TransactionEventResponse answer
            || (answer.TotalCost ?? (object?)answer.UpdatedPersonalMessage ?? answer.IdTokenInfo?.PersonalMessage) is null
            || transaction.Number != LastAt(transaction.ConnectorId))
        {
            return;
        }

        var connector = Connector(transaction.ConnectorId);
        var message = answer.UpdatedPersonalMessage ?? answer.IdTokenInfo?.PersonalMessage;
        connector.ForDriver = new(
            message?.Content ?? connector.ForDriver?.Message,
            answer.TotalCost ?? connector.ForDriver?.TotalCost,
            answer.TotalCost is not null ? entry is TransactionEntry { Event: TransactionEventKind.Ended } : connector.ForDriver?.IsFinal == true,
            answer.TotalCost is not null ? null : connector.ForDriver?.Currency,
            connector.ForDriver?.TransactionId);
    }

    // The message that comes with the word that an id token may charge.
    void KeepForDriver(AuthorizeEntry entry, OcppResponse reply)
    {
        if (entry.ConnectorId > 0 && entry.ConnectorId <= connectors.Length
            && reply is V2.AuthorizeResponse { IdTokenInfo.PersonalMessage: { } message })
        {
            var connector = Connector(entry.ConnectorId);
            connector.ForDriver = new(
                message.Content, connector.ForDriver?.TotalCost, connector.ForDriver?.IsFinal == true, connector.ForDriver?.Currency,
                connector.ForDriver?.TransactionId);
        }
    }

    // The number of the last transaction at a connector of which there is something to tell; 0 for none, or where another session has begun.
    int LastAt(int connectorId) => Missing(connectorId) is not null || Connector(connectorId).Pending is not null ? 0
        : (state.Transactions ?? []).FindLast(transaction => transaction.ConnectorId == connectorId)?.Number ?? 0;
}
