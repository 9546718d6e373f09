using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OcppLab.Inventory;

namespace OcppLab.Grains;

/// <summary>Deletes commands and their outcomes when they are too old or too many, once a minute.</summary>
sealed partial class CommandPruner(CommandHistory commands, ChargerSettings settings, TimeProvider time, ILogger<CommandPruner> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await PruneAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    async Task PruneAsync(CancellationToken cancellationToken)
    {
        try
        {
            await commands.PruneAsync(time.GetUtcNow() - settings.CommandsKeptFor, settings.OutcomesKept, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotPruned(failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old commands could not be deleted and will be later: {Reason}")]
    partial void LogNotPruned(string reason);
}
