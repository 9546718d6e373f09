namespace OcppLab.Simulation;

// RemoteStopTransaction (1.6 section 5.12), RequestStopTransaction (2.0.1 use case F03).
public sealed partial class Charger
{
    internal V16.RemoteStopTransactionResponse Answer(V16.RemoteStopTransactionRequest request, DateTimeOffset now) => new()
    {
        Status = StopRemotely(Settings.Invariant(request.TransactionId), now)
            ? V16.RemoteStartStopStatus.Accepted
            : V16.RemoteStartStopStatus.Rejected,
    };

    internal V2.RequestStopTransactionResponse Answer(V2.RequestStopTransactionRequest request, DateTimeOffset now) => new()
    {
        Status = StopRemotely(request.TransactionId, now)
            ? V2.RequestStartStopStatusEnumType.Accepted
            : V2.RequestStartStopStatusEnumType.Rejected,
    };

    bool StopRemotely(string transactionId, DateTimeOffset now)
    {
        var transaction = connectors.FirstOrDefault(connector => connector.Open?.Id == transactionId)?.Open;
        if (!state.Online || transaction is null)
        {
            return false;
        }

        var connector = Connector(transaction.ConnectorId);
        if (connector.Transaction is not null)
        {
            Stop(transaction, StopReason.Remote, TriggerReason.RemoteStop, now);
        }
        else if (connector.Pending is not null)
        {
            Cancel(
                transaction.ConnectorId, CommandOutcome.Cancelled, "the CSMS stopped it", now, stop: StopReason.Remote, trigger: TriggerReason.RemoteStop);
        }
        else
        {
            End(transaction, StopReason.Remote, TriggerReason.RemoteStop, now);
        }

        persist = true;
        return true;
    }
}
