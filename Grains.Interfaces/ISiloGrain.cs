namespace OcppLab.Grains;

/// <summary>One silo; its key is the silo's address, and it lives there.</summary>
[Alias("ocpplab.silo")]
public interface ISiloGrain : IGrainWithStringKey
{
    /// <summary>Which of some chargers are active on the silo. No charger is asked.</summary>
    /// <returns>For each of the ids whether it is.</returns>
    [Alias("are-active")]
    [ResponseTimeout(CallTimes.Read)]
    [return: Immutable]
    ValueTask<bool[]> AreActiveAsync([Immutable] string[] chargerIds);
}
