using Orleans.Concurrency;

namespace OcppLab.Grains;

/// <summary>Tells other silos what its silo has.</summary>
[GrainType("silo"), Reentrant, SiloPlacement]
sealed class SiloGrain(SiloChargers silo) : Grain, ISiloGrain
{
    public ValueTask<bool[]> AreActiveAsync(string[] chargerIds) => new(Array.ConvertAll(chargerIds, silo.IsActive));
}
