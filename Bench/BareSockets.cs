using System.Buffers;
using System.Net.WebSockets;
using OcppLab.Ocpp;

namespace OcppLab.Bench;

/// <summary>Which sockets a <see cref="Bare"/> client holds.</summary>
enum BareKind
{
    /// <summary>.NET's ClientWebSocket.</summary>
    ClientWebSocket,

    /// <summary>The product's own connection.</summary>
    CsmsConnection,

    /// <summary>The product's handshake, and .NET's WebSocket over the stream after it.</summary>
    CreateFromStream,
}

/// <summary>Many WebSockets of one kind, that count the messages they receive.</summary>
abstract class BareSockets
{
    /// <summary>How many connect at a time.</summary>
    protected const int ConcurrentConnects = 200;

    /// <summary>The subprotocol all of them ask for.</summary>
    protected const string Subprotocol = "ocpp1.6";

    long received;

    /// <summary>How many messages have come on all of them.</summary>
    public long Received => Interlocked.Read(ref received);

    /// <summary>None yet, of a kind.</summary>
    public static BareSockets Of(BareKind kind, string wsUrl) => kind switch
    {
        BareKind.ClientWebSocket => new ClientWebSockets(wsUrl),
        BareKind.CsmsConnection => new CsmsConnections(wsUrl),
        _ => new StreamWebSockets(wsUrl),
    };

    /// <summary>Opens more of them.</summary>
    /// <param name="names">The chargers to connect as.</param>
    public abstract Task OpenAsync(IReadOnlyList<string> names);

    /// <summary>Sends a text message on one of them; the bytes stay as they are until the task completes.</summary>
    public abstract ValueTask SendAsync(int socket, ReadOnlyMemory<byte> message);

    /// <summary>Counts a message.</summary>
    protected void Count() => Interlocked.Increment(ref received);
}

/// <summary>Any of .NET's WebSockets: while nothing comes on one, it holds no buffer of ours.</summary>
abstract class NetWebSockets : BareSockets
{
    const int BufferSize = 4096;

    readonly List<WebSocket> sockets = [];

    /// <inheritdoc/>
    public override async Task OpenAsync(IReadOnlyList<string> names)
    {
        using var connecting = new SemaphoreSlim(ConcurrentConnects);
        var opened = await Task.WhenAll(names.Select(async name =>
        {
            await connecting.WaitAsync();
            try
            {
                return await ConnectAsync(name);
            }
            finally
            {
                connecting.Release();
            }
        }));
        sockets.AddRange(opened);
        foreach (var socket in opened)
        {
            _ = ReadAsync(socket);
        }
    }

    /// <inheritdoc/>
    public override ValueTask SendAsync(int socket, ReadOnlyMemory<byte> message) =>
        sockets[socket].SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>Opens one.</summary>
    protected abstract Task<WebSocket> ConnectAsync(string name);

    async Task ReadAsync(WebSocket socket)
    {
        while (true)
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
            var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            var filled = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None).ConfigureAwait(false);
                filled += result.Count;
            }
            while (!result.EndOfMessage);

            ArrayPool<byte>.Shared.Return(buffer);
            Count();
        }
    }
}

/// <summary>.NET's ClientWebSockets.</summary>
sealed class ClientWebSockets(string wsUrl) : NetWebSockets
{
    /// <inheritdoc/>
    protected override async Task<WebSocket> ConnectAsync(string name)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(Subprotocol);
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await socket.ConnectAsync(new Uri($"{wsUrl}/{name}"), CancellationToken.None);
        return socket;
    }
}

/// <summary>.NET's WebSockets over streams on which the product has made the handshake.</summary>
sealed class StreamWebSockets(string wsUrl) : NetWebSockets
{
    static readonly WebSocketCreationOptions Creation = new() { SubProtocol = Subprotocol, KeepAliveInterval = Timeout.InfiniteTimeSpan };

    readonly CsmsConnectionOptions options = new();
    readonly Uri url = new(wsUrl);

    /// <inheritdoc/>
    protected override async Task<WebSocket> ConnectAsync(string name)
    {
        var endpoint = new CsmsEndpoint(url, name, Subprotocol, SecurityProfile: 0, AuthorizationKey: null);
        var stream = await CsmsHost.Of(endpoint, options).ConnectAsync(CancellationToken.None);
        var (rest, _, _) = await Handshake.PerformAsync(stream, endpoint, CancellationToken.None);
        return rest is null
            ? WebSocket.CreateFromStream(stream, Creation)
            : throw new InvalidOperationException("the CSMS spoke first");
    }
}

/// <summary>The product's own connections.</summary>
sealed class CsmsConnections(string wsUrl) : BareSockets, ICsmsConnectionListener
{
    readonly CsmsConnectionOptions options = new() { ConcurrentConnects = ConcurrentConnects, PingInterval = TimeSpan.Zero };
    readonly List<CsmsConnection> connections = [];
    readonly Uri url = new(wsUrl);
    TaskCompletionSource allOpen = new();
    int missing;

    /// <inheritdoc/>
    public override Task OpenAsync(IReadOnlyList<string> names)
    {
        (allOpen, missing) = (new(TaskCreationOptions.RunContinuationsAsynchronously), names.Count);
        foreach (var name in names)
        {
            connections.Add(CsmsConnection.Open(new(url, name, Subprotocol, SecurityProfile: 0, AuthorizationKey: null), options, this));
        }

        return allOpen.Task;
    }

    /// <inheritdoc/>
    public override ValueTask SendAsync(int socket, ReadOnlyMemory<byte> message)
    {
        connections[socket].Send(message.Span);
        return default;
    }

    void ICsmsConnectionListener.Opened(ICsmsConnection connection)
    {
        if (Interlocked.Decrement(ref missing) == 0)
        {
            allOpen.SetResult();
        }
    }

    ValueTask ICsmsConnectionListener.ReceivedAsync(ICsmsConnection connection, ReadOnlyMemory<byte> frame)
    {
        Count();
        return default;
    }

    void ICsmsConnectionListener.Closed(ICsmsConnection connection, string reason) =>
        allOpen.TrySetException(new InvalidOperationException(reason));
}
