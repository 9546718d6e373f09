namespace OcppLab.Simulation;

// The statuses of the connectors and of the charger as a whole: who is shown and told them.
public sealed partial class Charger
{
    // Shows a connector's status to whoever watches, if it is another than before.
    void Show(int id, DateTimeOffset at)
    {
        var connector = Connector(id);
        (connector.IsReserved, connector.IsEvseInUse) = (IsHeld(id), IsEvseInUse(id));
        var shown = (connector.Status(), connector.Error);
        if (shown == connector.Shown)
        {
            ShowCable(id, at);
            ShowReserved(at);
            ShowOthersOfEvse(id, at);
            return;
        }

        var before = connector.Shown.Error;
        (connector.Shown, connector.Since) = (shown, at);
        Happened(new StatusChanged(at, id, shown.Item1, shown.Error));
        TellStatus(id, at);
        if (connector.Error != before)
        {
            TellFault(id, before, at);
        }

        ShowReserved(at);
        ShowOthersOfEvse(id, at);
    }

    // In 2.0.1 the cable makes a status of its own, whatever else the connector has come to.
    void ShowCable(int id, DateTimeOffset at)
    {
        var connector = Connector(id);
        if (Version != OcppVersion.V16 && connector.Told is { } told && told.Status != Coarse(connector))
        {
            connector.Since = at;
            TellStatus(id, at);
        }
    }

    // One of an EVSE's connectors at a time can be used.
    void ShowOthersOfEvse(int id, DateTimeOffset at)
    {
        if (Spec.Model.ConnectorsPerEvse == 1)
        {
            return;
        }

        foreach (var other in Spec.Model.ConnectorsOf(Spec.Model.EvseOf(id).EvseId))
        {
            if (Connector(other).IsEvseInUse != IsEvseInUse(other))
            {
                Show(other, at);
            }
        }
    }

    // The charger as a whole, connector 0 of 1.6, is out of service when all of its connectors are.
    ConnectorStatus ChargerStatus =>
        Array.TrueForAll(connectors, connector => connector.IsOutOfService) ? ConnectorStatus.Unavailable : ConnectorStatus.Available;

    void ShowCharger(DateTimeOffset at)
    {
        if (state.Online && Version == OcppVersion.V16 && ChargerStatus != chargerTold)
        {
            chargerTold = ChargerStatus;
            Enqueue(new StatusEntry(StatusOf(0, at)));
        }
    }

    // Tells the CSMS, once it is there, what it does not know. 2.0.1 knows but one status for all that an occupied connector goes through.
    void TellStatus(int id, DateTimeOffset at)
    {
        var connector = Connector(id);
        var status = Version == OcppVersion.V16 ? connector.Shown : (Coarse(connector), ChargePointErrorCode.NoError);
        if (state.Online && status != connector.Told && !IsStartUnanswered(connector))
        {
            connector.Told = status;
            Enqueue(new StatusEntry(StatusOf(id, at)));
        }
    }

    // While the CSMS has not answered a StartTransaction that it may yet refuse, it is not told that energy flows (1.6 section 4.8): if it
    // refuses, the next it hears is the end, or the suspension, of the transaction. 2.0.1 has no such status.
    bool IsStartUnanswered(ConnectorState connector) =>
        Version == OcppVersion.V16 && connector is { Transaction: { Id: null } transaction, Error: ChargePointErrorCode.NoError }
        && state.Outbox?.Exists(entry => entry is TransactionEntry { Event: TransactionEventKind.Started, Attempts: 0 } start
            && start.Transaction == transaction) == true;

    // The CSMS has answered a message of a transaction, or failed to: what was held back because of it may be told.
    void TellHeld(Transaction transaction, DateTimeOffset now)
    {
        if (transaction.EndedAt is null && transaction.ConnectorId <= connectors.Length)
        {
            TellStatus(transaction.ConnectorId, now);
        }
    }

    StatusMessage StatusOf(int id, DateTimeOffset now)
    {
        if (id == 0)
        {
            return new StatusMessage(Version, 0, ChargerStatus, ChargePointErrorCode.NoError, now);
        }

        var connector = Connector(id);
        return new StatusMessage(Version, id, Version == OcppVersion.V16 || connector.Plugged ? connector.Shown.Status : Coarse(connector), connector.Shown.Error, connector.Since ?? now)
        {
            Evse = Spec.Model.EvseOf(id),
        };
    }

    // A connector is Occupied with a cable in, whatever else goes on (2.0.1 ConnectorStatusEnumType).
    static ConnectorStatus Coarse(ConnectorState connector) => connector.Shown.Status switch
    {
        ConnectorStatus.Faulted or ConnectorStatus.Unavailable or ConnectorStatus.Reserved => connector.Shown.Status,
        _ => connector.Plugged ? ConnectorStatus.Charging : ConnectorStatus.Available,
    };
}
