using OcppLab.Inventory;

namespace OcppLab.Grains;

/// <summary>One charger; its key is the charger's id. It runs by itself from its first activation on.</summary>
[Alias("ocpplab.charger")]
public interface IChargerGrain : IGrainWithStringKey
{
    /// <summary>Gives the charger a command. A command's id is taken once; given again, it is taken without effect.</summary>
    /// <param name="request">The command.</param>
    /// <param name="storedByLocation">Whether the caller has the command stored and gives it again until it has been answered without
    /// this: then the answer does not wait for the charger's own write.</param>
    /// <returns>Why it was refused; null when it was taken.</returns>
    /// <exception cref="KeyNotFoundException">There is no such charger.</exception>
    /// <exception cref="FleetException">Unavailable: the charger's state can't be stored now.</exception>
    [Alias("command")]
    [ResponseTimeout(CallTimes.Command)]
    ValueTask<string?> CommandAsync([Immutable] CommandRequest request, bool storedByLocation);

    /// <summary>Sees to it that the charger runs. Costs nothing if it does.</summary>
    [Alias("activate")]
    ValueTask ActivateAsync();

    /// <summary>The charger's row has changed: it takes effect now, and is stored where it decides whether the charger runs.</summary>
    /// <exception cref="FleetException">Unavailable: the charger's state can't be stored now.</exception>
    [Alias("apply-configuration")]
    [ResponseTimeout(CallTimes.Command)]
    ValueTask ApplyConfigurationAsync([Immutable] ChargerRecord record);

    /// <summary>The charger's row goes: its sessions end, its connection closes, its state is deleted.</summary>
    /// <param name="record">The row, in case that the charger has to be brought to life first.</param>
    /// <exception cref="FleetException">Unavailable: the charger's state can't be deleted now.</exception>
    [Alias("remove")]
    [ResponseTimeout(CallTimes.Command)]
    ValueTask RemoveAsync([Immutable] ChargerRecord record);

    /// <summary>Sets a stored state aside that can't be read; the charger starts anew.</summary>
    /// <returns>Whether there was one.</returns>
    [Alias("set-aside")]
    [ResponseTimeout(CallTimes.Command)]
    ValueTask<bool> SetUnreadableStateAsideAsync();

    /// <summary>What the charger is doing.</summary>
    /// <returns>Null if there is no such charger.</returns>
    [Alias("live")]
    [ResponseTimeout(CallTimes.Read)]
    [return: Immutable]
    ValueTask<ChargerLive?> GetLiveAsync();

    /// <summary>The kept frames that fit the filter's times and action, as many of the newest as its page may need.</summary>
    [Alias("find-frames")]
    [ResponseTimeout(CallTimes.Read)]
    [return: Immutable]
    ValueTask<FrameMarks> FindFramesAsync([Immutable] LogFilter filter);

    /// <summary>The kept frames of the given numbers, in rising order, that are still there.</summary>
    [Alias("read-frames")]
    [ResponseTimeout(CallTimes.Read)]
    [return: Immutable]
    ValueTask<LogEntry[]> ReadFramesAsync([Immutable] int[] numbers);

    /// <summary>Forgets the kept frames that fit the filter's times and action; how many there were.</summary>
    [Alias("delete-frames")]
    [ResponseTimeout(CallTimes.Command)]
    ValueTask<int> DeleteFramesAsync([Immutable] LogFilter filter);
}
