namespace OcppLab.Simulation;

// The master pass (2.0.1 use case C16): an id token of its group stops transactions, and starts none.
public sealed partial class Charger
{
    bool IsMasterPass(string? group) =>
        Version != OcppVersion.V16 && group is not null && Value(Settings.MasterPassGroupId) is { Length: > 0 } master && Same(master, group);

    // Presented to the charger itself, it stops all of its transactions.
    void StopByMasterPass(DateTimeOffset at)
    {
        for (var id = 1; id <= connectors.Length; id++)
        {
            if (Connector(id).Transaction is { } transaction)
            {
                Stop(transaction, StopReason.MasterPass, TriggerReason.StopAuthorized, at, byUser: true, unplug: !transaction.StayPlugged);
            }
        }
    }
}
