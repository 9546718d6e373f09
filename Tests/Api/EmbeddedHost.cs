using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Api;
using OcppLab.Csms;
using OcppLab.Tests.Contract;

namespace OcppLab.Tests.Apis;

/// <summary>The service as one process, with its data in a directory of its own and its clock in the test's hands.</summary>
public class EmbeddedHost : IContractHost, IAsyncLifetime
{
    public const string SigningKey = "a key of 32 bytes for tests only";

    readonly string directory = Directory.CreateTempSubdirectory("ocpplab-").FullName;
    WebApplication? app;
    WebApplication? csms;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public CentralSystem Csms { get; private set; } = null!;

    public string CsmsUrl => $"ws://{new Uri(csms!.Urls.Single()).Authority}/csms";

    public IServiceProvider Services => app!.Services;

    /// <summary>Settings besides the usual ones.</summary>
    protected virtual IEnumerable<string> Settings => [];

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        csms = builder.Build();
        Csms = new(new(), Time);
        csms.MapCsms(Csms);
        await csms.StartAsync();
        await StartAsync();
    }

    async Task StartAsync()
    {
        var builder = WebApplication.CreateBuilder([
            "--environment", "Testing", "--urls", Address.ToString(), "--Data:Directory", directory, "--Auth:SigningKey", SigningKey,
            "--Auth:Audience", "ocpplab-tests", .. Settings]);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.AddFrontDoor();
        builder.AddEmbeddedFleet();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapFrontDoor();
        await app.StartAsync();
        Address = new(app.Urls.Single());
    }

    public Task AdvanceAsync(TimeSpan time)
    {
        Time.Advance(time);
        return Task.CompletedTask;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        await csms!.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    async Task StopAsync()
    {
        await app!.StopAsync();
        await app.DisposeAsync();
    }
}
