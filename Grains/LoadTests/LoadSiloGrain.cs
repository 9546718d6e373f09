using Orleans.Concurrency;

namespace OcppLab.Grains;

/// <summary>Counts for load tests what happens on its silo.</summary>
[GrainType("load-silo"), Reentrant, SiloPlacement]
sealed class LoadSiloGrain(SiloChargers silo) : Grain, ILoadSiloGrain
{
    public ValueTask BeginAsync(LoadTestOnSilo loadTest)
    {
        if (silo.LoadTests.Begin(loadTest))
        {
            silo.LookForRecorders();
        }

        return default;
    }

    public ValueTask<byte[]?> CollectAsync(string loadTestId, int counted) => new(silo.LoadTests.Collect(loadTestId, counted));

    public ValueTask EndAsync(string loadTestId)
    {
        if (silo.LoadTests.End(loadTestId))
        {
            silo.LookForRecorders();
        }

        return default;
    }
}
