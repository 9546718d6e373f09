using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>What chargers and locations keep over a crash. Whatever waits is written as one transaction.</summary>
interface IStateStorage
{
    /// <summary>A charger's state as it was written last.</summary>
    /// <exception cref="Inventory.FleetException">Unavailable: the database can't be used.</exception>
    Task<StoredCharger> ReadAsync(string chargerId);

    /// <summary>Writes a charger's state, and again while the database takes no writes; the write tells when it is done.</summary>
    void Write(ChargerWrite write);

    /// <summary>Writes what a process says of the meter values it sends; not again where it fails.</summary>
    void Write(SampleLeaseWrite write);

    /// <summary>Sets a state aside that can't be read, out of the charger's way.</summary>
    /// <exception cref="Inventory.FleetException">Unavailable: the database can't be used.</exception>
    Task SetAsideAsync(string chargerId);

    /// <summary>Stores that a command was refused by the one charger that it is for.</summary>
    /// <exception cref="Inventory.FleetException">Unavailable: the database can't be used.</exception>
    Task AddRefusedAsync(CommandRow command, OutcomeRow refusal);

    /// <summary>Stores a command before a location's chargers are asked, and lists it. One that is stored already stays as it is.</summary>
    /// <returns>The revision of the list of the location's chargers.</returns>
    /// <exception cref="Inventory.FleetException">NotFound: the organization has no such location. Unavailable: the database can't be used.</exception>
    Task<long> AddAsync(PendingCommand command, CommandRow listed);

    /// <summary>Stores what has changed of a command, if it is still there.</summary>
    /// <param name="command">The command.</param>
    /// <param name="listed">It with other targets than before; null where these stay.</param>
    /// <param name="refusals">Chargers that have refused it since.</param>
    /// <exception cref="Inventory.FleetException">Unavailable: the database can't be used.</exception>
    Task UpdateAsync(PendingCommand command, CommandRow? listed, IReadOnlyList<OutcomeRow> refusals);

    /// <summary>Forgets that a command is pending.</summary>
    /// <param name="command">The command.</param>
    /// <param name="refusals">Chargers that have refused it since.</param>
    /// <exception cref="Inventory.FleetException">Unavailable: the database can't be used.</exception>
    Task RemoveAsync(PendingCommand command, IReadOnlyList<OutcomeRow> refusals);

    /// <summary>The commands stored for a location.</summary>
    /// <exception cref="Inventory.FleetException">Unavailable: the database can't be used.</exception>
    Task<List<PendingCommand>> PendingCommandsAsync(string locationId);

    /// <summary>The grains that are to run without anybody asking for them.</summary>
    /// <param name="fromShare">The first share, from 0.</param>
    /// <param name="toShare">The share after the last, at most <see cref="Shares"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    IAsyncEnumerable<AwakeGrain> AwakeGrainsAsync(int fromShare, int toShare, CancellationToken cancellationToken);

    /// <summary>How many shares what is to run is divided into.</summary>
    const int Shares = 1024;
}

/// <summary>A charger's state as it was written last.</summary>
/// <param name="Version">How often it was written; 0 for never.</param>
/// <param name="Awake">Whether it is marked as to be run.</param>
/// <param name="State">The state; empty where none was ever written.</param>
/// <param name="Sent">Which meter values were sent since by the process that wrote it; null where it is not known.</param>
readonly record struct StoredCharger(int Version, bool Awake, byte[] State, SentSamples? Sent = null)
{
    /// <summary>A state as it was read, with the lease of the process that wrote it.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="awake">Whether it is marked as to be run.</param>
    /// <param name="state">The state.</param>
    /// <param name="writer">Who wrote it; null for not known.</param>
    /// <param name="answeredBefore">The lease's, in Unix milliseconds; null where the process never had one, and sent nothing.</param>
    /// <param name="sentUntil">The lease's, in Unix milliseconds.</param>
    public static StoredCharger Of(int version, bool awake, byte[] state, Guid? writer, long? answeredBefore, long? sentUntil) => new(
        version, awake, state,
        writer is not { } id || !new WriterId(id).HasProcess ? null
        : answeredBefore is { } before && sentUntil is { } until
            ? new SentSamples(DateTimeOffset.FromUnixTimeMilliseconds(before), DateTimeOffset.FromUnixTimeMilliseconds(until))
        : SentSamples.None);
}

/// <summary>A grain that is to run.</summary>
/// <param name="GrainType">Its type: <c>charger</c>, <c>location</c>, <c>job</c> or <c>load-test</c>.</param>
/// <param name="GrainId">Its key.</param>
readonly record struct AwakeGrain(string GrainType, string GrainId)
{
    /// <summary>The type of chargers.</summary>
    public const string Charger = "charger";

    /// <summary>Sees to it that the grain runs.</summary>
    public Task ActivateAsync(IGrainFactory grains) => GrainType switch
    {
        Charger => grains.GetGrain<IChargerGrain>(GrainId).ActivateAsync().AsTask(),
        "location" => grains.GetGrain<ILocationGrain>(GrainId).ActivateAsync(),
        "load-test" => grains.GetGrain<ILoadTestGrain>(GrainId).ActivateAsync(),
        _ => grains.GetGrain<IJobGrain>(GrainId).ActivateAsync(),
    };
}
