using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using OcppLab.Tests.Wire;

namespace OcppLab.Tests.Strangers;

/// <summary>A CSMS that accepts every charger and answers everything, and over whose connections any bytes can be sent.</summary>
sealed class FrameCsms : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<string, FrameLink> links = [];
    readonly SemaphoreSlim connected = new(0);

    public FrameCsms()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>What chargers sent that is no OCPP-J, or no WebSocket.</summary>
    public ConcurrentQueue<string> Violations { get; } = [];

    public string Url => $"ws://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/csms";

    /// <summary>A charger's connection; null if it has none now.</summary>
    public FrameLink? this[string identity] => links.GetValueOrDefault(identity) is { Ended.IsCompleted: false } link ? link : null;

    /// <summary>Completes when some charger has connected, or after so long.</summary>
    public Task ConnectedAsync(TimeSpan atMost) => connected.WaitAsync(atMost);

    public void Dispose()
    {
        listener.Dispose();
        foreach (var link in links.Values)
        {
            link.Dispose();
        }

        connected.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        client.NoDelay = true;
        var stream = client.GetStream();
        var request = new StringBuilder();
        var one = new byte[1];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            request.Append((char)one[0]);
        }

        var lines = request.ToString().Split("\r\n");
        var protocol = lines.Single(line => line.StartsWith("Sec-WebSocket-Protocol: ", StringComparison.Ordinal))[24..];
        await stream.WriteAsync(Encoding.ASCII.GetBytes(RawServer.Answer(request.ToString(), protocol)));
        var link = new FrameLink(client, Violations);
        links[lines[0].Split(' ')[1].Split('/')[^1]] = link;
        connected.Release();
        await link.RunAsync();
    }
}

/// <summary>One connection of a charger's.</summary>
sealed class FrameLink(TcpClient client, ConcurrentQueue<string> violations) : IDisposable
{
    static int transactions;

    readonly ConcurrentDictionary<string, TaskCompletionSource<JsonArray>> asked = [];
    readonly ConcurrentDictionary<string, TaskCompletionSource> awaited = [];
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the connection is over.</summary>
    public Task Ended => ended.Task;

    /// <summary>Answers the charger's next request, by its id and action, in place of the usual answer.</summary>
    public Func<string, string, byte[]>? AnswerNext { get; set; }

    /// <summary>Sends bytes as they are; those of a connection that is over are lost.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        try
        {
            await client.GetStream().WriteAsync(bytes);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            Dispose();
        }
    }

    /// <summary>Sends what makes a request and waits for its answer; null if the connection ends before.</summary>
    public async Task<JsonArray?> AskAsync(string messageId, byte[] bytes)
    {
        var answer = asked.GetOrAdd(messageId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        await SendAsync(bytes);
        await Task.WhenAny(answer, Ended).WaitAsync(Ocpp.Guard.Time);
        asked.TryRemove(messageId, out _);
        return answer.IsCompletedSuccessfully ? answer.Result : null;
    }

    /// <summary>Completes when the charger next makes a request of an action, or the connection ends.</summary>
    public Task CalledAsync(string action) =>
        Task.WhenAny(awaited.GetOrAdd(action, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task, Ended);

    /// <summary>Reads until the connection is over.</summary>
    public async Task RunAsync()
    {
        try
        {
            using var socket = WebSocket.CreateFromStream(client.GetStream(), new() { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
            var message = new MemoryStream();
            var buffer = new byte[16384];
            while (await socket.ReceiveAsync(buffer, default) is { MessageType: not WebSocketMessageType.Close } read)
            {
                message.Write(buffer, 0, read.Count);
                if (read.EndOfMessage)
                {
                    await TakeAsync(JsonNode.Parse(message.ToArray())!.AsArray());
                    message.SetLength(0);
                }
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
        }
        catch (Exception e)
        {
            if (!Ended.IsCompleted && e is not (IOException or WebSocketException { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely }))
            {
                violations.Enqueue(e.ToString());
            }
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Cuts the connection.</summary>
    public void Dispose()
    {
        ended.TrySetResult();
        client.Dispose();
    }

    async Task TakeAsync(JsonArray frame)
    {
        var (kind, id) = ((int)frame[0]!, (string)frame[1]!);
        if (kind is < 2 or > 5 || frame.Count != kind switch { 2 => 4, 3 => 3, _ => 5 } || frame[^1] is not JsonObject)
        {
            violations.Enqueue(frame.ToJsonString());
        }

        if (kind != 2)
        {
            if (kind < 5 && asked.TryGetValue(id, out var answer))
            {
                answer.TrySetResult(frame);
            }

            return;
        }

        var action = (string)frame[2]!;
        var special = AnswerNext;
        AnswerNext = null;
        await SendAsync(special?.Invoke(id, action) ?? RawServer.Text($"""[3,"{id}",{AnswerTo(action)}]"""));
        if (awaited.TryRemove(action, out var called))
        {
            called.TrySetResult();
        }
    }

    /// <summary>The usual answer to a charger's request.</summary>
    public static string AnswerTo(string action) => action switch
    {
        "BootNotification" => $$"""{"status":"Accepted","currentTime":"{{DateTime.UtcNow:O}}","interval":300}""",
        "Heartbeat" => $$"""{"currentTime":"{{DateTime.UtcNow:O}}"}""",
        "StartTransaction" => $$$"""{"transactionId":{{{Interlocked.Increment(ref transactions)}}},"idTagInfo":{"status":"Accepted"}}""",
        _ => "{}",
    };
}
