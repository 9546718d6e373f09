namespace OcppLab.Simulation;

// Priority charging (2.1 use cases K21 and K22): a transaction charges by the profiles for it instead of its own and the default ones,
// because the CSMS or its driver asks for it, until they ask for the end of it.
public sealed partial class Charger
{
    internal OcppResponse Answer(V2.UsePriorityChargingRequest request, DateTimeOffset now)
    {
        if (NoSmartCharging is { } refusal)
        {
            return refusal;
        }

        var transaction = TransactionOf(request.TransactionId);
        var status = transaction is null ? V2.PriorityChargingStatusEnumType.Rejected
            : request.Activate && !HasPriorityProfile(transaction) ? V2.PriorityChargingStatusEnumType.NoProfile
            : V2.PriorityChargingStatusEnumType.Accepted;
        if (status == V2.PriorityChargingStatusEnumType.Accepted)
        {
            Prioritize(transaction!, request.Activate, now);
        }

        return new V2.UsePriorityChargingResponse { Status = status, StatusInfo = transaction is null ? Because("TxNotFound") : null };
    }

    // The CSMS is told of what it has not asked for.
    string? Do(UsePriorityCharging command, DateTimeOffset now)
    {
        if ((Down ?? NoTransaction(command.ConnectorId)) is { } refusal)
        {
            return refusal;
        }

        var transaction = Connector(command.ConnectorId).Transaction!;
        if (Version != OcppVersion.V21)
        {
            return $"a charger of OCPP {NameOf(Version)} has no priority charging";
        }

        if (transaction.HasPriority == command.Activate)
        {
            return $"connector {command.ConnectorId}'s transaction charges with{(command.Activate ? "" : "out")} priority already";
        }

        if (command.Activate && (!HasPriorityProfile(transaction) || !Flag(Settings.SmartChargingEnabled)))
        {
            return $"no charging profile for PriorityCharging is installed for connector {command.ConnectorId}";
        }

        Prioritize(transaction, command.Activate, now);
        TellPriority(transaction);
        return null;
    }

    void Prioritize(Transaction transaction, bool activate, DateTimeOffset now)
    {
        if (transaction.HasPriority == activate)
        {
            return;
        }

        (transaction.HasPriority, persist) = (activate, true);
        if (Connector(transaction.ConnectorId).Transaction == transaction)
        {
            Flow(transaction, TriggerReason.ChargingRateChanged, now);
        }
    }

    // Without a profile for it there is no priority any more.
    void EndPriorityWithoutProfile()
    {
        foreach (var connector in connectors)
        {
            if (connector.Open is { HasPriority: true } transaction && !HasPriorityProfile(transaction))
            {
                transaction.HasPriority = false;
                TellPriority(transaction);
            }
        }
    }

    void TellPriority(Transaction transaction)
    {
        if (!transaction.Silent)
        {
            Notify(new V2.NotifyPriorityChargingRequest { TransactionId = transaction.Id!, Activated = transaction.HasPriority });
        }
    }

    bool HasPriorityProfile(Transaction transaction) => state.Profiles?.Exists(profile =>
        profile.Purpose == ProfilePurpose.PriorityCharging && (profile.PlaceId == 0 || profile.PlaceId == PlaceOf(transaction.ConnectorId))) == true;

    // Those of the EVSE before those of all; none where the transaction has no priority.
    ChargingLimit PriorityOf(Transaction? transaction, int placeId, DateTimeOffset at, DateTimeOffset start)
    {
        if (transaction is not { HasPriority: true })
        {
            return default;
        }

        var own = Stacked(ProfilePurpose.PriorityCharging, placeId, at, start);
        var ofAll = Stacked(ProfilePurpose.PriorityCharging, 0, at, start);
        return (own.Limit is null ? ofAll : own) with { Until = Earlier(own.Until, ofAll.Until) };
    }
}
