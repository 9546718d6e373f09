namespace OcppLab.Simulation;

// From the end of one connection to the beginning of the next. A process that restarts is no boot.
public sealed partial class Charger
{
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
