using System.Diagnostics.Metrics;
using OcppLab.Grains;

namespace OcppLab.Api;

/// <summary>What a front door measures of commands.</summary>
public sealed class FrontDoorMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "OcppLab.FrontDoor";

    static readonly double[] CommandSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    readonly Counter<long> commands;
    readonly Counter<long> chargers;
    readonly Histogram<double> duration;

    /// <summary>The instruments of a meter of their own.</summary>
    public FrontDoorMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        commands = meter.CreateCounter<long>(
            "ocpplab.commands", "{command}", "Commands for chargers that are there, by whether they could be given.");
        chargers = meter.CreateCounter<long>(
            "ocpplab.command.chargers", "{charger}", "Chargers that commands were given to, by whether they took them.");
        duration = meter.CreateHistogram(
            "ocpplab.command.duration", "s", "Time from a command's coming in until every charger of its target has stored or refused it.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = CommandSeconds });
    }

    /// <summary>A command was given.</summary>
    /// <param name="target">To whom.</param>
    /// <param name="answer">What they said.</param>
    /// <param name="took">How long that took.</param>
    public void Given(CommandTarget target, LocationCommandResponse answer, TimeSpan took)
    {
        var eventType = EventType(answer.Request);
        commands.Add(1, eventType, Target(target), new("result", "given"));
        chargers.Add(answer.Queued.Count, eventType, new("result", "queued"));
        chargers.Add(answer.Failed.Count, eventType, new("result", "failed"));
        duration.Record(took.TotalSeconds, eventType, Target(target));
    }

    /// <summary>A command could not be given.</summary>
    public void Unavailable(CommandTarget target, CommandRequest request) =>
        commands.Add(1, EventType(request), Target(target), new("result", "unavailable"));

    static KeyValuePair<string, object?> EventType(CommandRequest request) => new("event_type", request.EventType);

    static KeyValuePair<string, object?> Target(CommandTarget target) => new("target", target.LocationId is null ? "charger" : "location");
}
