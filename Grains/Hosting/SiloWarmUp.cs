using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OcppLab.Inventory;
using OcppLab.Simulation;
using Orleans.Runtime.Placement;

namespace OcppLab.Grains;

/// <summary>Goes the way of a command once while the silo starts, so that a user's first one finds everything compiled: a charger
/// that is only in memory charges, and storage and grains are asked for what is not there. Nothing is stored by it, and
/// nobody is told. It waits for <see cref="Charge"/>, which runs beside the start of everything else.</summary>
sealed partial class SiloWarmUp(
    Task charging,
    IGrainFactory grains,
    IStateStorage storage,
    InventoryStore inventory,
    ILocalSiloDetails silo,
    TimeProvider time,
    ILogger<SiloWarmUp> logger) : IHostedLifecycleService
{
    /// <summary>How often a charger charges: often enough that the runtime compiles what is often used for good.</summary>
    const int Sessions = 40;

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    // Nothing has this id: what is asked about it changes nothing.
    readonly string id = $"warm-up-{Guid.NewGuid():N}";
    Task asking = Task.CompletedTask;

    /// <summary>Has chargers of all versions charge in memory.</summary>
    public static void Charge()
    {
        for (var session = 0; session < Sessions; session++)
        {
            foreach (var version in Enum.GetValues<OcppVersion>())
            {
                WarmUpCharger.Charge(version, Catalog.CreatedAt);
            }
        }
    }

    /// <summary>The tables are there by now; the silo starts beside it.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        asking = Task.Run(AskStorageAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The silo is active by now, and its chargers are not awake yet.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(charging, asking, AskGrainsAsync()).WaitAsync(Longest, time, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotWarmedUp(failure.Message);
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    async Task AskStorageAsync()
    {
        await inventory.IsEmptyAsync(CancellationToken.None);
        await inventory.LocationChargersAsync(id, CancellationToken.None);
        var command = PendingCommand.Read(id, Command().Write());
        var listed = new CommandRow(command.Request, id, id, [id]);
        if (listed.TargetIds is not null)
        {
            await storage.UpdateAsync(command, null, []);
            await storage.RemoveAsync(command, []);
        }

        try
        {
            await storage.AddAsync(command, listed);
        }
        catch (FleetException missing) when (missing.Error == FleetError.NotFound)
        {
            // As it should be.
        }
    }

    async Task AskGrainsAsync()
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
        var request = Command().Request;
        try
        {
            await grains.GetGrain<ILocationGrain>(id).CommandAsync(id, request, null);
        }
        catch (FleetException missing) when (missing.Error == FleetError.NotFound)
        {
            // As it should be.
        }

        // A charger that is removed needs no row, and leaves none.
        var charger = grains.GetGrain<IChargerGrain>(id);
        await charger.RemoveAsync(NoCharger());
        try
        {
            await charger.CommandAsync(request, storedByLocation: true);
        }
        catch (KeyNotFoundException)
        {
            // It is gone, as it should be.
        }
    }

    PendingCommand Command() => PendingCommand.Of(
        id, id, new(id, "start_session", new StartSession("WARM-UP", 1, TimeSpan.FromMinutes(5), 20_000), "{}"u8.ToArray()), null);

    ChargerRecord NoCharger()
    {
        var brand = Catalog.Brands[0];
        var now = time.GetUtcNow();
        return new()
        {
            Id = id,
            OrganizationId = id,
            LocationId = id,
            Identity = id,
            Name = id,
            BrandSlug = brand.Slug,
            ModelSlug = brand.Models[0].Slug,
            ConnectorType = brand.Models[0].Ratings[0].ConnectorType,
            OcppVersion = OcppVersion.V16,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    [LoggerMessage(LogLevel.Debug, "The warm-up of a command did not come to its end: {Reason}")]
    partial void LogNotWarmedUp(string reason);
}
