using System.Text.Json.Nodes;

namespace OcppLab.Tests.Contract;

/// <summary>A stream of Server-Sent Events, read as a browser reads it.</summary>
public sealed class EventStream(HttpResponseMessage response, StreamReader reader) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The last id that came, to resume with.</summary>
    public string? LastId { get; private set; }

    /// <summary>The stream of an answer, once it says that it is connected.</summary>
    public static async Task<EventStream> OpenAsync(HttpResponseMessage response)
    {
        response.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal(": connected", await reader.ReadLineAsync().WaitAsync(Patience));
        return new(response, reader);
    }

    /// <summary>Reads on until there is an id to resume with.</summary>
    public async Task<string> IdAsync()
    {
        while (LastId is null)
        {
            await ReadLineAsync().WaitAsync(Patience);
        }

        return LastId;
    }

    /// <summary>The next events, so many.</summary>
    public async Task<List<(string Name, JsonNode Data)>> TakeAsync(int count)
    {
        var taken = new List<(string, JsonNode)>();
        while (taken.Count < count)
        {
            taken.Add(await NextAsync() ?? throw new EndOfStreamException($"The stream ended after {taken.Count} events."));
        }

        return taken;
    }

    /// <summary>The next event; null at the stream's end.</summary>
    public Task<(string Name, JsonNode Data)?> NextAsync() => ReadAsync().WaitAsync(Patience);

    /// <summary>The next event of which this is true; the ones before are passed over.</summary>
    public async Task<JsonNode> UntilAsync(Func<string, JsonNode, bool> wanted)
    {
        while (await NextAsync() is { } next)
        {
            if (wanted(next.Name, next.Data))
            {
                return next.Data;
            }
        }

        throw new EndOfStreamException("The stream ended before what was waited for.");
    }

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }

    async Task<(string Name, JsonNode Data)?> ReadAsync()
    {
        string? name = null;
        var before = LastId;
        while (await ReadLineAsync() is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                Assert.True(LastId is not null && (LastId != before || name == "gap"), "An event has an id of its own.");
                return (name!, JsonNode.Parse(line["data: ".Length..])!);
            }
        }

        return null;
    }

    async Task<string?> ReadLineAsync()
    {
        var line = await reader.ReadLineAsync();
        if (line?.StartsWith("id: ", StringComparison.Ordinal) == true)
        {
            LastId = line["id: ".Length..];
        }

        return line;
    }
}
