namespace OcppLab.Simulation;

// From the end of one connection to the beginning of the next. A process that restarts is no boot.
public sealed partial class Charger
{
    // The connection goes; what comes after it is a boot, unless the charger is off.
    void Reboot(DateTimeOffset now)
    {
        var (_, boot, hard) = state.Shutdown!;
        state.Shutdown = null;
        Drop(now);
        reconnect = persist = true;
        BeginWithFirstNetwork();
        (state.Boot, state.BootAt, state.Registration) = (Spec.HasCsms ? boot : null, null, null);
        chargerTold = null;
        if (IsInstalling)
        {
            (state.FirmwareUpdate!.Step, state.FirmwareUpdate.At) = (FirmwareStep.CutOff, null);
        }

        for (var id = 1; id <= connectors.Length; id++)
        {
            (Connector(id).Told, Connector(id).IsInstalling) = (null, false);
            (Connector(id).ResetNext, Connector(id).ResetUntil) = (false, null);
            Show(id, now);
        }

        if (boot is not null)
        {
            BeginBoot(hard, now);
        }
    }

    void BeginBoot(bool hard, DateTimeOffset at)
    {
        var lasts = Spec.BootTime ?? (
            Spec.Timing == Timing.Instant ? TimeSpan.Zero
            : hard ? Durations.HardBoot(Spec.Seed, at)
            : Durations.SoftBoot(Spec.Seed, at));
        if (Spec.HasCsms && lasts > TimeSpan.Zero)
        {
            state.BootUntil = at + lasts;
            LeaveAfterBoot(at + lasts);
        }
        else
        {
            EndBoot(at);
        }
    }

    // What a connector's status is, it is since the boot.
    void EndBoot(DateTimeOffset at)
    {
        state.BootUntil = null;
        persist = true;
        foreach (var connector in connectors)
        {
            connector.Since = at;
        }
    }
}
