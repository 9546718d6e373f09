using System.Globalization;

namespace OcppLab.Simulation;

// What the charger's display shows: the CSMS's messages, and what is for the driver at each EVSE.
public sealed partial class Charger
{
    // One that is always in front is alone; those in front keep the others out of the cycle (2.0.1 MessagePriorityEnumType).
    List<string> Shown(DateTimeOffset now)
    {
        var due = (state.DisplayMessages ?? []).FindAll(message => IsDue(message, now));
        if (due.Find(message => message.Priority == V2.MessagePriorityEnumType.AlwaysFront) is { } front)
        {
            return [front.Content];
        }

        var shown = Enumerable.Range(1, connectors.Length).SelectMany(id => ForDriverAt(id, now)).ToList();
        var inFront = due.FindAll(message => message.Priority == V2.MessagePriorityEnumType.InFront);
        shown.AddRange((inFront.Count > 0 ? inFront : due).Select(message => message.Content));
        return shown;
    }

    bool IsDue(DisplayMessage message, DateTimeOffset now) =>
        !(message.StartAt > now) && (message.State is not { } state || IsIn(state, message));

    // The state of what the message is for: a transaction, an EVSE or connector, or the whole charger.
    bool IsIn(V2.MessageStateEnumType state, DisplayMessage message)
    {
        var places = (message.TransactionId is { } id && TransactionOf(id) is { } transaction ? [transaction.ConnectorId]
            : NumbersOf(message.Place?.EvseId, message.Place?.ConnectorId)).Select(Connector).ToList();
        var faulted = places.Exists(connector => connector.Error != ChargePointErrorCode.NoError);
        var charging = places.Exists(connector => connector.Transaction is not null);
        var unavailable = places.TrueForAll(connector => connector.IsOutOfService);
        return state switch
        {
            V2.MessageStateEnumType.Charging => charging,
            V2.MessageStateEnumType.Faulted => faulted,
            V2.MessageStateEnumType.Unavailable => unavailable,
            _ => !charging && !faulted && !unavailable,
        };
    }

    IEnumerable<string> ForDriverAt(int id, DateTimeOffset now)
    {
        var connector = Connector(id);
        var evseId = Spec.Model.EvseOf(id).EvseId;
        var message = !Flag(Settings.TariffEnabled) ? ""
            : TariffMessageAt(id, now) ?? connector.ForDriver?.Message ?? (connector.InSession ? Value(Settings.TariffFallbackMessage) : "");
        if (message.Length > 0)
        {
            yield return $"EVSE {evseId}: {message}";
        }

        if (WebPaymentAt(evseId, now) is { } payment)
        {
            yield return $"EVSE {evseId}: waits for a payment on the web until {payment.Until.UtcDateTime:u}";
        }

        if (CostAt(connector, now) is { } cost)
        {
            yield return $"EVSE {evseId}: {cost}";
        }
    }

    string? CostAt(ConnectorState connector, DateTimeOffset now)
    {
        if (!Flag(Settings.CostEnabled))
        {
            return null;
        }

        // The end is not answered, and is not going to be soon.
        if (connector.Finishing && !state.Online && connector.ForDriver is not { IsFinal: true }
            && Value(Settings.TotalCostFallbackMessage) is { Length: > 0 } fallback)
        {
            return fallback;
        }

        if (connector.Open is { } transaction && CostOf(transaction, now) is { } own)
        {
            var (_, exclTax, inclTax) = own.Total;
            return Amount(inclTax ?? exclTax ?? 0, own.Tariff.Currency);
        }

        return connector.ForDriver?.TotalCost is { } cost ? Amount(cost, connector.ForDriver.Currency ?? Value(Settings.Currency)) : null;

        static string Amount(double amount, string currency) => $"{amount.ToString("0.00##", CultureInfo.InvariantCulture)} {currency}";
    }
}
