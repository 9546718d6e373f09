using Microsoft.Extensions.Logging;

namespace OcppLab.Tests.Cluster;

/// <summary>What the silos say goes to the file that OCPPLAB_TEST_LOG names, for whoever looks into a failure.</summary>
static class TestLog
{
    public static void AddTestLog(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        if (Environment.GetEnvironmentVariable("OCPPLAB_TEST_LOG") is { } file)
        {
            logging.AddProvider(new FileLog(file)).SetMinimumLevel(LogLevel.Information);
        }
    }

    sealed class FileLog(string file) : ILoggerProvider, ILogger
    {
        static readonly Lock Gate = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Gate)
            {
                File.AppendAllText(file, $"{DateTime.UtcNow:HH:mm:ss.fff} {logLevel} {formatter(state, exception)} {exception}\n");
            }
        }

        public void Dispose()
        {
        }
    }
}
