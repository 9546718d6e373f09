using Microsoft.Extensions.Logging;

namespace OcppLab.Tests.Cluster;

/// <summary>Counts the sweeps after a change among the silos that are over, as the silos say in their logs.</summary>
sealed class SweepLog : ILoggerProvider, ILogger
{
    int over;

    /// <summary>How many are over, one for each silo.</summary>
    public int Over
    {
        get => Volatile.Read(ref over);
        set => Volatile.Write(ref over, value);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name == "LogActivated")
        {
            Interlocked.Increment(ref over);
        }
    }

    public void Dispose()
    {
        // It keeps what it has.
    }
}
