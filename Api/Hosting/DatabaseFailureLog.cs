using Microsoft.Extensions.Options;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>What the log says of a database that is away: one line a second, which tells how many others it stands for, whoever would
/// say it and for however many chargers. Everything else is logged as it comes.</summary>
/// <param name="log">What is logged to.</param>
/// <param name="time">The clock.</param>
public sealed class DatabaseFailureLog(ILoggerFactory log, TimeProvider time) : ILoggerFactory
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    readonly Lock gate = new();
    long? last;
    int leftOut;

    /// <summary>Has a host log so.</summary>
    public static void AddTo(IServiceCollection services) => services.AddSingleton<ILoggerFactory>(provider => new DatabaseFailureLog(
        new LoggerFactory(
            provider.GetServices<ILoggerProvider>(),
            provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
            provider.GetRequiredService<IOptions<LoggerFactoryOptions>>()),
        provider.GetService<TimeProvider>() ?? TimeProvider.System));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, log.CreateLogger(categoryName));

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => log.AddProvider(provider);

    /// <inheritdoc/>
    public void Dispose() => log.Dispose();

    /// <summary>Why the database can't be used, where that is what a line is about; else null.</summary>
    static string? ReasonOf(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (Database.ReasonOf(cause) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    bool TryTake(out int others)
    {
        lock (gate)
        {
            if (last is { } before && time.GetElapsedTime(before) < Interval)
            {
                others = ++leftOut;
                return false;
            }

            (last, others, leftOut) = (time.GetTimestamp(), leftOut, 0);
            return true;
        }
    }

    sealed class Logger(DatabaseFailureLog owner, ILogger log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel < LogLevel.Warning || !log.IsEnabled(logLevel))
            {
                log.Log(logLevel, eventId, state, exception, formatter);
                return;
            }

            var reason = ReasonOf(exception);
            var message = formatter(state, exception);
            if (reason is null && !message.Contains(DatabaseHealth.UnavailableText))
            {
                log.Log(logLevel, eventId, state, exception, formatter);
            }
            else if (owner.TryTake(out var others))
            {
                // Without the stack, which says nothing about a database that is away.
                var line = $"{message}{(reason is null ? "" : $" [The database: {reason}]")}{(others == 0 ? "" : $" [{others} more lines about the database]")}";
                log.Log(logLevel, eventId, line, null, static (text, _) => text);
            }
        }
    }
}
