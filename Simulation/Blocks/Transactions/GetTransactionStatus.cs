namespace OcppLab.Simulation;

// GetTransactionStatus (2.0.1 use case E14).
public sealed partial class Charger
{
    internal V2.GetTransactionStatusResponse Answer(V2.GetTransactionStatusRequest request)
    {
        if (request.TransactionId is not { } id)
        {
            return new() { MessagesInQueue = HasTransactionMessages };
        }

        return new()
        {
            OngoingIndicator = Array.Exists(connectors, connector => connector.ToldOf?.Id == id),
            MessagesInQueue = state.Outbox?.Exists(entry => entry is TransactionalEntry message && message.Transaction.Id == id) == true,
        };
    }
}
