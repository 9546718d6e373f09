using Microsoft.Extensions.Logging;

namespace OcppLab.Cli;

/// <summary>Warnings and errors of a silo within this process, a line each.</summary>
/// <param name="say">Told each.</param>
sealed class QuietLog(Action<string> say) : ILoggerProvider
{
    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Logger(say, categoryName);

    /// <inheritdoc />
    public void Dispose()
    {
    }

    sealed class Logger(Action<string> say, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var why = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
            say($"silo {logLevel.ToString().ToLowerInvariant()}: {category}: {formatter(state, exception)}{why}");
        }
    }
}
