using OcppLab.Fleet;

namespace OcppLab.Grains;

/// <summary>One charger; its key is the charger's id. It runs by itself from its first activation on.</summary>
[Alias("ocpplab.charger")]
public interface IChargerGrain : IGrainWithStringKey
{
    /// <summary>Gives the charger a command. A command's id is taken once; given again, it is taken without effect.</summary>
    /// <param name="request">The command.</param>
    /// <param name="promised">Whether the caller has the command stored and gives it again until it has been answered without
    /// this: then the answer does not wait for the charger's own write.</param>
    /// <returns>Why it was refused; null when it was taken.</returns>
    /// <exception cref="KeyNotFoundException">There is no such charger.</exception>
    /// <exception cref="IOException">The charger's state could not be stored.</exception>
    [Alias("take")]
    ValueTask<string?> TakeAsync([Immutable] CommandRequest request, bool promised);

    /// <summary>Sees to it that the charger runs. Costs nothing if it does.</summary>
    [Alias("wake")]
    ValueTask WakeAsync();

    /// <summary>The charger's row has changed: it takes effect now.</summary>
    [Alias("become")]
    ValueTask BecomeAsync([Immutable] ChargerRecord record);

    /// <summary>The charger's row is gone: its sessions end, its connection closes, its state is deleted.</summary>
    /// <param name="record">The row as it was, in case that the charger has to be brought to life first.</param>
    [Alias("remove")]
    ValueTask RemoveAsync([Immutable] ChargerRecord record);

    /// <summary>What the charger is doing.</summary>
    /// <returns>Null if there is no such charger.</returns>
    [Alias("live")]
    [return: Immutable]
    ValueTask<ChargerLive?> LiveAsync();

    /// <summary>The kept frames that fit the filter's times and action, as many of the newest as its page may need.</summary>
    [Alias("frames")]
    [return: Immutable]
    ValueTask<FrameMarks> FramesAsync([Immutable] LogFilter filter);

    /// <summary>The kept frames of the given numbers, in rising order, that are still there.</summary>
    [Alias("read")]
    [return: Immutable]
    ValueTask<LogEntry[]> ReadFramesAsync([Immutable] int[] numbers);

    /// <summary>Forgets the kept frames that fit the filter's times and action; how many there were.</summary>
    [Alias("forget")]
    ValueTask<int> DeleteFramesAsync([Immutable] LogFilter filter);
}

/// <summary>Kept frames without their content, oldest first.</summary>
/// <param name="Total">How many fit.</param>
/// <param name="Numbers">Their numbers in the charger's log.</param>
/// <param name="UtcTicks">Their times.</param>
[GenerateSerializer, Immutable, Alias("ocpplab.marks")]
public sealed record FrameMarks(
    [property: Id(0)] int Total, [property: Id(1)] int[] Numbers, [property: Id(2)] long[] UtcTicks);
