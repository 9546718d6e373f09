namespace OcppLab.Simulation;

// What people ask of the charger as a device: faults, configuration, lists, messages, power.
public sealed partial class Charger
{
    string? Do(InjectFault command, DateTimeOffset now)
    {
        if (Missing(command.ConnectorId) is { } refusal)
        {
            return refusal;
        }

        // The status first, so that the connector does not pass through Finishing on its way to Faulted.
        var connector = Connector(command.ConnectorId);
        connector.Error = command.ErrorCode;
        Show(command.ConnectorId, now);
        var reason = command.ErrorCode switch
        {
            ChargePointErrorCode.GroundFailure => StopReason.GroundFault,
            ChargePointErrorCode.OverCurrentFailure => StopReason.OvercurrentFault,
            _ => StopReason.Other,
        };
        if (connector.Transaction is { } transaction)
        {
            Stop(transaction, reason, TriggerReason.AbnormalCondition, now, unplug: false);
            connector.Finishing = false;
        }
        else
        {
            Cancel(
                command.ConnectorId, CommandOutcome.Fault, command.ErrorCode.ToString(), now, unplug: false,
                stop: reason, trigger: TriggerReason.AbnormalCondition);
            StopAll(command.ConnectorId, reason, TriggerReason.AbnormalCondition, now);
        }

        return null;
    }

    string? Do(InjectNetworkFault command, DateTimeOffset now)
    {
        if (!Spec.HasCsms)
        {
            return "the charger has no CSMS, so there is no network between them to fail";
        }

        var fault = command.Fault;
        var faults = state.NetworkFaults ??= new(1);
        faults.RemoveAll(other => (other.Kind, other.Direction, other.Action) == (fault.Kind, fault.Direction, fault.Action));
        faults.Add(fault);
        if (fault.Kind == NetworkFaultKind.Offline)
        {
            Drop(now);
            reconnect = true;
        }

        return null;
    }

    string? Do(ClearFault command, DateTimeOffset now)
    {
        if (Missing(command.ConnectorId) is { } refusal)
        {
            return refusal;
        }

        var connector = Connector(command.ConnectorId);
        if (connector.Error == ChargePointErrorCode.NoError && state.NetworkFaults is null)
        {
            return $"connector {command.ConnectorId} has no fault to clear ({connector.Shown.Status}), nor has the charger's network";
        }

        connector.Error = ChargePointErrorCode.NoError;
        state.NetworkFaults = null;
        Show(command.ConnectorId, now);
        return null;
    }

    string? Do(SetConfiguration command, DateTimeOffset now)
    {
        if (Settings.Named(Version, command.Key) is not { } setting)
        {
            return $"the charger has no configuration {(Version == OcppVersion.V16 ? "key" : "variable")} {command.Key}";
        }

        if (setting.IsReadOnly(Version))
        {
            return $"{command.Key} is read-only";
        }

        return Change(setting, command.Value, now) ? null
            : setting.Normalize(command.Value) is null || setting.IsMeasurands ? $"{command.Key} can't be '{command.Value}': it takes {setting.Takes}"
            : $"{command.Key} can't be '{command.Value}' now: a profile is never lowered, 2 and 3 need an installed CentralSystemRootCertificate, and 3 a signed certificate";
    }

    string? DoResetCache()
    {
        state.Cache = null;
        ForgetDrivers();
        return null;
    }

    string? Do(SetLocalAuthList command)
    {
        UpdateList(command.ListVersion, command.Full, [.. command.Entries.Select(entry => (entry.IdTag, (LocalAuthEntry?)entry))], out var problem);
        return problem;
    }

    string? DoClearLocalList()
    {
        state.LocalList = null;
        return null;
    }

    string? Do(string id, SendProxyMessage command, DateTimeOffset now)
    {
        if (Down is { } refusal)
        {
            return refusal;
        }

        if (!Spec.HasCsms)
        {
            return "the charger has no CSMS to send a message to";
        }

        if (command.Version is { } version && version != Version)
        {
            return $"the message is one of OCPP {NameOf(version)}; the charger speaks {NameOf(Version)}";
        }

        Enqueue(new RawEntry { Action = command.Action, Payload = command.PayloadJson, CommandId = id });
        TellQueued(id, now);
        return null;
    }

    string? Do(ResetCharger command, DateTimeOffset now)
    {
        if (Down is { } refusal)
        {
            return refusal;
        }

        ShutDown(
            now, command.Hard ? StopReason.HardReset : StopReason.SoftReset, TriggerReason.ResetCommand, BootReason.RemoteReset,
            orderly: !command.Hard);
        return null;
    }

    string? DoStart(DateTimeOffset now)
    {
        if (!state.Off)
        {
            return "the charger is switched on already";
        }

        state.Off = false;
        if (state.Shutdown is { } shutdown)
        {
            state.Shutdown = shutdown with { Boot = BootReason.PowerUp };
        }
        else
        {
            state.Boot = Spec.HasCsms ? BootReason.PowerUp : null;
            BeginBoot(hard: true, now);
        }

        return null;
    }

    string? DoStop(DateTimeOffset now)
    {
        if (state.Off)
        {
            return "the charger is switched off already";
        }

        state.Off = true;
        ShutDown(now, StopReason.PowerLoss, TriggerReason.AbnormalCondition, boot: null, orderly: true);
        return null;
    }

    string? DoRestart(DateTimeOffset now)
    {
        if (state.Off)
        {
            return DoStart(now);
        }

        ShutDown(now, StopReason.PowerLoss, TriggerReason.AbnormalCondition, BootReason.PowerUp, orderly: true);
        return null;
    }
}
