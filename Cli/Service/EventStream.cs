namespace OcppLab.Cli;

/// <summary>An event of a stream.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Data">Its data.</param>
readonly record struct ServerEvent(string Name, string Data);

/// <summary>A stream of Server-Sent Events that goes on after a break, from where it broke off.</summary>
/// <param name="service">The service.</param>
/// <param name="path">The stream's path.</param>
/// <param name="time">The clock, for waiting.</param>
sealed class EventStream(ServiceClient service, string path, TimeProvider time) : IDisposable
{
    // The service sends a comment every 15 seconds.
    static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(45);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    StreamReader? reader;
    string? lastId;

    /// <summary>The next event.</summary>
    /// <exception cref="CliException">The stream is refused, or the service does not answer any more.</exception>
    public async Task<ServerEvent> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            reader ??= await service.OpenAsync(path, lastId, cancellationToken);
            try
            {
                if (await ReadAsync(reader, cancellationToken) is { } next)
                {
                    return next;
                }
            }
            catch (Exception e) when (ServiceClient.IsLost(e) || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // It goes on from the last event.
            }

            Dispose();
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        reader?.Dispose();
        reader = null;
    }

    async Task<ServerEvent?> ReadAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        var (id, name, data) = (lastId, "message", (string?)null);
        while (true)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(LongestSilence);
            switch (await lines.ReadLineAsync(limit.Token))
            {
                case null:
                    return null;
                case { Length: 0 } when data is not null:
                    lastId = id;
                    return new(name, data);
                case var line when Value(line, "id") is { } value:
                    id = value;
                    break;
                case var line when Value(line, "event") is { } value:
                    name = value;
                    break;
                case var line when Value(line, "data") is { } value:
                    data = data is null ? value : $"{data}\n{value}";
                    break;
            }
        }
    }

    static string? Value(string line, string field) =>
        line.StartsWith(field, StringComparison.Ordinal) && line.AsSpan(field.Length) is [':', .. var rest]
            ? (rest is [' ', .. var text] ? text : rest).ToString()
            : null;
}
