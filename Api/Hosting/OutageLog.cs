using Microsoft.Extensions.Options;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>What the log says while something is away: of the database one line a second, and one of the calls to grains that are not
/// answered in time, which tells how many others it stands for, whoever would say it and for however many chargers. Everything else
/// is logged as it comes.</summary>
/// <param name="log">What is logged to.</param>
/// <param name="time">The clock.</param>
public sealed class OutageLog(ILoggerFactory log, TimeProvider time) : ILoggerFactory
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>What Orleans says of each call that is not answered in time, and of each message that comes too late for one.</summary>
    static readonly (string Category, int EventId)[] Unanswered = [("Orleans.Runtime.CallbackData", 100157), ("Orleans.Messaging", 101038)];

    readonly OncePerInterval database = new(time);
    readonly OncePerInterval calls = new(time);

    /// <summary>Has a host log so.</summary>
    public static void AddTo(IServiceCollection services) => services.AddSingleton<ILoggerFactory>(provider => new OutageLog(
        new LoggerFactory(
            provider.GetServices<ILoggerProvider>(),
            provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
            provider.GetRequiredService<IOptions<LoggerFactoryOptions>>()),
        provider.GetService<TimeProvider>() ?? TimeProvider.System));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName, log.CreateLogger(categoryName));

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

    sealed class OncePerInterval(TimeProvider time)
    {
        readonly Lock gate = new();
        long? last;
        int leftOut;

        /// <summary>Whether a line is due.</summary>
        /// <param name="others">How many lines were not since the last one that was.</param>
        public bool IsDue(out int others)
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
    }

    sealed class Logger(OutageLog owner, string category, ILogger log) : ILogger
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

            if (Array.IndexOf(Unanswered, (category, eventId.Id)) >= 0)
            {
                if (owner.calls.IsDue(out var others))
                {
                    Write(formatter(state, exception), others, "calls that were not answered in time");
                }

                return;
            }

            var reason = ReasonOf(exception);
            var message = formatter(state, exception);
            if (reason is null && !message.Contains(DatabaseHealth.UnavailableText))
            {
                log.Log(logLevel, eventId, state, exception, formatter);
            }
            else if (owner.database.IsDue(out var others))
            {
                // Without the stack, which says nothing about a database that is away.
                Write($"{message}{(reason is null ? "" : $" [The database: {reason}]")}", others, "the database");
            }

            void Write(string line, int others, string what) => log.Log(
                logLevel, eventId, others == 0 ? line : $"{line} [{others} more lines about {what}]", null, static (text, _) => text);
        }
    }
}
