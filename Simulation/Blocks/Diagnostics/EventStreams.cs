using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>The stream that tells the values of a periodic monitor, many in one message and without an answer (2.1 use cases N11 to N15). Its
/// id is the monitor's.</summary>
sealed class EventStream
{
    /// <summary>So many values a message has at most, whatever the CSMS wants.</summary>
    const int MostValues = 1000;

    /// <summary>After so many seconds what was collected is sent; null for no such time.</summary>
    [JsonPropertyName("interval")]
    public int? IntervalSeconds { get; set; }

    /// <summary>With so many values what was collected is sent; null for no such number.</summary>
    [JsonPropertyName("values")]
    public int? Values { get; set; }

    /// <summary>Whether the CSMS has agreed to it; null until it has answered.</summary>
    [JsonPropertyName("open")]
    public bool? IsOpen { get; set; }

    /// <summary>What was collected since the last message; a restart loses it.</summary>
    [JsonIgnore]
    public List<(DateTimeOffset At, string Value)> Collected { get; private set; } = [];

    /// <summary>When what was collected is sent, unless there are enough values before.</summary>
    [JsonIgnore]
    public DateTimeOffset? SendAt => Collected.Count > 0 && IntervalSeconds is { } seconds ? Collected[0].At.AddSeconds(seconds) : null;

    /// <summary>Whether there are enough values for a message; without a time or a number of values each is one.</summary>
    [JsonIgnore]
    public bool IsFull => Collected.Count >= Math.Min(MostValues, Math.Max(1, Values ?? (IntervalSeconds is null ? 1 : MostValues)));

    /// <summary>What the CSMS wants of it.</summary>
    [JsonIgnore]
    public V2.PeriodicEventStreamParamsType Params
    {
        get => new() { Interval = IntervalSeconds, Values = Values };
        set => (IntervalSeconds, Values) = (value.Interval, value.Values);
    }

    /// <summary>The values collected so far, as a message; from then on it collects anew.</summary>
    public V2.NotifyPeriodicEventStreamRequest Take(int id)
    {
        var collected = Collected;
        Collected = [];
        return new()
        {
            Id = id,
            Pending = 0,
            Basetime = collected[0].At,
            Data = [.. collected.Select(entry => new V2.StreamDataElementType { T = (entry.At - collected[0].At).TotalSeconds, V = entry.Value })],
        };
    }
}

// Periodic event streams (2.1 use cases N11 to N15). The values of a monitor whose stream the CSMS does not want are told by NotifyEvent.
public sealed partial class Charger
{
    internal V2.GetPeriodicEventStreamResponse AnswerGetPeriodicEventStream()
    {
        var open = StreamingMonitors.Where(monitor => monitor.Stream!.IsOpen == true).Select(ConstantsOf).ToList();
        return new() { ConstantStreamData = open.Count > 0 ? open : null };
    }

    internal V2.AdjustPeriodicEventStreamResponse Answer(V2.AdjustPeriodicEventStreamRequest request)
    {
        if (StreamingMonitors.FirstOrDefault(monitor => monitor.Id == request.Id) is not { Stream: { IsOpen: true } stream } monitor)
        {
            return new() { Status = V2.GenericStatusEnumType.Rejected };
        }

        // What was collected may be due by the new terms already: it goes now.
        SendStream(monitor);
        (stream.Params, persist) = (request.Params, true);
        return new() { Status = V2.GenericStatusEnumType.Accepted };
    }

    IEnumerable<VariableMonitor> StreamingMonitors => (state.Monitoring?.Monitors ?? []).Where(monitor => monitor.Stream is not null);

    static V2.ConstantStreamDataType ConstantsOf(VariableMonitor monitor) =>
        new() { Id = monitor.Id, VariableMonitoringId = monitor.Id, Params = monitor.Stream!.Params };

    // What the connection before has left unanswered is asked again.
    void OpenStreams()
    {
        foreach (var monitor in StreamingMonitors.Where(monitor => monitor.Stream!.IsOpen is null))
        {
            OpenStream(monitor);
        }
    }

    void OpenStream(VariableMonitor monitor)
    {
        if (state.Online && Version == OcppVersion.V21)
        {
            Enqueue(new TriggeredEntry(new V2.OpenPeriodicEventStreamRequest { ConstantStreamData = ConstantsOf(monitor) }));
        }
    }

    void StreamAnswered(V2.OpenPeriodicEventStreamRequest asked, OcppResponse reply)
    {
        if (StreamingMonitors.FirstOrDefault(monitor => monitor.Id == asked.ConstantStreamData.Id) is { Stream: { } stream })
        {
            (stream.IsOpen, persist) = (reply is V2.OpenPeriodicEventStreamResponse { Status: V2.GenericStatusEnumType.Accepted }, true);
        }
    }

    // The monitor is no more, or another one.
    void CloseStream(VariableMonitor? monitor)
    {
        if (monitor?.Stream is { IsOpen: not false } && state.Online && Version == OcppVersion.V21)
        {
            SendStream(monitor);
            Enqueue(new TriggeredEntry(new V2.ClosePeriodicEventStreamRequest { Id = monitor.Id }));
        }
    }

    bool IsStreaming(VariableMonitor monitor) => Version == OcppVersion.V21 && monitor.Stream is { IsOpen: true };

    void Collect(VariableMonitor monitor, DeviceVariable variable, DateTimeOffset at)
    {
        var isSecret = variable.Mutability == V2.MutabilityEnumType.WriteOnly;
        monitor.Stream!.Collected.Add((at, isSecret ? "" : variable.Read(this, monitor.Number, at) ?? ""));
        if (monitor.Stream.IsFull)
        {
            SendStream(monitor);
        }
    }

    void SendStream(VariableMonitor monitor)
    {
        if (monitor.Stream is { Collected.Count: > 0 } stream)
        {
            Enqueue(new TriggeredEntry(stream.Take(monitor.Id)));
        }
    }
}
