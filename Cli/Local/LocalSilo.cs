using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OcppLab.Api;
using OcppLab.Silo;

namespace OcppLab.Cli;

/// <summary>A silo with its front door within this process, on a free port of this machine alone, whose data are deleted with it.</summary>
sealed class LocalSilo : IAsyncDisposable
{
    const int KeyBytes = 32;

    static readonly TimeSpan TokenLifetime = TimeSpan.FromDays(365);

    readonly WebApplication app;
    readonly DirectoryInfo directory;
    readonly Terminal terminal;
    bool isStarted;

    LocalSilo(WebApplication app, DirectoryInfo directory, Terminal terminal) => (this.app, this.directory, this.terminal) = (app, directory, terminal);

    /// <summary>Where it listens.</summary>
    public Uri Address => new(app.Urls.Single());

    /// <summary>The directory of its data.</summary>
    public string DataDirectory => directory.FullName;

    /// <summary>The address of its built-in CSMS.</summary>
    public string CsmsUrl => $"ws://{Address.Authority}/csms";

    /// <summary>A token for it.</summary>
    public string Token => Tokens.Issue(
        app.Services.GetRequiredService<AuthSettings>(), new("local", "user", string.Join(' ', Scopes.All), TokenLifetime), TimeProvider.System);

    /// <summary>Starts it; settings of the environment hold, but for where its data and its cluster are.</summary>
    /// <exception cref="CliException">A setting does not fit.</exception>
    public static async Task<LocalSilo> StartAsync(Terminal terminal)
    {
        var directory = terminal.DataDirectory();
        LocalSilo? silo = null;
        try
        {
            silo = new(Build(directory, terminal), directory, terminal);
            await silo.app.StartAsync(terminal.Interrupts.First);
            silo.isStarted = true;
            return silo;
        }
        catch (Exception e)
        {
            if (silo is not null)
            {
                await silo.DisposeAsync();
            }
            else
            {
                directory.Delete(recursive: true);
            }

            if (e is SettingsException)
            {
                throw new CliException(ExitCode.Usage, e.Message);
            }

            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            // A second Ctrl-C leaves at once what it still does.
            await app.StopAsync(terminal.Interrupts.Second);
        }
        catch (OperationCanceledException)
        {
            // So it did.
        }
        catch (Exception) when (!isStarted)
        {
            // What was kept from starting can't be stopped in order: it is told why it did not start.
        }

        await app.DisposeAsync();
        try
        {
            directory.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await terminal.Error.WriteLineAsync($"{directory.FullName} could not be deleted: {e.Message}");
        }
    }

    static WebApplication Build(DirectoryInfo directory, Terminal terminal)
    {
        string[] args =
        [
            "--contentRoot", terminal.Directory,
            "--urls", "http://127.0.0.1:0",
            "--Data:Directory", directory.FullName,
            "--Cluster:Database=",
            "--Auth:Authority=",
            "--Auth:SigningKey", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)),
            "--Logging:LogLevel:OcppLab", "Warning",
        ];
        var builder = ConsoleProgram.CreateBuilder(args);
        var settings = builder.AddCluster(args);
        builder.Logging.ClearProviders().AddProvider(new QuietLog(terminal.Say));
        builder.AddDatabase(settings);
        builder.AddSilo(settings, builder.AddMonitoring());
        builder.AddFrontDoor();
        // Ctrl-C stops the load test first.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        app.MapFrontDoor();
        app.MapBuiltInCsms();
        return app;
    }

    /// <summary>Nothing from outside starts or stops the host.</summary>
    sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
