using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Api;
using OcppLab.Inventory;

namespace OcppLab.Tests.Api;

public sealed class OutageLogTests
{
    readonly FakeTimeProvider time = new();
    readonly Lines lines = new();
    readonly ILoggerFactory log;

    public OutageLogTests()
    {
        var factory = LoggerFactory.Create(logging => logging.AddProvider(lines));
        log = new OutageLog(factory, time);
    }

    [Fact]
    public void A_database_that_is_away_is_told_once_a_second_with_how_many_lines_that_stands_for()
    {
        var away = DatabaseHealth.Unavailable("it does not answer");
        for (var i = 0; i < 1_000; i++)
        {
            log.CreateLogger($"Some{i % 7}").LogError(new InvalidOperationException("Inside.", away), "Charger {Id} can't be activated", i);
            log.CreateLogger("Others").LogWarning("Not yet: {Reason}", away.Message);
        }

        var first = Assert.Single(lines.Written);
        Assert.Contains("Charger 0", first);
        Assert.Contains("it does not answer", first);

        time.Advance(TimeSpan.FromSeconds(1));
        log.CreateLogger("Some").LogError(away, "Again");
        Assert.Equal(2, lines.Written.Count);
        Assert.Contains("1999 more lines", lines.Written[1]);
    }

    [Fact]
    public void Calls_that_are_not_answered_are_told_once_a_second_beside_the_database()
    {
        for (var i = 0; i < 1_000; i++)
        {
            log.CreateLogger("Orleans.Runtime.CallbackData").LogWarning(100157, "Response did not arrive on time for {Message}", i);
            log.CreateLogger("Orleans.Messaging").LogWarning(101038, "Dropping expired message {Message}", i);
            log.CreateLogger("Others").LogWarning(DatabaseHealth.Unavailable("it does not answer"), "Away");
        }

        Assert.Equal(2, lines.Written.Count);
        Assert.Contains("for 0", lines.Written[0]);

        time.Advance(TimeSpan.FromSeconds(1));
        log.CreateLogger("Orleans.Messaging").LogWarning(101038, "Again");
        Assert.Equal(3, lines.Written.Count);
        Assert.Contains("1999 more lines about calls", lines.Written[2]);
    }

    [Fact]
    public void Other_lines_of_who_tells_of_calls_come_as_they_are()
    {
        for (var i = 0; i < 3; i++)
        {
            log.CreateLogger("Orleans.Messaging").LogWarning(101039, "A connection was refused");
        }

        Assert.Equal(3, lines.Written.Count);
    }

    [Fact]
    public void Everything_else_is_told_as_it_comes()
    {
        var logger = log.CreateLogger("Some");
        for (var i = 0; i < 3; i++)
        {
            logger.LogWarning(DatabaseHealth.Unavailable("it does not answer"), "Away");
            logger.LogError(new InvalidOperationException("A mistake."), "Failed inside");
            logger.LogInformation("It goes on");
        }

        Assert.Equal(3, lines.Written.Count(line => line.Contains("Failed inside") && line.Contains("A mistake.")));
        Assert.Equal(3, lines.Written.Count(line => line.Contains("It goes on")));
    }

    sealed class Lines : ILoggerProvider, ILogger
    {
        public List<string> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
