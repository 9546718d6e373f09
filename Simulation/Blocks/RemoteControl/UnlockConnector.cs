namespace OcppLab.Simulation;

// UnlockConnector (1.6 section 5.18, 2.0.1 use case F05): in 1.6 a running transaction ends, in 2.0.1 it is refused. A lock that has
// failed does not open, and in 1.6 a fixed cable has none.
public sealed partial class Charger
{
    internal V16.UnlockConnectorResponse Answer(V16.UnlockConnectorRequest request, DateTimeOffset now)
    {
        if (Missing(request.ConnectorId) is not null || Spec.Model.HasFixedCable)
        {
            return new() { Status = V16.UnlockStatus.NotSupported };
        }

        if (HasLockFailure(request.ConnectorId))
        {
            return new() { Status = V16.UnlockStatus.UnlockFailed };
        }

        Unlock(request.ConnectorId, now);
        return new() { Status = V16.UnlockStatus.Unlocked };
    }

    internal V2.UnlockConnectorResponse Answer(V2.UnlockConnectorRequest request, DateTimeOffset now)
    {
        var id = NumberOf(request.EvseId, request.ConnectorId);
        if (Missing(id) is not null)
        {
            return new() { Status = V2.UnlockStatusEnumType.UnknownConnector };
        }

        if (Connector(id).Open is { IdTag.Length: > 0, Stage: not TransactionStage.Closes })
        {
            return new() { Status = V2.UnlockStatusEnumType.OngoingAuthorizedTransaction };
        }

        if (HasLockFailure(id))
        {
            return new() { Status = V2.UnlockStatusEnumType.UnlockFailed };
        }

        Unlock(id, now);
        return new() { Status = V2.UnlockStatusEnumType.Unlocked };
    }

    bool HasLockFailure(int id) => Connector(id).Error == ChargePointErrorCode.ConnectorLockFailure;

    void Unlock(int id, DateTimeOffset now)
    {
        Depart(id, StopReason.UnlockCommand, TriggerReason.UnlockCommand, now);
        persist = true;
    }
}
