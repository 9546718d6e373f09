using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OcppLab.Tests.Cluster;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Strangers;

/// <summary>A service whose errors a test can read.</summary>
public class StrangerHost : LoneSiloHost
{
    readonly ErrorLog errors = new();

    /// <summary>Where its data are.</summary>
    public string Directory => DataDirectory;

    /// <summary>It has logged no error since it started.</summary>
    public void AssertNoErrors() => Assert.True(Errors.Count == 0, string.Join('\n', Errors));

    /// <summary>What it has logged as an error since it started.</summary>
    public IReadOnlyCollection<string> Errors => errors.Lines;

    protected override void AddLog(ILoggingBuilder logging)
    {
        logging.AddTestLog();
        logging.AddProvider(errors);
    }

    sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
            // It keeps what it has.
        }
    }
}
