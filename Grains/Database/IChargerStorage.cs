using Orleans.Storage;

namespace OcppLab.Grains;

/// <summary>Where the silos keep <see cref="ChargerState"/>.</summary>
interface IChargerStorage : IGrainStorage
{
    /// <summary>The name grains ask for it by.</summary>
    const string Name = "chargers";

    /// <summary>The ids of the chargers that are to run without anybody asking for them.</summary>
    IAsyncEnumerable<string> AwakeAsync(CancellationToken cancellationToken);

    /// <summary>The ids of the locations that have promised what they do not know to be kept.</summary>
    IAsyncEnumerable<string> PromisingLocationsAsync(CancellationToken cancellationToken);
}
