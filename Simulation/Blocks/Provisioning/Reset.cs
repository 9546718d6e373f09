namespace OcppLab.Simulation;

// Reset (1.6 section 5.14, 2.0.1 use cases B11, B12): 1.6 knows hard and soft, 2.0.1 immediate and on idle, of the charger or one EVSE.
public sealed partial class Charger
{
    internal V16.ResetResponse Answer(V16.ResetRequest request, DateTimeOffset now)
    {
        if (Down is not null)
        {
            return new() { Status = V16.ResetStatus.Rejected };
        }

        var hard = request.Type == V16.ResetType.Hard;
        ShutDown(now, hard ? StopReason.HardReset : StopReason.SoftReset, TriggerReason.ResetCommand, BootReason.RemoteReset, orderly: !hard);
        return new() { Status = V16.ResetStatus.Accepted };
    }

    internal V2.ResetResponse Answer(V2.ResetRequest request, DateTimeOffset now)
    {
        var atOnce = request.Type == V2.ResetEnumType.Immediate;
        return new()
        {
            Status = Down is not null || request.EvseId < 1 || request.EvseId > Spec.Model.EvseCount ? V2.ResetStatusEnumType.Rejected
                : request.EvseId is { } id ? ResetEvse(id, atOnce, now)
                : ResetStation(atOnce, now),
        };
    }

    V2.ResetStatusEnumType ResetEvse(int evseId, bool atOnce, DateTimeOffset now)
    {
        var id = ActiveOf(evseId);
        var connector = Connector(id);
        if (connector.InSession && !atOnce)
        {
            connector.ResetNext = persist = true;
            return V2.ResetStatusEnumType.Scheduled;
        }

        Cancel(id, CommandOutcome.Cancelled, Restarts, now, stop: StopReason.HardReset, trigger: TriggerReason.ResetCommand);
        StopAll(id, StopReason.HardReset, TriggerReason.ResetCommand, now);
        BeginEvseReset(evseId, now);
        return V2.ResetStatusEnumType.Accepted;
    }

    // One that waited for the transaction to be over.
    void ResetEvseAsScheduled(int id, DateTimeOffset at)
    {
        if (Connector(id) is { ResetNext: true, InSession: false })
        {
            BeginEvseReset(Spec.Model.EvseOf(id).EvseId, at);
        }
    }

    // Its connectors are unavailable until it is done.
    void BeginEvseReset(int evseId, DateTimeOffset at)
    {
        var until = at + (Spec.Timing == Timing.Instant ? TimeSpan.Zero : Durations.SoftBoot(Spec.Seed, at));
        foreach (var id in Spec.Model.ConnectorsOf(evseId))
        {
            (Connector(id).ResetNext, Connector(id).ResetUntil) = (false, until);
            Show(id, at);
            if (until == at)
            {
                EndEvseReset(id, at);
            }
        }

        persist = true;
    }

    void EndEvseReset(int id, DateTimeOffset at)
    {
        Connector(id).ResetUntil = null;
        persist = true;
        Show(id, at);
    }

    V2.ResetStatusEnumType ResetStation(bool atOnce, DateTimeOffset now)
    {
        if (!atOnce && connectors.Any(connector => connector.InSession))
        {
            state.ResetWhenIdle = persist = true;
            return V2.ResetStatusEnumType.Scheduled;
        }

        ShutDown(now, atOnce ? StopReason.HardReset : StopReason.SoftReset, TriggerReason.ResetCommand, BootReason.RemoteReset, orderly: true);
        return V2.ResetStatusEnumType.Accepted;
    }
}
