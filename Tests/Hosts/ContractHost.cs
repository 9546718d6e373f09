using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OcppLab.Csms;
using OcppLab.Grains;
using OcppLab.Inventory;

namespace OcppLab.Tests.Hosts;

/// <summary>The service in one of the ways that it can be run, with its data in a directory of its own. The suites of the contract
/// know nothing else of it.</summary>
public abstract class ContractHost : IAsyncLifetime
{
    public const string SigningKey = "a key of 32 bytes for tests only";

    WebApplication? csms;

    /// <summary>The service's time of day, which a test puts forward.</summary>
    public ShiftedTime Time { get; } = new();

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>The front door's services: the inventory to fill, the key to make tokens with.</summary>
    public IServiceProvider Services => App!.Services;

    /// <summary>A central system that lives as long as the host, whatever becomes of the service.</summary>
    public CentralSystem Csms { get; private set; } = null!;

    /// <summary>Its address, for a charger's <c>ws_url</c>.</summary>
    public string CsmsUrl => $"ws://{new Uri(csms!.Urls.Single()).Authority}/csms";

    /// <summary>The directory of the service's data.</summary>
    protected string DataDirectory { get; } = Directory.CreateTempSubdirectory("ocpplab-").FullName;

    /// <summary>The front door.</summary>
    protected WebApplication? App { get; private set; }

    /// <summary>Settings besides the usual ones.</summary>
    protected virtual IEnumerable<string> Settings => [];

    /// <summary>Lets time pass for the chargers: those that had something to do meanwhile do it.</summary>
    public async Task AdvanceAsync(TimeSpan span)
    {
        Time.Advance(span);
        await foreach (var charger in Services.GetRequiredService<InventoryStore>().ChargersAsync(default))
        {
            await Services.GetRequiredService<IGrainFactory>().GetGrain<IChargerGrain>(charger.Id).ApplyConfigurationAsync(charger);
        }
    }

    /// <summary>Ends the service in order and starts it anew over the same data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public virtual async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        csms = builder.Build();
        Csms = new(new(), Time);
        csms.MapCsms(Csms);
        await csms.StartAsync();
        await StartAsync();
    }

    public virtual async Task DisposeAsync()
    {
        await StopAsync();
        await csms!.DisposeAsync();
        Directory.Delete(DataDirectory, recursive: true);
    }

    /// <summary>Starts what the front door needs and makes the front door, not started yet.</summary>
    /// <param name="args">Its command line.</param>
    protected abstract Task<WebApplication> BuildAsync(string[] args);

    /// <summary>Ends what the front door needed, when that has stopped.</summary>
    protected virtual Task StoppedAsync() => Task.CompletedTask;

    async Task StartAsync()
    {
        App = await BuildAsync([
            "--environment", "Testing", "--urls", Address.ToString(), "--Data:Directory", DataDirectory, "--Auth:SigningKey", SigningKey,
            "--Auth:Audience", "ocpplab-tests", .. Settings]);
        await App.StartAsync();
        Address = new(App.Urls.Single());
    }

    async Task StopAsync()
    {
        await App!.StopAsync();
        await App.DisposeAsync();
        await StoppedAsync();
    }
}

/// <summary>The time of day, put forward or back.</summary>
public sealed class ShiftedTime : TimeProvider
{
    long ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref ticks));

    public void Advance(TimeSpan span) => Interlocked.Add(ref ticks, span.Ticks);
}
