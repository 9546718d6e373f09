using Microsoft.Extensions.Logging;

namespace OcppLab.Tests.Cluster;

/// <summary>What the silos say goes to the file that OCPPLAB_TEST_LOG names, for whoever looks into a failure.</summary>
static class TestLog
{
    static readonly Lock Gate = new();
    static readonly string? File = Environment.GetEnvironmentVariable("OCPPLAB_TEST_LOG");

    public static void AddTestLog(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        if (File is not null)
        {
            logging.AddProvider(new FileLog()).SetMinimumLevel(LogLevel.Information);
        }
    }

    /// <summary>Adds a line, with the time.</summary>
    public static void Append(string line)
    {
        if (File is null)
        {
            return;
        }

        lock (Gate)
        {
            System.IO.File.AppendAllText(File, $"{DateTime.UtcNow:HH:mm:ss.fff} {line}\n");
        }
    }

    sealed class FileLog : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Append($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
